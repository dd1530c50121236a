import assert from "node:assert/strict";
import { parseRing } from "../../src/log/parse.js";
import { SMALL, crypto, createRing, daysOf, plainOf, readAll, tendAll } from "./support/ring.js";

const DAY = 20_000;

/** Appends records with the numbers `from` up to `to`, tending in between as the token does. */
function fill(ring: ReturnType<typeof createRing>, day: number, from: number, to: number): number[] {
  const sequences: number[] = [];
  for (let number = from; number < to; number++) {
    sequences.push(ring.log.append(daysOf(day), plainOf(number)));
    tendAll(ring.log, day);
  }
  return sequences;
}

const numbers = (records: { number: number }[]) => records.map((record) => record.number);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

describe("ring log", () => {
  it("reads back what was appended, in order, before and after a restart", () => {
    const ring = createRing();
    const sequences = fill(ring, DAY, 0, 20);
    for (const log of [ring.log, ring.mount()]) {
      const records = readAll(log);
      assert.deepEqual(numbers(records), range(0, 20));
      assert.deepEqual(
        records.map((record) => record.sequence),
        sequences,
      );
    }
  });

  it("reads all of a page that was read while it was still filled", () => {
    const ring = createRing();
    for (let number = 0; number < 40; number++) {
      fill(ring, DAY, number, number + 1);
      // In the middle of a page, and again when others came after it.
      if (number % 7 === 0) assert.deepEqual(numbers(readAll(ring.log, 4)), range(0, number + 1));
    }
  });

  it("reads on from any sequence number", () => {
    const ring = createRing();
    const sequences = fill(ring, DAY, 0, 30);
    for (let i = 0; i < 30; i++) {
      assert.deepEqual(numbers(readAll(ring.log, 4, sequences[i])), range(i, 30));
      assert.deepEqual(numbers(readAll(ring.mount(), 100, sequences[i])), range(i, 30));
    }
    assert.equal(ring.log.read(ring.log.nextSequence(), 5), undefined);
  });

  it("goes on in the same page after a restart, one slot further", () => {
    const ring = createRing();
    ring.log.append(daysOf(DAY), plainOf(1));
    const [before] = [ring.log.nextSequence()];
    ring.log = ring.mount();
    assert.equal(ring.log.append(daysOf(DAY), plainOf(2)), before + 1);
    assert.deepEqual(numbers(readAll(ring.log)), [1, 2]);
    assert.deepEqual(
      parseRing(crypto, ring.control.image(), SMALL.pageBytes)[0]!.slots.map((slot) => slot.kind),
      ["record", "restart", "record", "erased", "erased", "erased", "erased"],
    );
  });

  it("keeps one day in a page", () => {
    const ring = createRing();
    fill(ring, DAY, 0, 3);
    fill(ring, DAY + 1, 3, 5);
    const pages = parseRing(crypto, ring.control.image(), SMALL.pageBytes);
    assert.deepEqual(
      pages.map((page) => [page.sealDay, page.calendarDay, page.mac !== undefined]),
      [
        [DAY, DAY, true],
        [DAY + 1, DAY + 1, false],
      ],
    );
  });

  it("drops the oldest page when it is full, and counts it", () => {
    const ring = createRing();
    fill(ring, DAY, 0, 200);
    const records = readAll(ring.log);
    const kept = records.length;
    assert(kept >= (SMALL.pageCount - 2) * ring.log.recordsPerPage);
    assert.deepEqual(numbers(records), range(200 - kept, 200));
    assert.equal(ring.log.counters().overwrittenPages, Math.floor((200 - kept) / ring.log.recordsPerPage));
    assert.deepEqual(readAll(ring.mount()), records);
  });

  it("erases what is older than the retention, the open page too", () => {
    const ring = createRing();
    fill(ring, DAY, 0, 3);
    tendAll(ring.log, DAY + 21);
    assert.deepEqual(numbers(readAll(ring.log)), [0, 1, 2]);
    const next = ring.log.nextPageSequence();
    tendAll(ring.log, DAY + 22);
    assert.deepEqual(readAll(ring.log), []);
    const [page, ...others] = parseRing(crypto, ring.control.image(), SMALL.pageBytes);
    assert.deepEqual(others, []);
    assert.equal(page!.pageSequence, next);
    assert(page!.slots.every((slot) => slot.kind === "erased"));
    assert.equal(ring.mount().nextPageSequence(), next + 1);
  });

  it("forgets everything at once, erases it, and never goes back in its sequence", () => {
    const ring = createRing();
    fill(ring, DAY, 0, 30);
    const next = ring.log.nextSequence();
    assert(ring.log.eraseAll(daysOf(DAY)));
    for (const log of [ring.log, ring.mount()]) {
      assert.deepEqual(readAll(log), []);
      assert(log.firstSequence() > next - ring.log.recordsPerPage);
    }
    ring.log = ring.mount();
    tendAll(ring.log, DAY);
    assert.equal(parseRing(crypto, ring.control.image(), SMALL.pageBytes).length, 1);
    fill(ring, DAY, 30, 35);
    assert.deepEqual(numbers(readAll(ring.mount())), range(30, 35));
  });

  it("starts at the page sequence it is told when the flash holds less", () => {
    const ring = createRing(SMALL, { minPageSequence: 1000 });
    assert.equal(ring.log.append(daysOf(DAY), plainOf(1)), 1000 * ring.log.recordsPerPage);
    assert.equal(ring.mount().nextPageSequence(), 1001);
  });
});
