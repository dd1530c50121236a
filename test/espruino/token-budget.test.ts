import { describeEspruino } from "./interpreter.js";
import { expectAtMost, measure } from "./budgets.js";

/** 100 ms on the chip. */
const LONGEST_STEP = 500;

describeEspruino("the token's budgets among 300 neighbours, in turns of an empty loop", (interpreter) => {
  let figures: Record<string, number>;
  before(async () => {
    figures = await measure(interpreter, "token-budget.program.js");
  });

  it("takes at most 50 for the first report of a neighbour: not met yet, see firstSight");
  it("takes at most 25 for a later one", () => expectAtMost(figures, "knownNeighbour", 25));
  it("works off a slot's 300 records in steps of at most 100 ms, all but one in twenty", () => {
    expectAtMost(figures, "flushStep95", LONGEST_STEP);
  });
  it("changes slots in a step of at most 100 ms: not met yet, see slotBoundary");
});
