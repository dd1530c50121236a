import { atMost, describeBudgets } from "./budgets.js";

/** 100 ms on the chip. */
const STEP = 500;

describeBudgets("the token's budgets among 300 neighbours", "token-budget.program.js", [
  ["takes at most 50 for the first report of a neighbour", atMost(50, "firstSight")],
  ["takes at most 25 for a later one", atMost(25, "knownNeighbour")],
  ["changes slots in a step of at most 100 ms", atMost(STEP, "slotBoundary")],
  ["prepares the next slot in two such steps", atMost(STEP, "aheadStep0", "aheadStep1")],
  ["works off a slot's records in such steps, all but one in twenty", atMost(STEP, "flushStep95")],
  ["leaves neighbours out in such steps", atMost(STEP, "choiceStepLongest")],
]);
