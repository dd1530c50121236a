import { explore, newTally } from "/work/wt/log/test/log/support/power-loss.js";
import { SCENARIOS } from "/work/wt/log/test/log/support/scenarios.js";
it("x", () => {
  const t = newTally();
  const s = SCENARIOS.find((o) => o.name === "ratchet")!;
  explore(
    s,
    { pageCount: 7, pageBytes: 128 },
    { depth: 2, seeds: 1, recordsEvery: 1000, innerShapes: ["nearly"] },
    t,
  );
  for (const f of t.failures) console.log(f.id, f.error);
});
