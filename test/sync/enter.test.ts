/** How the host gets in: which key fits, a bad line during the handshake, and a token that forgot. */
import assert from "node:assert/strict";
import { createSession } from "../../src/sync/host/session.js";
import {
  ADMIN,
  BENCH_KEY,
  KEYS,
  NOBODY,
  OPERATOR,
  SERIAL,
  createPair,
  createServerBench,
  createTestLog,
  custodyOf,
  fillLog,
  recordsIn,
  recordsOf,
} from "./bench.js";
import { frameBytes, ramp, requestOf } from "./reference.js";
import { createLiar, failsWith } from "./support.js";

const keysOf = (...numbers: number[]) => numbers.map((serial) => ({ serial, key: ramp(32, 128 + serial) }));
const NOTHING = new Uint8Array(0);

describe("sync: entering a token", () => {
  it("finds the key that fits among those of many tokens, of any iterable", async () => {
    function* all() {
      yield* keysOf(100, 101, 102);
      yield { serial: SERIAL, key: KEYS.operator };
      yield* keysOf(103);
    }
    const { session, settle } = createPair();
    const entered = await settle(session.enter({ operator: all(), admin: keysOf(100, 101) }));
    assert.deepEqual(entered, { serial: SERIAL, role: "operator" });
    assert.equal((await settle(session.identify())).serial, SERIAL);
  });

  it("enters as an administrator where it can, and on the bench only as a last resort", async () => {
    const both = { operator: OPERATOR.operator, admin: ADMIN.admin };
    const inService = createPair();
    assert.equal((await inService.settle(inService.session.enter(both))).role, "admin");

    const keyOf = (role: number) => (role === 3 ? BENCH_KEY : role === 2 ? KEYS.admin : undefined);
    const handedOver = createPair(undefined, {}, { keyOf });
    assert.equal((await handedOver.settle(handedOver.session.enter(both))).role, "admin");
    assert.equal((await handedOver.settle(handedOver.session.enter(OPERATOR))).role, "bench");
    assert.deepEqual(handedOver.told, ["entered 2", "entered 3"]);
  });

  it("says that a token is unknown where no key fits, and sends it no proof", async () => {
    const rings = [
      NOBODY,
      { operator: keysOf(1, 2, 3), admin: keysOf(1, 2, 3) },
      { operator: ADMIN.admin, admin: OPERATOR.operator },
    ];
    for (const ring of rings) {
      const { session, settle, told } = createPair();
      await assert.rejects(settle(session.enter(ring)), failsWith("unknown-token"));
      await assert.rejects(settle(session.identify()), /enter the token first/);
      await settle(session.enter(OPERATOR));
      assert.deepEqual(told, ["entered 1"]);
    }
  });

  it("gets in over a line that loses any one message of the handshake", async () => {
    for (const direction of ["toHost", "toToken"] as const) {
      for (const lost of [0, 1, 2]) {
        let passed = 0;
        const fault = (bytes: Uint8Array) => (passed++ === lost ? NOTHING : bytes);
        const { session, settle, told } = createPair(undefined, { [direction]: fault });
        await settle(session.enter(OPERATOR));
        await settle(session.confirm(0));
        assert.equal(told.at(-1), "confirmed 0", `${direction} ${lost}`);
      }
    }
  });

  it("is not in where the token takes no proof, or says nothing to it", async () => {
    for (const isSilent of [false, true]) {
      let challenges = 0;
      const { session, settle } = createLiar((type, _, request) => {
        if (type === 2) challenges++;
        if (type !== 3) return [];
        return isSilent ? [NOTHING] : [frameBytes({ type: 0x7f, request, payload: [7, 3] })];
      });
      await assert.rejects(
        settle(session.enter(OPERATOR)),
        failsWith(isSilent ? "no-answer" : "session-lost"),
      );
      assert.equal(challenges, 3);
      await assert.rejects(settle(session.warn(true)), /enter the token first/);
    }
  });

  it("uses no nonce twice, whatever is repeated", async () => {
    const nonces: string[] = [];
    let isDeaf = true;
    const toToken = (bytes: Uint8Array) => {
      const message = requestOf(bytes);
      if (message[2] === 2) nonces.push(message.subarray(5, 21).toString("hex"));
      return bytes;
    };
    const toHost = (bytes: Uint8Array) => (isDeaf ? NOTHING : bytes);
    const { session, settle } = createPair(undefined, { toToken, toHost });
    await assert.rejects(settle(session.enter({ ...OPERATOR, admin: keysOf(1) })), failsWith("no-answer"));
    isDeaf = false;
    for (let i = 0; i < 5; i++) await settle(session.enter({ ...OPERATOR, admin: keysOf(1) }));
    assert.equal(nonces.length, 3 + 5 * 2);
    assert.equal(new Set(nonces).size, nonces.length);
  });

  it("takes a new counter for every attempt of a command", async () => {
    const counters: number[] = [];
    let isDeaf = false;
    const toToken = (bytes: Uint8Array) => {
      const message = requestOf(bytes);
      if (message[1] === 1) counters.push(message.readUInt32LE(4));
      return bytes;
    };
    const toHost = (bytes: Uint8Array) => (isDeaf ? NOTHING : bytes);
    const { session, settle } = createPair(undefined, { toToken, toHost });
    await settle(session.enter(ADMIN));
    await settle(session.identify());
    isDeaf = true;
    await assert.rejects(settle(session.warn(true)), failsWith("no-answer"));
    await assert.rejects(settle(session.read({ from: 0, onChunk() {} })), failsWith("no-answer"));
    isDeaf = false;
    await settle(session.warn(false));
    assert.deepEqual(counters, [1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
  });
});

describe("sync: a token that forgot the session", () => {
  it("is entered again by itself, and the request repeated", async () => {
    const { session, settle, restart, told } = createPair();
    await settle(session.enter(OPERATOR));
    restart();
    await settle(session.confirm(0));
    restart();
    assert.equal((await settle(session.identify())).serial, SERIAL);
    assert.deepEqual(told, ["entered 1", "entered 1", "confirmed 0", "entered 1"]);
  });

  it("is read on from where it was, nothing twice", async () => {
    const log = createTestLog();
    fillLog(log, 600);
    const bench = createServerBench(log);
    const session = createSession(bench.openLine(), bench.timers, custodyOf());
    await bench.settle(session.enter(ADMIN));
    const records: string[] = [];
    const result = await bench.settle(
      session.read({
        from: 0,
        onChunk(chunk) {
          if (records.length < 300 && records.length + chunk.records.length / 32 >= 300) {
            bench.timeline.at(bench.timeline.nowMs(), bench.restart);
          }
          records.push(...recordsIn(chunk));
        },
      }),
    );
    assert.deepEqual(records, recordsOf(log));
    assert.equal(result.recordsRead, 600);
    assert.deepEqual(bench.told, ["entered 2", "entered 2"]);
  });

  it("is entered once for a request, and no more", async () => {
    let challenges = 0;
    const { session, settle } = createLiar((type, _, request) => {
      if (type === 2) challenges++;
      return type > 3 ? [frameBytes({ type: 0x7f, request, payload: [7, type] })] : [];
    });
    await settle(session.enter(OPERATOR));
    await assert.rejects(settle(session.identify()), failsWith("session-lost"));
    assert.equal(challenges, 2);
    await assert.rejects(settle(session.warn(true)), failsWith("session-lost"));
    assert.equal(challenges, 3);
  });

  it("is not taken for another one, nor for one in another role", async () => {
    let keys = new Map([[1, KEYS.operator]]);
    const { session, settle, restart, told } = createPair(undefined, {}, { keyOf: (role) => keys.get(role) });
    const ring = { operator: [...OPERATOR.operator, ...keysOf(43)], admin: ADMIN.admin };
    for (const others of [
      new Map([[1, ramp(32, 128 + 43)]]),
      new Map([[2, KEYS.admin]]),
      new Map([[3, BENCH_KEY]]),
    ]) {
      keys = new Map([[1, KEYS.operator]]);
      await settle(session.enter(ring));
      keys = others;
      restart();
      told.length = 0;
      await assert.rejects(settle(session.warn(true)), failsWith("session-lost"));
      assert.deepEqual(told, []);
      await assert.rejects(settle(session.warn(true)), /enter the token first/);
    }
  });
});
