import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import {
  BASELINE_FILE,
  type Baseline,
  computeBaseline,
  describeDifferences,
  differences,
} from "./baseline.js";

describe("baseline of scores", function () {
  this.timeout(180_000);

  it("holds for fixed scenarios and seeds", async () => {
    const old = JSON.parse(readFileSync(BASELINE_FILE, "utf8")) as Baseline;
    const changed = differences(old, await computeBaseline());
    const what = `${describeDifferences(changed)}\nIf that is meant: npm run baseline`;
    assert.equal(changed.length, 0, what);
  });

  it("shows old and new of whatever differs, and nothing else", () => {
    const old = { run: { a: 10, b: 0.5, c: null, hash: "x", gone: 1 } };
    const now = { run: { a: 11, b: 0.5 * (1 + 1e-12), c: 2, hash: "y", fresh: 0 } };
    assert.equal(
      describeDifferences(differences(old, now)),
      [
        "run",
        "  a: 10 -> 11 (+10.0 %)",
        "  c: – -> 2",
        "  hash: x -> y",
        "  gone: 1 -> –",
        "  fresh: – -> 0",
      ].join("\n"),
    );
    assert.deepEqual(differences(old, old), []);
    assert.equal(differences({ run: { b: 0.5 } }, { run: { b: 0.5 * (1 + 1e-8) } }).length, 1);
    // A count that is off by one of a billion is off.
    assert.equal(differences({ run: { n: 1e10 } }, { run: { n: 1e10 + 1 } }).length, 1);
  });
});
