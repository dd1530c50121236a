import { sql, type Kysely } from "kysely";
import type { StoreTables } from "../schema.js";

/** Whether the records lie on other servers. */
export async function isSpread(db: Kysely<StoreTables>): Promise<boolean> {
  const { rows } = await sql<{ is: boolean }>`select to_regclass('record_servers') is not null as is`.execute(db); // prettier-ignore
  return rows[0]!.is;
}
