/** Retention by the hours that a token has lived, and what the log tells of it; on pages of both sizes. */
import assert from "node:assert/strict";
import type { PageDays } from "../../src/log/format.js";
import { macInputOf, parseRing } from "../../src/log/parse.js";
import { type Ring, createRing, crypto, mountLog, plainOf, readAll, tendAll } from "./support/ring.js";

const DAY = 20_000;
const at = (livedHours: number, calendarDay = DAY, sealDay = calendarDay): PageDays => ({
  sealDay,
  calendarDay,
  livedHours: livedHours & 0xffff,
});
const numbersOf = (ring: Ring) => readAll(ring.log).map(({ number }) => number);

for (const [pageBytes, pageCount] of [
  [256, 8],
  [4096, 8],
] as const) {
  describe(`lived time, pages of ${pageBytes} bytes`, () => {
    const geometry = { pageBytes, pageCount };

    it("keeps a record for 21 days at least and for 22 at most, over the end of the hours' count too", () => {
      for (const start of [0, 100, 65_530, 32_760]) {
        const ring = createRing(geometry);
        ring.log.append(at(start), plainOf(1));
        ring.log.append(at(start + 23), plainOf(2));
        ring.log.append(at(start + 24), plainOf(3));
        tendAll(ring.log, at(start + 22 * 24 - 1));
        assert.deepEqual(numbersOf(ring), [1, 2, 3]);
        tendAll(ring.log, at(start + 22 * 24));
        assert.deepEqual(numbersOf(ring), [3], `from ${start}`);
        ring.log = ring.mount();
        tendAll(ring.log, at(start + 23 * 24));
        assert.deepEqual(numbersOf(ring), []);
      }
    });

    it("erases nothing for its date, whatever that is", () => {
      const ring = createRing(geometry);
      const days = [DAY, DAY + 29, DAY - 400, DAY + 4000, 0, 65_534, DAY];
      days.forEach((day, i) => {
        ring.log.append(at(i, day, Math.max(day, DAY)), plainOf(i));
        ring.log = ring.mount();
      });
      for (const day of [0, DAY, 65_535]) tendAll(ring.log, at(7, day));
      assert.deepEqual(numbersOf(ring), [0, 1, 2, 3, 4, 5, 6]);
      assert.deepEqual(
        readAll(ring.log).map(({ day }) => day),
        days,
      );
    });

    it("puts one seal day, one calendar day and 24 hours into a page, and says so to its reader", () => {
      const ring = createRing(geometry);
      const appended = [at(5), at(28), at(29), at(29, DAY, DAY + 1), at(29, DAY + 1), at(29, DAY + 1)];
      appended.forEach((days, i) => ring.log.append(days, plainOf(i)));
      const pages = parseRing(crypto, ring.control.image(), pageBytes);
      assert.deepEqual(
        pages.map(({ sealDay, calendarDay, livedHours }) => [sealDay, calendarDay, livedHours]),
        [
          [DAY, DAY, 5],
          [DAY, DAY, 29],
          [DAY + 1, DAY, 29],
          [DAY + 1, DAY + 1, 29],
        ],
      );
      let sequence = ring.log.firstSequence();
      for (const { sealDay, calendarDay, livedHours, generation } of pages) {
        const chunk = ring.log.read(sequence, 99)!;
        assert.deepEqual(
          [chunk.sealDay, chunk.calendarDay, chunk.livedHours, chunk.generation],
          [sealDay, calendarDay, livedHours, generation],
        );
        sequence = chunk.nextSequence;
      }
    });

    it("goes on in a page after a restart within its 24 hours only", () => {
      for (const [hours, pages] of [
        [23, 1],
        [24, 2],
      ] as const) {
        const ring = createRing(geometry);
        ring.log.append(at(1000), plainOf(1));
        ring.log = ring.mount();
        assert.equal(ring.log.livedHours(), 1000);
        ring.log.append(at(1000 + hours), plainOf(2));
        assert.equal(parseRing(crypto, ring.control.image(), pageBytes).length, pages);
      }
      assert.equal(createRing(geometry).log.livedHours(), 0);
    });

    it("reads nothing again of an expired page whose erase failed", () => {
      const ring = createRing(geometry);
      ring.log.append(at(0), plainOf(1));
      ring.control.setFailure(0, "erase", "ignored");
      tendAll(ring.log, at(600));
      assert.equal(ring.log.counters().badPages, 1);
      ring.log.append(at(600, DAY + 1), plainOf(2));
      assert.deepEqual(numbersOf(ring), [2]);
      ring.log = ring.mount();
      assert.deepEqual(numbersOf(ring), [2]);
      // The newest page says that it is erased: it is left alone until another page is the newest.
      ring.control.setFailure(0, "erase", undefined);
      const erases = ring.control.erasesOf(0);
      tendAll(ring.log, at(601));
      assert.equal(ring.control.erasesOf(0), erases);
      assert.deepEqual(numbersOf(ring), [2]);
    });

    it("keeps pages of hours that have not come, until they have, and takes records meanwhile", () => {
      const ring = createRing(geometry);
      ring.log.append(at(2000), plainOf(1));
      ring.log.append(at(0), plainOf(2));
      tendAll(ring.log, at(1));
      assert.deepEqual(numbersOf(ring), [1, 2]);
      tendAll(ring.log, at(22 * 24));
      assert.deepEqual(numbersOf(ring), [1]);
      tendAll(ring.log, at(2000 + 22 * 24 - 1));
      assert.deepEqual(numbersOf(ring), [1]);
      tendAll(ring.log, at(2000 + 22 * 24));
      assert.deepEqual(numbersOf(ring), []);
    });

    it("tells before each erase how many records go, and why; nothing of what was made void", () => {
      const told: [number, number, boolean][] = [];
      const ring = createRing(geometry, {
        onErase(firstSequence, records, isExpired) {
          const chunk = ring.log.read(firstSequence, 999)!;
          assert.equal(chunk.records.length, 32 * records, "told too late");
          told.push([firstSequence, records, isExpired]);
        },
      });
      const R = ring.log.recordsPerPage;
      for (let i = 0; i < 3; i++) ring.log.append(at(0), plainOf(i));
      for (let i = 0; i < R; i++) ring.log.append(at(24), plainOf(i));
      tendAll(ring.log, at(22 * 24));
      tendAll(ring.log, at(23 * 24));
      assert.deepEqual(told, [
        [R, 3, true],
        [2 * R, R, true],
      ]);
      told.length = 0;
      // Full twice over: what makes room is younger than the retention.
      for (let i = 0; i < 2 * pageCount * R; i++) ring.log.append(at(600), plainOf(i));
      const { overwrittenPages } = ring.log.counters();
      assert(overwrittenPages > pageCount / 2);
      assert.deepEqual(told[0], [4 * R, R, false]);
      // One was the empty page that followed the expired one.
      assert.equal(told.length, overwrittenPages - 1);
      told.length = 0;
      ring.log.eraseAll(at(601));
      tendAll(ring.log, at(601));
      assert.deepEqual(told, []);
    });

    it("closes a page that ends for its days, its hours, an erase or a key, with a MAC a host can compute", () => {
      const macs: string[] = [];
      const hexOf = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");
      const ring = createRing(geometry, {
        sealer: {
          seal: (_sequence, position) => new Uint8Array(28).fill(position + 1),
          pageMac(_sequence, page) {
            const mac = crypto.sha256(page).subarray(0, 8);
            macs.push(hexOf(mac));
            return mac;
          },
        },
      });
      ring.log.append(at(0), plainOf(1));
      ring.log.append(at(24), plainOf(2));
      ring.log.append(at(24, DAY + 1), plainOf(3));
      ring.log.append(at(24, DAY + 1, DAY + 2), plainOf(4));
      ring.log.close();
      ring.log.append(at(24, DAY + 1, DAY + 2), plainOf(5));
      ring.log.eraseAll(at(24, DAY + 1, DAY + 2));
      ring.log.append(at(25, DAY + 1, DAY + 2), plainOf(6));
      tendAll(ring.log, at(25 + 22 * 24));
      assert.equal(macs.length, 6);
      assert.equal(new Set(macs).size, 6);
    });

    it("signs a page up to its last slot that is not erased, whatever failed behind it", () => {
      const signed: Uint8Array[] = [];
      const ring = createRing(geometry, {
        sealer: {
          seal: (_sequence, position) => new Uint8Array(28).fill(position + 1),
          pageMac(_sequence, page) {
            signed.push(new Uint8Array(page));
            return new Uint8Array(8).fill(1);
          },
        },
      });
      ring.log.append(at(0), plainOf(1));
      ring.log.append(at(0), plainOf(2));
      let failing = 2;
      const holed = {
        ...ring,
        flash: {
          ...ring.flash,
          program(address: number, bytes: Uint8Array) {
            if (bytes.length !== 32 || failing-- <= 0) ring.flash.program(address, bytes);
          },
        },
      };
      const log = mountLog(holed, {
        sealer: {
          seal: (_sequence, position) => new Uint8Array(28).fill(position + 1),
          pageMac(_sequence, page) {
            signed.push(new Uint8Array(page));
            return new Uint8Array(8).fill(1);
          },
        },
      });
      failing = 0;
      assert.equal(log.append(at(0), plainOf(3)) % log.recordsPerPage, 3);
      failing = 1;
      assert.equal(log.append(at(0), plainOf(4)), 2 * log.recordsPerPage);
      assert.equal(signed.length, 1);
      assert.deepEqual(signed[0], macInputOf(crypto, ring.control.image().subarray(0, pageBytes)));
    });

    it("looks at a whole page before it counts as erased", () => {
      for (const offset of [pageBytes / 2, pageBytes - 4]) {
        const ring = createRing(geometry);
        ring.log.append(at(0), plainOf(1));
        tendAll(ring.log, at(0));
        // In the page that the next one should be: as if opening it had been cut.
        const image = ring.control.image();
        image[pageBytes + offset] = 0;
        ring.control.load(image);
        ring.log = ring.mount();
        ring.log.append(at(0, DAY + 1), plainOf(2));
        const pages = parseRing(crypto, ring.control.image(), pageBytes).map(({ page }) => page);
        assert.deepEqual(pages, [0, 2]);
        assert.deepEqual(numbersOf(ring), [1, 2]);
      }
    });

    it("ends a page where anything behind its last slot is not erased", () => {
      const ring = createRing(geometry);
      ring.log.append(at(0), plainOf(1));
      const image = ring.control.image();
      image[pageBytes - 4] = 0;
      ring.control.load(image);
      ring.log = ring.mount();
      assert.equal(Math.floor(ring.log.append(at(0), plainOf(2)) / ring.log.recordsPerPage), 2);
      assert.deepEqual(numbersOf(ring), [1, 2]);
    });

    it("does not take a slot that failed for the end of its page", () => {
      const ring = createRing(geometry);
      let count = ring.log.recordsPerPage - 3;
      for (let i = 0; i < count; i++) assert(ring.log.append(at(0), plainOf(i)) >= 0);
      // As earlier firmware went on behind it; the slot in the middle, which a search looks at first.
      const middle = (pageBytes / 32 - 2) >> 1;
      const image = ring.control.image();
      image.fill(0xff, 32 * (1 + middle), 32 * (2 + middle));
      ring.control.load(image);
      ring.log = ring.mount();
      assert.deepEqual(
        numbersOf(ring),
        Array.from({ length: count }, (_, i) => i).filter((number) => number !== middle),
      );
      assert(ring.log.append(at(0), plainOf(count++)) > 0);
    });

    /** A log, and the positions of its records, while so many programs of a slot leave `failed` of its bytes. */
    function positionsOf(failed: (bytes: Uint8Array) => Uint8Array) {
      const ring = createRing(geometry);
      let failures = 0;
      const program = (address: number, bytes: Uint8Array) => {
        ring.flash.program(address, bytes.length === 32 && failures-- > 0 ? failed(bytes) : bytes);
      };
      const log = mountLog({ ...ring, flash: { ...ring.flash, program } });
      const positionOf = (days: PageDays, failing: number) => {
        failures = failing;
        return log.append(days, plainOf(1)) - log.recordsPerPage * (log.nextPageSequence() - 1);
      };
      return { log, positionOf };
    }

    it("ends a page after two failures in it, not after one in it and one before", () => {
      const { log, positionOf } = positionsOf((bytes) => bytes.map((byte, i) => (i < 4 ? byte : 255)));
      assert.equal(positionOf(at(0), 1), 1);
      assert.equal(positionOf(at(24), 1), 1);
      assert.equal(positionOf(at(24), 0), 2);
      assert.equal(positionOf(at(48), 0), 0);
      assert.equal(positionOf(at(48), 2), 0, "the page after");
      assert.equal(log.nextPageSequence(), 5);
    });

    it("ends a page at once after a slot that still reads erased", () => {
      const { log, positionOf } = positionsOf((bytes) => bytes.map(() => 255));
      assert.equal(positionOf(at(0), 0), 0);
      assert.equal(positionOf(at(0), 1), 0, "the page after");
      assert.equal(log.nextPageSequence(), 3);
    });

    it("passes over a torn slot whose first word was not touched", () => {
      const ring = createRing(geometry);
      ring.log.append(at(0), plainOf(1));
      const image = ring.control.image();
      image.fill(0, 64 + 4, 64 + 32);
      ring.control.load(image);
      ring.log = ring.mount();
      assert.equal(ring.log.append(at(0), plainOf(2)), ring.log.recordsPerPage + 3);
      assert.deepEqual(numbersOf(ring), [1, 2]);
    });

    it("erases ahead, past pages that fail, so that appending waits for no erase", () => {
      const ring = createRing(geometry);
      for (const page of [3, 4]) ring.control.setFailure(page, "erase", "ignored");
      for (let i = 0; i < 3 * pageCount; i++) {
        const before = ring.control.totals().erases;
        ring.log.append(at(0, DAY + i), plainOf(i));
        assert(i === 0 || ring.control.totals().erases === before, `record ${i} waited`);
        tendAll(ring.log, at(0));
      }
      assert.equal(ring.log.counters().badPages, 2);
    });
  });
}
