import assert from "node:assert/strict";
import type { TokenIdentity } from "../../src/sync/host/decode.js";
import { createSession, type KeyRing } from "../../src/sync/host/session.js";
import {
  ADMIN,
  BENCH_KEY,
  HAND_OVER,
  IDENTITY,
  KEYS,
  NOBODY,
  OPERATOR,
  SERIAL,
  WRAPPED,
  createPair,
  createServerBench,
  WITHHELD,
  createTestLog,
  custodyOf,
  fillLog,
  settle,
} from "./bench.js";
import { frameBytes, hex, ramp } from "./reference.js";
import { createLiar, createStrangeLine, failsWith } from "./support.js";

describe("sync: a session with a token", () => {
  async function start(ring = ADMIN, faults = {}) {
    const log = createTestLog();
    fillLog(log, 5);
    const pair = createPair(log, faults);
    await pair.settle(pair.session.enter(ring));
    pair.told.length = 0;
    return { ...pair, log };
  }

  it("says hello, enters, identifies, confirms", async () => {
    const log = createTestLog();
    fillLog(log, 5);
    const { session, settle, told } = createPair(log);
    await settle(session.hello());
    assert.deepEqual(await settle(session.enter(OPERATOR)), { serial: SERIAL, role: "operator" });
    assert.equal((await settle(session.identify())).serial, SERIAL);
    await settle(session.confirm(0));
    assert.deepEqual(told, ["entered 1", "confirmed 0"]);
  });

  it("identifies with every field", async () => {
    const { session, settle, log, will } = await start();
    assert.deepEqual(await settle(session.identify()), { ...IDENTITY, nextSequence: log.nextSequence() });
    const other: Partial<TokenIdentity> = {
      ...{ isPractice: true, isCharging: false, isHandedOver: true, isWarned: false, isBlinkOff: false },
      ...{ timeState: "unset", listState: "proving", exposure: undefined, lastSetUtcMs: undefined },
      ...{ lastCorrectionMs: 1, txPowerDbm: 4, chipId: "FEDCBA9800000000" },
      ...{ isStateLost: true, hasSaveFailed: false, isLogAtEnd: true },
    };
    will.describe = { ...IDENTITY, ...other };
    const expected = { ...IDENTITY, ...other, nextSequence: log.nextSequence() };
    assert.deepEqual(await settle(session.identify()), expected);
  });

  it("is not shown before the wearer's press whether the token warns, and then is", async () => {
    const { session, settle, log, press, told } = await start(OPERATOR);
    const identity = { ...IDENTITY, nextSequence: log.nextSequence() };
    assert.deepEqual(await settle(session.identify()), { ...identity, ...WITHHELD });
    await settle(session.read({ from: 0, onChunk() {}, onConsentNeeded: press }));
    assert.deepEqual(await settle(session.identify()), identity);
    assert.deepEqual(told, ["asked for a press"]);
  });

  it("warns as operator once the wearer has pressed, asks once, and gives up after a minute", async () => {
    const { session, settle, timeline, press, told } = await start(OPERATOR);
    let asked = 0;
    await assert.rejects(settle(session.warn(true, () => asked++)), failsWith("no-consent"));
    assert.equal(asked, 1);
    timeline.at(timeline.nowMs() + 2500, press);
    await settle(session.warn(false, () => asked++));
    await settle(session.warn(true, assert.fail));
    assert.equal(asked, 2);
    assert.deepEqual(told.slice(-3), ["asked for a press", "warned false", "warned true"]);
  });

  it("warns, tests, configures, confirms", async () => {
    const { session, settle, told } = await start();
    await settle(session.warn(true));
    await settle(session.warn(false));
    assert.deepEqual(await settle(session.selfTest()), []);
    await settle(session.configure({ epoch: 513, isBlinkOff: true }));
    await settle(session.configure({ epoch: 514, isBlinkOff: false }));
    await settle(session.confirm(129));
    assert.deepEqual(told, [
      "warned true",
      "warned false",
      "configured 513 16",
      "configured 514 0",
      "confirmed 129",
    ]);
  });

  it("names the faults that a self-test finds, also those it does not know", async () => {
    let bits = 0;
    const { session, settle } = createPair(undefined, {}, { selfTest: () => bits });
    await settle(session.enter(OPERATOR));
    const faults = ["crypto", "random", "flash", "clock", "battery", "state", "log"];
    for (const [bit, fault] of [...faults, "other"].entries()) {
      bits = 1 << bit;
      assert.deepEqual(await settle(session.selfTest()), [fault]);
    }
    bits = 0xc000007f;
    assert.deepEqual(await settle(session.selfTest()), [...faults, "other"]);
  });

  it("re-keys in two steps, and has to enter anew after the second", async () => {
    const { session, settle, told } = await start();
    const { id, log } = await settle(session.rekey(ramp(32, 9), IDENTITY.utcMs + 0.5));
    assert.equal(hex(id) + hex(log), hex(WRAPPED));
    assert.equal(id.length, log.length);
    await settle(session.finishRekey(514, IDENTITY.utcMs + 999.5));
    assert.deepEqual(told, [
      `rekeyed ${hex(ramp(32, 9))} ${IDENTITY.utcMs}`,
      `finished 514 ${IDENTITY.utcMs + 999}`,
    ]);
    await assert.rejects(settle(session.identify()), /enter the token first/);
  });

  it("prepares a token on the bench", async () => {
    const keyOf = (role: number) => (role === 3 ? BENCH_KEY : undefined);
    const { session, settle, told } = createPair(undefined, {}, { keyOf, isUnprepared: () => true });
    const everyKey = { operator: OPERATOR.operator, admin: ADMIN.admin };
    assert.deepEqual(await settle(session.enter(everyKey)), { serial: undefined, role: "bench" });
    assert.deepEqual(await settle(session.secrets()), HAND_OVER);
    assert.deepEqual(await settle(session.prepare(77_777_777, ramp(32, 5))), HAND_OVER);
    assert.deepEqual(told, ["entered 3", `prepared 77777777 ${hex(ramp(32, 5))}`]);
    await assert.rejects(settle(session.secrets()), /enter the token first/);
  });

  it("opens the console, erases: the session is over then", async () => {
    for (const [order, done] of [
      ["openConsole", "console"],
      ["erase", `erased ${SERIAL}`],
    ] as const) {
      const { session, settle, told, timeline } = await start();
      await settle(session[order](SERIAL));
      timeline.runUntil(timeline.nowMs() + 1000);
      assert.deepEqual(told, [done]);
      await assert.rejects(settle(session.warn(true)), /enter the token first/);
    }
  });

  it("needs a session for everything but a hello", async () => {
    const { session, settle } = createPair();
    await settle(session.hello());
    await assert.rejects(settle(session.identify()), /enter the token first/);
    await assert.rejects(settle(session.read({ from: 0, onChunk() {} })), /enter the token first/);
  });

  it("reports what the token refuses", async () => {
    const { session, settle, will } = await start();
    will.doThat = false;
    await assert.rejects(settle(session.rekey(ramp(32), IDENTITY.utcMs)), failsWith("refused"));
    await assert.rejects(settle(session.secrets()), failsWith("refused"));
    await assert.rejects(settle(session.erase(1)), failsWith("refused"));
    await assert.rejects(settle(session.confirm(1e9)), failsWith("log-restarted"));
    await assert.rejects(settle(session.setTime(() => NaN)), failsWith("not-understood"));
    await assert.rejects(settle(session.rekey(ramp(31), IDENTITY.utcMs)), failsWith("not-understood"));
    await assert.rejects(settle(session.rekey(ramp(32), NaN)), failsWith("not-understood"));
    await assert.rejects(settle(session.finishRekey(2, -1)), failsWith("not-understood"));
    await settle(session.hello());
    await settle(session.identify());
  });

  it("says why the token does not take a time, and what helps", async () => {
    const { session, settle, will, told } = await start();
    const reasons = [
      [1, "time-refused", /this computer's clock/],
      [2, "time-needs-keys", /future.*new ones/],
      [3, "time-needs-keys", /without power.*new ones/],
      [4, "time-refused", /an officer sets it/],
      [9, "time-refused", /reason 9/],
    ] as const;
    for (const [reason, code, words] of reasons) {
      will.clockReason = reason;
      const refused = await settle(session.setTime(() => IDENTITY.utcMs).catch((error: unknown) => error));
      failsWith(code)(refused);
      assert.match(String(refused), words);
    }
    assert.deepEqual(told, []);
    will.clockReason = 0;
    assert.equal((await settle(session.setTime(() => IDENTITY.utcMs))).newUtcMs, IDENTITY.utcMs);
  });

  it("says that the token's memory failed, to whatever it was to keep", async () => {
    const keyOf = (role: number) => (role === 3 ? BENCH_KEY : role === 2 ? KEYS.admin : undefined);
    const pair = createPair(undefined, {}, { keyOf, isUnprepared: () => true });
    const { session, settle, will, told } = pair;
    will.keepState = false;
    const orders: [KeyRing, () => Promise<unknown>][] = [
      [NOBODY, () => session.prepare(1, ramp(32))],
      [ADMIN, () => session.rekey(ramp(32), IDENTITY.utcMs)],
      [ADMIN, () => session.finishRekey(2, IDENTITY.utcMs)],
      [ADMIN, () => session.configure({ epoch: 1, isBlinkOff: false })],
      [ADMIN, () => session.erase(SERIAL)],
    ];
    for (const [ring, order] of orders) {
      await settle(session.enter(ring));
      told.length = 0;
      await assert.rejects(settle(order()), failsWith("memory-failed"));
      // The order was not done: the session goes on.
      assert.equal((await settle(session.identify())).serial, SERIAL);
      assert.deepEqual(told, []);
    }
  });

  it("enters, reads and sets a token whose memory failed before, by whichever key fits", async () => {
    const log = createTestLog();
    fillLog(log, 5);
    const keyOf = (role: number) => (role === 1 ? KEYS.operator : undefined);
    const { session, settle, will, press, told } = createPair(log, {}, { keyOf });
    will.keepState = false;
    const ring = { operator: OPERATOR.operator, admin: ADMIN.admin };
    assert.equal((await settle(session.enter(ring))).role, "operator");
    assert.equal(
      (await settle(session.read({ from: 0, onChunk() {}, onConsentNeeded: press }))).recordsRead,
      5,
    );
    await settle(session.setTime(() => IDENTITY.utcMs));
    await settle(session.confirm(1));
    await settle(session.warn(true, assert.fail));
    assert.deepEqual(told, [
      "entered 1",
      "asked for a press",
      `time ${IDENTITY.utcMs}`,
      "confirmed 1",
      "warned true",
    ]);
  });

  it("says of a token of version 1 that one of both is to be updated, before a session and in one", async () => {
    const refusal = (request: number) => frameBytes({ version: 1, type: 0x7f, request, payload: [1, 1] });
    const old = createLiar((_type, _from, request) => [refusal(request)]);
    const calls: (() => Promise<unknown>)[] = [() => old.session.hello(), () => old.session.enter(OPERATOR)];
    for (const call of calls) {
      await assert.rejects(old.settle(call()), (error) => {
        assert.match(String(error), /version 1, this program version 2/);
        return failsWith("unsupported-version")(error);
      });
    }
    let isReplaced = false;
    const replaced = createLiar((_type, _from, request) => (isReplaced ? [refusal(request)] : []));
    await replaced.settle(replaced.session.enter(OPERATOR));
    isReplaced = true;
    const reading = replaced.session.read({ from: 0, onChunk() {} });
    await assert.rejects(replaced.settle(reading), failsWith("unsupported-version"));
  });

  it("says that an operator needs an administrator", async () => {
    const { session, settle, told } = await start(OPERATOR);
    const orders: (() => Promise<unknown>)[] = [
      () => session.openConsole(),
      () => session.secrets(),
      () => session.prepare(1, ramp(32)),
      () => session.rekey(ramp(32), IDENTITY.utcMs),
      () => session.finishRekey(2, IDENTITY.utcMs),
      () => session.configure({ epoch: 1, isBlinkOff: false }),
      () => session.erase(SERIAL),
    ];
    for (const order of orders) await assert.rejects(settle(order()), failsWith("needs-admin"));
    assert.deepEqual(told, []);
  });

  it("runs calls one after the other, and a failed one does not hold up the next", async () => {
    const { session, settle, told } = createPair();
    const all = Promise.allSettled([
      session.hello(),
      session.enter(ADMIN),
      session.confirm(1e9),
      session.confirm(0),
      session.enter(ADMIN),
      session.identify(),
      session.read({ from: 0, onChunk() {} }),
    ]);
    const states = (await settle(all)).map(({ status }) => status[0]);
    assert.equal(states.join(""), "ffrffff");
    assert.deepEqual(told, ["entered 2", "confirmed 0", "entered 2"]);
  });

  it("passes on what its caller throws, and goes on afterwards", async () => {
    const { session, settle } = await start();
    const thrower = (): never => {
      throw new Error("the disk is full");
    };
    await assert.rejects(settle(session.read({ from: 0, onChunk: thrower })), /disk is full/);
    await assert.rejects(settle(session.setTime(thrower)), /disk is full/);
    await settle(session.identify());
  });

  it("fails at once when the token is unplugged, and so does every later call", async () => {
    const { session, settle, usb, timeline } = await start();
    const startMs = timeline.nowMs();
    const reading = session.identify();
    usb.unplug();
    await assert.rejects(settle(reading), failsWith("line-closed"));
    await assert.rejects(settle(session.hello()), failsWith("line-closed"));
    await assert.rejects(settle(session.enter(ADMIN)), failsWith("line-closed"));
    assert(timeline.nowMs() < startMs + 100);
  });

  it("fails when it is closed under way", async () => {
    const { session, settle, usb } = await start();
    const reading = session.identify();
    await undefined;
    session.close();
    await assert.rejects(settle(reading), failsWith("line-closed"));
    assert.equal(usb.isPlugged(), false);
  });

  it("fails when the token falls silent", async () => {
    let isDead = false;
    const toHost = (bytes: Uint8Array) => (isDead ? new Uint8Array(0) : bytes);
    const { session, settle } = await start(ADMIN, { toHost });
    isDead = true;
    await assert.rejects(settle(session.identify()), failsWith("no-answer"));
    await assert.rejects(settle(session.read({ from: 0, onChunk() {} })), failsWith("no-answer"));
    await assert.rejects(settle(session.enter(ADMIN)), failsWith("no-answer"));
    isDead = false;
    await settle(session.hello());
  });

  it("finds out within two seconds that a port is no token, whatever it says", async () => {
    const others: ((text: string) => string | undefined)[] = [
      () => undefined,
      (text) => text,
      () => "\r\n>ERROR\r\n".repeat(200),
      () => "\xb7\x5a\x10\x04\x02\x00\x01",
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
      const head = isFirst ? [0xb7, 0x5a, 0x14, 0x04, 2, 0, 5, 1] : [];
      isFirst = false;
      return Uint8Array.of(...head, ...bytes);
    };
    const { session, settle, timeline } = createPair(undefined, { toHost });
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
    const line = { ...inner, onData: (listener: typeof onData) => (onData = listener) };
    const session = createSession(line, bench.timers, custodyOf());
    await bench.settle(session.enter(ADMIN));
    const result = await bench.settle(session.read({ from: 0, onChunk() {} }));
    assert.equal(result.recordsRead, 200);
    assert.equal(result.repeats, 0);
  });

  it("does not take the frames of an earlier program's read for its own", async () => {
    const log = createTestLog();
    fillLog(log, 500);
    // Also where the request numbers of both begin at the same one.
    for (const seed of [1, 2]) {
      const bench = createServerBench(log);
      const line = bench.openLine();
      const before = createSession(line, bench.timers, custodyOf(1));
      await bench.settle(before.enter(ADMIN));
      before.read({ from: 0, onChunk() {} }).catch(() => {});
      for (let i = 0; i < 20; i++) await undefined;
      bench.timeline.runUntil(bench.timeline.nowMs() + 15);
      const session = createSession(line, bench.timers, custodyOf(seed));
      await bench.settle(session.hello());
      await bench.settle(session.enter(ADMIN));
      assert.equal((await bench.settle(session.identify())).serial, SERIAL);
    }
  });
});
