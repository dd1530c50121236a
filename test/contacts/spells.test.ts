import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../hal/simulated/random.js";
import { normalTable } from "../../sim/numbers.js";
import { NOT_HEARD } from "../../src/contacts/record.js";
import { createSpellFinder } from "../../src/contacts/spells.js";
import { createTokenWindows } from "../../src/contacts/token-windows.js";

describe("spells", () => {
  function spellsOf(readingsDbm: readonly number[], apartBefore: readonly number[] = []) {
    const finder = createSpellFinder();
    readingsDbm.forEach((dbm, i) => finder.add(2.5, dbm, 1, apartBefore.includes(i)));
    return finder.take();
  }

  it("are cut where somebody moved, and nowhere else", () => {
    const steps = [
      ...Array<number>(12).fill(-50),
      ...Array<number>(8).fill(-70),
      ...Array<number>(10).fill(-55),
    ];
    assert.deepEqual(
      spellsOf(steps).map(({ windows, meanDbm, minutes }) => [windows, meanDbm, minutes]),
      [
        [12, -50, 30],
        [8, -70, 20],
        [10, -55, 25],
      ],
    );
    assert.equal(spellsOf(Array<number>(100).fill(-60)).length, 1);
  });

  it("are not made of fading: of 100 days of noise, few are cut", () => {
    const random = createRandom(1);
    const normal = normalTable(4096);
    const days = Array.from({ length: 100 }, () =>
      spellsOf(Array.from({ length: 576 }, () => Math.round(-60 + 4.5 * normal[random.below(4096)]!))),
    );
    const cut = days.filter(({ length }) => length > 1).length;
    assert.ok(cut <= 10, `${cut} days`);
  });

  it("end where they were out of touch, and keep every window, minute and reading", () => {
    assert.deepEqual(
      spellsOf([-60, -60, -60], [2]).map(({ windows }) => windows),
      [2, 1],
    );
    const readings = fc.array(fc.integer({ min: -100, max: -30 }), { maxLength: 60 });
    fc.assert(
      fc.property(readings, fc.array(fc.nat(60)), (dbm, apart) => {
        const spells = spellsOf(dbm, apart);
        const total = (of: (spell: (typeof spells)[number]) => number) =>
          spells.reduce((sum, spell) => sum + of(spell), 0);
        assert.equal(
          total(({ windows }) => windows),
          dbm.length,
        );
        assert.equal(
          total(({ minutes }) => minutes),
          2.5 * dbm.length,
        );
        const sumDbm = total(({ meanDbm, readings }) => meanDbm * readings);
        assert.ok(Math.abs(sumDbm - dbm.reduce((a, b) => a + b, 0)) < 1e-6);
      }),
    );
  });

  it("leave nothing behind in the finder", () => {
    const finder = createSpellFinder();
    finder.add(2.5, -90, 1, false);
    finder.take();
    finder.add(5, -100, 2, true);
    assert.deepEqual(finder.take(), [{ windows: 1, minutes: 5, meanDbm: -50, readings: 2 }]);
    assert.deepEqual(finder.take(), []);
  });
});

describe("windows of two tokens", () => {
  /** Own and other strength of each window; undefined: no log has anything. */
  function minutesOf(windows: readonly ([number, number] | undefined)[], windowMinutes = 2.5): number[] {
    const judged = createTokenWindows();
    windows.forEach((pair, i) => {
      if (pair !== undefined) judged.hear(i * windowMinutes, windowMinutes, ...pair);
    });
    return judged.take().map(({ minutes }) => minutes);
  }
  const BOTH: [number, number] = [-50, -52];
  const ONE: [number, number] = [-50, NOT_HEARD];

  it("bridge one silent window and not two", () => {
    assert.deepEqual(minutesOf([BOTH, undefined, BOTH]), [7.5]);
    assert.deepEqual(minutesOf([BOTH, undefined, undefined, BOTH]), [2.5, 2.5]);
    assert.deepEqual(minutesOf([BOTH, undefined, BOTH, BOTH], 3.75), [15]);
  });

  it("count half of a window at the end that one of two logs alone heard", () => {
    assert.deepEqual(minutesOf([ONE, BOTH, BOTH, ONE]), [7.5]);
    assert.deepEqual(minutesOf([BOTH, ONE, BOTH]), [7.5]);
    assert.deepEqual(minutesOf([ONE, ONE, ONE]), [7.5], "the other log may never have been read");
    assert.deepEqual(minutesOf([ONE, undefined, BOTH]), [6.25]);
  });

  it("of two schedules never count for more than the time there was", () => {
    const judged = createTokenWindows();
    for (const [at, minutes, own, other] of [
      [0, 2.5, -50, -50],
      [2.5, 2.5, -50, NOT_HEARD],
      [3.75, 3.75, NOT_HEARD, -50],
      [5, 2.5, -50, NOT_HEARD],
      [7.5, 3.75, -50, -50],
    ] as const)
      judged.hear(at, minutes, own, other);
    assert.deepEqual(
      judged.take().map(({ minutes }) => minutes),
      [11.25],
    );
  });

  it("put the readings of both logs together", () => {
    const judged = createTokenWindows();
    judged.hear(0, 2.5, -50, -54);
    judged.hear(2.5, 2.5, -52, NOT_HEARD);
    const [spell] = judged.take();
    assert.deepEqual([spell!.meanDbm, spell!.readings], [-52, 3]);
  });
});
