/** Flips every bit of a full region in turn: what is lost is one record at most, or it is mended, or it is told. */
import assert from "node:assert/strict";
import { type SimulatedFlash, createSimulatedFlash } from "../../hal/simulated/flash.js";
import { HEADER_BYTES, MAC_OFFSET, OPEN_BYTES } from "../../src/log/format.js";
import { macInputOf, parseRing } from "../../src/log/parse.js";
import { createStateStore } from "../../src/log/state-store.js";
import {
  createTestSealer,
  crypto,
  daysOf,
  mountLog,
  plainOf,
  readAll,
  tendAll,
} from "../log/support/ring.js";

const STATE_PAGES = 4;
const DAY = 20_000;

interface Region {
  simulated: SimulatedFlash;
  numbers: number[];
  state: Uint8Array;
}

const mountStore = ({ flash }: SimulatedFlash) => createStateStore(flash, crypto, 0, STATE_PAGES);
const mountRing = (simulated: SimulatedFlash) =>
  mountLog(simulated, {
    firstPage: STATE_PAGES,
    pageCount: simulated.flash.pageCount - STATE_PAGES,
    sealer: createTestSealer(),
  });

/** A state, and a ring as full as it gets, with one page behind it and the newest half full. */
function fullRegion(pageBytes: number, ringPages: number): Region {
  const simulated = createSimulatedFlash({ pageBytes, pageCount: STATE_PAGES + ringPages });
  const state = Uint8Array.from({ length: 40 }, (_, i) => i * 5);
  mountStore(simulated).save(state);
  const log = mountRing(simulated);
  const count = Math.floor((ringPages + 1.5) * log.recordsPerPage);
  for (let number = 0; number < count; number++) {
    log.append(daysOf(DAY), plainOf(number));
    tendAll(log, DAY);
  }
  return { simulated, state, numbers: readAll(log).map(({ number }) => number) };
}

/** Pages whose MAC does not fit. */
function spoiltPages(image: Uint8Array, pageBytes: number): number {
  return parseRing(crypto, image, pageBytes).filter(({ mac, page, pageSequence }) => {
    if (mac === undefined) return false;
    const input = macInputOf(crypto, image.subarray(page * pageBytes, (page + 1) * pageBytes))!;
    const expected = createTestSealer().pageMac(pageSequence, input);
    return Buffer.compare(expected, mac) !== 0;
  }).length;
}

describe("a flipped bit, in every place of a full region", function () {
  this.timeout(0);
  for (const [pageBytes, ringPages] of [
    [128, 9],
    [256, 8],
    [1024, 5],
  ] as const) {
    it(`costs one record at most: ${ringPages} pages of ${pageBytes} bytes`, () => {
      const { simulated, numbers, state } = fullRegion(pageBytes, ringPages);
      const original = simulated.control.image();
      let lostRecords = 0;
      for (let bit = 0; bit < 8 * original.length; bit++) {
        const fork = simulated.control.fork();
        const image = new Uint8Array(original);
        image[bit >> 3]! ^= 1 << (bit & 7);
        fork.control.load(image);
        const store = mountStore(fork);
        assert.deepEqual(store.load(), state, `bit ${bit}`);
        const log = mountRing(fork);
        const found = new Set(readAll(log, 40).map(({ number }) => number));
        const lost = numbers.filter((number) => !found.has(number)).length;
        const offset = (bit >> 3) % pageBytes;
        assert(lost <= 1, `bit ${bit}, offset ${offset}: ${lost} records`);
        if (offset < HEADER_BYTES) assert.equal(lost, 0, `bit ${bit} of a header cost a record`);
        lostRecords += lost;
        if (bit >> 3 < STATE_PAGES * pageBytes) continue;
        // In what a MAC vouches for, it shows; in an opening it is put right.
        const ring = image.subarray(STATE_PAGES * pageBytes);
        const isVouched = offset >= MAC_OFFSET;
        const spoilt = spoiltPages(ring, pageBytes);
        assert(spoilt <= (isVouched ? 1 : 0), `bit ${bit}: ${spoilt} MACs do not fit`);
        if (offset < OPEN_BYTES)
          assert.equal(
            parseRing(crypto, ring, pageBytes).length,
            parseRing(crypto, original.subarray(STATE_PAGES * pageBytes), pageBytes).length,
          );
        log.append(daysOf(DAY), plainOf(100_000));
        assert.equal(log.counters().lostRecords, 0);
      }
      // Every bit of every record costs that record.
      assert.equal(lostRecords, numbers.length * 256);
    });
  }
});
