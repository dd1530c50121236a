/** The token's state: what an older and a newer firmware left, and a flash that does not keep it. */
import assert from "node:assert/strict";
import { createStateStore } from "../../src/log/state-store.js";
import {
  BOOTS,
  DAILY_KEY,
  GENERATION,
  LAST_SET_UTC_MS,
  LIVED_S,
  READ_MARK,
  REKEY_DAY,
  SERIAL,
  STATE_BYTES,
  STATE_FORMAT,
  WRAPPED,
  createState,
} from "../../src/token/state.js";
import { CONFIG, START_UTC_MS, createBench } from "./bench-token.js";
import { NO_KEYS, adminRing, atTheCable, failure, prepare, settle } from "./host.js";

const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
const CHIP = "00112233AABBCCDD";
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
type Bench = ReturnType<typeof createBench>;

/** How often the LED lights after a press. */
function blinksOf(bench: Bench): number {
  let blinks = 0;
  let wasLit = false;
  bench.control.button.press();
  for (let step = 0; step < 300; step++) {
    bench.timeline.runUntil(bench.timeline.nowMs() + 10);
    const isLit = bench.control.indicator.isLit();
    if (isLit && !wasLit) blinks++;
    wasLit = isLit;
  }
  return blinks;
}

function failState(bench: Bench, kind: "program" | "erase", failure_: "ignored" | "half" | undefined): void {
  for (let page = 0; page < CONFIG.statePages; page++) bench.control.flash.setFailure(page, kind, failure_);
}

describe("token's state of another firmware", () => {
  const { crypto } = createBench().hal;

  it("of format 2 is taken over field by field", () => {
    // As firmware 0.1 laid it out: 21 words, four doubles from byte 88 on, 360 bytes of keys from 120 on.
    const old = Uint8Array.from({ length: 480 }, (_, i) => (i * 7 + 3) & 255);
    const view = new DataView(old.buffer);
    for (let word = 0; word < 21; word++) view.setUint32(4 * word, 1000 + word, true);
    view.setUint32(0, 2, true);
    for (let n = 0; n < 4; n++) view.setFloat64(88 + 8 * n, 5_000_000 + n, true);
    const keys = Buffer.from(old.subarray(120)).toString("hex");
    const state = createState(crypto, CHIP, new Uint8Array(old));
    assert.equal(state.words[0], STATE_FORMAT);
    for (let word = 1; word <= REKEY_DAY; word++)
      assert.equal(state.words[word], 1000 + word, `word ${word}`);
    assert.equal(state.words[LIVED_S], 0);
    for (let n = READ_MARK; n <= LAST_SET_UTC_MS; n++) {
      assert.equal(state.doubles[n], 5_000_000 + n - READ_MARK);
    }
    assert.equal(Buffer.from(state.bytes.subarray(DAILY_KEY)).toString("hex"), keys);
    assert.equal(state.bytes.length, STATE_BYTES);
    assert.equal(WRAPPED + 136, STATE_BYTES);
  });

  it("that is longer keeps what this one does not know, and one of a later number is no stranger", () => {
    const mine = createState(crypto, CHIP, undefined);
    mine.words[SERIAL] = 42;
    const longer = new Uint8Array(STATE_BYTES + 40).fill(0xa5, STATE_BYTES);
    longer.set(mine.bytes);
    longer[0] = STATE_FORMAT + 1;
    const state = createState(crypto, CHIP, new Uint8Array(longer));
    assert.equal(state.words[SERIAL], 42);
    assert.deepEqual(state.bytes, longer);
  });

  it("lets a token in service go on with its number, its keys and its log", async () => {
    const bench = createBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const authority = await prepare(bench, 42);
    bench.runUntilUtc(bench.hal.clock.utcMs() + 3 * SLOT_MS);
    const before = bench.records(authority.log);
    assert.ok(before.length >= 2);
    const { bytes } = bench.state();
    const old = new Uint8Array(480);
    old.set(bytes.subarray(0, 84));
    old.set(bytes.subarray(8 * READ_MARK, 8 * READ_MARK + 32), 88);
    old.set(bytes.subarray(DAILY_KEY), 120);
    old[0] = 2;
    bench.control.power.cut();
    bench.control.flash.restorePower();
    assert.ok(createStateStore(bench.hal.flash, bench.hal.crypto, 0, CONFIG.statePages).save(old));
    bench.control.power.restore();
    bench.runUntilUtc(bench.hal.clock.utcMs() + 1);
    settle(bench);
    assert.equal(bench.token().serial(), 42);
    assert.deepEqual(bench.records(authority.log).slice(0, before.length), before);
    const { role } = await atTheCable(bench, (session) => session.enter(adminRing(authority)));
    assert.equal(role, "admin");
  });
});

