import assert from "node:assert/strict";
import fc from "fast-check";
import { PowerLoss, createSimulatedFlash } from "../../hal/simulated/flash.js";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import { createVerifiedFlash } from "../../src/log/verified-flash.js";
import { DIGEST_DAYS, MAX_GROUP, createDigest } from "../../src/custody/token/digest.js";
import type { Digest } from "../../src/custody/token/digest.js";
import { bytes, createTestCrypto, hex, vectors } from "./support.js";

const crypto = createTestCrypto();
const PAGES = 5;

function createWorld(pageBytes = 1024, pageCount = PAGES) {
  const simulated = createSimulatedFlash({ pageBytes, pageCount });
  return {
    ...simulated,
    start: () => createDigest(createVerifiedFlash(simulated.flash, crypto), crypto, 0, pageCount),
  };
}

/** Of a token that has lived since day 0. */
const hoursOf = (day: number) => (24 * day) & 0xffff;

type World = ReturnType<typeof createWorld>;

/** All that is kept of a day: "slot:prefix". */
function contents(world: World, digest: Digest, day: number): string[] {
  const kept: string[] = [];
  for (const page of digest.pagesOf(day)) {
    for (let group = digest.group(page, day, 0); group; group = digest.group(page, day, group.next)) {
      const rests = world.flash.read(group.restAddress, 4 * group.heads.length);
      group.heads.forEach((head, i) =>
        kept.push(`${group!.slot}:${hex(new Uint8Array([head, ...rests.subarray(4 * i, 4 * i + 4)]))}`),
      );
    }
  }
  return kept;
}

function add(digest: Digest, day: number, slot: number, count: number): string[] {
  const noted: string[] = [];
  for (let n = 0; n < count; n++) {
    const id = crypto.randomBytes(12);
    digest.note(id, day, slot, hoursOf(day));
    noted.push(`${slot}:${hex(id.subarray(0, 5))}`);
  }
  return digest.endSlot(day, slot, hoursOf(day)) ? noted : [];
}

