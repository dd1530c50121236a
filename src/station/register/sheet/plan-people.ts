/**
 * What taking in a list of people would do, row by row: who is new, who is corrected, who may be in the register already,
 * and what is wrong. Nothing is written until each such question has an answer.
 */
import type { Kysely } from "kysely";
import { problem } from "../../../words/problem.js";
import { formatFingerprint } from "../../fingerprint.js";
import { formatSerial } from "../../serial-number.js";
import { candidates, tokensOf } from "../../store/registry/people-list.js";
import { foldedName } from "../../store/registry/person-row.js";
import type { StoreTables } from "../../store/schema.js";
import type { ListedPerson, RegisterEntry, RegisteredPerson } from "../../store/types.js";
import { isoDay, localDayOf } from "../../text/local-time.js";
import { nationalPhone } from "../../text/search-words.js";
import { wordsIn } from "../../text/vietnamese.js";
import { without } from "../../without.js";
import type { PersonRow } from "./read-people.js";

export type Verdict = "new" | "same" | "changed" | "double" | "bad";

export interface PlannedRow extends PersonRow {
  verdict: Verdict;
  /** Whom it is, by the ID of an export, or whom it may be. */
  known: ListedPerson[];
  /** Earlier rows of the list that may be the same person. */
  likeRows: number[];
  /** What stands in the register afterwards. */
  becomes: RegisterEntry;
}

export async function planPeople(
  tx: Kysely<StoreTables>,
  people: readonly PersonRow[],
): Promise<PlannedRow[]> {
  const names = people.map(({ entry }) => foldedName(entry.name));
  const phones = people.flatMap(({ entry }) => (entry.phone === null ? [] : [nationalPhone(entry.phone)]));
  const ids = people.flatMap(({ id }) => id ?? []);
  const known = await candidates(tx, { id: ids, folded_name: names, phone_digits: phones });
  const held = await tokensOf(
    tx,
    known.map(({ id }) => id),
  );
  const listed = known.map((person) => ({ ...person, tokens: held.get(person.id) ?? [] }));
  const inStore = createLookup(listed, (person) => person);
  const holders = await holdersOf(
    tx,
    people.flatMap(({ tokens }) => tokens),
  );
  const earlier = createLookup<PersonRow>([], ({ entry }) => entry);
  const rowOfId = new Map<string, number>();
  const rowOfToken = new Map<number, number>();

  return people.map((person) => {
    const faults = [...person.faults];
    const notes = [...person.notes];
    const own = person.id === null ? undefined : inStore.byId(person.id);
    if (person.id !== null) {
      const row = rowOfId.get(person.id);
      if (own === undefined) faults.push(problem("register/row/unknown-id", { text: person.id }));
      if (row !== undefined) faults.push(problem("register/row/id-twice", { row }));
      rowOfId.set(person.id, person.row);
    }
    for (const serial of person.tokens) {
      const row = rowOfToken.get(serial);
      const holder = holders.get(serial);
      if (row !== undefined)
        faults.push(problem("register/row/token-twice", { serial: formatSerial(serial), row }));
      if (holder !== undefined && holder.id !== own?.id) {
        faults.push(problem("register/row/token-held", { serial: formatSerial(serial), name: holder.name }));
      }
      rowOfToken.set(serial, person.row);
    }
    if (person.tokens.length > 1) {
      notes.push(problem("register/row/two-tokens", { serials: person.tokens.map(formatSerial).join(", ") }));
    }
    const alike = own === undefined && person.entry.name !== "" ? inStore.like(person.entry) : [];
    const likeRows =
      own === undefined && person.entry.name !== "" ? earlier.like(person.entry).map(({ row }) => row) : [];
    earlier.add(person);
    const becomes = own === undefined ? person.entry : merged(own, person, true);
    const isChanged = own !== undefined && (differs(own, becomes) || newTokens(person, own).length > 0);
    if (isChanged && own.origin !== null && own.origin !== "") {
      faults.push(problem("station/person/foreign", { unit: formatFingerprint(own.origin) }));
    }
    const verdict: Verdict =
      faults.length > 0
        ? "bad"
        : own !== undefined
          ? isChanged
            ? "changed"
            : "same"
          : alike.length + likeRows.length > 0
            ? "double"
            : "new";
    return { ...person, faults, notes, verdict, known: own === undefined ? alike : [own], likeRows, becomes };
  });
}

