/** Version 10 of the store: accounts of the staff, settings, keys of back-ups, and in the ledger who was signed in. */
export const staffMigration: readonly string[] = [
  `create table accounts (
     id text primary key,
     name text not null,              -- as the ledger shows it: for good, and of one person only
     folded_name text not null unique,
     roles text not null,             -- with commas between them
     salt bytea not null,
     log_n integer not null,          -- cost of scrypt
     hash bytea not null,
     must_change integer not null,    -- somebody else knows the PIN
     wrong_tries integer not null,    -- since the last right one
     wait_until_ms bigint not null,   -- until then no PIN is looked at
     made_ms bigint not null,
     removed_ms bigint
   )`,
  `create table settings (
     name text primary key,
     value text not null
   )`,
  `create table backup_keys (
     fingerprint text primary key,
     made_ms bigint not null,
     used_ms bigint,                  -- last back-up under it
     expires_ms bigint not null,
     seed bytea                       -- null: destroyed
   )`,
  `alter table ledger add column account text`, // null: the command line, or an older program
];
