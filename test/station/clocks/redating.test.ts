import assert from "node:assert/strict";
import { createRedating } from "../../../src/station/clocks/redating.js";

const SLOT_MS = 900_000;
const DAY_MS = 96 * SLOT_MS;
const slow = {
  ...{ token: "A", generation: 2, epoch: 5, isSure: true },
  offsetMs: 10 * SLOT_MS + 60_000,
  untilMs: 1000 * SLOT_MS,
};
const redating = createRedating([slow, { ...slow, token: "B", offsetMs: -200 * SLOT_MS }]);

describe("redating", () => {
  it("moves records of the wrong clock epoch, of this generation and those before, and no others", () => {
    assert.equal(redating.recordSlot("A", 2, 5, 900), 910);
    assert.equal(redating.recordSlot("A", 1, 5, 900), 910);
    assert.equal(redating.recordSlot("A", 3, 5, 900), 900);
    assert.equal(redating.recordSlot("A", 2, 6, 900), 900);
    assert.equal(redating.recordSlot("C", 2, 5, 900), 900);
  });

  it("lets an ID count at its shifted time only while the clock was wrong", () => {
    assert.deepEqual(redating.senderSlots("A", 2, 1000), [1000, 1010]);
    assert.deepEqual(redating.senderSlots("A", 2, 1001), [1001]);
    assert.deepEqual(redating.senderSlots("A", 3, 1000), [1000]);
  });

  it("names every day by the token's clock that true days may lie in, each once", () => {
    assert.deepEqual(redating.tokenDays("C", { from: 960, to: 1056 }), [{ fromDay: 10, toDay: 10 }]);
    assert.deepEqual(redating.tokenDays("A", { from: 960, to: 1056 }), [{ fromDay: 9, toDay: 10 }]);
    assert.deepEqual(redating.tokenDays("B", { from: 960, to: 1056 }), [
      { fromDay: 10, toDay: 10 },
      { fromDay: 12, toDay: 13 },
    ]);
    assert.deepEqual(redating.trueDays({ fromDay: 10, toDay: 12 }), { fromDay: 7, toDay: 13 });
  });

  it("moves by years, too", () => {
    const year = 365 * 96;
    const ahead = createRedating([{ ...slow, offsetMs: -365 * DAY_MS, untilMs: (year + 1000) * SLOT_MS }]);
    assert.equal(ahead.recordSlot("A", 2, 5, year + 900), 900);
    assert.deepEqual(ahead.senderSlots("A", 2, year + 900), [year + 900, 900]);
    assert.deepEqual(ahead.tokenDays("A", { from: 960, to: 1056 }), [
      { fromDay: 10, toDay: 10 },
      { fromDay: 375, toDay: 375 },
    ]);
  });

  it("takes back what a wrong computer measured when it set the clock, once that shows", () => {
    const day = { ...slow, generation: 1, untilMs: 2000 * SLOT_MS };
    // Right until a computer that was 30 days ahead set it; then 20 minutes of drift, by the same computer; then found out.
    const ahead = { ...day, epoch: 255, offsetMs: 30 * DAY_MS };
    const drift = { ...day, epoch: 0, offsetMs: 20 * 60_000 };
    const found = { ...day, epoch: 1, generation: 2, offsetMs: -30 * DAY_MS };
    const all = createRedating([ahead, drift, found]);
    assert.equal(all.recordSlot("A", 1, 255, 900), 901);
    assert.equal(all.recordSlot("A", 1, 0, 30 * 96 + 900), 901);
    assert.equal(all.recordSlot("A", 2, 1, 30 * 96 + 900), 900);
    // A crystal that drifts after it was set says nothing of the one who set it.
    assert.equal(createRedating([ahead, drift]).recordSlot("A", 1, 255, 900), 30 * 96 + 900);
    // Nor does what was left wrong, nor a computer in doubt.
    const left = { ...ahead, untilMs: 4_102_444_800_000 };
    assert.equal(createRedating([left, drift, found]).recordSlot("A", 1, 255, 900), 30 * 96 + 900);
    const doubtful = { ...found, isSure: false };
    assert.equal(createRedating([ahead, drift, doubtful]).recordSlot("A", 1, 255, 900), 30 * 96 + 900);
  });

  it("dates nothing by a computer whose date was in doubt, and says so", () => {
    const doubtful = createRedating([{ ...slow, isSure: false }]);
    assert.equal(doubtful.recordSlot("A", 2, 5, 900), 900);
    assert.deepEqual(doubtful.senderSlots("A", 2, 900), [900]);
    assert.equal(doubtful.isInDoubt("A", 2, 5), true);
    assert.equal(doubtful.isInDoubt("A", 2, 6), false);
    assert.equal(redating.isInDoubt("A", 2, 5), false);
  });

  describe("of a clock that was set back before the day of its keys", () => {
    // On day 12, 01:00, found to be 26 hours fast: it is day 10, 23:00. Until day 12 the IDs are those of day 12.
    const back = { ...slow, offsetMs: -26 * 4 * SLOT_MS, untilMs: 12 * DAY_MS + 4 * SLOT_MS, heldDay: 12 };
    const held = createRedating([back]);
    const now = 10 * 96 + 95 - 3;

    it("lets the IDs of that day count on the days before it, slot by slot", () => {
      const slot = 12 * 96 + 95;
      assert.deepEqual(held.senderSlots("A", 2, slot).sort(), [slot, slot - 96, slot - 192].sort());
      // On day 10 only what came after the clock was set.
      assert.deepEqual(held.senderSlots("A", 2, 12 * 96 + 40), [12 * 96 + 40, 11 * 96 + 40]);
      assert.deepEqual(held.senderSlots("A", 2, 13 * 96 + 40), [13 * 96 + 40]);
      assert.deepEqual(held.senderSlots("A", 3, slot), [slot]);
    });

    it("takes the keys of that day for the days before it, and of no others", () => {
      const days = held.keyDays("A", { from: now, to: 11 * 96 });
      assert.deepEqual(days, [{ fromDay: 10, toDay: 12 }]);
      assert.deepEqual(held.keyDays("A", { from: 8 * 96, to: 9 * 96 }), [{ fromDay: 8, toDay: 10 }]);
      assert.deepEqual(held.keyDays("A", { from: 14 * 96, to: 15 * 96 }), [{ fromDay: 14, toDay: 16 }]);
    });

    it("has a list of cases ask for them", () => {
      const clocks = held.wrongClocks("A").filter(({ shift }) => shift === -96 || shift === -192);
      assert.deepEqual(clocks, [
        { fromSlot: now, toSlot: 11 * 96, shift: -192 },
        { fromSlot: 11 * 96, toSlot: 12 * 96, shift: -96 },
      ]);
    });

    it("stands before the keys for two days at most: what is further back has new keys", () => {
      const far = createRedating([{ ...back, offsetMs: -300 * DAY_MS, heldDay: 12 }]);
      assert.deepEqual(far.senderSlots("A", 2, 13 * 96), [13 * 96]);
    });
  });
});
