/** What the token tells of itself: losses by cause, the time it lived, what it finds wrong. */
import assert from "node:assert/strict";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { createStateStore } from "../../src/log/state-store.js";
import type { Session } from "../../src/sync/host/session.js";
import { findFaults } from "../../src/token/description.js";
import type { Condition } from "../../src/token/description.js";
import { MIN_PAGE_SEQUENCE } from "../../src/token/state.js";
import type { Warning } from "../../src/token/warning.js";
import { CONFIG, START_UTC_MS, createBench } from "./bench-token.js";
import { NO_KEYS, atTheCable, failure, operatorRing, prepare, settle } from "./host.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const PAGES = 120;
const FIRST_LOG_PAGE = CONFIG.statePages + CONFIG.digestPages + CONFIG.listPages;
type Bench = ReturnType<typeof createBench>;

/** A bench at the beginning of a slot. */
const createSlotBench = () => createBench({ startUtcMs: Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS });

/** In every window from now on `count` neighbours are heard. */
function surround({ hal, control }: Bench, count: number): void {
  const adverts = Array.from({ length: count }, (_, n) => {
    const id = Uint8Array.from({ length: 12 }, (_, i) => (i === 0 ? n : i));
    return encodeAdvert(id).buffer as ArrayBuffer;
  });
  const listen = hal.radio.listen;
  hal.radio.listen = (windowMs, onReport, onEnd) => {
    listen(windowMs, onReport, onEnd);
    hal.clock.alarmAt(hal.clock.uptimeMs() + 100, () => {
      for (const advert of adverts) control.radio.deliver(advert, -60);
    });
  };
}

const enter = <T>(bench: Bench, use: (session: Session) => Promise<T>) =>
  atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    return use(session);
  });
const tell = (bench: Bench) =>
  enter(bench, async (session) => ({ ...(await session.identify()), faults: await session.selfTest() }));

/** Reads all as far as a station is concerned. */
const read = (bench: Bench) =>
  enter(bench, async (session) => session.confirm((await session.identify()).nextSequence));

function cutPower(bench: Bench): void {
  bench.control.power.cut();
  bench.control.power.restore();
  settle(bench);
}

function failPages(bench: Bench, from: number, to: number, failure: "ignored" | undefined): void {
  for (let page = from; page < to; page++) bench.control.flash.setFailure(page, "program", failure);
}

/** How often the LED lights in a time. */
function blinksIn(bench: Bench, ms: number): number {
  let blinks = 0;
  let wasLit = false;
  for (let step = 0; step < ms / 10; step++) {
    bench.timeline.runUntil(bench.timeline.nowMs() + 10);
    const isLit = bench.control.indicator.isLit();
    if (isLit && !wasLit) blinks++;
    wasLit = isLit;
  }
  return blinks;
}

function press(bench: Bench): number {
  bench.control.button.press();
  return blinksIn(bench, 3000);
}

