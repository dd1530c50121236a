import assert from "node:assert/strict";
import fc from "fast-check";
import { estimate, estimateAll, numbersIn, studentQuantile } from "../../../sim/scores/confidence.js";
import { assertNear } from "../statistics.js";

/** Student's density for whole degrees of freedom, its constant from the gamma function's recursion. */
function density(freedom: number, t: number): number {
  // Γ((n+1)/2) / Γ(n/2), from Γ(1) / Γ(1/2) = 1/√π on.
  let ratio = 1 / Math.sqrt(Math.PI);
  for (let n = 1; n < freedom; n++) ratio = n / 2 / ratio;
  return (ratio / Math.sqrt(freedom * Math.PI)) * (1 + (t * t) / freedom) ** (-(freedom + 1) / 2);
}

/** Share between −t and t by Simpson's rule. */
function shareWithin(freedom: number, t: number): number {
  const steps = 4000;
  let sum = density(freedom, 0) + density(freedom, t);
  for (let i = 1; i < steps; i++) sum += (i % 2 === 1 ? 4 : 2) * density(freedom, (t * i) / steps);
  return (2 * sum * t) / steps / 3;
}

describe("confidence over seeds", () => {
  it("takes Student's t as tables have it", () => {
    const table = [
      [1, 12.7062],
      [2, 4.30265],
      [3, 3.18245],
      [4, 2.77645],
      [9, 2.26216],
      [30, 2.04227],
      [120, 1.97993],
    ] as const;
    for (const [freedom, t] of table) assertNear(studentQuantile(freedom, 0.95), t, 6e-5, `t(${freedom})`);
    assertNear(studentQuantile(10, 0.99), 3.16927, 1e-5);
  });

  it("encloses the stated share of the distribution, by numerical integration", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 2, max: 60 }),
        fc.double({ min: 0.5, max: 0.99, noNaN: true }),
        (freedom, share) => {
          assertNear(shareWithin(freedom, studentQuantile(freedom, share)), share, 1e-6);
        },
      ),
      { numRuns: 40 },
    );
  });

  it("gives mean and interval of an example worked by hand", () => {
    // 2, 4, 6: mean 4, SD 2, standard error 2/√3, t(2) = 4.30265.
    const { runs, mean, low, high } = estimate([2, 4, null, 6])!;
    assert.deepEqual([runs, mean], [3, 4]);
    assertNear(low!, 4 - (4.30265 * 2) / Math.sqrt(3), 1e-4);
    assertNear(high!, 4 + (4.30265 * 2) / Math.sqrt(3), 1e-4);
    assert.deepEqual(estimate([5]), { runs: 1, mean: 5, low: null, high: null });
    assert.equal(estimate([null]), null);
  });

  it("holds the true mean in 95 of 100 draws", () => {
    // Numbers that are nearly normal: sums of twelve even ones, by a fixed recursion.
    let state = 1;
    const even = () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
    const normal = () => Array.from({ length: 12 }, even).reduce((sum, one) => sum + one, -6);
    const draws = 4000;
    let inside = 0;
    for (let n = 0; n < draws; n++) {
      const { low, high } = estimate(Array.from({ length: 5 }, normal))!;
      if (low! <= 0 && high! >= 0) inside++;
    }
    assertNear(inside / draws, 0.95, 0.012);
  });

  it("does so for every number of a result, by its path", () => {
    const results = [
      { a: 1, b: { c: 2, d: null }, name: "x" },
      { a: 3, b: { c: 2, d: 7 }, name: "y" },
    ];
    const all = estimateAll(results);
    assert.deepEqual(Object.keys(all), ["a", "b.c", "b.d"]);
    assert.equal(all["a"]!.mean, 2);
    assert.equal(all["b.c"]!.low, 2);
    assert.deepEqual(all["b.d"], { runs: 1, mean: 7, low: null, high: null });
    assert.deepEqual(numbersIn({ a: [1, "two", 3] }), [
      ["a.0", 1],
      ["a.2", 3],
    ]);
  });
});
