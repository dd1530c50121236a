import assert from "node:assert/strict";
import fc from "fast-check";
import { createFrameParser, type Frame } from "../../src/sync/host/frame.js";
import { requestLine } from "../../src/sync/host/request-line.js";
import {
  CHUNK,
  CHUNK_MAX_RECORDS,
  CONFIRM,
  CONSOLE,
  ERROR,
  HELLO,
  IDENTIFY,
  LINE_MAX_CHARS,
  READ,
  SECRETS,
  SET_TIME,
  decodeIdentity,
  decodeSecrets,
  decodeTimeChange,
} from "../../src/sync/messages.js";
import {
  IDENTITY,
  SECRETS as TEST_SECRETS,
  bytesOf,
  createServerBench,
  createTestLog,
  doubles,
  fillLog,
  recordsOf,
  requestText,
} from "./bench.js";

const readBody = (from: number, credit: number) => Uint8Array.of(...doubles(from), credit & 255, credit >> 8);

/** The token with a host that only types lines and looks at frames. */
function plugIn(log = createTestLog()) {
  const bench = createServerBench(log);
  const frames: Frame[] = [];
  let receivedBytes = 0;
  const plug = () => {
    const parser = createFrameParser();
    bench.usb.plug((bytes) => {
      receivedBytes += bytes.length;
      frames.push(...parser.push(bytes));
    });
  };
  plug();
  return {
    ...bench,
    plug,
    type: (text: string) => bench.usb.write(bytesOf(text)),
    pass: (ms: number) => bench.timeline.runUntil(bench.timeline.nowMs() + ms),
    receivedBytes: () => receivedBytes,
    /** Types, waits and takes all frames that came. */
    ask(text: string, ms = 100): Frame[] {
      this.type(text);
      this.pass(ms);
      return frames.splice(0);
    },
  };
}

function expectError(frames: Frame[], code: number, detail: number): void {
  assert.deepEqual(
    frames.map(({ type, payload }) => [type, ...payload]),
    [[ERROR, code, detail]],
  );
}

