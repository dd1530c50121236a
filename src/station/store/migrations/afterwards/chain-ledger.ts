/** The rows of an older store's ledger become a chain, and nothing changes them from then on. */
import { sql, type Kysely } from "kysely";
import { chainRow, type LedgerContent } from "../../custody/ledger-chain.js";
import { isPostgres } from "../../database/dialect.js";
import type { StoreTables } from "../../schema.js";

/** SQLite replaces a row without asking the triggers of deletion, so one that is there already is refused too. */
const SQLITE_GUARDS = [
  ...["update", "delete"].map(
    (change) =>
      `create trigger ledger_no_${change} before ${change} on ledger
       begin select raise(abort, 'the ledger only grows'); end`,
  ),
  `create trigger ledger_no_replace before insert on ledger
     when exists (select 1 from ledger where number = new.number or id = new.id)
     begin select raise(abort, 'the ledger only grows'); end`,
];

const POSTGRES_GUARDS = [
  `create function ledger_only_grows() returns trigger language plpgsql as
     $$ begin raise exception 'the ledger only grows'; end $$`,
  `create trigger ledger_no_change before update or delete or truncate on ledger
     for each statement execute function ledger_only_grows()`,
];

/** What an older store holds is chained in the order in which it was shown. */
export async function chainLedger(tx: Kysely<StoreTables>): Promise<void> {
  const { rows } = await sql<LedgerContent>`select * from ledger_8 order by at_ms, id`.execute(tx);
  let last: { number: number; hash: string } | undefined;
  for (const row of rows) {
    const chained = chainRow(row, last);
    await tx.insertInto("ledger").values(chained).execute();
    last = chained;
  }
  await sql.raw(`drop table ledger_8`).execute(tx);
  for (const statement of isPostgres(tx) ? POSTGRES_GUARDS : SQLITE_GUARDS)
    await sql.raw(statement).execute(tx);
}
