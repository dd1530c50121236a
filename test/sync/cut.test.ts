/** The line is cut, or harms what it carries, anywhere in a whole sync: nothing is lost, nothing comes twice. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { FRAME_MAX_BYTES } from "../../src/sync/messages.js";
import { createServerBench, createTestLog, fillLog, recordsOf } from "./bench.js";
import { createHarm, createKept, sync } from "./station.js";
import { isIn } from "../words/problem-in.js";

const FUZZ_RUNS = Number(process.env.FUZZ_RUNS ?? 200);

describe("sync: a bad line", () => {
  it("loses and doubles nothing when the plug is pulled after any byte of a sync, handshake included, and re-reads one frame at most", async () => {
    const log = createTestLog();
    fillLog(log, 45);
    const stored = recordsOf(log);
    const length = { toHost: 0, toToken: 0 };
    await sync(createServerBench(log), createKept(), {
      toHost: (bytes) => ((length.toHost += bytes.length), bytes),
      toToken: (bytes) => ((length.toToken += bytes.length), bytes),
    });
    assert(length.toHost > 45 * 32 && length.toToken > 250);

    for (const direction of ["toHost", "toToken"] as const) {
      for (let cut = 0; cut < length[direction]; cut++) {
        const bench = createServerBench(log);
        const kept = createKept();
        let passed = 0;
        const pull = (bytes: Uint8Array): Uint8Array => {
          const arriving = bytes.subarray(0, Math.max(0, cut - passed));
          passed += bytes.length;
          if (passed >= cut) bench.timeline.at(bench.timeline.nowMs(), bench.usb.unplug);
          return arriving;
        };
        await assert.rejects(sync(bench, kept, { [direction]: pull }), (error) =>
          isIn("sync", error, "line-closed"),
        );
        const keptBytes = kept.records.length * 32;
        let again = 0;
        await sync(bench, kept, { toHost: (bytes) => ((again += bytes.length), bytes) });
        assert.deepEqual(kept.records, stored, `cut ${direction} after ${cut} bytes`);
        if (direction === "toHost") {
          // Of the records sent before the cut at most one frame is sent again.
          const sentBefore = Math.max(0, cut - (length.toHost - stored.length * 32));
          assert(keptBytes >= sentBefore - FRAME_MAX_BYTES, `cut after ${cut} bytes`);
        }
        assert(again <= length.toHost - keptBytes);
      }
    }
  }).timeout(120_000);

  it(`loses and doubles nothing on a line that flips, drops, inserts and repeats (${FUZZ_RUNS} runs)`, async () => {
    const log = createTestLog();
    fillLog(log, 170);
    const stored = recordsOf(log);
    const harm = fc.record({
      at: fc.integer({ min: 0, max: 9000 }),
      kind: fc.constantFrom("flip", "drop", "insert", "repeat"),
      count: fc.integer({ min: 1, max: 1500 }),
    });
    await fc.assert(
      fc.asyncProperty(
        fc.array(harm, { maxLength: 6 }),
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 700 }), kind: harm.map(({ kind }) => kind) }), {
          maxLength: 2,
        }),
        async (toHost, toToken) => {
          const kept = createKept();
          const bench = createServerBench(log);
          const faults = {
            toHost: createHarm(toHost),
            toToken: createHarm(toToken.map((one) => ({ ...one, count: 3 }))),
          };
          // Three harms in a row may make a hello fail; every sync after it gets further.
          for (let harms = toHost.length + toToken.length; ; harms -= 3) {
            try {
              await sync(bench, kept, faults);
              break;
            } catch (error) {
              assert(isIn("sync", error, "not-a-token", "no-answer"), String(error));
              assert(harms >= 3, String(error));
            }
          }
          assert.deepEqual(kept.records, stored);
        },
      ),
      { numRuns: FUZZ_RUNS },
    );
  }).timeout(24 * 3_600_000);
});
