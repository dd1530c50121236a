import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { LANES, createKeyLanes, type KeyLanes } from "../../../src/station/tracing/lanes/key-lanes.js";
import { WORDS, bytesOf, wordsOf } from "../../../src/station/short-hash.js";

const STEPS = 95;
const NO_PROGRAM = new Uint8Array(8);

describe("chains of keys, side by side", () => {
  const write = ({ keys }: KeyLanes, lane: number, key: Uint8Array) =>
    wordsOf(key).forEach((word, w) => (keys[w * LANES + lane] = word));
  const read = ({ keys }: KeyLanes, lane: number, step: number) =>
    bytesOf(Int32Array.from({ length: WORDS }, (_, w) => keys[(step * WORDS + w) * LANES + lane]!));

  for (const [how, make] of [
    ["in WebAssembly's vectors", () => createKeyLanes(STEPS)],
    ["one by one, where the processor has no vectors", () => createKeyLanes(STEPS, NO_PROGRAM)],
  ] as const) {
    it(`is SHA-256 in every lane after every step, ${how}`, () => {
      const lanes = make();
      for (const draw of [
        () => new Uint8Array(32),
        () => new Uint8Array(32).fill(0xff),
        () => new Uint8Array(randomBytes(32)),
      ]) {
        // prettier-ignore
        const first = Array.from({ length: LANES }, draw);
        first.forEach((key, lane) => write(lanes, lane, key));
        lanes.run();
        first.forEach((key, lane) => {
          for (let step = 0; step <= STEPS; step++) {
            assert.deepEqual(read(lanes, lane, step), key, `lane ${lane}, step ${step}`);
            key = new Uint8Array(createHash("sha256").update(key).digest());
          }
        });
      }
    });
  }

  it("runs in vectors here", () => {
    assert.ok(createKeyLanes(1).keys.buffer.byteLength % 65_536 === 0, "memory of WebAssembly");
  });

  it("takes as many steps as were asked for, and no more", () => {
    for (const steps of [1, 2, 700]) {
      const lanes = createKeyLanes(steps);
      assert.equal(lanes.keys.length, (steps + 1) * WORDS * LANES);
      write(lanes, 3, new Uint8Array(randomBytes(32)));
      let key = read(lanes, 3, 0);
      lanes.run();
      for (let step = 0; step < steps; step++)
        key = new Uint8Array(createHash("sha256").update(key).digest());
      assert.deepEqual(read(lanes, 3, steps), key);
    }
  });
});
