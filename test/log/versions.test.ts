/** Pages of the first firmware, of newer ones, pages with flipped bits, and the end of all page sequences. */
import assert from "node:assert/strict";
import { createSimulatedFlash } from "../../hal/simulated/flash.js";
import { MAX_PAGE_SEQUENCE, OPEN_BYTES, encodeOpening, getPageDays, putU32 } from "../../src/log/format.js";
import { createOpenings } from "../../src/log/openings.js";
import { parseHeader, parseRing } from "../../src/log/parse.js";
import { oldRing } from "./support/old-page.js";
import {
  SMALL,
  createRing,
  createTestSealer,
  crypto,
  daysOf,
  mountLog,
  plainOf,
  readAll,
  tendAll,
} from "./support/ring.js";

const DAY = 20_200;
const numbersOf = (log: Parameters<typeof readAll>[0]) => readAll(log, 50).map(({ number }) => number);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** A page as a later firmware may write it: the same opening but for its version, and fields at 10 to 13 of its own. */
function newerPage(pageBytes: number, pageSequence: number, hours: number): Uint8Array {
  const page = new Uint8Array(pageBytes).fill(0x33);
  page.fill(0xff, OPEN_BYTES, 64);
  page.set(encodeOpening(crypto, pageSequence, { ...daysOf(DAY), livedHours: hours }, 1, 0xfedc));
  page[1] = 3;
  putU32(page, 16, crypto.crc32(page.subarray(0, 16)));
  return page;
}

describe("pages of the first firmware", () => {
  for (const [pageBytes, pageCount] of [
    [256, 12],
    [4096, 30],
  ] as const) {
    it(`are read with every record after an upgrade, and expire: ${pageCount} pages of ${pageBytes} bytes`, () => {
      const simulated = createSimulatedFlash({ pageBytes, pageCount });
      const sealer = createTestSealer();
      const { image, numbers } = oldRing(pageBytes, pageCount, 3, sealer.seal);
      simulated.control.load(image);
      let erased = 0;
      const mount = () =>
        mountLog(simulated, {
          sealer,
          onErase: (_, records, isExpired) => (erased += isExpired ? records : 1e6),
        });
      let log = mount();
      const days = { sealDay: DAY, calendarDay: DAY, livedHours: 0 };
      tendAll(log, days);
      assert.deepEqual(numbersOf(log), numbers);
      const [first] = readAll(log, 1);
      assert.equal(first!.day, 20_000);
      assert.equal(log.read(log.firstSequence(), 1)!.livedHours, 0);
      // Its last page is ended: nothing of another format is put there.
      const sequence = log.append(days, plainOf(9999));
      assert.equal(Math.floor(sequence / log.recordsPerPage), 100 + pageCount - 3);
      log = mount();
      assert.deepEqual(numbersOf(log), [...numbers, 9999]);
      tendAll(log, { ...days, livedHours: 22 * 24 - 1 });
      assert.deepEqual(numbersOf(log), [...numbers, 9999]);
      assert.equal(erased, 0);
      tendAll(log, { ...days, livedHours: 22 * 24 });
      assert.deepEqual(numbersOf(log), []);
      assert.equal(erased, numbers.length + 1);
    });
  }

  it("are told from ours by the host's reader", () => {
    const { image } = oldRing(256, 6, 3, createTestSealer().seal);
    const header = parseHeader(crypto, image.subarray(4 * 256, 4 * 256 + 32));
    assert(typeof header !== "string");
    assert.deepEqual(
      [header.version, header.pageSequence, header.sealDay, header.calendarDay, header.mac],
      [1, 100, 20_000, 20_000, undefined],
    );
  });
});

