/**
 * The ledger's chain: each row keeps the hash of the row before, so that none can be changed, taken out or put in without the
 * rows after it. What it shows, and what it cannot: CUSTODY.md, "The ledger".
 */
import { createHash } from "node:crypto";

/** As it is stored. */
export interface LedgerRow {
  number: number;
  id: string;
  at_ms: number;
  officer: string;
  action: string;
  serial: number | null;
  case_id: string | null;
  reason: string;
  tokens: number;
  days: number;
  records: number;
  previous: string;
  hash: string;
  /** Who was signed in; null: nobody, as on the command line and in older programs. */
  account: string | null;
}

/** What a row tells. */
export type LedgerContent = Omit<LedgerRow, "number" | "previous" | "hash">;

/** Before the first row. */
export const LEDGER_START = "0".repeat(64);

/** What was done to a ledger, by numbers of rows. */
export interface LedgerFault {
  /**
   * *changed*: the row is not what was written; *inserted*: it was put in; *missing*: rows from this number on are gone;
   * *replaced*: the row, or one right after it, is another than the next row follows.
   */
  kind: "changed" | "inserted" | "missing" | "replaced";
  number: number;
  /** The last one of several that are missing. */
  lastNumber: number;
}

/** SHA-256 over a JSON array in this order; numbers in decimal, texts in UTF-8. A row without an account is as in version 1. */
function hashOf(row: LedgerContent & Pick<LedgerRow, "previous">): string {
  const { previous, id, at_ms, officer, action, serial, case_id, reason, tokens, days, records } = row;
  const facts = [officer, action, serial, case_id, reason, Number(tokens), Number(days), Number(records)];
  // A store of before version 10 has no such column.
  const account = row.account ?? null;
  const [label, by] = account === null ? ["bztoken ledger 1", []] : ["bztoken ledger 2", [account]];
  const text = JSON.stringify([label, previous, id, Number(at_ms), ...facts, ...by]);
  return createHash("sha256").update(text, "utf8").digest("hex");
}

/** @param last  the row before; undefined: this is the first */
export function chainRow(
  content: LedgerContent,
  last: Pick<LedgerRow, "number" | "hash"> | undefined,
): LedgerRow {
  const row = { ...content, previous: last?.hash ?? LEDGER_START };
  return { ...row, number: Number(last?.number ?? 0) + 1, hash: hashOf(row) };
}

/** @param rows  by number */
export function findFaults(rows: readonly LedgerRow[]): LedgerFault[] {
  const faults: LedgerFault[] = [];
  const places = new Map([[LEDGER_START, -1]]);
  const fault = (kind: LedgerFault["kind"], number: number, lastNumber = number) =>
    faults.push({ kind, number, lastNumber });
  for (const [i, row] of rows.entries()) {
    const [number, before] = [Number(row.number), Number(rows[i - 1]?.number ?? 0)];
    const place = places.get(row.previous);
    if (hashOf(row) !== row.hash) fault("changed", number);
    else if (place !== undefined && place < i - 1) {
      for (const one of rows.slice(place + 1, i)) fault("inserted", Number(one.number));
    } else if (place === undefined) {
      if (number > before + 1) fault("missing", before + 1, number - 1);
      else fault("replaced", Math.max(before, 1));
    }
    places.set(row.hash, i);
  }
  return faults;
}
