import assert from "node:assert/strict";
import type { Crypto } from "../../hal/hal.js";
import { hex } from "./support.js";

/** The same crypto, but no pair of key and nonce may be used for two sealings: the second one fails the test. */
export function watchNonces<T extends Pick<Crypto, "ccmSeal">>(crypto: T): { crypto: T; sealings(): number } {
  const used = new Set<string>();
  return {
    crypto: {
      ...crypto,
      ccmSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, tagBytes: number) {
        const pair = `${hex(key)} ${hex(nonce)}`;
        assert.ok(!used.has(pair), `a nonce was used twice: ${hex(nonce)}`);
        used.add(pair);
        return crypto.ccmSeal(key, nonce, plain, tagBytes);
      },
    },
    sealings: () => used.size,
  };
}
