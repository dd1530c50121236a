import assert from "node:assert/strict";
import fc from "fast-check";
import {
  closenessOf,
  leastMeanDbm,
  probabilityOfAtLeast,
  spellProbability,
} from "../../src/contacts/closeness.js";
import { OPERATING_POINTS, POINTS, TOKEN_MODEL, isNamed } from "../../src/contacts/operating-points.js";
import type { Spell } from "../../src/contacts/spells.js";

const spellOf = (minutes: number, meanDbm: number, readings = Math.ceil(minutes / 1.25)): Spell => ({
  windows: Math.ceil(readings / 2),
  minutes,
  meanDbm,
  readings,
});
const of = (...spells: Spell[]) => closenessOf(spells, TOKEN_MODEL, 15);
const spell = fc.record({
  windows: fc.constant(1),
  minutes: fc.integer({ min: 1, max: 40 }).map((n) => 2.5 * n),
  meanDbm: fc.integer({ min: -75, max: -45 }),
  readings: fc.integer({ min: 1, max: 60 }),
});
const model = fc.record({
  midpointDbm: fc.integer({ min: -70, max: -60 }),
  prior: fc.double({ min: 0.02, max: 0.6, noNaN: true }),
});

describe("closeness", () => {
  it("knows a near quarter of an hour from a far one, and both from a short one", () => {
    assert.ok(of(spellOf(15, -48)).probability > 0.9);
    assert.equal(of(spellOf(15, -76)).probability, 0);
    assert.equal(of(spellOf(12.5, -45)).probability, 0);
    assert.ok(of(spellOf(12.5, -45)).closeMinutes > 12);
  });

  it("does not name for a long night what it would not name for a quarter of an hour", () => {
    const [night, quarter] = [of(spellOf(480, -64)), of(spellOf(15, -64))];
    assert.ok(night.probability < quarter.probability);
    assert.ok(night.closeMinutes > 15 && !isNamed(night.probability, { minutes: 15, point: "usual" }));
  });

  it("adds spells up: a third of an hour in three visits", () => {
    assert.ok(of(spellOf(7.5, -45), spellOf(7.5, -45)).probability > 0.7);
    assert.equal(of(spellOf(7.5, -45)).probability, 0);
  });

  it("has the probability that counting every case gives", () => {
    fc.assert(
      fc.property(
        fc.array(spell, { maxLength: 6 }),
        model,
        fc.constantFrom(5, 15, 30),
        (spells, model, least) => {
          let expected = 0;
          for (let close = 0; close < 2 ** spells.length; close++) {
            let [share, minutes] = [1, 0];
            spells.forEach((one, i) => {
              const p = spellProbability(one, model);
              const isClose = ((close >> i) & 1) === 1;
              share *= isClose ? p : 1 - p;
              if (isClose) minutes += one.minutes;
            });
            if (minutes >= least) expected += share;
          }
          assert.ok(Math.abs(probabilityOfAtLeast(spells, model, least) - expected) < 1e-9);
        },
      ),
    );
  });

  it("has an interval about its expected minutes, within what was heard", () => {
    fc.assert(
      fc.property(fc.array(spell, { minLength: 1, maxLength: 8 }), model, (spells, model) => {
        const { minutes, closeMinutes, lowMinutes, highMinutes } = closenessOf(spells, model, 15);
        assert.ok(0 <= lowMinutes && lowMinutes <= highMinutes && highMinutes <= minutes);
        assert.ok(0 <= closeMinutes && closeMinutes <= minutes + 1e-9);
      }),
    );
    const { lowMinutes, highMinutes } = of(spellOf(30, -58));
    assert.deepEqual([lowMinutes, highMinutes], [0, 30], "either all of it or nothing");
    assert.deepEqual([of(spellOf(30, -45)).lowMinutes, of(spellOf(30, -75)).highMinutes], [30, 0]);
  });

  it("grows with every dB", () => {
    fc.assert(
      fc.property(spell, model, (one, model) => {
        const louder = { ...one, meanDbm: one.meanDbm + 1 };
        assert.ok(spellProbability(louder, model) >= spellProbability(one, model));
      }),
    );
  });

  it("counts no spell below the least strength, and some just above it", () => {
    fc.assert(
      fc.property(spell, model, (one, model) => {
        if (one.meanDbm < leastMeanDbm(model)) assert.equal(spellProbability(one, model), 0);
      }),
      { numRuns: 2000 },
    );
    const least = leastMeanDbm(TOKEN_MODEL);
    assert.ok(spellProbability(spellOf(2.5, least + 0.01, 1), TOKEN_MODEL) > 0);
  });

  it("names fewer from point to point, for a lower price in wrong names and a higher one in missed ones", () => {
    const points = POINTS.map((point) => OPERATING_POINTS[point]);
    for (const [i, next] of points.slice(1).entries()) {
      assert.ok(next.leastProbability > points[i]!.leastProbability);
      assert.ok(next.namedForOne < points[i]!.namedForOne);
      assert.ok(next.missedOf100 > points[i]!.missedOf100);
    }
  });
});
