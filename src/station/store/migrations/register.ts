/**
 * Version 8 of the store: a register of people that is searched in the database, the units and places they belong to, and
 * what became of tokens that nobody has. `fill-search.ts` fills in what SQL cannot fold.
 */
export const registerMigration: readonly string[] = [
  ...["sex", "relative_phone", "guardian", "address", "person_group", "consent_by"].map(
    (column) => `alter table persons add column ${column} text`,
  ),
  `alter table persons add column consent_ms bigint`,
  `alter table persons add column search text not null default ''`, // folded words, each between spaces
  `alter table persons add column name_key bytea`, // by given name, as Vietnamese sorts
  `alter table persons add column unit_key bytea`, // by unit, within it by name
  // The words stand in both, so that a search reads nothing but the index, in the order in which it is shown.
  `create index persons_by_name on persons (name_key, id, search)`,
  `create index persons_by_unit on persons (unit_key, id, search)`,
  // By which the same person is known in another list: the name without marks, the digits of the phone.
  `alter table persons add column folded_name text not null default ''`,
  `alter table persons add column phone_digits text`,
  `create index persons_by_folded_name on persons (folded_name)`,
  `create index persons_by_phone on persons (phone_digits)`,
  `alter table issues add column is_lent integer not null default 0`,
  `alter table issues add column due_day integer`, // of a loan: local day
  `create table token_states (
     token text not null references tokens (token),
     at_ms bigint not null,
     state text not null,             -- stock, lost, found, broken, replaced
     reason text not null,
     generation integer,              -- of its secrets, as known then: one that was found is trusted with newer ones only
     primary key (token, at_ms)
   )`,
  `alter table pages add column places integer not null default 0`,
  `update pages set places = (
     select count(distinct position) from records
     where records.token = pages.token and records.generation = pages.generation
       and records.page_sequence = pages.page_sequence
   ) where copy = (
     select min(copy) from pages as same
     where same.token = pages.token and same.generation = pages.generation
       and same.page_sequence = pages.page_sequence
   )`,
  // Nothing else of a page is read to count a token's records.
  `create index pages_by_token on pages (token, places)`,
  `create table units (
     id text primary key,
     code text,                       -- official, with its zeros; a later unit may bear the same one
     name text not null,
     kind text not null,
     parent_id text references units (id),
     from_day integer,                -- first local day; null: since before the list began
     to_day integer,                  -- first local day on which it is no more; null: it still is
     search text not null,
     name_key bytea not null
   )`,
  `create index units_by_code on units (code)`,
  `create index units_by_parent on units (parent_id, name_key)`,
  `create table unit_reports (        -- whom a unit reports to, apart from its parent
     unit_id text not null references units (id),
     to_id text not null references units (id),
     primary key (unit_id, to_id)
   )`,
];
