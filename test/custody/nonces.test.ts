import assert from "node:assert/strict";
import fc from "fast-check";
import { PowerLoss, createSimulatedFlash } from "../../hal/simulated/flash.js";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import { createDaySealer } from "../../src/custody/token/day-sealer.js";
import { KIND_ID, KIND_LOG, drawSecret, nextWrapKey, wrapSecret } from "../../src/custody/token/secrets.js";
import { createLog } from "../../src/log/log.js";
import { createStateStore } from "../../src/log/state-store.js";
import { watchNonces } from "./nonce-watch.js";
import { counting, createTestCrypto } from "./support.js";

const STATE_PAGES = 3;
const RING_PAGES = 6;

/** What a token keeps for its seal: generation 2, day 4, page sequence 4, chain key 32, wrap key 32. */
function encode(generation: number, day: number, minPageSequence: number, wrapKey: Uint8Array): Uint8Array {
  const state = new Uint8Array(74);
  const view = new DataView(state.buffer);
  view.setUint16(0, generation, true);
  view.setUint32(2, day, true);
  view.setUint32(6, minPageSequence, true);
  state.set(wrapKey, 42);
  return state;
}

type Crypto = ReturnType<typeof createTestCrypto>;

/** Custody, log and state together as a token uses them, with nothing around. */
function startToken(flash: ReturnType<typeof createSimulatedFlash>["flash"], crypto: Crypto) {
  const store = createStateStore(flash, crypto, 0, STATE_PAGES);
  let state = store.load();
  if (state === undefined) {
    state = encode(0, 20000, 0, counting(32));
    state.set(crypto.randomBytes(32), 10);
    if (!store.save(state)) throw new Error("No state could be saved");
  }
  const view = new DataView(state.buffer, state.byteOffset);
  const generation = view.getUint16(0, true);
  const wrapKey = state.slice(42, 74);
  const sealer = createDaySealer(crypto, 42, generation, view.getUint32(2, true), state.slice(10, 42));
  const log = createLog({
    flash,
    crypto,
    firstPage: STATE_PAGES,
    pageCount: RING_PAGES,
    retentionDays: 21,
    generation,
    sealer,
    minPageSequence: view.getUint32(6, true),
  });

  function days() {
    return { sealDay: sealer.day(), calendarDay: sealer.day(), livedHours: sealer.day() * 24 };
  }

  function save(): void {
    const next = encode(generation, sealer.day(), log.nextPageSequence(), wrapKey);
    sealer.copyChainKey(next, 10);
    store.save(next);
  }

  return {
    append: () => log.append(days(), crypto.randomBytes(24)),
    tend: () => log.tend(days()),
    eraseAll: () => log.eraseAll(days()),
    nextDay() {
      log.close();
      sealer.moveTo(sealer.day() + 1);
      save();
    },
    /** The new secrets count after the next start. */
    rekey() {
      log.close();
      const secret = drawSecret(crypto, counting(32));
      wrapSecret(crypto, wrapKey, KIND_ID, 42, generation + 1, sealer.day(), crypto.randomBytes(32));
      wrapSecret(crypto, wrapKey, KIND_LOG, 42, generation + 1, sealer.day(), secret);
      const next = encode(
        generation + 1,
        sealer.day(),
        log.nextPageSequence(),
        nextWrapKey(crypto, wrapKey, secret),
      );
      next.set(secret, 10);
      store.save(next);
    },
  };
}

describe("nonces", () => {
  it("are never used twice under one key: power cuts, erases, restarts, days and re-keys", function () {
    this.timeout(180_000);
    let sealings = 0;
    const step = fc.oneof(
      { weight: 30, arbitrary: fc.constant("append" as const) },
      { weight: 4, arbitrary: fc.constant("tend" as const) },
      { weight: 2, arbitrary: fc.constantFrom("nextDay" as const, "restart" as const, "rekey" as const) },
      { weight: 1, arbitrary: fc.constant("eraseAll" as const) },
      { weight: 4, arbitrary: fc.record({ cutIn: fc.integer({ min: 1, max: 8 }), shape: fc.nat() }) },
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 150 }), fc.nat(), (steps, seed) => {
        const simulated = createSimulatedFlash({ pageBytes: 256, pageCount: STATE_PAGES + RING_PAGES });
        const watch = watchNonces(createTestCrypto(seed));
        let token = startToken(simulated.flash, watch.crypto);
        for (const one of steps) {
          try {
            if (typeof one === "object") {
              simulated.control.cutPowerAt(one.cutIn, {
                program: PROGRAM_CUTS[one.shape % PROGRAM_CUTS.length]!,
                erase: ERASE_CUTS[one.shape % ERASE_CUTS.length]!,
                seed: one.shape,
              });
            } else if (one === "restart") token = startToken(simulated.flash, watch.crypto);
            else {
              token[one]();
              if (one === "rekey") token = startToken(simulated.flash, watch.crypto);
            }
          } catch (error) {
            assert.ok(error instanceof PowerLoss, String(error));
            simulated.control.restorePower();
            token = startToken(simulated.flash, watch.crypto);
          }
        }
        sealings += watch.sealings();
      }),
      { numRuns: 300 },
    );
    assert.ok(sealings > 5_000, `${sealings} sealings looked at`);
  });

  it("would be found out", () => {
    const { crypto } = watchNonces(createTestCrypto());
    crypto.ccmSeal(counting(16), counting(13), counting(24), 4);
    crypto.ccmSeal(counting(16), counting(13, 1), counting(24), 4);
    crypto.ccmSeal(counting(16, 1), counting(13), counting(24), 4);
    assert.throws(() => crypto.ccmSeal(counting(16), counting(13), counting(24, 1), 4), /twice/);
  });
});
