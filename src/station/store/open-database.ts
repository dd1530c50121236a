/** Opens what lies behind a store: a file, or a database that several stations share. */
import type { Kysely } from "kysely";
import type { Access } from "../private-file.js";
import type { StoreTables } from "./schema.js";

/** Runs one piece of work whole or not at all. */
export type Write = <T>(work: (tx: Kysely<StoreTables>) => Promise<T>) => Promise<T>;

export interface OpenOptions {
  /** False: a missing file is an error instead of a new store. */
  mayCreate: boolean;
}

export interface OpenDatabase {
  db: Kysely<StoreTables>;
  /** Who could read the file when it was opened. */
  access: Access;
  /** As people name it; without a password. */
  path: string;
  /** Turns the database's errors into a sentence for the person at the keyboard. */
  explain(error: unknown): unknown;
}

/** The open store, migrated to the newest version; `UserError` where there is no whole store of ours. */
export async function openDatabase(path: string, options: OpenOptions): Promise<OpenDatabase> {
  // Late, for each takes its time to load, and one is enough.
  return /^postgres(ql)?:\/\//.test(path)
    ? (await import("./postgres.js")).openPostgres(path, options)
    : (await import("./sqlite.js")).openSqlite(path, options);
}
