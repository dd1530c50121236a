import { atMost, describeBudgets } from "./budgets.js";

/** 100 ms on the chip. */
const STEP = 500;
const BACKGROUND_STEP = 650;

describeBudgets("what keys, seal and handshake cost", "custody-budget.program.js", [
  ["takes no step of more than 500", (figures) => Object.values(figures).every((turns) => turns <= STEP)],
]);

describeBudgets("what an F0 list costs", "exposure-budget.program.js", [
  ["compares an ID with the digest in at most 35, everything about it included", atMost(35, "checkOfOneId")],
  [
    "takes no step of more than 650 for a list, the digest and the check, which run while nothing else waits",
    atMost(BACKGROUND_STEP, "digestEndSlot", "listBegin", "listPut", "listProve", "checkLongestStep"),
  ],
  ["holds at most 600 variables for the check", atMost(600, "checkVariables")],
]);
