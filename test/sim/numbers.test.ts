import assert from "node:assert/strict";
import fc from "fast-check";
import { log10, normalTable, quantileTable } from "../../sim/numbers.js";

describe("simulator's arithmetic", () => {
  it("takes logarithms like the engine's own", () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), (value) => {
        assert.ok(Math.abs(log10(value) - Math.log10(value)) < 1e-13 * Math.max(1, Math.abs(log10(value))));
      }),
    );
  });

  it("holds the normal distribution", () => {
    const table = normalTable(4096);
    const variance = table.reduce((sum, x) => sum + x * x, 0) / 4096;
    assert.ok(Math.abs(variance - 1) < 0.001, `variance ${variance}`);
    // Quantiles as in any table: 2.5 %, 15.87 %, 50 %, 84.13 %, 97.5 %.
    const expected = { 0.025: -1.96, 0.1587: -1, 0.5: 0, 0.8413: 1, 0.975: 1.96 };
    for (const [share, x] of Object.entries(expected))
      assert.ok(Math.abs(table[Math.floor(Number(share) * 4096)]! - x) < 0.005, share);
    for (let i = 1; i < 4096; i++) assert.ok(table[i]! > table[i - 1]!);
  });

  it("goes straight between quantiles", () => {
    const points = [
      [0, 0],
      [0.5, 10],
      [1, 30],
    ] as const;
    assert.deepEqual([...quantileTable(points, 4)], [2.5, 7.5, 15, 25]);
  });
});
