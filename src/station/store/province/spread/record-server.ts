/** A server that keeps records alone, for a front that keeps all else (PROVINCE.md, _When one server is too small_). */
import { randomBytes } from "node:crypto";
import pg from "pg";
import { UserError } from "../../../../words/user-error.js";
import { addressOf, explain } from "../../database/connect.js";
import { BY_DAY, RECORD_COLUMNS, TODAY, asOwner, partitionFunctions } from "../days.js";
import { STORE_DAYS } from "../../kept-days.js";
import { drawPassword, verifierOf } from "../roles.js";

/** How the front reaches it. */
export interface RecordServer {
  /** As people name it. */
  path: string;
  /** Of the role that belongs to this front. */
  role: string;
  password: string;
  schema: string;
  /** As `postgres_fdw` calls them. */
  options: Readonly<Record<string, string>>;
}

/** Each row with the change of its page that wrote it. */
export const FAR_COLUMNS = `${RECORD_COLUMNS},
  change bigint not null`;

/** What there is, whatever its order: how many rows, and sums of four parts of each one's SHA-256. @param rows  with these columns */
export function digestOf(rows: string): string {
  const parts = [1, 8, 15, 22].map(
    (at) => `coalesce(sum(('x' || encode(substr(hash, ${at}, 7), 'hex'))::bit(56)::bigint), 0) as sum_${at}`,
  );
  return `select count(*) as rows, ${parts.join(", ")}
    from (select sha256(convert_to(concat_ws('|', token, generation, page_sequence, copy, position, calendar_day,
                                             encode(sealed, 'hex'), change), 'UTF8')) as hash from ${rows}) as hashed`;
}
export const DIGEST_COLUMNS = `rows bigint, sum_1 numeric, sum_8 numeric, sum_15 numeric, sum_22 numeric`;

/** Makes one of an empty database, by its owner. */
export async function makeRecordServer(url: string): Promise<RecordServer> {
  const { path, config } = addressOf(url);
  const client = new pg.Client(config);
  client.on("error", () => {});
  try {
    await client.connect();
    const { rows } = await client.query<{ schema: string; database: string; tables: number }>(
      `select quote_ident(current_schema()) as schema, current_database() as database,
              (select count(*)::integer from pg_class where relnamespace = current_schema()::regnamespace) as tables`,
    );
    const { schema, database, tables } = rows[0]!;
    if (tables > 0) throw new UserError("station/store/move/not-empty", { path });
    const role = `bluezone_front_${randomBytes(4).toString("hex")}`;
    const password = drawPassword();
    await client.query(
      ["begin", ...statementsFor(schema, role, password), "select bluezone_days()", "commit"].join(";\n"),
    );
    return { path, role, password, schema, options: foreignOptions(config.connectionString!, database) };
  } catch (error) {
    throw explain(error, path);
  } finally {
    await client.end().catch(() => undefined);
  }
}

function statementsFor(schema: string, role: string, password: string): string[] {
  return [
    `create table records (${FAR_COLUMNS}, ${BY_DAY}`,
    `create table records_rest partition of records default`,
    ...partitionFunctions(schema),
    `create view records_digest as ${digestOf("records")}`,
    // Nothing is kept in it: an order is done by its trigger, in the front's transaction. No day: days ahead are made.
    `create table record_orders (day integer, stays jsonb)`,
    `create function bluezone_obey() returns trigger language plpgsql ${asOwner(schema)} as $$
     begin
       if new.day is not null then perform bluezone_drop_day(new.day, new.stays); end if;
       perform bluezone_drop_empty(${TODAY} - ${STORE_DAYS});
       perform bluezone_days();
       return null;
     end $$`,
    `create trigger obey before insert on record_orders for each row execute function bluezone_obey()`,
    `create role ${role} login nosuperuser nobypassrls password ${pg.escapeLiteral(verifierOf(password))}`,
    // Not to change: without that, no row is deleted by its place in its partition (`ctid`), which others of other days have too.
    `grant select, insert, delete on records to ${role}`,
    `grant select on records_digest to ${role}`,
    `grant insert on record_orders to ${role}`,
  ];
}

/** A front that waits for a lock there notices no deadlock over two servers: so it waits as long as a station does. */
const MANNER = {
  fetch_size: "5000",
  batch_size: "500",
  connect_timeout: "10",
  options: "-c lock_timeout=10000",
};

function foreignOptions(url: string, database: string): Record<string, string> {
  const { hostname, port, searchParams } = new URL(url);
  const given = {
    host: decodeURIComponent(searchParams.get("host") ?? hostname) || "localhost",
    port: port || "5432",
    dbname: database,
    sslmode: searchParams.get("sslmode"),
    sslrootcert: searchParams.get("sslrootcert"),
  };
  const named = Object.entries(given).filter((one): one is [string, string] => one[1] !== null);
  return { ...Object.fromEntries(named), ...MANNER };
}
