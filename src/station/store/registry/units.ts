/** Units and places: a tree of any depth, each valid for a time, and apart from the tree whom each reports to. */
import { sql, type Kysely } from "kysely";
import { likePatterns, queryWords, searchText } from "../../text/search-words.js";
import { textKey } from "../../text/sort-key.js";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";
import type { Unit, UnitKind, UnitQuery } from "../types.js";

const ROWS_A_STATEMENT = 500;
/** A chain of units that is longer goes round in a circle. */
const MOST_LEVELS = 20;

export function createUnits(db: Kysely<StoreTables>, write: Write) {
  return {
    /** Adds units, parents before what belongs to them; those that are there already become what is given. */
    putUnits: (units: readonly Unit[]): Promise<void> => write((tx) => putUnits(tx, units)),

    /** By name. */
    units: (asked: UnitQuery) => unitsOf(db, asked),

    async countUnits(): Promise<number> {
      const row = await db
        .selectFrom("units")
        .select(({ fn }) => fn.countAll().as("units"))
        .executeTakeFirstOrThrow();
      return Number(row.units);
    },

    /** The unit, its parent, and so on up. */
    async unitPath(id: string): Promise<Unit[]> {
      const path: Unit[] = [];
      let at: string | null = id;
      while (at !== null && path.length < MOST_LEVELS) {
        const [unit]: Unit[] = await unitsOf(db, { ids: [at], limit: 1 });
        if (unit === undefined) break;
        path.push(unit);
        at = unit.parentId;
      }
      return path;
    },
  };
}

export async function putUnits(tx: Kysely<StoreTables>, units: readonly Unit[]): Promise<void> {
  for (let from = 0; from < units.length; from += ROWS_A_STATEMENT) {
    const rows = units.slice(from, from + ROWS_A_STATEMENT).map((unit) => ({
      ...{ id: unit.id, code: unit.code, name: unit.name, kind: unit.kind, parent_id: unit.parentId },
      ...{ from_day: unit.fromDay, to_day: unit.toDay },
      search: searchText([unit.code, unit.name]),
      name_key: Buffer.from(textKey(unit.name)),
    }));
    await tx
      .insertInto("units")
      .values(rows)
      .onConflict((conflict) =>
        conflict.column("id").doUpdateSet((eb) => ({
          code: eb.ref("excluded.code"),
          name: eb.ref("excluded.name"),
          kind: eb.ref("excluded.kind"),
          parent_id: eb.ref("excluded.parent_id"),
          from_day: eb.ref("excluded.from_day"),
          to_day: eb.ref("excluded.to_day"),
          search: eb.ref("excluded.search"),
          name_key: eb.ref("excluded.name_key"),
        })),
      )
      .execute();
  }
  const reports = units.flatMap(({ id, reportsTo }) => reportsTo.map((to) => ({ unit_id: id, to_id: to })));
  for (const { id, reportsTo } of units) {
    if (reportsTo.length > 0) await tx.deleteFrom("unit_reports").where("unit_id", "=", id).execute();
  }
  for (const row of reports) await tx.insertInto("unit_reports").values(row).execute();
}

export async function unitsOf(
  db: Kysely<StoreTables>,
  { query = "", parentId, ids, atDay, limit }: UnitQuery,
): Promise<Unit[]> {
  const rows = await db
    .selectFrom("units")
    .select(["id", "code", "name", "kind", "parent_id", "from_day", "to_day"])
    .$call((select) =>
      likePatterns(queryWords(query)).reduce((all, pattern) => all.where("search", "like", pattern), select),
    )
    .$if(parentId !== undefined, (select) =>
      parentId === null ? select.where("parent_id", "is", null) : select.where("parent_id", "=", parentId!),
    )
    .$if(ids !== undefined, (select) => select.where("id", "in", [...ids!]))
    .$if(atDay !== undefined, (select) =>
      select
        .where(sql<boolean>`coalesce(from_day, ${atDay!}) <= ${atDay!}`)
        .where(sql<boolean>`coalesce(to_day, ${atDay! + 1}) > ${atDay!}`),
    )
    .orderBy("name_key")
    .orderBy("id")
    .limit(limit)
    .execute();
  const reports =
    rows.length === 0
      ? []
      : await db
          .selectFrom("unit_reports")
          .selectAll()
          .where(
            "unit_id",
            "in",
            rows.map(({ id }) => id),
          ) // prettier-ignore
          .orderBy("to_id")
          .execute();
  return rows.map((row) => ({
    ...{ id: row.id, code: row.code, name: row.name, kind: row.kind as UnitKind, parentId: row.parent_id },
    ...{ fromDay: row.from_day, toDay: row.to_day },
    reportsTo: reports.filter(({ unit_id }) => unit_id === row.id).map(({ to_id }) => to_id),
  }));
}
