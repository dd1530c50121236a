import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { fromHex, toHex } from "../../src/bluezone/format.js";
import {
  dailyKeyAt,
  dayOf,
  firstSubKey,
  idOf,
  KEY_BYTES,
  nextDailyKey,
  nextSubKey,
  SLOT_MS,
  slotOf,
  SLOTS_PER_DAY,
} from "../../src/bluezone/ids.js";
import vectors from "../vectors/bluezone-ids.json" with { type: "json" };

const crypto = {
  sha256: (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest()),
};

function key(hex: string): Uint8Array {
  const bytes = fromHex(hex, KEY_BYTES);
  assert(bytes, `not a key: ${hex}`);
  return bytes;
}

function subKeyAt(baseId: Uint8Array, day: number, slot: number): Uint8Array {
  let subKey = firstSubKey(crypto, dailyKeyAt(crypto, baseId, day));
  for (let i = 0; i < slot; i++) subKey = nextSubKey(crypto, subKey);
  return subKey;
}

describe("Bluezone IDs", () => {
  for (const { day, slot, dailyKey, subKey, id } of vectors.constructed.vectors)
    it(`equal the constructed vector of day ${day}, slot ${slot}`, () => {
      const baseId = key(vectors.constructed.baseId);
      assert.equal(toHex(dailyKeyAt(crypto, baseId, day)), dailyKey);
      assert.equal(toHex(subKeyAt(baseId, day, slot)), subKey);
      assert.equal(toHex(idOf(subKeyAt(baseId, day, slot))), id);
    });

  for (const { day, slot, start, id } of vectors.observed.vectors)
    it(`equal what a real phone sent from ${start}`, () => {
      const createdDay = dayOf(Date.parse(vectors.observed.created));
      assert.equal(dayOf(Date.parse(start)) - createdDay, day);
      assert.equal(slotOf(Date.parse(start)), slot);
      assert.equal(toHex(idOf(subKeyAt(key(vectors.observed.baseId), day, slot))), id);
    });

  it("use the base ID itself on the first day, and on a clock that stands before it", () => {
    const baseId = key(vectors.constructed.baseId);
    for (const days of [0, -1, -400]) assert.equal(toHex(dailyKeyAt(crypto, baseId, days)), toHex(baseId));
    assert.equal(toHex(dailyKeyAt(crypto, baseId, 1)), toHex(nextDailyKey(crypto, baseId)));
  });

  it("leave the keys they are derived from alone", () => {
    const baseId = key(vectors.constructed.baseId);
    subKeyAt(baseId, 2, 3);
    assert.equal(toHex(baseId), vectors.constructed.baseId);
  });
});

describe("day and slot", () => {
  const midnight = Date.parse("2020-08-08T00:00:00Z");

  it("change exactly at their boundaries", () => {
    assert.equal(dayOf(0), 0);
    assert.equal(dayOf(midnight), 18482);
    assert.equal(dayOf(midnight - 1), 18481);
    assert.equal(slotOf(midnight - 1), SLOTS_PER_DAY - 1);
    for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
      assert.equal(slotOf(midnight + slot * SLOT_MS), slot);
      assert.equal(slotOf(midnight + (slot + 1) * SLOT_MS - 1), slot);
    }
  });

  it("take fractions of a millisecond, as the chip's clock has them", () => {
    assert.equal(dayOf(midnight - 0.25), 18481);
    assert.equal(slotOf(midnight + SLOT_MS - 0.25), 0);
  });
});
