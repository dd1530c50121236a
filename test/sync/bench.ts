/** Both sides of the protocol in virtual time: a token's server on simulated hardware, a line that can be harmed, a host. */
import { createHash } from "node:crypto";
import { createSimulatedClock } from "../../hal/simulated/clock.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createSimulatedFlash } from "../../hal/simulated/flash.js";
import { createRandom } from "../../hal/simulated/random.js";
import { createTimeline, type Timeline } from "../../hal/simulated/timeline.js";
import { createSimulatedUsb } from "../../hal/simulated/usb.js";
import { createLog, type Log } from "../../src/log/log.js";
import { BOOT_SLOTS, type TokenIdentity } from "../../src/sync/host/decode.js";
import type { Line, Timers } from "../../src/sync/host/line.js";
import { createSession, type Custody, type KeyRing } from "../../src/sync/host/session.js";
import { createSyncServer, type SyncServer, type SyncServices } from "../../src/sync/token/server.js";
import { ROLE, doubles, join, ramp, u16, words } from "./reference.js";

export const PAGE_BYTES = 4096;
export const RECORDS_PER_PAGE = 127;
export const SERIAL = 42;
export const KEYS = { operator: ramp(32, 1), admin: ramp(32, 65) };
export const OPERATOR: KeyRing = { operator: [{ serial: SERIAL, key: KEYS.operator }], admin: [] };
export const ADMIN: KeyRing = { operator: [], admin: [{ serial: SERIAL, key: KEYS.admin }] };
export const NOBODY: KeyRing = { operator: [], admin: [] };
/** The ASCII text that CUSTODY.md publishes. */
export const BENCH_KEY = new Uint8Array(Buffer.from("bztoken practice key, no secret!"));

export const IDENTITY: TokenIdentity = {
  serial: SERIAL,
  firmwareVersion: "1.2.3",
  isPractice: false,
  isCharging: true,
  isHandedOver: false,
  isWarningShown: true,
  isWarned: true,
  isBlinkOff: true,
  isGate: false,
  timeState: "set",
  utcMs: 1_596_877_650_000,
  uptimeMs: 3_600_000,
  firstSequence: 127,
  nextSequence: 400,
  readMark: 254,
  clockEpoch: 9,
  clockFromSequence: 300,
  lostFromSequence: 290,
  lastSetUtcMs: 1_596_000_000_000,
  lastCorrectionMs: -65_850,
  batteryMilliVolts: 3_987,
  generation: 513,
  recordsPerPage: RECORDS_PER_PAGE,
  listState: "checked",
  bootCount: 3,
  lostRecords: 70_000,
  overwrittenPages: 5,
  flashErrors: 6,
  badPages: 7,
  listNumber: 4_000_000_000,
  exposure: { day: 18_480, slots: 5 },
  operatingEpoch: 258,
  retentionDays: 21,
  windowsPerSlot: 6,
  windowMs: 2_500,
  advertIntervalMs: 1_280,
  recordCapacity: 70_000,
  txPowerDbm: -20,
  neighboursDropped: 11,
  livedS: 240_000_007,
  losses: { expired: 300, overwritten: 70_001, unwritten: 3, leftOut: 4_000_000_001 },
  failedSaves: 258,
  isStateLost: false,
  hasSaveFailed: true,
  isLogAtEnd: false,
  startFaults: ["clock", "battery"],
  clockBoundPpm: 300,
  hangs: 2,
  sealDay: 18_483,
  bootSlot: "unknown",
  isOnTrial: false,
  idDay: 18_484,
  chipId: "0123ABCDF0000001",
};
/** What an operator gets to see of a warning before the wearer's press. */
export const WITHHELD = { isWarningShown: false, isWarned: false, exposure: undefined };
const TIME_STATES = ["unset", "estimated", "set"];
const LIST_STATES = ["none", "loading", "proving", "checking", "checked"];

/** By bit, from 1 on. */
const FAULTS = ["crypto", "random", "flash", "clock", "battery", "state", "log"] as const;

