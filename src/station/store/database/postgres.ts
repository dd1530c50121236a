/**
 * A store in a PostgreSQL database, which the stations of a province share (`province/PROVINCE.md`). Everything that differs
 * from a file is here and in `province`.
 *
 * PostgreSQL does not overwrite what it deletes: a closed case, and a box that was replaced, stay in its files and its
 * write-ahead log until they are written over. Its disk and its back-ups have to be encrypted.
 */
import pg from "pg";
import { Kysely, sql } from "kysely";
import { UserError, isUserError } from "../../../words/user-error.js";
import { expireDays, makeDays } from "../province/days.js";
import type { StoreTables } from "../schema.js";
import { addressOf, explain, isGone } from "./connect.js";
import { migrate, requireOurs } from "./migrate.js";
import type { OpenDatabase, OpenOptions, Write } from "./opened.js";
import { StoreDialect, keysOfUnits, patiently, type Manner, type Place } from "./postgres-driver.js";

const MOST_CONNECTIONS = 4;
/** Of a store that is open. */
const PATIENCE_MS = 60_000;
/** What the statements of this folder need, and what they were tried with. */
const OLDEST_SERVER = 15;

export interface PostgresOptions extends Pick<OpenOptions, "mayCreate"> {
  /** Opened to be administered, not by a station: the owner sees the rows of all units. */
  isAdministered?: boolean;
}

export async function openPostgres(url: string, options: PostgresOptions): Promise<OpenDatabase> {
  const { mayCreate, isAdministered = false } = options;
  const address = addressOf(url);
  const { path } = address;
  const pool = new pg.Pool({ ...address.config, max: MOST_CONNECTIONS, allowExitOnIdle: true });
  // A connection that the server cuts is replaced at the next query, which says so if it cannot be; between two queries of a piece
  // of work it is the next of them that says so.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  const manner: Manner = { place: { above: [], unit: null }, patienceMs: 0 };
  const dialect = new StoreDialect(pool, address, manner);
  const db = new Kysely<StoreTables>({ dialect, plugins: [keysOfUnits] });
  try {
    await requireServer(db, path);
    const isEmpty = (await db.introspection.getTables()).length === 0;
    if (isEmpty && !mayCreate) throw new UserError("station/store/missing", { path });
    if (!isEmpty) await requireOurs(db, path);
    await migrate(db);
    manner.place = await placeOf(db);
    if (!isAdministered) await requireUnit(db, manner.place, path);
    await makeDays(db);
    manner.patienceMs = PATIENCE_MS;
    return {
      ...{ db, access: "private", path, key: undefined },
      write: writeTo(db, path),
      expire: expireDays,
      copyInto: () => Promise.reject(new UserError("station/backup/pg-dump", { path })),
      explain: (error) => explain(error, path),
    };
  } catch (error) {
    await db.destroy();
    throw explain(error, path);
  }
}

/** What did not begin is begun again, and so is what leaves nothing else if it is. */
function writeTo(db: Kysely<StoreTables>, path: string): Write {
  return async (work, { isRepeatable = false } = {}) =>
    patiently(PATIENCE_MS, async () => {
      let hasBegun = false;
      try {
        return await db.transaction().execute((tx) => {
          hasBegun = true;
          return work(tx);
        });
      } catch (error) {
        if (hasBegun && !isRepeatable && isGone(error)) throw nothingStored(error, path);
        throw explain(error, path);
      }
    });
}

function nothingStored(error: unknown, path: string): UserError {
  return isUserError(error, "station/store/server/records-away")
    ? new UserError("station/store/server/records-lost", { path, server: String(error.parameters["server"]) })
    : new UserError("station/store/server/lost", { path });
}

async function requireServer(db: Kysely<StoreTables>, path: string): Promise<void> {
  const { rows } = await sql<{ server_version: string }>`show server_version`.execute(db);
  const version = rows[0]!.server_version;
  if (parseInt(version, 10) < OLDEST_SERVER) {
    throw new UserError("station/store/server/old", { path, version, oldest: OLDEST_SERVER });
  }
}

async function placeOf(db: Kysely<StoreTables>): Promise<Place> {
  const { rows } = await sql<{ id: string }>`select id from bluezone_above() order by height desc`.execute(
    db,
  );
  const ids = rows.map(({ id }) => id);
  return { above: ids.slice(0, -1), unit: ids.at(-1) ?? null };
}

/** Whoever sees the rows of all units would take one unit's settings and ledger for another's. */
async function requireUnit(db: Kysely<StoreTables>, { unit }: Place, path: string): Promise<void> {
  const { rows } = await sql<{ is_bound: boolean }>`select row_security_active('tokens') as is_bound`.execute(db); // prettier-ignore
  if (rows[0]!.is_bound && unit !== null) return;
  const isShared = rows[0]!.is_bound || (await sql`select from station_roles limit 1`.execute(db)).rows.length > 0; // prettier-ignore
  if (isShared) throw new UserError("station/store/server/no-unit", { path });
}
