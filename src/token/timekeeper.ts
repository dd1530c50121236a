import { DAY_MS, dayOf } from "../bluezone/ids.js";
import { ROLE_NONE, ROLE_OPERATOR } from "../custody/token/guard.js";
import {
  CLOCK_BEHIND_KEYS,
  CLOCK_BEYOND_KEYS,
  CLOCK_MOVED_TOO_FAR,
  CLOCK_RANGE,
  TIME_STATES,
} from "../sync/messages.js";
import type { Clock } from "../../hal/hal.js";
import {
  CLOCK_EPOCH,
  CLOCK_FROM,
  CREATED_DAY,
  DRIFT,
  FLAGS,
  FLAG_CLOCK_ASSUMED,
  FLAG_LOST,
  FLAG_TIME_LOST,
  LAST_CORRECTION_MS,
  LAST_SET_UTC_MS,
  LIVED_S,
  LOST_FROM,
  MADE_UP_S,
  MOVED_S,
  NOT_YET,
  SAVED_UTC_S,
} from "./state.js";
import type { TokenState } from "./state.js";

/**
 * Operators move a clock that was set no further than this, all moves together; and no clock goes further back behind
 * the day of the keys, because until that day comes again the keys serve more than one day.
 */
const MAX_MOVE_MS = 2 * DAY_MS;
/** Time without power that operators may make up for, all losses together. */
const MAX_OPERATOR_ABSENCE_MS = 60 * DAY_MS;
/** Every day without power costs two hashes when the clock is set again: 400 take about 5 s. */
const MAX_ABSENCE_DAYS = 400;
/** What a crystal that was measured still runs off, by temperature and age; and by how much two hosts' clocks differ. */
const RESIDUAL_PPM = 5;
const HOST_ERROR_MS = 500;
/** Smaller corrections leave a record's slot right. */
const SAME_EPOCH_MS = 60000;
/** 2020-01-01: no real time lies before it, so a host that offers one has no clock itself. */
const EARLIEST_UTC_MS = 1577836800000;
/** 2100-01-01: later days do not fit the formats. */
const LATEST_UTC_MS = 4102444800000;
const HOUR_S = 3600;
/** A correction of more than 24 days is told as this. */
const MAX_INT32 = 2147483647;

/** Guards the clock, keeps what is needed to date records anew when it was wrong, and counts the time lived. */
export interface Timekeeper {
  /** After a start: goes on with the last time saved where the clock lost its own, or has one that cannot be. */
  start(): void;
  /** UTC day; below 0 while the time is not known. */
  today(): number;
  /** Seconds that the token has run in its life; time without power does not count. */
  livedS(): number;
  /** The same in whole hours, modulo 65,536. */
  livedHours(): number;
  /** Takes off the drift that was measured, some milliseconds a quarter of an hour. */
  correct(): void;
  /** By how much the clock may be wrong; Infinity where nobody can say. */
  boundMs(): number;
  /** No clock can be right that says anything else. */
  isPlausible(utcMs: number): boolean;
  /** Takes a host's time: the doubles of SET_TIME's answer, then its states and epochs as one word; or a CLOCK reason. */
  set(utcMs: number, role: number): number[] | number;
  /** Goes over to this time whatever the keys say: they change as well. The answer of `set`. */
  move(utcMs: number): number[];
}

/**
 * @param dayHeld        earliest day that the keys still serve
 * @param endOfLog       next sequence number
 * @param hoursOfLog     lived hours of the log's newest page, below 0 where there is none: never later than the token's
 * @param boundPpm       how fast the board's clock may run off
 * @param onChange       runs after the clock was set; the epoch has changed unless it was a small correction
 */
