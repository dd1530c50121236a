/** What the token tells about itself and its clock, out of the bytes of its answers. */
import type { TimeState } from "../../../hal/hal.js";
import { viewOf } from "../../custody/host/bytes.js";
import {
  BOOT_TRIAL,
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
  GATE_BYTES,
  IDENTITY_BYTES,
  IDENTITY_DOUBLES,
  SELF_TEST_BYTES,
  TIME_CHANGE_BYTES,
  TIME_STATES,
  isWhole,
} from "../messages.js";

/** How far the token is with its F0 list. By number, as in messages.ts. */
export type ListState = "none" | "loading" | "proving" | "checking" | "checked";
const LIST_STATES: ListState[] = ["none", "loading", "proving", "checking", "checked"];

export interface TokenIdentity {
  /** 1…99,999,999. */
  readonly serial: number;
  /** "major.minor.patch", each 0…255. */
  readonly firmwareVersion: string;
  /** Nobody prepared it: it is sealed under a key that everybody knows, so it is no person's token. */
  readonly isPractice: boolean;
  readonly isCharging: boolean;
  /** It gave its secrets away and has not seen its administrator yet. */
  readonly isHandedOver: boolean;
  /** False where the token does not tell an operator, before the wearer's press, whether it warns. */
  readonly isWarningShown: boolean;
  /** False also where that is not shown. */
  readonly isWarned: boolean;
  /** Its LED stays dark unless asked. */
  readonly isBlinkOff: boolean;
  /** It is a gate's, and logs nothing. */
  readonly isGate: boolean;
  readonly batteryMilliVolts: number;
  /** Generation of its keys, 0…65,535. */
  readonly generation: number;
  readonly timeState: TimeState;
  /** Whole milliseconds; meaningless while the state is `unset`. */
  readonly utcMs: number;
  readonly uptimeMs: number;
  /** 0…255; records carry it. Another one since the time was lost, found or moved. */
  readonly clockEpoch: number;
  /** Sequence number from which the present clock epoch counts. */
  readonly clockFromSequence: number;
  /** Sequence number from which the time was only estimated; as above where it was not. */
  readonly lostFromSequence: number;
  /** When a host last set the clock, by that host's clock; undefined: never. */
  readonly lastSetUtcMs: number | undefined;
  /** By how much that moved a clock that had been set before. */
  readonly lastCorrectionMs: number;
  /** A sequence number is page sequence × this + position in the page. */
  readonly recordsPerPage: number;
  /** The log holds records from `firstSequence` up to and without `nextSequence`. */
  readonly firstSequence: number;
  readonly nextSequence: number;
  /** Up to and without which a station has confirmed its reading. */
  readonly readMark: number;
  readonly recordCapacity: number;
  readonly bootCount: number;
  /** Counters of the log, from its start. */
  readonly lostRecords: number;
  readonly overwrittenPages: number;
  readonly flashErrors: number;
  readonly badPages: number;
  /** Since the program started. */
  readonly neighboursDropped: number;
  readonly listState: ListState;
  /** Of the F0 list last taken; 0: none. */
  readonly listNumber: number;
  /** The warning that its own check gave; undefined: none, not shown, or a person at a station warned. */
  readonly exposure: { readonly day: number; readonly slots: number } | undefined;
  /** Which operating key counts. */
  readonly operatingEpoch: number;
  readonly retentionDays: number;
  readonly windowsPerSlot: number;
  readonly windowMs: number;
  readonly advertIntervalMs: number;
  readonly txPowerDbm: number;
  /** How long it has run in its life, s: what the log's retention counts. */
  readonly livedS: number;
  /** Unread records that are gone, by cause, since a station last confirmed a reading. */
  readonly losses: Losses;
  /** Saves of its small state that failed, since the program started. */
  readonly failedSaves: number;
  /** At a start its state was found lost: serial number, keys and settings are gone. */
  readonly isStateLost: boolean;
  /** The last save failed: after a loss of power it is what it was before. */
  readonly hasSaveFailed: boolean;
  /** The log takes no more records until the token gets new keys. */
  readonly isLogAtEnd: boolean;
  /** By how much its crystal may be wrong at most. */
  readonly clockBoundPpm: number;
  /** What the self-check at its last start found. */
  readonly startFaults: Fault[];
  /** Restarts that nobody asked for, without a loss of power, since a station last confirmed a reading. */
  readonly hangs: number;
  /** UTC days of the keys that it seals and sends IDs with: no right time lies much before them. */
  readonly sealDay: number;
  readonly idDay: number;
  /** From where its program runs; "unknown": it has no loader, and takes no new program. */
  readonly bootSlot: BootSlot;
  /** Its program has not proven itself yet; the one before comes back if it does not. */
  readonly isOnTrial: boolean;
  /** Number of the chip, 16 upper-case hex digits: the token's own, whatever number is on its label. */
  readonly chipId: string;
}

