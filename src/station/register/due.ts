/** Tokens that somebody has to be called for: not checked for too long (warnings, the time and the battery depend on it), or not brought back. */
import type { StoredToken } from "../store/types.js";
import { localDayOf } from "../text/local-time.js";

export interface DueToken {
  token: StoredToken;
  /** Whole days since it was last checked (since it was issued where it never was), or since it was due back. */
  days: number;
}

/**
 * Those in people's hands, the longest first; a gate's token, which is plugged in all day, is none of them.
 *
 * @param checkDays  after so many days a token is due
 */
export function dueForCheck(tokens: readonly StoredToken[], nowMs: number, checkDays: number): DueToken[] {
  const today = localDayOf(nowMs);
  return tokens
    .filter(({ holder, isGate }) => holder !== null && !isGate)
    .map((token) => ({ token, days: today - localDayOf(token.lastCheckMs ?? token.heldFromMs ?? 0) }))
    .filter(({ days }) => days >= checkDays)
    .sort((a, b) => b.days - a.days || a.token.serial - b.token.serial);
}

/** Loans whose day has passed, the longest ago first. */
export function overdueLoans(tokens: readonly StoredToken[], nowMs: number): DueToken[] {
  const today = localDayOf(nowMs);
  return tokens
    .map((token) => ({ token, days: today - (token.loan?.dueDay ?? today) }))
    .filter(({ days }) => days > 0)
    .sort((a, b) => b.days - a.days || a.token.serial - b.token.serial);
}
