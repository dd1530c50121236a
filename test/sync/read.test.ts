import assert from "node:assert/strict";
import type { ReadChunk, ReadProgress } from "../../src/sync/host/read.js";
import { createSession } from "../../src/sync/host/session.js";
import { CHUNK_MAX_RECORDS } from "../../src/sync/messages.js";
import {
  ADMIN,
  IDENTITY,
  OPERATOR,
  createPair,
  createServerBench,
  createTestLog,
  custodyOf,
  fillLog,
  recordsOf,
} from "./bench.js";
import { createHarm, createKept, sync } from "./station.js";
import { failsWith } from "./support.js";
import { isIn } from "../words/problem-in.js";

describe("sync: reading the log", () => {
  it("reads everything, once, and reports its progress", async () => {
    const log = createTestLog();
    fillLog(log, 700);
    const { session, settle } = createPair(log);
    const kept = createKept();
    const progress: ReadProgress[] = [];
    await settle(session.enter(ADMIN));
    const result = await settle(
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

  it("reads a token whose time is not set, and says of what days the records are", async () => {
    const log = createTestLog();
    fillLog(log, 20);
    fillLog(log, 20, 2, { sealDay: 18_484, calendarDay: 18_482, livedHours: 3 });
    const { session, settle, will } = createPair(log, {}, { setTime: assert.fail });
    will.describe = { ...IDENTITY, timeState: "unset", utcMs: 0, lastSetUtcMs: undefined };
    await settle(session.enter(ADMIN));
    assert.equal((await settle(session.identify())).timeState, "unset");
    const chunks: unknown[] = [];
    const onChunk = ({ sealDay, calendarDay, livedHours, position, records }: ReadChunk) =>
      chunks.push([sealDay, calendarDay, livedHours, position, records.length / 32]);
    await settle(session.read({ from: 0, onChunk }));
    assert.deepEqual(chunks, [
      [18_483, 18_482, 0xfedc, 0, 20],
      [18_484, 18_482, 3, 0, 20],
    ]);
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
    await assert.rejects(sync(bench, kept), (error) => isIn("sync", error, "log-restarted"));
  });

  it("asks at once for a lost frame, and only for that one", async () => {
    const log = createTestLog();
    fillLog(log, 500);
    const bench = createServerBench(log);
    const kept = createKept();
    const result = await sync(
      bench,
      kept,
      { toHost: createHarm([{ at: 5000, kind: "flip", count: 1 }]) },
      ADMIN,
    );
    assert.equal(result.repeats, 1);
    assert.deepEqual(kept.records, recordsOf(log));
    assert(bench.timeline.nowMs() < 1000 + 500, "1 s is the unplugging");
  });

  it("asks at once when the last frame before the end was lost", async () => {
    const log = createTestLog();
    fillLog(log, 40);
    const bench = createServerBench(log);
    const kept = createKept();
    const result = await sync(
      bench,
      kept,
      {
        // Hello, handshake, identify, time, a full chunk, and some way into the next.
        toHost: createHarm([{ at: 16 + 44 + 12 + 192 + 56 + 1084 + 100, kind: "flip", count: 1 }]),
      },
      ADMIN,
    );
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
});

describe("sync: reading with the wearer's consent", () => {
  const start = async () => {
    const log = createTestLog();
    fillLog(log, 40);
    const bench = createServerBench(log);
    const session = createSession(bench.openLine(), bench.timers, custodyOf());
    await bench.settle(session.enter(OPERATOR));
    const kept = createKept();
    let asked = 0;
    const onConsentNeeded = () => asked++;
    const read = () => session.read({ from: kept.next, onChunk: kept.take, onConsentNeeded });
    return { ...bench, log, session, kept, read, asked: () => asked };
  };

  it("says once that the wearer has to press, and reads when that is done", async () => {
    const { read, press, settle, timeline, asked, kept, log, told } = await start();
    timeline.at(timeline.nowMs() + 10_500, press);
    const result = await settle(read());
    assert.equal(asked(), 1);
    assert.deepEqual(kept.records, recordsOf(log));
    assert.deepEqual([result.recordsRead, result.repeats], [40, 0]);
    assert.equal(told.filter((one) => one === "asked for a press").length, 11);
    assert(timeline.nowMs() > 10_500 && timeline.nowMs() < 12_000);
  });

  it("does not ask where the wearer has pressed already, or the reader is an administrator", async () => {
    const { read, press, settle, timeline, asked } = await start();
    timeline.at(timeline.nowMs() + 500, press);
    await settle(read());
    await settle(read());
    assert.equal(asked(), 1);
    const admin = createPair();
    await admin.settle(admin.session.enter(ADMIN));
    await admin.settle(admin.session.read({ from: 0, onChunk() {}, onConsentNeeded: assert.fail }));
  });

  it("gives up after a minute, and may ask again", async () => {
    const { read, press, settle, timeline, asked, kept } = await start();
    const startMs = timeline.nowMs();
    await assert.rejects(settle(read()), failsWith("no-consent"));
    assert(timeline.nowMs() - startMs >= 60_000 && timeline.nowMs() - startMs < 65_000);
    assert.deepEqual(kept.records, []);
    timeline.at(timeline.nowMs() + 500, press);
    await settle(read());
    assert.equal(asked(), 2);
  });

  it("does not come of a press before the handshake", async () => {
    const bench = createServerBench(createTestLog());
    const session = createSession(bench.openLine(), bench.timers, custodyOf());
    await bench.settle(session.hello());
    bench.press();
    await bench.settle(session.enter(OPERATOR));
    await assert.rejects(bench.settle(session.read({ from: 0, onChunk() {} })), failsWith("no-consent"));
  });

  it("asks once more where a restart made the token forget the press", async () => {
    const { read, press, settle, timeline, asked, kept, log, restart } = await start();
    fillLog(log, 400);
    timeline.at(timeline.nowMs() + 500, press);
    await settle(read());
    timeline.at(timeline.nowMs() + 12, restart);
    timeline.at(timeline.nowMs() + 4_000, press);
    kept.next = 0;
    kept.records.length = 0;
    await settle(read());
    assert.equal(asked(), 2);
    assert.deepEqual(kept.records, recordsOf(log));
  });

  it("stops waiting at once when the plug is pulled", async () => {
    const { read, settle, timeline, usb } = await start();
    timeline.at(timeline.nowMs() + 5_500, usb.unplug);
    await assert.rejects(settle(read()), failsWith("line-closed"));
    assert(timeline.nowMs() < 5_600);
  });
});
