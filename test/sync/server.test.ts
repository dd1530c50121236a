/** What the token's server answers to a host that has proven itself, and what it refuses anybody. */
import assert from "node:assert/strict";
import {
  BODY_BYTES,
  CHALLENGE,
  CHUNK_MAX_RECORDS,
  CONFIGURE,
  CONFIRM,
  CONSOLE,
  ERASE,
  GATE,
  GATE_MODE,
  ERROR,
  HELLO,
  IDENTIFY,
  LIST_HEAD,
  LIST_PART,
  PREPARE,
  READ,
  REKEY,
  REKEY_DONE,
  SECRETS,
  SELF_TEST,
  SET_TIME,
  WARN,
} from "../../src/sync/messages.js";
import {
  BENCH_KEY,
  DAYS,
  HAND_OVER,
  IDENTITY,
  WITHHELD,
  RECORDS_PER_PAGE,
  SERIAL,
  WRAPPED,
  createTestLog,
  fillLog,
  identityBytes,
} from "./bench.js";
import {
  VERSION,
  bytesOf,
  chunkBytes,
  doubles,
  frameBytes,
  hex,
  join,
  ramp,
  readBody,
  requestText,
  u16,
  withCrc,
  words,
} from "./reference.js";
import { enterAs, expectError, plugIn } from "./typing-host.js";

const CHUNK = 0x40;
/** Orders that the token must keep. */
const KEPT: [number, Uint8Array][] = [
  [REKEY, join(ramp(32), doubles(IDENTITY.utcMs))],
  [REKEY_DONE, join(u16(2), doubles(IDENTITY.utcMs))],
  [CONFIGURE, new Uint8Array(4)],
  [ERASE, words(SERIAL)],
  [GATE_MODE, Uint8Array.of(1)],
];

