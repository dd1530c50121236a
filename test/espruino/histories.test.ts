/**
 * Lives of a token (test/token/history.ts) in the real interpreter: the same log as on simulated hardware, byte for byte.
 * `HISTORY_SEEDS=1,2,…` chooses others.
 */
import assert from "node:assert/strict";
import { live } from "../token/history.js";
import { createSimulatedHistoryToken } from "../token/simulated-history-token.js";
import { describeEspruino } from "./interpreter.js";
import { withStepped } from "./stepped-history-token.js";

const SEEDS = (process.env["HISTORY_SEEDS"] ?? "1,2,3").split(",").map(Number);

describeEspruino("lives of a token in the interpreter", (interpreter) => {
  for (const seed of SEEDS) {
    it(`end with the log of the simulated one: seed ${seed}`, async () => {
      const expected = await live(createSimulatedHistoryToken(seed), seed, 1);
      const actual = await withStepped(interpreter, seed, (token) => live(token, seed, 1, false));
      assert.deepEqual([...actual.log], [...expected.log]);
    });
  }
});
