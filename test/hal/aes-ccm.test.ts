import assert from "node:assert/strict";
import { createCipheriv } from "node:crypto";
import fc from "fast-check";
import { createCcm } from "../../hal/simulated/aes-ccm.js";

function nodeSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, tagBytes: number): Uint8Array {
  const cipher = createCipheriv("aes-128-ccm", key, nonce, { authTagLength: tagBytes });
  const text = cipher.update(plain);
  cipher.final();
  return new Uint8Array(Buffer.concat([text, cipher.getAuthTag()]));
}

describe("simulated AES-CCM", () => {
  it("seals byte for byte as OpenSSL does, and opens, also when keys alternate", () => {
    const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
    const keys = [new Uint8Array(16), new Uint8Array(16).fill(0xff)];
    const ccm = createCcm();
    fc.assert(
      fc.property(
        fc.oneof(bytes(16), fc.constantFrom(...keys)),
        bytes(13),
        fc.uint8Array({ maxLength: 80 }),
        fc.constantFrom(4, 6, 8, 10, 12, 14, 16),
        (key, nonce, plain, tagBytes) => {
          const sealed = ccm.seal(key, nonce, plain, tagBytes);
          assert.deepEqual(sealed, nodeSeal(key, nonce, plain, tagBytes));
          assert.deepEqual(ccm.openUnchecked(key, nonce, sealed, tagBytes), plain);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it("counts on past 255 blocks", () => {
    const plain = new Uint8Array(5000).fill(7);
    const nonce = new Uint8Array(13).fill(1);
    const key = new Uint8Array(16).fill(2);
    assert.deepEqual(createCcm().seal(key, nonce, plain, 4), nodeSeal(key, nonce, plain, 4));
  });
});
