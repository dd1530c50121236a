/** Both sides of the protocol in virtual time: a token's server on simulated hardware, a line that can be harmed, a host. */
import { crc32 } from "node:zlib";
import { createSimulatedClock } from "../../hal/simulated/clock.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createSimulatedFlash } from "../../hal/simulated/flash.js";
import { createRandom } from "../../hal/simulated/random.js";
import { createTimeline, type Timeline } from "../../hal/simulated/timeline.js";
import { createSimulatedUsb } from "../../hal/simulated/usb.js";
import { createLog, type Log } from "../../src/log/log.js";
import type { Frame } from "../../src/sync/host/frame.js";
import type { Line, Timers } from "../../src/sync/host/line.js";
import type { TimeChange, TokenIdentity, TokenSecrets } from "../../src/sync/messages.js";
import { createSyncServer } from "../../src/sync/token/server.js";

export const PAGE_BYTES = 4096;
export const RECORDS_PER_PAGE = 127;

export const IDENTITY: TokenIdentity = {
  serial: 42,
  firmwareVersion: "0.1.0",
  isPractice: true,
  timeState: "set",
  utcMs: 1_596_877_650_000,
  uptimeMs: 3_600_000,
  batteryMilliVolts: 3_987,
  isCharging: true,
  generation: 1,
  recordsPerPage: RECORDS_PER_PAGE,
  firstSequence: 127,
  nextSequence: 400,
  readMark: 254,
  bootCount: 3,
  lostRecords: 0,
  overwrittenPages: 5,
  flashErrors: 6,
  badPages: 7,
};
export const SECRETS: TokenSecrets = {
  baseId: Uint8Array.from({ length: 32 }, (_, i) => i),
  createdDay: 18_482,
  sealKey: new Uint8Array(16).fill(0xaa),
};

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

/** Appends records of random bytes, so that everything a parser can stumble over occurs sometimes. */
export function fillLog(log: Log, records: number, seed = 1, day = 18_500): void {
  const random = createRandom(seed);
  for (let n = 0; n < records; n++) {
    log.append(
      day,
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

/** A token that is nothing but a sync server; `told` is what the host made it do. */
export function createServerBench(log: Pick<Log, "nextSequence" | "read"> = createTestLog()) {
  const timeline = createTimeline();
  const { clock } = createSimulatedClock(timeline, 0, IDENTITY.utcMs);
  const { usb, control } = createSimulatedUsb(timeline);
  const crypto = createSimulatedCrypto(createRandom(1));
  const told = { readMark: -1, consoles: 0, mayDo: true };
  createSyncServer({
    clock,
    usb,
    crypto,
    log,
    describe: () => ({ ...IDENTITY, nextSequence: log.nextSequence() }),
    setTime(utcMs): TimeChange | undefined {
      if (!told.mayDo) return undefined;
      const change = { oldState: clock.timeState(), oldUtcMs: clock.utcMs() } as const;
      clock.setUtc(utcMs, "set");
      return { ...change, newState: "set", newUtcMs: utcMs };
    },
    secrets: () => (told.mayDo ? SECRETS : undefined),
    confirm: (sequence) => (told.readMark = sequence),
    mayOpenConsole: () => told.mayDo,
    openConsole: () => told.consoles++,
  });

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

  return { timeline, usb: control, told, openLine, timers: timersOf(timeline), utcMs: clock.utcMs };
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
    for (let i = 0; i < 12; i++) await undefined;
    if (isSettled) return promise;
    if (!timeline.runNext()) throw new Error("nothing more will happen, and the promise is not settled");
  }
}

/** A frame as PROTOCOL.md writes it, made without the code under test. */
export function frameBytes(frame: Partial<Frame> & { type: number }, lengthSaid?: number): Uint8Array {
  const { version = 1, protection = 0, type, request = 1, payload = new Uint8Array(0) } = frame;
  const bytes = Buffer.alloc(12 + payload.length);
  bytes.set([0xb7, 0x5a, 0, 0, version, protection, type, request]);
  bytes.writeUInt16LE(lengthSaid ?? payload.length, 2);
  bytes.set(payload, 8);
  bytes.writeUInt32LE(crc32(bytes.subarray(0, 8 + payload.length)), 8 + payload.length);
  return new Uint8Array(bytes);
}

/** A request as PROTOCOL.md writes it, made without the code under test. */
export function requestText(head: number[], body: Uint8Array | number[] = []): string {
  const message = Buffer.from([...head, ...body]);
  const crc = Buffer.alloc(4);
  crc.writeUInt32LE(crc32(message));
  return Buffer.concat([message, crc]).toString("base64") + "\n";
}

export function doubles(...values: number[]): Uint8Array {
  return new Uint8Array(Float64Array.from(values).buffer);
}

export function bytesOf(text: string): Uint8Array {
  return new Uint8Array(Buffer.from(text, "latin1"));
}
