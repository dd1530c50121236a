/**
 * Numbers that a preparation line gave to chips, before anything of it is on a token: what is cut off goes on under the same one.
 * No foreign key: the token has no row before it has boxes.
 */
export const preparationsMigration: readonly string[] = [
  `create table preparations (
     serial integer primary key,
     chip_id text not null,           -- 16 hex digits
     begun_ms bigint not null,
     booked_ms bigint,                -- null: under way
     labelled_ms bigint               -- null: on no sheet of labels yet
   )`,
  `create index preparations_by_chip on preparations (chip_id)`,
];
