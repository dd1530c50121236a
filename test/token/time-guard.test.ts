import assert from "node:assert/strict";
import { createBench, START_UTC_MS } from "./bench-token.js";
import { adminRing, atTheCable, failure, operatorRing, prepare, settle } from "./host.js";
import type { Authority } from "./host.js";

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const SLOT_MS = 900_000;
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
type Bench = ReturnType<typeof createBench>;

describe("guarded time", () => {
  let bench: Bench;
  let authority: Authority;
  beforeEach(async () => {
    bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    authority = await prepare(bench, 42);
  });

  const now = () => bench.hal.clock.utcMs();
  async function offer(role: "operator" | "admin", utcMs: number): Promise<string> {
    const ring = role === "admin" ? adminRing(authority) : operatorRing(authority);
    return failure(
      atTheCable(bench, async (session) => {
        await session.enter(ring);
        await session.setTime(() => utcMs);
      }),
    );
  }
  function losePower(days: number): void {
    bench.control.power.cut();
    bench.timeline.runUntil(bench.timeline.nowMs() + days * DAY_MS);
    bench.control.power.restore();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1);
  }

  it("lets operators move a set clock by two days in all, however often, and over restarts", async () => {
    assert.equal(await offer("operator", now() + 1.2 * DAY_MS), "nothing");
    assert.equal(await offer("operator", now() + 1.2 * DAY_MS), "refused");
    bench.hal.system.restart();
    settle(bench);
    assert.equal(await offer("operator", now() + 1.2 * DAY_MS), "refused");
    assert.equal(await offer("operator", now() + 0.7 * DAY_MS), "nothing");
    assert.equal(await offer("operator", now() + 3 * HOUR_MS), "refused");
  });

  it("lets an administrator move it further, and operators anew from there; the day never goes back", async () => {
    assert.equal(await offer("admin", now() + 30 * DAY_MS), "nothing");
    assert.equal(await offer("operator", now() + 1.5 * DAY_MS), "nothing");
    assert.equal(await offer("admin", now() - 2 * DAY_MS), "refused");
    assert.equal(await offer("admin", now() + 500 * DAY_MS), "refused");
  });

  it("lets operators make up for 60 days without power, an administrator for 400", async () => {
    losePower(61);
    assert.equal(bench.hal.clock.timeState(), "estimated");
    assert.equal(await offer("operator", now() + 61 * DAY_MS), "refused");
    assert.equal(await offer("admin", now() + 61 * DAY_MS), "nothing");
    losePower(20);
    assert.equal(await offer("operator", now() + 20 * DAY_MS), "nothing");
  });

  it("tells which records were dated by a clock that was wrong, and by how much", async () => {
    bench.runUntilUtc(START_UTC_MS + 2.5 * SLOT_MS);
    losePower(3);
    const trueUtcMs = () => START_UTC_MS + bench.timeline.nowMs();
    bench.timeline.runUntil(bench.timeline.nowMs() + 4 * SLOT_MS);
    const change = await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      const identity = await session.identify();
      assert.equal(identity.timeState, "estimated");
      return session.setTime(trueUtcMs);
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 2 * SLOT_MS);
    assert.equal(change.oldState, "estimated");
    assert.notEqual(change.oldEpoch, change.newEpoch);
    const shiftMs = change.newUtcMs - change.oldUtcMs;
    const wrong = bench.records(authority.log).filter(({ clockEpoch }) => clockEpoch === change.oldEpoch);
    assert.ok(wrong.length >= 3, `${wrong.length} records`);
    const lostAtMs = START_UTC_MS + 2.5 * SLOT_MS + 3 * DAY_MS;
    for (const { day, slot, isTimeEstimated } of wrong) {
      assert.ok(isTimeEstimated);
      const trueMs = day * DAY_MS + slot * SLOT_MS + shiftMs;
      assert.ok(trueMs > lostAtMs - SLOT_MS && trueMs < trueUtcMs(), "dated anew it lies where it was");
    }
    const others = bench.records(authority.log).filter(({ clockEpoch }) => clockEpoch !== change.oldEpoch);
    assert.ok(others.every(({ isTimeEstimated }) => !isTimeEstimated));
  });

  it("lets nobody read before the time is known", async () => {
    const timeless = createBench({});
    await atTheCable(timeless, async (session) => {
      await session.enter({ operator: [], admin: [] });
      assert.equal(await failure(session.read({ from: 0, onChunk: () => {} })), "time-unknown");
    });
  });
});
