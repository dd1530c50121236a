/** Version 1 of the store: tokens, people, and sealed logs. */
export const firstMigration: readonly string[] = [
  `create table bluezone_store (
     version integer primary key,
     applied_ms bigint not null
   )`,
  `create table tokens (
     serial integer primary key,
     firmware text,
     is_practice integer,
     generation integer,
     next_sequence bigint not null,   -- first record of this generation that is not stored yet
     unread_records bigint not null,  -- how many the token still held when the last reading ended
     time_state text,
     battery_mv integer,
     is_charging integer,
     clock_drift_ms bigint,           -- token's clock minus this computer's, before it was set
     lost_records bigint not null,
     last_read_ms bigint              -- end of the last complete reading
   )`,
  `create table persons (
     id text primary key,
     name text not null,
     unit text not null,              -- household, class, ward, team: whatever tells namesakes apart
     phone text
   )`,
  `create table issues (
     id text primary key,
     serial integer not null references tokens (serial),
     person_id text not null references persons (id),
     from_ms bigint not null,
     to_ms bigint                     -- null: still with this person
   )`,
  `create index issues_by_serial on issues (serial)`,
  `create table token_secrets (       -- practice tokens only: boxes sealed to officers replace it with custody
     serial integer not null references tokens (serial),
     generation integer not null,
     base_id bytea not null,
     created_day integer not null,
     seal_key bytea not null,
     primary key (serial, generation)
   )`,
  `create table syncs (
     serial integer not null references tokens (serial),
     started_ms bigint not null,
     finished_ms bigint,              -- null: cut off
     from_sequence bigint not null,
     to_sequence bigint not null,
     received bigint not null,
     added bigint not null,
     conflicting bigint not null,     -- already stored with other bytes: kept as they were
     clock_drift_ms bigint,
     primary key (serial, started_ms)
   )`,
  `create table pages (
     serial integer not null references tokens (serial),
     generation integer not null,
     page_sequence bigint not null,
     day integer not null,
     primary key (serial, generation, page_sequence)
   )`,
  `create index pages_by_day on pages (day)`,
  `create table records (
     serial integer not null,
     generation integer not null,
     page_sequence bigint not null,
     position integer not null,
     sealed bytea not null,           -- the 32 bytes as they stand in the token's flash
     primary key (serial, generation, page_sequence, position),
     foreign key (serial, generation, page_sequence) references pages (serial, generation, page_sequence)
   )`,
];
