import assert from "node:assert/strict";
import { Worker } from "node:worker_threads";
import { createAdvertMemory, createAdverts } from "../../sim/on-air.js";
import { ALONE, createClocks, createPeers } from "../../sim/peers.js";

function advertising(byte: number, payloads = 1) {
  return {
    address: new Uint8Array([0xc0, 0, 0, 0, 0, byte]),
    payloads: Array.from({ length: payloads }, (_, n) => new Uint8Array([byte, n])),
    intervalMs: 500,
    txPowerDbm: -4,
  };
}

describe("what tokens have on the air", () => {
  it("is remembered as it was before a time, by whoever shares the memory", () => {
    const memory = createAdvertMemory(3);
    const writer = createAdverts(memory, 3, () => 1e9);
    const reader = createAdverts(memory, 3, () => 1e9);
    writer.change(1, 0, advertising(1, 2));
    writer.change(1, 60_000, advertising(2));
    writer.change(1, 900_000, undefined);
    writer.change(1, 900_000, advertising(3)); // the same instant
    assert.equal(reader.before(0, 1e6), undefined);
    assert.equal(reader.before(1, 0), undefined);
    for (const [ms, byte, payloads] of [
      [1, 1, 2],
      [60_000, 1, 2],
      [60_000.5, 2, 1],
      [900_000, 2, 1],
      [900_001, 3, 1],
    ] as const) {
      const onAir = reader.before(1, ms)!;
      const sent = onAir.payloads.map((payload) => [...new Uint8Array(payload)]);
      assert.deepEqual(
        sent,
        Array.from({ length: payloads }, (_, n) => [byte, n]),
        `${ms}`,
      );
      assert.deepEqual([onAir.intervalMs, onAir.txPowerDbm, onAir.address[5]], [500, -4, byte]);
      assert.equal(reader.before(1, ms), onAir, "made once");
    }
    assert.equal(reader.before(1, 890_000)!.address[5], 2, "an earlier one again");
    writer.change(1, 950_000, undefined);
    assert.equal(reader.before(1, 960_000), undefined);
    assert.equal(reader.before(1, 950_000)!.address[5], 3);
  });

  it("is not overwritten while a slower worker may need it", () => {
    const adverts = createAdverts(createAdvertMemory(1), 1, () => 100_000);
    for (const ms of [0, 30_000, 50_000, 60_000, 70_000]) adverts.change(0, ms, advertising(1));
    assert.throws(() => adverts.change(0, 80_000, advertising(1)), /changes what it sends/);
    assert.throws(() => adverts.change(0, 70_000, advertising(1, 3)), RangeError);
  });
});

describe("workers' clocks", () => {
  it("say how far the slowest other has come", () => {
    const clocks = createClocks(3);
    const [a, b, c] = [0, 1, 2].map((self) => createPeers(clocks, self));
    assert.equal(a!.reachedMs(), 0);
    b!.publish(1234.5678);
    c!.publish(1e12);
    assert.equal(a!.reachedMs(), 1234.5678);
    a!.waitFor(1234.5678);
    b!.publish(Infinity);
    assert.equal(a!.reachedMs(), 1e12);
    assert.equal(ALONE.reachedMs(), Infinity);
  });

  it("wake who waits for them", async () => {
    const clocks = createClocks(2);
    const source = `
      const { workerData } = require("node:worker_threads");
      const clocks = new BigInt64Array(workerData);
      const bits = new BigInt64Array(new Float64Array([50]).buffer);
      setTimeout(() => { Atomics.store(clocks, 1, bits[0]); Atomics.notify(clocks, 1); }, 50);`;
    const other = new Worker(source, { eval: true, workerData: clocks });
    const peers = createPeers(clocks, 0);
    await new Promise((resolve) => other.once("online", resolve));
    assert.equal(peers.reachedMs(), 0);
    peers.waitFor(50);
    assert.equal(peers.reachedMs(), 50);
    await other.terminate();
  });
});
