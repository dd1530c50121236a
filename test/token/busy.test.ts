/** What happens while the token is still writing: on the chip each of its steps takes up to 100 ms, in simulation none. */
import assert from "node:assert/strict";
import { encodeAdvert } from "../../src/bluezone/advert.js";
import { isPageSound, logKeysForCase } from "../../src/custody/host/case-keys.js";
import { unwrapSecret } from "../../src/custody/host/prepare.js";
import { macInputOf, parseHeader } from "../../src/log/parse.js";
import { ccmOpen, nodeHash } from "../../src/station/node-crypto.js";
import { GENERATION, ID_DAY, SEAL_DAY } from "../../src/token/state.js";
import { START_UTC_MS, createBench, slowDown } from "./bench-token.js";
import { NO_KEYS, adminRing, atTheCable, authorityOf, prepare, settle } from "./host.js";
import type { Authority } from "./host.js";

const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const NEIGHBOURS = 20;
/** Room for all of them. */
const PAGES = 400;
type Bench = ReturnType<typeof createBench>;

const ADVERTS = Array.from({ length: NEIGHBOURS }, (_, n) => {
  const id = Uint8Array.from({ length: 12 }, (_, i) => (i === 0 ? n : i));
  return encodeAdvert(id).buffer as ArrayBuffer;
});

/** Is beside all neighbours until `utcMs`, and beside none afterwards. */
function meetUntil(bench: Bench, utcMs: number): void {
  while (bench.hal.clock.utcMs() < utcMs) {
    for (const advert of ADVERTS) bench.control.radio.deliver(advert, -60);
    bench.timeline.runUntil(
      Math.min(bench.timeline.nowMs() + 100, bench.timeline.nowMs() + utcMs - bench.hal.clock.utcMs()),
    );
  }
}

/** Puts new keys in place; the log's share of the generation that begins. */
async function rekey(bench: Bench, authority: Authority) {
  const wrapped = await atTheCable(bench, async (session) => {
    await session.enter(adminRing(authority));
    const answer = await session.rekey(new Uint8Array(32), bench.hal.clock.utcMs());
    await session.finishRekey(authority.log.generation + 1, bench.hal.clock.utcMs());
    return answer;
  });
  return unwrapSecret(nodeHash, ccmOpen, authority.log, wrapped.log);
}

/** Generations of the pages that hold records, each closed with a MAC or not. */
function pagesOf(bench: Bench, authority: Authority): { generation: number; isClosed: boolean }[] {
  const today = Math.floor(bench.hal.clock.utcMs() / DAY_MS);
  const { pageKey } = logKeysForCase(nodeHash, authority.log, today, today)[0]!;
  const image = bench.control.flash.image();
  const pages = [];
  for (let at = 8 * 1024; at < image.length; at += 1024) {
    const page = image.subarray(at, at + 1024);
    const header = parseHeader(bench.hal.crypto, page.subarray(0, 32));
    if (typeof header === "string" || page.subarray(32, 64).every((byte) => byte === 255)) continue;
    const { mac, generation } = header;
    const isClosed =
      mac !== undefined && isPageSound(nodeHash, pageKey, macInputOf(bench.hal.crypto, page)!, mac);
    pages.push({ generation, isClosed });
  }
  return pages;
}

