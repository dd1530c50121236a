import assert from "node:assert/strict";
import fc from "fast-check";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import { PowerLoss, createSimulatedFlash } from "../../hal/simulated/flash.js";
import { firstSubKey, idOf, nextDailyKey, nextSubKey, dailyKeyAt } from "../../src/bluezone/ids.js";
import { LIST_DAYS, buildList, tagFor } from "../../src/custody/host/build-list.js";
import type { F0List, ListedCase } from "../../src/custody/host/build-list.js";
import type { BoxContent } from "../../src/custody/host/boxes.js";
import { ADMIN_LIST, derive } from "../../src/custody/token/derive.js";
import { createDigest } from "../../src/custody/token/digest.js";
import { createVerifiedFlash } from "../../src/log/verified-flash.js";
import { createExposureCheck } from "../../src/custody/token/exposure-check.js";
import { CHUNK_ENTRIES, ENTRY_BYTES } from "../../src/custody/token/f0-list.js";
import {
  LIST_FORGED,
  LIST_OLD,
  LIST_TAKEN,
  LIST_TOO_LONG,
  createListStore,
} from "../../src/custody/token/list-store.js";
import type { ListStore } from "../../src/custody/token/list-store.js";
import { bytes, counting, createTestCrypto, fails, hex, vectors } from "./support.js";

const crypto = createTestCrypto();
const SERIAL = 42;
const TODAY = 20029;
const admin: BoxContent = {
  kind: "admin",
  serial: SERIAL,
  generation: 0,
  day: 20000,
  key: derive(crypto, counting(32, 10), 0x20),
  wrapKey: new Uint8Array(0),
};
const chain = {
  firstSubKey: (key: Uint8Array) => firstSubKey(crypto, key),
  nextSubKey: (key: Uint8Array) => nextSubKey(crypto, key),
};
const idBox = (key: Uint8Array): BoxContent => ({ ...admin, kind: "id", key, wrapKey: counting(32) });
const caseOf = (key: Uint8Array, change: Partial<ListedCase> = {}): ListedCase => ({
  id: idBox(key),
  onsetDay: 20020,
  untilDay: TODAY,
  untilSlot: 40,
  ...change,
});
const listOf = (cases: ListedCase[], number = 1, fewest = 1) =>
  buildList(crypto, chain, cases, number, fewest);

/** The ID a base ID shows at a time, by bluezone's own functions. */
function idAt(baseId: Uint8Array, day: number, slot: number): Uint8Array {
  let key = firstSubKey(crypto, dailyKeyAt(crypto, baseId, day - 20000));
  for (let s = 0; s < slot; s++) key = nextSubKey(crypto, key);
  return idOf(key);
}

/** A page holds one day only, so that 15 days and today need 16. */
const PAGES = { digest: 20, list: 4 };

function createWorld(pageBytes = 1024) {
  const simulated = createSimulatedFlash({ pageBytes, pageCount: PAGES.digest + PAGES.list });
  const found: { day: number; slots: number }[] = [];
  const start = () => {
    const verified = createVerifiedFlash(simulated.flash, crypto);
    const digest = createDigest(verified, crypto, 0, PAGES.digest);
    const list = createListStore(verified, crypto, PAGES.digest, PAGES.list, SERIAL, () =>
      derive(crypto, admin.key, ADMIN_LIST),
    );
    const check = createExposureCheck(simulated.flash, crypto, digest, list, (day, slots) =>
      found.push({ day, slots }),
    );
    return { digest, list, check };
  };
  return { ...simulated, found, start };
}

function load(list: ListStore, f0: F0List, portion = 6, last = 0): number {
  const answer = list.begin(f0.head, tagFor(crypto, admin, f0), last);
  if (answer !== LIST_TAKEN) return answer;
  const count = f0.entries.length / ENTRY_BYTES;
  for (let at = 0; at < count;) {
    const end = Math.min(at + portion, count, (Math.floor(at / CHUNK_ENTRIES) + 1) * CHUNK_ENTRIES);
    assert.ok(list.put(at, f0.entries.slice(at * ENTRY_BYTES, end * ENTRY_BYTES)));
    at = end;
  }
  let proof = list.prove();
  while (proof === 1) proof = list.prove();
  return proof;
}

