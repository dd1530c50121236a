import { atMost, describeBudgets } from "./budgets.js";

/** 100 ms on the chip. */
const STEP = 500;
/**
 * Two steps are longer and cannot be cut: the small state's two copies, once an hour, and a group of the digest that needs a new page,
 * once in 200 neighbours. A window of 1.1 s comes every 150 s; the scan queue holds what else is heard meanwhile.
 */
const RARE_STEP = 1500;

describeBudgets("the token's budgets among 300 neighbours", "token-budget.program.js", [
  ["takes at most 50 for the first report of a neighbour", atMost(50, "firstSight")],
  ["takes at most 25 for a later one", atMost(25, "knownNeighbour")],
  ["changes slots in a step of at most 100 ms", atMost(STEP, "slotBoundary")],
  ["prepares the next slot in two such steps", atMost(STEP, "aheadStep0", "aheadStep1")],
  ["works off a slot's records in such steps, all but one in twenty", atMost(STEP, "flushStep95")],
  [
    "saves, and writes a group of the digest, in three times as much",
    atMost(RARE_STEP, "saveStep", "digestStep"),
  ],
  ["leaves neighbours out in such steps", atMost(STEP, "choiceStepLongest")],
]);

describeBudgets("what iPhones cost the token", "iphone-budget.program.js", [
  ["takes at most 50 for an iPhone's advert", atMost(50, "firstAdvert", "laterAdvert")],
  [
    "chooses one, reads it and takes it for a neighbour in steps of at most 100 ms",
    atMost(STEP, "choice", "read", "settle"),
  ],
]);
