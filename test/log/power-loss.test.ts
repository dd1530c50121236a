import assert from "node:assert/strict";
import { type Tally, describeFailures, explore, idOf, newTally } from "./support/power-loss.js";
import type { Geometry } from "./support/ring.js";
import { SCENARIOS } from "./support/scenarios.js";

/** One slot a page; the least ring there is, three pages; a few slots a page. Larger ones in test/slow. */
const MATRIX: { geometry: Geometry; recordsEvery: number }[] = [
  { geometry: { pageCount: 8, pageBytes: 64 }, recordsEvery: 4 },
  { geometry: { pageCount: 7, pageBytes: 128 }, recordsEvery: 3 },
  { geometry: { pageCount: 9, pageBytes: 256 }, recordsEvery: 8 },
];

describe("power loss at every flash operation", () => {
  const total: Tally = newTally();

  for (const { geometry, recordsEvery } of MATRIX) {
    it(`loses nothing acknowledged and invents nothing: ${geometry.pageCount} pages of ${geometry.pageBytes} bytes`, function () {
      this.timeout(180_000);
      for (const scenario of SCENARIOS) {
        const tally = newTally();
        explore(scenario, geometry, { depth: 1, seeds: 1, recordsEvery }, tally);
        assert(tally.cuts > 0, `${idOf(scenario, geometry)} made no flash operation`);
        assert.equal(tally.failures.length, 0, describeFailures(tally));
        total.cuts += tally.cuts;
        tally.shapes.forEach((shape) => total.shapes.add(shape));
      }
    });
  }

  it("survives a second cut, in an erase of the recovery, that leaves a page looking erased", function () {
    this.timeout(180_000);
    for (const name of ["append", "ratchet"]) {
      const tally = newTally();
      const scenario = SCENARIOS.find((one) => one.name === name)!;
      const plan = { depth: 2, seeds: 1, recordsEvery: 1000, innerShapes: ["nearly"] } as const;
      explore(scenario, { pageCount: 7, pageBytes: 128 }, plan, tally);
      assert.equal(tally.failures.length, 0, describeFailures(tally));
      total.cuts += tally.cuts;
    }
  });

  after(() => console.log(`      ${total.cuts} cuts, ${total.shapes.size} shapes, 0 failures`));
});
