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
const DAYS_AHEAD = 7;

/** Anything that nothing else locks: of two stations that drop or make partitions at once one does. */
const DAYS_LOCK = 0x627a_0002;

const TABLES = [
  `create sequence page_changes`,
  `select setval('page_changes', (select coalesce(max(change), 0) + 1 from pages))`,
  `alter table pages add unique (token, generation, page_sequence, copy, calendar_day)`,
  `create table records (
     token text not null,
     generation integer not null,
     page_sequence bigint not null,
     copy integer not null,
     position integer not null,
     calendar_day integer not null,
     sealed bytea not null,
     primary key (token, generation, page_sequence, copy, position, calendar_day),
     foreign key (token, generation, page_sequence, copy, calendar_day)
       references pages (token, generation, page_sequence, copy, calendar_day)
   ) partition by list (calendar_day)`,
  `create table records_rest partition of records default`,
];

export async function partitionRecords(tx: Kysely<StoreTables>): Promise<void> {
  for (const statement of [...TABLES, ...(await dayFunctions(tx))]) await sql.raw(statement).execute(tx);
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

/** Made by the owner: whatever the caller's session puts before the store's own tables is not looked at. */
async function dayFunctions(tx: Kysely<StoreTables>): Promise<string[]> {
  const { rows } = await sql<{ schema: string }>`select quote_ident(current_schema()) as schema`.execute(tx);
  const asOwner = `security definer set search_path = ${rows[0]!.schema}, pg_temp`;
  const today = `floor(extract(epoch from now()) / 86400)::integer`;
  return [
    `create function bluezone_days() returns void language plpgsql ${asOwner} as $$
     declare
       today constant integer := ${today};
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
    `create function bluezone_expire(kept_days integer) returns bigint language plpgsql ${asOwner} as $$
     declare
       kept constant integer := greatest(kept_days, ${STORE_DAYS});
       today constant integer := ${today};
       day integer;
       stays boolean;
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
         if to_regclass('records_d' || day) is null then
           delete from records_rest using going
             where records_rest.token = going.token and records_rest.generation = going.generation
               and records_rest.page_sequence = going.page_sequence and records_rest.copy = going.copy
               and records_rest.calendar_day = day and going.calendar_day = day;
           continue;
         end if;
         select exists (select from pages where calendar_day = day
           and (token, generation, page_sequence, copy) not in
               (select token, generation, page_sequence, copy from going where going.calendar_day = day)) into stays;
         execute format('alter table records detach partition records_d%s', day);
         if stays then
           execute format('alter table records_d%s rename to records_old', day);
           execute format('create table records_d%s partition of records for values in (%s)', day, day);
           insert into records
             select records_old.* from records_old
             left join going using (token, generation, page_sequence, copy) where going.token is null;
           drop table records_old;
         else
           execute format('drop table records_d%s', day);
         end if;
       end loop;
       delete from pages using going
         where pages.token = going.token and pages.generation = going.generation
           and pages.page_sequence = going.page_sequence and pages.copy = going.copy;
       drop table going;
       -- Partitions of days that nothing was read of.
       for day in select substr(relname, 10)::integer from pg_class
                  join pg_inherits on inhrelid = pg_class.oid
                  where inhparent = 'records'::regclass and relname ~ '^records_d[0-9]+$' loop
         if day < today - kept then
           execute format('select exists (select from records_d%s)', day) into stays;
           if not stays then execute format('drop table records_d%s', day); end if;
         end if;
       end loop;
       perform bluezone_days();
       return dropped;
     end $$`,
  ];
}
