import assert from "node:assert/strict";
import fc from "fast-check";
import {
  DEFAULT_THRESHOLDS,
  judge,
  mergeWindows,
  nearnessOf,
  type SlotWindows,
} from "../../src/contacts/judge.js";

const NONE = -128;
const slotOf = (slot: number, rssiDbm: number[], windowsListened = 63): SlotWindows => ({
  slot,
  rssiDbm,
  windowsListened,
  windowMinutes: 2.5,
});

describe("judge", () => {
  it("puts strengths into classes at the thresholds, inclusive", () => {
    const classes = [-40, -67, -68, -79, -80, -100].map((rssi) => nearnessOf(rssi, DEFAULT_THRESHOLDS));
    assert.deepEqual(classes, ["near", "near", "mid", "mid", "far", "far"]);
  });

  it("counts two and a half minutes a window", () => {
    const exposure = judge([slotOf(0, [-50, -50, -70, NONE, NONE, -90])], DEFAULT_THRESHOLDS);
    assert.deepEqual(exposure, {
      nearMinutes: 5,
      midMinutes: 2.5,
      farMinutes: 2.5,
      minutes: 10,
      nearness: "near",
    });
  });

  it("bridges one silent window with the weaker side, across slots too, but not two", () => {
    const one = judge([slotOf(0, [-50, NONE, -70, NONE, NONE, -50])], DEFAULT_THRESHOLDS);
    assert.deepEqual([one.nearMinutes, one.midMinutes, one.minutes], [5, 5, 10]);
    const across = judge(
      [slotOf(3, [NONE, NONE, NONE, NONE, -50, NONE]), slotOf(4, [-50, NONE, NONE, NONE, NONE, NONE])],
      DEFAULT_THRESHOLDS,
    );
    assert.equal(across.nearMinutes, 7.5);
    const apart = judge(
      [slotOf(3, [NONE, NONE, NONE, NONE, -50, NONE]), slotOf(5, [-50, NONE, NONE, NONE, NONE, NONE])],
      DEFAULT_THRESHOLDS,
    );
    assert.equal(apart.nearMinutes, 5);
  });

  it("names the class that half of the time was at least as near as", () => {
    const of = (...rssi: number[]) => judge([slotOf(0, rssi)], DEFAULT_THRESHOLDS).nearness;
    assert.equal(of(-50, -50, -50, -90, -90, -90), "near");
    assert.equal(of(-50, -50, -70, -70, -90, -90), "mid");
    assert.equal(of(-50, -90, -90, -90, NONE, NONE), "far");
    assert.equal(judge([], DEFAULT_THRESHOLDS).nearness, "far");
  });

  it("merges two logs to the stronger reading of each window", () => {
    const merged = mergeWindows(
      slotOf(9, [-50, NONE, -70, NONE, NONE, NONE], 0b000111),
      slotOf(9, [-60, -61, NONE, NONE, NONE, NONE], 0b001010),
    );
    assert.deepEqual(merged, slotOf(9, [-50, -61, -70, NONE, NONE, NONE], 0b001111));
  });

  it("never counts fewer minutes when more was heard, nor more than the time there was", () => {
    const windows = fc.array(fc.oneof(fc.constant(NONE), fc.integer({ min: -110, max: -30 })), {
      minLength: 6,
      maxLength: 6,
    });
    fc.assert(
      fc.property(fc.array(windows, { maxLength: 8 }), fc.array(windows, { maxLength: 8 }), (a, b) => {
        const slots = a.map((rssi, slot) => slotOf(slot, rssi));
        const more = slots.map((slot, i) => (b[i] ? mergeWindows(slot, slotOf(i, b[i]!)) : slot));
        const [less, full] = [judge(slots, DEFAULT_THRESHOLDS), judge(more, DEFAULT_THRESHOLDS)];
        assert.ok(full.minutes >= less.minutes);
        assert.ok(full.minutes <= 15 * a.length);
        assert.equal(full.nearMinutes + full.midMinutes + full.farMinutes, full.minutes);
      }),
    );
  });
});
