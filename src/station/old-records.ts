/**
 * Records of a token that lay without power: its own time stood still, so it kept them longer than the calendar allows.
 * They are dropped when they are read, as the leaflet says; never while the date is in doubt.
 */
import type { TokenIdentity } from "../sync/host/decode.js";
import type { ClockCorrection, Store } from "./store/store.js";

const DAY_MS = 86_400_000;

export interface OldRecords {
  count: number;
  /** UTC days since 1970. */
  fromDay: number;
  toDay: number;
  /** False: the date is in doubt; they are dropped once it is known. */
  isDropped: boolean;
}

/**
 * Looks at the days of what was read since it was last looked at. A page counts as old if all of it is, by the token's
 * clock as far as it is known to be right or by how much it was wrong; a page of a clock that nobody knows is kept.
 *
 * @param rightFromSequence  from here on the token's clock is right; null: it is wrong still
 */
export async function dropOldRecords(
  store: Store,
  token: string,
  { recordsPerPage, retentionDays }: Pick<TokenIdentity, "recordsPerPage" | "retentionDays">,
  nowMs: number,
  rightFromSequence: number | null,
  isDateKnown: boolean,
): Promise<OldRecords | undefined> {
  const corrections = (await store.corrections()).filter((one) => one.token === token && one.isSure);
  const trueDay = (pageSequence: number, calendarDay: number) => {
    const sequence = pageSequence * recordsPerPage;
    if (rightFromSequence !== null && sequence >= rightFromSequence) return calendarDay;
    const known = corrections.find((one) => covers(one, sequence));
    return known && Math.ceil(calendarDay + known.offsetMs / DAY_MS);
  };
  const firstDay = Math.floor(nowMs / DAY_MS) - retentionDays;
  const old = (await store.undatedPages(token, recordsPerPage))
    .map((page) => ({ ...page, day: trueDay(page.pageSequence, page.calendarDay) }))
    .filter(({ day }) => day !== undefined && day < firstDay);
  const days = old.map(({ day }) => day!);
  const count = isDateKnown
    ? await store.dropUndated(token, recordsPerPage, old)
    : old.reduce((sum, { records }) => sum + records, 0);
  if (count === 0) return undefined;
  return { count, fromDay: Math.min(...days), toDay: Math.max(...days), isDropped: isDateKnown };
}

function covers({ fromSequence, endSequence }: ClockCorrection, sequence: number): boolean {
  return (fromSequence ?? Infinity) <= sequence && sequence < (endSequence ?? 0);
}