/** By number of src/token/update/UPDATE.md, 1. */
export const BOOT_SLOTS = ["unknown", "storage", "first", "second"] as const;
export type BootSlot = (typeof BOOT_SLOTS)[number];

/** Records. */
export interface Losses {
  /** Older than the retention, by the time that the token lived through. */
  readonly expired: number;
  /** Erased before their time to make room. */
  readonly overwritten: number;
  /** The flash would not take them. */
  readonly unwritten: number;
  /** Weak and short encounters, left out because a crowd brought more than the log holds. */
  readonly leftOut: number;
}

/** The token's clock before and after it was set. */
export interface TimeChange {
  readonly oldState: TimeState;
  /** Of the same instant as `newUtcMs`; meaningless where the old state is `unset`. */
  readonly oldUtcMs: number;
  readonly newState: TimeState;
  readonly newUtcMs: number;
  /** Different only if records are touched: those of `oldEpoch` are off by new minus old. */
  readonly oldEpoch: number;
  readonly newEpoch: number;
  /** Records written under the old clock: from here up to and without `endSequence`. */
  readonly fromSequence: number;
  readonly endSequence: number;
}

/** What a token found wrong with itself; `other` is what a newer firmware looks at. */
export type Fault = "crypto" | "random" | "flash" | "clock" | "battery" | "state" | "log" | "other";
const FAULTS: [number, Fault][] = [
  [FAULT_CRYPTO, "crypto"],
  [FAULT_RANDOM, "random"],
  [FAULT_FLASH, "flash"],
  [FAULT_CLOCK, "clock"],
  [FAULT_BATTERY, "battery"],
  [FAULT_STATE, "state"],
  [FAULT_LOG, "log"],
];

