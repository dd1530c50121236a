/** Setting the token's clock, and what is learnt by it, on good lines and bad ones. */
import assert from "node:assert/strict";
import type { SyncServices } from "../../src/sync/token/server.js";
import { IDENTITY, OPERATOR, createPair, createTestLog, fillLog } from "./bench.js";

const HOUR_MS = 3_600_000;
const NOTHING = new Uint8Array(0);

async function start(faults = {}, services: Partial<SyncServices> = {}) {
  const log = createTestLog();
  fillLog(log, 200);
  const pair = createPair(log, faults, services);
  await pair.settle(pair.session.enter(OPERATOR));
  return { ...pair, log };
}

describe("sync: setting the clock", () => {
  it("takes the time of sending and measures how long that took", async () => {
    const { session, settle, timeline, utcMs } = await start();
    timeline.runUntil(10_000);
    const check = await settle(session.setTime(() => IDENTITY.utcMs + HOUR_MS + timeline.nowMs() + 0.25));
    assert.equal(check.newUtcMs - check.oldUtcMs, HOUR_MS);
    assert.equal(check.roundTripMs, 1);
    assert.equal(utcMs(), IDENTITY.utcMs + HOUR_MS + timeline.nowMs());
  });

  it("tells the span of records that the old clock dated, and both epochs", async () => {
    const { session, settle, log, timeline } = await start();
    const check = await settle(session.setTime(() => IDENTITY.utcMs + HOUR_MS));
    const { oldUtcMs, newUtcMs, roundTripMs, ...rest } = check;
    assert.deepEqual(rest, {
      oldState: "set",
      newState: "set",
      oldEpoch: 9,
      newEpoch: 10,
      fromSequence: IDENTITY.clockFromSequence,
      endSequence: log.nextSequence(),
    });
    assert(newUtcMs > oldUtcMs && roundTripMs === 1);
    const again = await settle(session.setTime(() => IDENTITY.utcMs + HOUR_MS + timeline.nowMs()));
    assert.deepEqual([again.oldEpoch, again.newEpoch], [10, 10]);
  });

  it("sends a fresh time when the first request was lost", async () => {
    let lost = 0;
    const toToken = (bytes: Uint8Array) => (lost-- > 0 ? NOTHING : bytes);
    const { session, settle, timeline, utcMs } = await start({ toToken });
    await settle(session.identify());
    lost = 1;
    const startMs = timeline.nowMs();
    const check = await settle(session.setTime(() => IDENTITY.utcMs + timeline.nowMs()));
    assert(timeline.nowMs() > startMs + 1000);
    assert.equal(check.newUtcMs, check.oldUtcMs);
    assert.equal(check.roundTripMs, 1);
    assert.equal(utcMs(), IDENTITY.utcMs + timeline.nowMs());
  });

  it("still says by how much a clock was wrong when the answer that said so was lost", async () => {
    for (const isKnown of [true, false]) {
      for (const answersLost of [1, 2]) {
        let lost = 0;
        const toHost = (bytes: Uint8Array) => (lost-- > 0 ? NOTHING : bytes);
        const { session, settle, log, timeline } = await start({ toHost });
        const utcNowMs = () => {
          if (timeline.nowMs() < 1500 * answersLost - 500) lost = 1;
          return IDENTITY.utcMs + HOUR_MS + timeline.nowMs();
        };
        if (isKnown) await settle(session.identify());
        const oldEnd = log.nextSequence();
        const setting = session.setTime(utcNowMs);
        timeline.at(timeline.nowMs() + 1000, () => fillLog(log, 7));
        const check = await settle(setting);
        assert(timeline.nowMs() > 1500);
        assert(
          Math.abs(check.newUtcMs - check.oldUtcMs - HOUR_MS) <= 4,
          `${check.newUtcMs - check.oldUtcMs}`,
        );
        assert.deepEqual([check.oldEpoch, check.newEpoch], [9, 10]);
        assert.deepEqual([check.fromSequence, check.endSequence], [IDENTITY.clockFromSequence, oldEnd]);
      }
    }
  });

  it("leaves the answer alone where a repeated request found the clock right", async () => {
    let lost = 0;
    const toHost = (bytes: Uint8Array) => (lost-- > 0 ? NOTHING : bytes);
    const { session, settle, timeline, log } = await start({ toHost });
    await settle(session.identify());
    lost = 1;
    const check = await settle(session.setTime(() => IDENTITY.utcMs + timeline.nowMs()));
    assert.deepEqual([check.oldEpoch, check.newEpoch, check.newUtcMs - check.oldUtcMs], [9, 9, 0]);
    assert.equal(check.endSequence, log.nextSequence());
  });
});