describe("token whose flash does not keep its state", () => {
  it("counts it, shows it on the LED and to the station, and is well again afterwards", async () => {
    const bench = createBench();
    bench.runUntilUtc(START_UTC_MS + SLOT_MS);
    const tell = () =>
      atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        return { ...(await session.identify()), faults: await session.selfTest() };
      });
    assert.equal((await tell()).failedSaves, 0);
    assert.equal(blinksOf(bench), 1);
    failState(bench, "program", "ignored");
    bench.runUntilUtc(START_UTC_MS + 7 * DAY_MS);
    const told = await tell();
    assert.ok(told.failedSaves >= 7 * 24, `${told.failedSaves} saves failed`);
    assert.ok(told.hasSaveFailed && told.faults.includes("state") && told.faults.includes("flash"));
    assert.equal(blinksOf(bench), 4);
    failState(bench, "program", undefined);
    bench.hal.system.restart();
    bench.runUntilUtc(START_UTC_MS + 7 * DAY_MS + 2 * SLOT_MS);
    assert.equal((await tell()).hasSaveFailed, false);
    assert.equal(blinksOf(bench), 1);
  });

  it("is well again with the next save that is kept", async () => {
    const bench = createBench();
    failState(bench, "program", "ignored");
    bench.runUntilUtc(START_UTC_MS + 5 * SLOT_MS);
    assert.equal(blinksOf(bench), 4);
    failState(bench, "program", undefined);
    bench.runUntilUtc(START_UTC_MS + 10 * SLOT_MS);
    assert.equal(blinksOf(bench), 1);
  });

  it("says so instead of becoming another, and is after its restart what it was, with its log", async () => {
    for (const order of ["prepare", "erase"] as const) {
      const bench = createBench();
      bench.addNeighbour(NEIGHBOUR, -60);
      bench.runUntilUtc(START_UTC_MS + 3 * SLOT_MS);
      const serial = bench.token().serial();
      const before = bench.records();
      assert.ok(before.length >= 2);
      failState(bench, "program", "half");
      const code = await atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        const asked = order === "prepare" ? session.prepare(9, new Uint8Array(32)) : session.erase(serial);
        return failure(asked);
      });
      assert.equal(code, "memory-failed", order);
      failState(bench, "program", undefined);
      settle(bench);
      assert.equal(bench.token().serial(), serial);
      assert.deepEqual(bench.records().slice(0, before.length), before);
    }
  });

  it("empties the log at its next start where power went between the new state and that", async () => {
    for (const order of ["prepare", "erase"] as const) {
      const bench = createBench();
      bench.addNeighbour(NEIGHBOUR, -60);
      bench.runUntilUtc(START_UTC_MS + 3 * SLOT_MS);
      const serial = bench.token().serial();
      // The log's pages fail: the state of the new token is kept, the log is not emptied yet.
      const others = CONFIG.statePages + CONFIG.digestPages + CONFIG.listPages;
      const pages = Array.from({ length: 120 - others }, (_, n) => others + n);
      for (const page of pages) bench.control.flash.setFailure(page, "program", "ignored");
      await atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        if (order === "prepare") await session.prepare(9, new Uint8Array(32));
        else await session.erase(serial);
      });
      for (const page of pages) bench.control.flash.setFailure(page, "program", undefined);
      bench.hal.system.restart();
      settle(bench);
      assert.equal(bench.token().serial(), order === "prepare" ? 9 : serial);
      const old = [...bench.pages()].filter(({ slots }) => slots > 0);
      assert.equal(old.length, 0, `${order}: nothing of the old life is read`);
    }
  });

  it("tells that its state was lost", async () => {
    const bench = createBench();
    bench.runUntilUtc(START_UTC_MS + SLOT_MS);
    const image = bench.control.flash.image();
    for (let page = 0; page < CONFIG.statePages; page++) image[page * 1024 + 20]! ^= 255;
    bench.control.flash.load(image);
    bench.hal.system.restart();
    settle(bench);
    const told = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      return { ...(await session.identify()), faults: await session.selfTest() };
    });
    assert.ok(told.isStateLost && told.faults.includes("state"));
    assert.equal(told.generation, bench.state().words[GENERATION]);
    assert.equal(bench.state().words[BOOTS], 1);
    assert.equal(blinksOf(bench), 4);
  });
});
