/** The drift of a token's crystal, measured where hosts set its time (SCHEDULE.md, Time). */
import assert from "node:assert/strict";
import { DRIFT } from "../../src/token/state.js";
import { HALF_WIDTHS_MS } from "../../src/token/schedule.js";
import { assertNear } from "../sim/statistics.js";
import { createBench, START_UTC_MS, widthOf } from "./bench-token.js";
import { NO_KEYS, atTheCable } from "./host.js";

const DAY_MS = 86_400_000;
type Bench = ReturnType<typeof createBench>;

/** A bench whose crystal is off, and the true time there. */
function createDrifting(driftPpm: number) {
  const bench = createBench({ startUtcMs: START_UTC_MS + 0.25, driftPpm });
  const trueMs = () => START_UTC_MS + 0.25 + bench.timeline.nowMs();
  const after = (days: number) => bench.timeline.runUntil(bench.timeline.nowMs() + days * DAY_MS);
  return { bench, trueMs, after };
}

async function set(bench: Bench, utcMs: number): Promise<void> {
  await atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    await session.setTime(() => Math.round(utcMs));
  });
}

const driftOf = (bench: Bench) => {
  const word = bench.state().words[DRIFT]!;
  return { ppm: ((word << 16) >> 16) / 100, errorPpm: (word >>> 16) / 100 };
};

describe("drift of a token's crystal", () => {
  for (const driftPpm of [-45, 12, 48])
    it(`of ${driftPpm} ppm is taken off from the second setting on, and bursts stay short for a week`, async () => {
      const { bench, trueMs, after } = createDrifting(driftPpm);
      await set(bench, trueMs());
      after(6);
      assert.equal(widthOf(bench.token().slot()!.plan), 0, "not measured yet");
      assert.ok(Math.abs(bench.hal.clock.utcMs() - trueMs()) > 5_000);
      await set(bench, trueMs());
      bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
      const { ppm, errorPpm } = driftOf(bench);
      assertNear(ppm, driftPpm, 0.5);
      assertNear(errorPpm, 5 + 1e6 / (6 * DAY_MS) * 500, 0.02); // prettier-ignore
      after(7);
      assertNear(bench.hal.clock.utcMs(), trueMs(), 500);
      // 0.3 s, 1.45 s of jitter, and twice 5.96 ppm of a week: 8.96 s.
      assert.equal(widthOf(bench.token().slot()!.plan), HALF_WIDTHS_MS[2]);
    });

  it("is not learnt from a clock that nobody set, nor within a day, nor beyond the board's bound", async () => {
    const { bench, trueMs, after } = createDrifting(0);
    after(3);
    await set(bench, trueMs() + 5_000); // what the clock was at first nobody knows
    assert.deepEqual(driftOf(bench), { ppm: 0, errorPpm: 0 });
    after(0.9);
    await set(bench, trueMs() + 3_000);
    assert.deepEqual(driftOf(bench), { ppm: 0, errorPpm: 0 });
    after(2);
    await set(bench, trueMs() - 20_000); // more than 50 ppm of two days
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assert.deepEqual(driftOf(bench), { ppm: 0, errorPpm: 0 });
  });

  it("gives way to no worse measurement, but to one that shows it wrong", async () => {
    const { bench, trueMs, after } = createDrifting(20);
    await set(bench, trueMs());
    after(10);
    await set(bench, trueMs());
    after(1.5);
    await set(bench, trueMs() + 500); // would be 4 ppm more, and says so of itself that it may be wrong by 9
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assertNear(driftOf(bench).ppm, 20, 0.5);
    after(5);
    await set(bench, trueMs() + 9_000); // a hostile host: 20 ppm off, and the bound of the board holds
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assert.ok(Math.abs(driftOf(bench).ppm) <= 50);
    // The clock was 9 s ahead and has lost them since: the first honest host sees nothing, the second does.
    for (let visit = 0; visit < 2; visit++) {
      after(5);
      await set(bench, trueMs());
    }
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assertNear(driftOf(bench).ppm, 20, 3);
  });
});
