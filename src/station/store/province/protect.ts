/** Makes of `rights.ts` what PostgreSQL enforces: columns, keys, policies, grants. Run by the owner at each new version of the store. */
import { sql, type Kysely } from "kysely";
import type { StoreTables } from "../schema.js";
import { asOwner, schemaOf } from "./days.js";
import { isSpread } from "./is-spread.js";
import { RIGHTS, UNIT_COLUMN, hasOwnColumn, type Right } from "./rights.js";

type Db = Kysely<StoreTables>;

/** Which role is of which unit, and the last commit of each open station: not of the store in a file, so never copied. */
const TABLES = [
  `create table if not exists station_roles (role text primary key, unit_id text not null references units (id))`,
  `create table if not exists write_marks (writer text primary key, mark bigint not null, at_ms bigint not null)`,
];

export async function protect(tx: Db): Promise<void> {
  for (const statement of [...TABLES, ...(await unitFunctions(tx))]) await run(tx, statement);
  const isFar = await isSpread(tx);
  for (const [table, right] of Object.entries(RIGHTS)) {
    // A view, which has its rights in it.
    if (table === "records" && isFar) continue;
    if (hasOwnColumn(right)) await ownColumn(tx, table, right.keys ?? []);
    await setPolicies(tx, table, policiesOf(right));
  }
  // Lists of two authorities may have the same number.
  await run(tx, `alter table list_tags drop constraint if exists list_tags_of_list`);
  await run(
    tx,
    `alter table list_tags add constraint list_tags_of_list
       foreign key (${UNIT_COLUMN}, number) references f0_lists (${UNIT_COLUMN}, number) on update cascade`,
  );
  await ownColumn(tx, "write_marks", []);
  await setPolicies(tx, "write_marks", policiesOf({ of: "unit alone" }));
  await run(tx, `alter table station_roles enable row level security`);
  await grantToAll(tx);
}

export async function grantToAll(tx: Db): Promise<void> {
  const { rows } = await sql<{ role: string }>`select role from station_roles order by role`.execute(tx);
  for (const { role } of rows) await grantTo(tx, role);
}

/** What the role of a station may touch at all; of which rows, the policies say. */
export async function grantTo(tx: Db, role: string): Promise<void> {
  const to = sql.id(role);
  const tables = [...Object.keys(RIGHTS).filter((table) => table !== "bluezone_store"), "write_marks"];
  const listed = sql.join(tables.map((table) => sql.table(table)));
  await sql`grant select on bluezone_store to ${to}`.execute(tx);
  await sql`grant select, insert, update, delete on ${listed} to ${to}`.execute(tx);
  await sql`grant usage on sequence page_changes to ${to}`.execute(tx);
}

/** They read what no role may, and tell of it only what is the caller's. */
async function unitFunctions(tx: Db): Promise<string[]> {
  const way = `language sql stable ${asOwner(await schemaOf(tx))}`;
  const own = `select unit_id as id from station_roles where role = session_user`;
  return [
    // Null: of no unit.
    `create or replace function bluezone_unit() returns text ${way} as $$ ${own} $$`,
    `create or replace function bluezone_below() returns setof text ${way} rows 100 as $$
       with recursive below as (${own}
         union select units.id from units join below on units.parent_id = below.id)
       select id from below $$`,
    // The unit itself is at height 0.
    `create or replace function bluezone_above(out id text, out height integer) returns setof record ${way} rows 5 as $$
       with recursive above as (select own.id, 0 as height from (${own}) as own
         union all select units.parent_id, height + 1 from above join units on units.id = above.id
                   where units.parent_id is not null and height < 20)
       select above.id, above.height from above $$`,
  ];
}

/** A unit's name in each row, and before the columns of its keys. Does nothing where it is there. */
async function ownColumn(tx: Db, table: string, keys: readonly (readonly string[])[]): Promise<void> {
  const { rows } = await sql`select from pg_attribute
    where attrelid = to_regclass(${table}) and attname = ${UNIT_COLUMN}`.execute(tx);
  if (rows.length > 0) return;
  const add = `add column ${UNIT_COLUMN} text not null default coalesce(bluezone_unit(), '')`;
  await run(tx, `alter table ${table} ${add}`);
  for (const key of keys) {
    const found = await sql<{ name: string; type: string }>`
      select conname as name, contype::text as type from pg_constraint
      where conrelid = to_regclass(${table}) and contype in ('p', 'u') and (
        select array_agg(attname::text order by attname) from pg_attribute
        where attrelid = conrelid and attnum = any (conkey)
      ) = ${[...key].sort()}::text[]`.execute(tx);
    const { name, type } = found.rows[0]!;
    await run(tx, `alter table ${table} drop constraint ${name} cascade`);
    const kind = type === "p" ? "primary key" : "unique";
    await run(tx, `alter table ${table} add ${kind} (${[UNIT_COLUMN, ...key].join(", ")})`);
  }
}

/** Conditions by command; none: nobody but the owner. */
type Policies = Partial<Record<"all" | "select" | "insert" | "update" | "delete", string>>;

function policiesOf(right: Right): Policies {
  const alone = `${UNIT_COLUMN} = (select bluezone_unit())`;
  switch (right.of) {
    case "unit":
      return { all: `${right.column ?? UNIT_COLUMN} in (select bluezone_below())` };
    case "unit alone":
      return { all: alone };
    case "handed down": {
      const readable = `${UNIT_COLUMN} in (select id from bluezone_above())`;
      return { select: readable, insert: alone, update: alone, delete: alone };
    }
    case "rows":
      return { all: right.seen.map((rows) => `exists (${rows})`).join(" and ") };
    case "everybody": {
      const { insert, update, remove } = right;
      return {
        select: "true",
        ...(insert === undefined ? {} : { insert }),
        ...(update === undefined ? {} : { update }),
        ...(remove === undefined ? {} : { delete: remove }),
      };
    }
  }
}

async function setPolicies(tx: Db, table: string, policies: Policies): Promise<void> {
  await run(tx, `alter table ${table} enable row level security`);
  const { rows } = await sql<{ name: string }>`select polname as name from pg_policy
    where polrelid = to_regclass(${table})`.execute(tx);
  for (const { name } of rows) await run(tx, `drop policy ${name} on ${table}`);
  for (const [command, condition] of Object.entries(policies)) {
    const using = command === "insert" ? "" : `using (${condition})`;
    const check = command === "select" || command === "delete" ? "" : `with check (${condition})`;
    await run(tx, `create policy of_unit_${command} on ${table} for ${command} ${using} ${check}`);
  }
}

const run = (tx: Db, statement: string) => sql.raw(statement).execute(tx);
