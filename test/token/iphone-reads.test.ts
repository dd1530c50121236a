import assert from "node:assert/strict";
import { LINK_LOSS_MS, READ_LIMIT_MS, SEEK_LIMIT_MS } from "../../hal/hal.js";
import type { ReadOutcome } from "../../hal/simulated/radio.js";
import {
  BURST_INTERVAL_MS,
  MOST_SOUGHT_MS,
  READ_COST_MS,
  SOUGHT_PER_SLOT_MS,
} from "../../src/token/schedule.js";
import { createBench, START_UTC_MS } from "./bench-token.js";

const BACKGROUND = new Uint8Array(Buffer.from("02011A" + "14FF4C000108" + "00".repeat(15), "hex"));
const HOUR_MS = 3_600_000;
const SLOT_MS = 900_000;

type Span = readonly [fromMs: number, toMs: number];

/** A token for so long beside iPhones that are in every window, each slot under addresses of its own. */
function liveAmong(
  iphones: number,
  hours: number,
  outcome: ReadOutcome,
  timeState: "set" | "estimated" = "set",
) {
  const bench = createBench();
  const { hal, control, timeline } = bench;
  const windows: Span[] = [];
  const reads: Span[] = [];
  const bursts: Span[] = [];
  const tried = new Map<string, number>();
  let burstFromMs = 0;
  control.radio.onChange((advertising) => {
    const nowMs = timeline.nowMs();
    if (burstFromMs > 0) bursts.push([burstFromMs, nowMs]);
    burstFromMs = advertising?.intervalMs === BURST_INTERVAL_MS ? nowMs : 0;
  });
  const { listen } = hal.radio;
  hal.radio.listen = (windowMs, onReport, onEnd) => {
    const nowMs = timeline.nowMs();
    windows.push([nowMs, nowMs + windowMs]);
    listen(windowMs, onReport, onEnd);
    timeline.at(nowMs + windowMs / 2, () => {
      const slot = Math.floor(hal.clock.utcMs() / SLOT_MS);
      for (let n = 0; n < iphones; n++)
        control.radio.deliver(BACKGROUND.buffer as ArrayBuffer, -60, { id: `${slot}/${n}` });
    });
  };
  control.radio.takeReads(({ id }) => {
    const nowMs = timeline.nowMs();
    reads.push([nowMs, nowMs + READ_LIMIT_MS + LINK_LOSS_MS]);
    tried.set(id, (tried.get(id) ?? 0) + 1);
    return outcome;
  });
  if (timeState === "estimated") hal.clock.setUtc(START_UTC_MS, "estimated");
  timeline.runUntil(hours * HOUR_MS);
  return { ...bench, windows, reads, bursts, tried };
}

const meet = (a: readonly Span[], b: readonly Span[]) =>
  a.filter(([from, to]) => b.some(([otherFrom, otherTo]) => from < otherTo && otherFrom < to)).length;

const ANSWER = { soughtMs: 150, linkedMs: 800, value: new Uint8Array(12).fill(7) };
const SILENCE = { soughtMs: SEEK_LIMIT_MS, linkedMs: 0, value: undefined };
const HANG = { soughtMs: 150, linkedMs: Infinity, value: undefined };

describe("reading iPhones", () => {
  for (const [name, outcome] of Object.entries({ ANSWER, SILENCE, HANG }))
    it(`stays out of windows and bursts, and within its credit: ${name.toLowerCase()}`, () => {
      const hours = 24;
      const { windows, bursts, reads, tried, control } = liveAmong(30, hours, outcome);
      assert.ok(windows.length >= 4 * (4 * hours - 2) && bursts.length >= 4 * (4 * hours - 2));
      assert.ok(reads.length >= 4, `${reads.length}`);
      assert.equal(meet(reads, windows), 0);
      assert.equal(meet(reads, bursts), 0);
      assert.ok(Math.max(...tried.values()) <= 2);
      const { soughtMs } = control.radio.activity();
      const spentMs = soughtMs + reads.length * READ_COST_MS;
      // The last one may take more than there is.
      const mostMs = 4 * hours * SOUGHT_PER_SLOT_MS + SEEK_LIMIT_MS + 2 * READ_COST_MS;
      assert.ok(
        spentMs <= mostMs && spentMs > 0.9 * 4 * hours * SOUGHT_PER_SLOT_MS,
        `${spentMs} of ${mostMs}`,
      );
    });

  it("saves up for a crowd, and no more than it may", () => {
    const alone = liveAmong(0, 40, ANSWER);
    assert.equal(alone.reads.length, 0);
    const { reads } = liveAmong(16, 24, ANSWER);
    const cost = ANSWER.soughtMs + READ_COST_MS;
    assert.ok(reads.length * cost < 96 * SOUGHT_PER_SLOT_MS + MOST_SOUGHT_MS);
  });

  it("is done between the windows of a token whose time is estimated, too", () => {
    const { windows, reads } = liveAmong(5, 6, ANSWER, "estimated");
    assert.ok(reads.length > 3);
    assert.equal(meet(reads, windows), 0);
  });

  it("ends in records that say how they came", () => {
    const { records } = liveAmong(1, 2, ANSWER);
    const found = records();
    assert.ok(found.length >= 4);
    for (const { id, isByGatt } of found) assert.deepEqual([id[0], isByGatt], [7, true]);
  });
});
