import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { SHORT_BYTES, bytesOf, createShortHash, wordsOf } from "../../src/station/short-hash.js";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

describe("short hash", () => {
  it("is SHA-256, for every length that it takes", () => {
    const hash = createShortHash();
    for (let length = 0; length <= SHORT_BYTES; length++)
      for (const bytes of [new Uint8Array(length), new Uint8Array(length).fill(0xff), randomBytes(length)])
        assert.deepEqual(hash.sha256(bytes), sha256(bytes), `${length} bytes`);
  });

  it("goes on along a chain of keys, whatever was hashed before", () => {
    const hash = createShortHash();
    let key = new Uint8Array(randomBytes(32));
    const words = wordsOf(key);
    for (let i = 0; i < 2_000; i++) {
      if (i % 7 === 0) hash.sha256(randomBytes(i % 56));
      hash.step(words);
      key = sha256(key);
    }
    assert.deepEqual(bytesOf(words), key);
  });
});
