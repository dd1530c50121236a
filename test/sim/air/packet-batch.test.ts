import assert from "node:assert/strict";
import fc from "fast-check";
import { createPacketBatch } from "../../../sim/air/packet-batch.js";

describe("a batch of packets", () => {
  const batch = createPacketBatch();

  function sorted(times: readonly number[]) {
    batch.clear();
    times.forEach((ms, i) => batch.add(ms, (i % 200) - 100, `${i}`));
    batch.sort();
    return Array.from({ length: batch.count }, (_, i) => [batch.atMs[i], batch.rssiDbm[i], batch.data[i]]);
  }

  it("is put in order of time, those of one time as they came", () => {
    const some = fc.double({ min: 0, max: 1100, noNaN: true });
    const equal = fc.integer({ min: 0, max: 20 });
    fc.assert(
      fc.property(
        fc.array(fc.oneof(some, equal), { maxLength: 300 }),
        fc.integer({ max: 1e9 }),
        (ms, startMs) => {
          const times = ms.map((one) => startMs + one);
          const expected = times
            .map((time, i) => [time, (i % 200) - 100, `${i}`] as const)
            .sort((a, b) => a[0] - b[0]);
          assert.deepEqual(sorted(times), expected);
        },
      ),
      { numRuns: 500 },
    );
  });

  it("leaves out what is too much", () => {
    const times = Array.from({ length: 5000 }, (_, i) => 5000 - i);
    const kept = sorted(times);
    assert.equal(kept.length, 4096);
    assert.deepEqual(kept[0], [5000 - 4095, (4095 % 200) - 100, "4095"]);
    assert.deepEqual(kept[4095], [5000, -100, "0"]);
    assert.deepEqual(
      sorted([7, 7, 7]).map(([, , data]) => data),
      ["0", "1", "2"],
    );
  });
});
