/** A ring on simulated flash with a sealer that can be read and that refuses to seal twice at one place. */
import assert from "node:assert/strict";
import { createSimulatedCrypto } from "../../../hal/simulated/crypto.js";
import { type SimulatedFlash, createSimulatedFlash } from "../../../hal/simulated/flash.js";
import { createRandom } from "../../../hal/simulated/random.js";
import type { PageDays } from "../../../src/log/format.js";
import { type Log, type LogOptions, type Sealer, createLog } from "../../../src/log/log.js";
import { parseSlot } from "../../../src/log/parse.js";

export const crypto = createSimulatedCrypto(createRandom(1));

export interface Geometry {
  pageBytes: number;
  pageCount: number;
}

/** A record that tells which it is: its number, over and over. */
export function plainOf(number: number): Uint8Array {
  const plain = new Uint8Array(24);
  new DataView(plain.buffer).setUint32(0, number, true);
  plain.fill((number * 7 + 1) & 255, 4);
  return plain;
}

/** What was sealed where; the log must never ask twice for one place. */
export type Seals = Map<string, string>;

/** Not a cipher: the plain bytes turned by the position, and four bytes that bind the place. */
export function createTestSealer(seals: Seals = new Map()): Sealer {
  return {
    seal(pageSequence, position, plain) {
      const place = `${pageSequence}/${position}`;
      assert(!seals.has(place), `sealed twice at ${place}`);
      seals.set(place, "");
      return sealTest(pageSequence, position, plain);
    },
    pageMac: (pageSequence, page) => crypto.sha256(Uint8Array.of(pageSequence, ...page)).subarray(0, 8),
  };
}

function sealTest(pageSequence: number, position: number, plain: Uint8Array): Uint8Array {
  const sealed = new Uint8Array(28);
  for (let i = 0; i < 24; i++) sealed[i] = plain[i]! ^ 0xa5;
  new DataView(sealed.buffer).setUint32(24, pageSequence * 65536 + position, true);
  return sealed;
}

/** The number in a sealed record; throws if it was sealed for another place or is not one of ours. */
export function openTest(pageSequence: number, position: number, sealed: Uint8Array): number {
  const number = new DataView(sealed.buffer, sealed.byteOffset).getUint32(0, true) ^ 0xa5a5a5a5;
  const expected = sealTest(pageSequence, position, plainOf(number >>> 0));
  assert(Buffer.compare(expected, sealed) === 0, "a record that was not appended, or not here");
  return number >>> 0;
}

/** The days of a token whose clock was never set back, and which has lived since day 0. */
export function daysOf(day: number): PageDays {
  return { sealDay: day, calendarDay: day, livedHours: (day * 24) & 0xffff };
}

export interface StoredRecord {
  sequence: number;
  day: number;
  number: number;
}

/** Everything the log gives out, in its order, `maxRecords` at a time. */
export function readAll(log: Log, maxRecords = 5, from = log.firstSequence()): StoredRecord[] {
  const records: StoredRecord[] = [];
  for (let chunk = log.read(from, maxRecords); chunk; chunk = log.read(chunk.nextSequence, maxRecords)) {
    assert(chunk.records.length > 0 && chunk.records.length <= 32 * maxRecords);
    assert.equal(
      chunk.nextSequence,
      chunk.pageSequence * log.recordsPerPage + chunk.position + chunk.records.length / 32,
    );
    for (let i = 0; i < chunk.records.length / 32; i++) {
      const slot = parseSlot(crypto, chunk.records.subarray(32 * i, 32 * i + 32));
      if (slot.kind !== "record") continue;
      const position = chunk.position + i;
      records.push({
        sequence: chunk.pageSequence * log.recordsPerPage + position,
        day: chunk.calendarDay,
        number: openTest(chunk.pageSequence, position, slot.sealed),
      });
    }
  }
  return records;
}

export const SMALL: Geometry = { pageBytes: 256, pageCount: 8 };

export interface Ring extends SimulatedFlash {
  log: Log;
  /** What the chip does at power-on. */
  mount(): Log;
}

export function createRing(geometry: Geometry = SMALL, options: Partial<LogOptions> = {}): Ring {
  const simulated = createSimulatedFlash(geometry);
  const sealer = createTestSealer();
  const mount = () => mountLog(simulated, { sealer, ...options });
  return { ...simulated, log: mount(), mount };
}

export function mountLog({ flash }: SimulatedFlash, options: Partial<LogOptions> = {}): Log {
  return createLog({
    flash,
    crypto,
    firstPage: 0,
    pageCount: flash.pageCount - (options.firstPage ?? 0),
    retentionDays: 21,
    generation: 1,
    sealer: createTestSealer(),
    minPageSequence: 0,
    ...options,
  });
}

/** Runs housekeeping to its end; fails if there is none. */
export function tendAll(log: Log, today: number | PageDays): number {
  const days = typeof today === "number" ? daysOf(today) : today;
  let steps = 0;
  while (log.tend(days)) assert(++steps < 5000, "housekeeping does not come to an end");
  return steps;
}
