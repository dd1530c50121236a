import assert from "node:assert/strict";
import { measure } from "./budgets.js";
import { describeEspruino } from "./interpreter.js";

describeEspruino(
  "what a read over USB costs, in turns of an empty loop of the real interpreter",
  (interpreter) => {
    let figures: Record<string, number>;

    before(async function () {
      this.timeout(120_000);
      figures = await measure(interpreter, "sync-budget.program.js");
    });

    it("sends 40 full pages of 31 records in 40 frames and an end", () => {
      assert.equal(figures.frames, 41);
    });
    it("takes at most 25 a record, so that a full log of 48,000 records leaves the chip in four minutes", () => {
      assert(figures.recordInPortions! <= 25);
    });
    it("takes at most 600 (120 ms on the chip) in one turn of the event loop", () => {
      assert(figures.frameTakenWhole! <= 600 && figures.hello! <= 600);
    });
  },
);