describe("sync: the token's server", () => {
  it("says at a hello that it is a token, and nothing more", () => {
    const frames = plugIn().ask(requestText([VERSION, 0, HELLO, 200]));
    assert.deepEqual(
      frames.map(({ bytes }) => withCrc(bytes)),
      [frameBytes({ type: HELLO, request: 200, payload: bytesOf("BZT\x02") })],
    );
  });

  it("identifies itself to an operator and remembers the read mark", () => {
    const log = createTestLog();
    fillLog(log, 10);
    const token = plugIn(log);
    const host = enterAs(token, "operator");
    const identity = { ...IDENTITY, ...WITHHELD, nextSequence: log.nextSequence() };
    assert.deepEqual(host.command(IDENTIFY), [{ type: IDENTIFY, payload: identityBytes(identity) }]);
    assert.deepEqual(host.command(CONFIRM, doubles(130)), [{ type: CONFIRM, payload: doubles(130) }]);
    assert.deepEqual(token.told, ["entered 1", "confirmed 130"]);
  });

  it("sets the clock and tells times, states, epochs and the records that the old clock dated", () => {
    const log = createTestLog();
    fillLog(log, 200);
    const token = plugIn(log);
    const host = enterAs(token, "operator");
    token.pass(5000 - token.timeline.nowMs());
    const utcMs = IDENTITY.utcMs + 5000 + 65_000;
    assert.deepEqual(
      token.ask(host.commandText(SET_TIME, 9, doubles(utcMs)), 0),
      [],
      "USB takes a millisecond",
    );
    const [answer] = token.ask("", 1);
    const times = doubles(IDENTITY.utcMs + 5000, utcMs, IDENTITY.clockFromSequence, log.nextSequence());
    assert.equal(hex(host.open(answer!)), hex(join(times, [2, 2, 9, 10])));
    assert.equal(token.utcMs(), utcMs + 1);
  });

  it("takes a list of cases, warnings and a self-test from an operator", () => {
    const token = plugIn(undefined, { selfTest: () => 0x80000005 });
    const host = enterAs(token, "operator");
    assert.deepEqual(host.command(LIST_HEAD, ramp(56)), [{ type: LIST_HEAD, payload: new Uint8Array(0) }]);
    assert.deepEqual(host.command(LIST_PART, join(u16(258), ramp(72))), [
      { type: LIST_PART, payload: new Uint8Array(0) },
    ]);
    expectError(host.command(WARN, [1]), 8, WARN);
    assert.equal(token.press(), true);
    assert.equal(host.command(WARN, [1])[0]!.type, WARN);
    assert.equal(host.command(WARN, [0])[0]!.type, WARN);
    assert.deepEqual(host.command(SELF_TEST), [{ type: SELF_TEST, payload: words(0x80000005) }]);
    assert.deepEqual(token.told, [
      "entered 1",
      `list ${hex(ramp(40))} ${hex(ramp(16, 40))}`,
      `part 258 ${hex(ramp(72))}`,
      "asked for a press",
      "warned true",
      "warned false",
    ]);
    token.will.listReason = 2;
    expectError(host.command(LIST_HEAD, ramp(56)), 11, 2);
    token.will.doThat = false;
    expectError(host.command(LIST_PART, join(u16(0), ramp(36))), 11, 4);
  });

  it("opens the console only after its answer has left", () => {
    const token = plugIn();
    assert.equal(enterAs(token, "admin").command(CONSOLE)[0]!.type, CONSOLE);
    assert.deepEqual(token.told, ["entered 2"]);
    token.pass(150);
    assert.deepEqual(token.told, ["entered 2", "console"]);
  });

  it("is re-keyed, configured and erased by an administrator", () => {
    const token = plugIn();
    const host = enterAs(token, "admin");
    const drawn = join(ramp(32), doubles(1_600_000_000_001));
    assert.deepEqual(host.command(REKEY, drawn), [{ type: REKEY, payload: WRAPPED }]);
    const stored = join(u16(770), doubles(1_600_000_060_002));
    assert.deepEqual(host.command(REKEY_DONE, stored), [{ type: REKEY_DONE, payload: new Uint8Array(0) }]);
    host.command(CONFIGURE, [1, 2, 16, 0]);
    host.command(ERASE, words(SERIAL));
    assert.deepEqual(token.told, [
      "entered 2",
      `rekeyed ${hex(ramp(32))} 1600000000001`,
      "finished 770 1600000060002",
      "configured 513 16",
      "erased 42",
    ]);
    expectError(host.command(ERASE, words(SERIAL + 1)), 5, ERASE);
  });

  it("gives its secrets away on the bench only", () => {
    const keyOf = (role: number) => (role === 3 ? BENCH_KEY : undefined);
    let isUnprepared = true;
    const token = plugIn(undefined, { keyOf, isUnprepared: () => isUnprepared });
    const bench = enterAs(token, "bench");
    assert.deepEqual(bench.command(SECRETS), [{ type: SECRETS, payload: HAND_OVER }]);
    const body = join(words(77), ramp(32, 9));
    assert.deepEqual(bench.command(PREPARE, body), [{ type: PREPARE, payload: HAND_OVER }]);
    assert.deepEqual(token.told, ["entered 3", `prepared 77 ${hex(ramp(32, 9))}`]);
    isUnprepared = false;
    assert.equal(bench.command(PREPARE, body)[0]!.type, PREPARE, "asked again");
    for (const type of [CONSOLE, SECRETS, ERASE]) expectError(bench.command(type, ramp(40)), 5, type);

    const admin = enterAs(plugIn(), "admin");
    expectError(admin.command(SECRETS), 5, SECRETS);
    expectError(admin.command(PREPARE, body), 5, PREPARE);
  });

  it("refuses what its services refuse", () => {
    const token = plugIn();
    const host = enterAs(token, "admin");
    token.will.doThat = false;
    for (const [type, body] of KEPT) expectError(host.command(type, body), 5, type);
    assert.deepEqual(token.told, ["entered 2"]);
  });

  it("tells why it does not take a time", () => {
    const token = plugIn();
    for (const role of ["operator", "admin"] as const) {
      const host = enterAs(token, role);
      for (const reason of [1, 2, 3, 4]) {
        token.will.clockReason = reason;
        expectError(host.command(SET_TIME, doubles(IDENTITY.utcMs)), 12, reason);
      }
    }
    assert.equal(token.utcMs(), IDENTITY.utcMs + token.timeline.nowMs());
    assert.deepEqual(token.told, ["entered 1", "entered 2"]);
  });

  it("tells whether it is its memory that does not keep what was asked for", () => {
    const token = plugIn(undefined, { prepare: () => undefined });
    const host = enterAs(token, "admin");
    token.will.keepState = false;
    for (const [type, body] of [...KEPT, [PREPARE, new Uint8Array(36)] as const]) {
      expectError(host.command(type, body), 13, type);
    }
    // What needs no memory is refused, and done, as ever.
    expectError(host.command(SECRETS), 5, SECRETS);
    expectError(token.ask(requestText([VERSION, 0, CHALLENGE, 1], join([3], ramp(16)))), 5, CHALLENGE);
    assert.deepEqual(token.told, ["entered 2"]);
    const again = enterAs(token, "admin");
    assert.equal(again.command(SET_TIME, doubles(IDENTITY.utcMs))[0]!.type, SET_TIME);
    assert.equal(again.command(WARN, [1])[0]!.type, WARN);
    token.will.keepState = true;
    assert.equal(again.command(REKEY, join(ramp(32), doubles(1)))[0]!.type, REKEY);
  });

  it("refuses unknown versions, protections and types by number", () => {
    const token = plugIn();
    for (const version of [0, 1, 3, 255]) {
      expectError(token.ask(requestText([version, 0, HELLO, 1])), 1, VERSION);
      expectError(token.ask(requestText([version, 9, 99, 1], new Uint8Array(100))), 1, VERSION);
    }
    expectError(token.ask(requestText([VERSION, 2, HELLO, 1])), 2, 2);
    for (const type of [0, 23, CHUNK, ERROR, 255]) {
      expectError(token.ask(requestText([VERSION, 0, type, 1])), 3, type);
      expectError(token.ask(requestText([VERSION, 1, type, 1])), 3, type);
    }
  });

  it("refuses bodies of a wrong length and values out of range, without effect", () => {
    const token = plugIn();
    const host = enterAs(token, "admin");
    BODY_BYTES.forEach((bytes, type) => {
      if (bytes === 0xff || type < IDENTIFY || type === GATE) return;
      for (const length of [bytes - 1, bytes + 1]) {
        if (length >= 0) expectError(host.command(type, new Uint8Array(length)), 4, type);
      }
    });
    for (const value of [NaN, -1, 0.5, Infinity, 2 ** 48]) {
      expectError(host.command(SET_TIME, doubles(value)), 4, SET_TIME);
      expectError(host.command(READ, readBody(value, 1)), 4, READ);
      expectError(host.command(CONFIRM, doubles(value)), 4, CONFIRM);
      expectError(host.command(REKEY, join(ramp(32), doubles(value))), 4, REKEY);
      expectError(host.command(REKEY_DONE, join(u16(2), doubles(value))), 4, REKEY_DONE);
    }
    expectError(host.command(WARN, [2]), 4, WARN);
    expectError(host.command(READ, readBody(0, 0)), 4, READ);
    assert.deepEqual(token.told, ["entered 2"]);
    assert.equal(token.utcMs(), IDENTITY.utcMs + token.timeline.nowMs());
  });

  it("takes no part of a list that is none: too short, too long, not whole entries", () => {
    const token = plugIn();
    const host = enterAs(token, "operator");
    for (const length of [0, 1, 2, 37, 39]) {
      const [answer] = host.command(LIST_PART, new Uint8Array(length));
      assert.equal(answer?.type, ERROR, `${length} bytes`);
    }
    assert.deepEqual(token.told, ["entered 1"]);
  });

  it("refuses sequence numbers behind the end of its log", () => {
    const log = createTestLog();
    fillLog(log, 3);
    const host = enterAs(plugIn(log), "admin");
    const end = log.nextSequence();
    expectError(host.command(READ, readBody(end + 1, 1)), 6, READ);
    expectError(host.command(CONFIRM, doubles(end + 1)), 6, CONFIRM);
    assert.equal(host.command(READ, readBody(end, 1))[0]!.type, READ);
  });

  it("says with each chunk where it lies, of what day, and under which key", () => {
    const log = createTestLog();
    fillLog(log, 140);
    fillLog(log, 3, 2, { sealDay: 18_485, calendarDay: 18_483, livedHours: 65_535 });
    const frames = enterAs(plugIn(log), "admin").command(READ, readBody(0, 99), 2000);
    const { pageSequence, records } = log.read(0, 32)!;
    const first = pageSequence * RECORDS_PER_PAGE;
    const of = { end: log.nextSequence(), generation: 1, ...DAYS };
    assert.deepEqual(
      frames[0]!.payload,
      chunkBytes({ ...of, from: 0, next: first + 32, page: pageSequence }, records),
    );
    const second = log.read(first + 96, 32)!;
    const place = { from: first + 96, next: first + 127, page: pageSequence, position: 96 };
    assert.deepEqual(frames[3]!.payload, chunkBytes({ ...of, ...place }, second.records));
    const last = log.read(first + 2 * RECORDS_PER_PAGE, 32)!;
    const days = { sealDay: 18_485, calendarDay: 18_483, livedHours: 65_535 };
    assert.deepEqual(
      frames.at(-2)!.payload,
      chunkBytes(
        { ...of, ...days, from: first + 140, next: first + 257, page: pageSequence + 2 },
        last.records,
      ),
    );
  });

  it("sends the records of a read in full frames of one page, and then where it stopped", () => {
    const log = createTestLog();
    fillLog(log, 300);
    const frames = enterAs(plugIn(log), "admin").command(READ, readBody(0, 1000), 2000);
    const counts = frames.slice(0, -1).map(({ payload }) => payload[34]);
    assert.deepEqual(counts, [32, 32, 32, 31, 32, 32, 32, 31, 32, 14]);
    assert(frames.every(({ type }, i) => type === (i < 10 ? CHUNK : READ)));
    assert.deepEqual(frames[10]!.payload, doubles(log.nextSequence(), log.nextSequence()));
  });

  it("stops after as many chunks as it was allowed", () => {
    const log = createTestLog();
    fillLog(log, 300);
    const frames = enterAs(plugIn(log), "admin").command(READ, readBody(0, 2), 2000);
    assert.deepEqual(
      frames.map(({ type }) => type),
      [CHUNK, CHUNK, READ],
    );
    const stoppedAt = log.read(0, 1)!.nextSequence - 1 + 2 * CHUNK_MAX_RECORDS;
    assert.deepEqual(frames[2]!.payload, doubles(stoppedAt, log.nextSequence()));
  });
});
