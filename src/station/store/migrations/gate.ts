/** Which tokens are gates', and how many passed there: by the hour, and by what they carried; nothing of who they were. */
export const gateMigration: readonly string[] = [
  `alter table tokens add column is_gate integer`, // null: it never told
  `create table gate_passages (
     hour_ms bigint not null,         -- UTC, when the hour begins
     kind text not null,              -- token, android, iphone, without
     passages integer not null,
     primary key (hour_ms, kind)
   )`,
];
