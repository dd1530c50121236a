import { SLOT_OFFSET } from "../contacts/record.js";
import { createDaySealer } from "../custody/token/day-sealer.js";
import type { PageDays } from "../log/format.js";
import { firstRingPage, ringPages } from "../log/layout.js";
import type { RegionLayout } from "../log/layout.js";
import { createLog } from "../log/log.js";
import type { Log } from "../log/log.js";
import { createStateStore } from "../log/state-store.js";
import { FLAG_NO_BLINK, FLAG_WARNED } from "../sync/messages.js";
import { createSyncServer } from "../sync/token/server.js";
import type { Hal } from "../../hal/hal.js";
import { createChores } from "./chores.js";
import { describeToken, findFaults, isBatteryLow } from "./description.js";
import { createIdentity } from "./identity.js";
import {
  ALL_WELL,
  BATTERY_LOW,
  CONSENT_ASKED,
  CONSENT_GIVEN,
  REMINDER,
  TIME_UNKNOWN,
  WARNED,
  blink,
} from "./indicator.js";
import type { BlinkPattern } from "./indicator.js";
import { createKeys } from "./keys.js";
import { REMINDER_MS, SLOTS_PER_SAVE } from "./schedule.js";
import { createSlotCycle } from "./slot-cycle.js";
import type { Slot } from "./slot-cycle.js";
import {
  BOOTS,
  CLOCK_EPOCH,
  CREATED_DAY,
  DAILY_KEY,
  FLAGS,
  GENERATION,
  ID_DAY,
  MIN_PAGE_SEQUENCE,
  NOT_YET,
  READ_MARK,
  SAVED_UTC_S,
  SEAL_DAY,
  SEAL_KEY,
  SERIAL,
  createState,
  keyAt,
} from "./state.js";
import { createTimekeeper } from "./timekeeper.js";
import { createWarning } from "./warning.js";

/** What differs between boards and builds; the flash figures come from `flash.config.json`. */
export interface TokenConfig extends RegionLayout {
  /** "major.minor.patch", each 0…255. */
  firmwareVersion: string;
  retentionDays: number;
}

/** A view from outside, for the simulator and the tests; the token itself needs no one. */
export interface Token {
  serial(): number;
  /** First day of the key chains of this generation; 0 while the time was never known. */
  createdDay(): number;
  isWarned(): boolean;
  /** The slot under way, or undefined while the time is not known. */
  slot(): Slot | undefined;
  /** No flush, save, erase or comparison is waiting. */
  isIdle(): boolean;
  log: Log;
}

/** Time for the last answer to leave the chip before the program ends. */
const LAST_ANSWER_MS = 200;

