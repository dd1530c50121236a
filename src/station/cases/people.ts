/** Everybody whom a case names, once each: out of tokens, of the interview, and of the logs of confirmed contacts. */
import { fold } from "../text/vietnamese.js";
import { localDayOf } from "../text/local-time.js";
import type { Person, TokenName } from "../store/types.js";
import type { CaseContent } from "./content.js";
import type { PersonClass } from "./follow-up-rule.js";
import type { Contact } from "./trace-result.js";
import type { ContactWork, Place, Said } from "./work.js";

/** As Go.Data draws them: dotted, dashed, solid. */
export type Certainty = "low" | "medium" | "high";
const MEDIUM_FROM = 0.35;
const HIGH_FROM = 0.7;

/** What of a case names people. */
export type CaseOfPeople = Pick<CaseContent, "trace" | "onward" | "notes" | "phoneTrace">;

/** Stands for the F0 among those whom somebody met. */
export const F0_KEY = "f0";

export interface CasePerson {
  key: string;
  name: string | null;
  unit: string | null;
  phone: string | null;
  birthYear: number | null;
  /** They took their consent back: no name, no telephone. */
  isWithdrawn: boolean;
  tokens: readonly TokenName[];
  class: PersonClass;
  /** Whom they met: the F0, or confirmed F1s by their keys. */
  met: readonly string[];
  /** What tokens tell; null: only the interview does. */
  contact: Contact<Person> | null;
  said: readonly Said[];
  /** Of the F0's places, those where tokens saw both. */
  places: readonly Place[];
  /** Local day of the last contact. */
  lastDay: number;
  /** It lies before the days that are asked about. */
  isBeforeWindow: boolean;
  /** The rule names them, or the F0 did. */
  isNamed: boolean;
  certainty: Certainty;
  work: ContactWork;
}

const NOTHING: ContactWork = { status: "todo", note: "" };

/** By which a contact is known in a case's work. */
export function contactKey({
  holder,
  tokens,
}: {
  holder: { id: string } | null;
  tokens: readonly TokenName[];
}): string {
  return holder?.id ?? tokens[0]!.token;
}

/** F1 first; in each class who is named first, then as the trace has them. */
export function peopleOf(content: CaseOfPeople): CasePerson[] {
  const { trace, onward, notes } = content;
  const people = new Map<string, CasePerson>();
  const f0Key = contactKey(trace);
  // Their own token, which was found later, heard their phone.
  const own = new Set(trace.tokens.map(({ token }) => token));
  const byPhone = (content.phoneTrace?.contacts ?? []).filter(
    ({ tokens }) => !tokens.some(({ token }) => own.has(token)),
  );
  for (const contact of [...trace.contacts, ...byPhone]) {
    const key = contactKey(contact);
    const before = people.get(key)?.contact;
    const seen = before ? seenTwice(before, contact) : contact;
    people.set(key, personOf(content, key, "f1", [F0_KEY], seen));
  }
  for (const said of notes.said) {
    const key = said.sameAs !== null && people.has(said.sameAs) ? said.sameAs : said.id;
    people.set(key, withSaid(content, key, people.get(key), said));
  }
  const confirmed = [...people.values()].filter(({ work }) => work.status === "confirmed");
  for (const { key: f1 } of confirmed) {
    for (const contact of onward[f1]?.contacts ?? []) {
      const key = contactKey(contact);
      const known = people.get(key);
      // Who was near the F0 themselves is followed up for that.
      if (key === f0Key || (known?.class === "f1" && isFollowed(known))) continue;
      if (!contact.isClose && notes.work[key] === undefined) continue;
      const before = known?.class === "f2" ? known : undefined;
      const last = before?.contact && before.contact.lastMs > contact.lastMs ? before.contact : contact;
      people.set(key, personOf(content, key, "f2", [...(before?.met ?? []), f1], last));
    }
  }
  const all = [...people.values()];
  const rank = (one: CasePerson) => (one.class === "f1" ? 0 : 2) + (one.isNamed ? 0 : 1);
  return all.sort((a, b) => rank(a) - rank(b));
}

