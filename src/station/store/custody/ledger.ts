/** The ledger: every use of an officer's key. Rows are written here and nowhere else. */
import { AsyncLocalStorage } from "node:async_hooks";
import { randomUUID } from "node:crypto";
import type { Kysely } from "kysely";
import type { Write } from "../database/opened.js";
import type { StoreTables } from "../schema.js";
import type { LedgerEntry } from "../types.js";
import { LEDGER_START, chainRow, findFaults, type LedgerFault, type LedgerRow } from "./ledger-chain.js";

/** Whose request is being answered: every row that is written meanwhile bears the name, wherever that is. */
const signedIn = new AsyncLocalStorage<string>();

/** An entry as it was written. */
export interface WrittenEntry extends LedgerEntry {
  number: number;
  /** Name of the account; null: nobody was signed in, as on the command line. */
  account: string | null;
}

export interface LedgerCheck {
  entries: number;
  /** Hash of the last row; noted elsewhere, it shows later that none before it is gone. */
  head: string;
  faults: LedgerFault[];
  /** Rows after the one whose hash is `notedHead`; undefined where there is no such row. */
  sinceNoted: number | undefined;
}

export function createLedger(db: Kysely<StoreTables>, write: Write) {
  const rowsOf = (): Promise<LedgerRow[]> => db.selectFrom("ledger").selectAll().orderBy("number").execute();
  return {
    async putLedger(entry: LedgerEntry): Promise<void> {
      await write((tx) => addLedger(tx, entry));
    },

    /** Does the work in the name of an account. */
    actingAs: <T>(account: string, work: () => T): T => signedIn.run(account, work),

    /** In the order of writing. */
    async ledger(): Promise<WrittenEntry[]> {
      return (await rowsOf()).map(entryOf);
    },

    /** The newest first, of those before this number. */
    async ledgerBefore(number: number, limit: number): Promise<WrittenEntry[]> {
      const rows = await db
        .selectFrom("ledger")
        .selectAll()
        .where("number", "<", number)
        .orderBy("number", "desc")
        .limit(limit)
        .execute();
      return rows.map(entryOf);
    },

    /** All of it is read for that. */
    async checkLedger(notedHead: string = LEDGER_START): Promise<LedgerCheck> {
      const rows = await rowsOf();
      const hashes = [LEDGER_START, ...rows.map(({ hash }) => hash)];
      const at = hashes.lastIndexOf(notedHead);
      return {
        entries: rows.length,
        head: hashes.at(-1)!,
        faults: findFaults(rows),
        sinceNoted: at < 0 ? undefined : rows.length - at,
      };
    },

    /** @param fingerprint  hex; an empty name takes the old one away */
    async nameKey(fingerprint: string, name: string): Promise<void> {
      await write(async (tx) => {
        await tx.deleteFrom("key_names").where("fingerprint", "=", fingerprint).execute();
        if (name !== "") await tx.insertInto("key_names").values({ fingerprint, name }).execute();
      });
    },

    /** By fingerprint, hex. */
    async keyNames(): Promise<Map<string, string>> {
      const rows = await db.selectFrom("key_names").selectAll().execute();
      return new Map(rows.map(({ fingerprint, name }) => [fingerprint, name]));
    },
  };
}

function entryOf(row: LedgerRow): WrittenEntry {
  return {
    number: Number(row.number),
    account: row.account,
    atMs: Number(row.at_ms),
    officer: row.officer,
    action: row.action as LedgerEntry["action"],
    serial: row.serial,
    caseId: row.case_id,
    reason: row.reason,
    tokens: row.tokens,
    days: row.days,
    records: Number(row.records),
  };
}

/** In the transaction of what it tells of: one station writes at a time, so two rows never follow the same one. */
export async function addLedger(tx: Kysely<StoreTables>, entry: LedgerEntry): Promise<void> {
  const last = await tx
    .selectFrom("ledger")
    .select(["number", "hash"])
    .orderBy("number", "desc")
    .limit(1)
    .executeTakeFirst();
  const content = {
    id: randomUUID(),
    at_ms: entry.atMs,
    officer: entry.officer,
    action: entry.action,
    serial: entry.serial,
    case_id: entry.caseId,
    reason: storable(entry.reason),
    tokens: entry.tokens,
    days: entry.days,
    records: entry.records,
    account: signedIn.getStore() ?? null,
  };
  await tx.insertInto("ledger").values(chainRow(content, last)).execute();
}

/** As a database gives it back: half a surrogate pair is no UTF-8, and PostgreSQL takes no NUL. */
function storable(text: string): string {
  return text.replace(/[\uD800-\uDFFF]/gu, "\uFFFD").replaceAll("\0", "\uFFFD");
}
