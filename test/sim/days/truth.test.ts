import assert from "node:assert/strict";
import { createTruth } from "../../../sim/days/truth.js";
import { createWhereabouts } from "../../../sim/days/whereabouts.js";

const MINUTE_MS = 60_000;

/** Two or more people who are moved by hand; times in minutes. */
function createStage(people: number) {
  const whereabouts = createWhereabouts(people);
  const truth = createTruth(whereabouts, people);
  return {
    truth,
    move(minute: number, person: number, xCm: number, place = 0) {
      truth.beforeMove(person, minute * MINUTE_MS);
      whereabouts.moveTo(person, place, { xCm, yCm: 0 });
      truth.afterMove(person, minute * MINUTE_MS);
    },
    leave(minute: number, person: number) {
      truth.beforeMove(person, minute * MINUTE_MS);
      whereabouts.leave(person);
      truth.afterMove(person, minute * MINUTE_MS);
    },
  };
}

describe("truth", () => {
  it("adds up the minutes of two people within two metres", () => {
    const { truth, move, leave } = createStage(2);
    move(0, 0, 0);
    move(2, 1, 150); // near for 10 minutes
    move(12, 1, 201); // a centimetre too far for 5
    move(17, 1, 200); // at two metres for 6
    leave(23, 1);
    truth.endDay(1440 * MINUTE_MS);
    assert.deepEqual(truth.contacts(), [{ a: 0, b: 1, day: 0, minutes: 16 }]);
  });

  it("counts whoever moves, and each pair for itself", () => {
    const { truth, move } = createStage(3);
    move(0, 2, 0);
    move(0, 1, 100);
    move(0, 0, 300);
    move(30, 0, 200); // now within two metres of both
    move(40, 1, 900);
    truth.endDay(60 * MINUTE_MS);
    assert.deepEqual(truth.contacts(), [
      { a: 0, b: 1, day: 0, minutes: 40 }, // 200 cm, then 100 cm
      { a: 0, b: 2, day: 0, minutes: 30 },
      { a: 1, b: 2, day: 0, minutes: 40 },
    ]);
  });

  it("parts people by walls, and days from each other", () => {
    const { truth, move } = createStage(2);
    move(0, 0, 0, 7);
    move(0, 1, 50, 8); // next door
    move(1430, 1, 50, 7);
    truth.endDay(1440 * MINUTE_MS);
    truth.endDay(2880 * MINUTE_MS);
    assert.deepEqual(truth.contacts(), [
      { a: 0, b: 1, day: 0, minutes: 10 },
      { a: 0, b: 1, day: 1, minutes: 1440 },
    ]);
  });
});
