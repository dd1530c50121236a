/** The wearer's table (test/token/worn.ts) in the real interpreter, by its LED calls: the same rows in the same order as simulated. */
import assert from "node:assert/strict";
import { createSimulatedHistoryToken } from "../token/simulated-history-token.js";
import { comeBackFromHanging, seeEveryRow } from "../token/worn.js";
import { describeEspruino } from "./interpreter.js";
import { withStepped } from "./stepped-history-token.js";

describeEspruino("wearer's table in the interpreter", (interpreter) => {
  it("is reached row by row, each as the table has it", async () => {
    const expected = await seeEveryRow(createSimulatedHistoryToken(1));
    const seen = await withStepped(interpreter, 1, seeEveryRow);
    assert.deepEqual(seen, expected);
  });

  it("and one whose program hangs is restarted by the watchdog, and tells staff", async () => {
    await withStepped(interpreter, 2, comeBackFromHanging);
  });
});
