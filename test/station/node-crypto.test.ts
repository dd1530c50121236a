import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import nacl from "tweetnacl";
import { createX25519 } from "../../src/station/node-crypto.js";

describe("X25519 by Node", () => {
  it("is tweetnacl's, for any two keys", () => {
    for (let i = 0; i < 20; i++) {
      const secretKey = new Uint8Array(randomBytes(32));
      const publicKey = i % 2 === 0 ? nacl.box.keyPair().publicKey : new Uint8Array(randomBytes(32));
      assert.deepEqual(createX25519(secretKey)(publicKey), nacl.scalarMult(secretKey, publicKey));
    }
  });

  it("gives zeros for points of small order, which OpenSSL refuses", () => {
    const secretKey = new Uint8Array(randomBytes(32));
    for (const first of [0, 1]) {
      const publicKey = Uint8Array.from({ length: 32 }, (_, i) => (i === 0 ? first : 0));
      assert.deepEqual(createX25519(secretKey)(publicKey), new Uint8Array(32));
      assert.deepEqual(nacl.scalarMult(secretKey, publicKey), new Uint8Array(32));
    }
  });
});
