/** What one database has and the other has not, where a statement has to know. */
import { sql, type Kysely } from "kysely";
import type { StoreTables } from "../schema.js";

/** What our dialect of PostgreSQL puts into its adapter. Not its class: a library may be loaded twice. */
export const POSTGRES_MARK = { isPostgresStore: true };

export function isPostgres(db: Kysely<StoreTables>): boolean {
  return "isPostgresStore" in db.getExecutor().adapter;
}

/**
 * A number for pages that change now, above all of before. Where stations of several units write at once, the highest that one of them
 * sees is not the highest there is.
 */
export async function nextChange(tx: Kysely<StoreTables>): Promise<number> {
  if (isPostgres(tx)) {
    const { rows } = await sql<{ change: number }>`select nextval('page_changes') as change`.execute(tx);
    return rows[0]!.change;
  }
  const row = await tx
    .selectFrom("pages")
    .select(({ fn }) => fn.max("change").as("last"))
    .executeTakeFirst();
  return Number(row?.last ?? 0) + 1;
}
