/** Capacity and retention at the XIAO's size, for a quiet wearer, an ordinary one, and a health worker. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { ringPages } from "../../src/log/layout.js";
import { parseRing } from "../../src/log/parse.js";
import {
  type Ring,
  crypto,
  createRing,
  openTest,
  daysOf,
  plainOf,
  readAll,
  tendAll,
} from "./support/ring.js";

const config = JSON.parse(readFileSync("flash.config.json", "utf8"));
const board = config.boards.XIAOBLE;
const XIAO = {
  pageBytes: board.pageBytes as number,
  // The region begins after the header's page.
  pageCount: ringPages(board, board.regionPages - 1),
};
const RETENTION_DAYS: number = config.retentionDays;
const DAY = 20_000;

/** Tends as the token does: between the slots of the day. */
function live(ring: Ring, perDay: number, days: number): void {
  for (let day = DAY, number = 0; day < DAY + days; day++) {
    for (let i = 0; i < perDay; i++) {
      ring.log.append(daysOf(day), plainOf(number++));
      if (i % 25 === 0) tendAll(ring.log, day);
    }
    tendAll(ring.log, day);
  }
}

/** Every byte of the flash that is not erased belongs to a page of a day that may be kept. */
function assertNothingExpired(ring: Ring, oldestDay: number): void {
  const image = ring.control.image();
  const pages = new Map(parseRing(crypto, image, XIAO.pageBytes).map((page) => [page.page, page]));
  for (let page = 0; page < XIAO.pageCount; page++) {
    const parsed = pages.get(page);
    if (parsed === undefined) {
      const bytes = Buffer.from(image.subarray(page * XIAO.pageBytes, (page + 1) * XIAO.pageBytes));
      assert(bytes.equals(Buffer.alloc(XIAO.pageBytes, 0xff)), `page ${page} holds bytes without a header`);
      continue;
    }
    assert(parsed.sealDay >= oldestDay, `page ${page} is of day ${parsed.sealDay}`);
    parsed.slots.forEach((slot, position) => {
      if (slot.kind === "record") openTest(parsed.pageSequence, position, slot.sealed);
    });
  }
}

describe(`retention and capacity: ${RETENTION_DAYS} days in ${XIAO.pageCount} pages`, function () {
  this.timeout(180_000);

  for (const perDay of [10, 100, 2000]) {
    it(`keeps ${perDay} encounters a day for the whole time, and no byte of an older one`, () => {
      const ring = createRing(XIAO, { retentionDays: RETENTION_DAYS });
      const days = RETENTION_DAYS + 5;
      live(ring, perDay, days);
      const today = DAY + days - 1;
      assertNothingExpired(ring, today - RETENTION_DAYS);
      const written = ring.control.totals().programmedBytes / (32 * perDay * days);
      assert(perDay < 100 || written <= 1.1, `write amplification ${written}`);
      const records = readAll(ring.mount(), 127);
      assert.equal(records.length, perDay * (RETENTION_DAYS + 1));
      assert.equal(records[0]!.day, today - RETENTION_DAYS);
      assert.deepEqual(ring.log.counters(), {
        lostRecords: 0,
        overwrittenPages: 0,
        flashErrors: 0,
        badPages: 0,
      });
    });

    it(`leaves nothing of ${perDay} encounters a day when the wearer meets no one any more, or after an erase`, () => {
      const ring = createRing(XIAO, { retentionDays: RETENTION_DAYS });
      live(ring, perDay, 2);
      const other = { ...ring, log: ring.log };
      tendAll(ring.log, DAY + 2 + RETENTION_DAYS);
      assertNothingExpired(ring, DAY + 2);
      live(other, perDay, 2);
      assert(other.log.eraseAll(daysOf(DAY + 2)));
      tendAll(other.log, DAY + 2);
      assertNothingExpired(other, DAY + 2);
      assert.equal(parseRing(crypto, other.control.image(), XIAO.pageBytes).length, 1);
    });
  }

  it("gives up the oldest pages of a wearer with 4,000 encounters a day, and counts them", () => {
    const ring = createRing(XIAO, { retentionDays: RETENTION_DAYS });
    const perDay = 4000;
    const days = RETENTION_DAYS + 1;
    live(ring, perDay, days);
    const records = readAll(ring.log, 127);
    const { overwrittenPages, lostRecords } = ring.log.counters();
    assert(records.length >= (XIAO.pageCount - 2 - days) * ring.log.recordsPerPage);
    assert.equal(records[records.length - 1]!.number, perDay * days - 1);
    assert.equal(records[0]!.number, perDay * days - records.length);
    assert(overwrittenPages >= (perDay * days - records.length) / ring.log.recordsPerPage);
    assert.equal(lostRecords, 0);
  });
});
