/** A store in a file of its own, or why it is none. A file that is not ours is never written to. */
import { existsSync, realpathSync, statSync } from "node:fs";
import type Database from "libsql";
import { type CompiledQuery, Kysely, SqliteDialect, SqliteDriver, type DatabaseConnection } from "kysely";
import { UserError, isUserError } from "../../../words/user-error.js";
import { keepPrivate, makePrivateFile } from "../../private-file.js";
import { copyingInto, finishReencryption, recoverName, wasCutOff } from "../encryption/reencrypt.js";
import { isEncrypted, openFile, requireKey } from "../encryption/store-file.js";
import type { StoreKey } from "../encryption/store-key.js";
import { createJournal, whileHeld } from "./journal.js";
import { dropOld, hasOld, keepOld } from "./keep-old.js";
import { migrate, requireOurs } from "./migrate.js";
import type { OpenDatabase, OpenOptions, Write } from "./opened.js";
import type { StoreTables } from "../schema.js";

/** How long a write waits for another program that is writing to the same store. */
const BUSY_TIMEOUT_MS = 10_000;

type Journal = ReturnType<typeof createJournal>;
/** Makes of the database's error one for people. */
type Explain = (error: unknown) => unknown;

/**
 * A piece of work takes the right to write at its start. Taken at its first write, after a read, it would be refused at
 * once where another program writes, and no waiting would help: SQLite sees two that wait for each other. After it the
 * journal is overwritten.
 *
 * All that may be refused is done by `exec`: libsql resets no prepared statement that was refused as another program writes. After
 * it every read would keep its lock, and that program could not commit.
 */
class StoreDriver extends SqliteDriver {
  readonly #file: Database.Database;
  readonly #journal: Journal;
  readonly #explain: Explain;

  constructor(file: Database.Database, journal: Journal, explain: Explain) {
    super({ database: file });
    this.#file = file;
    this.#journal = journal;
    this.#explain = explain;
  }

  /** Whoever reads in a damaged store is told so, as whoever writes. */
  override async acquireConnection(): Promise<DatabaseConnection> {
    const connection = await super.acquireConnection();
    const explained: DatabaseConnection["executeQuery"] = async <R>(query: CompiledQuery) => {
      try {
        const read = () => connection.executeQuery<R>(query);
        return await (this.#file.inTransaction ? read() : this.#whileUnchanged(read));
      } catch (error) {
        throw this.#explain(error);
      }
    };
    return { executeQuery: explained, streamQuery: (...asked) => connection.streamQuery(...asked) };
  }

  /** The right to read is taken before the prepared statement begins, which then nobody refuses. */
  async #whileUnchanged<T>(read: () => Promise<T>): Promise<T> {
    this.#file.exec("begin");
    try {
      this.#file.exec("select 1 from sqlite_schema limit 1");
      return await read();
    } finally {
      // Nothing was written.
      if (this.#file.inTransaction) this.#file.exec("rollback");
    }
  }

  override beginTransaction(): Promise<void> {
    return this.#exec("begin immediate");
  }

  override async commitTransaction(): Promise<void> {
    await this.#exec("commit");
    this.#journal.wipe();
  }

  override async rollbackTransaction(): Promise<void> {
    // On a full disk SQLite has done so by itself, and what is to be told is that the disk is full.
    if (this.#file.inTransaction) await this.#exec("rollback");
    this.#journal.wipe();
  }

  async #exec(command: string): Promise<void> {
    try {
      this.#file.exec(command);
    } catch (error) {
      throw this.#explain(error);
    }
  }

  override async destroy(): Promise<void> {
    this.#journal.end();
    await super.destroy();
  }
}

class StoreDialect extends SqliteDialect {
  readonly #file: Database.Database;
  readonly #journal: Journal;

  readonly #explain: Explain;

  constructor(file: Database.Database, journal: Journal, explain: Explain) {
    super({ database: file });
    this.#file = file;
    this.#journal = journal;
    this.#explain = explain;
  }