describe("pages of a newer firmware", () => {
  it("are neither read, nor erased as garbage, nor written over while there is room", () => {
    const sealer = createTestSealer();
    const ring = createRing(SMALL, { sealer });
    for (let number = 0; number < 14; number++) ring.log.append(daysOf(DAY), plainOf(number));
    const image = ring.control.image();
    const hours = daysOf(DAY).livedHours;
    const newer = [3, 4].map((sequence) => newerPage(SMALL.pageBytes, sequence, hours));
    newer.forEach((page, i) => image.set(page, (2 + i) * SMALL.pageBytes));
    ring.control.load(image);
    const told: number[] = [];
    const mount = () => mountLog(ring, { sealer, onErase: (first) => told.push(Math.floor(first / 7)) });
    ring.log = mount();
    for (let chunk = ring.log.read(0, 9); chunk; chunk = ring.log.read(chunk.nextSequence, 9))
      assert(chunk.pageSequence < 3);
    const there = () =>
      newer.every((page, i) => {
        const at = (2 + i) * SMALL.pageBytes;
        return Buffer.compare(page, ring.control.image().subarray(at, at + SMALL.pageBytes)) === 0;
      });
    tendAll(ring.log, DAY);
    assert(there());
    assert.deepEqual(numbersOf(ring.log), range(0, 14));
    // Its page sequences count: what it sealed under them is not sealed again.
    assert.equal(Math.floor(ring.log.append(daysOf(DAY), plainOf(14)) / ring.log.recordsPerPage), 5);
    tendAll(ring.log, DAY);
    // Room for three more pages; then ours are older, and go first.
    for (let number = 15; number < 14 + 4 * 7; number++) {
      ring.log.append(daysOf(DAY), plainOf(number));
      tendAll(ring.log, DAY);
    }
    assert(there());
    assert(numbersOf(ring.log)[0]! > 0);
    ring.log = mount();
    tendAll(ring.log, DAY + 22);
    assert(!there(), "it outlived the retention");
    assert(told.includes(2) && told.includes(5) && !told.includes(3) && !told.includes(4), told.join());
  });

  it("are void after an erase of everything", () => {
    const ring = createRing();
    const image = ring.control.image();
    image.set(newerPage(SMALL.pageBytes, 3, daysOf(DAY).livedHours), SMALL.pageBytes);
    ring.control.load(image);
    ring.log = ring.mount();
    assert(ring.log.eraseAll(daysOf(DAY)));
    tendAll(ring.log, DAY);
    assert(!Buffer.from(ring.control.image()).includes(Buffer.alloc(8, 0x33)));
  });
});

describe("pages of others", () => {
  it("are not taken for the log's, though they have the right CRC", () => {
    const ring = createRing();
    ring.log.append(daysOf(DAY), plainOf(1));
    const image = ring.control.image();
    const other = new Uint8Array(image.subarray(0, SMALL.pageBytes));
    other[0] = 0xb4;
    putU32(other, 16, crypto.crc32(other.subarray(0, 16)));
    other[2] = 9;
    putU32(other, 16, crypto.crc32(other.subarray(0, 16)));
    image.set(other, 3 * SMALL.pageBytes);
    ring.control.load(image);
    assert.equal(parseRing(crypto, image, SMALL.pageBytes).length, 1);
    ring.log = ring.mount();
    assert.deepEqual(numbersOf(ring.log), [1]);
    assert.equal(ring.log.nextPageSequence(), 2);
    tendAll(ring.log, DAY);
    assert.equal(ring.control.image()[3 * SMALL.pageBytes], 0xff);
  });

  it("of another generation are read, and not written on", () => {
    const ring = createRing();
    ring.log.append(daysOf(DAY), plainOf(1));
    ring.log = mountLog(ring, { generation: 2 });
    assert.equal(Math.floor(ring.log.append(daysOf(DAY), plainOf(2)) / ring.log.recordsPerPage), 2);
    assert.deepEqual(numbersOf(ring.log), [1, 2]);
    assert.deepEqual(
      parseRing(crypto, ring.control.image(), SMALL.pageBytes).map(({ generation }) => generation),
      [1, 2],
    );
  });
});

describe("a flipped bit in an opening", () => {
  it("is put right, whichever it is, in openings of either length", () => {
    const openings = createOpenings(crypto);
    const ours = encodeOpening(crypto, 77, { sealDay: 1, calendarDay: 2, livedHours: 3 }, 4, 5);
    const { image } = oldRing(256, 6, 3, createTestSealer().seal);
    const old = image.subarray(4 * 256, 4 * 256 + OPEN_BYTES);
    for (const [opening, bits] of [
      [ours, 160],
      [old, 128],
    ] as const) {
      assert.deepEqual(openings.repair(opening), new Uint8Array(opening));
      for (let bit = 0; bit < bits; bit++) {
        const flipped = new Uint8Array(opening);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        assert.deepEqual(openings.repair(flipped), new Uint8Array(opening), `bit ${bit}`);
        flipped[((bit + 50) % bits) >> 3]! ^= 1 << (((bit + 50) % bits) & 7);
        assert.equal(openings.repair(flipped), undefined, `bits ${bit} and another`);
      }
    }
    assert.equal(openings.repair(new Uint8Array(OPEN_BYTES)), undefined);
    assert.equal(openings.repair(new Uint8Array(OPEN_BYTES).fill(255)), undefined);
    assert.equal(getPageDays(old).livedHours, 0);
  });

  it("ends the newest page, and loses nothing", () => {
    for (let bit = 0; bit < 8 * OPEN_BYTES; bit++) {
      const ring = createRing();
      for (let number = 0; number < 10; number++) ring.log.append(daysOf(DAY), plainOf(number));
      const image = ring.control.image();
      image[SMALL.pageBytes + (bit >> 3)]! ^= 1 << (bit & 7);
      ring.control.load(image);
      ring.log = ring.mount();
      assert.equal(Math.floor(ring.log.append(daysOf(DAY), plainOf(10)) / ring.log.recordsPerPage), 3);
      tendAll(ring.log, DAY);
      assert.deepEqual(numbersOf(ring.mount()), range(0, 11), `bit ${bit}`);
    }
  });
});