describe("busy token", () => {
  it("writes every slot that waits, also when the next one ends before", () => {
    const bench = createBench({ pageCount: PAGES, startUtcMs: Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS });
    const startMs = bench.hal.clock.utcMs();
    slowDown(bench, 60_000);
    meetUntil(bench, startMs + 3 * SLOT_MS);
    bench.runUntilUtc(startMs + 8 * SLOT_MS);
    const first = Math.floor((startMs % DAY_MS) / SLOT_MS);
    const slots = bench.records().map(({ slot }) => slot - first);
    assert.deepEqual(
      slots,
      [0, 1, 2].flatMap((slot) => Array<number>(NEIGHBOURS).fill(slot)),
    );
  });

  it("goes on to the day's keys at the boundary, not with the first record of the day", () => {
    const midnight = (Math.floor(START_UTC_MS / DAY_MS) + 1) * DAY_MS;
    const bench = createBench({ startUtcMs: midnight - SLOT_MS });
    meetUntil(bench, midnight);
    bench.runUntilUtc(midnight + 10_000);
    const { words } = bench.state();
    assert.deepEqual([words[SEAL_DAY], words[ID_DAY]], [midnight / DAY_MS, midnight / DAY_MS]);
  });

  it("writes yesterday's records under yesterday's key, however late", () => {
    const midnight = (Math.floor(START_UTC_MS / DAY_MS) + 1) * DAY_MS;
    const bench = createBench({ pageCount: PAGES, startUtcMs: midnight - SLOT_MS });
    slowDown(bench, 10_000);
    meetUntil(bench, midnight + SLOT_MS);
    bench.runUntilUtc(midnight + 3 * SLOT_MS);
    const pages = [...bench.pages()].filter(({ slots }) => slots > 0);
    assert.ok(pages.every(({ sealDay, calendarDay }) => sealDay === calendarDay));
    assert.equal(bench.records().filter(({ day }) => day * DAY_MS === midnight - DAY_MS).length, NEIGHBOURS);
    assert.equal(bench.records().filter(({ day }) => day * DAY_MS === midnight).length, NEIGHBOURS);
  });

  it("writes what it heard before a re-key under the old keys, and closes their page", async () => {
    const bench = createBench({ pageCount: PAGES, startUtcMs: START_UTC_MS });
    const authority = await prepare(bench, 42);
    meetUntil(bench, Math.ceil(bench.hal.clock.utcMs() / SLOT_MS) * SLOT_MS + SLOT_MS);
    slowDown(bench, 100);
    meetUntil(bench, bench.hal.clock.utcMs() + SLOT_MS / 2);
    await rekey(bench, authority);
    assert.equal(bench.control.radio.advertising(), undefined, "silent until the new keys are there");
    bench.timeline.runUntil(bench.timeline.nowMs() + 30_000);
    assert.equal(bench.records(authority.log).length, 3 * NEIGHBOURS, "the slot under way, too");
    bench.timeline.runUntil(bench.timeline.nowMs() + 2 * SLOT_MS);
    assert.deepEqual(
      pagesOf(bench, authority)
        .filter(({ generation }) => generation === 1)
        .map(({ isClosed }) => isClosed),
      [true, true],
    );
  });

  it("takes the time of a re-key as it is when all is written", async () => {
    const bench = createBench({ pageCount: PAGES, startUtcMs: START_UTC_MS });
    const authority = await prepare(bench, 42);
    meetUntil(bench, bench.hal.clock.utcMs() + SLOT_MS);
    slowDown(bench, 1000);
    const aheadMs = bench.hal.clock.utcMs() - bench.timeline.nowMs();
    await rekey(bench, authority);
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    assert.equal(bench.state().words[GENERATION], 2);
    const offMs = bench.hal.clock.utcMs() - bench.timeline.nowMs() - aheadMs;
    assert.ok(Math.abs(offMs) < 100, `${offMs} ms off`);
  });

  it("writes nothing of the old life once it is another token", async () => {
    const bench = createBench({ pageCount: PAGES, startUtcMs: Math.ceil(START_UTC_MS / SLOT_MS) * SLOT_MS });
    const endMs = bench.hal.clock.utcMs() + SLOT_MS;
    meetUntil(bench, endMs - 1);
    slowDown(bench, 1000);
    const authority = await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      bench.runUntilUtc(endMs + 3500);
      const written = bench.records().length;
      assert.ok(written > 0 && written < NEIGHBOURS / 2, "it is at it");
      return authorityOf(await session.prepare(42, new Uint8Array(32)));
    });
    bench.timeline.runUntil(bench.timeline.nowMs() + 60_000);
    settle(bench);
    assert.equal(bench.token().serial(), 42);
    assert.deepEqual(
      [...bench.pages()].filter(({ slots }) => slots > 0),
      [],
    );
    assert.deepEqual(bench.records(authority.log), []);
  });
});
