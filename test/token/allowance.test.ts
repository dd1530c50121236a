/** In a crowd a token leaves neighbours out, so that its log keeps all of its days (SCHEDULE.md). */
import assert from "node:assert/strict";
import fc from "fast-check";
import config from "../../flash.config.json" with { type: "json" };
import { firstRingPage, lastingRecordsPerDay, ringPages } from "../../src/log/layout.js";
import { createLog } from "../../src/log/log.js";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { createAllowance } from "../../src/token/allowance.js";
import { NEIGHBOUR_CAPACITY } from "../../src/token/schedule.js";
import { LOST_LEFT_OUT, LOST_OVERWRITTEN } from "../../src/token/state.js";
import { TEST_KEY, createFixedSealer } from "../log/support/fixed-sealer.js";
import { CONFIG, START_UTC_MS, createBench } from "./bench-token.js";

const BOARD = config.boards.XIAOBLE;
const RING = ringPages(BOARD, BOARD.regionPages - 1);
const SLOTS = 96;
const SLOT_MS = 900_000;

/** A pupil: quiet at home, 160 neighbours in each of the 40 slots at school. 6,400 encounters a day. */
const PUPILS_DAY = Array.from({ length: SLOTS }, (_, slot) => (slot < 40 ? 160 : 0));

