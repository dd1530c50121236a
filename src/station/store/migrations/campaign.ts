/** Campaigns with their due dates, and what units said of their coverage: entered here, or sent as a report file. */
export const campaignMigration: readonly string[] = [
  `create table campaigns (
     id text primary key,
     name text not null,
     from_day integer not null,       -- local day
     to_day integer,                  -- last local day; null: until somebody ends it
     content text not null            -- JSON: targets and due dates
   )`,
  `create table coverage_reports (
     unit_id text not null references units (id),
     kind text not null,              -- entered: the unit with all below it; file: a row for each unit below it
     day integer not null,            -- local day that the figures are of
     made_ms bigint not null,
     taken_ms bigint not null,        -- when the first one for this day was here
     checksum text not null,
     content text not null,           -- JSON
     primary key (unit_id, kind, day)
   )`,
  // People are counted without reading anything else of them.
  `create index persons_by_place on persons (unit, person_group)`,
];
