/** What a token that is opened later still holds: in flash, and in memory that it has used since its start. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { unwrapSecret } from "../../src/custody/host/prepare.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
import { createBench, referenceId } from "./bench-token.js";
import { NO_KEYS, adminRing, atTheCable, authorityOf, settle } from "./host.js";
import { watchMemory, type Memory } from "./memory.js";

const DAY_MS = 86_400_000;
const DAY = 18_500;
const NEIGHBOUR = new Uint8Array([9, 10, 11, 12, 13, 2, 3, 4, 5, 6, 7, 8]);
const HOST_RANDOM = new Uint8Array(32).fill(3);

const sha256 = (...parts: (Buffer | string)[]) => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest();
};
const times = (key: Buffer, count: number, next: (key: Buffer) => Buffer) => {
  for (let n = 0; n < count; n++) key = next(key);
  return key;
};

/** All that CUSTODY.md derives for the n-th day of a generation, and the first and last sub-key and ID of it. */
function secretsOf(baseId: Buffer, sealKey: Buffer, n: number): Record<string, Buffer> {
  const dailyKey = times(baseId, n, (key) => sha256(key));
  const chainKey = times(sealKey, n, (key) => sha256(key, "\x10"));
  const firstSubKey = sha256(dailyKey, "bluzonesubkey");
  const lastSubKey = times(firstSubKey, 95, (key) => sha256(key));
  const pageKey = sha256(chainKey, "\x12");
  return {
    "daily key": dailyKey,
    "chain key": chainKey,
    "record key": sha256(chainKey, "\x11").subarray(0, 16),
    "page key": pageKey,
    "padded page key": Buffer.from(pageKey.map((byte) => byte ^ 0x36)),
    "first sub-key": firstSubKey,
    "last sub-key": lastSubKey,
    "last ID": Buffer.from(referenceId(baseId, 0, n, 95), "hex"),
    "last address": addressOf(lastSubKey),
    "last secret": sha256(lastSubKey, "\x01").subarray(6, 28),
  };
}

function addressOf(subKey: Buffer): Buffer {
  const address = Buffer.from(sha256(subKey, "\x01").subarray(0, 6));
  address[0]! |= 0xc0;
  return address;
}

