/** A token that holds its key and keeps to the frames, and lies in them: every call ends, with an error or a sound answer. */
import assert from "node:assert/strict";
import fc from "fast-check";
import type { ReadChunk } from "../../src/sync/host/read.js";
import type { Session } from "../../src/sync/host/session.js";
import {
  CHALLENGE,
  CHUNK,
  CONFIRM,
  ERROR,
  HELLO,
  IDENTIFY,
  IDENTITY_BYTES,
  PREPARE,
  PROVE,
  READ,
  REKEY,
  SECRETS,
  SELF_TEST,
  SET_TIME,
  WARN,
} from "../../src/sync/messages.js";
import { HAND_OVER, IDENTITY, OPERATOR, SERIAL, identityBytes } from "./bench.js";
import { chunkBytes, doubles, join, ramp, words, type Said } from "./reference.js";
import { createLiar, type Script } from "./support.js";
import { problemIn, type ProblemOf } from "../words/problem-in.js";
import { isUserError } from "../../src/words/user-error.js";

/** A chunk that says `count` records and has `records`. */
function chunk(from: number, next: number, end: number, count: number, records = count): Said {
  return { type: CHUNK, payload: chunkBytes({ from, next, end }, new Uint8Array(32 * records), count) };
}

const end = (from: number, logEnd: number): Said => ({ type: READ, payload: doubles(from, logEnd) });

async function expectFailure(
  script: Script,
  call: (session: Session) => Promise<unknown>,
  code: ProblemOf<"sync">,
) {
  let isLying = false;
  const { timeline, session, settle } = createLiar((...request) => (isLying ? script(...request) : []));
  await settle(session.enter(OPERATOR));
  isLying = true;
  await assert.rejects(settle(call(session)), (error) => {
    assert(isUserError(error, "sync"), String(error));
    assert.equal(problemIn("sync", error), code, error.message);
    return true;
  });
  assert(timeline.nowMs() < 60_000);
}

function createIdentityLiar() {
  let payload = identityBytes(IDENTITY);
  const liar = createLiar((type) => (type === IDENTIFY ? [{ type, payload }] : []));
  return { ...liar, lie: (bytes: Uint8Array) => (payload = bytes) };
}

const read = (session: Session) => session.read({ from: 100, onChunk() {} });

