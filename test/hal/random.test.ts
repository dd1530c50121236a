import assert from "node:assert/strict";
import { createRandom, draw } from "../../hal/simulated/random.js";

/** Pearson's statistic of `count` draws of 0…1 over 64 equal cells. */
function chiSquare(count: number, next: (i: number) => number): number {
  const cells = new Array<number>(64).fill(0);
  for (let i = 0; i < count; i++) cells[Math.floor(next(i) * 64)]!++;
  const expected = count / 64;
  return cells.reduce((sum, n) => sum + (n - expected) ** 2 / expected, 0);
}

// 63 degrees of freedom: outside 27…117 once in 10,000 (each side).
function assertUniform(statistic: number): void {
  assert.ok(statistic > 27 && statistic < 117, `chi-square ${statistic}`);
}

describe("seeded randomness", () => {
  it("repeats itself for one seed and differs for another", () => {
    const of = (seed: number) => Array.from({ length: 8 }, createRandom(seed).uint32);
    assert.deepEqual(of(1), of(1));
    assert.notDeepEqual(of(1), of(2));
  });

  it("stays the same from release to release", () => {
    const random = createRandom(42);
    assert.deepEqual(
      [random.uint32(), random.uint32(), draw(0, 0), draw(1, 2)],
      [2500762654, 2571142766, 2856213345, 4137983873],
    );
  });

  it("is uniform, as a stream and as draws over neighbouring keys", () => {
    const random = createRandom(7);
    assertUniform(chiSquare(64_000, random.unit));
    assertUniform(chiSquare(64_000, (i) => draw(3, i) / 2 ** 32));
    assertUniform(chiSquare(64_000, (i) => draw(i, 3) / 2 ** 32));
    assertUniform(chiSquare(64_000, (i) => draw(draw(9, i >> 8), i & 255) / 2 ** 32));
  });

  it("draws whole numbers below a count", () => {
    const random = createRandom(1);
    const seen = new Set(Array.from({ length: 200 }, () => random.below(5)));
    assert.deepEqual([...seen].sort(), [0, 1, 2, 3, 4]);
  });
});