describe("memory of a token", () => {
  let bench: ReturnType<typeof createBench>;
  let memory: Memory | undefined;
  const found = (secrets: Record<string, Buffer>) =>
    Object.keys(secrets).filter((name) => memory!.holds(secrets[name]!));
  const watch = () => (memory = watchMemory(bench));
  /** Starts the program anew, watched from its first byte on. */
  const restart = () => {
    const watched = watch();
    bench.hal.system.restart();
    settle(bench);
    return watched;
  };
  afterEach(() => memory?.stop());

  async function prepared() {
    bench = createBench({ startUtcMs: DAY * DAY_MS + 22 * 3_600_000 });
    bench.addNeighbour(NEIGHBOUR, -60);
    const handOver = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      return session.prepare(42, HOST_RANDOM);
    });
    const authority = authorityOf(handOver);
    settle(bench);
    await atTheCable(bench, (session) => session.enter(adminRing(authority)));
    settle(bench);
    const [baseId, sealKey, root] = [12, 44, 76].map((at) => Buffer.from(handOver.subarray(at, at + 32)));
    return { authority, baseId: baseId!, sealKey: sealKey!, root: root! };
  }

  it("holds nothing of the day before, its last ID included, once the first slot of a day has begun", async () => {
    const { baseId, sealKey } = await prepared();
    restart();
    bench.runUntilUtc((DAY + 1) * DAY_MS - 1);
    const names = Object.keys(secretsOf(baseId, sealKey, 0));
    const midday = ["page key", "first sub-key"]; // given up as soon as they are used
    assert.deepEqual(
      found(secretsOf(baseId, sealKey, 0)),
      names.filter((name) => !midday.includes(name)),
      "the search sees what there is",
    );
    assert.deepEqual(found({ "next ID": nextId(baseId) }), ["next ID"], "the next slot is prepared");
    bench.runUntilUtc((DAY + 1) * DAY_MS + 20_000);
    assert.deepEqual(found(secretsOf(baseId, sealKey, 0)), []);
    assert.ok(found(secretsOf(baseId, sealKey, 1)).includes("chain key"));
    bench.runUntilUtc((DAY + 2) * DAY_MS + 20_000);
    assert.deepEqual(found(secretsOf(baseId, sealKey, 1)), []);
  });

  it("holds no ID that it prepared for a slot which was never to be: its clock was moved", async () => {
    const { baseId } = await prepared();
    restart();
    bench.runUntilUtc((DAY + 1) * DAY_MS - 1);
    const prepared1 = nextId(baseId);
    assert.ok(memory!.holds(prepared1));
    bench.hal.clock.setUtc(bench.hal.clock.utcMs() + DAY_MS, "set");
    bench.timeline.runUntil(bench.timeline.nowMs() + 20_000);
    assert.ok(!memory!.holds(prepared1), "it was late by more than a slot");
  });

  it("holds no ID of a slot that ended before its time: an officer moved its clock", async () => {
    const { authority, baseId } = await prepared();
    restart();
    const slot = bench.token().slot()!.slot;
    const id = Buffer.from(referenceId(baseId, 0, 0, slot), "hex");
    assert.ok(memory!.holds(id));
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      await session.setTime(() => bench.hal.clock.utcMs() + 3_600_000);
    });
    settle(bench);
    assert.equal(bench.token().slot()!.slot, slot + 4);
    assert.ok(!memory!.holds(id));
  });

  /** Of the first slot of the second day. */
  function nextId(baseId: Buffer): Buffer {
    return Buffer.from(referenceId(baseId, 0, 1, 0), "hex");
  }

  it("holds neither base ID nor root nor an old chain key days after a preparation", async () => {
    const { authority, baseId, sealKey, root } = await prepared();
    const never = { root };
    assert.ok(!Buffer.from(bench.control.flash.image()).includes(root), "at once");
    restart();
    assert.deepEqual(found(never), []);
    const kept = [authority.admin.key, authority.id.wrapKey, authority.log.wrapKey].map((key) =>
      Buffer.from(key),
    );
    assert.ok(
      kept.every((key) => memory!.inFlash(key)),
      "the search sees what there is",
    );
    for (let n = 1; n <= 3; n++) {
      bench.runUntilUtc((DAY + n) * DAY_MS + 20_000);
      for (let before = 0; before < n; before++)
        assert.deepEqual(
          found({ ...secretsOf(baseId, sealKey, before), ...never }),
          [],
          `day ${before} on day ${n}`,
        );
      assert.ok(found(secretsOf(baseId, sealKey, n)).includes("daily key"));
    }
  });

  it("holds nothing of either generation's days before, days after a re-key", async () => {
    const { authority, baseId, sealKey, root } = await prepared();
    const utcMs = () => bench.hal.clock.utcMs();
    const wrapped = await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      return session.rekey(HOST_RANDOM, utcMs());
    });
    const id = unwrapSecret(nodeHash, ccmOpen, authority.id, wrapped.id);
    const log = unwrapSecret(nodeHash, ccmOpen, authority.log, wrapped.log);
    await atTheCable(bench, async (session) => {
      await session.enter(adminRing(authority));
      await session.finishRekey(2, utcMs());
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 5000);
    const [newBaseId, newSealKey] = [Buffer.from(id.key), Buffer.from(log.key)];
    const old = {
      ...{ root, "old id wrap key": Buffer.from(authority.id.wrapKey) },
      ...{ "old log wrap key": Buffer.from(authority.log.wrapKey) },
      ...secretsOf(baseId, sealKey, 0),
    };
    restart();
    assert.deepEqual(found(old), []);
    assert.ok(memory!.inFlash(Buffer.from(id.wrapKey)) && memory!.inFlash(Buffer.from(log.wrapKey)));
    for (let n = 1; n <= 3; n++) {
      bench.runUntilUtc((DAY + n) * DAY_MS + 20_000);
      for (let before = 0; before < n; before++)
        assert.deepEqual(found(secretsOf(newBaseId, newSealKey, before)), [], `day ${before} on day ${n}`);
      assert.deepEqual(found(old), []);
      assert.ok(found(secretsOf(newBaseId, newSealKey, n)).includes("chain key"));
    }
  });
});
