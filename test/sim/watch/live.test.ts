import assert from "node:assert/strict";
import { OFF } from "../../../sim/town/carrying.js";
import { recordsOf } from "../../../sim/devices/heard.js";
import type { Village } from "../../../sim/run/village.js";
import type { Change, Source } from "../../../sim/watch/changes.js";
import {
  type View,
  STATE_LISTENS,
  STATE_ON,
  applyFrame,
  createView,
  linkEnds,
} from "../../../sim/watch/frames.js";
import { createIdBook } from "../../../sim/watch/id-book.js";
import type { EncounterRow } from "../../../sim/watch/inside.js";
import { type Scene, createScene } from "../../../sim/watch/scene.js";
import { encodeAdvert } from "../../../src/bluezone/advert.js";
import { dailyKeyAt, firstSubKey, idOf, nextSubKey } from "../../../src/bluezone/ids.js";
import { PAGE_MAGIC, getPageSequence, getU16 } from "../../../src/log/format.js";
import { countUsed } from "../../../src/log/parse.js";
import { HOUR_MS, MINUTE_MS, townOf, watchedTown } from "./watched-village.js";

const SLOT_MS = 15 * MINUTE_MS;
const hexOf = (id: Uint8Array) => Buffer.from(id).toString("hex").toUpperCase();

/** Lets a watched town go on and puts together what a page would. */
function spectator(source: Source) {
  const scene = createScene(source.opening);
  const view = createView(source.opening.people.length);
  return {
    scene,
    view,
    goTo(ms: number) {
      for (const change of source.runUntil(ms)) scene.apply(change);
      applyFrame(view, scene.takeFrame());
    },
  };
}

function assertShows(view: View, { nowMs, world, tokens, people }: Village): void {
  const { whereabouts, deviceWhereabouts, carried } = world;
  assert.equal(view.ms, nowMs());
  assert.deepEqual([...view.carried], [...carried]);
  for (const { index } of people) {
    assert.equal(view.place[index], whereabouts.place[index], `place of person ${index}`);
    if (whereabouts.place[index]! < 0) continue;
    assert.equal(view.xCm[index], whereabouts.xCm[index]);
    assert.equal(view.yCm[index], whereabouts.yCm[index]);
    if (deviceWhereabouts === whereabouts) continue;
    assert.equal(view.devicePlace[index], deviceWhereabouts.place[index], `device of person ${index}`);
  }
  for (const { person, control, token } of tokens) {
    const isOn = control.power.isOn();
    assert.equal((view.states[person]! & STATE_ON) !== 0, isOn, `power of person ${person}`);
    assert.equal((view.states[person]! & STATE_LISTENS) !== 0, isOn && token.slot() !== undefined);
    assert.equal(view.isLit[person] === 1, control.indicator.isLit());
  }
}

function assertSame(view: View, scene: Scene, people: number): void {
  const fresh = createView(people);
  applyFrame(fresh, scene.fullFrame());
  assert.deepEqual({ ...fresh, links: sorted(fresh) }, { ...view, links: sorted(view) });
}

const sorted = ({ links }: View) => [...links].sort(([a], [b]) => a - b);

