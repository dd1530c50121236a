/** Programs that were released for tokens: for which unit, and the tag with which each token takes it (src/token/update/UPDATE.md). */
export const releasesMigration: readonly string[] = [
  `create table releases (
     number bigint primary key,       -- when it was released, s
     firmware text not null,          -- version
     unit text not null,              -- as it was named; empty: for single tokens
     head bytea not null,
     code bytea not null
   )`,
  `create table release_tags (
     number bigint not null,
     serial integer not null,
     tag bytea not null,
     primary key (number, serial)
   )`,
  `create index release_tags_by_serial on release_tags (serial, number)`,
];
