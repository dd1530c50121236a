/** Households in the order in which a village is walked, and what came of each visit: ROUND.md. */
import { randomUUID } from "node:crypto";
import { sql, type Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import { textKey } from "../../text/sort-key.js";
import { wordsIn } from "../../text/vietnamese.js";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";
import type {
  Household,
  HouseholdDetails,
  ListedPerson,
  Outcome,
  RegisterEntry,
  Visit,
  WalkedHousehold,
} from "../types.js";
import { PERSON_COLUMNS, VALUES_A_QUERY, insertEntry, tokensOf } from "./people-list.js";
import { entryOfRow } from "./person-row.js";

/** Local days, both included. */
export interface RoundDays {
  fromDay: number;
  day: number;
}

export interface WalkQuery extends RoundDays {
  /** Undefined: of every one. */
  unit?: string | undefined;
  team?: string | undefined;
  ids?: readonly string[] | undefined;
}

/** How many households of a village and team are at what. */
export interface WalkCount {
  unit: string;
  team: string;
  /** Null: not visited. */
  outcome: Outcome | null;
  households: number;
}

export function createHouseholds(db: Kysely<StoreTables>, write: Write) {
  return {
    /** In the order of villages, and within each as it is walked. */
    walk: (asked: WalkQuery): Promise<WalkedHousehold[]> => walkOf(db, asked),

    async walkCounts(days: RoundDays): Promise<WalkCount[]> {
      const rows = await withLast(db, days)
        .select(["households.unit", "team", "outcome", ({ fn }) => fn.countAll().as("households")])
        .groupBy(["households.unit", "team", "outcome"])
        .execute();
      return rows.map(({ outcome, ...row }) => ({
        ...row,
        outcome: outcome as Outcome | null,
        households: Number(row.households),
      }));
    },

    /** Households at whose doors somebody was met, each once, by the words for their unit. */
    async householdsMet({ fromDay, day }: RoundDays): Promise<{ unit: string; households: number }[]> {
      const rows = await db
        .selectFrom("visits")
        .innerJoin("households", "households.id", "visits.household_id")
        .select(["unit", sql<number>`count(distinct household_id)`.as("households")])
        .where("day", ">=", fromDay)
        .where("day", "<=", day)
        .where("outcome", "<>", "absent")
        .groupBy("unit")
        .execute();
      return rows.map(({ unit, households }) => ({ unit, households: Number(households) }));
    },

    /** Of all households, by day. */
    async visits(): Promise<(Visit & { householdId: string })[]> {
      const rows = await db.selectFrom("visits").selectAll().orderBy("household_id").orderBy("day").execute();
      return rows.map(({ household_id, day, at_ms, outcome, back_day }) => ({
        ...{ householdId: household_id, day, atMs: Number(at_ms), outcome: outcome as Outcome },
        backDay: back_day,
      }));
    },

    /** @param after  number of the one that it comes after; undefined: the last of its unit */
    addHousehold: (details: HouseholdDetails, after: number | undefined, nowMs: number): Promise<string> =>
      write((tx) => insertHousehold(tx, details, after, nowMs)),

    /** @param position  its new number */
    putHousehold: (id: string, details: HouseholdDetails, position: number, nowMs: number): Promise<void> =>
      write(async (tx) => {
        const known = await householdOf(tx, id);
        const row = await rowOf(tx, details);
        await requireNew(tx, row.place, id);
        await tx
          .updateTable("households")
          .set({ ...row, position: LAST, changed_ms: nowMs })
          .where("id", "=", id)
          .execute();
        await renumber(tx, known.unit);
        await moveUp(tx, row.unit, position);
        await tx.updateTable("households").set({ position }).where("id", "=", id).execute();
        await renumber(tx, row.unit);
      }),

    /** Several at once, when a village is shared out. */
    putTeam: (ids: readonly string[], team: string, nowMs: number): Promise<void> =>
      write(async (tx) => {
        for (const id of ids) {
          await tx
            .updateTable("households")
            .set({ team: team.trim(), changed_ms: nowMs })
            .where("id", "=", id)
            .execute();
        }
      }),

    /** In the place of what was written for the same day. @param outcome  null: that was wrong, nobody was there */
    putVisit: (
      id: string,
      day: number,
      outcome: Outcome | null,
      backDay: number | null,
      nowMs: number,
    ): Promise<void> =>
      write(async (tx) => {
        await householdOf(tx, id);
        if (outcome === null) {
          await tx.deleteFrom("visits").where("household_id", "=", id).where("day", "=", day).execute();
          return;
        }
        await storeVisit(tx, id, { day, atMs: nowMs, outcome, backDay });
        // A refusal on record, of those whom it is about; whoever has a token, or agreed before, is none of them.
        if (outcome !== "refused") return;
        await tx
          .updateTable("persons")
          .set({ refused_ms: nowMs })
          .where("household_id", "=", id)
          .where("has_smartphone", "=", 0)
          .where("consent_ms", "is", null)
          .where("refused_ms", "is", null)
          .execute();
      }),

    /** Somebody of a household who was not in the register. */
    addMember: (
      id: string,
      person: Pick<RegisterEntry, "name" | "birthYear" | "phone" | "smartphone">,
    ): Promise<string> =>
      write(async (tx) => {
        const { unit, address } = await householdOf(tx, id);
        const entry: RegisterEntry = { ...EMPTY_ENTRY, unit, address, ...person };
        const member = await insertEntry(tx, entry);
        await tx.updateTable("persons").set({ household_id: id }).where("id", "=", member).execute();
        return member;
      }),

    /** Null: not known. */
    putSmartphone: (personId: string, hasSmartphone: boolean | null): Promise<void> =>
      write(async (tx) => {
        const has = hasSmartphone === null ? null : Number(hasSmartphone);
        const { numUpdatedRows } = await tx
          .updateTable("persons")
          .set({ has_smartphone: has })
          .where("id", "=", personId)
          .executeTakeFirst();
        if (Number(numUpdatedRows) === 0) throw new UserError("register/person/missing");
      }),
  };
}

export const EMPTY_ENTRY: RegisterEntry = {
  ...{ name: "", unit: "", phone: null, birthYear: null, sex: null, relativePhone: null },
  ...{ guardian: null, address: null, group: null, consent: null, smartphone: null },
};

/** Behind everything that has a number. */
const LAST = 1_000_000_000;

/** By which a place is known again, however it is written: "Thôn 03, Ngõ 2" and "thon 3 ngo 2". */
export function placeOf({ unit, address }: Pick<HouseholdDetails, "unit" | "address">): string {
  return [unit, address].map((words) => wordsIn(words).map(plain).join(" ")).join(" | ");
}

const plain = (word: string) => (/^\d{1,9}$/.test(word) ? String(Number(word)) : word);

export async function insertHousehold(
  tx: Kysely<StoreTables>,
  details: HouseholdDetails,
  after: number | undefined,
  nowMs: number,
): Promise<string> {
  const id = randomUUID();
  const row = await rowOf(tx, details);
  await requireNew(tx, row.place, id);
  if (after !== undefined) await moveUp(tx, row.unit, after + 1);
  await tx
    .insertInto("households")
    .values({ id, ...row, position: after === undefined ? LAST : after + 1, changed_ms: nowMs })
    .execute();
  await renumber(tx, row.unit);
  return id;
}

/** 1, 2, 3 …: numbers on paper have no gaps. */
export async function renumber(tx: Kysely<StoreTables>, unit: string): Promise<void> {
  const rows = await tx
    .selectFrom("households")
    .select(["id", "position", "address"])
    .where("unit", "=", unit)
    .execute();
  const order = rows
    .map((row) => ({ ...row, key: Buffer.from(textKey(row.address)) }))
    .sort((a, b) => a.position - b.position || Buffer.compare(a.key, b.key) || (a.id < b.id ? -1 : 1));
  for (const [i, { id, position }] of order.entries()) {
    if (position === i + 1) continue;
    await tx
      .updateTable("households")
      .set({ position: i + 1 })
      .where("id", "=", id)
      .execute();
  }
}

export async function storeVisit(tx: Kysely<StoreTables>, id: string, visit: Visit): Promise<void> {
  const said = { at_ms: visit.atMs, outcome: visit.outcome, back_day: visit.backDay };
  await tx
    .insertInto("visits")
    .values({ household_id: id, day: visit.day, ...said })
    .onConflict((conflict) => conflict.columns(["household_id", "day"]).doUpdateSet(said))
    .execute();
}

function moveUp(tx: Kysely<StoreTables>, unit: string, from: number) {
  return tx
    .updateTable("households")
    .set((eb) => ({ position: eb("position", "+", 1) }))
    .where("unit", "=", unit)
    .where("position", ">=", from)
    .execute();
}

async function householdOf(tx: Kysely<StoreTables>, id: string) {
  return tx
    .selectFrom("households")
    .selectAll()
    .where("id", "=", id)
    .executeTakeFirstOrThrow(() => new UserError("round/household/missing"));
}

async function requireNew(tx: Kysely<StoreTables>, place: string, id: string): Promise<void> {
  const known = await tx
    .selectFrom("households")
    .select(["unit", "address", "position"])
    .where("place", "=", place)
    .where("id", "<>", id)
    .executeTakeFirst();
  if (known !== undefined) throw new UserError("round/household/known", { ...known });
}

/** A village that is known is written as it is. */
export async function rowOf(tx: Kysely<StoreTables>, details: HouseholdDetails) {
  const { people, note } = details;
  const [address, team] = [details.address.trim(), details.team.trim()];
  const typed = details.unit.trim();
  const unit = (await unitsOf(tx)).find((one) => placeOf({ unit: one, address }) === placeOf({ unit: typed, address })) ?? typed; // prettier-ignore
  return { unit, address, place: placeOf({ unit, address }), team, people, note: note.trim() };
}

async function unitsOf(tx: Kysely<StoreTables>): Promise<string[]> {
  const rows = await tx.selectFrom("households").select("unit").distinct().execute();
  return rows.map(({ unit }) => unit);
}

/** Each household with its last visit of the round. */
function withLast(db: Kysely<StoreTables>, { fromDay, day }: RoundDays) {
  return db
    .with("last", (query) =>
      query
        .selectFrom("visits")
        .select(["household_id", ({ fn }) => fn.max("day").as("last_day")])
        .where("day", ">=", fromDay)
        .where("day", "<=", day)
        .groupBy("household_id"),
    )
    .selectFrom("households")
    .leftJoin("last", "last.household_id", "households.id")
    .leftJoin("visits", (join) =>
      join.onRef("visits.household_id", "=", "households.id").onRef("visits.day", "=", "last.last_day"),
    );
}

export async function walkOf(
  db: Kysely<StoreTables>,
  { unit, team, ids, ...days }: WalkQuery,
): Promise<WalkedHousehold[]> {
  const rows = await withLast(db, days)
    .select(["households.id", "households.unit", "address", "team", "position", "people", "note"])
    .select(["changed_ms", "visits.day", "visits.at_ms", "outcome", "back_day"])
    .$if(unit !== undefined, (query) => query.where("households.unit", "=", unit!))
    .$if(team !== undefined, (query) => query.where("team", "=", team!))
    .$if(ids !== undefined, (query) => query.where("households.id", "in", [...ids!]))
    .execute();
  const members = await membersOf(
    db,
    rows.map(({ id }) => id),
  );
  const keys = new Map([...new Set(rows.map((row) => row.unit))].map((one) => [one, Buffer.from(textKey(one))])); // prettier-ignore
  return rows
    .sort((a, b) => Buffer.compare(keys.get(a.unit)!, keys.get(b.unit)!) || a.position - b.position)
    .map(({ changed_ms, at_ms, outcome, back_day, day, ...row }) => ({
      ...(row satisfies Omit<Household, "changedMs">),
      changedMs: Number(changed_ms),
      members: members.get(row.id) ?? [],
      last:
        outcome === null || day === null
          ? null
          : { day, atMs: Number(at_ms), outcome: outcome as Outcome, backDay: back_day },
    }));
}

async function membersOf(
  db: Kysely<StoreTables>,
  households: readonly string[],
): Promise<Map<string, ListedPerson[]>> {
  const members = new Map<string, ListedPerson[]>();
  for (let from = 0; from < households.length; from += VALUES_A_QUERY) {
    const rows = await db
      .selectFrom("persons")
      .select([...PERSON_COLUMNS, "household_id"])
      .where("household_id", "in", households.slice(from, from + VALUES_A_QUERY))
      .orderBy("birth_year")
      .orderBy("id")
      .execute();
    const tokens = await tokensOf(
      db,
      rows.map(({ id }) => id),
    );
    for (const { household_id, ...row } of rows) {
      const list = members.get(household_id!) ?? [];
      members.set(household_id!, list);
      list.push({ ...entryOfRow(row), tokens: tokens.get(row.id) ?? [] });
    }
  }
  // Whoever has no smartphone is whom the visit is about, then those of whom nobody knows.
  const rank = ({ smartphone }: ListedPerson) => (smartphone === false ? 0 : smartphone === true ? 2 : 1);
  for (const list of members.values()) list.sort((a, b) => rank(a) - rank(b));
  return members;
}