describe("watching a town", function () {
  this.timeout(180_000);

  it("shows where everybody is, frame by frame, also to somebody who comes later", () => {
    const { village, source } = watchedTown("village", 40);
    const { view, scene, goTo } = spectator(source);
    let moved = 0;
    let linked = 0;
    for (let ms = 5 * HOUR_MS; ms < 8 * HOUR_MS; ms += 7 * MINUTE_MS + 130) {
      const before = view.place.slice();
      goTo(ms);
      assertShows(view, village);
      assertSame(view, scene, 40);
      moved += view.place.filter((place, person) => place !== before[person]).length;
      linked += view.links.size;
    }
    assert.ok(moved > 40, `${moved} moves`);
    assert.ok(linked > 100, `${linked} links`);
  });

  it("shows tokens that lie at home, and those without power, over midnight", () => {
    const carrying = { worn: 0.5, pocket: 0.3, bag: 0.2, leftAtHome: 0.3, uncharged: 0.3 };
    const { village, source } = watchedTown("village", 30, { carrying, days: 2 });
    const { view, scene, goTo } = spectator(source);
    for (let hour = 3; hour <= 33; hour += 5) {
      goTo(hour * HOUR_MS);
      assertShows(view, village);
      assertSame(view, scene, 30);
      for (const { person, control } of village.tokens)
        if (!control.power.isOn())
          assert.ok(![...view.links.keys()].some((key) => linkEnds(key).includes(person)));
    }
    assert.ok(view.carried.includes(OFF));
    const off = village.tokens.find(({ control }) => !control.power.isOn())!;
    assert.equal(scene.inside(off.person)!.isOn, false);
    assert.equal(scene.inside(off.person)!.slot, undefined);
  });

  it("shows no light of a token that has lost its power", () => {
    const carrying = { worn: 1, pocket: 0, bag: 0, leftAtHome: 0, uncharged: 0.5 };
    const { village, source } = watchedTown("village", 20, { carrying, days: 2 });
    const { view, goTo } = spectator(source);
    // A press listens for half a second first, and all that is well is a second of light.
    goTo(24 * HOUR_MS - 900);
    for (const { person } of village.tokens) source.press!(person);
    goTo(24 * HOUR_MS - 100);
    const lit = view.isLit.filter(Boolean).length;
    assert.ok(lit > 5);
    goTo(24 * HOUR_MS + 100);
    assertShows(view, village);
    assert.ok(view.isLit.includes(1) && view.isLit.filter(Boolean).length < lit);
  });

  it("changes nothing in what is watched", () => {
    const { village, source } = watchedTown("village", 40);
    const unwatched = townOf("village", 40);
    const { goTo } = spectator(source);
    for (let ms = 0; ms <= 7 * HOUR_MS; ms += 11 * MINUTE_MS + 37) goTo(ms);
    goTo(7 * HOUR_MS);
    unwatched.runUntil(7 * HOUR_MS);
    assert.equal(village.outputHash(), unwatched.outputHash());
  });

  it("shows the encounter table that the token then writes into its log", () => {
    const { village, source } = watchedTown("village", 40);
    const { scene, goTo } = spectator(source);
    const tables = new Map<string, EncounterRow[]>();
    for (let ms = 6 * HOUR_MS + SLOT_MS; ms <= 8 * HOUR_MS; ms += SLOT_MS) {
      goTo(ms - 1_000);
      for (const { person } of village.tokens) {
        const { slot } = scene.inside(person)!;
        assert.ok(slot!.windows.every(({ count }) => count !== undefined));
        tables.set(`${person} ${slot!.startUtcMs / SLOT_MS}`, slot!.rows);
      }
    }
    goTo(8 * HOUR_MS + MINUTE_MS);
    let compared = 0;
    for (const simulated of village.tokens) {
      const written = new Map<string, unknown[]>();
      for (const { slot, record } of recordsOf(simulated)) {
        const key = `${simulated.person} ${slot}`;
        const row = { id: hexOf(record.id), rssiDbm: record.rssiDbm, adverts: record.packets };
        written.set(key, [...(written.get(key) ?? []), row]);
      }
      for (const [key, rows] of tables) {
        if (!key.startsWith(`${simulated.person} `)) continue;
        const shown = rows.map(({ id, rssiDbm, adverts }) => ({
          id,
          rssiDbm,
          adverts: Math.min(255, adverts),
        }));
        const byId = (a: unknown, b: unknown) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);
        assert.deepEqual(shown.sort(byId), (written.get(key) ?? []).sort(byId), `person and slot ${key}`);
        compared += shown.length;
      }
    }
    assert.ok(compared > 500, `${compared} rows`);
  });

  it("says whose an ID is, of phones too", () => {
    const devices = { token: 0.5, android: 0.5, iphone: 0, none: 0 };
    const { village, source } = watchedTown("market", 40, { devices });
    const { scene, goTo } = spectator(source);
    goTo(8 * HOUR_MS + 14 * MINUTE_MS);
    const { tokens, world } = village;
    const { crypto } = tokens[0]!.hal;
    let phones = 0;
    for (const { person, control } of tokens) {
      if (!control.power.isOn()) continue;
      const { rows, startUtcMs } = scene.inside(person)!.slot!;
      for (const row of rows) {
        assert.ok(row.person >= 0);
        const phone = world.phones[row.person];
        if (phone === undefined) continue;
        phones++;
        const day = Math.floor(startUtcMs / 86_400_000);
        let key = firstSubKey(crypto, dailyKeyAt(crypto, phone.baseId, day - phone.createdDay));
        const ids = [hexOf(idOf(key))];
        for (let slot = 0; slot < (startUtcMs / SLOT_MS) % 96; slot++) {
          key = nextSubKey(crypto, key);
          ids.push(hexOf(idOf(key)));
        }
        // A phone keeps the ID of the moment at which it began to send.
        assert.ok(ids.slice(-2).includes(row.id), `person ${row.person} does not send ${row.id}`);
      }
    }
    assert.ok(phones > 20, `${phones} phones heard`);
  });

  it("knows a phone that fell silent within the window", () => {
    const id = new Uint8Array(12).fill(7);
    const onAir = { payloads: [Buffer.from(encodeAdvert(id)).toString("latin1")] };
    const silent = { onAirAt: () => undefined };
    const phone = { onAirAt: (ms: number) => (ms < 1_000 ? onAir : undefined) };
    const book = createIdBook([silent, phone] as never);
    const change: Change = { ms: 2_000 };
    const text = Buffer.from(id).toString("latin1");
    assert.equal(book.find(change, text, 500, 1_600), 0);
    assert.equal(book.find(change, text, 500, 1_600), 0);
    assert.equal(book.find(change, "x".repeat(12), 500, 1_600), 1);
    assert.deepEqual(change.ids, [
      [1, hexOf(id)],
      [-1, "78".repeat(12)],
    ]);
  });

  it("shows the pages of the log as they lie in flash", () => {
    const { village, source } = watchedTown("village", 60);
    const { scene, goTo } = spectator(source);
    for (const hour of [3, 7.5, 10]) goTo(hour * HOUR_MS);
    let closed = 0;
    for (const { person, hal } of village.tokens) {
      const inFlash = [];
      for (let page = 0; page < hal.flash.pageCount; page++) {
        const header = hal.flash.read(page * hal.flash.pageBytes, 32);
        if (header[0] !== PAGE_MAGIC || getPageSequence(header) === 0) continue;
        const isClosed = header.subarray(24).some((byte) => byte !== 0xff);
        const used = isClosed
          ? countUsed(hal.flash.read(page * hal.flash.pageBytes, hal.flash.pageBytes))
          : -1;
        inFlash.push({ sequence: getPageSequence(header), day: getU16(header, 6), used });
      }
      inFlash.sort((a, b) => a.sequence - b.sequence);
      const { pages } = scene.inside(person)!.log;
      assert.deepEqual(
        pages.map(({ sequence, day, records, isClosed }) => ({
          sequence,
          day,
          used: isClosed ? records : -1,
        })),
        inFlash,
      );
      closed += pages.filter(({ isClosed }) => isClosed).length;
    }
    assert.ok(closed > 60, `${closed} closed pages`);
  });

  it("shows the LED after a press, however short it was lit", () => {
    const { village, source } = watchedTown("village", 10);
    const { scene, view, goTo } = spectator(source);
    goTo(HOUR_MS);
    source.press!(4);
    goTo(HOUR_MS + 800);
    assertShows(view, village);
    assert.equal(view.isLit[4], 1);
    source.press!(5);
    for (const change of source.runUntil(HOUR_MS + MINUTE_MS)) scene.apply(change);
    const frame = scene.takeFrame();
    applyFrame(view, frame);
    assert.deepEqual(frame.flashed, [5]);
    assert.deepEqual([...view.isLit], new Array(10).fill(0));
  });

  it("shows clock, battery and what they cost", () => {
    const { village, source } = watchedTown("village", 10);
    const { scene, goTo } = spectator(source);
    goTo(30 * MINUTE_MS);
    assert.equal(scene.inside(0)!.energy, undefined);
    const [first] = village.tokens;
    first!.control.battery.setMilliVolts(3456);
    goTo(10 * HOUR_MS + MINUTE_MS);
    const inside = scene.inside(first!.person)!;
    assert.equal(inside.milliVolts, 3456);
    assert.equal(inside.timeState, "set");
    const aheadMs = first!.hal.clock.utcMs() - village.utcMs();
    assert.ok(Math.abs(inside.aheadMs - aheadMs) < 5 && inside.aheadMs !== 0, `${inside.aheadMs} ms`);
    assert.ok(
      inside.energy!.mahADay > 0.4 && inside.energy!.mahADay < 1,
      `${inside.energy!.mahADay} mAh a day`,
    );
  });
});
