/** A token that keeps to the frames and lies in them: every call ends, with an error or a sound answer. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { SyncError, type SyncErrorCode } from "../../src/sync/host/errors.js";
import type { Frame } from "../../src/sync/host/frame.js";
import type { Line } from "../../src/sync/host/line.js";
import type { ReadChunk } from "../../src/sync/host/read.js";
import { createSession, type Session } from "../../src/sync/host/session.js";
import {
  CHUNK,
  CONFIRM,
  CONSOLE,
  ERROR,
  HELLO,
  IDENTIFY,
  IDENTITY_BYTES,
  PAYLOAD_MAX_BYTES,
  READ,
  SECRETS,
  SET_TIME,
} from "../../src/sync/messages.js";
import { doubles, frameBytes, settle, timersOf } from "./bench.js";

type Said = Partial<Frame> & { type: number };
/** What it answers to a request; `from` is where a read starts. */
type Script = (type: number, from: number) => Said[];

function createLiar(script: Script) {
  const timeline = createTimeline();
  let onData: (bytes: Uint8Array) => void = () => {};
  const line: Line = {
    write(bytes) {
      const message = Buffer.from(Buffer.from(bytes).toString("latin1"), "base64");
      const from = message[2] === READ ? message.readDoubleLE(4) : 0;
      script(message[2]!, from).forEach((said, i) =>
        timeline.at(timeline.nowMs() + 1 + i, () => onData(frameBytes({ request: message[3]!, ...said }))),
      );
    },
    onData: (listener) => (onData = listener),
    onClose() {},
    close() {},
  };
  const session = createSession(line, timersOf(timeline));
  return { timeline, session, settle: <T>(promise: Promise<T>) => settle(timeline, promise) };
}

function chunk(from: number, next: number, end: number, count: number, records = count): Said {
  const payload = Buffer.alloc(36 + 32 * records);
  payload.set(doubles(from, next, end));
  payload.writeUInt16LE(count, 34);
  return { type: CHUNK, payload };
}

const end = (from: number, logEnd: number): Said => ({ type: READ, payload: doubles(from, logEnd) });

async function expectFailure(
  script: Script,
  call: (session: Session) => Promise<unknown>,
  code: SyncErrorCode,
) {
  const { timeline, session, settle } = createLiar(script);
  await assert.rejects(settle(call(session)), (error) => {
    assert(error instanceof SyncError, String(error));
    assert.equal(error.code, code);
    return true;
  });
  assert(timeline.nowMs() < 60_000);
}

const read = (session: Session) => session.read({ from: 100, onChunk() {} });

