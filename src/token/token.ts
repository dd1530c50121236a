import { DAY_MS, KEY_BYTES, dayOf } from "../bluezone/ids.js";
import { PRACTICE_KEY } from "../custody/token/seal-format.js";
import { createSealer } from "../custody/token/sealer.js";
import { createLog } from "../log/log.js";
import type { Log } from "../log/log.js";
import { createStateStore } from "../log/state-store.js";
import { createSyncServer } from "../sync/token/server.js";
import type { TimeChange, TokenIdentity } from "../sync/messages.js";
import type { Hal } from "../../hal/hal.js";
import { createChores } from "./chores.js";
import { createIdentity } from "./identity.js";
import { ALL_WELL, BATTERY_LOW, TIME_UNKNOWN, blink } from "./indicator.js";
import { SLOTS_PER_SAVE } from "./schedule.js";
import { createSlotCycle } from "./slot-cycle.js";
import type { Slot } from "./slot-cycle.js";
import { NOT_YET, decodeState, encodeState } from "./state.js";
import type { TokenState } from "./state.js";

/** What differs between boards and builds; the flash figures come from `flash.config.json`. */
export interface TokenConfig {
  /** "major.minor.patch", each 0…255. */
  firmwareVersion: string;
  retentionDays: number;
  /** Pages at the start of the region that hold the small state. */
  statePages: number;
  /** Pages after them, kept for the warning digest. */
  digestPages: number;
}

/** A view from outside, for the simulator and the tests; the token itself needs no one. */
export interface Token {
  serial(): number;
  describe(): TokenIdentity;
  /** The slot under way, or undefined while the time is not known. */
  slot(): Slot | undefined;
  /** No flush, save or erase is waiting. */
  isIdle(): boolean;
  log: Log;
}

/** Serial numbers below this are given by an authority, the rest are taken by unprepared tokens. */
const OWN_SERIALS_FROM = 10000000;
/** The clock of a running token is not moved further (DESIGN, "Time is guarded"). */
const MAX_JUMP_MS = 2 * DAY_MS;
const BATTERY_LOW_MV = 3500;
/** 2020-01-01: no real time lies before it, so a host that offers one has no clock itself. */
const EARLIEST_UTC_MS = 1577836800000;
/** 2100-01-01: later days do not fit the formats. */
const LATEST_UTC_MS = 4102444800000;
/** Every day without power costs one hash when the clock is set again: 1,100 take about 5 s. */
const MAX_ABSENCE_DAYS = 1100;

