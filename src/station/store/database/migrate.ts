/** The version of a store, and its way to the newest. */
import { sql, type Kysely } from "kysely";
import { UserError } from "../../../words/user-error.js";
import { chainLedger } from "../migrations/afterwards/chain-ledger.js";
import { fillSearch } from "../migrations/afterwards/fill-search.js";
import { dateRecords } from "../province/date-records.js";
import { protect } from "../province/protect.js";
import { migrations, type StoreTables } from "../schema.js";
import { isPostgres } from "./dialect.js";

/** What follows the statements of a version and cannot be said in SQL. */
const AFTERWARDS: Readonly<Record<number, (tx: Kysely<StoreTables>) => Promise<void>>> = {
  8: fillSearch,
  9: chainLedger,
  16: dateRecords,
};

/** 0 where there is no table of ours. */
export async function storeVersion(db: Kysely<StoreTables>): Promise<number> {
  const tables = await db.introspection.getTables();
  if (!tables.some((table) => table.name === "bluezone_store")) return 0;
  const row = await db
    .selectFrom("bluezone_store")
    .select(({ fn }) => fn.max("version").as("version"))
    .executeTakeFirst();
  return Number(row?.version ?? 0);
}

/** @param path  as people name the store */
export async function requireOurs(db: Kysely<StoreTables>, path: string): Promise<void> {
  const version = await storeVersion(db);
  if (version === 0) throw new UserError("station/store/foreign", { path });
  if (version > migrations.length) {
    throw new UserError("station/store/newer", { path, version, known: migrations.length });
  }
}

/**
 * All or nothing: a store that a crash left half made is empty again. Of two programs that begin at once the second finds
 * done what the first has done.
 *
 * @param keepOld  called before the first change of a store that is there, with its version; nobody else writes meanwhile
 */
export async function migrate(
  db: Kysely<StoreTables>,
  keepOld: (version: number) => void = () => {},
): Promise<void> {
  if ((await storeVersion(db)) === migrations.length) return;
  await db.transaction().execute(async (tx) => {
    const found = await storeVersion(tx);
    if (found > 0 && found < migrations.length) keepOld(found);
    for (let version = found; version < migrations.length; version++) {
      for (const statement of migrations[version]!) await sql.raw(statement).execute(tx);
      await AFTERWARDS[version + 1]?.(tx);
      await tx
        .insertInto("bluezone_store")
        .values({ version: version + 1, applied_ms: Date.now() })
        .execute();
    }
    if (isPostgres(tx)) await protect(tx);
  });
}
