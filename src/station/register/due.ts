/** Tokens that nobody has checked for too long: warnings, the time and the battery depend on it. */
import type { StoredToken } from "../store/types.js";
import { localDayOf } from "../text/local-time.js";

export interface DueToken {
  token: StoredToken;
  /** Whole days since it was last checked, or since it was issued where it never was. */
  days: number;
}

/**
 * Those in people's hands, the longest first.
 *
 * @param checkDays  after so many days a token is due
 */
export function dueForCheck(tokens: readonly StoredToken[], nowMs: number, checkDays: number): DueToken[] {
  const today = localDayOf(nowMs);
  return tokens
    .filter(({ holder }) => holder !== null)
    .map((token) => ({ token, days: today - localDayOf(token.lastCheckMs ?? token.heldFromMs ?? 0) }))
    .filter(({ days }) => days >= checkDays)
    .sort((a, b) => b.days - a.days || a.token.serial - b.token.serial);
}
