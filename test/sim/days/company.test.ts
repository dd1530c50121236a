import assert from "node:assert/strict";
import { inCompany } from "../../../sim/days/company.js";
import type { Stays } from "../../../sim/days/stays.js";
import { AWAY } from "../../../sim/town/places.js";

const HOUR_MS = 3_600_000;

/** Of people who are at these places from these hours on. */
function staysOf(people: [hour: number, place: number][][]): Stays {
  const all = people.flatMap((stays, person) => stays.map(([hour, place]) => ({ person, hour, place })));
  const zeros = new Int32Array(all.length);
  let first = 0;
  return {
    firstOf: Int32Array.from([0, ...people.map(({ length }) => (first += length))]),
    person: Int32Array.from(all, ({ person }) => person),
    fromMs: Float64Array.from(all, ({ hour }) => hour * HOUR_MS),
    place: Int32Array.from(all, ({ place }) => place),
    xCm: zeros,
    yCm: zeros,
    moves: new Uint32Array(all.length),
  };
}

describe("people in company", () => {
  it("follow those with whom they are longest away from home", () => {
    const stays = staysOf([
      // Three of a household: at work in 9, at home, and at school in 7 with a short visit to 9.
      [
        [0, 1],
        [7, AWAY],
        [8, 9],
        [17, 1],
      ],
      [[0, 1]],
      [
        [0, 1],
        [7, 7],
        [11, 9],
        [12, 1],
      ],
      // Their neighbours: at school, and at work to the end of the day.
      [
        [0, 2],
        [7, 7],
        [12, 2],
      ],
      [
        [0, 2],
        [20, 9],
      ],
      // Nobody knows where.
      [],
    ]);
    assert.deepEqual([...inCompany(stays, 24 * HOUR_MS)], [5, 1, 2, 3, 0, 4]);
  });
});