describe("sync: a token that lies", () => {
  it("about lengths", async () => {
    await expectFailure(() => [{ type: CHUNK, payload: new Uint8Array(39) }], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 0)], read, "bad-answer");
    // The head of version 1, without days and hours.
    const whole = chunkBytes({ from: 100, next: 110, end: 200 }, new Uint8Array(64));
    const short = { type: CHUNK, payload: join(whole.subarray(0, 36), whole.subarray(40)) };
    await expectFailure(() => [short], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 3, 2)], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 2, 3)], read, "bad-answer");
    await expectFailure(() => [chunk(100, 110, 200, 3, 33)], read, "no-answer");
    await expectFailure(() => [{ type: READ, payload: doubles(100) }], read, "bad-answer");
    await expectFailure(
      () => [{ type: IDENTIFY, payload: new Uint8Array(IDENTITY_BYTES - 1) }],
      (s) => s.identify(),
      "bad-answer",
    );
    const calls: [number, number, (session: Session) => Promise<unknown>][] = [
      [HELLO, 4, (s) => s.hello()],
      [CHALLENGE, 32, (s) => s.enter(OPERATOR)],
      [PROVE, 0, (s) => s.enter(OPERATOR)],
      [SET_TIME, 36, (s) => s.setTime(() => 1)],
      [CONFIRM, 8, (s) => s.confirm(7)],
      [WARN, 0, (s) => s.warn(true)],
      [SELF_TEST, 4, (s) => s.selfTest()],
      [SECRETS, HAND_OVER.length, (s) => s.secrets()],
      [PREPARE, HAND_OVER.length, (s) => s.prepare(1, ramp(32))],
      [REKEY, 136, (s) => s.rekey(ramp(32), IDENTITY.utcMs)],
    ];
    for (const [type, length, call] of calls) {
      for (const wrong of [length - 1, length + 1]) {
        const payload = new Uint8Array(Math.max(0, wrong));
        if (payload.length === length) continue;
        const script: Script = (asked) =>
          asked === type
            ? [{ type, payload }]
            : asked === IDENTIFY
              ? [{ type: IDENTIFY, payload: identityBytes(IDENTITY) }]
              : [];
        await expectFailure(script, call, "bad-answer");
      }
    }
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
    const { session, settle } = createLiar((type, from, request) =>
      type === READ ? script(type, from, request) : [],
    );
    await settle(session.enter(OPERATOR));
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
    const states = (...bytes: number[]) => bytes;
    const lies = [
      join(doubles(1, NaN, 0, 0), states(2, 2, 1, 1)),
      join(doubles(-1, 1, 0, 0), states(2, 2, 1, 1)),
      join(doubles(1, 1e300, 0, 0), states(2, 2, 1, 1)),
      join(doubles(1, 1, -1, 0), states(2, 2, 1, 1)),
      join(doubles(1, 1, 0, 0.5), states(2, 2, 1, 1)),
      join(doubles(1, 1, 8, 7), states(2, 2, 1, 1)),
      join(doubles(1, 1, 0, 0), states(3, 2, 1, 1)),
      join(doubles(1, 1, 0, 0), states(2, 255, 1, 1)),
    ];
    for (const lie of lies) {
      const script: Script = (type) => [
        type === SET_TIME ? { type, payload: lie } : { type, payload: identityBytes(IDENTITY) },
      ];
      await expectFailure(script, (s) => s.setTime(() => 1), "bad-answer");
    }
  });

  it("about itself", async () => {
    const honest = identityBytes(IDENTITY);
    const { nextSequence } = IDENTITY;
    const changed = (change: (view: DataView) => void) => {
      const payload = honest.slice();
      change(new DataView(payload.buffer));
      return payload;
    };
    const lies = [
      // What a token of version 1 says.
      honest.subarray(0, 128),
      ...[0, 8, 16, 24, 32, 40, 48, 56].flatMap((at) =>
        [NaN, -1, 0.5, 2 ** 48, Infinity].map((value) => changed((view) => view.setFloat64(at, value, true))),
      ),
      changed((view) => view.setFloat64(16, nextSequence + 1, true)),
      changed((view) => view.setUint8(64 + 12, 3)),
      changed((view) => view.setUint8(64 + 15, 5)),
      changed((view) => view.setUint32(64, SERIAL + 1, true)),
    ];
    const identify = (session: Session) => session.identify();
    for (const payload of lies)
      await expectFailure(() => [{ type: IDENTIFY, payload }], identify, "bad-answer");
  });

  it("about itself with words that mean nothing: they come out as they are, or not at all", async () => {
    const word = fc.oneof(fc.constantFrom(0, 0x7fffffff, 0x80000000, 0xffffffff), fc.nat(0xffffffff));
    const { session, settle, lie } = createIdentityLiar();
    await settle(session.enter(OPERATOR));
    await fc.assert(
      fc.asyncProperty(fc.array(word, { minLength: 11, maxLength: 11 }), async (all) => {
        lie(join(identityBytes(IDENTITY).subarray(0, 128), words(...all)));
        const one = await settle(session.identify());
        assert.deepEqual(
          [one.livedS, ...Object.values(one.losses), one.failedSaves, one.clockBoundPpm, one.hangs],
          [...all.slice(0, 5), all[5]! & 0xffff, all[6]! & 0xffff, all[6]! >>> 16],
        );
        const flags = all[5]! >>> 16;
        assert.deepEqual(
          [one.isStateLost, one.hasSaveFailed, one.isLogAtEnd],
          [1, 2, 4].map((bit) => (flags & bit) !== 0),
        );
        assert.deepEqual([one.sealDay, one.idDay], [all[8]! & 0xffff, all[8]! >>> 16]);
        assert.equal(BigInt(`0x${one.chipId}`), (BigInt(all[9]!) << 32n) + BigInt(all[10]!));
        assert.match(one.chipId, /^[0-9A-F]{16}$/);
        assert.equal(one.serial, SERIAL);
      }),
      { numRuns: 200 },
    );
  });

  it("about a chunk's days and hours: they come out as they were said", async () => {
    for (const said of [
      { sealDay: 65_535, calendarDay: 0, livedHours: 65_535 },
      { sealDay: 0, calendarDay: 65_535, livedHours: 0 },
    ]) {
      const payload = chunkBytes({ from: 100, next: 101, end: 101, ...said }, new Uint8Array(32));
      const { session, settle } = createLiar((type) =>
        type === READ ? [{ type: CHUNK, payload }, end(101, 101)] : [],
      );
      await settle(session.enter(OPERATOR));
      const chunks: ReadChunk[] = [];
      await settle(session.read({ from: 100, onChunk: (one) => chunks.push(one) }));
      const [{ sealDay, calendarDay, livedHours }] = chunks as [ReadChunk];
      assert.deepEqual({ sealDay, calendarDay, livedHours }, said);
    }
  });

  it("not where it only says more than we know", async () => {
    const payload = join(identityBytes(IDENTITY), ramp(24));
    const { session, settle } = createLiar((type) => (type === IDENTIFY ? [{ type, payload }] : []));
    await settle(session.enter(OPERATOR));
    assert.deepEqual(await settle(session.identify()), IDENTITY);
  });

  it("about versions, protections, types and errors", async () => {
    const hello = (session: Session) => session.hello();
    const error =
      (...payload: number[]): Script =>
      () => [{ type: ERROR, payload: Uint8Array.from(payload) }];
    for (const call of [hello, read, (session: Session) => session.enter(OPERATOR)]) {
      await expectFailure(error(1, 2), call, "unsupported-version");
      await expectFailure(error(2, 1), call, "unsupported-version");
      await expectFailure(error(3, 1), call, "not-understood");
      await expectFailure(error(200), call, "not-understood");
      await expectFailure(error(), call, "not-understood");
      await expectFailure(() => [{ type: 99, version: 3 }], call, "unsupported-version");
      await expectFailure(() => [{ type: 99 }], call, "bad-answer");
    }
    await expectFailure(() => [{ type: HELLO, protection: 1 }], hello, "not-a-token");
    for (const [code, expected] of [
      [6, "log-restarted"],
      [9, "not-understood"],
      [10, "needs-admin"],
      [11, "list-refused"],
      [12, "time-refused"],
      [13, "memory-failed"],
    ] as const)
      // prettier-ignore
      await expectFailure(error(code, 6), read, expected);
    await expectFailure(error(12), read, "time-refused");
    await expectFailure(error(12, 2), read, "time-needs-keys");
    await expectFailure(error(12, 3), read, "time-needs-keys");
  });

  it("in frames that are right but for everything in them", async () => {
    const double = fc.oneof(fc.integer({ min: 90, max: 200 }), fc.double());
    const said: fc.Arbitrary<Said> = fc.oneof(
      fc.record({
        type: fc.oneof(
          fc.constantFrom(HELLO, IDENTIFY, SET_TIME, SECRETS, READ, CONFIRM, WARN, CHUNK, ERROR),
          fc.nat(255),
        ),
        payload: fc.uint8Array({ maxLength: 120 }),
        version: fc.constantFrom(2, 2, 2, 1, 3),
        protection: fc.constantFrom(1, 1, 1, 0),
      }),
      fc.tuple(double, double, double, fc.nat(32), fc.nat(32)).map(([a, b, c, n, m]) => chunk(a, b, c, n, m)),
      fc.tuple(double, double).map(([a, b]) => end(a, b)),
    );
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(said, { maxLength: 5 }), { minLength: 1, maxLength: 8 }),
        async (answers) => {
          let asked = 0;
          const { timeline, session, settle } = createLiar((type) =>
            type === CHALLENGE || type === PROVE ? [] : answers[asked++ % answers.length]!,
          );
          const chunks: ReadChunk[] = [];
          const calls = await settle(
            Promise.allSettled([
              session.enter(OPERATOR),
              session.hello(),
              session.identify(),
              session.setTime(() => 1),
              session.secrets(),
              session.read({ from: 100, onChunk: (one) => chunks.push(one) }),
              session.confirm(7),
              session.warn(true),
            ]),
          );
          for (const call of calls) assert(call.status === "fulfilled" || isUserError(call.reason, "sync"));
          chunks.forEach((one, i) => assert.equal(one.fromSequence, chunks[i - 1]?.nextSequence ?? 100));
          assert(chunks.every((one) => one.records.length > 0 && one.records.length <= 32 * 32));
          assert(timeline.nowMs() < 240_000);
        },
      ),
      { numRuns: 500 },
    );
  });
});
