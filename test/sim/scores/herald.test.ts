import assert from "node:assert/strict";
import { createWindowTimes } from "../../../sim/devices/window-times.js";
import { score } from "../../../sim/scores/score.js";
import { START_UTC_MS, createStage, windows } from "./staged.js";
import { assertNear } from "../statistics.js";

const SLOT_ZERO = START_UTC_MS / 900_000;

function pairStage() {
  const stage = createStage(["token", "token"]);
  stage.move(0, 0, 0, 7);
  stage.move(0, 1, 100, 7);
  return stage;
}

describe("scores of Herald's formula", () => {
  it("detect by ordered pairs, and read one 30 s window in seven and a half", () => {
    const stage = pairStage();
    stage.leave(30, 0);
    stage.hear(0, 1, 0, windows(-50));
    stage.hear(0, 1, 1, windows(-50));
    const { herald } = score(stage.end());
    assert.equal(herald.reach, 1);
    assert.equal(herald.detection, 0.5); // the other log has nothing
    assert.equal(herald.continuity, 8 / 120); // 60 windows each way
    assert.equal(herald.completeness, 0.5); // all of one log's time, none of the other's
    assert.equal(herald.accuracy, 1);
    assert.equal(herald.longevity, null);
    assertNear(herald.efficacy!, 0.5 * (8 / 120) * 0.5 * 0.9, 1e-12);
  });

  it("count only readings within two metres and in whole windows", () => {
    const stage = pairStage();
    // The reading of the slot's fourth window falls into a window that is cut by a step aside.
    const cutMinute = createWindowTimes()(SLOT_ZERO, 3) / 60_000 + 0.01;
    stage.move(cutMinute, 1, 250, 7);
    stage.leave(30, 0);
    stage.hear(0, 1, 0, windows(-50));
    stage.hear(1, 0, 0, windows(-50));
    const { herald } = score(stage.end());
    const whole = Math.floor(cutMinute * 2);
    const hits = [0, 1, 2].length; // the fourth is in the part that is cut, the others come later
    assertNear(herald.continuity!, hits / whole, 1e-12);
  });

  it("measure completeness around the nearest distance of the day", () => {
    const stage = pairStage();
    stage.move(15, 1, 60, 7); // nearest: 0.6 m for 15 minutes; 1 m is within half a metre of it
    stage.move(30, 1, 150, 7); // farther than that
    stage.leave(60, 0);
    for (const [listener, other] of [
      [0, 1],
      [1, 0],
    ] as const) {
      stage.hear(listener, other, 0, windows(-50)); // all of the first quarter
      stage.hear(listener, other, 1, windows(-50, 2)); // half of the second
      stage.hear(listener, other, 2, windows(-50)); // of no account
    }
    assertNear(score(stage.end()).herald.completeness!, 22.5 / 30, 1e-12);
  });

  it("compare readings with the mean of all at the same distance", () => {
    const stage = pairStage();
    stage.move(15, 1, 300, 7);
    stage.move(30, 1, 500, 7); // farther than four metres: left out
    stage.leave(45, 0);
    stage.hear(0, 1, 0, [-50, -60, -128, -128]); // mean -55, off by 5 each
    stage.hear(0, 1, 1, [-80, -80, -128, -128]); // as expected
    stage.hear(0, 1, 2, [-90, -40, -128, -128]);
    assertNear(score(stage.end()).herald.accuracy!, 1 - (2 * (5 / 55)) / 4, 1e-12);
  });

  it("compare the last hour with the first, over eight hours and more", () => {
    const longevity = (hours: number, last: number) => {
      const stage = pairStage();
      stage.leave(60 * hours, 0);
      for (let slot = 0; slot < 4 * hours; slot++) {
        stage.hear(0, 1, slot, windows(-50, slot >= 4 * (hours - 1) ? last : 4));
        stage.hear(1, 0, slot, windows(-50, 4));
      }
      return score(stage.end()).herald.longevity;
    };
    assert.equal(longevity(7, 2), null);
    assert.equal(longevity(8, 4), 1);
    assertNear(longevity(8, 2)!, 0.75, 1e-12); // one of two logs reads half as often
  });

  it("leave out whoever has no token, no power, or left it at home", () => {
    const stage = createStage(["token", "token", "none"]);
    for (const person of [0, 1, 2]) stage.move(0, person, 50 * person, 7);
    stage.carry(1, 4);
    stage.hear(0, 1, 0, windows(-50));
    const { herald } = score(stage.end());
    assertNear(herald.reach, 2 / 3, 1e-12);
    assert.equal(herald.detection, null);
    assert.equal(herald.efficacy, null);
  });
});