describe("allowance for a crowd", () => {
  it("is in any days together no more than their share and one day's saved up, and never less than a slot's share", () => {
    const day = fc.array(fc.nat(320), { minLength: SLOTS, maxLength: SLOTS });
    fc.assert(
      fc.property(
        fc.integer({ min: 200, max: 3000 }),
        fc.array(day, { minLength: 1, maxLength: 8 }),
        (perDay, days) => {
          const allowance = createAllowance(perDay);
          let total = 0;
          for (const neighbours of days.flat()) {
            const most = allowance.ofSlot();
            assert.ok(most >= Math.floor(perDay / SLOTS));
            const kept = Math.min(neighbours, most);
            for (let n = 0; n < kept; n++) allowance.spend();
            assert.equal(allowance.ofSlot(), most, "it does not change within the slot");
            allowance.endSlot();
            total += kept;
          }
          assert.ok(total <= (days.length + 1) * perDay);
        },
      ),
    );
  });

  it("leaves no one out where the ring cannot keep its days anyway", () => {
    for (const pages of [3, 22, 24, 60]) {
      const allowance = createAllowance(lastingRecordsPerDay(pages, 31, config.retentionDays));
      assert.ok(allowance.ofSlot() >= 11, `${pages} pages: ${allowance.ofSlot()}`);
    }
    assert.ok(lastingRecordsPerDay(RING, 127, config.retentionDays) < 2100);
  });

  it("gives a quiet day's crowd of an hour all that it asks for", () => {
    const allowance = createAllowance(lastingRecordsPerDay(RING, 127, config.retentionDays));
    for (const most of [255, 226, 200, 178]) {
      assert.equal(allowance.ofSlot(), most);
      for (let n = 0; n < most; n++) allowance.spend();
      allowance.endSlot();
    }
  });

  it("saves up a day's records at most", () => {
    const perDay = lastingRecordsPerDay(RING, 127, config.retentionDays);
    const allowance = createAllowance(perDay);
    for (let slot = 0; slot < 30 * SLOTS; slot++) allowance.endSlot();
    assert.equal(allowance.ofSlot(), Math.floor(perDay / 8));
  });

  /** Days of a wearer's log on the board's ring: pages given up before their time, and the oldest day's age at the end. */
  function live(days: number, isBound: boolean) {
    const { hal } = createSimulatedHal({
      timeline: createTimeline(),
      pageBytes: BOARD.pageBytes,
      pageCount: BOARD.regionPages - 1,
      seed: 1,
      chipId: "00112233AABBCCDD",
    });
    const log = createLog({
      flash: hal.flash,
      crypto: hal.crypto,
      firstPage: firstRingPage(BOARD),
      pageCount: RING,
      retentionDays: config.retentionDays,
      generation: 1,
      sealer: createFixedSealer(hal.crypto, 42, 1, TEST_KEY),
      minPageSequence: 0,
    });
    const allowance = createAllowance(lastingRecordsPerDay(RING, log.recordsPerPage, config.retentionDays));
    const plain = new Uint8Array(24);
    let kept = 0;
    for (let slot = 0; slot < days * SLOTS; slot++) {
      const day = Math.floor(slot / SLOTS);
      const at = { sealDay: day, calendarDay: day, livedHours: Math.floor(slot / 4) };
      const most = isBound ? allowance.ofSlot() : Infinity;
      for (let n = 0; n < Math.min(PUPILS_DAY[slot % SLOTS]!, most); n++) {
        log.append(at, plain);
        allowance.spend();
        kept++;
      }
      allowance.endSlot();
      while (log.tend(at));
    }
    const oldest = log.read(log.firstSequence(), 1)!.calendarDay;
    return {
      overwritten: log.counters().overwrittenPages,
      daysHeld: days - 1 - oldest,
      keptADay: Math.round(kept / days),
    };
  }

  it("keeps 21 days of a pupil in a crowd, who without it would keep 7", () => {
    assert.deepEqual(live(60, true), { overwritten: 0, daysHeld: 21, keptADay: 2054 });
    const { overwritten, daysHeld } = live(60, false);
    assert.ok(overwritten > 1000 && daysHeld === 7, `${overwritten} pages, ${daysHeld} days`);
  });

  it("lets rank alone decide while nothing is used up, and less the more is", () => {
    const allowance = createAllowance(2000);
    assert.equal(allowance.byRank(), allowance.ofSlot());
    const shares: number[] = [];
    for (let slot = 0; slot < 30; slot++) {
      const most = allowance.ofSlot();
      shares.push(allowance.byRank() / most);
      for (let n = 0; n < most; n++) allowance.spend();
      allowance.endSlot();
    }
    assert.ok(shares[4]! > 0.4 && shares[4]! < 0.7, `${shares[4]}`);
    assert.ok(shares[29]! < 0.15, `${shares[29]}`);
  });

  it("makes a token keep who was near longest and strongest, count the others, and tell the station", () => {
    const bench = createBench();
    const neighbours = Array.from({ length: 60 }, (_, n) => new Uint8Array(12).fill(n + 1));
    for (const [n, id] of neighbours.entries()) bench.addNeighbour(id, n % 2 === 0 ? -90 : -40 - n / 2);
    bench.runUntilUtc(Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS + 60_000);
    const pages = ringPages(CONFIG, bench.hal.flash.pageCount);
    const most = Math.floor(lastingRecordsPerDay(pages, 31, CONFIG.retentionDays) / 8);
    const strongest = neighbours.filter((_, n) => n % 2 === 1).slice(0, most);
    assert.ok(most > 10 && most < 30, `${most}`);
    assert.deepEqual(bench.records().map(({ id }) => id[0]!).sort((a, b) => a - b), strongest.map((id) => id[0]!)); // prettier-ignore
    bench.runUntilUtc(START_UTC_MS + 2 * 3_600_000);
    const words = bench.state().words;
    assert.ok(words[LOST_LEFT_OUT]! >= neighbours.length - most);
    assert.equal(words[LOST_OVERWRITTEN], 0);
  });

  it("tells the station of those for whom the table of the slot had no room", () => {
    const bench = createBench();
    for (let n = 0; n < NEIGHBOUR_CAPACITY + 40; n++)
      bench.addNeighbour(
        Uint8Array.from({ length: 12 }, (_, at) => (at === 0 ? n : n >> 8)),
        -60,
      );
    // Long before the others no longer fit into the radio's queue.
    bench.runUntilUtc(Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS + 600_000);
    // One that finds no room is counted at each of its adverts: nobody keeps a list of them.
    const leftOut = NEIGHBOUR_CAPACITY + 40 - bench.records().length;
    assert.ok(bench.state().words[LOST_LEFT_OUT]! >= leftOut && leftOut >= 40, `${leftOut}`);
  });
});
