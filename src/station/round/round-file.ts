/** What a team takes out on a laptop and brings back: ROUND.md, Round file. It names people. */
import { z } from "zod";
import { UserError } from "../../words/user-error.js";
import { type CheckedFault, type CheckedKind, readChecked, writeChecked } from "../coverage/checked-file.js";
import { birthYear, computerTimeMs, serialNumber } from "../limits.js";
import type { Store } from "../store/store.js";
import { OUTCOMES } from "../store/types.js";
import { localDayOf } from "../text/local-time.js";
import { without } from "../without.js";

const KIND: CheckedKind = {
  ...{ format: "bluezone-round", version: 1, member: "round", mostBytes: 20_000_000 },
};
const FAULTS: Record<CheckedFault, () => UserError> = {
  big: () => new UserError("round/file/big", { most: KIND.mostBytes / 1e6 }),
  kind: () => new UserError("round/file/kind"),
  version: () => new UserError("round/file/version"),
  changed: () => new UserError("round/file/changed"),
};
/** A commune has some 3,000; a district's round is several files. */
const MOST_HOUSEHOLDS = 20_000;
const MOST_PEOPLE = 100_000;

const text = z.string().max(360);
const day = z.number().int().min(0).max(100_000);
const household = z.strictObject({
  id: z.uuid(),
  unit: text,
  address: text,
  team: text,
  position: z.number().int().min(1).max(1_000_000),
  people: z.number().int().min(0).max(1_000).nullable(),
  note: text,
  changedMs: computerTimeMs,
});
const person = z.strictObject({
  id: z.uuid(),
  householdId: z.uuid(),
  name: text.min(1),
  unit: text,
  phone: text.nullable(),
  birthYear: birthYear.nullable(),
  sex: z.enum(["male", "female"]).nullable(),
  relativePhone: text.nullable(),
  guardian: text.nullable(),
  address: text.nullable(),
  group: text.nullable(),
  consent: z.strictObject({ atMs: computerTimeMs, by: z.enum(["self", "guardian"]) }).nullable(),
  smartphone: z.boolean().nullable(),
  refusedMs: computerTimeMs.nullable(),
});
const visit = z.strictObject({
  householdId: z.uuid(),
  day,
  atMs: computerTimeMs,
  outcome: z.enum(OUTCOMES),
  backDay: day.nullable(),
});
/** Who has which token, and since when. */
const issue = z.strictObject({ serial: serialNumber, personId: z.uuid(), fromMs: computerTimeMs });
const round = z.strictObject({
  madeMs: computerTimeMs,
  households: z.array(household).max(MOST_HOUSEHOLDS),
  people: z.array(person).max(MOST_PEOPLE),
  visits: z.array(visit).max(MOST_PEOPLE),
  issues: z.array(issue).max(MOST_PEOPLE),
});

export type RoundFile = z.infer<typeof round>;
export type FilePerson = RoundFile["people"][number];

/** @param of  empty: of every village, of every team */
export async function roundFileOf(
  store: Store,
  { unit, team }: { unit: string; team: string },
  nowMs: number,
): Promise<RoundFile> {
  const days = { fromDay: 0, day: localDayOf(nowMs) };
  const walked = await store.walk({ ...days, unit: unit || undefined, team: team || undefined });
  const ids = new Set(walked.map(({ id }) => id));
  const people = walked.flatMap(({ id, members }) => members.map((member) => ({ householdId: id, member })));
  const wanted = new Set(people.map(({ member }) => member.id));
  const serials = new Map(people.flatMap(({ member }) => member.tokens.map(({ token, serial }) => [token, serial]))); // prettier-ignore
  const issues = (await store.issues()).filter(({ person, toMs }) => toMs === null && wanted.has(person.id));
  return {
    madeMs: nowMs,
    households: walked.map((one) => without(one, "members", "last")),
    people: people.map(({ householdId, member }) => ({
      ...without(member, "origin", "tokens"),
      ...{ householdId, smartphone: member.smartphone ?? null, refusedMs: member.refusedMs ?? null },
    })),
    visits: (await store.visits()).filter(({ householdId }) => ids.has(householdId)),
    issues: issues.flatMap(({ token, person, fromMs }) => {
      const serial = serials.get(token);
      // What no paper shows, such as a practice token of a chip without a number, is no one's to bring.
      return serial === undefined || !serialNumber.safeParse(serial).success
        ? []
        : [{ serial, personId: person.id, fromMs }];
    }),
  };
}

export function writeRound(said: RoundFile): string {
  return writeChecked(KIND, said);
}

/** `UserError` where it is no such file, was changed, or does not hang together. */
export function readRound(bytes: Uint8Array, nowMs: number): RoundFile {
  const read = readChecked(KIND, bytes);
  if (typeof read === "string") throw FAULTS[read]();
  const inner = round.safeParse(read.said);
  if (!inner.success) throw new UserError("round/file/kind");
  const { households, people, visits, issues } = inner.data;
  const ids = new Set(households.map(({ id }) => id));
  const persons = new Set(people.map(({ id }) => id));
  const isWhole =
    ids.size === households.length &&
    persons.size === people.length &&
    people.every(({ householdId }) => ids.has(householdId)) &&
    visits.every(({ householdId }) => ids.has(householdId)) &&
    issues.every(({ personId }) => persons.has(personId));
  if (!isWhole) throw new UserError("round/file/parts");
  if (visits.some((one) => one.day > localDayOf(nowMs))) throw new UserError("round/file/future");
  return inner.data;
}
