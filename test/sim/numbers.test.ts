import assert from "node:assert/strict";
import fc from "fast-check";
import { exponentialTable, log10, normalTable, quantileTable, riceTable } from "../../sim/numbers.js";

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

  it("holds the exponential distribution", () => {
    const table = exponentialTable(1000);
    table.forEach((x, cell) => assert.ok(Math.abs(x + Math.log(1 - (cell + 0.5) / 1000)) < 1e-12));
  });

  it("holds Rice's: that of Rayleigh without a steady path, a single strength without others", () => {
    const mean = (table: Float64Array) => table.reduce((sum, db) => sum + db, 0) / table.length;
    const rayleigh = riceTable(0, 1024);
    const exact = new Float64Array(1024).map(
      (_, cell) => 10 * Math.log10(-Math.log(1 - (cell + 0.5) / 1024)),
    );
    const middle = mean(exact);
    for (let cell = 10; cell < 1000; cell++)
      assert.ok(
        Math.abs(rayleigh[cell]! - (exact[cell]! - middle)) < 0.15,
        `cell ${cell}: ${rayleigh[cell]}`,
      );
    assert.ok(Math.abs(mean(riceTable(4, 1024))) < 1e-9);
    // With r times the power in the steady path the amplitude varies by 1/√(2r): 8.69 dB of it.
    const steady = riceTable(10_000, 1024);
    const sd = Math.sqrt(mean(steady.map((db) => db * db)));
    assert.ok(Math.abs(sd - 8.686 / Math.sqrt(20_000)) < 0.001, `${sd} dB`);
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
