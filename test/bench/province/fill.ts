/** A province's database, full of sealed logs that are as large as real ones. */
import pg from "pg";
import { openPostgres } from "../../../src/station/store/database/postgres.js";
import { makeRole } from "../../../src/station/store/province/roles.js";
import { STORE_DAYS } from "../../../src/station/store/kept-days.js";

export const RECORDS_A_PAGE = 127;
export const TODAY = Math.floor(Date.now() / 86_400_000);

export interface Province {
  /** One a station, of a commune each. */
  roles: { name: string; password: string }[];
  tokensAStation: number;
}

/** @param pagesAToken  of as many days, the newest yesterday's */
export async function fillProvince(
  url: string,
  stations: number,
  tokensAStation: number,
  pagesAToken: number,
): Promise<Province> {
  const database = await openPostgres(url, { mayCreate: true, isAdministered: true });
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const unit = "insert into units (id, code, name, kind, parent_id, search, name_key)";
  await client.query(`${unit} values ('p', '46', 'Tỉnh', 'province', null, '', '')`);
  await client.query(
    `${unit} select 'c' || n, '46' || n, 'Xã ' || n, 'commune', 'p', '', '' from generate_series(1, ${stations}) n`,
  );
  const roles = [];
  for (let n = 1; n <= stations; n++) {
    const name = `station_${n}`;
    const made = await makeRole(database, { role: name, unitCode: `46${n}`, takesOver: false });
    roles.push({ name, password: made.password });
  }
  await database.db.destroy();
  await client.query(
    `insert into tokens (token, serial, next_sequence, dated_sequence, unread_records, lost_records, bz_unit)
     select lpad(n::text, 8, '0'), n, 0, 0, 0, 0, 'c' || (n - 1) / ${tokensAStation} + 1
     from generate_series(1, ${stations * tokensAStation}) n`,
  );
  // Rows of which it is known that they fit are not looked up one by one.
  await client.query("set session_replication_role = replica");
  const [from, to] = [TODAY - STORE_DAYS, TODAY - 1];
  await client.query(
    `insert into pages (token, generation, page_sequence, copy, source, seal_day, calendar_day, lived_hours, change, places)
     select token, 1, p, 0, null, ${from} + (p + serial) % ${to - from + 1}, ${from} + (p + serial) % ${to - from + 1},
            0, nextval('page_changes'), ${RECORDS_A_PAGE}
     from tokens, generate_series(0, ${pagesAToken - 1}) p`,
  );
  for (let day = from; day <= to; day++) await fillDay(client, day);
  await client.query("set session_replication_role = origin");
  await client.query("vacuum analyze");
  // A server that is killed does again what came after this.
  await client.query("checkpoint");
  await client.end();
  return { roles, tokensAStation };
}

/** Sealed bytes are as good as random. */
export async function fillDay(client: pg.Client, day: number): Promise<void> {
  await client.query(
    `insert into records (token, generation, page_sequence, copy, position, calendar_day, sealed)
     select token, generation, page_sequence, copy, n, calendar_day, sha256((token || page_sequence || ':' || n)::bytea)
     from (select * from pages where calendar_day = ${day} order by token, page_sequence) p,
          generate_series(0, ${RECORDS_A_PAGE - 1}) n`,
  );
}
