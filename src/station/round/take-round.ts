/** Takes a team's round file in, whole or not at all: what was written later counts, and nothing twice. ROUND.md, Round file. */
import type { Kysely } from "kysely";
import { type Problem, problem } from "../../words/problem.js";
import { isUserError, problemOf } from "../../words/user-error.js";
import { formatSerial } from "../serial-number.js";
import { issueWithin, issuesOf } from "../store/people.js";
import { placeOf, renumber, rowOf, storeVisit } from "../store/registry/households.js";
import { foldedName, rowOfEntry } from "../store/registry/person-row.js";
import type { StoreTables } from "../store/schema.js";
import type { Store } from "../store/store.js";
import { knownSerial } from "../store/token-identity.js";
import { nationalPhone } from "../text/search-words.js";
import { type FilePerson, type RoundFile, readRound } from "./round-file.js";

export interface TakenRound {
  /** New here. */
  households: number;
  people: number;
  /** New or changed here. */
  visits: number;
  tokens: number;
  notes: Problem[];
}

interface Taking {
  tx: Kysely<StoreTables>;
  nowMs: number;
  /** IDs of the file by those here; what stays out has none. */
  householdOf: Map<string, string>;
  personOf: Map<string, string>;
  /** Written here later than in the file. */
  older: number;
  taken: TakenRound;
}

export async function takeRound(store: Store, bytes: Uint8Array, nowMs: number): Promise<TakenRound> {
  const file = readRound(bytes, nowMs);
  return store.write(async (tx) => {
    const taking: Taking = {
      ...{ tx, nowMs, householdOf: new Map(), personOf: new Map(), older: 0 },
      taken: { households: 0, people: 0, visits: 0, tokens: 0, notes: [] },
    };
    const { taken } = taking;
    const withdrawn = new Set((await tx.selectFrom("withdrawn").select("id").execute()).map(({ id }) => id));
    const changed = await takeHouseholds(taking, file, withdrawn);
    await takePeople(taking, file, withdrawn);
    const visits = await takeVisits(taking, file);
    await takeIssues(taking, file);
    taken.visits = visits;
    if (taking.older > 0) taken.notes.push(problem("round/note/older", { count: taking.older }));
    const isNothing =
      changed + taken.households + taken.people + taken.visits + taken.tokens === 0 &&
      taken.notes.length === 0;
    if (isNothing) taken.notes.push(problem("round/note/nothing"));
    return taken;
  });
}

/** @returns how many that were known changed */
async function takeHouseholds(
  taking: Taking,
  { households, people }: RoundFile,
  withdrawn: ReadonlySet<string>,
): Promise<number> {
  const { tx, nowMs, householdOf, taken } = taking;
  const kept = await tx.selectFrom("households").selectAll().execute();
  const byId = new Map(kept.map((row) => [row.id, row]));
  const byPlace = new Map(kept.map((row) => [row.place, row.id]));
  const living = new Map<string, boolean>();
  for (const { id, householdId } of people)
    living.set(householdId, living.get(householdId) === true || !withdrawn.has(id));
  const units = new Set<string>();
  let changed = 0;
  const same: string[] = [];
  for (const { id, position, changedMs, ...details } of households) {
    const known = byId.get(id);
    const place = placeOf(details);
    const atPlace = byPlace.get(place);
    if (known === undefined && atPlace === undefined) {
      // Nobody is left of whom it tells: it went with the last of them.
      if (living.get(id) === false) continue;
      const row = await rowOf(tx, details);
      await tx
        .insertInto("households")
        .values({ id, ...row, position, changed_ms: Math.min(changedMs, nowMs) })
        .execute();
      byPlace.set(place, id);
      householdOf.set(id, id);
      units.add(row.unit);
      taken.households++;
    } else if (known === undefined) {
      same.push(`${details.address}, ${details.unit}`);
      householdOf.set(id, atPlace!);
    } else {
      householdOf.set(id, id);
      const { unit, address, team, note, people: count } = known;
      const isSame =
        placeOf(known) === place &&
        team === details.team &&
        note === details.note &&
        count === details.people &&
        known.position === position;
      if (isSame) continue;
      const knownMs = Number(known.changed_ms);
      // Numbers also move when a neighbour comes in between: that alone is no news.
      if (changedMs <= knownMs) {
        if (changedMs < knownMs) taking.older++;
        continue;
      }
      const isFree = atPlace === undefined || atPlace === id;
      const row = await rowOf(tx, isFree ? details : { ...details, unit, address });
      await tx
        .updateTable("households")
        .set({ ...row, position, changed_ms: Math.min(changedMs, nowMs) })
        .where("id", "=", id)
        .execute();
      byPlace.delete(known.place);
      byPlace.set(row.place, id);
      units.add(unit).add(row.unit);
      changed++;
    }
  }
  for (const unit of units) await renumber(tx, unit);
  if (same.length > 0)
    taken.notes.push(problem("round/note/same-household", { count: same.length, places: shortened(same) }));
  return changed;
}