/** Starts the token on the hardware given: everything it does follows from here. */
export function createToken(hal: Hal, config: TokenConfig): Token {
  const clock = hal.clock;
  const crypto = hal.crypto;
  const store = createStateStore(hal.flash, crypto, 0, config.statePages);
  const state = loadState();
  const firstLogPage = config.statePages + config.digestPages;
  const log = createLog({
    flash: hal.flash,
    crypto: crypto,
    firstPage: firstLogPage,
    pageCount: hal.flash.pageCount - firstLogPage,
    retentionDays: config.retentionDays,
    generation: state.generation,
    sealer: createSealer(crypto, state.serial, state.generation, PRACTICE_KEY),
    minPageSequence: state.minPageSequence,
  });
  let identity = createIdentity(crypto, state.day, state.dailyKey);
  const chores = createChores(clock, log, saveState, today);
  let cycle = createSlotCycle(hal, identity, onSlotEnded);

  function freshState(): TokenState {
    const baseId = crypto.randomBytes(KEY_BYTES);
    const ownNumber = crypto.crc32(crypto.fromByteString(hal.system.chipId())) % (9 * OWN_SERIALS_FROM);
    return {
      serial: OWN_SERIALS_FROM + ownNumber,
      generation: 0,
      createdDay: NOT_YET,
      day: NOT_YET,
      savedUtcS: 0,
      minPageSequence: 0,
      readMark: 0,
      bootCount: 0,
      baseId: baseId,
      dailyKey: baseId,
    };
  }

  function loadState(): TokenState {
    const bytes = store.load();
    const known = bytes === undefined ? undefined : decodeState(bytes);
    return known === undefined ? freshState() : known;
  }

  function saveState(): void {
    state.day = identity.day();
    state.dailyKey = identity.dailyKey();
    state.minPageSequence = log.nextPageSequence();
    if (clock.timeState() !== "unset") state.savedUtcS = Math.floor(clock.utcMs() / 1000);
    store.save(encodeState(state));
  }

  function today(): number {
    return clock.timeState() === "unset" ? -1 : dayOf(clock.utcMs());
  }

  function onSlotEnded(ended: Slot): void {
    chores.flush(ended);
    if (identity.day() !== state.day || ended.slot % SLOTS_PER_SAVE === 0) chores.save();
  }

  /** From here on the time is known. The first day that is ever known is day 0 of the base ID. */
  function startCycle(): void {
    if (state.createdDay === NOT_YET) {
      state.createdDay = today();
      identity = createIdentity(crypto, state.createdDay, state.baseId);
      cycle = createSlotCycle(hal, identity, onSlotEnded);
    }
    cycle.start();
    chores.save();
  }

  function mayMoveTo(utcMs: number): boolean {
    if (!(utcMs >= EARLIEST_UTC_MS && utcMs < LATEST_UTC_MS)) return false;
    if (state.createdDay !== NOT_YET) {
      const aheadDays = dayOf(utcMs) - identity.day();
      if (aheadDays < 0 || aheadDays > MAX_ABSENCE_DAYS) return false;
    }
    const timeState = clock.timeState();
    if (timeState === "unset") return true;
    const jumpMs = utcMs - clock.utcMs();
    if (timeState === "estimated") return jumpMs >= -MAX_JUMP_MS;
    return Math.abs(jumpMs) <= MAX_JUMP_MS;
  }

  function setTime(utcMs: number): TimeChange | undefined {
    if (!mayMoveTo(utcMs)) return undefined;
    const oldState = clock.timeState();
    const oldUtcMs = oldState === "unset" ? 0 : clock.utcMs();
    clock.setUtc(utcMs, "set");
    // A slot keeps its one record a neighbour when the clock is only corrected within it.
    if (oldState !== "set" || !cycle.retime()) {
      cycle.stop();
      startCycle();
    }
    return { oldState: oldState, oldUtcMs: oldUtcMs, newState: "set", newUtcMs: clock.utcMs() };
  }

  function describe(): TokenIdentity {
    const counters = log.counters();
    return {
      serial: state.serial,
      firmwareVersion: config.firmwareVersion,
      isPractice: true,
      timeState: clock.timeState(),
      utcMs: clock.timeState() === "unset" ? 0 : clock.utcMs(),
      uptimeMs: clock.uptimeMs(),
      batteryMilliVolts: hal.battery.milliVolts(),
      isCharging: hal.battery.isCharging(),
      generation: state.generation,
      recordsPerPage: log.recordsPerPage,
      firstSequence: log.firstSequence(),
      nextSequence: log.nextSequence(),
      readMark: state.readMark,
      bootCount: state.bootCount,
      lostRecords: counters.lostRecords,
      overwrittenPages: counters.overwrittenPages,
      flashErrors: counters.flashErrors,
      badPages: counters.badPages,
    };
  }

  function showState(): void {
    let pattern = ALL_WELL;
    if (hal.battery.milliVolts() < BATTERY_LOW_MV) pattern = BATTERY_LOW;
    if (clock.timeState() === "unset") pattern = TIME_UNKNOWN;
    blink(clock, hal.indicator, pattern);
  }

  createSyncServer({
    clock: clock,
    usb: hal.usb,
    crypto: crypto,
    log: log,
    describe: describe,
    setTime: setTime,
    secrets: function () {
      return { baseId: state.baseId, createdDay: state.createdDay, sealKey: PRACTICE_KEY };
    },
    confirm: function (sequence) {
      state.readMark = sequence;
      chores.save();
    },
    mayOpenConsole: function () {
      return true;
    },
    openConsole: function () {
      hal.system.openConsole();
    },
  });
  hal.button.onPress(showState);

  state.bootCount++;
  if (clock.timeState() === "unset" && state.savedUtcS > 0) {
    clock.setUtc(state.savedUtcS * 1000, "estimated");
  }
  if (clock.timeState() === "unset") chores.save();
  else startCycle();

  return {
    serial: function () {
      return state.serial;
    },
    describe: describe,
    slot: function () {
      return cycle.current();
    },
    isIdle: chores.isIdle,
    log: log,
  };
}
