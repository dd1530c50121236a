import assert from "node:assert/strict";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import {
  type Plan,
  type Tally,
  describeFailures,
  explore,
  idOf,
  newTally,
} from "../log/support/power-loss.js";
import type { Geometry } from "../log/support/ring.js";
import { SCENARIOS } from "../log/support/scenarios.js";

/** `POWERLOSS=<id>` makes only the cut that a failure named, and lets its error through. */
const only = process.env.POWERLOSS;

interface Campaign {
  geometry: Geometry;
  plan: Plan;
}

const DEEP: Plan = {
  depth: 2,
  seeds: 1,
  recordsEvery: 3,
  // The second cut: before and inside an operation, and in ways that make a page look like what it is not.
  innerShapes: ["none", "half", "bits", "weak", "front", "nearly"],
};

const CAMPAIGNS: Campaign[] = [
  { geometry: { pageCount: 8, pageBytes: 64 }, plan: { depth: 1, seeds: 4 } },
  { geometry: { pageCount: 7, pageBytes: 128 }, plan: { depth: 1, seeds: 4 } },
  { geometry: { pageCount: 11, pageBytes: 128 }, plan: { depth: 1, seeds: 2 } },
  { geometry: { pageCount: 9, pageBytes: 256 }, plan: { depth: 1, seeds: 2 } },
  { geometry: { pageCount: 7, pageBytes: 1024 }, plan: { depth: 1, seeds: 1, recordsEvery: 8 } },
  { geometry: { pageCount: 7, pageBytes: 4096 }, plan: { depth: 1, seeds: 1, recordsEvery: 128 } },
  { geometry: { pageCount: 8, pageBytes: 64 }, plan: DEEP },
  { geometry: { pageCount: 7, pageBytes: 128 }, plan: DEEP },
];

describe("power loss at every flash operation, all shapes, two cuts in a row", function () {
  this.timeout(120 * 60_000);
  const total: Tally = newTally();

  for (const { geometry, plan } of CAMPAIGNS) {
    const title = `${geometry.pageCount} pages of ${geometry.pageBytes} bytes, depth ${plan.depth}`;
    it(title, () => {
      for (const scenario of SCENARIOS) {
        const id = idOf(scenario, geometry);
        if (only !== undefined && !only.startsWith(`${id}:`)) continue;
        const tally = newTally();
        explore(scenario, geometry, only === undefined ? plan : { ...plan, depth: 2, seeds: 8 }, tally, only);
        total.cuts += tally.cuts;
        tally.shapes.forEach((shape) => total.shapes.add(shape));
        total.failures.push(...tally.failures);
        assert.equal(tally.failures.length, 0, describeFailures(tally));
      }
    });
  }

  it("was as thorough as it must be", function () {
    if (only !== undefined) this.skip();
    console.log(
      `      ${total.cuts} cuts, ${total.shapes.size} shapes, depth up to 2, ${total.failures.length} failures`,
    );
    assert(total.cuts >= 100_000, `only ${total.cuts} cuts`);
    assert.deepEqual([...total.shapes].sort(), [...new Set<string>([...PROGRAM_CUTS, ...ERASE_CUTS])].sort());
  });
});
