import assert from "node:assert/strict";
import fc from "fast-check";
import { SyncError } from "../../src/sync/host/errors.js";
import type { ReadChunk, ReadProgress, ReadResult } from "../../src/sync/host/read.js";
import { createSession } from "../../src/sync/host/session.js";
import { CHUNK_MAX_RECORDS, FRAME_MAX_BYTES } from "../../src/sync/messages.js";
import {
  createServerBench,
  createTestLog,
  fillLog,
  recordsIn,
  recordsOf,
  settle,
  type Faults,
} from "./bench.js";

type Bench = ReturnType<typeof createServerBench>;

/** What a station keeps of a token: every chunk as it comes, and where to go on. */
function createKept() {
  const kept = {
    next: 0,
    records: [] as string[],
    take(chunk: ReadChunk): void {
      assert.equal(chunk.fromSequence, kept.next);
      assert.equal(chunk.day, 18_500);
      assert.equal(chunk.generation, 1);
      kept.records.push(...recordsIn(chunk));
      kept.next = chunk.nextSequence;
    },
  };
  return kept;
}

/** Plugs in, reads on from what is kept, unplugs. */
async function sync(
  bench: Bench,
  kept: ReturnType<typeof createKept>,
  faults: Faults = {},
): Promise<ReadResult> {
  const session = createSession(bench.openLine(faults), bench.timers);
  const reading = session
    .hello()
    .then(() => session.identify())
    .then(() => session.read({ from: kept.next, onChunk: kept.take }));
  try {
    return await settle(bench.timeline, reading);
  } finally {
    session.close();
    bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
  }
}

