import type { Crypto } from "../../../hal/hal.js";
import {
  KIND_RECORD,
  NONCE_BYTES,
  NONCE_GENERATION,
  NONCE_KIND,
  NONCE_POSITION,
  NONCE_SEQUENCE,
  NONCE_SERIAL,
  TAG_BYTES,
  putUint,
} from "./seal-format.js";

/** Seals records and closes pages under one key. Satisfies the log's `Sealer`. */
export interface RecordSealer {
  /** 24 bytes → 28: ciphertext and tag. The pair (pageSequence, position) must never be sealed twice. */
  seal(pageSequence: number, position: number, plain: Uint8Array): Uint8Array;
  /** First 8 bytes of HMAC-SHA-256 over `page`. */
  pageMac(pageSequence: number, page: Uint8Array): Uint8Array;
}

/**
 * Sealing of records under `key` (16 bytes), which is read anew for each record: its owner may overwrite it.
 *
 * @param serial      the token's serial number
 * @param generation  key generation, raised by every re-key
 */
export function createSeal(
  crypto: Pick<Crypto, "ccmSeal">,
  serial: number,
  generation: number,
  key: Uint8Array,
): RecordSealer["seal"] {
  const nonce = new Uint8Array(NONCE_BYTES);
  putUint(nonce, NONCE_SERIAL, 4, serial);
  putUint(nonce, NONCE_GENERATION, 2, generation);
  nonce[NONCE_KIND] = KIND_RECORD;
  // Two native calls instead of six turns of a loop: a record is sealed 300 times at the end of a busy slot.
  const view = new DataView(nonce.buffer);
  return function (pageSequence, position, plain) {
    view.setUint32(NONCE_SEQUENCE, pageSequence, true);
    view.setUint16(NONCE_POSITION, position, true);
    return crypto.ccmSeal(key, nonce, plain, TAG_BYTES);
  };
}
