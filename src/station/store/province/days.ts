/**
 * Records by day (PROVINCE.md, _Days_): a partition for each day that readings bring, one for what wrong clocks say, and retention
 * that drops partitions. PostgreSQL only; its functions run as the owner, so that a unit's station may call them, and take nothing from it
 * that could harm another: days are the server's.
 */
import { sql, type Kysely } from "kysely";
import { HIGHEST_SERIAL } from "../../serial-number.js";
import { STORE_DAYS } from "../kept-days.js";
import type { StoreTables } from "../schema.js";

/** Partitions are made so far ahead: a store that no station opens for longer keeps the days after in the one for the rest. */
export const DAYS_AHEAD = 7;

/** Anything that nothing else locks: of two stations that drop or make partitions at once one does. */
export const DAYS_LOCK = 0x627a_0002;

/** Of a record, as PostgreSQL keeps it. */
export const RECORD_COLUMNS = `
  token text not null,
  generation integer not null,
  page_sequence bigint not null,
  copy integer not null,
  position integer not null,
  calendar_day integer not null,
  sealed bytea not null`;

/** Of a table of records that has partitions by day. */
export const BY_DAY = `
  primary key (token, generation, page_sequence, copy, position, calendar_day)
) partition by list (calendar_day)`;

const TABLES = [
  `create sequence page_changes`,
  `select setval('page_changes', (select coalesce(max(change), 0) + 1 from pages))`,
  `alter table pages add unique (token, generation, page_sequence, copy, calendar_day)`,
  `create table records (${RECORD_COLUMNS},
     foreign key (token, generation, page_sequence, copy, calendar_day)
       references pages (token, generation, page_sequence, copy, calendar_day),
     ${BY_DAY}`,
  `create table records_rest partition of records default`,
];

export async function partitionRecords(tx: Kysely<StoreTables>): Promise<void> {
  const schema = await schemaOf(tx);
  const statements = [...TABLES, ...partitionFunctions(schema), expireFunction(schema)];
  for (const statement of statements) await sql.raw(statement).execute(tx);
  await makeDays(tx);
}

/** Makes partitions that are missing. */
export async function makeDays(db: Kysely<StoreTables>): Promise<void> {
  await sql`select bluezone_days()`.execute(db);
}

/** Drops what is older than the store keeps; how many places of pages went with it. */
export async function expireDays(tx: Kysely<StoreTables>, keptDays: number): Promise<number> {
  const { rows } = await sql<{ dropped: number }>`select bluezone_expire(${keptDays}) as dropped`.execute(tx);
  return rows[0]!.dropped;
}

/**
 * What a function that runs as the owner needs: whatever the caller's session puts before the store's own tables is not looked at.
 *
 * @param schema  quoted
 */
export function asOwner(schema: string): string {
  return `security definer set search_path = ${schema}, pg_temp`;
}

/** Of the store, quoted. */
export async function schemaOf(db: Kysely<StoreTables>): Promise<string> {
  const { rows } = await sql<{ schema: string }>`select quote_ident(current_schema()) as schema`.execute(db);
  return rows[0]!.schema;
}

/** By the server's clock. */
export const TODAY = `floor(extract(epoch from now()) / 86400)::integer`;

/** Where the records are. @param schema  quoted */
export function partitionFunctions(schema: string): string[] {
  return [
    `create or replace function bluezone_days() returns void language plpgsql ${asOwner(schema)} as $$
     declare
       today constant integer := ${TODAY};
     begin
       if to_regclass('records_d' || today + ${DAYS_AHEAD}) is not null then return; end if;
       if not pg_try_advisory_xact_lock(${DAYS_LOCK}) then return; end if;
       for day in today - ${STORE_DAYS} .. today + ${DAYS_AHEAD} loop
         -- What lies in the rest already stays there, and goes row by row.
         if to_regclass('records_d' || day) is null
            and not exists (select from records_rest where calendar_day = day) then
           execute format('create table records_d%s partition of records for values in (%s)', day, day);
         end if;
       end loop;
     end $$`,
    // Run by whoever calls it, which is the owner or fails. `stays`: pages as [token, generation, page_sequence, copy].
    `create or replace function bluezone_drop_day(day integer, stays jsonb) returns void language plpgsql as $$
     begin
       create temporary table staying on commit drop as
         select page ->> 0 as token, (page ->> 1)::integer as generation,
                (page ->> 2)::bigint as page_sequence, (page ->> 3)::integer as copy
         from jsonb_array_elements(stays) as page;
       if to_regclass('records_d' || day) is null then
         delete from records_rest where calendar_day = day
           and (token, generation, page_sequence, copy) not in (select * from staying);
       elsif stays = '[]' then
         execute format('drop table records_d%s', day);
       else
         execute format('alter table records detach partition records_d%s', day);
         execute format('alter table records_d%s rename to records_old', day);
         execute format('create table records_d%s partition of records for values in (%s)', day, day);
         insert into records
           select records_old.* from records_old join staying using (token, generation, page_sequence, copy);
         drop table records_old;
       end if;
       drop table staying;
     end $$`,
    // Partitions of days that nothing was read of.
    `create or replace function bluezone_drop_empty(first_kept integer) returns void language plpgsql as $$
     declare
       day integer;
       is_empty boolean;
     begin
       for day in select substr(relname, 10)::integer from pg_class
                  join pg_inherits on inhrelid = pg_class.oid
                  where inhparent = to_regclass('records') and relname ~ '^records_d[0-9]+$' loop
         if day < first_kept then
           execute format('select not exists (select from records_d%s)', day) into is_empty;
           if is_empty then execute format('drop table records_d%s', day); end if;
         end if;
       end loop;
     end $$`,
  ];
}

/** What is to go, and what of its days stays. @param schema  quoted */
export function expireFunction(schema: string): string {
  return `create or replace function bluezone_expire(kept_days integer) returns bigint language plpgsql ${asOwner(schema)} as $$
     declare
       kept constant integer := greatest(kept_days, ${STORE_DAYS});
       today constant integer := ${TODAY};
       day integer;
       stays jsonb;
       dropped bigint;
     begin
       if not pg_try_advisory_xact_lock(${DAYS_LOCK}) then return 0; end if;
       -- Days are counted back from the newest page where that is older than today; practice tokens' decide over their own only.
       create temporary table going on commit drop as
         select pages.token, pages.generation, page_sequence, copy, calendar_day, places from pages
         join tokens using (token)
         join (select serial > ${HIGHEST_SERIAL} as of_nobody,
                      least(today, max(calendar_day) + 1) - kept as first_kept
               from pages join tokens using (token) group by 1) as kind
           on of_nobody = (serial > ${HIGHEST_SERIAL})
         where calendar_day < first_kept
           and not exists (select from clock_corrections
                           where clock_corrections.token = pages.token
                             and clock_corrections.generation = pages.generation);
       select coalesce(sum(places), 0) into dropped from going;
       for day in select distinct calendar_day from going order by 1 loop
         select coalesce(jsonb_agg(jsonb_build_array(token, generation, page_sequence, copy)), '[]') into stays
           from pages where calendar_day = day
             and (token, generation, page_sequence, copy) not in
                 (select token, generation, page_sequence, copy from going where going.calendar_day = day);
         perform bluezone_drop_day(day, stays);
       end loop;
       delete from pages using going
         where pages.token = going.token and pages.generation = going.generation
           and pages.page_sequence = going.page_sequence and pages.copy = going.copy;
       drop table going;
       perform bluezone_drop_empty(today - kept);
       perform bluezone_days();
       return dropped;
     end $$`;
}
