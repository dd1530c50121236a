/** What coverage is counted from: people and their tokens as the register has them, and what units said. */
import { sql, type Kysely } from "kysely";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";

/** People of one unit and one group, by the words of the register. */
export interface RegisterCount {
  unit: string;
  group: string | null;
  people: number;
}

/** A person with a token that was checked. */
export interface CheckedToken {
  token: string;
  personId: string;
  unit: string;
  group: string | null;
  checkedMs: number;
}

/** Tokens that somebody has at a moment, and that were checked since another. */
export interface Checks {
  atMs: number;
  sinceMs: number;
}

/** Somebody who stands in the register more than once: the same name, year of birth and phone. */
export interface DoubleEntry {
  /** The same for all entries of one person. */
  key: string;
  personId: string;
  unit: string;
  group: string | null;
}

export interface CoverageReport {
  unitId: string;
  kind: "entered" | "file";
  /** Local day. */
  day: number;
  madeMs: number;
  /** When the first one for this day was here. */
  takenMs: number;
  checksum: string;
  /** JSON. */
  content: string;
}

export interface StoredCampaign {
  id: string;
  name: string;
  fromDay: number;
  toDay: number | null;
  /** JSON. */
  content: string;
}

export function createCoverageStore(db: Kysely<StoreTables>, write: Write) {
  return {
    async registerCounts(): Promise<RegisterCount[]> {
      const rows = await db
        .selectFrom("persons")
        .select(["unit", "person_group as group", ({ fn }) => fn.countAll().as("people")])
        .groupBy(["unit", "person_group"])
        .execute();
      return rows.map((row) => ({ ...row, people: Number(row.people) }));
    },

    /** By person, in the order of units. */
    async doubleEntries(): Promise<DoubleEntry[]> {
      // The index on phones alone tells which of them stand there twice.
      const rows = await db
        .with("shared", (query) =>
          query
            .selectFrom("persons")
            .select("phone_digits")
            .where("phone_digits", "is not", null)
            .groupBy("phone_digits")
            .having(({ fn }) => fn.countAll(), ">", 1),
        )
        .selectFrom("shared")
        .innerJoin("persons", "persons.phone_digits", "shared.phone_digits")
        .select(["persons.id as personId", "unit", "person_group as group"])
        .select(["persons.phone_digits", "birth_year", "folded_name"])
        .where("birth_year", "is not", null)
        .orderBy("unit")
        .orderBy("persons.id")
        .execute();
      const people = new Map<string, DoubleEntry[]>();
      for (const { personId, unit, group, ...of } of rows) {
        const key = [of.phone_digits, of.birth_year, of.folded_name].join(" ");
        people.set(key, [...(people.get(key) ?? []), { key, personId, unit, group }]);
      }
      return [...people.values()].filter((entries) => entries.length > 1).flat();
    },

    /** For each of two moments, in one pass over the register; those checked last come first. */
    async checkedTokens(
      now: Checks,
      before: Checks,
    ): Promise<{ now: CheckedToken[]; before: CheckedToken[] }> {
      const fromMs = Math.min(now.sinceMs, before.sinceMs);
      const toMs = Math.max(now.atMs, before.atMs);
      const lastOf = ({ atMs, sinceMs }: Checks) =>
        sql<number | null>`max(case when at_ms >= ${sinceMs} and at_ms <= ${atMs} then at_ms end)`;
      const rows = await db
        .with("checks", (query) =>
          query
            .selectFrom("readings")
            .select(["token", lastOf(now).as("now_ms"), lastOf(before).as("before_ms")])
            .where("at_ms", ">=", fromMs)
            .where("at_ms", "<=", toMs)
            .where("date_proof", "<>", "doubt")
            .groupBy("token"),
        )
        .selectFrom("issues")
        .innerJoin("persons", "persons.id", "issues.person_id")
        .innerJoin("checks", "checks.token", "issues.token")
        .select(["issues.token", "issues.person_id as personId", "unit", "person_group as group"])
        .select(["from_ms", "to_ms", "now_ms", "before_ms"])
        .where("from_ms", "<=", toMs)
        .orderBy("issues.token")
        .execute();
      const heldAt = (
        atMs: number,
        checkedMs: (row: (typeof rows)[number]) => number | null,
      ): CheckedToken[] =>
        rows
          .filter((row) => checkedMs(row) !== null)
          .filter(({ from_ms, to_ms }) => Number(from_ms) <= atMs && (to_ms === null || Number(to_ms) > atMs))
          .map((row) => {
            const { token, personId, unit, group } = row;
            return { token, personId, unit, group, checkedMs: Number(checkedMs(row)) };
          })
          .sort((a, b) => b.checkedMs - a.checkedMs);
      return {
        now: heldAt(now.atMs, ({ now_ms }) => now_ms),
        before: heldAt(before.atMs, ({ before_ms }) => before_ms),
      };
    },

    /** Of each unit the last of either kind, as it was at the end of that local day. */
    async lastCoverageReports(day: number): Promise<CoverageReport[]> {
      const rows = await db
        .selectFrom("coverage_reports as one")
        .selectAll()
        .where("day", "=", (eb) =>
          eb
            .selectFrom("coverage_reports as other")
            .select(({ fn }) => fn.max("day").as("day"))
            .whereRef("other.unit_id", "=", "one.unit_id")
            .whereRef("other.kind", "=", "one.kind")
            .where("day", "<=", day),
        )
        .orderBy("unit_id")
        .orderBy("kind")
        .execute();
      return rows.map(reportOf);
    },

    /** Days that units reported on, and when; without what they said. */
    async coverageReportDays(fromDay: number): Promise<Omit<CoverageReport, "content">[]> {
      const rows = await db
        .selectFrom("coverage_reports")
        .select(["unit_id", "kind", "day", "made_ms", "taken_ms", "checksum", sql<string>`''`.as("content")])
        .where("day", ">=", fromDay)
        .orderBy("day")
        .execute();
      return rows.map(reportOf);
    },

    async coverageReport(
      unitId: string,
      kind: CoverageReport["kind"],
      day: number,
    ): Promise<CoverageReport | undefined> {
      const row = await db
        .selectFrom("coverage_reports")
        .selectAll()
        .where("unit_id", "=", unitId)
        .where("kind", "=", kind)
        .where("day", "=", day)
        .executeTakeFirst();
      return row && reportOf(row);
    },

    /** In the place of what the unit said for the same day; when that was first here stays. */
    async putCoverageReport(report: CoverageReport): Promise<void> {
      const said = { made_ms: report.madeMs, checksum: report.checksum, content: report.content };
      await write((tx) =>
        tx
          .insertInto("coverage_reports")
          .values({
            ...{ unit_id: report.unitId, kind: report.kind, day: report.day, taken_ms: report.takenMs },
            ...said,
          })
          .onConflict((conflict) => conflict.columns(["unit_id", "kind", "day"]).doUpdateSet(said))
          .execute(),
      );
    },

    /** The newest first. */
    async campaigns(): Promise<StoredCampaign[]> {
      const rows = await db
        .selectFrom("campaigns")
        .selectAll()
        .orderBy("from_day", "desc")
        .orderBy("id")
        .execute();
      return rows.map(({ from_day, to_day, ...row }) => ({ ...row, fromDay: from_day, toDay: to_day }));
    },

    async putCampaign({ id, name, fromDay, toDay, content }: StoredCampaign): Promise<void> {
      const row = { name, from_day: fromDay, to_day: toDay, content };
      await write((tx) =>
        tx
          .insertInto("campaigns")
          .values({ id, ...row })
          .onConflict((conflict) => conflict.column("id").doUpdateSet(row))
          .execute(),
      );
    },
  };
}

function reportOf(row: StoreTables["coverage_reports"]): CoverageReport {
  return {
    ...{ unitId: row.unit_id, kind: row.kind as CoverageReport["kind"], day: row.day },
    ...{ madeMs: Number(row.made_ms), takenMs: Number(row.taken_ms) },
    ...{ checksum: row.checksum, content: row.content },
  };
}
