import assert from "node:assert/strict";
import { unwrapSecret } from "../../src/custody/host/prepare.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
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
    assert.equal(await offer("operator", now() + 1.2 * DAY_MS), "time-refused");
    bench.hal.system.restart();
    settle(bench);
    assert.equal(await offer("operator", now() + 1.2 * DAY_MS), "time-refused");
    assert.equal(await offer("operator", now() + 0.7 * DAY_MS), "nothing");
    assert.equal(await offer("operator", now() + 3 * HOUR_MS), "time-refused");
  });

  it("lets an administrator move it further, and operators anew from there; the keys never go back", async () => {
    assert.equal(await offer("admin", now() + 30 * DAY_MS), "nothing");
    assert.equal(await offer("operator", now() + 1.5 * DAY_MS), "nothing");
    assert.equal(await offer("admin", now() - 4 * DAY_MS), "time-needs-keys");
    assert.equal(await offer("admin", now() + 500 * DAY_MS), "time-needs-keys");
  });

  it("lets operators make up for 60 days without power, an administrator for 400", async () => {
    losePower(61);
    assert.equal(bench.hal.clock.timeState(), "estimated");
    assert.equal(await offer("operator", now() + 61 * DAY_MS), "time-refused");
    assert.equal(await offer("admin", now() + 61 * DAY_MS), "nothing");
    losePower(20);
    assert.equal(await offer("operator", now() + 20 * DAY_MS), "nothing");
  });

  it("lets operators set an estimated clock back by two days, too, and no further", async () => {
    losePower(0);
    assert.equal(await offer("operator", now() - 2.2 * DAY_MS), "time-refused");
    assert.equal(await offer("operator", now() - 1.9 * DAY_MS), "nothing");
  });

  it("tells from which record on its epoch counts, and from which the time was only estimated", async () => {
    const next = () => bench.token().log.nextSequence();
    const told = () =>
      atTheCable(bench, async (session) => {
        await session.enter(adminRing(authority));
        const { clockFromSequence, lostFromSequence } = await session.identify();
        return [clockFromSequence, lostFromSequence];
      });
    const live = () => bench.timeline.runUntil(bench.timeline.nowMs() + 2 * SLOT_MS);
    live();
    const firstLoss = next();
    losePower(0);
    assert.deepEqual(await told(), [firstLoss, firstLoss]);
    live();
    const secondLoss = next();
    assert.ok(secondLoss > firstLoss);
    losePower(0);
    assert.deepEqual(await told(), [secondLoss, firstLoss], "it has been lost since the first");
    live();
    assert.equal(await offer("operator", now() + HOUR_MS), "nothing");
    const [setFrom] = await told();
    assert.ok(setFrom! > secondLoss);
    assert.deepEqual(await told(), [setFrom, setFrom]);
    live();
    const thirdLoss = next();
    losePower(0);
    assert.deepEqual(await told(), [thirdLoss, thirdLoss]);
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

  it("is read also while the time is not known", async () => {
    losePower(0);
    const serial = await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      await session.read({ from: 0, onChunk: () => {} });
      return (await session.identify()).serial;
    });
    assert.equal(serial, 42);
    const timeless = createBench({});
    await atTheCable(timeless, async (session) => {
      await session.enter({ operator: [], admin: [] });
      assert.equal((await session.identify()).timeState, "unset");
      assert.equal(await failure(session.read({ from: 0, onChunk: () => {} })), "nothing");
    });
  });

  it("comes back from the future, and from a drawer, with new keys on the right day", async () => {
    for (const wrongDays of [365, 29, -800]) {
      const here = createBench();
      here.addNeighbour(NEIGHBOUR, -60);
      const held = await prepare(here, 42);
      here.runUntilUtc(START_UTC_MS + 3 * SLOT_MS);
      const right = () => START_UTC_MS + here.timeline.nowMs() + Math.max(0, -wrongDays) * DAY_MS;
      const stored = here.records(held.log).length;
      const say = (utcMs: number) =>
        failure(
          atTheCable(here, async (session) => {
            await session.enter(adminRing(held));
            await session.setTime(() => utcMs);
          }),
        );
      if (wrongDays > 0) assert.equal(await say(right() + wrongDays * DAY_MS), "nothing");
      assert.equal(await say(right()), "time-needs-keys");
      const wrapped = await atTheCable(here, async (session) => {
        await session.enter(adminRing(held));
        const answer = await session.rekey(new Uint8Array(32), right());
        await session.finishRekey(2, right());
        return answer;
      });
      here.timeline.runUntil(here.timeline.nowMs() + 5_000);
      assert.ok(Math.abs(here.hal.clock.utcMs() - right()) < 1_000, "at the right time");
      const log = unwrapSecret(nodeHash, ccmOpen, held.log, wrapped.log);
      here.hearUntil(NEIGHBOUR, -60, here.hal.clock.utcMs() + 2 * SLOT_MS);
      const generations = [...here.pages()].map(({ generation }) => generation);
      assert.ok(generations.includes(1) && generations.includes(2), "what it logged before is still there");
      assert.ok(here.records(held.log).length >= stored);
      const today = Math.floor(right() / DAY_MS);
      assert.equal(log.day, today);
      assert.equal([...here.pages()].at(-1)!.sealDay, today);
    }
  });

  it("asks for other keys where those that wait would begin after the right day", async () => {
    const answers = await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      const random = new Uint8Array(32);
      return [
        await session.rekey(random, now() + 300 * DAY_MS),
        await session.rekey(random, now()),
        await session.rekey(random, now() + DAY_MS),
      ];
    });
    assert.notDeepEqual(answers[0], answers[1]);
    assert.deepEqual(answers[1], answers[2]);
    const day = unwrapSecret(nodeHash, ccmOpen, authority.log, answers[2]!.log).day;
    assert.equal(day, Math.floor(now() / DAY_MS));
  });
});