describe("sync: the token's server", () => {
  it("says at a hello that it is a token, and nothing more", () => {
    const frames = plugIn().ask(requestText([1, 0, HELLO, 200]));
    assert.deepEqual(frames, [
      { version: 1, protection: 0, type: HELLO, request: 200, payload: bytesOf("BZT\x01") },
    ]);
  });

  it("identifies itself, tells practice secrets and remembers the read mark", () => {
    const log = createTestLog();
    fillLog(log, 10);
    const token = plugIn(log);
    const [identity] = token.ask(requestText([1, 0, IDENTIFY, 1]));
    assert.deepEqual(decodeIdentity(identity!.payload), { ...IDENTITY, nextSequence: log.nextSequence() });
    const [secrets] = token.ask(requestText([1, 0, SECRETS, 2]));
    assert.deepEqual(decodeSecrets(secrets!.payload), TEST_SECRETS);
    const [confirmed] = token.ask(requestText([1, 0, CONFIRM, 3], doubles(130)));
    assert.deepEqual(confirmed!.payload, doubles(130));
    assert.equal(token.told.readMark, 130);
  });

  it("sets the clock and tells the time before and after", () => {
    const token = plugIn();
    token.pass(5000);
    const utcMs = IDENTITY.utcMs + 65_000;
    const [frame] = token.ask(requestText([1, 0, SET_TIME, 1], doubles(utcMs)), 0);
    assert.equal(frame, undefined, "USB takes a millisecond");
    const change = decodeTimeChange(token.ask("", 1)[0]!.payload);
    assert.deepEqual(change, {
      oldState: "set",
      oldUtcMs: IDENTITY.utcMs + 5000,
      newState: "set",
      newUtcMs: utcMs,
    });
    assert.equal(token.utcMs(), utcMs + 1);
  });

  it("opens the console only after its answer has left", () => {
    const token = plugIn();
    assert.equal(token.ask(requestText([1, 0, CONSOLE, 1])).length, 1);
    assert.equal(token.told.consoles, 0);
    token.pass(150);
    assert.equal(token.told.consoles, 1);
  });

  it("refuses what this token does not do", () => {
    const token = plugIn();
    token.told.mayDo = false;
    expectError(token.ask(requestText([1, 0, SECRETS, 1])), 5, SECRETS);
    expectError(token.ask(requestText([1, 0, CONSOLE, 1])), 5, CONSOLE);
    expectError(token.ask(requestText([1, 0, SET_TIME, 1], doubles(IDENTITY.utcMs))), 5, SET_TIME);
    token.pass(1000);
    assert.equal(token.told.consoles, 0);
    assert.equal(token.utcMs(), IDENTITY.utcMs + token.timeline.nowMs());
  });

  it("refuses unknown versions, protections and types by number", () => {
    const token = plugIn();
    expectError(token.ask(requestText([2, 0, HELLO, 1])), 1, 1);
    expectError(token.ask(requestText([0, 9, 99, 1], new Uint8Array(100))), 1, 1);
    expectError(token.ask(requestText([1, 1, HELLO, 1])), 2, 1);
    for (const type of [0, 8, CHUNK, ERROR, 255])
      expectError(token.ask(requestText([1, 0, type, 1])), 3, type);
  });

  it("refuses bodies of a wrong length and values out of range, without effect", () => {
    const token = plugIn();
    const wrong: [number, Uint8Array][] = [
      [HELLO, new Uint8Array(1)],
      [IDENTIFY, new Uint8Array(8)],
      [SET_TIME, new Uint8Array(7)],
      [SET_TIME, new Uint8Array(9)],
      [READ, doubles(0)],
      [READ, readBody(0, 0)],
      [CONFIRM, new Uint8Array(0)],
      [CONSOLE, new Uint8Array(1)],
      ...[NaN, -1, 0.5, Infinity, 2 ** 48].flatMap((value): [number, Uint8Array][] => [
        [SET_TIME, doubles(value)],
        [READ, readBody(value, 1)],
        [CONFIRM, doubles(value)],
      ]),
    ];
    for (const [type, body] of wrong) expectError(token.ask(requestText([1, 0, type, 1], body)), 4, type);
    assert.equal(token.told.readMark, -1);
    assert.equal(token.utcMs(), IDENTITY.utcMs + token.timeline.nowMs());
  });

  it("refuses sequence numbers behind the end of its log", () => {
    const log = createTestLog();
    fillLog(log, 3);
    const token = plugIn(log);
    const end = log.nextSequence();
    expectError(token.ask(requestText([1, 0, READ, 1], readBody(end + 1, 1))), 6, READ);
    expectError(token.ask(requestText([1, 0, CONFIRM, 1], doubles(end + 1))), 6, CONFIRM);
    assert.equal(token.ask(requestText([1, 0, READ, 1], readBody(end, 1)))[0]!.type, READ);
  });

  it("ignores what is no request: noise, echoes, damage, lines too long", () => {
    const token = plugIn();
    const hello = requestText([1, 0, HELLO, 1]);
    const damaged = hello.replace(/^./, (first) => (first === "A" ? "B" : "A"));
    for (const text of [
      "\n\n\n",
      "AT\r\n",
      "====\n",
      damaged,
      hello.slice(0, 9) + "\n",
      "A".repeat(5000),
      "\n",
    ]) {
      assert.deepEqual(token.ask(text), []);
    }
    assert.equal(token.ask(hello).length, 1);
    assert.deepEqual(token.ask(hello.trimEnd().padStart(LINE_MAX_CHARS + 1) + "\n"), []);
    assert.equal(token.ask(hello + "\n\n").length, 1);
  });

  it("takes the longest request allowed, and none that is longer", () => {
    const token = plugIn();
    const longest = requestText([1, 0, 99, 1], new Uint8Array(258 - 8));
    assert.equal(longest.length, LINE_MAX_CHARS + 1);
    expectError(token.ask(longest), 3, 99);
    assert.deepEqual(token.ask(requestText([1, 0, 99, 1], new Uint8Array(258 - 7))), []);
    // A line that is too long, of which the first portions of 64 are the longest request and 40 characters more.
    assert.deepEqual(token.ask(longest.trimEnd() + "A".repeat(40) + "\n"), []);
  });

  it("sends the records of a read in full frames of one page, and then where it stopped", () => {
    const log = createTestLog();
    fillLog(log, 300);
    const frames = plugIn(log).ask(requestText([1, 0, READ, 7], readBody(0, 1000)), 2000);
    const counts = frames.slice(0, -1).map(({ payload }) => payload[34]);
    assert.deepEqual(counts, [32, 32, 32, 31, 32, 32, 32, 31, 32, 14]);
    assert(frames.every(({ type, request }, i) => request === 7 && type === (i < 10 ? CHUNK : READ)));
    assert.deepEqual(frames[10]!.payload, doubles(log.nextSequence(), log.nextSequence()));
  });

  it("stops after as many chunks as it was allowed", () => {
    const log = createTestLog();
    fillLog(log, 300);
    const frames = plugIn(log).ask(requestText([1, 0, READ, 7], readBody(0, 2)), 2000);
    assert.deepEqual(
      frames.map(({ type }) => type),
      [CHUNK, CHUNK, READ],
    );
    const stoppedAt = log.read(0, 1)!.nextSequence - 1 + 2 * CHUNK_MAX_RECORDS;
    assert.deepEqual(frames[2]!.payload, doubles(stoppedAt, log.nextSequence()));
  });

  it("abandons a read at the next request, after the frame that was begun", () => {
    const log = createTestLog();
    fillLog(log, 800);
    const token = plugIn(log);
    token.type(requestText([1, 0, READ, 1], readBody(0, 1000)));
    token.pass(20);
    const frames = token.ask(requestText([1, 0, HELLO, 2]), 5000);
    assert(frames.length > 2 && frames.length < 20);
    assert.equal(frames.at(-1)!.request, 2);
    assert(frames.slice(0, -1).every(({ request }) => request === 1));
  });

  it("abandons a read when the plug is pulled", () => {
    const log = createTestLog();
    fillLog(log, 800);
    const token = plugIn(log);
    token.type(requestText([1, 0, READ, 1], readBody(0, 1000)));
    token.pass(20);
    token.usb.unplug();
    token.pass(1000);
    token.plug();
    const before = token.receivedBytes();
    assert.equal(token.ask(requestText([1, 0, HELLO, 2]), 5000).at(-1)?.request, 2);
    assert.equal(token.receivedBytes() - before, 16, "nothing but the answer");
  });

  it("waits for a host that does not read, ever more seldom, and then goes on", () => {
    const log = createTestLog();
    fillLog(log, 100);
    let readsOfLog = 0;
    const counting = {
      nextSequence: log.nextSequence,
      read: (s: number, n: number) => (readsOfLog++, log.read(s, n)),
    };
    const token = plugIn(counting as typeof log);
    token.usb.pauseReading();
    token.type(requestText([1, 0, READ, 1], readBody(0, 1000)));
    token.pass(1000);
    let turns = 0;
    const end = token.timeline.nowMs() + 60_000;
    while (token.timeline.nowMs() < end && token.timeline.runNext()) turns++;
    assert(turns > 60 && turns < 200, `${turns} turns in a minute`);
    assert.equal(readsOfLog, 1);
    token.usb.resumeReading();
    const frames = token.ask("", 3000);
    assert.equal(frames.at(-1)!.type, READ);
    assert.equal(frames.length, 5);
  });

  it("costs no more when a deaf host goes on asking", () => {
    const token = plugIn();
    token.usb.pauseReading();
    for (let i = 0; i < 50; i++) token.ask(requestText([1, 0, IDENTIFY, 1]), 10);
    token.pass(1000);
    let turns = 0;
    const end = token.timeline.nowMs() + 10_000;
    while (token.timeline.nowMs() < end && token.timeline.runNext()) turns++;
    assert(turns < 30, `${turns} turns in ten seconds`);
  });

  it("keeps no more of an endless line than it needs to know that it is too long", () => {
    const token = plugIn();
    for (let megabytes = 0; megabytes < 4; megabytes++) token.ask("A".repeat(1_000_000));
    assert.equal(token.ask("\n" + requestText([1, 0, HELLO, 2])).length, 1);
  });

  it("answers the newest of many requests, and decodes one line for each portion", () => {
    const token = plugIn();
    const flood = Array.from({ length: 500 }, (_, i) => requestText([1, 0, HELLO, (i % 250) + 1])).join("");
    const frames = token.ask(flood, 1000);
    assert.equal(frames.at(-1)!.request, 250);
    assert(frames.length <= flood.length / 64 + 1);
    assert.equal(token.ask(requestText([1, 0, HELLO, 251])).length, 1);
  });

  it("survives any bytes in any portions and answers the next request", () => {
    const noise = fc.oneof(
      fc.uint8Array({ maxLength: 600 }),
      fc.string({ unit: fc.constantFrom(..."AQAB=+/\n"), maxLength: 600 }).map(bytesOf),
      fc.tuple(fc.uint8Array({ minLength: 4, maxLength: 20 }), fc.boolean()).map(([bytes, isDamaged]) => {
        const text = requestText([...bytes.subarray(0, 4)], bytes.subarray(4));
        return bytesOf(isDamaged ? text.slice(1) : text);
      }),
      fc.tuple(fc.integer({ min: 1, max: 6 }), fc.double()).map(([type, value]) => {
        const body = [[], [], [], doubles(value), [], readBody(value, 3), doubles(value)][type]!;
        return bytesOf(requestText([1, 0, type, 1], body));
      }),
    );
    const log = createTestLog();
    fillLog(log, 200);
    const stored = recordsOf(log);
    fc.assert(
      fc.property(fc.array(noise, { maxLength: 12 }), (portions) => {
        const token = plugIn(log);
        for (const portion of portions) {
          token.usb.write(portion);
          token.pass(3);
        }
        token.usb.write(requestLine(HELLO, 77, new Uint8Array(0)));
        token.pass(100);
        assert.equal(token.ask("").at(-1)?.request, 77);
        assert.deepEqual(recordsOf(log), stored);
      }),
      { numRuns: 300 },
    );
  });
});