/** The numbers of IDENTIFY in the order of PROTOCOL.md. */
export function describeIdentity(one: TokenIdentity): { doubles: number[]; words: number[] } {
  const bitsOf = (flags: boolean[]) => flags.reduce((sum, flag, bit) => sum + (flag ? 2 ** bit : 0), 0);
  const bits = bitsOf([
    ...[one.isPractice, one.isCharging, one.isHandedOver, one.isWarned, one.isBlinkOff],
    ...[!one.isWarningShown, one.isGate],
  ]);
  const faults = bitsOf([one.isStateLost, one.hasSaveFailed, one.isLogAtEnd]);
  const startFaults = FAULTS.reduce(
    (sum, name, bit) => sum + (one.startFaults.includes(name) ? 2 ** bit : 0),
    0,
  );
  const { losses, chipId } = one;
  const u32 = (...bytes: number[]) => Buffer.from(bytes).readUInt32LE();
  const pair = (low: number, high: number) => low + high * 65_536;
  const version = one.firmwareVersion.split(".").map(Number) as [number, number, number];
  return {
    doubles: [
      ...[one.utcMs, one.uptimeMs, one.firstSequence, one.nextSequence, one.readMark],
      ...[one.clockFromSequence, one.lostFromSequence, one.lastSetUtcMs ?? 0],
    ],
    words: [
      one.serial,
      u32(...version, bits),
      pair(one.batteryMilliVolts, one.generation),
      u32(
        ...[TIME_STATES.indexOf(one.timeState), one.recordsPerPage, one.clockEpoch],
        LIST_STATES.indexOf(one.listState),
      ),
      ...[one.bootCount, one.lostRecords, one.overwrittenPages, one.flashErrors, one.badPages],
      one.listNumber,
      pair(one.exposure?.day ?? 0, one.exposure?.slots ?? 0),
      one.lastCorrectionMs >>> 0,
      pair(one.operatingEpoch, one.retentionDays + 256 * one.windowsPerSlot),
      pair(one.windowMs, one.advertIntervalMs),
      one.recordCapacity + (one.txPowerDbm + 128) * 2 ** 24,
      one.neighboursDropped,
      ...[one.livedS, losses.expired, losses.overwritten, losses.unwritten, losses.leftOut],
      pair(one.failedSaves, faults + 256 * startFaults),
      pair(one.clockBoundPpm, one.hangs),
      u32(3, 2, 1, BOOT_SLOTS.indexOf(one.bootSlot) + (one.isOnTrial ? 8 : 0)),
      pair(one.sealDay, one.idDay),
      ...[chipId.slice(0, 8), chipId.slice(8)].map((half) => parseInt(half, 16)),
    ],
  };
}
export function identityBytes(one: TokenIdentity): Uint8Array {
  const numbers = describeIdentity(one);
  return join(doubles(...numbers.doubles), words(...numbers.words));
}

/** Version 1, generation 1, serial, day, base ID, seal chain key, root. */
export const HAND_OVER = join([1, 0], u16(1), words(SERIAL, 18_482), ramp(32), ramp(32, 32), ramp(32, 64));
export const WRAPPED = join(ramp(68, 7), ramp(68, 77));

/** What may go wrong on the way; each gets the bytes that were sent and says which arrive. */
export interface Faults {
  toHost?: (bytes: Uint8Array) => Uint8Array;
  toToken?: (bytes: Uint8Array) => Uint8Array;
}

export function createTestLog(pageCount = 8): Log {
  const { flash } = createSimulatedFlash({ pageBytes: PAGE_BYTES, pageCount });
  const crypto = createSimulatedCrypto(createRandom(1));
  const sealer = {
    seal(pageSequence: number, position: number, plain: Uint8Array) {
      const sealed = new Uint8Array(28);
      sealed.set(plain);
      new DataView(sealed.buffer).setUint32(24, pageSequence * 1000 + position, true);
      return sealed;
    },
    pageMac: () => new Uint8Array(8),
  };
  const options = { firstPage: 0, pageCount, retentionDays: 21, generation: 1, sealer, minPageSequence: 1 };
  return createLog({ flash, crypto, ...options });
}

