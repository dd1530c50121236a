/** Opens the file behind a store, or says why it is none. A file that is not ours is never written to. */
import { closeSync, existsSync, openSync, readSync, realpathSync, statSync } from "node:fs";
import Database from "libsql";
import {
  CompiledQuery,
  Kysely,
  SqliteDialect,
  SqliteDriver,
  sql,
  type DatabaseConnection,
  type SqliteDialectConfig,
  type Transaction,
} from "kysely";
import { UserError } from "../../words/user-error.js";
import { type Access, keepPrivate, makePrivateFile } from "../private-file.js";
import { createJournal } from "./journal.js";
import { migrations, type StoreTables } from "./schema.js";

const SQLITE_MAGIC = "SQLite format 3\0";

/** How long a write waits for another program that is writing to the same store. */
const BUSY_TIMEOUT_MS = 10_000;

/** Runs one piece of work whole or not at all. */
export type Write = <T>(work: (tx: Kysely<StoreTables>) => Promise<T>) => Promise<T>;

export interface OpenOptions {
  /** False: a missing file is an error instead of a new store. */
  mayCreate: boolean;
}

type Journal = ReturnType<typeof createJournal>;

/**
 * A piece of work takes the right to write at its start. Taken at its first write, after a read, it would be refused at
 * once where another program writes, and no waiting would help: SQLite sees two that wait for each other. After it the
 * journal is overwritten.
 */
class StoreDriver extends SqliteDriver {
  readonly #journal: Journal;

  constructor(config: SqliteDialectConfig, journal: Journal) {
    super(config);
    this.#journal = journal;
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw("begin immediate"));
  }

  override async commitTransaction(connection: DatabaseConnection): Promise<void> {
    await super.commitTransaction(connection);
    this.#journal.wipe();
  }

  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    await super.rollbackTransaction(connection);
    this.#journal.wipe();
  }

  override async destroy(): Promise<void> {
    this.#journal.end();
    await super.destroy();
  }
}

class StoreDialect extends SqliteDialect {
  readonly #config: SqliteDialectConfig;
  readonly #journal: Journal;

  constructor(config: SqliteDialectConfig, journal: Journal) {
    super(config);
    this.#config = config;
    this.#journal = journal;
  }

  override createDriver(): SqliteDriver {
    return new StoreDriver(this.#config, this.#journal);
  }
}

export interface OpenDatabase {
  db: Kysely<StoreTables>;
  /** Who could read the file when it was opened. */
  access: Access;
}

/** The open store, migrated to the newest version; `UserError` where the file is not a whole store of ours. */
export async function openDatabase(path: string, { mayCreate }: OpenOptions): Promise<OpenDatabase> {
  const isNew = !existsSync(path) || statSync(path).size === 0;
  if (isNew && !mayCreate) {
    throw new UserError("station/store/missing", { path });
  }
  if (!isNew) requireSqliteFile(path);

  let file: Database.Database;
  let journal: Journal;
  try {
    // SQLite gives its journal the rights of the store.
    makePrivateFile(path);
    file = new Database(path);
    journal = createJournal(file, realpathSync(path));
  } catch {
    throw new UserError("station/store/not-openable", { path });
  }
  const db = new Kysely<StoreTables>({ dialect: new StoreDialect({ database: file }, journal) });
  try {
    // First, for everything after it may meet another program.
    file.pragma(`busy_timeout = ${BUSY_TIMEOUT_MS}`);
    if (!isNew) await requireOurs(db, path);
    const access = keepPrivate(path);
    // The rollback journal keeps a store one file that can be copied to a stick; with FULL every commit is on the
    // disk before it returns.
    file.pragma("synchronous = FULL");
    file.pragma("foreign_keys = ON");
    // Boxes and case keys that were replaced are overwritten, not only unlinked.
    file.pragma("secure_delete = ON");
    journal.begin();
    // What a program left that was cut off. An empty file stays empty, or another program that makes it a store at this
    // moment would find a foreign one.
    if (!isNew) journal.wipe();
    await migrate(db);
    return { db, access };
  } catch (error) {
    await db.destroy();
    throw explain(error, path);
  }
}

function requireSqliteFile(path: string): void {
  if (!statSync(path).isFile()) throw new UserError("station/store/no-file", { path });
  const head = Buffer.alloc(SQLITE_MAGIC.length);
  const handle = openSync(path, "r");
  readSync(handle, head, 0, head.length, 0);
  closeSync(handle);
  if (head.toString("latin1") !== SQLITE_MAGIC) throw notAStore(path);
}

async function requireOurs(db: Kysely<StoreTables>, path: string): Promise<void> {
  const version = await storeVersion(db);
  if (version === 0) throw notAStore(path);
  if (version > migrations.length) {
    throw new UserError("station/store/newer", { path, version, known: migrations.length });
  }
}

/** 0 where there is no table of ours. */
async function storeVersion(db: Kysely<StoreTables> | Transaction<StoreTables>): Promise<number> {
  const tables = await db.introspection.getTables();
  if (!tables.some((table) => table.name === "bluezone_store")) return 0;
  const row = await db
    .selectFrom("bluezone_store")
    .select(({ fn }) => fn.max("version").as("version"))
    .executeTakeFirst();
  return Number(row?.version ?? 0);
}

/**
 * All or nothing: a store that a crash left half made is an empty file again. Of two programs that begin at once the
 * second finds done what the first has done.
 */
async function migrate(db: Kysely<StoreTables>): Promise<void> {
  if ((await storeVersion(db)) === migrations.length) return;
  await db.transaction().execute(async (tx) => {
    for (let version = await storeVersion(tx); version < migrations.length; version++) {
      for (const statement of migrations[version]!) await sql.raw(statement).execute(tx);
      await tx
        .insertInto("bluezone_store")
        .values({ version: version + 1, applied_ms: Date.now() })
        .execute();
    }
  });
}

function notAStore(path: string): UserError {
  return new UserError("station/store/foreign", { path });
}

/** Turns SQLite's codes into a sentence for the person at the keyboard. */
export function explain(error: unknown, path: string): unknown {
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