/** Starts the token on the hardware given: everything it does follows from here. */
export function createToken(hal: Hal, config: TokenConfig): Token {
  const clock = hal.clock;
  const crypto = hal.crypto;
  const flash = hal.flash;
  const store = createStateStore(flash, crypto, 0, config.statePages);
  const state = createState(crypto, hal.system.chipId(), store.load());
  const words = state.words;
  const keys = createKeys(crypto, state, hal.system.chipId());
  const serial = words[SERIAL]!;
  const generation = words[GENERATION]!;
  const sealer = createDaySealer(crypto, serial, generation, words[SEAL_DAY]!, keyAt(state, SEAL_KEY));
  const identity = createIdentity(crypto, words[ID_DAY]!, keyAt(state, DAILY_KEY));
  const log = createLog({
    flash: flash,
    crypto: crypto,
    firstPage: firstRingPage(config),
    pageCount: ringPages(config, flash.pageCount),
    retentionDays: config.retentionDays,
    generation: generation,
    sealer: sealer,
    minPageSequence: words[MIN_PAGE_SEQUENCE]!,
  });
  const hoursBefore = log.livedHours();
  const timekeeper = createTimekeeper(clock, state, dayHeld, log.nextSequence, onClockSet);
  const chores = createChores(clock, {
    ratchet: ratchet,
    write: write,
    endSlot: endSlot,
    save: saveState,
    tend: tend,
    slotDay: slotDay,
  });
  const warning = createWarning(
    flash,
    crypto,
    state,
    config.statePages,
    config.digestPages,
    config.listPages,
    keys.listKey,
    onWarning,
  );
  const cycle = createSlotCycle(hal, identity, onSlotEnded, clockEpoch);
  let isReminding = false;

  function clockEpoch(): number {
    return words[CLOCK_EPOCH]!;
  }

  /** The later of the days that the two chains stand on. */
  function dayHeld(): number {
    return Math.max(identity.day(), sealer.day());
  }

  function livedHours(): number {
    return hoursBefore + Math.floor(clock.uptimeMs() / 3600000);
  }

  function daysOf(calendarDay: number): PageDays {
    return { sealDay: sealer.day(), calendarDay: calendarDay, livedHours: livedHours() & 0xffff };
  }

  function slotDay(): number {
    const slot = cycle.current();
    return slot === undefined ? -1 : slot.day;
  }

  function ratchet(day: number): boolean {
    if (day <= sealer.day()) return false;
    log.close(); // its MAC needs the key that goes now
    sealer.moveTo(day);
    return true;
  }

  function write(day: number, record: Uint8Array): void {
    log.append(daysOf(day), record);
    warning.note(record, day, record[SLOT_OFFSET]!, livedHours());
  }

  function endSlot(ended: Slot): void {
    warning.endSlot(ended.day, ended.slot, livedHours());
  }

  function tend(): boolean {
    return log.tend(daysOf(sealer.day())) || warning.step(livedHours());
  }

  /** The sequence number last, because all before may write pages. */
  function storeState(): void {
    words[MIN_PAGE_SEQUENCE] = log.nextPageSequence();
    if (clock.timeState() !== "unset") words[SAVED_UTC_S] = Math.floor(clock.utcMs() / 1000);
    store.save(state.bytes);
  }

  function saveState(): void {
    words[ID_DAY] = identity.day();
    words[SEAL_DAY] = sealer.day();
    identity.copyDailyKey(state.bytes, DAILY_KEY);
    sealer.copyChainKey(state.bytes, SEAL_KEY);
    storeState();
  }

  function onSlotEnded(ended: Slot): void {
    chores.flush(ended);
    if (identity.day() !== words[ID_DAY] || ended.slot % SLOTS_PER_SAVE === 0) chores.save();
  }

  /** From here on the time is known. The first day that is ever known is the first of both chains. */
  function startCycle(): void {
    if (words[CREATED_DAY] === NOT_YET) {
      const today = timekeeper.today();
      words[CREATED_DAY] = today;
      identity.startOn(today);
      sealer.startOn(today);
    }
    cycle.start();
    chores.save();
  }

  /** A slot keeps its one record a neighbour when the clock is only corrected within it. */
  function onClockSet(isSmall: boolean): void {
    if (isSmall && cycle.retime()) return;
    cycle.stop();
    startCycle();
  }

  function show(pattern: BlinkPattern): void {
    blink(clock, hal.indicator, pattern);
  }

  function isWarned(): boolean {
    return (words[FLAGS]! & FLAG_WARNED) !== 0;
  }

  function remind(): void {
    isReminding = isWarned() && (words[FLAGS]! & FLAG_NO_BLINK) === 0;
    if (!isReminding) return;
    show(REMINDER);
    clock.alarmAt(clock.uptimeMs() + REMINDER_MS, remind);
  }

  function onWarning(): void {
    chores.save();
    if (!isReminding) remind();
  }

  function restartSoon(): void {
    clock.alarmAt(clock.uptimeMs() + LAST_ANSWER_MS, hal.system.restart);
  }

  /** Another token from here on: nothing of the old one is written any more. */
  function becomeAnother(): void {
    log.eraseAll(daysOf(sealer.day()));
    warning.forget();
    storeState();
    chores.endWith(restartSoon, false);
  }

  const server = createSyncServer({
    clock: clock,
    usb: hal.usb,
    crypto: crypto,
    log: log,
    keyOf: keys.keyOf,
    onEntered: function (role) {
      // The keys in the state may be new ones already, which those in use must not overwrite.
      if (keys.enter(role)) storeState();
    },
    isUnprepared: keys.isUnprepared,
    isTimeKnown: function () {
      return clock.timeState() !== "unset";
    },
    describe: function () {
      return describeToken(hal, config, state, log, warning, cycle);
    },
    setTime: timekeeper.set,
    confirm: function (sequence) {
      state.doubles[READ_MARK] = sequence;
      chores.save();
    },
    askForConsent: function () {
      show(CONSENT_ASKED);
    },
    beginList: warning.beginList,
    putList: warning.putList,
    warn: warning.set,
    selfTest: function () {
      show(ALL_WELL);
      return findFaults(hal, log, warning);
    },
    openConsole: hal.system.openConsole,
    secrets: keys.practice,
    prepare: function (newSerial, hostRandom) {
      if (clock.timeState() !== "set") return undefined;
      const message = keys.prepare(newSerial, timekeeper.today(), hostRandom);
      if (message !== undefined) becomeAnother();
      return message;
    },
    rekey: function (hostRandom) {
      const wrapped = keys.rekey(timekeeper.today(), hostRandom);
      if (wrapped !== undefined) saveState();
      return wrapped;
    },
    finishRekey: function (newGeneration) {
      if (!keys.isWaiting(newGeneration)) return newGeneration === words[GENERATION];
      cycle.stop();
      chores.endWith(function () {
        log.close();
        keys.takeRekey();
        storeState();
        restartSoon();
      }, true);
      return true;
    },
    configure: function (epoch, flags) {
      if (!keys.setEpoch(epoch)) return false;
      words[FLAGS] = (words[FLAGS]! & ~FLAG_NO_BLINK) | (flags & FLAG_NO_BLINK);
      onWarning();
      return true;
    },
    erase: function (ofSerial) {
      if (ofSerial !== serial) return false;
      keys.reset();
      becomeAnother();
      return true;
    },
  });

  hal.button.onPress(function () {
    let pattern = ALL_WELL;
    if (isBatteryLow(hal)) pattern = BATTERY_LOW;
    if (isWarned()) pattern = WARNED;
    if (clock.timeState() === "unset") pattern = TIME_UNKNOWN;
    if (server.onPress()) pattern = CONSENT_GIVEN;
    show(pattern);
  });

  words[BOOTS]!++;
  timekeeper.start();
  if (clock.timeState() === "unset") chores.save();
  else startCycle();
  remind();

  return {
    serial: function () {
      return serial;
    },
    createdDay: function () {
      return words[CREATED_DAY]!;
    },
    isWarned: isWarned,
    slot: cycle.current,
    isIdle: chores.isIdle,
    log: log,
  };
}
