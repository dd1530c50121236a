import assert from "node:assert/strict";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import { PowerLoss, type SimulatedFlash, createSimulatedFlash } from "../../hal/simulated/flash.js";
import { MAX_STATE_BYTES, createStateStore } from "../../src/log/state-store.js";
import { crypto } from "./support/ring.js";

const PAGES = 8;
const blank = (pageBytes = 1024) => createSimulatedFlash({ pageBytes, pageCount: PAGES + 2 });
const open = (simulated: SimulatedFlash, pages = PAGES) =>
  createStateStore(simulated.flash, crypto, 1, pages);
const stateOf = (number: number, length = 100) => new Uint8Array(length).fill(number);
/** How often a state lies in the flash. */
function copiesOf(image: Uint8Array, number: number): number {
  const bytes = Buffer.from(image);
  let count = 0;
  for (let at = 0; (at = bytes.indexOf(Buffer.from(stateOf(number)), at)) >= 0; at += 100) count++;
  return count;
}
const holds = (image: Uint8Array, number: number) =>
  Buffer.from(image).includes(Buffer.from(stateOf(number, 8)));

/** Pages that hold a state's first byte. */
function pagesWith(simulated: SimulatedFlash): number[] {
  const { pageBytes } = simulated.flash;
  return Array.from({ length: PAGES + 2 }, (_, page) => page).filter(
    (page) => simulated.flash.read(page * pageBytes, 1)[0] === 0xb3,
  );
}

