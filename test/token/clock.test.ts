import assert from "node:assert/strict";
import { createBench, START_UTC_MS } from "./bench-token.js";
import { NO_KEYS, atTheCable, failure } from "./host.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

type Bench = ReturnType<typeof createBench>;

/** Offers the token a time over USB; true where it took it. */
async function offer(bench: Bench, utcMs: number): Promise<boolean> {
  const code = await failure(
    atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      await session.setTime(() => utcMs);
    }),
  );
  // What is no time at all does not even get to the token's clock.
  assert.ok(["nothing", "refused", "not-understood"].includes(code), code);
  return code === "nothing";
}

describe("token's clock", () => {
  it("comes alive when the time is set", async () => {
    const bench = createBench({});
    assert.ok(await offer(bench, START_UTC_MS));
    assert.equal(bench.hal.clock.timeState(), "set");
    assert.ok(bench.control.radio.advertising() !== undefined);
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    assert.equal(bench.token().createdDay(), Math.floor(START_UTC_MS / DAY_MS));
  });

  it("refuses times that cannot be", async () => {
    const bench = createBench({});
    for (const utcMs of [NaN, 0, -1, Date.UTC(2019, 11, 31), Date.UTC(2100, 0, 1), Infinity]) {
      assert.equal(await offer(bench, utcMs), false, String(utcMs));
    }
    assert.equal(bench.hal.clock.timeState(), "unset");
  });

  it("is not moved by more than two days once it is set, nor before the day whose key is held", async () => {
    const bench = createBench();
    const now = () => bench.hal.clock.utcMs();
    assert.equal(await offer(bench, now() + 2 * DAY_MS + 60_000), false);
    assert.equal(await offer(bench, now() - DAY_MS), false, "yesterday's key is gone");
    assert.ok(await offer(bench, now() - 3_600_000), "an hour back, the same day");
    assert.ok(await offer(bench, now() + 2 * DAY_MS - 60_000));
    assert.equal(await offer(bench, now() - DAY_MS), false);
  });

  it("goes forwards freely out of an estimate, but not by years", async () => {
    const bench = createBench();
    bench.runUntilUtc(START_UTC_MS + DAY_MS);
    bench.control.power.cut();
    bench.control.power.restore();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1);
    assert.equal(bench.hal.clock.timeState(), "estimated");
    assert.equal(await offer(bench, START_UTC_MS + 4 * 366 * DAY_MS), false);
    assert.equal(await offer(bench, START_UTC_MS - DAY_MS), false);
    assert.ok(await offer(bench, START_UTC_MS + 200 * DAY_MS));
    assert.equal(bench.hal.clock.timeState(), "set");
  });

  it("keeps one record for a neighbour when it is corrected within a slot, and splits the slot otherwise", async () => {
    const bench = createBench({ startUtcMs: Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS });
    const begin = bench.hal.clock.utcMs();
    bench.addNeighbour(NEIGHBOUR, -60);
    bench.runUntilUtc(begin + SLOT_MS / 2);
    assert.ok(await offer(bench, bench.hal.clock.utcMs() + 1500));
    bench.runUntilUtc(begin + SLOT_MS + 30_000);
    const corrected = bench.records();
    assert.equal(corrected.length, 1);
    assert.equal(corrected[0]!.windowsListened, 63);

    bench.runUntilUtc(begin + 1.5 * SLOT_MS);
    assert.ok(await offer(bench, begin + 10.5 * SLOT_MS));
    bench.runUntilUtc(begin + 11 * SLOT_MS + 30_000);
    const slots = bench
      .records()
      .map(({ slot, windowsListened }) => ({ slot, windows: windowsListened.toString(2) }));
    const first = corrected[0]!.slot;
    assert.deepEqual(
      slots.map(({ slot }) => slot),
      [first, first + 1, first + 10],
    );
    assert.match(slots[1]!.windows, /^1{2,3}$/, "the first half of it");
    assert.match(slots[2]!.windows, /^1{3,4}0{2,3}$/, "the second half of it");
  });
});
