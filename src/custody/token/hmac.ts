import type { Crypto } from "../../../hal/hal.js";

const BLOCK_BYTES = 64;
const HASH_BYTES = 32;

/** HMAC-SHA-256 (RFC 2104) under one key at a time. */
export interface Hmac {
  /** 32 bytes. */
  sign(message: Uint8Array): Uint8Array;
  /** Goes over to another key, of at most 64 bytes and a multiple of 4, and overwrites the one before. */
  setKey(key: Uint8Array): void;
}

/**
 * The chip has the hash only. The padded keys are kept, because making them costs as much as several
 * hashes.
 */
export function createHmac(crypto: Pick<Crypto, "sha256">, key: Uint8Array): Hmac {
  const inner = new Uint8Array(BLOCK_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + HASH_BYTES);
  const innerWords = new Uint32Array(inner.buffer);
  const outerWords = new Uint32Array(outer.buffer);

  function setKey(newKey: Uint8Array): void {
    inner.fill(0x36);
    outer.fill(0x5c);
    inner.set(newKey);
    outer.set(newKey);
    for (let i = 0; i < newKey.length >> 2; i++) {
      innerWords[i]! ^= 0x36363636;
      outerWords[i]! ^= 0x5c5c5c5c;
    }
  }

  setKey(key);
  return {
    sign: function (message) {
      const text = new Uint8Array(BLOCK_BYTES + message.length);
      text.set(inner);
      text.set(message, BLOCK_BYTES);
      outer.set(crypto.sha256(text), BLOCK_BYTES);
      text.fill(0);
      return crypto.sha256(outer);
    },
    setKey: setKey,
  };
}
