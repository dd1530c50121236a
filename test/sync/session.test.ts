import assert from "node:assert/strict";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { SyncError, type SyncErrorCode } from "../../src/sync/host/errors.js";
import type { Line } from "../../src/sync/host/line.js";
import { createSession } from "../../src/sync/host/session.js";
import {
  IDENTITY,
  SECRETS,
  bytesOf,
  createServerBench,
  createTestLog,
  fillLog,
  settle,
  timersOf,
} from "./bench.js";

const failsWith = (code: SyncErrorCode) => (error: unknown) => {
  assert(error instanceof SyncError, String(error));
  assert.equal(error.code, code);
  assert(error.message.length > 20);
  return true;
};

/** Something on a line that answers what it likes; undefined: nothing. */
function createStrangeLine(answer: (text: string) => string | undefined) {
  const timeline = createTimeline();
  const written: number[] = [];
  let onData: (bytes: Uint8Array) => void = () => {};
  const line: Line = {
    write(bytes) {
      written.push(timeline.nowMs());
      const reply = answer(Buffer.from(bytes).toString("latin1"));
      if (reply !== undefined) timeline.at(timeline.nowMs() + 1, () => onData(bytesOf(reply)));
    },
    onData: (listener) => (onData = listener),
    onClose() {},
    close() {},
  };
  return { timeline, written, session: createSession(line, timersOf(timeline)) };
}

