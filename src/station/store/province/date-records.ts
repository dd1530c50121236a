/** Records get the day of their page; in PostgreSQL partitions by it (`province/PROVINCE.md`). */
import { sql, type Kysely } from "kysely";
import { isPostgres } from "../database/dialect.js";
import { partitionRecords } from "./days.js";
import type { StoreTables } from "../schema.js";

const FILE_TABLE = `create table records (
  token text not null,
  generation integer not null,
  page_sequence bigint not null,
  copy integer not null,
  position integer not null,
  calendar_day integer not null,   -- of its page
  sealed bytea not null,           -- the 32 bytes as they stand in the token's flash
  primary key (token, generation, page_sequence, copy, position),
  foreign key (token, generation, page_sequence, copy)
    references pages (token, generation, page_sequence, copy)
)`;

const MOVED = `insert into records (token, generation, page_sequence, copy, position, calendar_day, sealed)
  select token, generation, page_sequence, copy, position, pages.calendar_day, sealed
  from records_13 join pages using (token, generation, page_sequence, copy)`;

export async function dateRecords(tx: Kysely<StoreTables>): Promise<void> {
  if (isPostgres(tx)) await partitionRecords(tx);
  else await sql.raw(FILE_TABLE).execute(tx);
  await sql.raw(MOVED).execute(tx);
  await sql.raw(`drop table records_13`).execute(tx);
}
