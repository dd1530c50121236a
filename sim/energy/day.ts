/** A token's day, worked out from its own constants: what its schedule makes it do, and what a village adds. */
import config from "../../flash.config.json" with { type: "json" };
import { SLOTS_PER_DAY } from "../../src/bluezone/ids.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { PREFIX_BYTES } from "../../src/custody/token/digest.js";
import {
  BACKGROUND_LEAST_MS,
  BACKGROUND_MOST_MS,
  BALANCED_LEAST_MS,
  BALANCED_MOST_MS,
  BALANCED_WINDOW_MS,
  BURST_INTERVAL_MS,
  BURST_WINDOW_MS,
  SILENCE_MS,
  SLOTS_PER_SAVE,
  SOUGHT_PER_SLOT_MS,
  halfWidthMs,
} from "../../src/token/schedule.js";
import { LIGHTS, WELL } from "../../src/wearer/signals.js";
import { CHANNEL } from "../air/channel.js";
import type { Activity } from "./energy.js";

export interface Schedule {
  /** Of the adverts outside bursts, on average. */
  readonly advertIntervalMs: number;
  readonly windowMs: number;
  readonly windowsPerSlot: number;
  /** From a burst's middle, where a window is, to either end; 0: there are no bursts. */
  readonly burstHalfMs: number;
  readonly burstIntervalMs: number;
  /** Around each change of the ID, on average. */
  readonly silentMs: number;
  readonly slotsPerDay: number;
  readonly slotsPerSave: number;
}

/** What a token follows whose clock may be wrong by so much. */
export function scheduleFor(boundMs: number): Schedule {
  const burstHalfMs = halfWidthMs(boundMs);
  const common = {
    windowsPerSlot: WINDOWS_PER_SLOT,
    burstHalfMs,
    burstIntervalMs: BURST_INTERVAL_MS,
    silentMs: SILENCE_MS,
    slotsPerDay: SLOTS_PER_DAY,
    slotsPerSave: SLOTS_PER_SAVE,
  };
  if (burstHalfMs === 0)
    return {
      ...common,
      advertIntervalMs: (BALANCED_LEAST_MS + BALANCED_MOST_MS) / 2,
      windowMs: BALANCED_WINDOW_MS,
    };
  return {
    ...common,
    advertIntervalMs: (BACKGROUND_LEAST_MS + BACKGROUND_MOST_MS) / 2,
    windowMs: BURST_WINDOW_MS,
  };
}

const HOURS_A_DAY = 24;

/** Of the mean day of so many after the clock was set. */
export function activityAfterSet(days: number, boundPpm: number, surroundings: Surroundings): Activity {
  const hours = Math.max(1, days * HOURS_A_DAY);
  const byHour = Array.from({ length: hours }, (_, hour) => {
    const schedule = scheduleFor(boundMsAfter((hour * DAY_MS) / HOURS_A_DAY, boundPpm));
    return activityOfDay(schedule, surroundings);
  });
  const mean = (name: string) =>
    byHour.reduce((sum, one) => sum + one[name as keyof Activity], 0) / byHour.length;
  return Object.fromEntries(Object.keys(byHour[0]!).map((name) => [name, mean(name)])) as unknown as Activity;
}

/** By how much a clock may be wrong that was set so long ago and that nobody has measured: the board's bound. */
export function boundMsAfter(
  sinceSetMs: number,
  boundPpm: number = config.boards.XIAOBLE.clockBoundPpm,
): number {
  return (sinceSetMs * boundPpm) / 1e6;
}

/** What neighbours and wearer do in a day. */
export interface Surroundings {
  readonly reports: number;
  readonly records: number;
  /** Presses of the button. */
  readonly presses: number;
}

/** `bztoken simulate village --people 300 --days 1 --seed 1`: means a token. One press is assumed. */
export const VILLAGE_DAY: Surroundings = { reports: 3307, records: 885, presses: 1 };

const DAY_MS = 86_400_000;
const PAGE_BYTES = config.boards.XIAOBLE.pageBytes;
/** 32 bytes each, after a header of as many. */
const RECORDS_A_PAGE = PAGE_BYTES / 32 - 1;
/** src/log/FORMAT.md, 5. */
const STATE_COPIES = 2;

export function activityOfDay(schedule: Schedule, surroundings: Surroundings): Activity {
  const { reports, records, presses } = surroundings;
  const windows = schedule.windowsPerSlot * schedule.slotsPerDay;
  // Random delays lengthen an interval by half their largest.
  const advertsIn = (ms: number, intervalMs: number) => ms / (intervalMs + CHANNEL.maxAdvertDelayMs / 2);
  const silentMs = schedule.slotsPerDay * schedule.silentMs;
  const burstsMs = windows * 2 * schedule.burstHalfMs;
  const logPages = Math.ceil(records / RECORDS_A_PAGE);
  const digestPages = Math.ceil((records * PREFIX_BYTES) / PAGE_BYTES);
  // The day's last save is that of the new day's keys.
  const saves = schedule.slotsPerDay / schedule.slotsPerSave + 1;
  // Each save goes to two pages, and gives two up.
  const erases = logPages + digestPages + STATE_COPIES * saves;
  const [blinks, litMs] = LIGHTS[WELL]!;
  return {
    hours: 24,
    adverts:
      advertsIn(DAY_MS - silentMs - burstsMs, schedule.advertIntervalMs) +
      advertsIn(burstsMs, schedule.burstIntervalMs),
    windows,
    listenMs: windows * schedule.windowMs,
    // All that may be spent on iPhones, as if there were always enough of them.
    soughtMs: schedule.slotsPerDay * SOUGHT_PER_SLOT_MS,
    reports,
    records,
    slots: schedule.slotsPerDay,
    // The ID leaves the air some time before the next one comes.
    advertChanges: schedule.slotsPerDay + (schedule.burstHalfMs === 0 ? schedule.slotsPerDay : 2 * windows),
    erases,
    // Each record, each slot's group in the digest; a page's header and its closing, a state and its mark.
    programs: records + schedule.slotsPerDay + 2 * erases,
    ledMs: presses * blinks * litMs,
  };
}