describe("sync: a token that lies", () => {
  it("about lengths", async () => {
    await expectFailure(() => [{ type: CHUNK, payload: new Uint8Array(35) }], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 0)], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 3, 2)], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 2, 3)], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 3, 33)], read, "no-answer");
    await expectFailure(() => [{ type: READ, payload: doubles(100) }], read, "bad-answer");
    await expectFailure(
      () => [{ type: IDENTIFY, payload: new Uint8Array(IDENTITY_BYTES - 1) }],
      (s) => s.identify(),
      "bad-answer",
    );
    await expectFailure(
      () => [{ type: SECRETS, payload: new Uint8Array(51) }],
      (s) => s.secrets(),
      "bad-answer",
    );
    await expectFailure(
      () => [{ type: HELLO, payload: new Uint8Array(5) }],
      (s) => s.hello(),
      "bad-answer",
    );
    await expectFailure(
      () => [{ type: CONSOLE, payload: new Uint8Array(1) }],
      (s) => s.openConsole(),
      "bad-answer",
    );
  });

  it("about sequence numbers", async () => {
    const lies: Said[] = [
      chunk(100, 100, 200, 1),
      chunk(100, 90, 200, 1),
      chunk(100, 110, 105, 1),
      chunk(100, 101, 200, 2),
      chunk(100, NaN, 200, 1),
      chunk(100, 110, Infinity, 1),
      chunk(100, 110.5, 200, 1),
      chunk(NaN, 110, 200, 1),
      chunk(-1, 110, 200, 1),
      end(100, 99),
      end(100, NaN),
      end(NaN, 200),
    ];
    for (const lie of lies) await expectFailure(() => [lie], read, "bad-answer");
    await expectFailure(
      () => [{ type: CONFIRM, payload: doubles(8) }],
      (s) => s.confirm(7),
      "bad-answer",
    );
  });

  it("about where it is: always ahead, always behind, more to come that never comes", async () => {
    await expectFailure((_, from) => [chunk(from + 1, from + 9, 1e6, 1)], read, "no-answer");
    await expectFailure((_, from) => [chunk(from - 9, from, 1e6, 1)], read, "no-answer");
    await expectFailure((_, from) => [end(from + 1, 1e6)], read, "no-answer");
    await expectFailure((_, from) => [end(from - 1, 1e6)], read, "no-answer");
    await expectFailure((_, from) => [end(from, 1e6)], read, "bad-answer");
  });

  it("by saying things twice: each record is taken once, and nothing is asked again", async () => {
    const script: Script = () => [
      chunk(100, 110, 120, 2),
      chunk(100, 110, 120, 2),
      end(100, 120),
      chunk(110, 120, 120, 3),
      chunk(100, 110, 120, 2),
      end(120, 120),
    ];
    const { session, settle } = createLiar(script);
    const froms: number[] = [];
    const result = await settle(session.read({ from: 100, onChunk: (one) => froms.push(one.fromSequence) }));
    assert.deepEqual(froms, [100, 110]);
    assert.deepEqual(result, { nextSequence: 120, recordsRead: 5, repeats: 0 });
  });

  it("about how much it holds: a log without end", async () => {
    const script: Script = (_, from) => [
      ...Array.from({ length: 500 }, (_, i) => chunk(from + i * 32, from + i * 32 + 32, 2 ** 40, 32)),
      end(from + 500 * 32, 2 ** 40),
    ];
    await expectFailure(script, read, "bad-answer");
  });

  it("about the time", async () => {
    const state = (old: number, now: number) => [old, now, 0, 0];
    const lies = [
      [...doubles(1, NaN), ...state(2, 2)],
      [...doubles(-1, 1), ...state(2, 2)],
      [...doubles(1, 1e300), ...state(2, 2)],
      [...doubles(1, 1), ...state(3, 2)],
      [...doubles(1, 1), ...state(2, 255)],
    ];
    for (const lie of lies) {
      await expectFailure(
        () => [{ type: SET_TIME, payload: Uint8Array.from(lie) }],
        (s) => s.setTime(() => 1),
        "bad-answer",
      );
    }
    const identity = Buffer.alloc(IDENTITY_BYTES);
    identity[8] = 3;
    await expectFailure(
      () => [{ type: IDENTIFY, payload: identity }],
      (s) => s.identify(),
      "bad-answer",
    );
    identity[8] = 2;
    for (const at of [16, 24, 32, 40, 48]) {
      const payload = Buffer.from(identity);
      payload.writeDoubleLE(NaN, at);
      await expectFailure(
        () => [{ type: IDENTIFY, payload }],
        (s) => s.identify(),
        "bad-answer",
      );
    }
  });

  it("about versions, protections, types and errors", async () => {
    const hello = (session: Session) => session.hello();
    const error =
      (...payload: number[]): Script =>
      () => [{ type: ERROR, payload: Uint8Array.from(payload) }];
    await expectFailure(error(1, 2), hello, "unsupported-version");
    await expectFailure(() => [{ type: HELLO, version: 2 }], hello, "unsupported-version");
    await expectFailure(error(2, 1), hello, "unsupported-version");
    await expectFailure(() => [{ type: HELLO, protection: 1 }], hello, "unsupported-version");
    await expectFailure(error(3, 1), hello, "not-understood");
    await expectFailure(error(200), hello, "not-understood");
    await expectFailure(error(), hello, "not-understood");
    await expectFailure(() => [{ type: IDENTIFY }], hello, "bad-answer");
    await expectFailure(() => [{ type: HELLO }], read, "bad-answer");
  });

  it("in frames that are right but for everything in them", async () => {
    const double = fc.oneof(fc.integer({ min: 90, max: 200 }), fc.double());
    const said: fc.Arbitrary<Said> = fc.oneof(
      fc.record({
        type: fc.oneof(
          fc.constantFrom(HELLO, IDENTIFY, SET_TIME, SECRETS, READ, CONFIRM, CONSOLE, CHUNK, ERROR),
          fc.nat(255),
        ),
        payload: fc.uint8Array({ maxLength: 120 }),
        version: fc.constantFrom(1, 1, 1, 2),
      }),
      fc.tuple(double, double, double, fc.nat(32), fc.nat(32)).map(([a, b, c, n, m]) => chunk(a, b, c, n, m)),
      fc.tuple(double, double).map(([a, b]) => end(a, b)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        async (answers) => {
          let asked = 0;
          const { timeline, session, settle } = createLiar(() => answers[asked++ % answers.length]!);
          const chunks: ReadChunk[] = [];
          const calls = await settle(
            Promise.allSettled([
              session.hello(),
              session.identify(),
              session.setTime(() => 1),
              session.secrets(),
              session.read({ from: 100, onChunk: (one) => chunks.push(one) }),
              session.confirm(7),
              session.openConsole(),
            ]),
          );
          for (const call of calls) assert(call.status === "fulfilled" || call.reason instanceof SyncError);
          chunks.forEach((one, i) => assert.equal(one.fromSequence, chunks[i - 1]?.nextSequence ?? 100));
          assert(
            chunks.every((one) => one.records.length > 0 && one.records.length <= PAYLOAD_MAX_BYTES - 36),
          );
          assert(timeline.nowMs() < 120_000);
        },
      ),
      { numRuns: 500 },
    );
  });
});
