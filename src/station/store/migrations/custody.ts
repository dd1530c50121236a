/** Version 2 of the store: boxes, cases, packs, and what readings tell. */
export const custodyMigration: readonly string[] = [
  `alter table tokens add column operating_epoch integer`,
  `alter table tokens add column prepared_ms bigint`,
  `alter table pages add column change bigint not null default 0`,
  `create index pages_by_change on pages (change)`,
  `create table readings (              -- everything that IDENTIFY told, at each check
     serial integer not null references tokens (serial),
     at_ms bigint not null,
     role text not null,
     identity text not null,          -- JSON
     primary key (serial, at_ms)
   )`,
  `create table clock_corrections (     -- records of this clock epoch are off by so much; they are dated anew when opened
     serial integer not null references tokens (serial),
     generation integer not null,
     epoch integer not null,
     offset_ms bigint not null,       -- to be added to the token's time
     until_ms bigint not null,        -- the token's wrong time when it was found
     found_ms bigint not null,
     primary key (serial, generation, epoch)
   )`,
  `create table boxes (                 -- an authority's store only
     serial integer not null references tokens (serial),
     generation integer not null,
     kind text not null,              -- id, log, admin
     recipient text not null,         -- fingerprint
     since_day integer not null,      -- first day of the generation; forward steps do not move it
     box bytea not null,
     primary key (serial, generation, kind, recipient)
   )`,
  `create table wrapped_secrets (       -- of a re-key, until an officer puts them into boxes
     serial integer not null references tokens (serial),
     generation integer not null,
     kind text not null,
     wrapped bytea not null,
     stored_ms bigint not null,
     primary key (serial, generation, kind)
   )`,
  `create table known_keys (
     fingerprint text primary key,
     role text not null,
     public_file bytea not null,
     is_sender integer not null       -- 1: packs signed with it are taken in
   )`,
  `create table operating_keys (        -- a commune's store only; of the stock file
     serial integer primary key,
     epoch integer not null,
     key bytea not null
   )`,
  `create table ledger (                -- every use of an officer's key
     id text primary key,
     at_ms bigint not null,
     officer text not null,           -- fingerprint
     action text not null,
     serial integer,
     case_id text,
     reason text not null,
     tokens integer not null,         -- whose boxes were opened
     days integer not null,           -- for which keys were taken out, of all these tokens together
     records bigint not null          -- opened with them
   )`,
  `create table cases (
     id text primary key,
     serial integer not null references tokens (serial),
     officer text not null,
     opened_ms bigint not null,
     closed_ms bigint,
     sealed_key bytea,                -- null: closed, the content is lost to everyone
     content bytea
   )`,
  `create table f0_lists (
     number bigint primary key,
     made_ms bigint not null,
     head bytea not null,
     entries bytea not null
   )`,
  `create table list_tags (
     number bigint not null references f0_lists (number),
     serial integer not null,
     tag bytea not null,
     primary key (number, serial)
   )`,
  `create table packs_in (
     id text primary key,             -- sender/ID; of older programs the ID alone
     kind text not null,
     sender text not null,
     made_ms bigint not null,
     taken_ms bigint not null
   )`,
  `create table packs_out (             -- gói gửi lên made here
     id text primary key,
     made_ms bigint not null,
     upto_change bigint not null,     -- pages up to this change are in it, or in one before
     acknowledged_ms bigint           -- the receiver said that it has it
   )`,
  `create table coverage (
     unit text not null,              -- fingerprint of the sender
     made_ms bigint not null,
     content text not null,           -- JSON
     primary key (unit, made_ms)
   )`,
];