describe("state store", () => {
  it("has nothing on a blank flash, and has lost nothing", () => {
    const store = open(blank());
    assert.equal(store.load(), undefined);
    assert(!store.isLost());
  });

  for (const pageBytes of [1024, 4096]) {
    it(`gives back the last state saved, of any length up to 640, on pages of ${pageBytes} bytes`, () => {
      const simulated = blank(pageBytes);
      for (let length = 0; length <= MAX_STATE_BYTES; length += 37) {
        const store = open(simulated);
        assert(store.save(stateOf(length & 127, length)));
        assert.deepEqual(store.load(), stateOf(length & 127, length));
        assert.deepEqual(open(simulated).load(), stateOf(length & 127, length));
        assert.equal(pagesWith(simulated).length, 2);
      }
      assert(open(simulated).save(new Uint8Array(MAX_STATE_BYTES)));
      assert(!open(simulated).save(new Uint8Array(MAX_STATE_BYTES + 1)));
    });
  }

  it("refuses what does not fit into a page with its marks", () => {
    const simulated = blank(128);
    assert(open(simulated).save(new Uint8Array(108)));
    assert(!open(simulated).save(new Uint8Array(109)));
    assert.equal(open(simulated).load()!.length, 108);
  });

  it("has two copies of the last state in the flash, and nothing of the state before", () => {
    const simulated = blank();
    const store = open(simulated);
    for (let number = 1; number < 20; number++) {
      assert(store.save(stateOf(number)));
      assert.equal(copiesOf(simulated.control.image(), number), 2);
      if (number > 1) assert(!holds(simulated.control.image(), number - 1));
    }
  });

  it("wears its pages evenly, two erases a save, and none by a start", () => {
    const simulated = blank();
    let store = open(simulated);
    for (let number = 0; number < 400; number++) {
      store.save(stateOf(number & 127));
      store = open(simulated);
    }
    const erases = Array.from({ length: PAGES }, (_, page) => simulated.control.erasesOf(1 + page));
    assert(Math.max(...erases) - Math.min(...erases) <= 1, String(erases));
    assert(Math.max(...erases) <= 102, String(erases));
  });

  it("is the old state or the new one after a cut anywhere, stays so, and nothing of the old one stays", () => {
    for (const program of PROGRAM_CUTS) {
      for (const erase of ERASE_CUTS) {
        for (let operation = 1; operation <= 12; operation++) {
          const simulated = blank();
          const id = `${program} ${erase} ${operation}`;
          let saved = 0;
          const store = open(simulated);
          store.save(stateOf(++saved));
          simulated.control.cutPowerAt(operation, { program, erase, seed: operation });
          assert.throws(() => {
            for (;;) {
              store.save(stateOf(saved + 1));
              saved++;
            }
          }, PowerLoss);
          simulated.control.restorePower();
          let again = open(simulated);
          const state = again.load()![0]!;
          assert(state === saved || state === saved + 1, `${id}: ${state} after ${saved}`);
          assert.equal(again.flashErrors(), 0);
          for (let start = 0; start < 6; start++) {
            simulated.control.restart();
            again = open(simulated);
            assert.equal(again.load()![0], state, id);
            for (let number = 1; number < state; number++) assert(!holds(simulated.control.image(), number));
            assert.equal(copiesOf(simulated.control.image(), state), 2, id);
          }
          assert(again.save(stateOf(77)));
          assert.equal(open(simulated).load()![0], 77);
        }
      }
    }
  });

  it("loses nothing by any flipped bit in its pages, and mends it", () => {
    const original = blank();
    open(original).save(stateOf(1));
    open(original).save(stateOf(2));
    const image = original.control.image();
    const used = pagesWith(original).map((page) => page * 1024);
    for (const at of used) {
      for (let byte = at; byte < at + 124; byte++) {
        const simulated = blank();
        const flipped = new Uint8Array(image);
        flipped[byte]! ^= 1 << (byte & 7);
        simulated.control.load(flipped);
        assert.equal(open(simulated).load()![0], 2, `byte ${byte}`);
        const store = open(simulated);
        assert(!store.isLost());
        assert.deepEqual(store.load(), stateOf(2));
        assert.equal(copiesOf(simulated.control.image(), 2), 2, `byte ${byte} is not mended`);
        assert.equal(pagesWith(simulated).length, 2);
      }
    }
  });

  it("says when all is lost", () => {
    const simulated = blank();
    open(simulated).save(stateOf(1));
    const image = simulated.control.image();
    for (const page of pagesWith(simulated)) image[page * 1024 + 50]! ^= 4;
    simulated.control.load(image);
    const store = open(simulated);
    assert.equal(store.load(), undefined);
    assert(store.isLost());
    assert(store.save(stateOf(3)));
    assert(!open(simulated).isLost());
    assert(!holds(simulated.control.image(), 1), "what was lost is still there");
  });

  it("takes the one copy that the first firmware saved, and makes the second", () => {
    const simulated = blank();
    open(simulated).save(stateOf(9));
    const [first, second] = pagesWith(simulated);
    const image = simulated.control.image();
    image.fill(255, second! * 1024, second! * 1024 + 1024);
    simulated.control.load(image);
    assert(first! < second!);
    assert.deepEqual(open(simulated).load(), stateOf(9));
    assert.equal(copiesOf(simulated.control.image(), 9), 2);
  });

  it("neither takes nor erases the state of a newer firmware, and takes no other bytes for one", () => {
    const newer = new Uint8Array(112);
    newer.set([0xb3, 2, 9, 0, 0, 0, 100, 0]);
    newer.fill(0x44, 8, 108);
    new DataView(newer.buffer).setUint32(108, crypto.crc32(newer.subarray(0, 108)), true);
    for (const own of [false, true]) {
      const simulated = blank();
      if (own) open(simulated).save(stateOf(1));
      const image = simulated.control.image();
      for (const page of [5, 6]) image.set(newer, page * 1024);
      simulated.control.load(image);
      const store = open(simulated);
      assert.deepEqual(store.load(), own ? stateOf(1) : undefined);
      assert.equal(store.isLost(), !own);
      for (let number = 2; number < 20; number++) assert(store.save(stateOf(number)));
      assert.deepEqual(open(simulated).load(), stateOf(19));
      assert.equal(copiesOf(simulated.control.image(), 0x44), 2);
      assert(!holds(simulated.control.image(), 18));
      const wrongMagic = Buffer.from(simulated.control.image());
      for (const page of pagesWith(simulated)) {
        const at = page * 1024;
        wrongMagic[at] = 0xb4;
        wrongMagic.writeUInt32LE(crypto.crc32(wrongMagic.subarray(at, at + 108)), at + 108);
      }
      simulated.control.load(wrongMagic);
      assert.equal(open(simulated).load(), undefined);
    }
  });

  it("passes over pages that fail, counts it, and says so if none is left", () => {
    const simulated = blank();
    let store = open(simulated);
    store.save(stateOf(1));
    assert.equal(store.flashErrors(), 0);
    simulated.control.setFailure(2, "program", "half");
    simulated.control.setFailure(3, "program", "ignored");
    for (let number = 2; number < 12; number++) {
      assert(store.save(stateOf(number)));
      assert.equal(copiesOf(simulated.control.image(), number), 2);
      assert.equal(open(simulated).load()![0], number);
    }
    assert(store.flashErrors() > 0);
    for (let page = 1; page <= PAGES; page++) simulated.control.setFailure(page, "program", "half");
    store = open(simulated);
    const before = store.load()![0];
    const errors = store.flashErrors();
    assert(!store.save(stateOf(99)));
    assert(store.flashErrors() > errors);
    assert.equal(store.load()![0], before);
    assert.equal(open(simulated).load()![0], before);
    for (let page = 1; page <= PAGES; page++) simulated.control.setFailure(page, "program", undefined);
    assert(store.save(stateOf(50)));
    assert.equal(copiesOf(simulated.control.image(), 50), 2);
  });

  it("saves on the one page that takes it, and twice on the least number of pages, one of them failing", () => {
    const simulated = blank();
    const store = open(simulated, 4);
    store.save(stateOf(1));
    const free = [1, 2, 3, 4].filter((page) => !pagesWith(simulated).includes(page));
    simulated.control.setFailure(free[0]!, "program", "ignored");
    assert(store.save(stateOf(2)));
    assert.equal(copiesOf(simulated.control.image(), 2), 2);
    for (const page of [1, 2, 3, 4])
      simulated.control.setFailure(page, "erase", page === free[1] ? undefined : "ignored");
    assert(!holds(simulated.control.image(), 1));
    assert.equal(open(simulated, 4).load()![0], 2);
  });

  it("knows a page whose erase failed, and tries it again at the next save", () => {
    const simulated = blank();
    let store = open(simulated);
    store.save(stateOf(1));
    for (const page of pagesWith(simulated)) simulated.control.setFailure(page, "erase", "ignored");
    assert(store.save(stateOf(2)));
    assert.equal(store.flashErrors(), 2);
    store = open(simulated);
    assert.equal(store.load()![0], 2);
    for (let page = 1; page <= PAGES; page++) simulated.control.setFailure(page, "erase", undefined);
    const image = simulated.control.image();
    assert(holds(image, 1));
    assert(store.save(stateOf(3)));
    assert(!holds(simulated.control.image(), 1));
    simulated.control.load(image);
    assert.equal(open(simulated).load()![0], 2);
    assert(!holds(simulated.control.image(), 1), "a start tries again too");
  });
});
