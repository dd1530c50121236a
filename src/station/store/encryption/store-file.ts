/** The file of a store, plain or encrypted whole (ENCRYPTION.md). */
import { closeSync, openSync, readSync, statSync } from "node:fs";
import Database from "libsql";
import { UserError } from "../../../words/user-error.js";
import { findKeys, refuseLocked } from "./key-places.js";
import type { StoreKey } from "./store-key.js";

const SQLITE_MAGIC = "SQLite format 3\0";
/**
 * Bytes 16 to 23 of SQLite's header, which the cipher leaves as they are: pages of 4096 bytes, a rollback journal, nothing
 * reserved, and three fractions that are always these.
 */
const OPEN_BYTES = "1000010100402020";
const HEAD_BYTES = 24;

/** `UserError` where it is neither. */
export function isEncrypted(path: string): boolean {
  if (!statSync(path).isFile()) throw new UserError("station/store/no-file", { path });
  const head = Buffer.alloc(HEAD_BYTES);
  const handle = openSync(path, "r");
  readSync(handle, head, 0, head.length, 0);
  closeSync(handle);
  if (head.toString("latin1", 0, SQLITE_MAGIC.length) === SQLITE_MAGIC) return false;
  if (head.toString("hex", SQLITE_MAGIC.length) === OPEN_BYTES) return true;
  throw new UserError("station/store/foreign", { path });
}

/** Opens the file as it is. SQLite looks into it with the first statement. */
export function openFile(path: string, key: StoreKey | undefined): Database.Database {
  // The cipher is libsql's only one, aes256cbc. Its types do not know the setting.
  const options = key === undefined ? {} : { encryptionKey: key.secret };
  return new Database(path, options as Database.Options);
}

/**
 * The key that opens this encrypted store: the one that was given, or one that can be had without asking. `UserError` under
 * "station/store-key" where none does. Nothing is written.
 */
export function requireKey(path: string, given: StoreKey | undefined): StoreKey {
  const keys = given === undefined ? findKeys(path).map(({ key }) => key) : [given];
  const key = keys.find((one) => opens(path, one));
  if (key === undefined) throw refuseLocked(path, keys.length > 0);
  return key;
}

function opens(path: string, key: StoreKey): boolean {
  let file: Database.Database | undefined;
  try {
    file = openFile(path, key);
    // Another program may be writing: it is waited for. By `exec`, so that the file closes at once (reencrypt.ts).
    file.exec("pragma busy_timeout = 10000");
    file.exec("select count(*) from sqlite_schema");
    return true;
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    if (code.startsWith("SQLITE_NOTADB")) return false;
    // Damaged further on, or in use: this key is it.
    if (code.startsWith("SQLITE_")) return true;
    throw error;
  } finally {
    file?.close();
  }
}
