/** What the next tokens bring a commune. */
import assert from "node:assert/strict";
import { GIVEN_TO, nextTokens, orderFrom } from "../../sim/coverage/next-tokens.js";
import { loadScenario } from "../../sim/scenarios/scenario.js";
import { createPeople } from "../../sim/town/people.js";

describe("what the next tokens bring", function () {
  this.timeout(180_000);
  const scenario = { ...loadScenario("commune"), people: 80 };

  it("gives tokens to those who have none, first to whom the strategy names", () => {
    const people = createPeople(3, scenario);
    const today = new Set(
      people.filter(({ index }) => orderFrom(people, 20, "anyone", 5).ranks[index]! < 20),
    );
    assert.equal(today.size, 20);
    const reached = new Set([...today].map(({ household }) => household));
    for (const strategy of GIVEN_TO) {
      const { ranks, count } = orderFrom(people, 20, strategy, 5);
      assert.deepEqual(
        [...ranks].sort((a, b) => a - b),
        Array.from(ranks, (_, i) => i),
        strategy,
      );
      for (const person of today) assert.ok(ranks[person.index]! < 20, strategy);
      const next = people.filter(({ index }) => ranks[index]! >= 20 && ranks[index]! < 20 + count);
      if (strategy === "households") assert.ok(count > 0 && next.every((one) => !reached.has(one.household)));
      if (strategy === "sellers") assert.ok(count > 0 && next.every((one) => one.occupation === "seller"));
    }
  });

  it("finds more with every step, none where nobody is covered, and as much whoever was first in the end", async () => {
    const shares: number[] = [];
    const asked = { scenario, population: 160, seed: 3, workers: 1 };
    const none = await nextTokens({ ...asked, covered: 0, onProgress: (share) => shares.push(share) });
    const { steps, people, contacts } = none;
    assert.deepEqual([people, none.days], [160, 1]);
    assert.ok(contacts > 100);
    assert.ok(shares.length > 1 && Math.abs(shares.at(-1)! - 1) < 0.01);
    assert.deepEqual(steps.map(({ tokens }) => tokens), [0, 100, 120, 160]); // prettier-ignore
    for (const one of GIVEN_TO) {
      const found = steps.map((step) => step.found[one]!);
      assert.equal(found[0], 0);
      for (const [i, share] of found.entries()) if (i > 1) assert.ok(share > found[i - 1]!, `${one} ${i}`);
      assert.ok(Math.abs(found.at(-1)! - steps.at(-1)!.found.anyone!) < 1e-9);
      assert.ok(found.at(-1)! > 0.5);
    }
  });
});
