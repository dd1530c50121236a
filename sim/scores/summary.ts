/** What one token knows and did, as plain data that a thread can hand over. The scores are made from these alone. */
import { SLOTS_PER_DAY, dayOf } from "../../src/bluezone/ids.js";
import { createStateStore } from "../../src/log/state-store.js";
import { READ_COST_MS } from "../../src/token/schedule.js";
import { BASE_ID, CREATED_DAY, NOT_YET, createState, keyAt } from "../../src/token/state.js";
import type { Activity } from "../energy/energy.js";
import { FATES, type Readings, type Records } from "../devices/readings.js";
import type { SimulatedToken } from "../devices/simulated-token.js";
import { type SentIds, type Slots, idsSent, slotsOfRun } from "./ids.js";

/** What was counted in a token's whole life: `Activity`, but for the LED, which no one watches here. */
export type Counted = Omit<Activity, "ledMs">;

export interface TokenSummary extends SentIds, Readonly<Records> {
  readonly serial: number;
  /** `Readings.clockOff` */
  readonly clockOff: readonly boolean[];
  /** Records that could not be stored. */
  readonly recordsLost: number;
  /** Adverts that reached the program, and those that found its queue full. */
  readonly reportsHeard: number;
  readonly reportsLost: number;
  readonly counted: Counted;
}

export interface RunTime {
  startUtcMs: number;
  /** Simulated since the start. */
  nowMs: number;
}

/** Slot 0 of the UTC day in which the run began. */
export function slotZeroOf(startUtcMs: number): number {
  return dayOf(startUtcMs) * SLOTS_PER_DAY;
}

const NO_SLOTS: Slots = { first: 0, end: 0 };

/** @param statePages  pages at the start of the flash that hold the small state, with the secrets of a practice token */
export function summarise(readings: Readings, statePages: number, run: RunTime): TokenSummary {
  const simulated = readings.token;
  const { person, hal, control, token } = simulated;
  const bytes = createStateStore(hal.flash, hal.crypto, 0, statePages).load();
  if (bytes === undefined) throw new Error(`Chip ${hal.system.chipId()} has no state in flash`);
  const state = createState(hal.crypto, hal.system.chipId(), bytes);
  const createdDay = state.words[CREATED_DAY]!;
  const slots = createdDay === NOT_YET ? NO_SLOTS : slotsOfRun(run.startUtcMs, run.nowMs);
  const records = readings.records();

  const { reportsHeard, reportsLost } = control.radio.counters();
  const radio = control.radio.activity();
  const flash = control.flash.totals();
  return {
    person,
    serial: token.serial(),
    ...idsSent(hal.crypto, keyAt(state, BASE_ID), createdDay, slots),
    ...records,
    clockOff: readings.clockOff(),
    recordsLost: token.log.counters().lostRecords,
    reportsHeard,
    reportsLost,
    counted: {
      hours: radio.onAirMs / 3_600_000,
      adverts: radio.adverts,
      windows: radio.windows,
      listenMs: radio.listenMs,
      soughtMs: radio.soughtMs + radio.reads * READ_COST_MS,
      reports: reportsHeard,
      records: FATES.reduce((sum, fate) => sum + records[fate].slots.length, 0),
      slots: radio.addresses,
      advertChanges: radio.changes,
      erases: erasesAgain(simulated),
      programs: flash.programs,
    },
  };
}

/** The first erase of each page prepares an empty flash, once in a token's life, and is no part of its days. */
function erasesAgain({ hal, control }: SimulatedToken): number {
  let erases = 0;
  for (let page = 0; page < hal.flash.pageCount; page++)
    erases += Math.max(0, control.flash.erasesOf(page) - 1);
  return erases;
}
