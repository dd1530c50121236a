import assert from "node:assert/strict";
import { createRedating } from "../../src/station/redating.js";

const SLOT_MS = 900_000;
const slow = { serial: 1, generation: 2, epoch: 5, offsetMs: 10 * SLOT_MS + 60_000, untilMs: 1000 * SLOT_MS };
const redating = createRedating([slow, { ...slow, serial: 2, offsetMs: -200 * SLOT_MS }]);

describe("redating", () => {
  it("moves records of the wrong clock epoch, of this generation and those before, and no others", () => {
    assert.equal(redating.recordSlot(1, 2, 5, 900), 910);
    assert.equal(redating.recordSlot(1, 1, 5, 900), 910);
    assert.equal(redating.recordSlot(1, 3, 5, 900), 900);
    assert.equal(redating.recordSlot(1, 2, 6, 900), 900);
    assert.equal(redating.recordSlot(3, 2, 5, 900), 900);
  });

  it("lets an ID count at its shifted time only while the clock was wrong", () => {
    assert.deepEqual(redating.senderSlots(1, 2, 1000), [1000, 1010]);
    assert.deepEqual(redating.senderSlots(1, 2, 1001), [1001]);
    assert.deepEqual(redating.senderSlots(1, 3, 1000), [1000]);
  });

  it("names every day by the token's clock that true days may lie in, each once", () => {
    assert.deepEqual(redating.tokenDays(3, { from: 960, to: 1056 }), [{ fromDay: 10, toDay: 10 }]);
    assert.deepEqual(redating.tokenDays(1, { from: 960, to: 1056 }), [{ fromDay: 9, toDay: 10 }]);
    assert.deepEqual(redating.tokenDays(2, { from: 960, to: 1056 }), [
      { fromDay: 10, toDay: 10 },
      { fromDay: 12, toDay: 13 },
    ]);
    assert.deepEqual(redating.trueDays({ fromDay: 10, toDay: 12 }), { fromDay: 7, toDay: 13 });
  });
});
