/** The gate's PC: passages counted once each, whatever the token at the other end says or does. */
import assert from "node:assert/strict";
import fc from "fast-check";
import { createTimeline } from "../../../hal/simulated/timeline.js";
import { watchGate } from "../../../src/station/reading/gate-watch.js";
import { createGateApp } from "../../../src/station/server/gate/gate-app.js";
import type { GateAnswer } from "../../../src/station/server/gate/gate-api.js";
import { dueForCheck } from "../../../src/station/register/due.js";
import type { Line } from "../../../src/sync/host/line.js";
import { frameBytes } from "../../sync/reference.js";
import { isUserError } from "../../../src/words/user-error.js";
import { createFolder } from "../custody-bench.js";

const HOUR_MS = 3_600_000;
const NOW_MS = Date.UTC(2020, 7, 8, 3, 20);

/** A line to something that never answers, in virtual time. */
function silentGate() {
  const timeline = createTimeline();
  const timers = {
    nowMs: () => timeline.nowMs(),
    after(ms: number, run: () => void) {
      const alarm = timeline.at(timeline.nowMs() + ms, run);
      return () => timeline.cancel(alarm);
    },
  };
  let opened = 0;
  let onClose = () => {};
  const open = () => {
    opened++;
    return Promise.resolve({
      write() {},
      onData() {},
      onClose: (listener: () => void) => void (onClose = listener),
      close() {},
    } as Line);
  };
  async function run(ms: number): Promise<void> {
    for (const untilMs = timeline.nowMs() + ms; timeline.nowMs() < untilMs;) {
      await new Promise((resolve) => setImmediate(resolve));
      timeline.runUntil(timeline.nowMs() + 50);
    }
  }
  return { timers, open, run, unplug: () => onClose(), opened: () => opened };
}

/** Says these, one a poll, and the last one again and again. */
const answersOf = (sights: readonly (readonly [number, number])[]) => (poll: number) =>
  Uint8Array.from(sights[Math.min(poll, sights.length - 1)]!);

describe("the PC of a gate", () => {
  /** Lets the gate's program ask a token that says these, and what came of it. */
  async function watch(say: (poll: number) => Uint8Array | undefined, ms: number) {
    const gate = silentGate();
    const told: string[] = [];
    let polls = 0;
    const open = async () => {
      const line = await gate.open();
      let onData: (bytes: Uint8Array) => void = () => {};
      return {
        ...line,
        onData: (listener: (bytes: Uint8Array) => void) => void (onData = listener),
        write(bytes: Uint8Array) {
          const [, , type, request] = Buffer.from(Buffer.from(bytes).toString().trim(), "base64");
          const payload = type === 1 ? Buffer.from("BZT\x02", "latin1") : say(polls++);
          if (payload === undefined) return;
          gate.timers.after(5, () => onData(frameBytes({ type: type!, request: request!, payload })));
        },
      };
    };
    const watching = watchGate(open, gate.timers, {
      onSight: ({ kind, isRightHere }) => told.push(`${kind} ${isRightHere}`),
      onPassage: (carried) => told.push(`passed: ${carried}`),
      onTrouble: ({ code }) => told.push(code),
    });
    await gate.run(ms);
    watching.stop();
    return { told, gate };
  }

  it("counts each passage once, and nobody for a hint", async () => {
    const polls = [[0, 0], [1, 1], [1, 1], [0, 0], [1, 1], [0, 0], [2, 1], [0, 0], [4, 1], [1, 0], [0, 0]] as const; // prettier-ignore
    const { told } = await watch(answersOf(polls), 6000);
    assert.deepEqual(
      told.filter((one) => one.startsWith("passed")),
      ["passed: token", "passed: token", "passed: android"],
    );
    assert.ok(told.includes("iphone-asleep true") && told.includes("token false"));
  });

  it("says what is wrong and tries again: no answer, no sense, another token", async () => {
    const silent = await watch(() => undefined, 15_000);
    assert.ok(
      silent.told.length > 0 && silent.told.every((one) => one.startsWith("sync/")),
      silent.told.join(),
    );
    assert.ok(silent.gate.opened() >= 2);
    for (const payload of [[], [1], [5, 1], [1, 2], [255, 0], [1, 1, 0]]) {
      const { told } = await watch(() => Uint8Array.from(payload), 4000);
      assert.ok(
        told.length > 0 && told.every((one) => one.startsWith("sync/")),
        `${payload.join()}: ${told.join()}`,
      );
    }
  });

  it("takes no harm from any answer, and counts nobody for one that is none", async () => {
    const answer = fc.uint8Array({ maxLength: 40 });
    await fc.assert(
      fc.asyncProperty(fc.array(answer, { minLength: 1, maxLength: 6 }), async (answers) => {
        const { told } = await watch((poll) => answers[poll % answers.length], 1500);
        const isPassage = (one: Uint8Array) =>
          one.length === 2 && one[1] === 1 && one[0]! >= 1 && one[0]! <= 3;
        if (!answers.some(isPassage)) assert.ok(!told.some((one) => one.startsWith("passed")));
      }),
      { numRuns: 40 },
    );
  });

  it("goes on when the cable was pulled half-way, and stops when it is told to", async () => {
    const gate = silentGate();
    const troubles: string[] = [];
    const watching = watchGate(gate.open, gate.timers, {
      onSight() {},
      onPassage() {},
      onTrouble: ({ code }) => troubles.push(code),
    });
    await gate.run(100);
    gate.unplug();
    await gate.run(4000);
    assert.ok(gate.opened() >= 2 && troubles[0]!.startsWith("sync/"), troubles.join());
    watching.stop();
    const before = gate.opened();
    await gate.run(10_000);
    assert.equal(gate.opened(), before);
  });
});

