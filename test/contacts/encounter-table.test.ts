import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom } from "../../hal/simulated/random.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { createEncounterTable } from "../../src/contacts/encounter-table.js";
import type { EncounterTable } from "../../src/contacts/encounter-table.js";
import { BALANCED, NOT_HEARD, decodeRecord } from "../../src/contacts/record.js";
import type { EncounterRecord } from "../../src/contacts/record.js";

const crypto = createSimulatedCrypto(createRandom(1));

function idNumber(n: number): Uint8Array {
  const id = new Uint8Array(12);
  new DataView(id.buffer).setUint32(8, n);
  return id;
}

function advertOf(id: Uint8Array): ArrayBuffer {
  return encodeAdvert(id).buffer as ArrayBuffer;
}

function takeAll(table: EncounterTable): EncounterRecord[] {
  const records: EncounterRecord[] = [];
  for (let plain = table.take(); plain !== undefined; plain = table.take()) records.push(decodeRecord(plain));
  return records;
}

const hex = (bytes: Uint8Array) => Buffer.from(bytes).toString("hex");

describe("encounter table", () => {
  it("keeps the strongest advert of each window, as an independent count finds", () => {
    const sighting = fc.record({
      // IDs that share their first bytes, begin with every byte, and are all zero.
      id: fc.oneof(
        fc.integer({ min: 0, max: 5 }).map(idNumber),
        fc.uint8Array({ minLength: 12, maxLength: 12 }),
      ),
      window: fc.integer({ min: 0, max: 3 }),
      rssiDbm: fc.integer({ min: -127, max: 20 }),
    });
    fc.assert(
      fc.property(
        fc.array(sighting, { maxLength: 60 }),
        fc.integer({ min: 0, max: 95 }),
        (sightings, slot) => {
          sightings.sort((a, b) => a.window - b.window);
          const table = createEncounterTable(crypto, 100, slot, true, 7, BALANCED);
          const expected = new Map<string, { packets: number; rssiDbm: number[] }>();
          for (const { id, window, rssiDbm } of sightings) {
            table.openWindow(window);
            table.hear(advertOf(id), rssiDbm);
            const seen = expected.get(hex(id)) ?? { packets: 0, rssiDbm: Array<number>(4).fill(NOT_HEARD) };
            seen.packets++;
            seen.rssiDbm[window] = Math.max(seen.rssiDbm[window]!, rssiDbm);
            expected.set(hex(id), seen);
          }
          assert.equal(table.count(), expected.size);
          const windows = sightings.reduce((mask, { window }) => mask | (1 << window), 0);
          assert.deepEqual(
            takeAll(table).map(({ id, ...rest }) => ({ id: hex(id), ...rest })),
            [...expected].map(([id, seen]) => ({
              id,
              slot,
              schedule: BALANCED,
              isTimeEstimated: true,
              isByGatt: false,
              clockEpoch: 7,
              windowsListened: windows,
              ...seen,
            })),
          );
          assert.equal(table.count(), 0);
        },
      ),
    );
  });

  it("tells a window without a neighbour from one it did not listen in", () => {
    const table = createEncounterTable(crypto, 10, 0, false, 0, BALANCED);
    table.openWindow(1);
    table.hear(advertOf(idNumber(7)), -60);
    table.openWindow(3);
    const [record] = takeAll(table);
    assert.equal(record!.windowsListened, 0b001010);
    assert.deepEqual(record!.rssiDbm, [NOT_HEARD, -60, NOT_HEARD, NOT_HEARD]);
    assert.equal(record!.isTimeEstimated, false);
  });

  it("ignores other adverts and strengths that are none", () => {
    const table = createEncounterTable(crypto, 10, 0, false, 0, BALANCED);
    table.openWindow(0);
    table.hear(new Uint8Array([2, 1, 6, 3, 3, 0x0f, 0x18]).buffer, -50);
    table.hear(new ArrayBuffer(0), -50);
    table.hear(advertOf(idNumber(1)), 127); // "not available", Core Specification
    assert.equal(table.count(), 0);
  });

  it("stops counting packets at 255", () => {
    const table = createEncounterTable(crypto, 10, 0, false, 0, BALANCED);
    table.openWindow(0);
    for (let n = 0; n < 300; n++) table.hear(advertOf(idNumber(1)), -50);
    assert.equal(takeAll(table)[0]!.packets, 255);
  });

  it("stays bounded in a flood of 10,000 IDs and keeps the neighbours that stay", () => {
    const table = createEncounterTable(crypto, 50, 0, false, 0, BALANCED);
    for (let window = 0; window < 4; window++) {
      table.openWindow(window);
      for (let n = 0; n < 20; n++) table.hear(advertOf(idNumber(n)), -60);
      if (window === 0) for (let n = 0; n < 20; n++) table.hear(advertOf(idNumber(n)), -60);
      for (let n = 0; n < 10_000; n++) table.hear(advertOf(idNumber(1_000_000 * (window + 1) + n)), -40);
      assert.ok(table.count() <= 50);
    }
    assert.ok(table.dropped() >= 30_000);
    const records = takeAll(table);
    assert.equal(records.length, 50);
    for (let n = 0; n < 20; n++) {
      const record = records.find(({ id }) => hex(id) === hex(idNumber(n)));
      assert.deepEqual(record?.rssiDbm, Array(4).fill(-60), `neighbour ${n}`);
    }
    assert.equal(new Set(records.map(({ id }) => hex(id))).size, 50, "no ID twice");
  });

  it("lets a newcomer in by taking the place of one heard once, without its strengths", () => {
    const table = createEncounterTable(crypto, 1, 0, false, 0, BALANCED);
    table.openWindow(0);
    table.hear(advertOf(idNumber(1)), -30);
    table.openWindow(1);
    table.hear(advertOf(idNumber(2)), -70);
    const records = takeAll(table);
    assert.equal(records.length, 1);
    assert.equal(hex(records[0]!.id), hex(idNumber(2)));
    assert.deepEqual(records[0]!.rssiDbm, [NOT_HEARD, -70, NOT_HEARD, NOT_HEARD]);
    assert.equal(records[0]!.packets, 1);
  });
});