describe("sync: reading the log", () => {
  it("reads everything, once, and reports its progress", async () => {
    const log = createTestLog();
    fillLog(log, 700);
    const bench = createServerBench(log);
    const kept = createKept();
    const progress: ReadProgress[] = [];
    const session = createSession(bench.openLine(), bench.timers);
    const result = await settle(
      bench.timeline,
      session.read({ from: 0, onChunk: kept.take, onProgress: (step) => progress.push(step) }),
    );
    assert.deepEqual(kept.records, recordsOf(log));
    assert.deepEqual(result, { nextSequence: log.nextSequence(), recordsRead: 700, repeats: 0 });
    assert.deepEqual(progress.at(-1), { recordsRead: 700, recordsTotal: 700, fraction: 1 });
    progress.forEach((step, i) =>
      assert(step.fraction >= (progress[i - 1]?.fraction ?? 0) && step.fraction <= 1),
    );
  });

  it("reads only what came since, and nothing from an empty log", async () => {
    const log = createTestLog();
    const bench = createServerBench(log);
    const kept = createKept();
    assert.deepEqual(await sync(bench, kept), { nextSequence: 0, recordsRead: 0, repeats: 0 });
    for (const added of [1, 40, 0, 126, 300]) {
      fillLog(log, added, added);
      assert.equal((await sync(bench, kept)).recordsRead, added);
    }
    assert.deepEqual(kept.records, recordsOf(log));
  });

  it("needs several requests for a long log", async () => {
    const log = createTestLog(250);
    fillLog(log, 512 * CHUNK_MAX_RECORDS + 5000);
    const kept = createKept();
    const result = await sync(createServerBench(log), kept);
    assert.equal(result.repeats, 0);
    assert.deepEqual(kept.records, recordsOf(log));
  });

  it("goes on reading what is logged and erased meanwhile", async () => {
    const log = createTestLog(4);
    fillLog(log, 300);
    const bench = createServerBench(log);
    const kept = createKept();
    let appended = 0;
    const toHost = (bytes: Uint8Array) => {
      // Faster than the oldest pages can be read: some are overwritten before their turn.
      if (appended < 600) fillLog(log, 20, appended);
      appended += 20;
      return bytes;
    };
    const result = await sync(bench, kept, { toHost });
    assert.equal(new Set(kept.records).size, kept.records.length);
    assert.deepEqual(kept.records.slice(-300), recordsOf(log).slice(-300));
    assert.equal(result.nextSequence, log.nextSequence());
  });

  it("says that the log was erased when it ends before what was read", async () => {
    const log = createTestLog();
    fillLog(log, 5);
    const bench = createServerBench(log);
    const kept = { ...createKept(), next: 100_000 };
    await assert.rejects(
      sync(bench, kept),
      (error) => error instanceof SyncError && error.code === "log-restarted",
    );
  });

  it("loses and doubles nothing when the plug is pulled after any byte of a sync, and re-reads one frame at most", async () => {
    const log = createTestLog();
    fillLog(log, 100);
    const stored = recordsOf(log);
    const length = { toHost: 0, toToken: 0 };
    await sync(createServerBench(log), createKept(), {
      toHost: (bytes) => ((length.toHost += bytes.length), bytes),
      toToken: (bytes) => ((length.toToken += bytes.length), bytes),
    });
    assert(length.toHost > 100 * 32 && length.toToken > 50);

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
        await assert.rejects(
          sync(bench, kept, { [direction]: pull }),
          (error) => error instanceof SyncError && error.code === "line-closed",
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

  it("loses and doubles nothing on a line that flips, drops, inserts and repeats", async () => {
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
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 200 }), kind: harm.map(({ kind }) => kind) }), {
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
              assert(
                error instanceof SyncError && ["not-a-token", "no-answer"].includes(error.code),
                String(error),
              );
              assert(harms >= 3, String(error));
            }
          }
          assert.deepEqual(kept.records, stored);
        },
      ),
      { numRuns: 400 },
    );
  }).timeout(120_000);

  it("asks at once for a lost frame, and only for that one", async () => {
    const log = createTestLog();
    fillLog(log, 500);
    const bench = createServerBench(log);
    const kept = createKept();
    const result = await sync(bench, kept, { toHost: createHarm([{ at: 5000, kind: "flip", count: 1 }]) });
    assert.equal(result.repeats, 1);
    assert.deepEqual(kept.records, recordsOf(log));
    assert(bench.timeline.nowMs() < 1000 + 500, "1 s is the unplugging");
  });

  it("asks at once when the last frame before the end was lost", async () => {
    const log = createTestLog();
    fillLog(log, 40);
    const bench = createServerBench(log);
    const kept = createKept();
    const result = await sync(bench, kept, {
      toHost: createHarm([{ at: 16 + 84 + 1072 + 100, kind: "flip", count: 1 }]),
    });
    assert.equal(result.repeats, 1);
    assert.deepEqual(kept.records, recordsOf(log));
    assert(bench.timeline.nowMs() < 1000 + 500, "1 s is the unplugging");
  });

  it("goes on as long as something arrives, however much is lost", async () => {
    const log = createTestLog(20);
    fillLog(log, 2000);
    const kept = createKept();
    const harms = Array.from({ length: 15 }, (_, i) => ({ at: 4000 * (i + 1), kind: "drop", count: 1 }));
    const result = await sync(createServerBench(log), kept, { toHost: createHarm(harms) });
    assert.equal(result.repeats, 15);
    assert.deepEqual(kept.records, recordsOf(log));
  });

  it("reads on after the host has slept in the middle", async () => {
    const log = createTestLog();
    fillLog(log, 500);
    const bench = createServerBench(log);
    const kept = createKept();
    let received = 0;
    const toHost = (bytes: Uint8Array) => {
      received += bytes.length;
      if (received > 5000 && received - bytes.length <= 5000) {
        bench.usb.pauseReading();
        bench.timeline.at(bench.timeline.nowMs() + 4_000, bench.usb.resumeReading);
      }
      return bytes;
    };
    await sync(bench, kept, { toHost });
    assert.deepEqual(kept.records, recordsOf(log));
  });

  it("lets two stations read one token, each from its own place", async () => {
    const log = createTestLog();
    const bench = createServerBench(log);
    const [one, other] = [createKept(), createKept()];
    for (let round = 0; round < 4; round++) {
      fillLog(log, 60, round);
      await sync(bench, one);
      if (round % 2 === 1) await sync(bench, other);
    }
    assert.deepEqual(one.records, recordsOf(log));
    assert.deepEqual(other.records, recordsOf(log));
  });
});

interface Harm {
  readonly at: number;
  readonly kind: string;
  readonly count: number;
}

/** Does each harm once, at its place in the stream. */
function createHarm(harms: Harm[]): (bytes: Uint8Array) => Uint8Array {
  let passed = 0;
  return (bytes) => {
    const start = passed;
    passed += bytes.length;
    let arriving = Buffer.from(bytes);
    for (const { at, kind, count } of harms.filter(({ at }) => at >= start && at < passed)) {
      const [head, tail] = [arriving.subarray(0, at - start), arriving.subarray(at - start)];
      if (kind === "flip") tail[0]! ^= 1 << (count & 7);
      if (kind === "drop") arriving = Buffer.concat([head, tail.subarray(count)]);
      if (kind === "insert") arriving = Buffer.concat([head, Buffer.alloc(count, 0xb7), tail]);
      if (kind === "repeat") arriving = Buffer.concat([head, tail.subarray(0, count), tail]);
    }
    return arriving;
  };
}
