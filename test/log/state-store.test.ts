import assert from "node:assert/strict";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import { PowerLoss, createSimulatedFlash } from "../../hal/simulated/flash.js";
import { createStateStore } from "../../src/log/state-store.js";
import { crypto } from "./support/ring.js";

const PAGES = 4;
const open = (simulated: ReturnType<typeof createSimulatedFlash>) =>
  createStateStore(simulated.flash, crypto, 1, PAGES);
const stateOf = (number: number, length = 100) => new Uint8Array(length).fill(number);
const holds = (image: Uint8Array, number: number) =>
  Buffer.from(image).includes(Buffer.from(stateOf(number, 8)));

describe("state store", () => {
  it("has nothing on a blank flash", () => {
    assert.equal(open(createSimulatedFlash({ pageBytes: 1024, pageCount: 6 })).load(), undefined);
  });

  it("gives back the last state saved, of any length up to 512", () => {
    const simulated = createSimulatedFlash({ pageBytes: 1024, pageCount: 6 });
    for (let length = 0; length <= 512; length += 37) {
      const store = open(simulated);
      assert(store.save(stateOf(length & 127, length)));
      assert.deepEqual(store.load(), stateOf(length & 127, length));
      assert.deepEqual(open(simulated).load(), stateOf(length & 127, length));
    }
    assert(!open(simulated).save(new Uint8Array(513)));
  });

  it("leaves nothing of the state before in the flash", () => {
    const simulated = createSimulatedFlash({ pageBytes: 1024, pageCount: 6 });
    const store = open(simulated);
    for (let number = 1; number < 12; number++) {
      assert(store.save(stateOf(number)));
      assert(holds(simulated.control.image(), number));
      if (number > 1) assert(!holds(simulated.control.image(), number - 1));
    }
  });

  it("wears its pages evenly, one erase a save", () => {
    const simulated = createSimulatedFlash({ pageBytes: 1024, pageCount: 6 });
    const store = open(simulated);
    for (let number = 0; number < 400; number++) store.save(stateOf(number & 127));
    const erases = [1, 2, 3, 4].map((page) => simulated.control.erasesOf(page));
    assert(Math.max(...erases) - Math.min(...erases) <= 1, String(erases));
    assert(Math.max(...erases) <= 102, String(erases));
  });

  it("is the old state or the new one after a cut anywhere, and nothing of the old one stays", () => {
    for (const program of PROGRAM_CUTS) {
      for (const erase of ERASE_CUTS) {
        for (let operation = 1; operation <= 6; operation++) {
          const simulated = createSimulatedFlash({ pageBytes: 1024, pageCount: 6 });
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
          const again = open(simulated);
          const state = again.load()![0]!;
          assert(
            state === saved || state === saved + 1,
            `${program} ${erase} ${operation}: ${state} after ${saved}`,
          );
          for (let number = 1; number < state; number++) assert(!holds(simulated.control.image(), number));
          assert(again.save(stateOf(77)));
          assert.equal(open(simulated).load()![0], 77);
        }
      }
    }
  });

  it("passes over pages that fail, and says so if none is left", () => {
    const simulated = createSimulatedFlash({ pageBytes: 1024, pageCount: 6 });
    let store = open(simulated);
    store.save(stateOf(1));
    simulated.control.setFailure(2, "program", "half");
    simulated.control.setFailure(3, "program", "ignored");
    for (let number = 2; number < 9; number++) {
      assert(store.save(stateOf(number)));
      assert.equal(open(simulated).load()![0], number);
    }
    assert(store.flashErrors() > 0);
    for (let page = 1; page <= PAGES; page++) simulated.control.setFailure(page, "program", "half");
    store = open(simulated);
    assert(!store.save(stateOf(9)));
    assert.equal(store.load()![0], 8);
    assert.equal(open(simulated).load()![0], 8);
  });
});
