/**
 * Version 3 of the store: a token is known by an identity of its own. Two tokens that nobody prepared may give
 * themselves the same number, so everything that hung on the number hangs on `token` now.
 *
 * A token in service is called by its number, which its key proves ("00000042"); one that nobody prepared by its chip
 * ("11223E9557E47950"), or by its number and "-0" where this store does not know the chip yet.
 */

/** The key of a token that is known by its number alone: `keyOfSerial` in SQL, without what only one database has. */
const KEY = `substr('0000000' || cast(serial as text), length(cast(serial as text)))
       || case when serial > 9999999 then '-0' else '' end`;

/** In an order in which no row ever points at a table that is gone. */
export const identityMigration: readonly string[] = [
  `create table tokens_3 (
     token text primary key,
     serial integer not null,
     chip_id text,                    -- 16 hex digits; null: not told yet
     firmware text,
     is_practice integer,
     generation integer,
     next_sequence bigint not null,   -- first record that is not stored yet
     dated_sequence bigint not null,  -- records before it are of known days, and none is older than those kept
     unread_records bigint not null,  -- how many the token still held when the last reading ended
     time_state text,
     battery_mv integer,
     is_charging integer,
     clock_drift_ms bigint,           -- token's clock minus this computer's, before it was set
     lost_records bigint not null,
     last_read_ms bigint,             -- end of the last complete reading
     operating_epoch integer,
     prepared_ms bigint
   )`,
  `insert into tokens_3
     select ${KEY}, serial, null, firmware, is_practice, generation, next_sequence, next_sequence, unread_records,
            time_state, battery_mv, is_charging, clock_drift_ms, lost_records, last_read_ms, operating_epoch, prepared_ms
     from tokens`,
  `create table issues_3 (
     id text primary key,
     token text not null references tokens_3 (token),
     person_id text not null references persons (id),
     from_ms bigint not null,
     to_ms bigint                     -- null: still with this person
   )`,
  `insert into issues_3 select id, ${KEY}, person_id, from_ms, to_ms from issues`,
  `create table token_secrets_3 (     -- practice tokens only
     token text not null references tokens_3 (token),
     generation integer not null,
     base_id bytea not null,
     created_day integer not null,
     seal_key bytea not null,
     primary key (token, generation)
   )`,
  `insert into token_secrets_3 select ${KEY}, generation, base_id, created_day, seal_key from token_secrets`,
  `create table syncs_3 (
     token text not null references tokens_3 (token),
     started_ms bigint not null,
     finished_ms bigint,              -- null: cut off
     from_sequence bigint not null,
     to_sequence bigint not null,
     received bigint not null,
     added bigint not null,
     conflicting bigint not null,     -- already stored with other bytes: kept as they were
     clock_drift_ms bigint,
     primary key (token, started_ms)
   )`,
  `insert into syncs_3
     select ${KEY}, started_ms, finished_ms, from_sequence, to_sequence, received, added, conflicting, clock_drift_ms
     from syncs`,
  `create table pages_3 (
     token text not null references tokens_3 (token),
     generation integer not null,
     page_sequence bigint not null,
     seal_day integer not null,       -- day of the key that opens its records
     calendar_day integer not null,   -- day of their slots, by the token's clock
     lived_hours integer,             -- modulo 65,536, when the page was opened; null: an older firmware
     change bigint not null default 0,
     primary key (token, generation, page_sequence)
   )`,
  `insert into pages_3 select ${KEY}, generation, page_sequence, day, day, null, change from pages`,
  `create table records_3 (
     token text not null,
     generation integer not null,
     page_sequence bigint not null,
     position integer not null,
     sealed bytea not null,           -- the 32 bytes as they stand in the token's flash
     primary key (token, generation, page_sequence, position),
     foreign key (token, generation, page_sequence) references pages_3 (token, generation, page_sequence)
   )`,
  `insert into records_3 select ${KEY}, generation, page_sequence, position, sealed from records`,
  `create table readings_3 (          -- everything that IDENTIFY told, at each check
     token text not null references tokens_3 (token),
     at_ms bigint not null,
     role text not null,
     identity text not null,          -- JSON
     token_ms bigint,                 -- the token's time where a host had set it
     date_proof text not null,        -- of this computer's date: doubt, none, clocks (the token's agreed), person
     primary key (token, at_ms)
   )`,
  `insert into readings_3 select ${KEY}, at_ms, role, identity, null, 'clocks' from readings`,
  `create table clock_corrections_3 ( -- records of this clock epoch are off by so much; they are dated anew when opened
     token text not null references tokens_3 (token),
     generation integer not null,
     epoch integer not null,
     offset_ms bigint not null,       -- to be added to the token's time
     until_ms bigint not null,        -- the token's wrong time when it was found, or far off where it was not set
     found_ms bigint not null,
     from_sequence bigint,            -- records of the epoch; null: not told
     end_sequence bigint,
     held_day integer,                -- day of its keys then: it sends their IDs until its clock reaches that day
     is_sure integer not null,        -- 0: measured by a computer whose date was in doubt; nothing is dated by it
     primary key (token, generation, epoch)
   )`,
  `insert into clock_corrections_3
     select ${KEY}, generation, epoch, offset_ms, until_ms, found_ms, null, null, null, 1 from clock_corrections`,
  `create table boxes_3 (             -- an authority's store only; tokens in service, so by number
     serial integer not null,
     generation integer not null,
     kind text not null,              -- id, log, admin
     recipient text not null,         -- fingerprint
     since_day integer not null,      -- first day of the generation; forward steps do not move it
     box bytea not null,
     primary key (serial, generation, kind, recipient)
   )`,
  `insert into boxes_3 select serial, generation, kind, recipient, since_day, box from boxes`,
  `create table wrapped_secrets_3 (   -- of a re-key, until an officer puts them into boxes
     serial integer not null,
     generation integer not null,
     kind text not null,
     wrapped bytea not null,
     stored_ms bigint not null,
     primary key (serial, generation, kind)
   )`,
  `insert into wrapped_secrets_3 select serial, generation, kind, wrapped, stored_ms from wrapped_secrets`,
  `create table cases_3 (
     id text primary key,
     serial integer not null,
     officer text not null,
     opened_ms bigint not null,
     closed_ms bigint,
     sealed_key bytea,                -- null: closed, the content is lost to everyone
     content bytea
   )`,
  `insert into cases_3 select id, serial, officer, opened_ms, closed_ms, sealed_key, content from cases`,
  ...["records", "pages", "syncs", "token_secrets", "issues", "readings", "clock_corrections"].map(drop),
  ...["boxes", "wrapped_secrets", "cases", "tokens"].map(drop),
  ...["tokens", "issues", "token_secrets", "syncs", "pages", "records", "readings"].map(rename),
  ...["clock_corrections", "boxes", "wrapped_secrets", "cases"].map(rename),
  `create index tokens_by_serial on tokens (serial)`,
  `create index issues_by_token on issues (token)`,
  `create index pages_by_day on pages (calendar_day)`,
  `create index pages_by_change on pages (change)`,
];

function drop(table: string): string {
  return `drop table ${table}`;
}

function rename(table: string): string {
  return `alter table ${table}_3 rename to ${table}`;
}
