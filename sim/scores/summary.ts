/** What one token knows and did, in a form that a worker can hand over; the scores are made from these alone. */
import { DAY_MS, SLOTS_PER_DAY, dayOf } from "../../src/bluezone/ids.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { createStateStore } from "../../src/log/state-store.js";
import { BASE_ID, CREATED_DAY, NOT_YET, createState, keyAt } from "../../src/token/state.js";
import type { Activity } from "../energy/energy.js";
import { recordsOf } from "../heard.js";
import type { SimulatedToken } from "../simulated-token.js";
import { type SentIds, idNumber, idsSent } from "./ids.js";

/** What was counted in a token's whole life: `Activity`, but for the LED, which no one watches here. */
export type Counted = Omit<Activity, "ledMs">;

export interface TokenSummary extends SentIds {
  readonly serial: number;
  /** One entry a record, in the order of the log: slots since 1970 on the token's clock … */
  readonly slots: Int32Array;
  /** … `idNumber` of the ID heard … */
  readonly heard: Float64Array;
  /** … and strengths of the six windows, dBm or `NOT_HEARD`. */
  readonly rssiDbm: Int8Array;
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

/** @param statePages  pages at the start of the flash that hold the small state, with the secrets of a practice token */
export function summarise(simulated: SimulatedToken, statePages: number, run: RunTime): TokenSummary {
  const { person, hal, control, token } = simulated;
  const bytes = createStateStore(hal.flash, hal.crypto, 0, statePages).load();
  if (bytes === undefined) throw new Error(`Chip ${hal.system.chipId()} has no state in flash`);
  const state = createState(hal.crypto, hal.system.chipId(), bytes);
  const createdDay = state.words[CREATED_DAY]!;
  // A fast clock may have begun the next day.
  const lastDay = createdDay === NOT_YET ? -1 : dayOf(run.startUtcMs + run.nowMs + DAY_MS / SLOTS_PER_DAY);

  const capacity = token.log.nextSequence() - token.log.firstSequence();
  const slots = new Int32Array(capacity);
  const heard = new Float64Array(capacity);
  const rssiDbm = new Int8Array(capacity * WINDOWS_PER_SLOT);
  let records = 0;
  for (const { slot, record } of recordsOf(simulated)) {
    slots[records] = slot;
    heard[records] = idNumber(record.id);
    rssiDbm.set(record.rssiDbm, records * WINDOWS_PER_SLOT);
    records++;
  }

  const { reportsHeard, reportsLost } = control.radio.counters();
  const radio = control.radio.activity();
  const flash = control.flash.totals();
  return {
    person,
    serial: token.serial(),
    firstSlot: createdDay * SLOTS_PER_DAY,
    ids: idsSent(hal.crypto, keyAt(state, BASE_ID), createdDay, lastDay),
    slots: slots.slice(0, records),
    heard: heard.slice(0, records),
    rssiDbm: rssiDbm.slice(0, records * WINDOWS_PER_SLOT),
    recordsLost: token.log.counters().lostRecords,
    reportsHeard,
    reportsLost,
    counted: {
      hours: radio.onAirMs / 3_600_000,
      adverts: radio.adverts,
      windows: radio.windows,
      listenMs: radio.listenMs,
      reports: reportsHeard,
      records,
      slots: radio.addresses,
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
