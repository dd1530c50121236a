/** What health staff read of a token, and what was erased before they came. */
import type { Timeline } from "../../hal/simulated/timeline.js";
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { openLog } from "./heard.js";
import {
  type OpenColumns,
  type RecordColumns,
  addRecord,
  joinColumns,
  openColumns,
} from "./record-columns.js";
import type { SimulatedToken } from "./simulated-token.js";

/** What became of the records that a token wrote down. */
export const FATES = [
  /** Read by staff, on the way or at the end. */
  "heard",
  /** Erased before anybody read them: too old … */
  "expired",
  /** … or to make room for newer ones. */
  "overwritten",
] as const;

export type Fate = (typeof FATES)[number];

export type Records = Record<Fate, RecordColumns>;

export interface Readings {
  readonly token: SimulatedToken;
  /** Every record so far, as if the token were read now. */
  records(): Records;
  /** By local day that is over: the token's clock, in the evening, was off by more than a slot. */
  clockOff(): boolean[];
}

const DAY_MS = 86_400_000;

/**
 * Staff come late in the evening, and look is taken on every evening. Nothing else happens at that very moment, so its
 * place among the alarms does not matter.
 */
const EVENING_MS = DAY_MS - 59_999;

/** Records of one page that have been looked at together. */
interface Page extends OpenColumns {
  sequence: number;
}

/**
 * Follows a token of which no record has been erased yet. A look changes nothing: no byte of flash, no clock.
 *
 * @param slotZero       slot that counts as 0
 * @param readEveryDays  days between two readings, which are spread over the wearers; without it nobody comes before the end
 */
export function followReadings(follow: {
  token: SimulatedToken;
  timeline: Timeline;
  startUtcMs: number;
  slotZero: number;
  readEveryDays: number | undefined;
}): Readings {
  const { token: simulated, timeline, startUtcMs, slotZero, readEveryDays } = follow;
  const settled: Record<Fate, Page[]> = { heard: [], expired: [], overwritten: [] };
  /** In flash, and not read. */
  let unread: Page[] = [];
  let nextSequence = simulated.token.log.firstSequence();
  let { log } = simulated.token;
  let overwrittenPages = 0;
  const clockOff: boolean[] = [];

  /** Notes what is new in the log, and what is no longer there. */
  function look(): void {
    if (log !== simulated.token.log) {
      log = simulated.token.log;
      overwrittenPages = 0; // it counts from its mount on
    }
    openLog(
      simulated,
      (day, plain, sequence) => {
        let page = unread.at(-1);
        if (page?.sequence !== sequence)
          unread.push((page = { ...openColumns(log.recordsPerPage), sequence }));
        addRecord(page, day, plain, slotZero);
      },
      nextSequence,
    );
    nextSequence = log.nextSequence();

    const firstPage = log.firstSequence() / log.recordsPerPage;
    const kept = unread.findIndex(({ sequence }) => sequence >= firstPage);
    const erased = unread.splice(0, kept < 0 ? unread.length : kept);
    const overwritten = log.counters().overwrittenPages - overwrittenPages;
    overwrittenPages += overwritten;
    // Pages go in order of age, and none is overwritten while an older one has expired.
    const expired = Math.max(0, erased.length - overwritten);
    settled.expired.push(...erased.slice(0, expired));
    settled.overwritten.push(...erased.slice(expired));
  }

  function evening(): void {
    const day = Math.floor(timeline.nowMs() / DAY_MS);
    look();
    if (readEveryDays !== undefined && (day + 1 + simulated.person) % readEveryDays === 0) {
      settled.heard.push(...unread);
      unread = [];
    }
    const { clock } = simulated.hal;
    clockOff[day] = Math.abs(clock.utcMs() - startUtcMs - timeline.nowMs()) > SLOT_MS;
    timeline.at((day + 1) * DAY_MS + EVENING_MS, evening);
  }

  timeline.at(Math.floor(timeline.nowMs() / DAY_MS) * DAY_MS + EVENING_MS, evening);

  return {
    token: simulated,
    records() {
      look();
      return {
        heard: joinColumns([...settled.heard, ...unread]),
        expired: joinColumns(settled.expired),
        overwritten: joinColumns(settled.overwritten),
      };
    },
    clockOff: () => [...clockOff],
  };
}
