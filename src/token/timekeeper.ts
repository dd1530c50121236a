import { DAY_MS, dayOf } from "../bluezone/ids.js";
import { ROLE_ADMIN, ROLE_OPERATOR } from "../custody/token/guard.js";
import { TIME_STATES } from "../sync/messages.js";
import type { Clock } from "../../hal/hal.js";
import {
  CLOCK_EPOCH,
  CLOCK_FROM,
  CREATED_DAY,
  FLAGS,
  FLAG_TIME_LOST,
  LAST_CORRECTION_MS,
  LAST_SET_UTC_MS,
  LOST_FROM,
  MOVED_S,
  NOT_YET,
  SAVED_UTC_S,
} from "./state.js";
import type { TokenState } from "./state.js";

/** Only an administrator moves a clock that was set further than this, all moves together (DESIGN, "Time is guarded"). */
const MAX_MOVE_MS = 2 * DAY_MS;
/** Longest time without power that an operator may make up for: beyond the retention nothing is worth a hurry. */
const MAX_OPERATOR_ABSENCE_MS = 60 * DAY_MS;
/** Every day without power costs two hashes when the clock is set again: 400 take about 5 s. */
const MAX_ABSENCE_DAYS = 400;
/** Smaller corrections leave a record's slot right. */
const SAME_EPOCH_MS = 60000;
/** 2020-01-01: no real time lies before it, so a host that offers one has no clock itself. */
const EARLIEST_UTC_MS = 1577836800000;
/** 2100-01-01: later days do not fit the formats. */
const LATEST_UTC_MS = 4102444800000;

/** Guards the clock, and keeps what is needed to date records anew when it was wrong. */
export interface Timekeeper {
  /** After a start: goes on with the last time saved where the clock lost its own. */
  start(): void;
  /** UTC day; below 0 while the time is not known. */
  today(): number;
  /** Takes a host's time: the doubles of SET_TIME's answer, then its states and epochs as one word; undefined where it is refused. */
  set(utcMs: number, role: number): number[] | undefined;
}

/**
 * @param dayHeld    earliest day that the keys still serve
 * @param endOfLog   next sequence number
 * @param onChange   runs after the clock was set; the epoch has changed unless it was a small correction
 */
export function createTimekeeper(
  clock: Clock,
  state: TokenState,
  dayHeld: () => number,
  endOfLog: () => number,
  onChange: (isSmall: boolean) => void,
): Timekeeper {
  const words = state.words;
  const doubles = state.doubles;

  function beginEpoch(): void {
    words[CLOCK_EPOCH] = (words[CLOCK_EPOCH]! + 1) & 255;
    doubles[CLOCK_FROM] = endOfLog();
  }

  /** Milliseconds that operators will have moved a set clock; a move of anybody else begins anew. */
  function movedBy(jumpMs: number, role: number): number {
    return role === ROLE_ADMIN ? 0 : (words[MOVED_S]! | 0) * 1000 + jumpMs;
  }

  function mayMoveTo(utcMs: number, role: number): boolean {
    if (!(utcMs >= EARLIEST_UTC_MS && utcMs < LATEST_UTC_MS)) return false;
    if (words[CREATED_DAY] !== NOT_YET) {
      const aheadDays = dayOf(utcMs) - dayHeld();
      if (aheadDays < 0 || aheadDays > MAX_ABSENCE_DAYS) return false;
    }
    const timeState = clock.timeState();
    if (timeState === "unset") return true;
    const jumpMs = utcMs - clock.utcMs();
    if (timeState === "set") return Math.abs(movedBy(jumpMs, role)) <= MAX_MOVE_MS;
    return jumpMs >= -MAX_MOVE_MS && (role !== ROLE_OPERATOR || jumpMs <= MAX_OPERATOR_ABSENCE_MS);
  }

  return {
    start: function () {
      if (clock.timeState() !== "unset" || words[SAVED_UTC_S] === 0) return;
      clock.setUtc(words[SAVED_UTC_S]! * 1000, "estimated");
      beginEpoch();
      if ((words[FLAGS]! & FLAG_TIME_LOST) === 0) doubles[LOST_FROM] = doubles[CLOCK_FROM]!;
      words[FLAGS]! |= FLAG_TIME_LOST;
    },
    today: function () {
      return clock.timeState() === "unset" ? -1 : dayOf(clock.utcMs());
    },
    set: function (utcMs, role) {
      if (!mayMoveTo(utcMs, role)) return undefined;
      const oldState = clock.timeState();
      const oldUtcMs = oldState === "unset" ? 0 : Math.floor(clock.utcMs());
      const oldFrom = doubles[CLOCK_FROM]!;
      const oldEpoch = words[CLOCK_EPOCH]!;
      const jumpMs = utcMs - oldUtcMs;
      const wasSet = oldState === "set";
      const isSmall = wasSet && Math.abs(jumpMs) < SAME_EPOCH_MS;
      words[MOVED_S] = wasSet ? Math.round(movedBy(jumpMs, role) / 1000) : 0;
      if (wasSet) words[LAST_CORRECTION_MS] = jumpMs;
      clock.setUtc(utcMs, "set");
      if (!isSmall) beginEpoch();
      words[FLAGS]! &= ~FLAG_TIME_LOST;
      doubles[LOST_FROM] = doubles[CLOCK_FROM]!;
      doubles[LAST_SET_UTC_MS] = utcMs;
      onChange(isSmall);
      const states = TIME_STATES.indexOf(oldState) + 512;
      return [
        oldUtcMs,
        utcMs,
        oldFrom,
        endOfLog(),
        states + 65536 * oldEpoch + 16777216 * words[CLOCK_EPOCH]!,
      ];
    },
  };
}
