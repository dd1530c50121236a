/** Bringing an F0 list to a token: in parts, over bad lines, and to tokens that do not take it or say untrue things. */
import assert from "node:assert/strict";
import type { ListState } from "../../src/sync/host/decode.js";
import type { SyncServices } from "../../src/sync/token/server.js";
import { IDENTITY, OPERATOR, createPair } from "./bench.js";
import { hex, join, ramp, u16, words } from "./reference.js";
import { failsWith } from "./support.js";

const TAG = ramp(16, 200);
const NUMBER = 77;

function listOf(count: number) {
  const entries = new Uint8Array(36 * count).map((_, i) => i * 7 + (i >> 8));
  return { head: join([1, 2], u16(count), words(NUMBER), ramp(32)), entries, tag: TAG };
}

/** A token's store in few lines: in order, the last part may come again, proven after a while. */
function createStore(proof: ListState = "checked") {
  const store = {
    state: "none" as ListState,
    number: 5,
    parts: [] as string[],
    loaded: 0,
    polls: 0,
    reason: 0,
  };
  const services: Partial<SyncServices> = {
    beginList(head, tag) {
      if (store.reason !== 0) return store.reason;
      if (store.number >= NUMBER && store.state === "checked") return 2;
      assert.equal(hex(tag), hex(TAG));
      store.parts = [hex(head)];
      store.loaded = 0;
      store.state = "loading";
      return 0;
    },
    putList(index, entries) {
      const part = `${index} ${hex(entries)}`;
      if (part === store.parts.at(-1)) return store.state !== "checked";
      if (index !== store.loaded || store.state !== "loading") return false;
      store.parts.push(part);
      store.loaded += entries.length / 36;
      return true;
    },
  };
  /** What IDENTIFY shows; the proof takes three looks. */
  function look(count: number) {
    if (store.state === "loading" && store.loaded === count) store.state = "proving";
    if (store.state === "proving" && ++store.polls > 3) {
      store.state = proof;
      if (proof === "checked" || proof === "checking") store.number = NUMBER;
    }
    return { ...IDENTITY, listState: store.state, listNumber: store.number };
  }
  return { store, services, look };
}

async function start(count: number, proof?: ListState, faults = {}) {
  const { store, services, look } = createStore(proof);
  const pair = createPair(undefined, faults, services);
  Object.defineProperty(pair.will, "describe", { get: () => look(count) });
  await pair.settle(pair.session.enter(OPERATOR));
  return { ...pair, store, load: () => pair.settle(pair.session.loadList(listOf(count))) };
}

describe("sync: loading a list of cases", () => {
  it("goes in parts of six that stay within a chunk, and waits for the proof", async () => {
    for (const count of [0, 1, 6, 7, 28, 29, 60, 300]) {
      for (const proof of ["checked", "checking"] as const) {
        const { store, load, timeline } = await start(count, proof);
        await load();
        const { head, entries } = listOf(count);
        assert.equal(store.parts[0], hex(head));
        const sizes = store.parts.slice(1).map((part) => part.split(" ")[1]!.length / 72);
        assert.equal(store.parts.slice(1).map((part) => part.split(" ")[1]).join(""), hex(entries)); // prettier-ignore
        assert(sizes.every((size) => size >= 1 && size <= 6));
        if (count === 60) assert.deepEqual(sizes, [6, 6, 6, 6, 4, 6, 6, 6, 6, 4, 4]);
        assert(timeline.nowMs() >= 1500);
      }
    }
  });

  it("says why the token does not take it", async () => {
    for (const [reason, words] of [
      [1, /authority/],
      [2, /newer/],
      [3, /longer/],
      [9, /reason 9/],
    ] as const) {
      // prettier-ignore
      const { store, load } = await start(7);
      store.reason = reason;
      await assert.rejects(load(), words);
      await assert.rejects(load(), failsWith("list-refused"));
    }
  });

  it("says that the list is not what was signed where the proof fails", async () => {
    const { load } = await start(30, "none");
    await assert.rejects(load(), failsWith("list-refused"));
    await assert.rejects(load(), /signed/);
  });

  it("does not believe a token that checks another list than it was given", async () => {
    const { store, load, will } = await start(7);
    Object.defineProperty(will, "describe", {
      get: () => ({ ...IDENTITY, listState: "checking", listNumber: store.number + 1 }),
    });
    await assert.rejects(load(), failsWith("bad-answer"));
  });

  it("gives up a token that never gets through", async () => {
    const { load, timeline } = await start(7, "proving");
    await assert.rejects(load(), failsWith("no-answer"));
    assert(timeline.nowMs() > 60_000 && timeline.nowMs() < 200_000);
  });

  it("refuses what is no list before it sends anything", async () => {
    const { session, settle, store } = await start(7);
    const list = listOf(7);
    const wrong = [
      { ...list, head: list.head.subarray(1) },
      { ...list, head: join([2], list.head.subarray(1)) },
      { ...list, entries: list.entries.subarray(1) },
      { ...list, entries: list.entries.subarray(36) },
      { ...list, tag: list.tag.subarray(1) },
    ];
    for (const one of wrong) await assert.rejects(settle(session.loadList(one)), failsWith("list-refused"));
    assert.deepEqual(store.parts, []);
  });

  it("is loaded already: that is no error", async () => {
    const { store, load } = await start(7);
    await load();
    assert.equal(store.state, "checked");
    await load();
  });

  it("arrives whole over a line that loses any one message", async () => {
    for (const direction of ["toHost", "toToken"] as const) {
      for (let lost = 0; lost < 8; lost++) {
        let passed = -100;
        const fault = (bytes: Uint8Array) => (passed++ === lost ? new Uint8Array(0) : bytes);
        const { store, load } = await start(13, "checked", { [direction]: fault });
        passed = 0;
        await load();
        assert.equal(store.number, NUMBER, `${direction} ${lost}`);
        assert.equal(store.parts.length, 4);
      }
    }
  });

  it("begins again from the head where the token restarted under way", async () => {
    for (let at = 1; at <= 5; at++) {
      let asked = 0;
      let restart = (): void => {};
      const toToken = (bytes: Uint8Array) => {
        if (++asked === at) restart();
        return bytes;
      };
      const { store, load, ...token } = await start(28, "checked", { toToken });
      restart = () => {
        token.restart();
        if (store.state !== "checked") store.state = "none";
      };
      asked = 0;
      await load();
      assert.deepEqual([store.number, store.loaded], [NUMBER, 28], `at message ${at}`);
    }
  });
});
