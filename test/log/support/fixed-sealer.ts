import { createHmac } from "../../../src/custody/token/hmac.js";
import { createSeal } from "../../../src/custody/token/sealer.js";
import type { RecordSealer } from "../../../src/custody/token/sealer.js";
import { PAGE_MAC_BYTES } from "../../../src/custody/token/seal-format.js";
import type { Crypto } from "../../../hal/hal.js";

/** Seals under one key of 16 bytes that never changes: for tests of the log, which knows no days' keys. */
export function createFixedSealer(
  crypto: Crypto,
  serial: number,
  generation: number,
  key: Uint8Array,
): RecordSealer {
  const hmac = createHmac(crypto, key);
  return {
    seal: createSeal(crypto, serial, generation, key),
    pageMac: function (_pageSequence, page) {
      return new Uint8Array(hmac.sign(page).subarray(0, PAGE_MAC_BYTES));
    },
  };
}

/** The ASCII text "bztoken practice", as in the worked example of FORMAT.md. */
export const TEST_KEY = new Uint8Array([
  0x62, 0x7a, 0x74, 0x6f, 0x6b, 0x65, 0x6e, 0x20, 0x70, 0x72, 0x61, 0x63, 0x74, 0x69, 0x63, 0x65,
]);