describe("warning digest", () => {
  it("keeps the bytes of the vector, and of an ID no more than five", () => {
    const { page } = vectors("digest");
    const world = createWorld();
    const digest = world.start();
    for (let i = 0; i < 3; i++) digest.note(bytes(page!.ids!).slice(12 * i, 12 * i + 12), 20000, 9, 0);
    digest.endSlot(20000, 9, 0);
    const image = hex(world.control.image());
    assert.ok(image.startsWith(page!.header! + page!.group! + "ffff"));
    assert.match(image.slice((page!.header! + page!.group!).length), /^f+$/);
  });

  it("gives back what was noted, by day and slot, also after a restart in mid-page", () => {
    const world = createWorld();
    const expected = new Map<number, string[]>();
    for (let n = 0; n < 30; n++) {
      const day = 20000 + Math.floor(n / 12);
      expected.set(day, [...(expected.get(day) ?? []), ...add(world.start(), day, n % 96, 1 + (n % 9))]);
    }
    for (const [day, noted] of expected) assert.deepEqual(contents(world, world.start(), day), noted);
    assert.deepEqual(contents(world, world.start(), 20050), []);
  });

  it("takes any number of IDs in a slot", () => {
    for (const count of [0, 1, 62, 63, MAX_GROUP, MAX_GROUP + 1, 450]) {
      const world = createWorld(4096);
      const digest = world.start();
      const noted = add(digest, 20000, 5, count);
      assert.deepEqual(contents(world, digest, 20000), noted);
      assert.equal(noted.length, count);
    }
  });

  it("forgets a day when the token has lived 15 days more, and nothing sooner", () => {
    const world = createWorld();
    const digest = world.start();
    add(digest, 20000, 1, 3);
    add(digest, 20001, 1, 3);
    assert.equal(digest.tend(hoursOf(20001 + DIGEST_DAYS) - 1, false), false);
    assert.equal(digest.tend(hoursOf(20001 + DIGEST_DAYS), false), true);
    assert.equal(digest.tend(hoursOf(20001 + DIGEST_DAYS), false), false);
    assert.deepEqual(contents(world, digest, 20000), []);
    assert.equal(contents(world, digest, 20001).length, 3);
    assert.match(hex(world.control.image().subarray(0, 1024)), /^f+$/, "from flash too");
  });

  it("keeps pages of hours that have not come, because the count was lost", () => {
    const digest = createWorld().start();
    digest.note(crypto.randomBytes(12), 20000, 1, 2000);
    digest.endSlot(20000, 1, 2000);
    assert.equal(digest.tend(1, false), false);
    assert.equal(digest.pagesOf(20000).length, 1);
  });

  it("fills a page for 24 hours, whatever the day, also after a restart", () => {
    for (const isRestarted of [false, true]) {
      const world = createWorld();
      let digest = world.start();
      for (const [hours, pages] of [
        [0, 1],
        [23, 1],
        [24, 2],
        [47, 2],
      ] as const) {
        if (isRestarted) digest = world.start();
        digest.note(crypto.randomBytes(12), 20000, 1, hours);
        assert.ok(digest.endSlot(20000, 1, hours));
        assert.equal(digest.pagesOf(20000).length, pages, `hour ${hours}`);
      }
      assert.equal(world.start().tend(24 * (DIGEST_DAYS + 1), false), true);
      assert.equal(world.start().pagesOf(20000).length, 1);
    }
  });

  it("takes no page for its own that has another magic or version, or a flipped bit", () => {
    const world = createWorld();
    add(world.start(), 20000, 5, 4);
    const image = Buffer.from(world.control.image());
    const at = image.indexOf(0xb4);
    for (const [offset, value, hasCrc] of [
      [0, 0xb2, true],
      [1, 2, true],
      [8, image[at + 8]! ^ 1, false],
    ] as const) {
      const changed = Buffer.from(image);
      changed[at + offset] = value;
      if (hasCrc) changed.writeUInt32LE(crypto.crc32(changed.subarray(at, at + 12)), at + 12);
      const other = createWorld();
      other.control.load(changed);
      assert.deepEqual(contents(other, other.start(), 20000), [], `byte ${offset}`);
    }
  });

  it("goes on after a cut in forgetting, whatever the newest page then looks like", () => {
    for (const erase of ERASE_CUTS) {
      for (let seed = 0; seed < 40; seed++) {
        const world = createWorld();
        const digest = world.start();
        for (let slot = 0; slot < 3; slot++) add(digest, 20000, slot, 10);
        world.control.cutPowerAt(1 + (seed % 3), { program: "all", erase, seed });
        try {
          while (digest.tend(hoursOf(20000), true));
        } catch (error) {
          assert.ok(error instanceof PowerLoss, String(error));
        }
        world.control.restorePower();
        const noted = add(world.start(), 20000, 20, 30);
        const found = new Set(contents(world, world.start(), 20000));
        for (const one of noted) assert.ok(found.has(one), `${erase} ${seed}: ${one}`);
      }
    }
  });

  it("overwrites the oldest page where it is full, and wears all pages alike", () => {
    const world = createWorld();
    const digest = world.start();
    for (let day = 20000; day < 20100; day++)
      for (let slot = 0; slot < 3; slot++) assert.ok(add(digest, day, slot, 100).length > 0);
    assert.equal(contents(world, digest, 20099).length, 300);
    const erases = Array.from({ length: PAGES }, (_, page) => world.control.erasesOf(page));
    assert.ok(Math.max(...erases) - Math.min(...erases) <= 1, erases.join());
  });

  it("is empty everywhere after it was told to forget, and goes on", () => {
    const world = createWorld();
    const digest = world.start();
    for (let slot = 0; slot < 9; slot++) add(digest, 20000, slot, 100);
    while (digest.tend(hoursOf(20000), true));
    const headers = world.control.image().filter((byte) => byte !== 0xff).length;
    assert.ok(headers <= 16, "more is left than the header of an empty page");
    assert.deepEqual(contents(world, world.start(), 20000), []);
    assert.equal(add(digest, 20000, 11, 4).length, 4);
    assert.equal(contents(world, world.start(), 20000).length, 4);
  });

  it("keeps every slot that was ended, through a power cut of any shape at any operation", () => {
    const steps: [number, number, number][] = [];
    for (let n = 0; n < 14; n++) steps.push([20000 + 3 * Math.floor(n / 4), n, 60]);
    for (const cut of PROGRAM_CUTS) {
      for (let operation = 1; operation < 40; operation++) {
        const world = createWorld(1024, 12);
        const kept = new Map<number, string[]>();
        world.control.cutPowerAt(operation, {
          program: cut,
          erase: ERASE_CUTS[operation % ERASE_CUTS.length]!,
          seed: operation,
        });
        let digest = world.start();
        for (const [day, slot, count] of steps) {
          try {
            // Seen by a start, and again: what a cut left half programmed reads otherwise by then.
            world.control.restart();
            digest = world.start();
            digest.tend(hoursOf(day), false);
            kept.set(day, [...(kept.get(day) ?? []), ...add(digest, day, slot, count)]);
          } catch (error) {
            assert.ok(error instanceof PowerLoss, String(error));
            world.control.restorePower();
            digest = world.start();
          }
        }
        world.control.restorePower();
        for (const [day, noted] of kept) {
          const found = new Set(contents(world, world.start(), day));
          for (const one of noted) assert.ok(found.has(one), `${cut} at ${operation}: ${one} of ${day}`);
        }
      }
    }
  });

  it("goes round a page that fails, and counts it", () => {
    const world = createWorld();
    world.control.setFailure(1, "program", "half");
    const digest = world.start();
    let noted: string[] = [];
    for (let slot = 0; slot < 12; slot++) noted = [...noted, ...add(digest, 20000, slot, 50)];
    assert.deepEqual(contents(world, digest, 20000).sort(), noted.sort());
    for (let page = 0; page < PAGES; page++) world.control.setFailure(page, "program", "ignored");
    for (let slot = 20; slot < 60; slot++) digest.note(crypto.randomBytes(12), 20001, 1, 0);
    assert.equal(digest.endSlot(20001, 1, 0), false);
  });

  it("mounts on any bytes, reads them in bounded time and writes on", () => {
    fc.assert(
      fc.property(
        fc.infiniteStream(fc.uint8Array({ minLength: 1024, maxLength: 1024 })),
        fc.boolean(),
        (stream, withHeader) => {
          const world = createWorld();
          const image = world.control.image();
          for (let page = 0; page < PAGES; page++) image.set(stream.next().value, page * 1024);
          if (withHeader) {
            for (let page = 0; page < PAGES; page++)
              image.set(bytes(vectors("digest").page!.header!), page * 1024);
          }
          world.control.load(image);
          const digest = world.start();
          for (const day of [20000, 0]) contents(world, digest, day);
          const noted = add(digest, 20003, 4, 5);
          assert.deepEqual(contents(world, world.start(), 20003), noted);
        },
      ),
      { numRuns: 40 },
    );
  });
});
