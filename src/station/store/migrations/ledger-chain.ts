/** Version 9 of the store: the ledger is a chain, which only grows, and the keys in it may have names. */
export const ledgerChainMigration: readonly string[] = [
  `alter table ledger rename to ledger_8`,
  `create table ledger (                -- every use of an officer's key
     number bigint primary key,       -- 1 the first
     id text not null unique,
     at_ms bigint not null,
     officer text not null,           -- fingerprint
     action text not null,
     serial integer,
     case_id text,
     reason text not null,
     tokens integer not null,         -- whose boxes were opened
     days integer not null,           -- for which keys were taken out, of all these tokens together
     records bigint not null,         -- opened with them
     previous text not null,          -- hash of the row before
     hash text not null               -- as ledger-chain.ts makes it
   )`,
  `create table key_names (
     fingerprint text primary key,
     name text not null               -- who has the key, as people here call them
   )`,
];
