/**
 * What a front makes of `records` once they lie on other servers (PROVINCE.md, _When one server is too small_): a view, a
 * rule and triggers, so that no statement of a station changes. Row-level security holds for no foreign table, so stations touch none.
 */
import pg from "pg";
import { DAYS_AHEAD, DAYS_LOCK, TODAY, asOwner, expireFunction } from "../days.js";
import { UNIT_COLUMN } from "../rights.js";
import { DIGEST_COLUMNS, FAR_COLUMNS, type RecordServer } from "./record-server.js";

export const nameOf = (number: number) => `bluezone_records_${number}`;

/** Foreign tables of these servers. */
export function farTables(servers: readonly RecordServer[]): string[] {
  return [
    `create extension if not exists postgres_fdw`,
    // Nobody but the owner.
    `create table record_servers (number integer primary key, address text not null, days_until integer not null)`,
    `alter table record_servers enable row level security`,
    `create table records_far (${FAR_COLUMNS}) partition by hash (token)`,
    ...servers.flatMap(({ path, role, password, schema, options }, at) => {
      const number = at + 1;
      const there = (table: string) =>
        `server ${nameOf(number)} options (schema_name ${pg.escapeLiteral(schema)}, table_name '${table}')`;
      return [
        `create server ${nameOf(number)} foreign data wrapper postgres_fdw options (${optionsOf(options)})`,
        `create user mapping for current_user server ${nameOf(number)} options (${optionsOf({ user: role, password })})`,
        `create foreign table records_far_${number} partition of records_far
           for values with (modulus ${servers.length}, remainder ${at}) ${there("records")}`,
        `create foreign table records_digest_${number} (${DIGEST_COLUMNS}) ${there("records_digest")}`,
        `create foreign table record_orders_${number} (day integer, stays jsonb) ${there("record_orders")}`,
        `insert into record_servers values (${number}, ${pg.escapeLiteral(path)}, 0)`,
      ];
    }),
  ];
}

function optionsOf(options: Readonly<Record<string, string>>): string {
  return Object.entries(options)
    .map(([name, value]) => `${name} ${pg.escapeLiteral(value)}`)
    .join(", ");
}

/** By the name of the table, so that no other of that name is looked at; whoever is above row-level security sees all. */
const sees = (token: string) => `(
  not row_security_active('tokens'::regclass::oid)
  or exists (select from tokens where tokens.token = ${token} and ${UNIT_COLUMN} in (select bluezone_below())))`;

const samePlace = (one: string, other: string) =>
  ["token", "generation", "page_sequence", "copy", "calendar_day"]
    .map((column) => `${one}.${column} = ${other}.${column}`)
    .join(" and ");

/** In the place of the table `records`. @param schema  quoted */
export function frontOf(schema: string): string[] {
  return [
    `create view records with (security_barrier) as
       select far.token, far.generation, far.page_sequence, far.copy, far.position, far.calendar_day, far.sealed
       from records_far as far join pages on ${samePlace("far", "pages")}
       where far.change <= pages.change and ${sees("pages.token")}`,
    // Says what row-level security says of a table, and the same code.
    `create function bluezone_refuse() returns bigint language plpgsql as $$
     begin
       raise exception using errcode = '42501', message = 'new row violates row-level security policy for table "records"';
     end $$`,
    `create rule put as on insert to records do instead
       insert into records_far
       select new.token, new.generation, new.page_sequence, new.copy, new.position, new.calendar_day, new.sealed,
              coalesce((select change from pages where ${samePlace("pages", "new")} and ${sees("new.token")}), bluezone_refuse())`,
    // Row by row, by its key: what is deleted in a join `postgres_fdw` deletes by `ctid`, and others with it.
    `create function bluezone_drop_record() returns trigger language plpgsql ${asOwner(schema)}
       set plan_cache_mode = force_custom_plan as $$
     begin
       delete from records_far as far where ${samePlace("far", "old")} and far.position = old.position;
       return old;
     end $$`,
    `create trigger drop_record instead of delete on records for each row execute function bluezone_drop_record()`,
    // What a record server committed and the front did not: now the page's change would make it count.
    `create function bluezone_forget_cut() returns trigger language plpgsql ${asOwner(schema)}
       set plan_cache_mode = force_custom_plan as $$
     begin
       delete from records_far as far where ${samePlace("far", "new")}
         and far.change > case tg_op when 'UPDATE' then old.change else -1 end;
       return null;
     end $$`,
    `create trigger forget_cut after insert or update of change on pages
       for each row execute function bluezone_forget_cut()`,
    // A server that is away gets its days when it is back: nobody is kept out of the store.
    `create or replace function bluezone_days() returns void language plpgsql ${asOwner(schema)} as $$
     declare
       ahead constant integer := ${TODAY} + ${DAYS_AHEAD};
       at integer;
     begin
       if not exists (select from record_servers where days_until < ahead) then return; end if;
       if not pg_try_advisory_xact_lock(${DAYS_LOCK}) then return; end if;
       for at in select number from record_servers where days_until < ahead loop
         begin
           execute format('insert into record_orders_%s values (null, null)', at);
           update record_servers set days_until = ahead where number = at;
         exception when ${AWAY} then null;
         end;
       end loop;
     end $$`,
    `create or replace function bluezone_drop_day(day integer, stays jsonb) returns void language plpgsql as $$
     declare
       at integer;
     begin
       for at in select number from record_servers loop
         execute format('insert into record_orders_%s values ($1, $2)', at) using day, stays;
       end loop;
     end $$`,
    expireFunction(schema).replace("bluezone_expire", "bluezone_expire_all"),
    // All servers or none: whatever one that is away would keep is dropped another time.
    `create or replace function bluezone_expire(kept_days integer) returns bigint language plpgsql ${asOwner(schema)} as $$
     begin
       return bluezone_expire_all(kept_days);
     exception when ${AWAY} then return 0;
     end $$`,
  ];
}

const AWAY = `sqlclient_unable_to_establish_sqlconnection or connection_failure`;