function runCheck(check: { start(): void; step(): boolean }): void {
  check.start();
  for (let steps = 0; check.step(); steps++) assert.ok(steps < 1_000_000, "ends");
}

describe("F0 list, built", () => {
  it("keeps the bytes of the vector", () => {
    const { list } = vectors("list");
    const built = listOf([caseOf(bytes(list!.baseId!))], 77, 2);
    assert.deepEqual([hex(built.head), hex(built.entries)], [list!.head, list!.entries]);
    assert.equal(hex(tagFor(crypto, { ...admin, key: bytes(list!.adminKey!) }, built)), list!.tag);
  });

  it("holds no daily key, and no key from which the next day follows", () => {
    const base = counting(32, 3);
    const text = hex(listOf([caseOf(base)]).entries);
    let daily: Uint8Array = base;
    for (let day = 20000; day < 20060; day++, daily = nextDailyKey(crypto, daily)) {
      assert.ok(!text.includes(hex(daily)), `daily key of ${day}`);
      const isListed = day >= 20017 && day <= TODAY;
      assert.equal(text.includes(hex(firstSubKey(crypto, daily))), isListed, `sub-key of ${day}`);
    }
  });

  it("reaches from three days before onset to isolation, 14 days at most, and not before the box", () => {
    const daysOf = (change: Partial<ListedCase>) => {
      const { entries } = listOf([caseOf(counting(32), change)]);
      return entries.length / ENTRY_BYTES;
    };
    assert.equal(daysOf({ onsetDay: 20025 }), TODAY - 20025 + 3 + 1);
    assert.equal(daysOf({ onsetDay: 20010 }), LIST_DAYS);
    assert.equal(daysOf({ onsetDay: 20002, untilDay: 20003 }), 4, "the box begins on 20000");
    assert.equal(daysOf({ onsetDay: TODAY + 10 }), 0);
  });

  it("stands in the order of day and key, so that one person's days do not stand together", () => {
    const cases = [1, 2, 3].map((i) => caseOf(counting(32, i * 20)));
    const { entries } = listOf(cases);
    assert.deepEqual(listOf([...cases].reverse()).entries, entries);
  });

  it("refuses other boxes and impossible spans", () => {
    fails("wrong-key", () => listOf([caseOf(counting(32), { id: admin })]));
    fails("out-of-range", () => listOf([caseOf(counting(32), { untilSlot: 96 })]));
    fails("out-of-range", () => listOf([], 1, 0));
    fails("wrong-key", () => tagFor(crypto, idBox(counting(32)), listOf([])));
  });
});

