import type { Crypto } from "../../../hal/hal.js";

const BLOCK_BYTES = 64;

/**
 * HMAC-SHA-256 (RFC 2104) over one message, for one key of at most 64 bytes. The chip has the hash only; the
 * padded keys are made once, because a loop over 64 bytes costs as much as ten hashes.
 */
export function createHmac(
  crypto: Pick<Crypto, "sha256">,
  key: Uint8Array,
): (message: Uint8Array) => Uint8Array {
  const inner = new Uint8Array(BLOCK_BYTES);
  const outer = new Uint8Array(BLOCK_BYTES + 32);
  inner.set(key);
  outer.set(key);
  for (let i = 0; i < BLOCK_BYTES; i++) {
    inner[i]! ^= 0x36;
    outer[i]! ^= 0x5c;
  }
  return function (message) {
    const text = new Uint8Array(BLOCK_BYTES + message.length);
    text.set(inner);
    text.set(message, BLOCK_BYTES);
    outer.set(crypto.sha256(text), BLOCK_BYTES);
    return crypto.sha256(outer);
  };
}