  override createDriver(): SqliteDriver {
    return new StoreDriver(this.#file, this.#journal, this.#explain);
  }
}

/** The open store, migrated to the newest version; `UserError` where the file is not a whole store of ours. */
export async function openSqlite(
  path: string,
  { mayCreate, key: given }: OpenOptions,
): Promise<OpenDatabase> {
  recoverName(path);
  const isNew = !existsSync(path) || statSync(path).size === 0;
  if (isNew && !mayCreate) {
    throw new UserError("station/store/missing", { path });
  }
  const key = isNew ? given : isEncrypted(path) ? requireKey(path, given) : undefined;

  let file: Database.Database;
  let journal: Journal;
  let real: string;
  try {
    // SQLite gives its journal the rights of the store.
    makePrivateFile(path);
    file = openFile(path, key);
    real = realpathSync(path);
    journal = createJournal(file, real);
  } catch {
    throw new UserError("station/store/not-openable", { path });
  }
  const { ino } = statSync(path);
  const explainOf = (error: unknown) =>
    // Another program gave it another key (encryption/reencrypt.ts): the file that this one has open is nobody's.
    existsSync(path) && statSync(path).ino !== ino
      ? new UserError("station/store/replaced", { path })
      : explain(error, path);
  const db = new Kysely<StoreTables>({ dialect: new StoreDialect(file, journal, explainOf) });
  try {
    // First, for everything after it may meet another program.
    file.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    if (!isNew) await requireOurs(db, path);
    const access = keepPrivate(path);
    // The rollback journal keeps a store one file that can be copied to a stick; with FULL every commit is on the
    // disk before it returns.
    file.pragma("synchronous = FULL");
    file.pragma("foreign_keys = ON");
    // 32 MiB: the words of 100,000 people stay in memory while somebody types.
    file.pragma("cache_size = -32768");
    // Boxes and case keys that were replaced are overwritten, not only unlinked.
    file.pragma("secure_delete = ON");
    journal.begin();
    // What a program left that was cut off. An empty file stays empty, or another program that makes it a store at this
    // moment would find a foreign one.
    if (!isNew) journal.wipe();
    if (wasCutOff(real)) whileHeld(file, () => finishReencryption(real));
    await migrate(db, (version) => keepOld(real, version, (copy) => vacuumInto(real, copy, key)));
    if (hasOld(real)) {
      requireSound(file, path);
      dropOld(real);
    }
    const copyInto = async (copy: string, copyKey: StoreKey) => {
      // SQLite takes an empty file that is there; one of its own making others could read.
      makePrivateFile(copy);
      await db.connection().execute(async () => file.exec(copyingInto(copy, copyKey)));
    };
    const write: Write = async (work) => {
      try {
        return await db.transaction().execute(work);
      } catch (error) {
        throw explainOf(error);
      }
    };
    return { db, access, path, key, write, copyInto, explain: explainOf };
  } catch (error) {
    await db.destroy();
    throw explainOf(error);
  }
}

/** By a connection of its own, for that of a migration is within its transaction. The copy has the store's own key. */
function vacuumInto(path: string, copy: string, key: StoreKey | undefined): void {
  const file = openFile(path, key);
  try {
    file.exec(copyingInto(copy, key));
  } finally {
    file.close();
  }
}

function requireSound(file: Database.Database, path: string): void {
  const [row] = file.prepare("pragma quick_check(1)").all() as { quick_check: string }[];
  if (row?.quick_check !== "ok") throw new UserError("station/store/damaged", { path });
}

/** Turns SQLite's codes into a sentence for the person at the keyboard. */
function explain(error: unknown, path: string): unknown {
  if (isUserError(error)) return error;
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  if (code.startsWith("SQLITE_CORRUPT") || code.startsWith("SQLITE_NOTADB")) {
    return new UserError("station/store/damaged", { path });
  }
  if (code.startsWith("SQLITE_BUSY")) {
    return new UserError("station/store/busy", { path });
  }
  if (code.startsWith("SQLITE_READONLY") || code.startsWith("SQLITE_CANTOPEN")) {
    return new UserError("station/store/read-only", { path });
  }
  if (code.startsWith("SQLITE_FULL") || code.startsWith("SQLITE_IOERR")) {
    return new UserError("station/store/full", { path });
  }
  return error;
}