/** Of records that are sealed under the key of a later day than their own. */
export const DAYS = { sealDay: 18_483, calendarDay: 18_482, livedHours: 0xfedc };

/** Appends records of random bytes, so that everything a parser can stumble over occurs sometimes. */
export function fillLog(log: Log, records: number, seed = 1, days = DAYS): void {
  const random = createRandom(seed);
  for (let n = 0; n < records; n++) {
    log.append(
      days,
      Uint8Array.from({ length: 24 }, () => random.uint32() >>> 24),
    );
  }
}

/** Every record in the log from `from`, as text, with its sequence number. */
export function recordsOf(log: Pick<Log, "read">, from = 0): string[] {
  const records = [];
  for (let chunk = log.read(from, 1000); chunk !== undefined; chunk = log.read(chunk.nextSequence, 1000)) {
    records.push(...recordsIn(chunk));
  }
  return records;
}

export function recordsIn(chunk: { pageSequence: number; position: number; records: Uint8Array }): string[] {
  return Array.from({ length: chunk.records.length / 32 }, (_, n) => {
    const sequence = chunk.pageSequence * RECORDS_PER_PAGE + chunk.position + n;
    return `${sequence}:${Buffer.from(chunk.records.subarray(n * 32, n * 32 + 32)).toString("hex")}`;
  });
}

type TestLog = Pick<Log, "nextSequence" | "read">;

/**
 * A token that is nothing but a sync server; prepared, in service. `told` is what hosts made it do, `will` how it
 * takes that. `services` replaces parts of it.
 */