describe("losses that a token tells", () => {
  const none = { expired: 0, overwritten: 0, unwritten: 0, leftOut: 0 };

  it("are the unread records that expired, from the last one read on, over a power cut too", async () => {
    const bench = createSlotBench();
    const startMs = bench.hal.clock.utcMs();
    surround(bench, 1);
    bench.runUntilUtc(startMs + 3.3 * DAY_MS);
    const readRecords = bench.records().length;
    await read(bench);
    assert.equal((await tell(bench)).readMark, bench.token().log.nextSequence());
    bench.runUntilUtc(startMs + 25 * DAY_MS);
    const gone = () => Math.floor((bench.hal.clock.utcMs() - startMs) / SLOT_MS) - bench.records().length;
    assert.ok(gone() > 0 && gone() < readRecords);
    assert.deepEqual((await tell(bench)).losses, none, "only read ones are gone");
    while (gone() <= readRecords) bench.runUntilUtc(bench.hal.clock.utcMs() + SLOT_MS);
    cutPower(bench);
    const told = await tell(bench);
    const unread = gone() - readRecords;
    assert.ok(unread > 0 && unread < told.recordsPerPage, `${unread} of a page that was read in part`);
    assert.deepEqual(told.losses, { ...none, expired: unread });
  });

  it("are a whole page that nobody read any of, where a clock goes to and fro and each move takes a page", async () => {
    const bench = createSlotBench();
    const startMs = bench.hal.clock.utcMs();
    surround(bench, 3);
    const slots = 2 * (PAGES - FIRST_LOG_PAGE);
    for (let slot = 1; slot <= slots; slot++) {
      const trueMs = startMs + bench.timeline.nowMs();
      await enter(bench, (session) => session.setTime(() => trueMs + (slot % 2) * DAY_MS));
      bench.timeline.runUntil(slot * SLOT_MS);
    }
    bench.timeline.runUntil(slots * SLOT_MS + SLOT_MS / 2);
    const { losses, readMark } = await tell(bench);
    const log = bench.token().log;
    const gone = log.firstSequence() / log.recordsPerPage - 1;
    assert.ok(gone > 50, `${gone} pages`);
    assert.equal(readMark, 0);
    assert.ok(losses.overwritten > gone && losses.expired === 0);
    await read(bench);
    cutPower(bench);
    const told = await tell(bench);
    assert.deepEqual(told.losses, none, "a station knows of them");
    assert.ok(told.readMark > 0, "and the token of the reading");
  });

  it("are the neighbours that were left out in a crowd", async () => {
    const bench = createSlotBench();
    const startMs = bench.hal.clock.utcMs();
    surround(bench, 20);
    bench.runUntilUtc(startMs + 2.5 * DAY_MS);
    const leftOut = (20 * 2.5 * DAY_MS) / SLOT_MS - bench.records().length;
    assert.ok(leftOut > 100);
    assert.deepEqual((await tell(bench)).losses, { ...none, leftOut });
  });

  it("are the records that the flash refused; the LED tells as well", async () => {
    const bench = createSlotBench();
    surround(bench, 1);
    failPages(bench, FIRST_LOG_PAGE, PAGES, "ignored");
    bench.runUntilUtc(bench.hal.clock.utcMs() + 4.5 * SLOT_MS);
    failPages(bench, FIRST_LOG_PAGE, PAGES, undefined);
    const told = await tell(bench);
    assert.deepEqual(told.losses, { ...none, unwritten: 4 });
    assert.ok(told.faults.includes("flash"));
    assert.equal(press(bench), 4);
  });
});

describe("reading mark", () => {
  it("begins anew where the log does", async () => {
    const bench = createSlotBench();
    surround(bench, 1);
    bench.runUntilUtc(bench.hal.clock.utcMs() + 4 * SLOT_MS + 1000);
    await enter(bench, (session) => session.confirm(bench.token().log.nextSequence()));
    const image = bench.control.flash.image();
    const state = bench.state();
    state.words[MIN_PAGE_SEQUENCE] = 1;
    bench.control.flash.load(image.fill(255));
    createStateStore(bench.hal.flash, bench.hal.crypto, 0, CONFIG.statePages).save(state.bytes);
    cutPower(bench);
    assert.equal((await tell(bench)).readMark, 0);
  });
});

describe("time that a token lived", () => {
  it("is what it ran, over restarts and power cuts; a cut costs an hour at most", async () => {
    const bench = createSlotBench();
    const startMs = bench.timeline.nowMs();
    for (let n = 0; n < 3; n++) {
      bench.timeline.runUntil(bench.timeline.nowMs() + 30.5 * HOUR_MS);
      cutPower(bench);
    }
    bench.hal.system.restart();
    settle(bench);
    const livedHours = (await tell(bench)).livedS / 3600;
    const ranHours = (bench.timeline.nowMs() - startMs) / HOUR_MS;
    assert.ok(livedHours <= ranHours && livedHours > ranHours - 3.3, `${livedHours} of ${ranHours}`);
  });

  it("is at least that of the log's newest page, and never less than what was saved", async () => {
    const bench = createSlotBench();
    surround(bench, 1);
    bench.timeline.runUntil(bench.timeline.nowMs() + 2 * HOUR_MS);
    failPages(bench, 0, CONFIG.statePages, "ignored");
    bench.timeline.runUntil(bench.timeline.nowMs() + 3 * DAY_MS);
    failPages(bench, 0, CONFIG.statePages, undefined);
    cutPower(bench);
    const lived = (await tell(bench)).livedS / 3600;
    assert.ok(lived > 49 && lived <= 74.1, `${lived} h, of a page opened within the last day`);
    surround(bench, 0);
    bench.timeline.runUntil(bench.timeline.nowMs() + 30 * HOUR_MS);
    cutPower(bench);
    const later = (await tell(bench)).livedS / 3600;
    assert.ok(later > lived + 28.5 && later < lived + 30.5, `${later} h`);
  });
});

