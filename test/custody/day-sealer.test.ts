import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { openRecord } from "../../src/custody/host/open-record.js";
import { createDaySealer } from "../../src/custody/token/day-sealer.js";
import { ccmOpen, counting, createTestCrypto, hex, sha256, vectors } from "./support.js";

const crypto = createTestCrypto();
const DAY = 20000;
const CHAIN_KEY = counting(32);

/** The chain as CUSTODY.md states it, without the code under test. */
function chainKeyOn(day: number): Uint8Array {
  let key = CHAIN_KEY;
  for (let d = DAY; d < day; d++) key = sha256(key, "\x10");
  return key;
}

const recordKeyOn = (day: number) => sha256(chainKeyOn(day), "\x11").subarray(0, 16);

function createTestSealer() {
  return createDaySealer(crypto, 42, 3, DAY, new Uint8Array(CHAIN_KEY));
}

/** What the log gives to `pageMac`: an opening with the day at byte 6, slots used, digest. */
function pageOf(day: number): Uint8Array {
  const page = counting(50, 100);
  page[6] = day & 255;
  page[7] = day >> 8;
  return page;
}

describe("day sealer", () => {
  it("seals under the record key of its day, closes under its page key", () => {
    const sealer = createTestSealer();
    for (const day of [DAY, DAY + 1, DAY + 2, DAY + 40]) {
      sealer.moveTo(day);
      assert.equal(sealer.day(), day);
      const sealed = sealer.seal(7, 5, counting(24));
      const place = { serial: 42, generation: 3, pageSequence: 7, position: 5 };
      assert.deepEqual(openRecord(ccmOpen, recordKeyOn(day), place, sealed), counting(24));
      assert.equal(openRecord(ccmOpen, recordKeyOn(day + 1), place, sealed), undefined);
      const mac = createHmac("sha256", sha256(chainKeyOn(day), "\x12"))
        .update(pageOf(day))
        .digest();
      assert.equal(hex(sealer.pageMac(7, pageOf(day))), hex(mac.subarray(0, 8)));
    }
  });

  it("keeps the bytes of the vectors", () => {
    const { chain } = vectors("seal");
    const sealer = createTestSealer();
    assert.equal(hex(sealer.seal(7, 5, counting(24))), chain!.sealed);
    assert.equal(hex(sealer.pageMac(7, pageOf(DAY))), chain!.pageMac);
    sealer.moveTo(DAY + 1);
    const saved = new Uint8Array(40);
    sealer.copyChainKey(saved, 8);
    assert.equal(hex(saved.subarray(8)), chain!.nextChainKey);
    assert.equal(hex(chainKeyOn(DAY + 1)), chain!.nextChainKey);
    assert.equal(hex(sealer.seal(7, 5, counting(24))), chain!.sealedNextDay);
  });

  it("gives no MAC to a page of another day: its key is gone", () => {
    const sealer = createTestSealer();
    sealer.moveTo(DAY + 1);
    assert.equal(sealer.pageMac(7, pageOf(DAY)).length, 0);
    assert.equal(sealer.pageMac(7, pageOf(DAY + 2)).length, 0);
    assert.equal(sealer.pageMac(7, pageOf(DAY + 1 + 256)).length, 0);
  });

  it("never goes back", () => {
    const sealer = createTestSealer();
    sealer.moveTo(DAY + 3);
    const sealed = sealer.seal(1, 1, counting(24));
    sealer.moveTo(DAY + 1);
    assert.equal(sealer.day(), DAY + 3);
    assert.deepEqual(sealer.seal(1, 1, counting(24)), sealed);
  });

  it("overwrites the chain key it was given, and everything it derived", () => {
    // Every array that the sealer makes or gets is looked at again after the ratchet.
    const seen: Uint8Array[] = [];
    const watching = {
      sha256(input: Uint8Array) {
        seen.push(input);
        const hash = crypto.sha256(input);
        seen.push(hash);
        return hash;
      },
      ccmSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, tagBytes: number) {
        seen.push(key);
        return crypto.ccmSeal(key, nonce, plain, tagBytes);
      },
    };
    const chainKey = new Uint8Array(CHAIN_KEY);
    const sealer = createDaySealer(watching, 42, 3, DAY, chainKey);
    sealer.seal(1, 1, counting(24));
    sealer.pageMac(1, pageOf(DAY));
    sealer.moveTo(DAY + 1);
    const pageKey = sha256(CHAIN_KEY, "\x12");
    const secrets = [
      CHAIN_KEY,
      recordKeyOn(DAY),
      pageKey,
      pageKey.map((b) => b ^ 0x36),
      pageKey.map((b) => b ^ 0x5c),
    ];
    for (const array of [...seen, chainKey]) {
      for (const secret of secrets) assert.ok(!hex(array).includes(hex(secret)), "a key of the day before");
    }
    assert.deepEqual(chainKey, chainKeyOn(DAY + 1), "the caller's array is the chain's place");
  });

  it("opens nothing of earlier days with all that is left on a later one", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 30 }), fc.integer({ min: 1, max: 30 }), (early, later) => {
        const sealer = createTestSealer();
        sealer.moveTo(DAY + early);
        const sealed = sealer.seal(9, 2, counting(24));
        sealer.moveTo(DAY + early + later);
        const dump = new Uint8Array(32);
        sealer.copyChainKey(dump, 0);
        // A thief tries the key itself, what follows from it on the days after, and both halves.
        const place = { serial: 42, generation: 3, pageSequence: 9, position: 2 };
        let key: Uint8Array = dump;
        for (let day = 0; day < 40; day++, key = sha256(key, "\x10")) {
          for (const tried of [key.subarray(0, 16), key.subarray(16), sha256(key, "\x11").subarray(0, 16)]) {
            assert.equal(openRecord(ccmOpen, tried, place, sealed), undefined);
          }
        }
      }),
      { numRuns: 30 },
    );
  });
});