/** Undefined where the bytes cannot be an identity. Bytes behind the known ones belong to a newer firmware. */
export function decodeIdentity(body: Uint8Array): TokenIdentity | undefined {
  if (body.length < IDENTITY_BYTES) return undefined;
  const view = viewOf(body);
  const double = (index: number) => view.getFloat64(8 * index, true);
  const at = (word: number) => 8 * IDENTITY_DOUBLES + 4 * word;
  const u32 = (word: number) => view.getUint32(at(word), true);
  const u16 = (word: number, half: number) => view.getUint16(at(word) + 2 * half, true);
  const u8 = (word: number, quarter: number) => view.getUint8(at(word) + quarter);

  const flags = u8(1, 3);
  const timeState = TIME_STATES[u8(3, 0)];
  const listState = LIST_STATES[u8(3, 3)];
  const lastSetUtcMs = double(7);
  const identity = {
    utcMs: double(0),
    uptimeMs: double(1),
    firstSequence: double(2),
    nextSequence: double(3),
    readMark: double(4),
    clockFromSequence: double(5),
    lostFromSequence: double(6),
  };
  const isSound =
    Object.values(identity).every(isWhole) &&
    isWhole(lastSetUtcMs) &&
    identity.firstSequence <= identity.nextSequence;
  if (!isSound || timeState === undefined || listState === undefined) return undefined;
  return {
    ...identity,
    lastSetUtcMs: lastSetUtcMs === 0 ? undefined : lastSetUtcMs,
    serial: u32(0),
    firmwareVersion: `${u8(1, 0)}.${u8(1, 1)}.${u8(1, 2)}`,
    isPractice: (flags & FLAG_PRACTICE) !== 0,
    isCharging: (flags & FLAG_CHARGING) !== 0,
    isHandedOver: (flags & FLAG_HANDED_OVER) !== 0,
    isWarningShown: (flags & FLAG_WARNING_WITHHELD) === 0,
    isWarned: (flags & FLAG_WARNED) !== 0,
    isBlinkOff: (flags & FLAG_NO_BLINK) !== 0,
    isGate: (flags & FLAG_GATE) !== 0,
    batteryMilliVolts: u16(2, 0),
    generation: u16(2, 1),
    timeState,
    recordsPerPage: u8(3, 1),
    clockEpoch: u8(3, 2),
    listState,
    bootCount: u32(4),
    lostRecords: u32(5),
    overwrittenPages: u32(6),
    flashErrors: u32(7),
    badPages: u32(8),
    listNumber: u32(9),
    exposure: u16(10, 0) === 0 ? undefined : { day: u16(10, 0), slots: u16(10, 1) },
    lastCorrectionMs: view.getInt32(at(11), true),
    operatingEpoch: u16(12, 0),
    retentionDays: u8(12, 2),
    windowsPerSlot: u8(12, 3),
    windowMs: u16(13, 0),
    advertIntervalMs: u16(13, 1),
    recordCapacity: u32(14) & 0xffffff,
    txPowerDbm: u8(14, 3) - 128,
    neighboursDropped: u32(15),
    livedS: u32(16),
    losses: { expired: u32(17), overwritten: u32(18), unwritten: u32(19), leftOut: u32(20) },
    failedSaves: u16(21, 0),
    isStateLost: (u8(21, 2) & FLAG_STATE_LOST) !== 0,
    hasSaveFailed: (u8(21, 2) & FLAG_SAVE_FAILED) !== 0,
    isLogAtEnd: (u8(21, 2) & FLAG_LOG_AT_END) !== 0,
    startFaults: faultsOf(u8(21, 3)),
    clockBoundPpm: u16(22, 0),
    hangs: u16(22, 1),
    sealDay: u16(24, 0),
    idDay: u16(24, 1),
    bootSlot: BOOT_SLOTS[u8(23, 3) & (BOOT_TRIAL - 1)] ?? "unknown",
    isOnTrial: (u8(23, 3) & BOOT_TRIAL) !== 0,
    chipId: [25, 26].map((word) => u32(word).toString(16).toUpperCase().padStart(8, "0")).join(""),
  };
}

/** Undefined where the bytes cannot be a change of time. */
export function decodeTimeChange(body: Uint8Array): TimeChange | undefined {
  if (body.length !== TIME_CHANGE_BYTES) return undefined;
  const view = viewOf(body);
  const [oldUtcMs, newUtcMs, fromSequence, endSequence] = [0, 8, 16, 24].map((at) =>
    view.getFloat64(at, true),
  ) as [number, number, number, number];
  const oldState = TIME_STATES[view.getUint8(32)];
  const newState = TIME_STATES[view.getUint8(33)];
  if (![oldUtcMs, newUtcMs, fromSequence, endSequence].every(isWhole)) return undefined;
  if (!oldState || !newState || fromSequence > endSequence) return undefined;
  const [oldEpoch, newEpoch] = [view.getUint8(34), view.getUint8(35)];
  return { oldState, oldUtcMs, newState, newUtcMs, oldEpoch, newEpoch, fromSequence, endSequence };
}

/** What a gate's token tells: a device, and whether it is right here. */
export interface GateSight {
  readonly kind: GateKind;
  readonly isRightHere: boolean;
}

/** By number of PROTOCOL.md: nobody, a token that was pressed, phones with Bluezone. */
export const GATE_KINDS = ["nobody", "token", "android", "iphone", "iphone-asleep"] as const;
export type GateKind = (typeof GATE_KINDS)[number];

/** Undefined where the bytes are no such thing. */
export function decodeGate(body: Uint8Array): GateSight | undefined {
  const kind = GATE_KINDS[body[0] ?? -1];
  if (body.length !== GATE_BYTES || kind === undefined || body[1]! > 1) return undefined;
  return { kind, isRightHere: body[1] === 1 };
}

export function decodeFaults(body: Uint8Array): Fault[] | undefined {
  if (body.length !== SELF_TEST_BYTES) return undefined;
  return faultsOf(viewOf(body).getUint32(0, true));
}

function faultsOf(bits: number): Fault[] {
  const faults = FAULTS.filter(([bit]) => (bits & bit) !== 0).map(([, fault]) => fault);
  const known = FAULTS.reduce((sum, [bit]) => sum | bit, 0);
  return (bits & ~known) === 0 ? faults : [...faults, "other"];
}
