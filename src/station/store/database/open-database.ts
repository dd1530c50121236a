/** Opens what lies behind a store: a file, or a database that several stations share. */
import { isServer } from "./server-address.js";
import type { OpenDatabase, OpenOptions } from "./opened.js";

/** The open store, migrated to the newest version; `UserError` where there is no whole store of ours. */
export async function openDatabase(path: string, options: OpenOptions): Promise<OpenDatabase> {
  // Late, for each takes its time to load, and one is enough.
  if (isServer(path)) {
    const { openPostgres } = await import("./postgres.js");
    return openPostgres(path, options);
  }
  const { openSqlite } = await import("./sqlite.js");
  return openSqlite(path, options);
}
