/** New keys for a token in service. */
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { unwrapSecret } from "../../src/custody/host/prepare.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
import { GENERATION } from "../../src/token/state.js";
import { CONFIG, createBench, START_UTC_MS } from "./bench-token.js";
import { adminRing, atTheCable, failure, prepare } from "./host.js";
import type { Authority } from "./host.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
const random = () => new Uint8Array(randomBytes(32));
type Bench = ReturnType<typeof createBench>;

describe("re-keying", () => {
  async function rekey(bench: Bench, authority: Authority): Promise<Authority> {
    const wrapped = await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      const answer = await session.rekey(random(), bench.hal.clock.utcMs());
      assert.deepEqual(
        await session.rekey(random(), bench.hal.clock.utcMs()),
        answer,
        "asked again, the same",
      );
      return answer;
    });
    const next = {
      ...authority,
      id: unwrapSecret(nodeHash, ccmOpen, authority.id, wrapped.id),
      log: unwrapSecret(nodeHash, ccmOpen, authority.log, wrapped.log),
    };
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      assert.equal(
        await failure(session.finishRekey(next.log.generation + 1, bench.hal.clock.utcMs())),
        "refused",
      );
      await session.finishRekey(next.log.generation, bench.hal.clock.utcMs());
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 5000);
    return next;
  }

  it("over an untrusted line loses no record, and separates the generations' keys", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const first = await prepare(bench, 42);
    bench.runUntilUtc(START_UTC_MS + 3.5 * SLOT_MS);
    const second = await rekey(bench, first);
    bench.runUntilUtc(START_UTC_MS + 6.5 * SLOT_MS);
    const third = await rekey(bench, second);
    bench.runUntilUtc(START_UTC_MS + 9.5 * SLOT_MS);
    assert.equal(bench.state().words[GENERATION], 3);
    const slots = [first, second, third].map(({ log }) => bench.records(log).map(({ slot }) => slot));
    // The slot under way at a re-key is written under the old keys, and goes on under the new ones.
    const all = slots.flat();
    assert.deepEqual(
      [...new Set(all)],
      Array.from({ length: 10 }, (_, n) => slots[0]![0]! + n).slice(0, new Set(all).size),
    );
    assert.ok(new Set(all).size >= 9);
    assert.ok(slots.every((one) => one.length > 0));
    assert.equal(await failure(atTheCable(bench, (session) => session.enter(adminRing(third)))), "nothing");
  });

  it("is done once, at a time that can be, and may be confirmed again", async () => {
    const bench = createBench();
    const first = await prepare(bench, 42);
    const finish = (generation: number, utcMs: number) =>
      failure(
        atTheCable(bench, async (session) => {
          await session.enter(adminRing(first));
          await session.finishRekey(generation, utcMs);
        }),
      );
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(first));
      await session.rekey(random(), bench.hal.clock.utcMs());
    });
    const impossible = Date.UTC(2019, 0, 1);
    assert.equal(await finish(2, impossible), "refused");
    assert.equal(await finish(2, bench.hal.clock.utcMs()), "nothing");
    bench.timeline.runUntil(bench.timeline.nowMs() + 5000);
    assert.equal(await finish(2, bench.hal.clock.utcMs()), "nothing", "its answer may have been lost");
    bench.timeline.runUntil(bench.timeline.nowMs() + 5000);
    assert.equal(bench.state().words[GENERATION], 2);
    assert.equal(await finish(3, bench.hal.clock.utcMs()), "refused");
  });

  it("gives out no secrets that the flash does not keep", async () => {
    const bench = createBench();
    const first = await prepare(bench, 42);
    for (let page = 0; page < CONFIG.statePages; page++)
      bench.control.flash.setFailure(page, "program", "ignored");
    const code = await atTheCable(bench, async (session) => {
      await session.enter(adminRing(first));
      return failure(session.rekey(random(), bench.hal.clock.utcMs()));
    });
    assert.equal(code, "memory-failed");
  });

  it("leaves the IDs of the days before to nobody who opens the token", async () => {
    const bench = createBench();
    const first = await prepare(bench, 42);
    const second = await rekey(bench, first);
    bench.runUntilUtc(START_UTC_MS + DAY_MS);
    const image = Buffer.from(bench.control.flash.image());
    assert.ok(!image.includes(Buffer.from(second.id.key)));
    assert.ok(!image.includes(Buffer.from(second.log.key)));
  });
});
