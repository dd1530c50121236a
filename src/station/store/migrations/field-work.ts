/**
 * The house-to-house round: households in the order in which they are walked, and what came of each visit; a household names
 * nobody, people point at theirs. Which tokens are gates', and how many passed there: nothing of who they were. Whose person took
 * their consent back: a pack of that unit or authority brings them in no more.
 */
export const fieldWorkMigration: readonly string[] = [
  `alter table persons add column has_smartphone integer`, // null: not known
  `alter table persons add column refused_ms bigint`, // when they said that they want no token
  `alter table persons add column household_id text`,
  `create index persons_by_household on persons (household_id)`,
  `create table households (
     id text primary key,
     unit text not null,              -- in the words that people of the register have
     address text not null,
     place text not null unique,      -- both, folded: the same place is one household
     team text not null,
     position integer not null,       -- in its unit, from 1
     people integer,                  -- who live there; null: not known
     note text not null,
     changed_ms bigint not null
   )`,
  `create index households_by_unit on households (unit, position)`,
  `create table visits (
     household_id text not null references households (id),
     day integer not null,            -- local
     at_ms bigint not null,           -- when it was typed: of two the later counts
     outcome text not null,           -- issued, refused, absent, back, none
     back_day integer,                -- local day on which to come back
     primary key (household_id, day)
   )`,
  `create index visits_by_day on visits (day)`,
  `alter table tokens add column is_gate integer`, // null: it never told
  `create table gate_passages (
     hour_ms bigint not null,         -- UTC, when the hour begins
     kind text not null,              -- token, android, iphone, without
     passages integer not null,
     primary key (hour_ms, kind)
   )`,
  `alter table withdrawn add column origin text`, // sender of the pack that had brought them; null: entered here
];
