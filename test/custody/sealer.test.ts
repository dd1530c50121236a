import assert from "node:assert/strict";
import { createCipheriv, createDecipheriv, createHmac as nodeHmac } from "node:crypto";
import fc from "fast-check";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import { openRecord } from "../../src/custody/host/open-record.js";
import type { CcmOpen } from "../../src/custody/host/open-record.js";
import { createHmac } from "../../src/custody/token/hmac.js";
import { TEST_KEY, createFixedSealer } from "../log/support/fixed-sealer.js";

const crypto = createSimulatedCrypto(createRandom(1));

const ccmOpen: CcmOpen = (key, nonce, sealed, tagBytes) => {
  const decipher = createDecipheriv("aes-128-ccm", key, nonce, { authTagLength: tagBytes });
  decipher.setAuthTag(sealed.subarray(sealed.length - tagBytes));
  const plain = decipher.update(sealed.subarray(0, sealed.length - tagBytes));
  try {
    decipher.final();
  } catch {
    return undefined;
  }
  return new Uint8Array(plain);
};

const plain = fc.uint8Array({ minLength: 24, maxLength: 24 });
const place = fc.record({
  serial: fc.integer({ min: 1, max: 99_999_999 }),
  generation: fc.integer({ min: 0, max: 65_535 }),
  pageSequence: fc.integer({ min: 0, max: 2 ** 32 - 1 }),
  position: fc.integer({ min: 0, max: 126 }),
});

describe("sealed record", () => {
  it("is AES-128-CCM with the place in the nonce", () => {
    const sealer = createFixedSealer(crypto, 0x01020304, 0x0506, TEST_KEY);
    const bytes = new Uint8Array(24).fill(9);
    const nonce = Buffer.from("04030201" + "0605" + "0a090807" + "0c00" + "01", "hex");
    const cipher = createCipheriv("aes-128-ccm", Buffer.from("bztoken practice"), nonce, {
      authTagLength: 4,
    });
    const expected = Buffer.concat([cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
    assert.deepEqual(Buffer.from(sealer.seal(0x0708090a, 12, bytes)), expected);
  });

  it("opens with its key and place, and with no other", () => {
    fc.assert(
      fc.property(place, place, plain, (at, other, bytes) => {
        const sealed = createFixedSealer(crypto, at.serial, at.generation, TEST_KEY).seal(
          at.pageSequence,
          at.position,
          bytes,
        );
        assert.equal(sealed.length, 28);
        assert.deepEqual(openRecord(ccmOpen, TEST_KEY, at, sealed), bytes);
        for (const field of ["serial", "generation", "pageSequence", "position"] as const) {
          if (other[field] === at[field]) continue;
          assert.equal(openRecord(ccmOpen, TEST_KEY, { ...at, [field]: other[field] }, sealed), undefined);
        }
        const flipped = new Uint8Array(sealed);
        flipped[3]! ^= 1;
        assert.equal(openRecord(ccmOpen, TEST_KEY, at, flipped), undefined);
        assert.equal(openRecord(ccmOpen, new Uint8Array(16), at, sealed), undefined);
        assert.equal(openRecord(ccmOpen, TEST_KEY, at, sealed.subarray(1)), undefined);
      }),
      // A 4-byte tag accepts a wrong place once in 2^32 tries.
      { numRuns: 200 },
    );
  });
});

describe("HMAC-SHA-256", () => {
  it("equals Node's for every key of whole words up to a block", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.uint8Array({ maxLength: 300 }), (bytes, message) => {
        const key = bytes.slice(0, bytes.length & ~3);
        const mac = createHmac(crypto, key).sign;
        const expected = nodeHmac("sha256", key).update(message).digest();
        assert.deepEqual(Buffer.from(mac(message)), expected);
        assert.deepEqual(Buffer.from(mac(message)), expected, "the second message too");
      }),
    );
  });
});
