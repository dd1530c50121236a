/** What lies behind an open store. */
import type { Kysely } from "kysely";
import type { Access } from "../../private-file.js";
import type { StoreKey } from "../encryption/store-key.js";
import type { StoreTables } from "../schema.js";

export interface WriteOptions {
  /** Begun anew after a line was cut, it leaves nothing but what one time leaves: in the store or outside. */
  isRepeatable?: boolean;
}

/** Runs one piece of work whole or not at all. */
export type Write = <T>(work: (tx: Kysely<StoreTables>) => Promise<T>, options?: WriteOptions) => Promise<T>;

export interface OpenOptions {
  /** False: a missing file is an error instead of a new store. */
  mayCreate: boolean;
  /** Of a file that is encrypted, or will be when it is made; by default what lies on a stick (encryption/key-places.ts). */
  key?: StoreKey | undefined;
  /** What a new PIN costs (`staff/pin.ts`); less in tests, which make many. */
  pinLogN?: number;
}

export interface OpenDatabase {
  db: Kysely<StoreTables>;
  /** Who could read the file when it was opened. */
  access: Access;
  /** As people name it; without a password. */
  path: string;
  /** Of its file; undefined: it is plain, or there is none. */
  key: StoreKey | undefined;
  write: Write;
  /** Deletes sealed pages older than the store keeps, in a way of its own; how many records. Undefined: row by row. */
  expire?: (tx: Kysely<StoreTables>, keptDays: number) => Promise<number>;
  /** Writes all of it as it is at this moment into a new encrypted file. `UserError` where no file is behind it. */
  copyInto(path: string, key: StoreKey): Promise<void>;
  /** Turns the database's errors into a sentence for the person at the keyboard. */
  explain(error: unknown): unknown;
}
