import { atMost, describeBudgets } from "./budgets.js";

describeBudgets("what a read over USB costs", "sync-budget.program.js", [
  ["sends 40 full pages of 31 records in 40 frames and an end", ({ frames }) => frames === 41],
  [
    "takes at most 25 a record, so that a full log of 48,000 records leaves the chip in four minutes",
    atMost(25, "recordInPortions"),
  ],
  [
    "takes at most 600 (120 ms on the chip) in one turn of the event loop",
    atMost(600, "frameTakenWhole", "hello"),
  ],
]);