describe("an opening that reads right only once", () => {
  it("is none: the log goes on in the page before", () => {
    const ring = createRing();
    const perPage = ring.log.recordsPerPage;
    for (let number = 0; number < perPage - 1; number++) ring.log.append(daysOf(DAY), plainOf(number));
    ring.log.append(daysOf(DAY), plainOf(perPage - 1));
    while (ring.log.turnPage(daysOf(DAY)));
    const next = ring.log.nextSequence();
    const read = ring.flash.read;
    let reads = 0;
    // As where a cut fell at the end of programming it: right when it is looked for, and not when it is relied on.
    ring.flash.read = (address, length) => {
      const bytes = read(address, length);
      if (address === SMALL.pageBytes && ++reads > 2) bytes[2]! ^= 3;
      return bytes;
    };
    const log = ring.mount();
    assert(reads > 2);
    assert.equal(log.nextSequence(), next);
    assert.equal(log.append(daysOf(DAY), plainOf(perPage)), next);
    assert.deepEqual(numbersOf(log), range(0, perPage + 1));
  });
});

describe("the end of the page sequences", () => {
  const atEnd = (sequence: number) => {
    const sealer = createTestSealer();
    const ring = createRing(SMALL, { minPageSequence: sequence, sealer });
    ring.log.append(daysOf(DAY), plainOf(1));
    return { ring, sealer };
  };

  it("is reported, takes nothing more, counts it, and loses nothing", () => {
    const { ring } = atEnd(MAX_PAGE_SEQUENCE);
    assert(!ring.log.isExhausted() || ring.log.nextPageSequence() > MAX_PAGE_SEQUENCE);
    for (let number = 2; number <= 7; number++) ring.log.append(daysOf(DAY), plainOf(number));
    assert.equal(ring.log.append(daysOf(DAY), plainOf(8)), -1);
    assert(ring.log.isExhausted());
    assert.equal(ring.log.counters().lostRecords, 1);
    assert(!ring.log.eraseAll(daysOf(DAY)));
    const again = ring.mount();
    assert(again.isExhausted());
    assert.equal(again.append(daysOf(DAY + 1), plainOf(9)), -1);
    assert.deepEqual(numbersOf(again), range(1, 8));
    assert(!createRing(SMALL, { minPageSequence: MAX_PAGE_SEQUENCE }).log.isExhausted());
    assert(createRing(SMALL, { minPageSequence: MAX_PAGE_SEQUENCE + 1 }).log.isExhausted());
  });

  it("makes nothing void in its own generation, not what the ones before have left either", () => {
    const ring = createRing();
    ring.log.append(daysOf(DAY), plainOf(1));
    const sealer = createTestSealer();
    mountLog(ring, { generation: 2, sealer }).append(daysOf(DAY), plainOf(2));
    const options = { generation: 2, minPageSequence: MAX_PAGE_SEQUENCE, sealer };
    mountLog(ring, options).append(daysOf(DAY + 1), plainOf(3));
    const log = mountLog(ring, options);
    assert.equal(log.nextPageSequence(), MAX_PAGE_SEQUENCE + 1);
    assert.deepEqual(numbersOf(log), [1, 2, 3]);
    tendAll(log, DAY);
    assert.deepEqual(numbersOf(log), [1, 2, 3]);
  });

  it("is followed by the first one in a new generation, over restarts too, and what was before is erased", () => {
    for (const before of [0, 5, MAX_PAGE_SEQUENCE, MAX_PAGE_SEQUENCE + 1]) {
      let minPageSequence = before;
      const { ring } = atEnd(MAX_PAGE_SEQUENCE - 1);
      for (let number = 2; number < 10; number++) ring.log.append(daysOf(DAY), plainOf(number));
      const sealer = createTestSealer();
      const mount = () => mountLog(ring, { generation: 2, minPageSequence, sealer });
      let log = mount();
      assert(!log.isExhausted());
      assert.deepEqual(numbersOf(log), []);
      const first = before === 5 ? 5 : 1;
      for (const number of range(20, 30)) {
        const sequence = log.append(daysOf(DAY), plainOf(number));
        if (number === 20) assert.equal(sequence, first * log.recordsPerPage);
        assert(sequence > 0);
        minPageSequence = log.nextPageSequence();
        log = mount();
      }
      assert.deepEqual(numbersOf(log), range(20, 30));
      tendAll(log, DAY);
      assert.deepEqual(numbersOf(mountLog(ring, { generation: 2, sealer })), range(20, 30));
      for (const { generation } of parseRing(crypto, ring.control.image(), SMALL.pageBytes))
        assert.equal(generation, 2);
    }
  });
});