/** Serial numbers that a row names and its person does not have yet. */
export function newTokens({ tokens }: PersonRow, own: ListedPerson | undefined): number[] {
  return tokens.filter((serial) => own?.tokens.some((name) => name.serial === serial) !== true);
}

/**
 * What the list tells, in the place of what was known.
 *
 * @param mayEmpty  an empty cell empties the field: true of a list that was exported here
 */
export function merged(
  known: RegisteredPerson,
  { entry, told }: PersonRow,
  mayEmpty: boolean,
): RegisterEntry {
  const kept: RegisterEntry = without({ ...known, tokens: [] }, "id", "origin", "tokens");
  const result: Record<string, unknown> = { ...kept };
  for (const field of told) {
    const value = entry[field];
    const isSame =
      field === "phone" || field === "relativePhone"
        ? nationalPhone(String(value ?? "")) === nationalPhone(String(kept[field] ?? ""))
        : field === "consent" && dayOf(entry) === dayOf(kept);
    if (!isSame && (mayEmpty || (value !== null && value !== ""))) result[field] = value;
  }
  return result as unknown as RegisterEntry;
}

function dayOf({ consent }: Pick<RegisterEntry, "consent">): string {
  return consent === null ? "" : `${isoDay(localDayOf(consent.atMs))} ${consent.by}`;
}

function differs(known: RegisterEntry, becomes: RegisterEntry): boolean {
  return (Object.keys(becomes) as (keyof RegisterEntry)[]).some(
    (field) => JSON.stringify(known[field]) !== JSON.stringify(becomes[field]),
  );
}

/** Those who may be the same: by name and year of birth, or by phone where name or year fit as well, as families share one. */
function createLookup<T>(list: readonly T[], entryOf: (one: T) => RegisterEntry) {
  const byName = new Map<string, T[]>();
  const byPhone = new Map<string, T[]>();
  const ids = new Map<string, T>();
  const put = (map: Map<string, T[]>, key: string, one: T) => map.set(key, [...(map.get(key) ?? []), one]);
  const add = (one: T) => {
    const { name, phone } = entryOf(one);
    put(byName, foldedName(name), one);
    if (phone !== null) put(byPhone, nationalPhone(phone), one);
    const { id } = one as { id?: string | null };
    if (id) ids.set(id, one);
  };
  list.forEach(add);
  return {
    add,
    byId: (id: string) => ids.get(id),
    like(entry: RegisterEntry): T[] {
      const named = (byName.get(foldedName(entry.name)) ?? []).filter((one) => mayBe(entryOf(one), entry));
      const called = entry.phone === null ? [] : (byPhone.get(nationalPhone(entry.phone)) ?? []);
      return [...new Set([...named, ...called.filter((one) => shares(entryOf(one), entry))])];
    },
  };
}

/** Of one name: of one year, or of one place where a year is not known. */
function mayBe(one: RegisterEntry, other: RegisterEntry): boolean {
  if (one.birthYear !== null && other.birthYear !== null) return one.birthYear === other.birthYear;
  const [a, b] = [one, other].map(({ unit }) => wordsIn(unit).join(" "));
  return a === "" || b === "" || a === b;
}

/** Of one phone: of one given name, or of one year. */
function shares(one: RegisterEntry, other: RegisterEntry): boolean {
  const given = ({ name }: RegisterEntry) => wordsIn(name).at(-1);
  return given(one) === given(other) || (one.birthYear !== null && one.birthYear === other.birthYear);
}

async function holdersOf(tx: Kysely<StoreTables>, serials: readonly number[]) {
  const holders = new Map<number, { id: string; name: string }>();
  for (let from = 0; from < serials.length; from += 5_000) {
    const rows = await tx
      .selectFrom("issues")
      .innerJoin("tokens", "tokens.token", "issues.token")
      .innerJoin("persons", "persons.id", "issues.person_id")
      .select(["serial", "persons.id", "name"])
      .where("serial", "in", serials.slice(from, from + 5_000))
      .where("to_ms", "is", null)
      .execute();
    for (const { serial, ...holder } of rows) holders.set(serial, holder);
  }
  return holders;
}
