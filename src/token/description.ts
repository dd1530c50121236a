import { RENDEZVOUS, WINDOWS_PER_SLOT } from "../contacts/record.js";
import { PAGE_VERSION } from "../log/format.js";
import { ringPages } from "../log/layout.js";
import type { Log } from "../log/log.js";
import {
  FAULT_BATTERY,
  FAULT_CLOCK,
  FAULT_CRYPTO,
  FAULT_FLASH,
  FAULT_LOG,
  FAULT_RANDOM,
  FAULT_STATE,
  FLAG_CHARGING,
  FLAG_GATE,
  FLAG_HANDED_OVER,
  FLAG_LOG_AT_END,
  FLAG_NO_BLINK,
  FLAG_PRACTICE,
  FLAG_SAVE_FAILED,
  FLAG_STATE_LOST,
  FLAG_WARNED,
  FLAG_WARNING_WITHHELD,
  TIME_STATES,
} from "../sync/messages.js";
import type { Hal } from "../../hal/hal.js";
import { BACKGROUND_MOST_MS, BURST_WINDOW_MS } from "./schedule.js";
import { TX_POWER_DBM } from "../contacts/record.js";
import type { SlotCycle } from "./slot-cycle.js";
import {
  BOOTS,
  CLOCK_EPOCH,
  CLOCK_FROM,
  FLAGS,
  FLAG_LOST,
  GATE,
  GENERATION,
  HANDED_OVER,
  HANGS,
  ID_DAY,
  LAST_CORRECTION_MS,
  LAST_SET_UTC_MS,
  LIST_NUMBER,
  LOST_EXPIRED,
  LOST_FROM,
  LOST_LEFT_OUT,
  LOST_OVERWRITTEN,
  LOST_UNWRITTEN,
  OPERATING_EPOCH,
  READ_MARK,
  SEAL_DAY,
  SERIAL,
  STAGE,
  STATE_FORMAT,
  UNPREPARED,
  WARNED_DAY,
  WARNED_SLOTS,
} from "./state.js";
import type { TokenState } from "./state.js";
import { isBatteryLow } from "./life/battery.js";
import type { TokenConfig } from "./config.js";
import type { Warning } from "./warning.js";

/** CRC-32 of SHA-256 of one zero byte, and of that byte sealed by AES-CCM under a key and nonce of zeros, tag 4. */
const SHA_ANSWER = 0xcfaadc;
const CCM_ANSWER = 0x53a71bb0;

/** What the token knows of itself beside its state. */
export interface Condition {
  livedS: number;
  /** Saves of the state that failed since the start; and whether the last one did. */
  failedSaves: number;
  hasSaveFailed: boolean;
  /** Of the pages of the state. */
  stateFlashErrors: number;
  /** What the self-check at the start found: FAULT bits. */
  startFaults: number;
  /** From where the program runs, and `BOOT_TRIAL`. */
  boot: number;
}