describe("faults that a token tells", () => {
  it("are a log at the end of its sequences, on the LED too", async () => {
    const bench = createSlotBench();
    surround(bench, 1);
    const state = bench.state();
    state.words[MIN_PAGE_SEQUENCE] = 0x80000000;
    createStateStore(bench.hal.flash, bench.hal.crypto, 0, CONFIG.statePages).save(state.bytes);
    assert.equal(press(bench), 1);
    bench.control.power.cut();
    bench.control.power.restore();
    settle(bench);
    bench.hal.clock.setUtc(START_UTC_MS, "set");
    const told = await tell(bench);
    assert.ok(told.isLogAtEnd);
    assert.deepEqual(told.faults, ["log"]);
    assert.equal(press(bench), 4);
  });

  it("are errors of the digest's pages", async () => {
    const bench = createSlotBench();
    surround(bench, 1);
    failPages(bench, CONFIG.statePages, CONFIG.statePages + CONFIG.digestPages, "ignored");
    bench.runUntilUtc(bench.hal.clock.utcMs() + 1.5 * SLOT_MS);
    const told = await tell(bench);
    assert.ok(told.flashErrors > 0);
    assert.deepEqual(told.faults, ["flash"]);
  });

  it("are errors of the state's pages that one copy made up for", async () => {
    const bench = createSlotBench();
    bench.control.flash.setFailure(1, "program", "ignored");
    bench.runUntilUtc(bench.hal.clock.utcMs() + 9 * SLOT_MS);
    const told = await tell(bench);
    assert.ok(told.flashErrors > 0 && !told.hasSaveFailed);
    assert.deepEqual(told.faults, ["flash"]);
    assert.equal(press(bench), 1, "nothing that the wearer need know");
  });

  it("are each a number of its own", () => {
    const { hal, token, state } = createSlotBench();
    const well: Condition = {
      livedS: 0,
      failedSaves: 0,
      hasSaveFailed: false,
      stateFlashErrors: 0,
      startFaults: 0,
      boot: 0,
    };
    const warning = { flashErrors: () => 0 } as Warning;
    const find = (crypto = hal.crypto, condition = well) =>
      findFaults({ ...hal, crypto }, state(), token().log, warning, condition);
    const { crypto } = hal;
    assert.equal(find(), 0);
    assert.equal(find({ ...crypto, sha256: () => new Uint8Array(32) }), 1);
    assert.equal(find({ ...crypto, ccmSeal: () => new Uint8Array(5) }), 1);
    assert.equal(find({ ...crypto, randomBytes: (length) => new Uint8Array(length).fill(7) }), 2);
    assert.equal(find(crypto, { ...well, stateFlashErrors: 1 }), 4);
    assert.equal(find(crypto, { ...well, hasSaveFailed: true }), 32);
    hal.battery.milliVolts = () => 3499;
    assert.equal(find(), 16);
    hal.clock.timeState = () => "estimated";
    assert.equal(find(), 16 + 8);
  });
});

describe("LED", () => {
  it("flickers while a station asks for the log", async () => {
    const bench = createSlotBench();
    const authority = await prepare(bench, 42);
    let lit = 0;
    const set = bench.hal.indicator.set;
    bench.hal.indicator.set = (isLit) => {
      if (isLit) lit++;
      set(isLit);
    };
    await atTheCable(bench, async (session) => {
      await session.enter(operatorRing(authority));
      assert.equal(lit, 0);
      await failure(session.read({ from: 0, onChunk: () => {}, onConsentNeeded: () => {} }));
    });
    assert.ok(lit >= 4);
  });
});

describe("flags and counts that a token tells", () => {
  it("say that it charges, since when its clock is right, and how often it started, over an erasing too", async () => {
    const bench = createSlotBench();
    const first = await tell(bench);
    assert.ok(first.isCharging);
    assert.equal(
      first.lastSetUtcMs,
      Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS,
      "a clock that was right when the program came",
    );
    const offered = bench.hal.clock.utcMs() + 30_000;
    await enter(bench, (session) => session.setTime(() => offered));
    const told = await tell(bench);
    assert.equal(told.lastSetUtcMs, offered);
    assert.ok(Math.abs(told.lastCorrectionMs - 30_000) < 1000, `${told.lastCorrectionMs} ms`);
    await enter(bench, (session) => session.erase(told.serial));
    settle(bench);
    assert.equal((await tell(bench)).bootCount, first.bootCount + 1);
  });
});
