import type { LedgerEntry } from "../types.js";

/** A line for the ledger of what somebody did without an officer's key; the ledger adds who was signed in. */
export function staffEntry(
  action: LedgerEntry["action"],
  atMs: number,
  reason: string,
  counts: Partial<Pick<LedgerEntry, "tokens" | "days" | "records">> = {},
): LedgerEntry {
  return {
    ...{ atMs, officer: "", action, serial: null, caseId: null, reason },
    ...{ tokens: 0, days: 0, records: 0, ...counts },
  };
}
