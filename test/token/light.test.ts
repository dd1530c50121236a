/** The one LED: what gives way to what, and that nobody counts one light with another. */
import assert from "node:assert/strict";
import { createSimulatedClock } from "../../hal/simulated/clock.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { createLight } from "../../src/token/wearer/light.js";
import { AGREED, READING, REMINDER, WARNED, WELL } from "../../src/wearer/signals.js";
import { type LedCall, timesOf, timesOfRow } from "./worn.js";

const LIT_MS = 400;

/** Shows one row, and `LIT_MS` later another; all that the LED did, and whether the other was shown. */
function showBoth(first: number, second: number) {
  const timeline = createTimeline();
  const { clock } = createSimulatedClock(timeline, 0, 0);
  const calls: LedCall[] = [];
  const light = createLight(clock, { set: (isLit) => calls.push({ isLit, atMs: timeline.nowMs() }) });
  assert.ok(light.show(first));
  timeline.runUntil(LIT_MS);
  const isShown = light.show(second);
  timeline.runUntil(30_000);
  assert.equal(calls.at(-1)!.isLit, false, "dark in the end");
  return { isShown, times: timesOf(calls) };
}

describe("a token's light", () => {
  it("shows each press, whatever is lit, with a gap between the two that nobody takes for a blink", () => {
    for (const [first, second, row] of [
      [WELL, WARNED, "warned"],
      [WELL, WELL, "well"],
      [AGREED, WELL, "well"],
      [READING, AGREED, "agreed"],
    ] as const) {
      const { isShown, times } = showBoth(first, second);
      assert.ok(isShown);
      const before = times.length - timesOfRow(row).length;
      assert.deepEqual(times.slice(before), timesOfRow(row), `${first}, then ${row}: ${times.join()}`);
      assert.ok(times[before - 1]! >= 300, `${first}, then ${row}: ${times.join()}`);
    }
  });

  it("lets nothing that comes by itself interrupt a press, or what matters more", () => {
    for (const [first, second, row] of [
      [WELL, REMINDER, "well"],
      [WARNED, READING, "warned"],
      [READING, REMINDER, "reading"],
    ] as const) {
      const { isShown, times } = showBoth(first, second);
      assert.ok(!isShown);
      assert.deepEqual(times, timesOfRow(row));
    }
  });
});
