/** A thousand random lives of a token in simulation (test/token/history.ts). */
import { live } from "../token/history.js";
import { createSimulatedHistoryToken } from "../token/simulated-history-token.js";

const HISTORIES = Number(process.env["HISTORIES"] ?? 1000);

describe("a thousand lives of a token", () => {
  for (let first = 1; first <= HISTORIES; first += 100) {
    it(`from ${first} on`, async () => {
      for (let seed = first; seed < first + 100 && seed <= HISTORIES; seed++) {
        await live(createSimulatedHistoryToken(seed), seed, 1 + (seed % 3)).catch((error: unknown) => {
          throw new Error(`seed ${seed}`, { cause: error });
        });
      }
    });
  }
});
