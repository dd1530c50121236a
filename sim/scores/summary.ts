/** What one token knows and did, in a form that a worker can hand over; the scores are made from these alone. */
import { SLOTS_PER_DAY, dayOf } from "../../src/bluezone/ids.js";
import { RSSI_OFFSET, SLOT_OFFSET, WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { createStateStore } from "../../src/log/state-store.js";
import { BASE_ID, CREATED_DAY, NOT_YET, createState, keyAt } from "../../src/token/state.js";
import type { Activity } from "../energy/energy.js";
import { openLog } from "../heard.js";
import type { SimulatedToken } from "../simulated-token.js";
import { type SentIds, type Slots, idNumber, idsSent, slotsOfRun } from "./ids.js";

/** What was counted in a token's whole life: `Activity`, but for the LED, which no one watches here. */
export type Counted = Omit<Activity, "ledMs">;

/**
 * A log's records in its order, 14 bytes each, one entry a record (six of `rssiDbm`), in memory that threads share.
 * `sortLogs` writes over them.
 */
export interface HeardColumns {
  /** `idNumber` of the ID heard: its low 32 bits … */
  readonly idsLow: Uint32Array;
  /** … and the rest. */
  readonly idsHigh: Uint16Array;
  /** On the token's clock, since slot 0 of the UTC day in which the run began: before it there is no token. */
  readonly slots: Uint16Array;
  /** Strengths of the six windows, dBm or `NOT_HEARD`. */
  readonly rssiDbm: Int8Array;
}

export interface TokenSummary extends SentIds {
  readonly serial: number;
  readonly heard: HeardColumns;
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
export function summarise(simulated: SimulatedToken, statePages: number, run: RunTime): TokenSummary {
  const { person, hal, control, token } = simulated;
  const bytes = createStateStore(hal.flash, hal.crypto, 0, statePages).load();
  if (bytes === undefined) throw new Error(`Chip ${hal.system.chipId()} has no state in flash`);
  const state = createState(hal.crypto, hal.system.chipId(), bytes);
  const createdDay = state.words[CREATED_DAY]!;
  const slots = createdDay === NOT_YET ? NO_SLOTS : slotsOfRun(run.startUtcMs, run.nowMs);
  const heard = heardOf(simulated, slotZeroOf(run.startUtcMs));

  const { reportsHeard, reportsLost } = control.radio.counters();
  const radio = control.radio.activity();
  const flash = control.flash.totals();
  return {
    person,
    serial: token.serial(),
    ...idsSent(hal.crypto, keyAt(state, BASE_ID), createdDay, slots),
    heard,
    recordsLost: token.log.counters().lostRecords,
    reportsHeard,
    reportsLost,
    counted: {
      hours: radio.onAirMs / 3_600_000,
      adverts: radio.adverts,
      windows: radio.windows,
      listenMs: radio.listenMs,
      reports: reportsHeard,
      records: heard.slots.length,
      slots: radio.addresses,
      erases: erasesAgain(simulated),
      programs: flash.programs,
    },
  };
}

function heardOf(simulated: SimulatedToken, slotZero: number): HeardColumns {
  const { log } = simulated.token;
  const whole = createColumns(log.nextSequence() - log.firstSequence());
  const { idsLow, idsHigh, slots, rssiDbm } = whole;
  let records = 0;
  openLog(simulated, (day, plain) => {
    const id = idNumber(plain);
    idsLow[records] = id;
    idsHigh[records] = id / 2 ** 32;
    slots[records] = day * SLOTS_PER_DAY + plain[SLOT_OFFSET]! - slotZero;
    for (let w = 0; w < WINDOWS_PER_SLOT; w++)
      rssiDbm[records * WINDOWS_PER_SLOT + w] = plain[RSSI_OFFSET + w]!;
    records++;
  });
  // The log's sequence numbers leave gaps, so there was room for more.
  const columns = createColumns(records);
  columns.idsLow.set(idsLow.subarray(0, records));
  columns.idsHigh.set(idsHigh.subarray(0, records));
  columns.slots.set(slots.subarray(0, records));
  columns.rssiDbm.set(rssiDbm.subarray(0, records * WINDOWS_PER_SLOT));
  return columns;
}

export function createColumns(records: number): HeardColumns {
  const memory = new SharedArrayBuffer((4 + 2 + 2 + WINDOWS_PER_SLOT) * records);
  return {
    idsLow: new Uint32Array(memory, 0, records),
    idsHigh: new Uint16Array(memory, 4 * records, records),
    slots: new Uint16Array(memory, 6 * records, records),
    rssiDbm: new Int8Array(memory, 8 * records, WINDOWS_PER_SLOT * records),
  };
}

/** The first erase of each page prepares an empty flash, once in a token's life, and is no part of its days. */
function erasesAgain({ hal, control }: SimulatedToken): number {
  let erases = 0;
  for (let page = 0; page < hal.flash.pageCount; page++)
    erases += Math.max(0, control.flash.erasesOf(page) - 1);
  return erases;
}
