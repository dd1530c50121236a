/**
 * Records of a token that lay without power: its own time stood still, so it kept them longer than the calendar allows.
 * They are dropped when they are read, as the leaflet says; never while the date is in doubt.
 */
import type { TokenIdentity } from "../../sync/host/decode.js";
import { chainCorrections } from "../clocks/redating.js";
import type { ClockCorrection, Store } from "../store/store.js";

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
 * Looks at the days of what was read since they were last looked at: a page's day by the token's clock, set right where
 * it is known to have been wrong. What was recorded by a clock of which nobody knows how wrong it was is kept, and what
 * lies before a later day in the log: there the clock went back.
 */
export async function dropOldRecords(
  store: Store,
  token: string,
  { recordsPerPage, retentionDays }: Pick<TokenIdentity, "recordsPerPage" | "retentionDays">,
  nowMs: number,
  isDateKnown: boolean,
): Promise<OldRecords | undefined> {
  const corrections = (await store.corrections()).filter((one) => one.token === token);
  const sure = chainCorrections(corrections.filter((one) => one.isSure));
  const unsure = corrections.filter((one) => !one.isSure);
  const trueDay = (pageSequence: number, calendarDay: number) => {
    const sequence = pageSequence * recordsPerPage;
    const known = sure.find((one) => covers(one, sequence));
    if (known !== undefined) return Math.ceil(calendarDay + known.offsetMs / DAY_MS);
    return unsure.some((one) => covers(one, sequence)) ? undefined : calendarDay;
  };
  // The token itself keeps a page until the last of its day is so old.
  const firstDay = Math.floor(nowMs / DAY_MS) - retentionDays - 1;
  let latest = 0;
  const old = (await store.undatedPages(token, recordsPerPage))
    .map((page) => ({ ...page, day: trueDay(page.pageSequence, page.calendarDay) }))
    .filter(({ day }) => {
      if (day === undefined || day < latest) return false;
      latest = day;
      return day < firstDay;
    });
  const days = old.map(({ day }) => day!);
  const count = isDateKnown
    ? await store.dropUndated(token, recordsPerPage, old)
    : old.reduce((sum, { records }) => sum + records, 0);
  if (count === 0) return undefined;
  return { count, fromDay: Math.min(...days), toDay: Math.max(...days), isDropped: isDateKnown };
}

/** By sequence numbers, for the epoch itself stands inside the sealed records. */
function covers({ fromSequence, endSequence }: ClockCorrection, sequence: number): boolean {
  return (fromSequence ?? Infinity) <= sequence && sequence < (endSequence ?? 0);
}
