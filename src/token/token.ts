import { DAY_MS, SLOT_MS, dayOf } from "../bluezone/ids.js";
import { SLOT_OFFSET } from "../contacts/record.js";
import { createDaySealer } from "../custody/token/day-sealer.js";
import { createLog } from "../log/log.js";
import type { PageDays } from "../log/format.js";
import type { Log } from "../log/log.js";
import { firstRingPage, lastingRecordsPerDay, ringPages } from "../log/layout.js";
import { createStateStore } from "../log/state-store.js";
import {
  BOOT_TRIAL,
  CLOCK_BEHIND_KEYS,
  CLOCK_BEYOND_KEYS,
  FAULT_CRYPTO,
  FAULT_RANDOM,
  FLAG_NO_BLINK,
  FLAG_WARNED,
} from "../sync/messages.js";
import { createSyncServer } from "../sync/token/server.js";
import { ASKED, READING, WELL } from "../wearer/signals.js";
import type { Hal } from "../../hal/hal.js";
import { createAllowance } from "./allowance.js";
import { guardFlash, isBatteryEmpty } from "./life/battery.js";
import { createChores } from "./chores.js";
import type { TokenConfig } from "./config.js";
import { describeToken, findFaults, isFaulty } from "./description.js";
import type { Condition } from "./description.js";
import { createEndings } from "./life/endings.js";
import { createGateMode } from "./gate/mode.js";
import { createHeartbeat } from "./life/heartbeat.js";
import { createIdentity } from "./identity.js";
import { createKeys } from "./keys.js";
import { createPress } from "./gate/press.js";
import { SLOTS_PER_SAVE } from "./schedule.js";
import { createSlotCycle } from "./slot-cycle.js";
import type { Slot } from "./slot-cycle.js";
import {
  BOOTS,
  CLOCK_EPOCH,
  CREATED_DAY,
  DAILY_KEY,
  FLAGS,
  FLAG_EMPTYING,
  FLAG_LOST,
  FLAG_RUNNING,
  GENERATION,
  HANGS,
  ID_DAY,
  LIVED_S,
  LOST_EXPIRED,
  LOST_LEFT_OUT,
  LOST_OVERWRITTEN,
  LOST_UNWRITTEN,
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
import { createUpdate } from "./update/update.js";
import { createWarning } from "./warning.js";
import { createWearer } from "./wearer/wearer.js";

/** A view from outside, for the simulator and the tests; the token itself needs no one. */
export interface Token {
  serial(): number;
  /** First day of the key chains of this generation; 0 while the time was never known. */
  createdDay(): number;
  isWarned(): boolean;
  /** The row of src/wearer/signals.ts that a press shows now. */
  signal(): number;
  /** The battery is empty, and the token has stopped. */
  isAsleep(): boolean;
  /** The slot under way, or undefined while the time is not known. */
  slot(): Slot | undefined;
  /** No flush, save, erase or comparison is waiting. */
  isIdle(): boolean;
  log: Log;
}

/** Starts the token on the hardware given: everything it does follows from here. */
export function createToken(hal: Hal, config: TokenConfig): Token {
  const clock = hal.clock;
  const crypto = hal.crypto;
  const flash = guardFlash(hal);
  const store = createStateStore(flash, crypto, 0, config.statePages);
  const state = createState(crypto, hal.system.chipId(), store.load());
  const words = state.words;
  const keys = createKeys(crypto, state, hal.system.chipId());
  const serial = words[SERIAL]!;
  const generation = words[GENERATION]!;
  const sealer = createDaySealer(crypto, serial, generation, words[SEAL_DAY]!, keyAt(state, SEAL_KEY));
  const identity = createIdentity(crypto, words[ID_DAY]!, keyAt(state, DAILY_KEY));
  const pageCount = ringPages(config, flash.pageCount);
  const log = createLog({
    flash: flash,
    crypto: crypto,
    firstPage: firstRingPage(config),
    pageCount: pageCount,
    retentionDays: config.retentionDays,
    generation: generation,
    sealer: sealer,
    minPageSequence: words[MIN_PAGE_SEQUENCE]!,
    onErase: countLoss,
  });
  const allowance = createAllowance(
    lastingRecordsPerDay(pageCount, log.recordsPerPage, config.retentionDays),
  );
  const timekeeper = createTimekeeper(
    clock,
    state,
    dayHeld,
    log.nextSequence,
    log.firstSequence() < log.nextSequence() ? log.livedHours() : -1,
    config.clockBoundPpm,
    onClockSet,
  );
  const chores = createChores(clock, {
    ratchet: ratchet,
    makeRoom: makeRoom,
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
  const cycle = createSlotCycle(
    hal,
    identity,
    onSlotEnded,
    clockEpoch,
    timekeeper.boundMs,
    timekeeper.correct,
  );
  const gate = createGateMode(hal, state, keepGate, saveState, beginGate, resumeSlots);
  const update = createUpdate(flash, crypto, config, state, keys.updateKey, hasPower, switchProgram);
  const press = createPress(hal, cycle.isRadioTaken);
  const endings = createEndings(
    hal,
    state,
    log,
    chores,
    stopRadio,
    saveState,
    storeState,
    warning.forget,
    daysOf,
  );
  const heartbeat = createHeartbeat(hal, isAlive, endings.sleep, endings.restart);
  /** Steps of the chores at the last look. */
  let stepsSeen = -1;
  /** While on trial: the last record that was written could be read back. */
  let hasLogged = false;
  /** Before a slot's first record, and where a page is full. */
  let isRoomWanted = true;
  const condition: Condition = {
    livedS: 0,
    failedSaves: 0,
    hasSaveFailed: false,
    stateFlashErrors: 0,
    startFaults: 0,
    boot: 0,
  };
  /** What the log is told with every record, one object for all. */
  const days: PageDays = { sealDay: 0, calendarDay: 0, livedHours: 0 };

  function clockEpoch(): number {
    return words[CLOCK_EPOCH]!;
  }

  /** The later of the days that the two chains stand on. */
  function dayHeld(): number {
    return Math.max(identity.day(), sealer.day());
  }

  function slotDay(): number {
    const slot = cycle.current();
    if (slot !== undefined) return slot.day;
    return gate.isOn() ? timekeeper.today() : -1;
  }

  function ratchet(day: number): boolean {
    if (day <= sealer.day()) return false;
    log.close(); // its MAC needs the key that goes now
    sealer.moveTo(day);
    return true;
  }

  /** Of records of a UTC day; the key's day may be later after the clock was set back. */
  function daysOf(day: number): PageDays {
    days.sealDay = sealer.day();
    days.calendarDay = day < 0 ? sealer.day() : day;
    days.livedHours = timekeeper.livedHours();
    return days;
  }

  /** Records are about to go that no station may have read. */
  function countLoss(firstSequence: number, records: number, isExpired: boolean): void {
    const unread = Math.min(records, firstSequence + records - state.doubles[READ_MARK]!);
    if (unread <= 0) return;
    words[isExpired ? LOST_EXPIRED : LOST_OVERWRITTEN]! += unread;
    chores.save();
  }

  function makeRoom(slot: Slot): boolean {
    if (!isRoomWanted || slot.table.count() === 0) return false;
    isRoomWanted =
      slot.table.keepBest(allowance.ofSlot(), allowance.byRank()) || log.turnPage(daysOf(slot.day));
    return isRoomWanted;
  }

  function write(day: number, record: Uint8Array): void {
    const current = daysOf(day);
    const sequence = log.append(current, record);
    if (sequence < 0) words[LOST_UNWRITTEN]!++;
    if (update.isOnTrial()) {
      hasLogged = sequence >= 0 && log.read(sequence, 1) !== undefined;
      if (!hasLogged) giveUpTrial();
    }
    isRoomWanted = (sequence + 1) % log.recordsPerPage === 0;
    allowance.spend();
    warning.note(record, day, record[SLOT_OFFSET]!, current.livedHours);
  }

  function endSlot(ended: Slot): void {
    isRoomWanted = true;
    allowance.endSlot();
    words[LOST_LEFT_OUT]! += ended.table.leftOut() + ended.table.dropped();
    warning.endSlot(ended.day, ended.slot, timekeeper.livedHours());
    if (hasLogged) endTrial();
  }

  function tend(): boolean {
    const current = daysOf(timekeeper.today());
    return log.tend(current) || warning.step(current.livedHours);
  }

  function lookAtMyself(): void {
    condition.livedS = timekeeper.livedS();
    condition.boot = config.boot + (update.isOnTrial() ? BOOT_TRIAL : 0);
    condition.stateFlashErrors = store.flashErrors();
  }

  /** False where the flash does not keep it; told to wearer and station. */
  function storeState(): boolean {
    words[MIN_PAGE_SEQUENCE] = log.nextPageSequence();
    words[LIVED_S] = timekeeper.livedS();
    if (clock.timeState() !== "unset") words[SAVED_UTC_S] = Math.floor(clock.utcMs() / 1000);
    const isKept = store.save(state.bytes);
    condition.hasSaveFailed = !isKept;
    if (!isKept && condition.failedSaves < 65535) condition.failedSaves++;
    if (!isKept) giveUpTrial();
    return isKept;
  }

  function saveState(): boolean {
    words[ID_DAY] = identity.day();
    words[SEAL_DAY] = sealer.day();
    identity.copyDailyKey(state.bytes, DAILY_KEY);
    sealer.copyChainKey(state.bytes, SEAL_KEY);
    return storeState();
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
    if (!gate.isOn() && !heartbeat.isAsleep()) cycle.start();
    chores.save();
  }

  /** Without slots the keys advance all the same, and what must survive is saved. */
  function keepGate(): void {
    if (words[CREATED_DAY] !== NOT_YET && timekeeper.today() > identity.day())
      identity.moveTo(timekeeper.today(), 0);
    if (clock.uptimeMs() > SLOT_MS) endTrial();
    chores.save();
  }

  function beginGate(): boolean {
    cycle.stop();
    return !heartbeat.isAsleep();
  }

  function resumeSlots(): void {
    if (clock.timeState() !== "unset") startCycle();
  }

  function hasPower(): boolean {
    return !isBatteryEmpty(hal);
  }

  /** A program on trial has done its work: it stays. */
  function endTrial(): void {
    if (!update.isOnTrial() || condition.hasSaveFailed) return;
    update.confirm();
    chores.save();
  }

  function giveUpTrial(): void {
    if (update.isOnTrial()) endings.giveUp();
  }

  function stopRadio(): void {
    cycle.stop();
    gate.stop();
  }

  /** Another program goes on from here, with everything that this one heard. */
  function switchProgram(): void {
    endings.restartAfter(saveState);
  }

  /** `begin` puts new keys in place once everything is written under the old ones; the token starts anew with them. */
  function changeKeys(begin: () => void): void {
    endings.restartAfter(function () {
      log.close();
      begin();
      storeState();
    });
  }

  /** A slot keeps its one record a neighbour when the clock is only corrected within it. */
  function onClockSet(isSmall: boolean): void {
    if (isSmall && cycle.retime()) {
      chores.save();
      return;
    }
    cycle.stop();
    startCycle();
  }

  function isWarned(): boolean {
    return (words[FLAGS]! & FLAG_WARNED) !== 0;
  }

  function onWarning(): void {
    chores.save();
    wearer.onWarning();
  }

  /** Its work goes on, and the slot under way is the one at hand. */
  function isAlive(): boolean {
    const steps = chores.steps();
    const isStuck = !chores.isIdle() && steps === stepsSeen;
    stepsSeen = steps;
    const slot = cycle.current();
    if (isStuck || slot === undefined) return !isStuck;
    return Math.abs(clock.utcMs() - slot.day * DAY_MS - slot.slot * SLOT_MS) < 2 * SLOT_MS;
  }

  function setTime(utcMs: number, role: number): number[] | number {
    const change = timekeeper.set(utcMs, role);
    const isOutOfReach = change === CLOCK_BEHIND_KEYS || change === CLOCK_BEYOND_KEYS;
    if (!isOutOfReach || !keys.isUnprepared()) return change;
    // Its keys protect nothing: whoever has it in hand may have it begin anew. An officer re-keys one in service.
    changeKeys(function () {
      keys.renew(dayOf(utcMs));
    });
    return timekeeper.move(utcMs);
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
    hasSaveFailed: function () {
      return condition.hasSaveFailed;
    },
    describe: function (isWarningShown) {
      lookAtMyself();
      return describeToken(hal, config, state, log, warning, cycle, condition, isWarningShown);
    },
    setTime: setTime,
    confirm: function (sequence) {
      state.doubles[READ_MARK] = sequence;
      words[LOST_EXPIRED] = words[LOST_OVERWRITTEN] = words[LOST_UNWRITTEN] = words[LOST_LEFT_OUT] = 0;
      words[HANGS] = 0;
      chores.save();
    },
    askForConsent: function () {
      wearer.show(ASKED);
    },
    onChunk: function () {
      wearer.show(READING);
    },
    beginList: warning.beginList,
    putList: warning.putList,
    warn: warning.set,
    selfTest: function () {
      wearer.show(WELL);
      lookAtMyself();
      return findFaults(hal, state, log, warning, condition);
    },
    openConsole: function () {
      endings.note();
      hal.system.openConsole();
    },
    secrets: keys.practice,
    prepare: function (newSerial, hostRandom) {
      if (clock.timeState() !== "set") return undefined;
      const message = keys.prepare(newSerial, timekeeper.today(), hostRandom);
      return message !== undefined && endings.becomeAnother() ? message : undefined;
    },
    rekey: function (hostRandom, utcMs) {
      const wrapped = timekeeper.isPlausible(utcMs) ? keys.rekey(dayOf(utcMs), hostRandom) : undefined;
      return wrapped !== undefined && saveState() ? wrapped : undefined;
    },
    finishRekey: function (newGeneration, utcMs) {
      if (!keys.isWaiting(newGeneration)) return newGeneration === words[GENERATION];
      if (!timekeeper.isPlausible(utcMs)) return false;
      const askedMs = clock.uptimeMs();
      changeKeys(function () {
        keys.takeRekey();
        timekeeper.move(Math.floor(utcMs + clock.uptimeMs() - askedMs));
      });
      return true;
    },
    configure: function (epoch, flags) {
      if (!keys.setEpoch(epoch)) return false;
      words[FLAGS] = (words[FLAGS]! & ~FLAG_NO_BLINK) | (flags & FLAG_NO_BLINK);
      wearer.onWarning();
      return saveState();
    },
    erase: function (ofSerial) {
      if (ofSerial !== serial) return false;
      keys.reset();
      return endings.becomeAnother();
    },
    setGateMode: gate.set,
    pollGate: gate.poll,
    beginUpdate: update.begin,
    putUpdate: update.put,
  });

  const wearer = createWearer(hal, {
    isWarned: isWarned,
    isReminding: function () {
      return isWarned() && (words[FLAGS]! & FLAG_NO_BLINK) === 0;
    },
    isFaulty: function () {
      return isFaulty(state, log, condition);
    },
    isAsleep: heartbeat.isAsleep,
    isAtGate: press.isAtGate,
    onPress: server.onPress,
    lookAround: function (show) {
      if (gate.isOn()) return show(true);
      cycle.beNoticed();
      press.listen(show);
    },
  });
  hal.battery.onCharging(function () {
    wearer.onCharging();
    heartbeat.look();
  });

  words[BOOTS]!++;
  if ((words[FLAGS]! & FLAG_RUNNING) !== 0 && hal.system.isReset())
    words[HANGS] = (words[HANGS]! + 1) & 65535;
  words[FLAGS]! |= FLAG_RUNNING;
  if (store.isLost()) words[FLAGS]! |= FLAG_LOST;
  // After a loss of the state, or where sequences begin anew: what a station read is not what is there now.
  if (state.doubles[READ_MARK]! > log.nextSequence()) state.doubles[READ_MARK] = 0;
  timekeeper.start();
  lookAtMyself();
  condition.startFaults = findFaults(hal, state, log, warning, condition);
  if (update.isOnTrial()) {
    if ((condition.startFaults & (FAULT_CRYPTO + FAULT_RANDOM)) !== 0) giveUpTrial();
    clock.alarmAt(clock.uptimeMs() + DAY_MS, giveUpTrial);
  }
  if (!heartbeat.isAsleep()) {
    if ((words[FLAGS]! & FLAG_EMPTYING) !== 0) endings.empty();
    gate.start();
    if (clock.timeState() === "unset") chores.save();
    else startCycle();
  }
  wearer.onWarning();

  return {
    serial: function () {
      return serial;
    },
    createdDay: function () {
      return words[CREATED_DAY]!;
    },
    isWarned: isWarned,
    signal: wearer.signal,
    isAsleep: heartbeat.isAsleep,
    slot: cycle.current,
    isIdle: chores.isIdle,
    log: log,
  };
}
