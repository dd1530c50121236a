/**
 * A store in a PostgreSQL database, which the stations of a province share. Everything that differs from a file is here.
 *
 * PostgreSQL does not overwrite what it deletes: a closed case, and a box that was replaced, stay in its files and its
 * write-ahead log until they are written over. Its disk and its back-ups have to be encrypted.
 */
import pg from "pg";
import {
  CompiledQuery,
  Kysely,
  PostgresDialect,
  PostgresDriver,
  type DatabaseConnection,
  type Driver,
} from "kysely";
import { UserError, isUserError } from "../../../words/user-error.js";
import { migrate, requireOurs } from "./migrate.js";
import type { OpenDatabase, OpenOptions } from "./opened.js";
import type { StoreTables } from "../schema.js";

/** Anything that nothing else in the database locks: "bz" and a version. */
const WRITE_LOCK = 0x627a_0001;

/** How long a write waits for another station's. */
const LOCK_TIMEOUT_MS = 10_000;
const CONNECT_TIMEOUT_MS = 10_000;
const MOST_CONNECTIONS = 4;

/** 64-bit whole numbers come as numbers: the store holds none above 2^53. */
const types = {
  getTypeParser: ((oid: number, format?: "text" | "binary") =>
    oid === Number(pg.types.builtins.INT8)
      ? Number
      : pg.types.getTypeParser(oid, format as "text")) as typeof pg.types.getTypeParser,
};

/** One station writes at a time, as with a file: what a piece of work has read stays so until it is done. */
class StoreDriver extends PostgresDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await super.beginTransaction(connection, {});
    await connection.executeQuery(CompiledQuery.raw(`set local lock_timeout = ${LOCK_TIMEOUT_MS}`));
    await connection.executeQuery(CompiledQuery.raw(`select pg_advisory_xact_lock(${WRITE_LOCK})`));
  }
}

class StoreDialect extends PostgresDialect {
  readonly #pool: pg.Pool;

  constructor(pool: pg.Pool) {
    super({ pool });
    this.#pool = pool;
  }

  override createDriver(): Driver {
    return new StoreDriver({ pool: this.#pool });
  }
}

export async function openPostgres(url: string, { mayCreate }: OpenOptions): Promise<OpenDatabase> {
  const path = withoutPassword(url);
  const explainOf = (error: unknown) => explain(error, path);
  const pool = new pg.Pool({
    connectionString: url,
    types,
    max: MOST_CONNECTIONS,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    allowExitOnIdle: true,
  });
  // An idle connection that the server cuts is replaced at the next query, which says so if it cannot be.
  pool.on("error", () => {});
  const db = new Kysely<StoreTables>({ dialect: new StoreDialect(pool) });
  try {
    const isEmpty = (await db.introspection.getTables()).length === 0;
    if (isEmpty && !mayCreate) throw new UserError("station/store/missing", { path });
    if (!isEmpty) await requireOurs(db, path);
    await migrate(db);
    const copyInto = () => Promise.reject(new UserError("station/backup/pg-dump", { path }));
    return { db, access: "private", path, key: undefined, copyInto, explain: explainOf };
  } catch (error) {
    await db.destroy();
    throw explainOf(error);
  }
}

function withoutPassword(url: string): string {
  try {
    const parsed = new URL(url);
    parsed.password = "";
    parsed.searchParams.delete("password");
    return parsed.href;
  } catch {
    throw new UserError("station/store/server/address");
  }
}

function explain(error: unknown, path: string): unknown {
  if (isUserError(error) || !(error instanceof Error)) return error;
  const code = "code" in error ? String(error.code) : "";
  if (["28P01", "28000", "3D000", "42501"].includes(code)) {
    return new UserError("station/store/server/refused", { path, why: error.message });
  }
  if (code === "55P03") return new UserError("station/store/busy", { path });
  if (code === "53100" || code === "25006") return new UserError("station/store/server/full", { path });
  // Of the system, and of PostgreSQL's class 08 and 57P: it is not there, or goes away.
  const isGone = /^(E[A-Z]+|08...|57P..)$/.test(code) || /timeout|terminated|closed/i.test(error.message);
  return isGone ? new UserError("station/store/server/unreachable", { path, why: error.message }) : error;
}
