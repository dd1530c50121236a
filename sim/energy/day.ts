/** A token's day, worked out from its own constants: what its schedule makes it do, and what a village adds. */
import config from "../../flash.config.json" with { type: "json" };
import { SLOTS_PER_DAY } from "../../src/bluezone/ids.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { PREFIX_BYTES } from "../../src/custody/token/digest.js";
import { ALL_WELL } from "../../src/token/indicator.js";
import { ADVERT_INTERVAL_MS, SLOTS_PER_SAVE, WINDOW_MS } from "../../src/token/schedule.js";
import { CHANNEL } from "../air/channel.js";
import type { Activity } from "./energy.js";

export interface Schedule {
  readonly advertIntervalMs: number;
  readonly windowMs: number;
  readonly windowsPerSlot: number;
  readonly slotsPerDay: number;
  readonly slotsPerSave: number;
}

export const TOKEN_SCHEDULE: Schedule = {
  advertIntervalMs: ADVERT_INTERVAL_MS,
  windowMs: WINDOW_MS,
  windowsPerSlot: WINDOWS_PER_SLOT,
  slotsPerDay: SLOTS_PER_DAY,
  slotsPerSave: SLOTS_PER_SAVE,
};

/** What neighbours and wearer do in a day. */
export interface Surroundings {
  readonly reports: number;
  readonly records: number;
  /** Presses of the button. */
  readonly presses: number;
}

/** `bztoken simulate village --people 300 --days 1 --seed 1`: means a token. One press is assumed. */
export const VILLAGE_DAY: Surroundings = { reports: 8782, records: 984, presses: 1 };

const DAY_MS = 86_400_000;
const PAGE_BYTES = config.boards.XIAOBLE.pageBytes;
/** 32 bytes each, after a header of as many. */
const RECORDS_A_PAGE = PAGE_BYTES / 32 - 1;
/** src/log/FORMAT.md, 5. */
const STATE_COPIES = 2;

export function activityOfDay(schedule: Schedule, surroundings: Surroundings): Activity {
  const { reports, records, presses } = surroundings;
  const windows = schedule.windowsPerSlot * schedule.slotsPerDay;
  // Random delays lengthen the interval by half their largest.
  const advertMs = schedule.advertIntervalMs + CHANNEL.maxAdvertDelayMs / 2;
  const logPages = Math.ceil(records / RECORDS_A_PAGE);
  const digestPages = Math.ceil((records * PREFIX_BYTES) / PAGE_BYTES);
  // The day's last save is that of the new day's keys.
  const saves = schedule.slotsPerDay / schedule.slotsPerSave + 1;
  // Each save goes to two pages, and gives two up.
  const erases = logPages + digestPages + STATE_COPIES * saves;
  const [blinks, litMs] = ALL_WELL;
  return {
    hours: 24,
    adverts: DAY_MS / advertMs,
    windows,
    listenMs: windows * schedule.windowMs,
    reports,
    records,
    slots: schedule.slotsPerDay,
    erases,
    // Each record, each slot's group in the digest; a page's header and its closing, a state and its mark.
    programs: records + schedule.slotsPerDay + 2 * erases,
    ledMs: presses * blinks * litMs,
  };
}
