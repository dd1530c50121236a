/** What the wearer sees: every row of the table, in its order. */
import assert from "node:assert/strict";
import { SIGNALS } from "../../src/wearer/signals.js";
import { createSimulatedHistoryToken } from "./simulated-history-token.js";
import { seeEveryRow } from "./worn.js";

describe("wearer's table", () => {
  it("is reached row by row on simulated hardware, each as the table has it", async () => {
    const seen = await seeEveryRow(createSimulatedHistoryToken(1));
    assert.deepEqual([...new Set(seen)].sort(), [...SIGNALS].sort());
  });
});
