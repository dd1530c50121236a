/** What people write into a case, one act at a time; each is checked before it is used. */
import { z } from "zod";
import { computerTimeMs } from "../limits.js";
import { without } from "../without.js";
import type { CaseContent } from "./content.js";
import { type ClassRule, QUARANTINES } from "./follow-up-rule.js";
import { NO_VISIT, ROUTES, STATUSES, TESTS, type ContactWork } from "./work.js";

const key = z.string().min(1).max(80);
const line = (most: number) => z.string().trim().normalize("NFC").max(most);
const localDay = z.number().int().min(0).max(60_000);
const days = z.number().int().min(1).max(60);
const classPart = z
  .object({
    place: z.enum(QUARANTINES),
    days,
    testDays: z.array(days).max(10),
  })
  .partial()
  .optional();

export const caseAct = z.discriminatedUnion("do", [
  /** Only what changed is said, as in all acts about what has parts: somebody else may have changed the rest meanwhile. */
  z.object({
    do: z.literal("decide"),
    person: key,
    status: z.enum(STATUSES).optional(),
    note: line(400).optional(),
  }),
  z.object({
    do: z.literal("call"),
    person: key,
    route: z.enum(ROUTES),
    wasReached: z.boolean(),
    by: line(120),
  }),
  /** Takes the last call back. */
  z.object({ do: z.literal("uncall"), person: key }),
  z.object({
    do: z.literal("visit"),
    person: key,
    day: localDay,
    wasSeen: z.boolean().nullable().optional(),
    symptoms: line(200).optional(),
    test: z.enum(TESTS).optional(),
  }),
  z.object({ do: z.literal("ill"), person: key, onsetDay: localDay.nullable() }),
  z.object({
    do: z.literal("say"),
    name: line(120).min(1),
    unit: line(120),
    phone: line(40),
    lastDay: localDay,
    note: line(400),
  }),
  z.object({ do: z.literal("unsay"), id: key }),
  z.object({ do: z.literal("merge"), id: key, sameAs: key.nullable() }),
  z
    .object({ do: z.literal("place"), name: line(120).min(1), fromMs: computerTimeMs, toMs: computerTimeMs })
    .refine(({ fromMs, toMs }) => fromMs < toMs),
  z.object({ do: z.literal("unplace"), id: key }),
  z.object({ do: z.literal("diagnosed"), atMs: computerTimeMs.nullable() }),
  z.object({ do: z.literal("office"), name: line(60).optional(), phone: line(40).optional() }),
  z.object({ do: z.literal("rule"), f1: classPart, f2: classPart }),
]);
export type CaseAct = z.infer<typeof caseAct>;

/** @param newId  for what the act adds */
export function applyAct(content: CaseContent, act: CaseAct, nowMs: number, newId: string): CaseContent {
  const { notes } = content;
  const withNotes = (part: Partial<typeof notes>): CaseContent => ({
    ...content,
    notes: { ...notes, ...part },
  });
  const withWork = (person: string, change: (work: ContactWork) => Partial<ContactWork>): CaseContent => {
    const work = notes.work[person] ?? { status: "todo", note: "" };
    return withNotes({ work: { ...notes.work, [person]: { ...work, ...change(work) } } });
  };
  switch (act.do) {
    case "decide":
      return withWork(act.person, ({ status, note }) => ({
        status: act.status ?? status,
        note: act.note ?? note,
        ...(act.status !== undefined && act.status !== status && { decidedMs: nowMs }),
      }));
    case "call":
      return withWork(act.person, ({ calls = [], status }) => ({
        calls: [...calls, { atMs: nowMs, route: act.route, wasReached: act.wasReached, by: act.by }],
        status: afterCall(status, act.wasReached),
      }));
    case "uncall":
      return withWork(act.person, ({ calls = [], status }) => {
        const left = calls.slice(0, -1);
        const isDecided = status === "confirmed" || status === "rejected";
        const before = left.at(-1);
        return {
          calls: left,
          status: isDecided ? status : before ? afterCall("todo", before.wasReached) : "todo",
        };
      });
    case "visit":
      return withWork(act.person, ({ visits }) => {
        const before = visits?.[act.day] ?? NO_VISIT;
        const visit = {
          wasSeen: act.wasSeen === undefined ? before.wasSeen : act.wasSeen,
          symptoms: act.symptoms ?? before.symptoms,
          test: act.test ?? before.test,
        };
        return { visits: { ...visits, [act.day]: visit } };
      });
    case "ill": {
      const work: ContactWork = without(notes.work[act.person] ?? { status: "todo", note: "" }, "illDay");
      const next = act.onsetDay === null ? work : { ...work, illDay: act.onsetDay };
      return withNotes({ work: { ...notes.work, [act.person]: next } });
    }
    case "say": {
      const { name, unit, lastDay, note } = act;
      const said = { id: newId, name, unit, phone: act.phone || null, lastDay, note, sameAs: null };
      return withNotes({ said: [...notes.said, said] });
    }
    case "unsay":
      return withNotes({ said: notes.said.filter(({ id }) => id !== act.id) });
    case "merge":
      return merge(content, act.id, act.sameAs);
    case "place": {
      const { name, fromMs, toMs } = act;
      return withNotes({ places: [...notes.places, { id: newId, name, fromMs, toMs }] });
    }
    case "unplace":
      return withNotes({ places: notes.places.filter(({ id }) => id !== act.id) });
    case "diagnosed":
      return withNotes({ diagnosedMs: act.atMs });
    case "office":
      return withNotes({
        office: { name: act.name ?? notes.office.name, phone: act.phone ?? notes.office.phone },
      });
    case "rule":
      return withNotes({
        followUp: { f1: changed(notes.followUp.f1, act.f1), f2: changed(notes.followUp.f2, act.f2) },
      });
  }
}

function changed(rule: ClassRule, part: z.infer<typeof classPart>): ClassRule {
  return {
    place: part?.place ?? rule.place,
    days: part?.days ?? rule.days,
    testDays: part?.testDays ?? rule.testDays,
  };
}

/** What was decided stays decided, and who was reached once was reached. */
function afterCall(status: ContactWork["status"], wasReached: boolean): ContactWork["status"] {
  if (status !== "todo" && status !== "unreachable") return status;
  return wasReached ? "reached" : "unreachable";
}

/** What was done about the one goes over to the other, unless something was done there already. */
function merge(content: CaseContent, id: string, sameAs: string | null): CaseContent {
  const { notes } = content;
  const said = notes.said.map((one) => (one.id === id ? { ...one, sameAs } : one));
  const { [id]: own, ...others } = notes.work;
  if (sameAs === null || own === undefined) return { ...content, notes: { ...notes, said } };
  const theirs = notes.work[sameAs];
  const work = { ...others, [sameAs]: theirs === undefined ? own : joined(theirs, own) };
  return { ...content, notes: { ...notes, said, work } };
}

function joined(one: ContactWork, other: ContactWork): ContactWork {
  const calls = [...(one.calls ?? []), ...(other.calls ?? [])].sort((a, b) => a.atMs - b.atMs);
  return {
    ...other,
    ...one,
    status: one.status === "todo" ? other.status : one.status,
    note: [one.note, other.note].filter(Boolean).join("; "),
    visits: { ...other.visits, ...one.visits },
    calls,
  };
}
