/** Random lives of a token in simulation; many more of them in test/slow, some in the real interpreter in test/espruino. */
import assert from "node:assert/strict";
import { live } from "./history.js";
import { createSimulatedHistoryToken } from "./simulated-history-token.js";

const HISTORIES = 12;

describe("lives of a token", () => {
  it("lose no unread record younger than the retention, and none uncounted, and always come back", async () => {
    const counts = { read: 0, expired: 0, overwritten: 0, refused: 0, newKeys: 0 };
    for (let seed = 1; seed <= HISTORIES; seed++) {
      const lived = await live(createSimulatedHistoryToken(seed), seed, 1 + (seed % 4));
      for (const name of Object.keys(counts) as (keyof typeof counts)[]) counts[name] += lived.counts[name];
    }
    for (const [name, count] of Object.entries(counts)) assert(count > 0, `${name} never happened`);
  }).timeout(120_000);
});
