/**
 * Version 4 of the store: what a unit says is known as that unit's, and stands beside what others said, never in its
 * place. A station's own readings have no source; what came in a pack has its sender's fingerprint.
 *
 * What stands in a store of before may have come in a pack, and nobody wrote down whose. Of persons and of who had which
 * token `''` says so: the first unit to which the token is bound takes it over. Readings of before prove no date any more.
 */
const HAS_PACKS = `exists (select 1 from packs_in where kind = 'up')`;

/** In an order in which no row ever points at a table that is gone. */
export const unitMigration: readonly string[] = [
  `create table unit_tokens (         -- an authority's word: of these tokens the unit may speak
     unit text not null,              -- fingerprint of the sender of packs
     serial integer not null,
     since_ms bigint not null,
     primary key (unit, serial)
   )`,
  `alter table persons add column origin text`,
  `alter table issues add column origin text`,
  `alter table readings add column source text`,
  `alter table clock_corrections add column source text`,
  ...["persons", "issues"].map((table) => `update ${table} set origin = '' where ${HAS_PACKS}`),
  `update readings set source = '' where ${HAS_PACKS}`,
  `create table pages_4 (
     token text not null references tokens (token),
     generation integer not null,
     page_sequence bigint not null,
     copy integer not null,           -- 0 the first; further ones differ in days or bytes, or are of another source
     source text,                     -- fingerprint of the unit that sent it; null: read here, or stored by version 3
     seal_day integer not null,       -- day of the key that opens its records
     calendar_day integer not null,   -- day of their slots, by the token's clock
     lived_hours integer,             -- modulo 65,536, when the page was opened; null: an older firmware
     change bigint not null,
     primary key (token, generation, page_sequence, copy)
   )`,
  `insert into pages_4
     select token, generation, page_sequence, 0, null, seal_day, calendar_day, lived_hours, change from pages`,
  `create table records_4 (
     token text not null,
     generation integer not null,
     page_sequence bigint not null,
     copy integer not null,
     position integer not null,
     sealed bytea not null,           -- the 32 bytes as they stand in the token's flash
     primary key (token, generation, page_sequence, copy, position),
     foreign key (token, generation, page_sequence, copy)
       references pages_4 (token, generation, page_sequence, copy)
   )`,
  `insert into records_4 select token, generation, page_sequence, 0, position, sealed from records`,
  `create table wrapped_secrets_4 (   -- of a re-key, until an officer puts the right one into boxes
     serial integer not null,
     generation integer not null,
     kind text not null,
     wrapped bytea not null,
     stored_ms bigint not null,
     source text,                     -- as that of a page
     primary key (serial, generation, kind, wrapped)
   )`,
  `insert into wrapped_secrets_4 select serial, generation, kind, wrapped, stored_ms, null from wrapped_secrets`,
  ...["records", "pages", "wrapped_secrets"].map((table) => `drop table ${table}`),
  ...["pages", "records", "wrapped_secrets"].map((table) => `alter table ${table}_4 rename to ${table}`),
  `create index pages_by_day on pages (calendar_day)`,
  `create index pages_by_change on pages (change)`,
];