export function createServerBench(log: TestLog = createTestLog(), services: Partial<SyncServices> = {}) {
  const timeline = createTimeline();
  const { clock, control: clockControl } = createSimulatedClock(timeline, 0, IDENTITY.utcMs);
  const { usb, control } = createSimulatedUsb(timeline);
  const crypto = createSimulatedCrypto(createRandom(1));
  const told: string[] = [];
  const will = {
    doThat: true,
    keepState: true,
    clockReason: 0,
    listReason: 0,
    updateReason: 0,
    describe: IDENTITY as TokenIdentity,
  };
  const does = <T>(what: string, result: T): T | undefined => {
    const isDone = will.doThat && will.keepState;
    if (isDone) told.push(what);
    return isDone ? result : undefined;
  };
  const keyOf = (role: number) =>
    role === ROLE.operator ? KEYS.operator : role === ROLE.admin ? KEYS.admin : undefined;
  const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
  const all: SyncServices = {
    clock,
    usb,
    crypto,
    log,
    keyOf,
    onEntered: (role) => void told.push(`entered ${role}`),
    hasSaveFailed: () => !will.keepState,
    describe: (isWarningShown) =>
      describeIdentity({
        ...will.describe,
        ...(isWarningShown ? {} : WITHHELD),
        nextSequence: log.nextSequence(),
      }),
    setTime(utcMs) {
      const oldUtcMs = clock.utcMs();
      if (will.clockReason !== 0) return will.clockReason;
      told.push(`time ${utcMs}`);
      clock.setUtc(utcMs, "set");
      const oldEpoch = will.describe.clockEpoch;
      const from = will.describe.clockFromSequence;
      const isMoved = Math.abs(utcMs - oldUtcMs) >= 60_000;
      if (isMoved) {
        will.describe = { ...will.describe, clockEpoch: oldEpoch + 1, clockFromSequence: log.nextSequence() };
      }
      const epochs = 65_536 * oldEpoch + 16_777_216 * will.describe.clockEpoch;
      return [oldUtcMs, utcMs, from, Math.max(from, log.nextSequence()), 2 + 512 + epochs];
    },
    confirm: (sequence) => void told.push(`confirmed ${sequence}`),
    onChunk() {},
    askForConsent: () => void told.push("asked for a press"),
    beginList(head, tag) {
      if (will.listReason === 0) told.push(`list ${hexOf(head)} ${hexOf(tag)}`);
      return will.listReason;
    },
    putList: (index, entries) =>
      entries.length > 0 &&
      entries.length % 36 === 0 &&
      does(`part ${index} ${hexOf(entries)}`, true) === true,
    warn: (isWarned) => void told.push(`warned ${isWarned}`),
    selfTest: () => 0,
    openConsole: () => void told.push("console"),
    isUnprepared: () => false,
    secrets: () => (all.isUnprepared() ? HAND_OVER : undefined),
    prepare: (serial, random) =>
      all.keyOf(ROLE.bench) && does(`prepared ${serial} ${hexOf(random)}`, HAND_OVER),
    rekey: (random, utcMs) => does(`rekeyed ${hexOf(random)} ${utcMs}`, WRAPPED),
    finishRekey: (generation, utcMs) => does(`finished ${generation} ${utcMs}`, true) === true,
    configure: (epoch, flags) => does(`configured ${epoch} ${flags}`, true) === true,
    setGateMode: (isGate) => does(`gate ${isGate ? "on" : "off"}`, true) === true,
    pollGate: () => does("polled", [1, 1]),
    beginUpdate(body) {
      if (will.updateReason === 0) told.push(`update ${hexOf(body)}`);
      return -will.updateReason;
    },
    putUpdate: (body) => {
      if (will.updateReason === 0) told.push(`update part ${hexOf(body)}`);
      return will.updateReason === 0 ? body[0]! + 256 * body[1]! + body.length - 4 : -will.updateReason;
    },
    erase: (serial) => serial === SERIAL && does(`erased ${serial}`, true) === true,
    ...services,
  };
  let server: SyncServer = createSyncServer(all);

  /** Plugs the token in. */
  function openLine(faults: Faults = {}): Line {
    let onData: (bytes: Uint8Array) => void = () => {};
    let onClose = (): void => {};
    control.plug(
      (bytes) => onData(faults.toHost?.(bytes) ?? bytes),
      () => onClose(),
    );
    return {
      write: (bytes) => control.write(faults.toToken?.(bytes) ?? bytes),
      onData: (listener) => (onData = listener),
      onClose: (listener) => (onClose = listener),
      close: control.unplug,
    };
  }

  return {
    timeline,
    usb: control,
    told,
    will,
    openLine,
    timers: timersOf(timeline),
    utcMs: clock.utcMs,
    press: () => server.onPress(),
    /** The program starts anew while the line stays open: it knows no session. */
    restart() {
      clockControl.reset();
      server = createSyncServer(all);
    },
    settle: <T>(promise: Promise<T>) => settle(timeline, promise),
  };
}

/** The host's hash and "random" bytes; `seed` tells hosts apart. */
export function custodyOf(seed = 1): Custody {
  const random = createRandom(seed);
  return {
    hash: { sha256: (bytes) => new Uint8Array(createHash("sha256").update(bytes).digest()) },
    random: (length) => Uint8Array.from({ length }, () => random.uint32() >>> 24),
  };
}

/** A token with a host that has not spoken yet. */
export function createPair(log?: TestLog, faults: Faults = {}, services: Partial<SyncServices> = {}) {
  const bench = createServerBench(log, services);
  return { ...bench, session: createSession(bench.openLine(faults), bench.timers, custodyOf()) };
}

export function timersOf(timeline: Timeline): Timers {
  return {
    nowMs: timeline.nowMs,
    after(delayMs, run) {
      const alarm = timeline.at(timeline.nowMs() + delayMs, run);
      return () => timeline.cancel(alarm);
    },
  };
}

/** Lets virtual time pass until the promise is settled. */
export async function settle<T>(timeline: Timeline, promise: Promise<T>): Promise<T> {
  let isSettled = false;
  const note = (): void => {
    isSettled = true;
  };
  promise.then(note, note);
  for (;;) {
    // Long enough for every `then` between two turns of the line.
    for (let i = 0; i < 40; i++) await undefined;
    if (isSettled) return promise;
    if (!timeline.runNext()) throw new Error("nothing more will happen, and the promise is not settled");
  }
}