export function createTimekeeper(
  clock: Clock,
  state: TokenState,
  dayHeld: () => number,
  endOfLog: () => number,
  hoursOfLog: number,
  boundPpm: number,
  onChange: (isSmall: boolean) => void,
): Timekeeper {
  const words = state.words;
  const doubles = state.doubles;
  /** Lived before this start. */
  const livedBeforeS = livedAtLeastS();
  /** Uptime up to which the crystal's drift has been taken off. */
  let correctedMs = 0;

  /** What came after the last save is lost with the power, all of it with the state: the log's newest page gives back. */
  function livedAtLeastS(): number {
    const savedS = words[LIVED_S]!;
    const missing = hoursOfLog < 0 ? 0 : (hoursOfLog - Math.floor(savedS / HOUR_S)) & 0xffff;
    if (missing === 0 || missing >= 0x8000) return savedS;
    return savedS - (savedS % HOUR_S) + HOUR_S * missing;
  }

  function livedS(): number {
    return livedBeforeS + Math.floor(clock.uptimeMs() / 1000);
  }

  function beginEpoch(): void {
    words[CLOCK_EPOCH] = (words[CLOCK_EPOCH]! + 1) & 255;
    doubles[CLOCK_FROM] = endOfLog();
  }

  function isPlausible(utcMs: number): boolean {
    return utcMs >= EARLIEST_UTC_MS && utcMs < LATEST_UTC_MS;
  }

  /** Why the keys do not serve this time, or 0. */
  function outOfReach(utcMs: number): number {
    if (words[CREATED_DAY] === NOT_YET) return 0;
    if (utcMs < dayHeld() * DAY_MS - MAX_MOVE_MS) return CLOCK_BEHIND_KEYS;
    return dayOf(utcMs) > dayHeld() + MAX_ABSENCE_DAYS ? CLOCK_BEYOND_KEYS : 0;
  }

  /**
   * Seconds that operators will have moved a set clock (`MOVED_S`) or one that had lost the time (`MADE_UP_S`), all of them
   * together and over every loss of power: without a sum, one lost power after the other would take a token anywhere. Parts
   * of a second count as one.
   */
  function sumWith(sum: number, jumpMs: number): number {
    return (words[sum]! | 0) + (jumpMs < 0 ? Math.floor(jumpMs / 1000) : Math.ceil(jumpMs / 1000));
  }

  /** Why this time is not taken, or 0. */
  function refusal(utcMs: number, role: number): number {
    if (!isPlausible(utcMs)) return CLOCK_RANGE;
    const reason = outOfReach(utcMs);
    const timeState = clock.timeState();
    if (reason !== 0 || timeState === "unset" || role !== ROLE_OPERATOR) return reason;
    const jumpMs = utcMs - clock.utcMs();
    const isAllowed =
      timeState === "set"
        ? Math.abs(sumWith(MOVED_S, jumpMs)) * 1000 <= MAX_MOVE_MS
        : jumpMs >= -MAX_MOVE_MS && sumWith(MADE_UP_S, jumpMs) * 1000 <= MAX_OPERATOR_ABSENCE_MS;
    return isAllowed ? 0 : CLOCK_MOVED_TOO_FAR;
  }

  function driftPpm(): number {
    return ((words[DRIFT]! << 16) >> 16) / 100;
  }

  /** By how much `driftPpm` may be wrong. */
  function driftBoundPpm(): number {
    return words[DRIFT]! >>> 16 === 0 ? boundPpm : (words[DRIFT]! >>> 16) / 100;
  }

  /**
   * From one setting to the next the clock ran off by `-jumpMs`. Whoever sets it wrongly cannot have the token believe in more than
   * the board's bound. A worse measurement gives way to a better one, unless the clock does not keep to that.
   */
  function measureDrift(utcMs: number, jumpMs: number): void {
    const elapsedMs = utcMs - doubles[LAST_SET_UTC_MS]!;
    const isKnown = doubles[LAST_SET_UTC_MS] !== 0 && (words[FLAGS]! & FLAG_CLOCK_ASSUMED) === 0;
    if (!isKnown || elapsedMs < DAY_MS) return;
    const offPpm = (-jumpMs / elapsedMs) * 1e6;
    const ppm = driftPpm() + offPpm;
    const errorPpm = RESIDUAL_PPM + (HOST_ERROR_MS / elapsedMs) * 1e6;
    const isBetter = errorPpm <= driftBoundPpm() || Math.abs(offPpm) > driftBoundPpm();
    if (Math.abs(ppm) > boundPpm || errorPpm >= boundPpm || !isBetter) return;
    words[DRIFT] = (Math.round(ppm * 100) & 0xffff) + 65536 * Math.ceil(errorPpm * 100);
  }

  /** Takes off what the crystal has run off since the last time. */
  function correct(): void {
    const nowMs = clock.uptimeMs();
    const offMs = ((nowMs - correctedMs) * driftPpm()) / 1e6;
    correctedMs = nowMs;
    if (offMs !== 0 && clock.timeState() === "set") clock.setUtc(clock.utcMs() - offMs, "set");
  }

  /** `onMoved` ends what was going on under the old time: the log's end in the answer is that of afterwards. */
  function moveTo(utcMs: number, role: number, onMoved: (isSmall: boolean) => void): number[] {
    const oldState = clock.timeState();
    const oldUtcMs = oldState === "unset" ? 0 : Math.floor(clock.utcMs());
    const oldFrom = doubles[CLOCK_FROM]!;
    const oldEpoch = words[CLOCK_EPOCH]!;
    const jumpMs = utcMs - oldUtcMs;
    const wasSet = oldState === "set";
    const isSmall = wasSet && Math.abs(jumpMs) < SAME_EPOCH_MS;
    if (role !== ROLE_OPERATOR) words[MOVED_S] = words[MADE_UP_S] = 0;
    else if (wasSet) words[MOVED_S] = sumWith(MOVED_S, jumpMs);
    else if (oldState === "estimated") words[MADE_UP_S] = sumWith(MADE_UP_S, jumpMs);
    if (wasSet) measureDrift(utcMs, jumpMs);
    words[FLAGS]! &= ~FLAG_CLOCK_ASSUMED;
    if (wasSet) words[LAST_CORRECTION_MS] = Math.max(-MAX_INT32, Math.min(MAX_INT32, jumpMs));
    clock.setUtc(utcMs, "set");
    correctedMs = clock.uptimeMs();
    if (!isSmall) beginEpoch();
    words[FLAGS]! &= ~FLAG_TIME_LOST;
    doubles[LOST_FROM] = doubles[CLOCK_FROM]!;
    doubles[LAST_SET_UTC_MS] = utcMs;
    onMoved(isSmall);
    const states = TIME_STATES.indexOf(oldState) + 512;
    return [oldUtcMs, utcMs, oldFrom, endOfLog(), states + 65536 * oldEpoch + 16777216 * words[CLOCK_EPOCH]!];
  }

  /** Set by nobody the clock was right when the program was put on the chip; after a loss of the state nobody knows. */
  function noteFirstStart(): void {
    const isFirst = words[SAVED_UTC_S] === 0 && (words[FLAGS]! & FLAG_LOST) === 0;
    if (!isFirst || clock.timeState() !== "set") return;
    doubles[LAST_SET_UTC_MS] = Math.floor(clock.utcMs());
    words[FLAGS]! |= FLAG_CLOCK_ASSUMED;
  }

  function nothing(): void {}

  return {
    start: function () {
      // A clock that the keys cannot follow was set past this guard, on a console: the last saved time is nearer.
      const isLost = clock.timeState() === "unset" || outOfReach(clock.utcMs()) !== 0;
      noteFirstStart();
      if (!isLost || words[SAVED_UTC_S] === 0) return;
      clock.setUtc(words[SAVED_UTC_S]! * 1000, "estimated");
      beginEpoch();
      if ((words[FLAGS]! & FLAG_TIME_LOST) === 0) doubles[LOST_FROM] = doubles[CLOCK_FROM]!;
      words[FLAGS]! |= FLAG_TIME_LOST;
    },
    today: function () {
      return clock.timeState() === "unset" ? -1 : dayOf(clock.utcMs());
    },
    livedS: livedS,
    livedHours: function () {
      return Math.floor(livedS() / HOUR_S) & 0xffff;
    },
    correct: correct,
    boundMs: function () {
      const setMs = doubles[LAST_SET_UTC_MS]!;
      if (clock.timeState() !== "set" || setMs === 0) return Infinity;
      return (Math.abs(clock.utcMs() - setMs) * driftBoundPpm()) / 1e6;
    },
    isPlausible: isPlausible,
    set: function (utcMs, role) {
      const reason = refusal(utcMs, role);
      return reason === 0 ? moveTo(utcMs, role, onChange) : reason;
    },
    move: function (utcMs) {
      return moveTo(utcMs, ROLE_NONE, nothing);
    },
  };
}
