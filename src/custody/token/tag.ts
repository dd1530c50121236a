import type { Crypto } from "../../../hal/hal.js";
import { createHmac } from "./hmac.js";
import { copyOf, putUint } from "./seal-format.js";

export const TAG_BYTES = 16;
/** First byte of what is signed, by what it is the head of. */
export const SIGN_LIST = 0x60;
export const SIGN_RELEASE = 0x61;

/** The tag with which the authority addresses to one token what many get: first half of HMAC(key, sign 1 ‖ serial 4 ‖ head). */
export function addressTag(
  crypto: Pick<Crypto, "sha256">,
  key: Uint8Array,
  sign: number,
  serial: number,
  head: Uint8Array,
): Uint8Array {
  const signed = new Uint8Array(5 + head.length);
  signed[0] = sign;
  putUint(signed, 1, 4, serial);
  signed.set(head, 5);
  return copyOf(createHmac(crypto, key).sign(signed), 0, TAG_BYTES);
}
