import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type HeardWindow,
  LASTING_SHARE,
  SLOPE_PER_DB,
  SMOOTHING_MS,
  midpointOf,
  probability,
  ratioOf,
  smooth,
} from "../../src/contacts/likelihood.js";

const WINDOW_MS = 150_000;
const windowsAre = fc
  .uniqueArray(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 20 })
  .chain((indices) =>
    fc
      .array(fc.integer({ min: -110, max: -20 }), { minLength: indices.length, maxLength: indices.length })
      .map((dbm) =>
        indices.sort((a, b) => a - b).map((index, i) => ({ index, ratio: ratioOf(dbm[i]!), dbm: dbm[i]! })),
      ),
  );

const at = (windows: readonly HeardWindow[], position: number) => {
  const { index } = windows[position]!;
  return smooth(windows, WINDOW_MS, SMOOTHING_MS, index, index, position);
};

describe("likelihood of nearness", () => {
  it("of one window is a logistic curve of its strength", () => {
    fc.assert(
      fc.property(fc.integer({ min: -110, max: -20 }), fc.integer({ min: 1, max: 9 }), (dbm, tenths) => {
        const prior = tenths / 10;
        const p = probability(at([{ index: 7, ratio: ratioOf(dbm) }], 0), { midpointDbm: -65, prior });
        const odds = (prior / (1 - prior)) * Math.E ** (SLOPE_PER_DB * (dbm + 65));
        assert.ok(Math.abs(p - odds / (1 + odds)) < 1e-9);
      }),
    );
  });

  it("is the prior at the midpoint, and rises with every dB", () => {
    const p = (dbm: number) =>
      probability(at([{ index: 0, ratio: ratioOf(dbm) }], 0), { midpointDbm: -65, prior: 0.3 });
    assert.ok(Math.abs(p(-65) - 0.3) < 1e-12);
    for (let dbm = -100; dbm < -20; dbm++) assert.ok(p(dbm + 1) > p(dbm));
  });

  it("is smoothed as a weighted mean over all windows, written out", () => {
    fc.assert(
      fc.property(windowsAre, fc.nat(), (windows, pick) => {
        const position = pick % windows.length;
        const here = windows[position]!.index;
        let [top, bottom] = [0, 0];
        for (const { index, dbm } of windows) {
          const weight = 2.718281828459045 ** (-(Math.abs(index - here) * WINDOW_MS) / SMOOTHING_MS);
          // Windows that weigh less than e^-12 are not looked at.
          if (weight < 2.718281828459045 ** -12) continue;
          top += weight * 2.718281828459045 ** (0.14 * dbm);
          bottom += weight;
        }
        const evidence = at(windows, position);
        assert.ok(Math.abs(evidence.logRatio - Math.log(top / bottom)) < 1e-9);
        assert.ok(Math.abs(evidence.windows - bottom) < 1e-9);
      }),
    );
  });

  it("rises when any of its windows is stronger", () => {
    fc.assert(
      fc.property(windowsAre, fc.nat(), fc.nat(), (windows, pick, louder) => {
        const model = { midpointDbm: -65, prior: 0.3 };
        const more = windows.map((one, i) =>
          i === louder % windows.length ? { ...one, ratio: ratioOf(one.dbm + 5) } : one,
        );
        const position = pick % windows.length;
        assert.ok(probability(at(more, position), model) >= probability(at(windows, position), model));
      }),
    );
  });

  it("is the same backwards in time", () => {
    fc.assert(
      fc.property(windowsAre, fc.nat(), (windows, pick) => {
        const position = pick % windows.length;
        const backwards = windows.map((one) => ({ ...one, index: -one.index })).reverse();
        const there = at(backwards, windows.length - 1 - position);
        assert.ok(Math.abs(there.logRatio - at(windows, position).logRatio) < 1e-9);
      }),
    );
  });

  it("is surer of many windows than of one, and never as sure as if each were new", () => {
    const p = (count: number) => {
      const windows = Array.from({ length: count }, (_, index) => ({ index, ratio: ratioOf(-55) }));
      return probability(at(windows, count >> 1), { midpointDbm: -65, prior: 0.5 });
    };
    assert.ok(p(3) > p(1) && p(9) > p(3));
    const surest = 1 / (1 + Math.exp((-SLOPE_PER_DB * 10) / LASTING_SHARE));
    assert.ok(p(50) < surest);
  });

  it("takes the midpoint from the strengths so that the mean is the prior, wherever they lie", () => {
    fc.assert(
      fc.property(windowsAre, fc.integer({ min: -30, max: 30 }), (windows, moreDb) => {
        const evidence = windows.map((_, i) => at(windows, i));
        const midpointDbm = midpointOf(evidence, 0.3);
        const mean =
          evidence.reduce((sum, one) => sum + probability(one, { midpointDbm, prior: 0.3 }), 0) /
          evidence.length;
        assert.ok(Math.abs(mean - 0.3) < 1e-6);
        const louder = windows.map((one) => ({ ...one, ratio: ratioOf(one.dbm + moreDb) }));
        const there = midpointOf(
          louder.map((_, i) => at(louder, i)),
          0.3,
        );
        assert.ok(Math.abs(there - midpointDbm - moreDb) < 1e-6);
      }),
    );
  });
});