describe("F0 list, taken by a token", () => {
  const f0 = listOf([caseOf(counting(32)), caseOf(counting(32, 60)), caseOf(counting(32, 120))], 5);

  it("is in force when all of it is there, also after a restart", () => {
    const world = createWorld();
    assert.equal(load(world.start().list, f0), 0);
    const { list } = world.start();
    assert.deepEqual(list.current(), { fewestSlots: 1, entryCount: 39, number: 5 });
    assert.deepEqual(list.entry(38), f0.entries.slice(38 * ENTRY_BYTES));
  });

  it("is refused with another token's tag, a made-up one, or any changed byte of its head", () => {
    const { list } = createWorld().start();
    const tag = tagFor(crypto, admin, f0);
    assert.equal(list.begin(f0.head, tagFor(crypto, { ...admin, serial: 43 }, f0), 0), LIST_FORGED);
    assert.equal(list.begin(f0.head, tagFor(crypto, { ...admin, key: counting(32) }, f0), 0), LIST_FORGED);
    for (let at = 0; at < f0.head.length; at++) {
      const changed = new Uint8Array(f0.head);
      changed[at]! ^= 1;
      assert.equal(list.begin(changed, tag, 0), LIST_FORGED);
    }
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), fc.uint8Array({ maxLength: 20 }), (head, anyTag) => {
        assert.equal(list.begin(head, anyTag, 0), LIST_FORGED);
      }),
    );
    assert.equal(list.put(0, f0.entries.slice(0, ENTRY_BYTES)), false);
  });

  it("must have a higher number than the one before, and an old or forged one leaves that in force", () => {
    const { list } = createWorld().start();
    assert.equal(load(list, f0), 0);
    assert.equal(load(list, f0, 6, 5), LIST_OLD);
    assert.equal(load(list, listOf([], 4), 6, 5), LIST_OLD);
    assert.equal(list.begin(f0.head, new Uint8Array(16), 4), LIST_FORGED);
    assert.equal(list.current()?.number, 5);
  });

  it("is never in force with an entry changed, missing, or out of order", () => {
    const { list } = createWorld().start();
    const tag = tagFor(crypto, admin, f0);
    const changed = { head: f0.head, entries: new Uint8Array(f0.entries) };
    changed.entries[700]! ^= 4;
    assert.equal(load(list, changed), -1);
    assert.equal(list.current(), undefined);
    list.begin(f0.head, tag, 0);
    const entries = (from: number, to: number) => f0.entries.slice(from * ENTRY_BYTES, to * ENTRY_BYTES);
    assert.equal(list.put(2, entries(2, 4)), false, "not the first");
    assert.ok(list.put(0, entries(0, 4)));
    assert.ok(list.put(0, entries(0, 4)), "the same again");
    assert.equal(list.put(0, entries(1, 5)), false, "others in its place");
    assert.equal(list.put(4, f0.entries.slice(0, 35)), false, "half an entry");
    assert.equal(list.put(4, entries(4, 29)), false, "over a chunk's end");
    assert.equal(list.put(4, new Uint8Array(0)), false);
    assert.equal(list.prove(), -1, "too early");
    assert.equal(list.current(), undefined);
  });

  it("is refused where it would not fit", () => {
    const { list } = createWorld().start();
    const long = listOf(
      Array.from({ length: 7 }, (_, i) => caseOf(counting(32, i))),
      9,
    );
    assert.equal(load(list, long), LIST_TOO_LONG);
    assert.equal(load(createWorld(4096).start().list, long), 0);
  });

  it("is there whole or not at all after a power cut at any operation", () => {
    for (const program of PROGRAM_CUTS) cutEverywhere(program);
  });

  function cutEverywhere(program: (typeof PROGRAM_CUTS)[number]): void {
    for (let operation = 1; ; operation++) {
      const world = createWorld();
      load(world.start().list, listOf([], 1));
      const erase = ERASE_CUTS[operation % ERASE_CUTS.length]!;
      world.control.cutPowerAt(operation, { program, erase, seed: operation });
      let isOver = false;
      try {
        load(world.start().list, f0);
        isOver = true;
      } catch (error) {
        assert.ok(error instanceof PowerLoss, String(error));
      }
      world.control.restorePower();
      const current = world.start().list.current();
      assert.ok(current === undefined || current.number === 1 || current.number === 5);
      for (let start = 0; start < 9; start++) {
        world.control.restart();
        assert.equal(world.start().list.current()?.number, current?.number, `${program} at ${operation}`);
      }
      if (current?.number === 5)
        assert.deepEqual(world.start().list.entry(38), f0.entries.slice(38 * ENTRY_BYTES));
      assert.equal(load(world.start().list, { ...f0 }), 0, "loads again");
      if (isOver) return;
    }
  }

  it("is not in force with a flipped bit in its head, or where its page is another's", () => {
    const world = createWorld();
    load(world.start().list, f0);
    const image = Buffer.from(world.control.image());
    const at = PAGES.digest * 1024;
    const crcAt = at + 4 + f0.head.length;
    for (const byte of [at, at + 4 + 1, at + 4 + 8, crcAt]) {
      const changed = Buffer.from(image);
      changed[byte]! ^= 4;
      if (byte === at) changed.writeUInt32LE(crypto.crc32(changed.subarray(at, crcAt)), crcAt);
      world.control.load(changed);
      assert.equal(world.start().list.current(), undefined, `byte ${byte - at}`);
    }
    world.control.load(image);
    assert.equal(world.start().list.current()?.number, 5);
  });

  it("is not in force with a head that reads right only once after a start", () => {
    const { flash, start } = createWorld();
    assert.equal(load(start().list, listOf([caseOf(counting(32))])), 0);
    const read = flash.read;
    let reads = 0;
    // As a word that a cut programmed by half: right when it is looked at, and not any more when it is relied on.
    flash.read = (address, length) => {
      const found = read(address, length);
      if (address === PAGES.digest * flash.pageBytes && ++reads > 2) found[5]! ^= 1;
      return found;
    };
    assert.equal(start().list.current(), undefined);
    flash.read = read;
    assert.notEqual(start().list.current(), undefined);
  });

  it("mounts on any bytes", () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 1024, maxLength: 1024 }), (page) => {
        const world = createWorld();
        const image = world.control.image();
        image.set(page, PAGES.digest * 1024);
        world.control.load(image);
        assert.equal(world.start().list.current(), undefined);
      }),
      { numRuns: 30 },
    );
  });
});

