/** Frames with a right CRC that the token did not sign for the request at hand: nothing of them is ever taken. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { createSession } from "../../src/sync/host/session.js";
import { IDENTITY, OPERATOR, createServerBench, createTestLog, custodyOf, fillLog } from "./bench.js";
import { chunkBytes, frameBytes } from "./reference.js";
import { createLiar, failsWith } from "./support.js";

const NOTHING = new Uint8Array(0);

describe("sync: frames that the token did not sign", () => {
  /** A host on a line where something answers before the token does. */
  async function withForger(forge: (type: number, request: number) => Uint8Array[], isTokenHeard = true) {
    let isForging = false;
    const token = createLiar((type, from, request) => {
      if (!isForging) return [];
      const forged = forge(type, request);
      return isTokenHeard ? [...forged, ...honest(type, from)] : forged;
    });
    await token.settle(token.session.enter(OPERATOR));
    isForging = true;
    return token;
  }
  const honest = (type: number, from: number) =>
    type === 6 ? [{ type: 6, payload: new Uint8Array(Float64Array.of(from, from).buffer) }] : [{ type }];
  const chunk = (from: number, next: number) => chunkBytes({ from, next, end: next }, new Uint8Array(32));
  const wrongMac = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest().subarray(0, 8);
  const forgeries: Record<
    string,
    (said: { type: number; request: number; payload: Uint8Array }) => Uint8Array
  > = {
    "a wrong MAC": (said) => frameBytes({ protection: 1, ...said }, wrongMac),
    "no MAC, and a head that says so": (said) => frameBytes({ protection: 0, ...said }),
    "no MAC, and a head that says it has one": (said) => frameBytes({ protection: 1, ...said }),
    "another protection": (said) => frameBytes({ protection: 2, ...said }, wrongMac),
    "the version before": (said) => frameBytes({ version: 1, protection: 1, ...said }, wrongMac),
    "a version to come": (said) => frameBytes({ version: 3, protection: 1, ...said }, wrongMac),
  };

  for (const [name, make] of Object.entries(forgeries)) {
    it(`are passed over: ${name}`, async () => {
      const forge = (type: number, request: number) => {
        const whole = chunk(100, 101);
        const end = new Uint8Array(Float64Array.of(100, 100).buffer);
        return type === 6
          ? [make({ type: 0x40, request, payload: whole }), make({ type: 6, request, payload: end })]
          : [make({ type, request, payload: NOTHING })];
      };
      const heard = await withForger(forge);
      const chunks: unknown[] = [];
      const read = { from: 100, onChunk: (one: unknown) => chunks.push(one) };
      const result = await heard.settle(heard.session.read(read));
      assert.deepEqual(result, { nextSequence: 100, recordsRead: 0, repeats: 0 });
      await heard.settle(heard.session.warn(true));
      assert.deepEqual(chunks, []);

      const alone = await withForger(forge, false);
      const startMs = alone.timeline.nowMs();
      await assert.rejects(alone.settle(alone.session.read(read)), failsWith("forged-answer"));
      await assert.rejects(alone.settle(alone.session.warn(true)), failsWith("forged-answer"));
      assert.deepEqual(chunks, []);
      assert(alone.timeline.nowMs() - startMs < 15_000, "a flood of them does not hold us up");
    });
  }

  it("are errors that anybody may say: they lead to one handshake, never to a result", async () => {
    for (const code of [1, 2, 3, 4, 7]) {
      let handshakes = 0;
      const { session, settle } = createLiar((type, _, request) => {
        if (type === 2) handshakes++;
        return type > 3 ? [frameBytes({ type: 0x7f, request, payload: [code, type] })] : [];
      });
      await settle(session.enter(OPERATOR));
      const codes = { 1: "unsupported-version", 2: "unsupported-version", 7: "session-lost" } as const;
      const expected = codes[code as 1] ?? "not-understood";
      await assert.rejects(settle(session.read({ from: 0, onChunk() {} })), failsWith(expected));
      assert.equal(handshakes, 2);
    }
  });

  it("are errors that a token says in a session only: they are passed over", async () => {
    for (const code of [5, 6, 8, 10, 11, 12, 13]) {
      const forge = (type: number, request: number) => [
        frameBytes({ type: 0x7f, request, payload: [code, type] }),
      ];
      const { session, settle } = await withForger(forge);
      let asked = 0;
      await settle(session.read({ from: 0, onChunk() {}, onConsentNeeded: () => asked++ }));
      await settle(session.warn(true));
      assert.equal(asked, 0);
    }
  });

  it("are answers to an earlier command, or of an earlier session", async () => {
    const heard: Uint8Array[] = [];
    let isReplayed = false;
    const toHost = (bytes: Uint8Array) => {
      if (!isReplayed) heard.push(bytes);
      return isReplayed ? heard.shift()! : bytes;
    };
    // Both sessions begin with the same request number, so that only the MAC tells their answers apart.
    const log = createTestLog();
    fillLog(log, 3);
    const bench = createServerBench(log);
    for (const expected of ["", "bad-answer"] as const) {
      const session = createSession(bench.openLine({ toHost }), bench.timers, {
        ...custodyOf(expected === "" ? 1 : 2),
        random: (length) => (length === 1 ? Uint8Array.of(7) : custodyOf(isReplayed ? 2 : 1).random(length)),
      });
      const calls = session.enter(OPERATOR).then(() => session.identify());
      if (expected === "")
        assert.equal((await bench.settle(calls)).batteryMilliVolts, IDENTITY.batteryMilliVolts);
      else await assert.rejects(bench.settle(calls), failsWith(expected));
      isReplayed = true;
      session.close();
      bench.timeline.runUntil(bench.timeline.nowMs() + 1000);
    }
  });

  it("are signed for an earlier command, with the number of this one", async () => {
    let commands = 0;
    const { session, settle, timeline } = createLiar((type) => {
      if (type !== 10) return [];
      commands++;
      return commands === 1
        ? [{ type }]
        : [1, commands - 1, commands + 1].map((counter) => ({ type, counter }));
    });
    await settle(session.enter(OPERATOR));
    await settle(session.warn(true));
    await assert.rejects(settle(session.warn(false)), failsWith("forged-answer"));
    assert.equal(commands, 4);
    assert(timeline.nowMs() < 6000);
  });
});