/** All that a token tells about itself: the numbers of IDENTIFY, in the order of PROTOCOL.md. */
export function describeToken(
  hal: Hal,
  config: TokenConfig,
  state: TokenState,
  log: Log,
  warning: Warning,
  cycle: SlotCycle,
  condition: Condition,
  isWarningShown: boolean,
): { doubles: number[]; words: number[] } {
  const clock = hal.clock;
  const words = state.words;
  const doubles = state.doubles;
  const counters = log.counters();
  const timeState = TIME_STATES.indexOf(clock.timeState());
  const version = config.firmwareVersion.split(".");
  const slot = cycle.current();
  const plan = slot === undefined ? undefined : slot.plan;
  const chipId = ("0000000000000000" + hal.system.chipId()).slice(-16);
  let flags = words[FLAGS]! & FLAG_NO_BLINK;
  flags += isWarningShown ? words[FLAGS]! & FLAG_WARNED : FLAG_WARNING_WITHHELD;
  if (words[STAGE] === UNPREPARED) flags += FLAG_PRACTICE;
  if (words[STAGE] === HANDED_OVER) flags += FLAG_HANDED_OVER;
  if (hal.battery.isCharging()) flags += FLAG_CHARGING;
  if (words[GATE] !== 0) flags += FLAG_GATE;
  return {
    doubles: [
      timeState === 0 ? 0 : Math.floor(clock.utcMs()),
      Math.floor(clock.uptimeMs()),
      log.firstSequence(),
      log.nextSequence(),
      doubles[READ_MARK]!,
      doubles[CLOCK_FROM]!,
      doubles[LOST_FROM]!,
      doubles[LAST_SET_UTC_MS]!,
    ],
    words: [
      words[SERIAL]!,
      +version[0]! + 256 * +version[1]! + 65536 * +version[2]! + 16777216 * flags,
      hal.battery.milliVolts() + 65536 * words[GENERATION]!,
      timeState + 256 * log.recordsPerPage + 65536 * words[CLOCK_EPOCH]! + 16777216 * warning.listState(),
      words[BOOTS]!,
      counters.lostRecords,
      counters.overwrittenPages,
      flashErrorsOf(log, warning, condition),
      counters.badPages,
      words[LIST_NUMBER]!,
      isWarningShown ? words[WARNED_DAY]! + 65536 * words[WARNED_SLOTS]! : 0,
      words[LAST_CORRECTION_MS]!,
      words[OPERATING_EPOCH]! + 65536 * config.retentionDays + 16777216 * WINDOWS_PER_SLOT,
      plan === undefined
        ? BURST_WINDOW_MS + 65536 * BACKGROUND_MOST_MS
        : plan.windowMs + 65536 * plan.intervalMs,
      log.recordsPerPage * ringPages(config, hal.flash.pageCount) + 16777216 * (TX_POWER_DBM + 128),
      slot === undefined ? 0 : slot.table.dropped(),
      condition.livedS,
      words[LOST_EXPIRED]!,
      words[LOST_OVERWRITTEN]!,
      words[LOST_UNWRITTEN]!,
      words[LOST_LEFT_OUT]!,
      condition.failedSaves + 65536 * faultFlags(state, log, condition) + 16777216 * condition.startFaults,
      config.clockBoundPpm + 65536 * words[HANGS]!,
      STATE_FORMAT +
        256 * PAGE_VERSION +
        65536 * (plan === undefined ? RENDEZVOUS : plan.schedule) +
        16777216 * condition.boot,
      words[SEAL_DAY]! + 65536 * words[ID_DAY]!,
      parseInt(chipId.substr(0, 8), 16),
      parseInt(chipId.substr(8), 16),
    ],
  };
}

/** Of log, digest and list, and state. */
function flashErrorsOf(log: Log, warning: Warning, condition: Condition): number {
  return log.counters().flashErrors + warning.flashErrors() + condition.stateFlashErrors;
}

/** Flags of what is wrong for longer than a moment. */
function faultFlags(state: TokenState, log: Log, condition: Condition): number {
  let flags = 0;
  if ((state.words[FLAGS]! & FLAG_LOST) !== 0) flags += FLAG_STATE_LOST;
  if (condition.hasSaveFailed) flags += FLAG_SAVE_FAILED;
  if (log.isExhausted()) flags += FLAG_LOG_AT_END;
  return flags;
}

/** Whether the wearer is to be told that the token does not keep what it should. */
export function isFaulty(state: TokenState, log: Log, condition: Condition): boolean {
  return (
    (faultFlags(state, log, condition) | (condition.startFaults & (FAULT_CRYPTO + FAULT_RANDOM))) !== 0 ||
    log.counters().lostRecords > 0
  );
}

/** FAULT bits of src/sync/messages.ts. */
export function findFaults(
  hal: Hal,
  state: TokenState,
  log: Log,
  warning: Warning,
  condition: Condition,
): number {
  const crypto = hal.crypto;
  const zero = new Uint8Array(1);
  const sealed = crypto.ccmSeal(new Uint8Array(16), new Uint8Array(13), zero, 4);
  let faults = 0;
  if (crypto.crc32(crypto.sha256(zero)) !== SHA_ANSWER || crypto.crc32(sealed) !== CCM_ANSWER)
    faults += FAULT_CRYPTO;
  if (crypto.toByteString(crypto.randomBytes(16)) === crypto.toByteString(crypto.randomBytes(16)))
    faults += FAULT_RANDOM;
  if (log.counters().badPages + flashErrorsOf(log, warning, condition) > 0) faults += FAULT_FLASH;
  if (hal.clock.timeState() !== "set") faults += FAULT_CLOCK;
  if (isBatteryLow(hal)) faults += FAULT_BATTERY;
  const flags = faultFlags(state, log, condition);
  if ((flags & (FLAG_STATE_LOST + FLAG_SAVE_FAILED)) !== 0) faults += FAULT_STATE;
  if ((flags & FLAG_LOG_AT_END) !== 0) faults += FAULT_LOG;
  return faults;
}
