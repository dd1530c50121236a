import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { REFERENCE } from "./reference.js";

describe("vectors of custody", () => {
  for (const [name, make] of Object.entries(REFERENCE)) {
    it(`custody-${name}.json is what the second implementation computes`, () => {
      const file = new URL(`../vectors/custody-${name}.json`, import.meta.url);
      const made = make();
      if (process.env.UPDATE_VECTORS === "1") writeFileSync(file, JSON.stringify(made, null, 1) + "\n");
      assert.deepEqual(JSON.parse(readFileSync(file, "utf8")), made);
    });
  }
});