/** By the F0's token and by their phone: the same hours, so the stronger evidence stands and nothing is added up. */
function seenTwice(one: Contact<Person>, other: Contact<Person>): Contact<Person> {
  const [stronger, weaker] = one.probability >= other.probability ? [one, other] : [other, one];
  const slots = new Set(stronger.slots.map(({ startMs }) => startMs));
  const known = new Set(stronger.tokens.map(({ token }) => token));
  return {
    ...stronger,
    tokens: [...stronger.tokens, ...weaker.tokens.filter(({ token }) => !known.has(token))],
    firstMs: Math.min(one.firstMs, other.firstMs),
    lastMs: Math.max(one.lastMs, other.lastMs),
    isClose: one.isClose || other.isClose,
    seenBy: one.seenBy === other.seenBy ? one.seenBy : "both",
    slots: [...stronger.slots, ...weaker.slots.filter(({ startMs }) => !slots.has(startMs))].sort(
      (a, b) => a.startMs - b.startMs,
    ),
  };
}

/** Named and not rejected, or confirmed all the same. */
export function isFollowed({ isNamed, work }: Pick<CasePerson, "isNamed" | "work">): boolean {
  return work.status === "confirmed" || (isNamed && work.status !== "rejected");
}

function personOf(
  { trace, notes }: CaseOfPeople,
  key: string,
  ofClass: PersonClass,
  met: readonly string[],
  contact: Contact<Person>,
): CasePerson {
  const work = notes.work[key] ?? NOTHING;
  const lastDay = localDayOf(contact.lastMs);
  const { holder } = contact;
  return {
    key,
    name: holder?.name || null,
    isWithdrawn: holder?.isWithdrawn === true,
    unit: holder?.unit ?? null,
    phone: holder?.phone ?? null,
    birthYear: holder?.birthYear ?? null,
    tokens: contact.tokens,
    class: ofClass,
    met,
    contact,
    said: [],
    places: ofClass === "f1" ? notes.places.filter((place) => wasAt(contact, place)) : [],
    lastDay,
    isBeforeWindow: ofClass === "f1" && lastDay < localDayOf(trace.fromMs),
    isNamed: contact.isClose,
    certainty: certaintyOf(work, contact.probability),
    work,
  };
}

function withSaid(
  { trace, notes }: CaseOfPeople,
  key: string,
  known: CasePerson | undefined,
  said: Said,
): CasePerson {
  const work = notes.work[key] ?? NOTHING;
  const lastDay = Math.max(said.lastDay, known?.lastDay ?? 0);
  const contact = known?.contact ?? null;
  const isWithdrawn = known?.isWithdrawn === true || said.isWithdrawn === true;
  return {
    key,
    name: isWithdrawn ? null : (known?.name ?? said.name),
    isWithdrawn,
    unit: known?.unit ?? said.unit,
    phone: known?.phone ?? said.phone,
    birthYear: known?.birthYear ?? null,
    tokens: known?.tokens ?? [],
    class: "f1",
    met: [F0_KEY],
    contact,
    said: [...(known?.said ?? []), said],
    places: known?.places ?? [],
    lastDay,
    isBeforeWindow: lastDay < localDayOf(trace.fromMs),
    isNamed: true,
    certainty: certaintyOf(work, Math.max(contact?.probability ?? 0, MEDIUM_FROM)),
    work,
  };
}

function certaintyOf({ status }: ContactWork, probability: number): Certainty {
  if (status === "confirmed" || probability >= HIGH_FROM) return "high";
  return probability >= MEDIUM_FROM ? "medium" : "low";
}

function wasAt({ slots }: Contact<Person>, { fromMs, toMs }: Place): boolean {
  return slots.some(({ startMs }) => startMs >= fromMs && startMs < toMs);
}

/** Among those whom tokens saw, who may be the one whom the F0 named: the same folded name, or the same telephone. */
export function likelyDoubles({ name, phone, sameAs }: Said, people: readonly CasePerson[]): CasePerson[] {
  if (sameAs !== null) return [];
  const digits = phone?.replace(/\D/g, "") ?? "";
  return people.filter(
    (one) =>
      one.contact !== null &&
      ((one.name !== null && fold(one.name) === fold(name)) ||
        (digits.length > 0 && one.phone?.replace(/\D/g, "") === digits)),
  );
}