describe("passages", () => {
  const folder = createFolder();
  after(() => folder.remove());

  it("are kept by hour and kind, and nothing else of them", async () => {
    const store = await folder.store("gate.sqlite");
    for (const [kind, atMs] of [
      ["token", NOW_MS],
      ["token", NOW_MS + 1],
      ["without", NOW_MS],
      ["iphone", NOW_MS + HOUR_MS],
    ] as const)
      await store.addPassage(kind, atMs);
    const hourMs = Date.UTC(2020, 7, 8, 3);
    assert.deepEqual(await store.passages(hourMs, hourMs + 2 * HOUR_MS), [
      { hourMs, passages: { token: 2, android: 0, iphone: 0, without: 1 } },
      { hourMs: hourMs + HOUR_MS, passages: { token: 0, android: 0, iphone: 1, without: 0 } },
    ]);
    assert.deepEqual(await store.passages(0, hourMs), []);
    await Promise.all(Array.from({ length: 20 }, () => store.addPassage("android", NOW_MS)));
    assert.equal((await store.passages(hourMs, hourMs + 1))[0]!.passages.android, 20);
  });

  it("are told by the page's program, which has nothing else", async () => {
    const store = await folder.store("page.sqlite");
    const gate = silentGate();
    const { app, stop } = createGateApp({ store, ...gate, utcNowMs: () => NOW_MS }, new Map());
    const headers = { host: "127.0.0.1:1", origin: "http://127.0.0.1:1", "content-type": "application/json" };
    const letIn = await app.request("/api/gate/without", { method: "POST", headers, body: "{}" });
    assert.equal(letIn.status, 200);
    const answer = (await (await app.request("/api/gate", { headers })).json()) as GateAnswer;
    assert.equal(answer.hours[0]!.passages.without, 1);
    assert.equal((await app.request("/api/state", { headers })).status, 404);
    const foreign = { ...headers, origin: "http://example.org" };
    assert.equal(
      (await app.request("/api/gate/without", { method: "POST", headers: foreign, body: "{}" })).status,
      403,
    );
    stop();
  });

  it("leave a gate's token out of those due for a check, and the register says what it is", async () => {
    const store = await folder.store("register.sqlite");
    const token = await store.tokenOf(7);
    await store.issueToken(token, { name: "Người Mẫu", unit: "Thôn 1", phone: null }, NOW_MS);
    const dayMs = 24 * HOUR_MS;
    assert.equal(dueForCheck(await store.tokens(), NOW_MS + 60 * dayMs, 14).length, 1);
    await store.putGate(7, true);
    const tokens = await store.tokens();
    assert.equal(tokens[0]!.isGate, true);
    assert.deepEqual(dueForCheck(tokens, NOW_MS + 60 * dayMs, 14), []);

    await store.takeBack(token, NOW_MS + dayMs);
    const next = { name: "Người Khác", unit: "Thôn 1", phone: null };
    await assert.rejects(
      store.issueToken(token, next, NOW_MS + 2 * dayMs),
      (error) => isUserError(error) && error.code === "register/token/gate",
    );
    await store.putGate(7, false);
    await store.issueToken(token, next, NOW_MS + 2 * dayMs);
  });
});
