import assert from "node:assert/strict";
import { type Hal, LINK_LOSS_MS, READ_LIMIT_MS, SEEK_LIMIT_MS } from "../../hal/hal.js";
import { createSimulatedClock } from "../../hal/simulated/clock.js";
import type { ReadOutcome } from "../../hal/simulated/radio.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import type { Iphones } from "../../src/contacts/iphones.js";
import { createIphoneReads } from "../../src/token/iphone-reads.js";
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

describe("reads of iPhones, one after the other", () => {
  const SOUGHT_MS = 150;
  const TAKES_MS = 900;
  /** For a read, what its link may leave behind, and 2 s for whatever comes late. */
  const ROOM_MS = READ_LIMIT_MS + LINK_LOSS_MS + 2000;

  /** Beside iPhones without end, each of which answers. */
  function createReads() {
    const timeline = createTimeline();
    const { clock } = createSimulatedClock(timeline, 0, START_UTC_MS);
    const begun: number[] = [];
    let settled = 0;
    const read: Hal["radio"]["read"] = (_peer, _service, _characteristic, onEnd) => {
      begun.push(timeline.nowMs());
      timeline.at(timeline.nowMs() + TAKES_MS, () => onEnd(new Uint8Array(12), SOUGHT_MS));
    };
    const iphones = { next: () => ({ id: "an iPhone" }), settle: () => void settled++ };
    const reads = createIphoneReads({ clock, radio: { read } } as unknown as Hal);
    return { timeline, reads, iphones: iphones as unknown as Iphones, begun, settled: () => settled };
  }

  it("are over before the next burst, with whatever link one leaves behind", () => {
    for (const [spareMs, expected] of [
      [-1, 0],
      [0, 1],
    ] as const) {
      const { timeline, reads, iphones, begun } = createReads();
      reads.earn();
      reads.readBetween(iphones, 1000, 1000 + ROOM_MS + spareMs);
      timeline.runUntil(HOUR_MS);
      assert.equal(begun.length, expected, `${spareMs} ms to spare`);
    }
  });

  it("spend no more than 6 s of listening, however long nobody was there", () => {
    const { timeline, reads, iphones, begun } = createReads();
    for (let slot = 0; slot < 96; slot++) reads.earn();
    reads.readBetween(iphones, 0, HOUR_MS);
    timeline.runUntil(HOUR_MS);
    assert.equal(begun.length, Math.ceil(MOST_SOUGHT_MS / (SOUGHT_MS + READ_COST_MS)));
  });

  it("count for nobody once their slot is over, and are paid for", () => {
    const { timeline, reads, iphones, begun, settled } = createReads();
    reads.earn();
    reads.readBetween(iphones, 0, HOUR_MS);
    timeline.runUntil(TAKES_MS / 2);
    reads.stop();
    assert.ok(reads.isBusy());
    timeline.runUntil(HOUR_MS / 2);
    assert.deepEqual([begun.length, settled()], [1, 0]);
    reads.readBetween(iphones, HOUR_MS / 2, HOUR_MS);
    timeline.runUntil(HOUR_MS);
    assert.equal(begun.length, 1, "more than its share was spent");
  });

  it("begin no more once they are stopped", () => {
    const { timeline, reads, iphones, begun } = createReads();
    reads.earn();
    reads.readBetween(iphones, 5000, HOUR_MS);
    reads.stop();
    timeline.runUntil(HOUR_MS);
    assert.deepEqual(begun, []);
  });

  it("keep the radio taken until the link is surely gone", () => {
    const { timeline, reads, iphones } = createReads();
    reads.earn();
    reads.readBetween(iphones, 0, HOUR_MS);
    timeline.runUntil(TAKES_MS + LINK_LOSS_MS - 1);
    assert.ok(reads.isBusy());
    timeline.runUntil(TAKES_MS + LINK_LOSS_MS);
    assert.ok(!reads.isBusy());
  });
});