describe("exposure check", () => {
  /** Who was heard: base ID, day, slot. */
  interface Heard {
    person: number;
    day: number;
    slot: number;
  }
  const baseOf = (person: number) => counting(32, 5 * person);
  const noise = createTestCrypto(7);

  function hear(digest: ReturnType<typeof createDigest>, heard: Heard[], strangers: number): void {
    for (let day = 20015; day <= TODAY; day++) {
      for (let slot = 0; slot < 96; slot++) {
        const ids = heard.filter((one) => one.day === day && one.slot === slot);
        if (ids.length === 0 && slot % 12 !== 0) continue;
        for (let n = 0; n < strangers; n++) digest.note(noise.randomBytes(12), day, slot, 0);
        for (const one of ids) digest.note(idAt(baseOf(one.person), one.day, one.slot), day, slot, 0);
        assert.ok(digest.endSlot(day, slot, 0));
      }
    }
  }

  it("finds exactly who was heard within a case's span, by day and number of slots", () => {
    const heardOf = fc.record({
      person: fc.integer({ min: 0, max: 25 }),
      day: fc.integer({ min: 20015, max: TODAY }),
      slot: fc.integer({ min: 0, max: 95 }),
    });
    fc.assert(
      fc.property(fc.array(heardOf, { maxLength: 12 }), fc.integer({ min: 1, max: 2 }), (heard, fewest) => {
        const world = createWorld(4096);
        const { digest, list, check } = world.start();
        hear(digest, heard, 3);
        // Persons 0…19 are cases; two of them have other spans than the rest.
        const cases = Array.from({ length: 20 }, (_, person) =>
          caseOf(baseOf(person), person < 2 ? { untilDay: TODAY - 3, untilSlot: 50 } : {}),
        );
        assert.equal(load(list, listOf(cases, 1, fewest)), 0);
        runCheck(check);
        const expected = new Map<string, { day: number; slots: Set<number> }>();
        for (const { person, day, slot } of heard) {
          if (person >= 20) continue;
          const listed = cases[person]!;
          const first = Math.max(listed.onsetDay - 3, listed.untilDay - 13);
          const isIn =
            day >= first && (day < listed.untilDay || (day === listed.untilDay && slot <= listed.untilSlot));
          if (!isIn) continue;
          const key = `${person}/${day}`;
          const entry = expected.get(key) ?? { day, slots: new Set() };
          entry.slots.add(slot);
          expected.set(key, entry);
        }
        const text = (day: number, slots: number) => `${day}:${slots}`;
        const wanted = [...expected.values()].filter((one) => one.slots.size >= fewest);
        assert.deepEqual(
          world.found.map((one) => text(one.day, one.slots)).sort(),
          wanted.map((one) => text(one.day, one.slots.size)).sort(),
        );
      }),
      { numRuns: 12 },
    );
  });

  it("looks at the span's first and last slot, and at none after it", () => {
    for (const [slot, isIn] of [
      [0, true],
      [40, true],
      [41, false],
      [95, false],
    ] as const) {
      const world = createWorld(4096);
      const { digest, list, check } = world.start();
      digest.note(idAt(baseOf(3), TODAY, slot), TODAY, slot, 0);
      digest.endSlot(TODAY, slot, 0);
      load(list, listOf([caseOf(baseOf(3))]));
      runCheck(check);
      assert.equal(world.found.length, isIn ? 1 : 0, `slot ${slot}`);
    }
  });

  it("finds an ID among others that begin with the same byte, or end like it", () => {
    const world = createWorld(4096);
    const { digest, list, check } = world.start();
    const id = idAt(baseOf(3), TODAY, 7);
    for (let at = 1; at < 5; at++) {
      const near = new Uint8Array(id);
      near[at]! ^= 1;
      digest.note(near, TODAY, 7, 0);
      if (at === 2) digest.note(id, TODAY, 7, 0);
    }
    // The beginning of the four bytes, at the end of the group: the interpreter's indexOf would fall for it.
    digest.note(new Uint8Array([id[0]!, 0, 0, id[1]!, id[2]!, ...new Uint8Array(7)]), TODAY, 7, 0);
    digest.endSlot(TODAY, 7, 0);
    load(list, listOf([caseOf(baseOf(3))]));
    runCheck(check);
    assert.deepEqual(world.found, [{ day: TODAY, slots: 1 }]);
  });

  it("finds them too where the clock was set back within the day, and slots come twice", () => {
    const world = createWorld(4096);
    const { digest, list, check } = world.start();
    for (const slot of [50, 51, 20, 21, 50]) {
      for (let n = 0; n < 5; n++) digest.note(noise.randomBytes(12), 20025, slot, 0);
      if (slot === 21) digest.note(idAt(baseOf(1), 20025, slot), 20025, slot, 0);
      digest.endSlot(20025, slot, 0);
    }
    load(list, listOf([caseOf(baseOf(1)), caseOf(baseOf(2))]));
    runCheck(check);
    assert.deepEqual(world.found, [{ day: 20025, slots: 1 }]);
  });

  it("finds the same after a restart, from flash alone", () => {
    const world = createWorld(4096);
    const first = world.start();
    hear(first.digest, [{ person: 3, day: 20020, slot: 7 }], 2);
    load(first.list, listOf([caseOf(baseOf(3))]));
    first.check.start();
    for (let i = 0; i < 20; i++) first.check.step();
    runCheck(world.start().check);
    assert.deepEqual(world.found, [{ day: 20020, slots: 1 }]);
  });

  it("says nothing of an ID whose first four of five bytes fit", () => {
    const world = createWorld(4096);
    const { digest, list, check } = world.start();
    const id = idAt(baseOf(4), 20021, 30);
    for (let at = 0; at < 5; at++) {
      const near = new Uint8Array(id);
      near[at]! ^= 1;
      digest.note(near, 20021, 30, 0);
    }
    digest.endSlot(20021, 30, 0);
    load(list, listOf([caseOf(baseOf(4))]));
    runCheck(check);
    assert.deepEqual(world.found, []);
  });

  it("holds still without a list, and with one that was given up while it ran", () => {
    const world = createWorld(4096);
    const { digest, list, check } = world.start();
    runCheck(check);
    hear(digest, [{ person: 3, day: 20020, slot: 7 }], 2);
    load(list, listOf([caseOf(baseOf(3))]));
    check.start();
    for (let i = 0; i < 5; i++) check.step();
    list.erase();
    while (check.step());
    assert.deepEqual(world.found, []);
  });

  it("raises a false alarm for less than one F0 in a million", () => {
    // Each stored ID is compared with one ID of an F0: as many comparisons of 40 bits as the digest holds IDs. 40 pages of
    // 4 KiB hold most in groups of 200.
    const idsInPage = 200 * Math.floor((4096 - 16) / ((2 + 5 * 200 + 3) & ~3));
    assert.ok((40 * idsInPage) / 2 ** 40 < 1e-7);
    assert.ok((40 * idsInPage) / 2 ** 32 > 1e-6, "four bytes would not do");
  });
});
