import assert from "node:assert/strict";
import fc from "fast-check";
import { createChoice } from "../../src/contacts/choice.js";
import { NOT_HEARD } from "../../src/contacts/record.js";

const WINDOWS = 4;
/** Lower ends of the bands that share the places, the strongest first. */
const BANDS_DBM = [-44, -50, -56, -62, -68, -74, -80];

function choose(levels: readonly number[][], most: number, best = 0): number[] {
  const windows = Array.from({ length: WINDOWS }, (_, w) => Int8Array.from(levels, (own) => own[w]!));
  const choice = createChoice(windows, levels.length, most, best);
  assert.equal(choice.kept(), levels.length);
  while (choice.step());
  return Array.from({ length: choice.kept() }, (_, n) => choice.indexOf(n));
}

/** The same by sorting and dealing out. */
function expected(levels: readonly number[][], most: number, best: number): number[] {
  const heard = (n: number) => levels[n]!.filter((level) => level !== NOT_HEARD).length;
  const strongest = (n: number) => Math.max(...levels[n]!);
  const inOrder = levels
    .map((_, n) => n)
    .sort((a, b) => heard(b) - heard(a) || strongest(b) - strongest(a) || a - b);
  const bandOf = (n: number) => BANDS_DBM.findIndex((least) => strongest(n) >= least);
  const rest = inOrder.slice(best);
  const bands = BANDS_DBM.map((_, band) => rest.filter((n) => bandOf(n) === band));
  const weak = rest.filter((n) => bandOf(n) < 0);
  const places = bands.map(() => 0);
  let left = most - best;
  for (let isOpen = true; isOpen && left > 0;) {
    const open = bands.filter((all, band) => places[band]! < all.length).length;
    isOpen = open > 0;
    const each = Math.max(1, Math.floor(left / open));
    for (const [band, all] of bands.entries()) {
      const more = Math.min(each, left, all.length - places[band]!);
      places[band]! += more;
      left -= more;
    }
  }
  const chosen = [
    ...inOrder.slice(0, best),
    ...bands.flatMap((all, band) => all.slice(0, places[band])),
    ...weak.slice(0, left),
  ];
  return chosen.sort((a, b) => a - b);
}

describe("choice of neighbours", () => {
  it("is the one that sorting and dealing out finds", () => {
    const level = fc.oneof(fc.constant(NOT_HEARD), fc.integer({ min: -100, max: 20 }));
    const levels = fc.array(fc.array(level, { minLength: WINDOWS, maxLength: WINDOWS }), {
      minLength: 2,
      maxLength: 200,
    });
    const share = fc.double({ min: 0, max: 1, noNaN: true });
    fc.assert(
      fc.property(levels, share, share, (all, ofAll, ofMost) => {
        const most = Math.floor(ofAll * (all.length - 1));
        const best = Math.floor(ofMost * most);
        assert.deepEqual(choose(all, most, best), expected(all, most, best));
      }),
    );
  });

  it("keeps those of other strengths, however many strong ones there are from one place", () => {
    const real = [-53, -60, -66, -71, -77].map((level) => [level, NOT_HEARD, level, NOT_HEARD]);
    const invented = Array.from({ length: 300 }, (_, n) => Array<number>(WINDOWS).fill(-40 - (n % 3)));
    const kept = choose([...invented, ...real], 21);
    assert.equal(kept.filter((n) => n >= invented.length).length, real.length);
    assert.equal(kept.length, 21);
  });

  it("keeps of one strength those heard in the most windows", () => {
    const once = Array.from({ length: 100 }, () => [-45, NOT_HEARD, NOT_HEARD, NOT_HEARD]);
    const often = Array.from({ length: 10 }, () => [-49, -49, NOT_HEARD, -49]);
    assert.deepEqual(choose([...once, ...often], 10), often.map((_, n) => once.length + n)); // prettier-ignore
  });
});