async function takePeople(
  taking: Taking,
  { people }: RoundFile,
  withdrawn: ReadonlySet<string>,
): Promise<void> {
  const { tx, householdOf, personOf, taken } = taking;
  const same: string[] = [];
  let gone = 0;
  for (const person of people) {
    if (withdrawn.has(person.id)) {
      gone++;
      continue;
    }
    const household = householdOf.get(person.householdId) ?? null;
    const known = await personHere(tx, person);
    if (known === undefined) {
      const { id, refusedMs } = person;
      const entry = rowOfEntry(person);
      await tx
        .insertInto("persons")
        .values({
          id,
          ...entry,
          origin: null,
          household_id: household,
          ...refusal(person, refusedMs),
        })
        .execute();
      personOf.set(id, id);
      taken.people++;
      continue;
    }
    personOf.set(person.id, known.id);
    if (known.id !== person.id) same.push(person.name);
    if (!known.origin) await fillIn(tx, known, person, household);
  }
  if (same.length > 0)
    taken.notes.push(problem("round/note/same-person", { count: same.length, names: shortened(same) }));
  if (gone > 0) taken.notes.push(problem("round/note/withdrawn", { count: gone }));
}

const refusal = ({ consent }: Pick<FilePerson, "consent">, refusedMs: number | null) =>
  consent === null ? { refused_ms: refusedMs } : {};

type PersonHere = Pick<StoreTables["persons"], "id" | "name" | "unit" | "phone" | "birth_year" | "origin"> & {
  folded_name: string;
};

/** By ID, or the one whom it must be: no list decides between two. */
async function personHere(tx: Kysely<StoreTables>, person: FilePerson): Promise<PersonHere | undefined> {
  const columns = ["id", "name", "unit", "phone", "birth_year", "origin", "folded_name"] as const;
  const own = await tx.selectFrom("persons").select(columns).where("id", "=", person.id).executeTakeFirst();
  if (own !== undefined) return own;
  const named = await tx
    .selectFrom("persons")
    .select(columns)
    .where("folded_name", "=", foldedName(person.name))
    .execute();
  const phone = person.phone === null ? null : nationalPhone(person.phone);
  const alike = named.filter(
    (one) =>
      (person.birthYear !== null && one.birth_year === person.birthYear && isSamePlace(one, person)) ||
      (phone !== null && one.phone !== null && nationalPhone(one.phone) === phone),
  );
  return alike.length === 1 ? alike[0] : undefined;
}

const isSamePlace = (one: { unit: string }, other: { unit: string }) =>
  placeOf({ unit: one.unit, address: "" }) === placeOf({ unit: other.unit, address: "" });

/** What is known here stays. */
async function fillIn(
  tx: Kysely<StoreTables>,
  { id }: PersonHere,
  person: FilePerson,
  household: string | null,
): Promise<void> {
  const row = await tx.selectFrom("persons").selectAll().where("id", "=", id).executeTakeFirstOrThrow();
  const told = { ...rowOfEntry(person), ...refusal(person, person.refusedMs) };
  const isAgreed = row.consent_ms !== null || person.consent !== null;
  const filled = {
    ...{ sex: row.sex ?? told.sex, guardian: row.guardian ?? told.guardian },
    ...{ address: row.address ?? told.address, person_group: row.person_group ?? told.person_group },
    has_smartphone: row.has_smartphone ?? told.has_smartphone ?? null,
    consent_ms: row.consent_ms ?? told.consent_ms,
    consent_by: row.consent_ms === null ? told.consent_by : row.consent_by,
    refused_ms: isAgreed ? null : (row.refused_ms ?? person.refusedMs),
    household_id: row.household_id ?? household,
  };
  await tx.updateTable("persons").set(filled).where("id", "=", id).execute();
}

/** @returns how many are new or changed */
async function takeVisits(taking: Taking, { visits }: RoundFile): Promise<number> {
  const { tx, nowMs, householdOf } = taking;
  let count = 0;
  for (const { householdId, ...told } of visits) {
    const id = householdOf.get(householdId);
    if (id === undefined) continue;
    const known = await tx
      .selectFrom("visits")
      .select(["at_ms", "outcome", "back_day"])
      .where("household_id", "=", id)
      .where("day", "=", told.day)
      .executeTakeFirst();
    if (known?.outcome === told.outcome && known.back_day === told.backDay) continue;
    if (known !== undefined && Number(known.at_ms) >= told.atMs) {
      taking.older++;
      continue;
    }
    await storeVisit(tx, id, { ...told, atMs: Math.min(told.atMs, nowMs) });
    count++;
  }
  return count;
}

async function takeIssues({ tx, nowMs, personOf, taken }: Taking, { issues }: RoundFile): Promise<void> {
  for (const { serial, personId, fromMs } of issues) {
    const id = personOf.get(personId);
    if (id === undefined) continue;
    const token = await knownSerial(tx, serial);
    const atMs = Math.min(fromMs, nowMs);
    const known = await tx
      .selectFrom("issues")
      .select("id")
      .where("token", "=", token)
      .where("person_id", "=", id)
      // Also one that was taken back, or undone, since.
      .where((eb) => eb.or([eb("to_ms", "is", null), eb("from_ms", "=", atMs)]))
      .executeTakeFirst();
    if (known !== undefined) continue;
    const last = (await issuesOf(tx, token)).at(-1);
    const number = formatSerial(serial);
    if (last?.toMs === null) {
      taken.notes.push(problem("round/note/token-held", { serial: number, name: last.person.name }));
      continue;
    }
    try {
      await issueWithin(tx, token, { id }, atMs);
      taken.tokens++;
    } catch (error) {
      // It spoke before anything was written.
      if (!isUserError(error)) throw error;
      taken.notes.push(problem("round/note/token", { serial: number, why: problemOf(error) }));
    }
  }
}

/** A file may name any number. */
function shortened(names: readonly string[]): string {
  return names.slice(0, 5).join("; ") + (names.length > 5 ? "; …" : "");
}