describe("sync: a session with a token", () => {
  function start(faults = {}) {
    const log = createTestLog();
    fillLog(log, 5);
    const bench = createServerBench(log);
    const line = bench.openLine(faults);
    const session = createSession(line, bench.timers);
    return { ...bench, log, session, settle: <T>(promise: Promise<T>) => settle(bench.timeline, promise) };
  }

  it("says hello, identifies, gets practice secrets, confirms", async () => {
    const { session, settle, told, log } = start();
    await settle(session.hello());
    assert.deepEqual(await settle(session.identify()), { ...IDENTITY, nextSequence: log.nextSequence() });
    assert.deepEqual(await settle(session.secrets()), SECRETS);
    await settle(session.confirm(129));
    assert.equal(told.readMark, 129);
  });

  it("sets the clock to the time of sending and measures how long that took", async () => {
    const { session, settle, timeline, utcMs } = start();
    timeline.runUntil(10_000);
    const check = await settle(session.setTime(() => IDENTITY.utcMs + 3_600_000 + timeline.nowMs() + 0.25));
    assert.equal(check.newUtcMs - check.oldUtcMs, 3_600_000);
    assert.equal(check.roundTripMs, 1);
    assert.equal(utcMs(), IDENTITY.utcMs + 3_600_000 + timeline.nowMs());
  });

  it("sends a fresh time when the first request was lost", async () => {
    let isLost = true;
    const toToken = (bytes: Uint8Array) => {
      const arrives = isLost ? new Uint8Array(0) : bytes;
      isLost = false;
      return arrives;
    };
    const { session, settle, timeline, utcMs } = start({ toToken });
    const check = await settle(session.setTime(() => IDENTITY.utcMs + timeline.nowMs()));
    assert(timeline.nowMs() > 1000);
    assert.equal(check.newUtcMs, check.oldUtcMs);
    assert.equal(check.roundTripMs, 1);
    assert.equal(utcMs(), IDENTITY.utcMs + timeline.nowMs());
  });

  it("opens the console", async () => {
    const { session, settle, timeline, told } = start();
    await settle(session.openConsole());
    timeline.runUntil(timeline.nowMs() + 1000);
    assert.equal(told.consoles, 1);
  });

  it("reports what the token refuses", async () => {
    const { session, settle, told } = start();
    told.mayDo = false;
    await assert.rejects(settle(session.secrets()), failsWith("refused"));
    await assert.rejects(settle(session.setTime(() => IDENTITY.utcMs)), failsWith("refused"));
    await assert.rejects(settle(session.openConsole()), failsWith("refused"));
    await assert.rejects(settle(session.confirm(1e9)), failsWith("log-restarted"));
    await assert.rejects(settle(session.setTime(() => NaN)), failsWith("not-understood"));
    await settle(session.hello());
  });

  it("runs calls one after the other, and a failed one does not hold up the next", async () => {
    const { session, settle, told } = start();
    const all = Promise.allSettled([
      session.hello(),
      session.confirm(1e9),
      session.confirm(128),
      session.identify(),
      session.read({ from: 0, onChunk() {} }),
    ]);
    const states = (await settle(all)).map(({ status }) => status[0]);
    assert.equal(states.join(""), "frfff");
    assert.equal(told.readMark, 128);
  });

  it("passes on what its caller throws, and goes on afterwards", async () => {
    const { session, settle } = start();
    const thrower = (): never => {
      throw new Error("the disk is full");
    };
    await assert.rejects(settle(session.read({ from: 0, onChunk: thrower })), /disk is full/);
    await assert.rejects(settle(session.setTime(thrower)), /disk is full/);
    await settle(session.hello());
  });

  it("fails at once when the token is unplugged, and so does every later call", async () => {
    const { session, settle, usb, timeline } = start();
    await settle(session.hello());
    const reading = session.identify();
    usb.unplug();
    await assert.rejects(settle(reading), failsWith("line-closed"));
    await assert.rejects(settle(session.hello()), failsWith("line-closed"));
    assert(timeline.nowMs() < 100);
  });

  it("fails when it is closed under way", async () => {
    const { session, settle, usb } = start();
    const reading = session.identify();
    await undefined;
    session.close();
    await assert.rejects(settle(reading), failsWith("line-closed"));
    assert.equal(usb.isPlugged(), false);
  });

  it("fails when the token falls silent", async () => {
    let isDead = false;
    const { session, settle } = start({
      toHost: (bytes: Uint8Array) => (isDead ? new Uint8Array(0) : bytes),
    });
    await settle(session.hello());
    isDead = true;
    await assert.rejects(settle(session.identify()), failsWith("no-answer"));
    await assert.rejects(settle(session.read({ from: 0, onChunk() {} })), failsWith("no-answer"));
    isDead = false;
    await settle(session.hello());
  });

  it("finds out within two seconds that a port is no token, whatever it says", async () => {
    const others: ((text: string) => string | undefined)[] = [
      () => undefined,
      (text) => text,
      () => "\r\n>ERROR\r\n".repeat(200),
      () => "\xb7\x5a\x10\x04\x01\x00\x01",
      () => String.fromCharCode(...Array.from({ length: 3000 }, (_, i) => (i * 89) & 255)),
    ];
    for (const other of others) {
      const { timeline, session } = createStrangeLine(other);
      await assert.rejects(settle(timeline, session.hello()), failsWith("not-a-token"));
      assert(timeline.nowMs() <= 2000);
    }
  });

  it("is not held up by a frame that begins and never ends", async () => {
    let isFirst = true;
    const toHost = (bytes: Uint8Array) => {
      const head = isFirst ? [0xb7, 0x5a, 0x14, 0x04, 1, 0, 5, 1] : [];
      isFirst = false;
      return Uint8Array.of(...head, ...bytes);
    };
    const { session, settle, timeline } = start({ toHost });
    await settle(session.hello());
    assert(timeline.nowMs() < 700);
  });

  it("is not disturbed by a terminal that echoes", async () => {
    const log = createTestLog();
    fillLog(log, 200);
    const bench = createServerBench(log);
    const inner = bench.openLine();
    let onData: (bytes: Uint8Array) => void = () => {};
    inner.onData((bytes) => {
      onData(bytes);
      inner.write(bytes);
    });
    const session = createSession({ ...inner, onData: (listener) => (onData = listener) }, bench.timers);
    const result = await settle(bench.timeline, session.read({ from: 0, onChunk() {} }));
    assert.equal(result.recordsRead, 200);
    assert.equal(result.repeats, 0);
  });

  it("does not take the frames of an earlier program's read for its own", async () => {
    const log = createTestLog();
    fillLog(log, 500);
    const bench = createServerBench(log);
    const line = bench.openLine();
    createSession(line, bench.timers)
      .read({ from: 0, onChunk() {} })
      .catch(() => {});
    await undefined;
    await undefined;
    bench.timeline.runUntil(15);
    const session = createSession(line, bench.timers);
    await settle(bench.timeline, session.hello());
    assert.equal((await settle(bench.timeline, session.identify())).serial, 42);
  });
});
