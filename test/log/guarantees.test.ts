/** The nine guarantees of FORMAT.md, one test each. The power-loss and property suites check 1 to 6 and 8 everywhere. */
import assert from "node:assert/strict";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import { PowerLoss } from "../../hal/simulated/flash.js";
import { parseRing } from "../../src/log/parse.js";
import {
  type Ring,
  SMALL,
  crypto,
  createRing,
  createTestSealer,
  daysOf,
  mountLog,
  plainOf,
  readAll,
  tendAll,
} from "./support/ring.js";

const DAY = 20_000;
const numbersOf = (ring: Ring) => readAll(ring.log).map((record) => record.number);
const range = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);

/** Appends numbers from `from` until power is lost; returns how many were acknowledged. */
function appendUntilCut(ring: Ring, from: number): number {
  let acknowledged = 0;
  assert.throws(() => {
    for (;;) {
      ring.log.append(daysOf(DAY), plainOf(from + acknowledged));
      acknowledged++;
      tendAll(ring.log, DAY);
    }
  }, PowerLoss);
  ring.control.restorePower();
  ring.log = ring.mount();
  return acknowledged;
}

describe("guarantees of the log", () => {
  it("1 durability: a record whose append returned is found after any later power loss", () => {
    for (const program of PROGRAM_CUTS) {
      for (let operation = 1; operation < 40; operation++) {
        const ring = createRing({ pageBytes: 256, pageCount: 40 });
        ring.control.cutPowerAt(operation, { program, erase: "mixed", seed: operation });
        const acknowledged = appendUntilCut(ring, 0);
        ring.control.cutPowerAt(operation, { program: "bits", erase: "front", seed: operation });
        appendUntilCut(ring, 100);
        assert.deepEqual(numbersOf(ring).slice(0, acknowledged), range(0, acknowledged));
      }
    }
  });

  it("2 atomicity: a record is read whole or not at all, and none that was not appended", () => {
    for (const program of PROGRAM_CUTS) {
      for (let seed = 0; seed < 50; seed++) {
        const ring = createRing();
        ring.log.append(daysOf(DAY), plainOf(1));
        ring.control.cutPowerAt(1, { program, erase: "none", seed });
        assert.equal(appendUntilCut(ring, 2), 0);
        // readAll fails on any record that is not exactly one of `plainOf`, in its place.
        const isWhole = numbersOf(ring).length === 2;
        assert.deepEqual(numbersOf(ring), isWhole ? [1, 2] : [1]);
        assert(isWhole ? program !== "none" : program !== "all");
      }
    }
  });

  it("3 order: sequence numbers ascend, and what is missing shows as a gap", () => {
    const ring = createRing();
    for (let number = 0; number < 25; number++) {
      ring.log.append(daysOf(DAY), plainOf(number));
      tendAll(ring.log, DAY);
    }
    const image = ring.control.image();
    const [, second] = parseRing(crypto, image, SMALL.pageBytes);
    // One flipped bit would be put right.
    image[second!.page * SMALL.pageBytes + 3]! ^= 3;
    ring.control.load(image);
    ring.log = ring.mount();
    const records = readAll(ring.log);
    assert.deepEqual(
      records.map((record) => record.number),
      [...range(0, 7), ...range(14, 25)],
    );
    const gaps = records.map(
      (record, i) => record.sequence - (records[i - 1]?.sequence ?? record.sequence - 1),
    );
    assert.deepEqual(
      gaps.filter((gap) => gap !== 1),
      [ring.log.recordsPerPage + 1],
    );
  });

  it("4 mount is total: noise of any kind mounts, in one look at each page and a search in one", () => {
    for (let seed = 0; seed < 300; seed++) {
      const ring = createRing();
      const noise = crypto.randomBytes(SMALL.pageBytes * SMALL.pageCount);
      ring.control.load(
        seed % 2 === 0 ? noise : noise.map((byte, i) => (i % SMALL.pageBytes < 32 ? 0xff : byte)),
      );
      ring.log = ring.mount();
      assert(ring.control.totals().reads < 3 * SMALL.pageCount);
      tendAll(ring.log, DAY);
      assert(ring.log.append(daysOf(DAY), plainOf(1)) >= 0);
    }
  });

  it("5 recovery is idempotent: cut again and again, it comes to the same end", () => {
    for (const erase of ERASE_CUTS) {
      const ring = createRing();
      for (let number = 0; number < 60; number++) {
        ring.log.append(daysOf(DAY), plainOf(number));
        tendAll(ring.log, DAY);
      }
      ring.log.eraseAll(daysOf(DAY));
      ring.log.append(daysOf(DAY), plainOf(99));
      let cuts = 0;
      for (let isDone = false; !isDone;) {
        // Every life gets one operation further than the last; the one that needs no more ends it.
        ring.control.cutPowerAt(1 + (cuts >> 1), { program: "bits", erase, seed: cuts });
        try {
          ring.log = ring.mount();
          tendAll(ring.log, DAY);
          isDone = true;
        } catch (error) {
          assert(error instanceof PowerLoss);
          assert(++cuts < 100, "recovery makes no progress");
        }
        ring.control.restorePower();
      }
      assert.deepEqual(numbersOf(ring), [99]);
      assert.equal(parseRing(crypto, ring.control.image(), SMALL.pageBytes).length, 1);
    }
  });

  it("6 bounded loss: a full ring gives up its oldest page and no more", () => {
    const ring = createRing();
    let before: number[] = [];
    for (let number = 0; number < 300; number++) {
      ring.log.append(daysOf(DAY), plainOf(number));
      tendAll(ring.log, DAY);
      const now = numbersOf(ring);
      const lost = before.filter((one) => !now.includes(one));
      if (lost.length > 0) assert.deepEqual(lost, range(lost[0]!, lost[0]! + ring.log.recordsPerPage));
      assert.deepEqual(now, range(now[0]!, number + 1));
      assert(number + 1 - now[0]! >= Math.min(number + 1, (SMALL.pageCount - 2) * ring.log.recordsPerPage));
      before = now;
    }
  });

  it("7 wear: all pages are erased equally often, give or take one", () => {
    for (const perDay of [1, 5, 30]) {
      const ring = createRing({ pageBytes: 256, pageCount: 40 });
      for (let day = DAY, number = 0; day < DAY + 500; day++) {
        for (let i = 0; i < perDay; i++) {
          ring.log.append(daysOf(day), plainOf(number++));
          tendAll(ring.log, day);
        }
      }
      const erases = range(0, 40).map((page) => ring.control.erasesOf(page));
      assert(Math.max(...erases) > 5);
      assert(Math.max(...erases) - Math.min(...erases) <= 1, `${perDay} a day: ${erases}`);
    }
  });

  it("7 wear: restarts cost slots, not erases", () => {
    const ring = createRing({ pageBytes: 4096, pageCount: 40 });
    for (let day = DAY, number = 0; day < DAY + 120; day++) {
      for (let i = 0; i < 10; i++) {
        ring.log = ring.mount();
        ring.log.append(daysOf(day), plainOf(number++));
        tendAll(ring.log, day);
      }
    }
    const erases = range(0, 40).map((page) => ring.control.erasesOf(page));
    assert(Math.max(...erases) - Math.min(...erases) <= 1, String(erases));
  });

  it("8 never follows a torn record: its slot and the next are passed over, or the page is ended", () => {
    for (const program of PROGRAM_CUTS) {
      const ring = createRing();
      ring.log.append(daysOf(DAY), plainOf(1));
      ring.control.cutPowerAt(1, { program, erase: "none", seed: 3 });
      appendUntilCut(ring, 2);
      const sequence = ring.log.append(daysOf(DAY), plainOf(9));
      const expected = ring.mount().recordsPerPage + (program === "none" ? 2 : 3);
      assert.equal(sequence, expected, program);
    }
    const ring = createRing();
    ring.log.append(daysOf(DAY), plainOf(1));
    const image = ring.control.image();
    image[32 + 32 * 5] = 0x7f;
    ring.control.load(image);
    ring.log = ring.mount();
    assert.equal(Math.floor(ring.log.append(daysOf(DAY), plainOf(2)) / ring.log.recordsPerPage), 2);
    assert.deepEqual(numbersOf(ring), [1, 2]);
  });

  it("9 flash errors: counted, never retried without end, and the token goes on logging", () => {
    for (const kind of ["program", "erase"] as const) {
      for (const failure of ["ignored", "half"] as const) {
        const ring = createRing({ pageBytes: 256, pageCount: 10 });
        const acknowledged: number[] = [];
        for (let number = 0; number < 300; number++) {
          if (number === 20) [3, 4, 8].forEach((page) => ring.control.setFailure(page, kind, failure));
          const before = ring.control.totals();
          const isFormatting = number === 0;
          if (ring.log.append(daysOf(DAY), plainOf(number)) >= 0) acknowledged.push(number);
          tendAll(ring.log, DAY);
          const after = ring.control.totals();
          assert(
            isFormatting || after.erases - before.erases <= 6,
            `${after.erases - before.erases} erases for one record`,
          );
          assert(after.programs - before.programs <= 12);
        }
        const { flashErrors, badPages, lostRecords } = ring.log.counters();
        assert(
          flashErrors > 0 && badPages === 3,
          `${kind} ${failure}: ${flashErrors} errors, ${badPages} bad pages`,
        );
        assert.equal(300 - acknowledged.length, lostRecords);
        assert(lostRecords <= 1, `${kind} ${failure}: ${lostRecords} lost`);
        // Seven good pages are left, of which one is kept erased.
        for (const log of [ring.log, ring.mount()]) {
          const found = readAll(log).map((record) => record.number);
          assert(found.length >= 5 * log.recordsPerPage);
          assert.deepEqual(found, acknowledged.slice(-found.length));
        }
      }
    }
  });

  it("9 flash errors: a flash that takes nothing for a while, at a low voltage say, has nothing sealed twice", () => {
    const ring = createRing();
    assert(ring.log.append(daysOf(DAY), plainOf(1)) >= 0);
    const setFailures = (failure: "ignored" | undefined) => {
      for (let page = 0; page < SMALL.pageCount; page++) ring.control.setFailure(page, "program", failure);
    };
    setFailures("ignored");
    assert.equal(ring.log.append(daysOf(DAY), plainOf(2)), -1);
    assert.equal(ring.log.append(daysOf(DAY), plainOf(3)), -1);
    setFailures(undefined);
    // The ring's sealer throws where a position comes again.
    ring.log = ring.mount();
    for (const number of [4, 5, 6]) assert(ring.log.append(daysOf(DAY), plainOf(number)) >= 0);
    assert.deepEqual(numbersOf(ring), [1, 4, 5, 6]);
  });

  it("9 flash errors: a flash that takes nothing any more is no reason to hang or to throw", () => {
    const ring = createRing();
    ring.log.append(daysOf(DAY), plainOf(1));
    for (let page = 0; page < SMALL.pageCount; page++) {
      ring.control.setFailure(page, "program", "ignored");
      ring.control.setFailure(page, "erase", "ignored");
    }
    for (let i = 0; i < 20; i++) {
      assert.equal(ring.log.append(daysOf(DAY + i), plainOf(2)), -1);
      tendAll(ring.log, DAY + i);
    }
    assert.equal(ring.log.counters().lostRecords, 20);
    assert(ring.control.totals().erases < 100);
    assert.deepEqual(numbersOf(ring), [1]);
    mountLog(ring, { sealer: createTestSealer() });
  });
});
