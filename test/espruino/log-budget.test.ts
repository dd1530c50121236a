import { atMost, describeBudgets } from "./budgets.js";

describeBudgets("the log's budgets", "log-budget.program.js", [
  [
    "seals, appends and reads back a record in 150, of which the log takes 75",
    ({ append, seal }) => append! <= 150 && append! - seal! <= 75,
  ],
  [
    "mounts a full log of 388 pages or more in 25,000",
    ({ pages, mount }) => pages! >= 388 && mount! <= 25_000,
  ],
  [
    "takes no step of more than 500 (100 ms on the chip) for a new page or for housekeeping",
    atMost(500, "closePage", "newPage", "erase", "countExpired", "eraseExpired", "tendIdle", "read16"),
  ],
  ["knows how many records it is about to erase", ({ erasedRecords }) => erasedRecords === 64],
]);
