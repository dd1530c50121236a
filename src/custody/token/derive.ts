/**
 * How one secret follows from another: SHA-256(secret 32 ‖ purpose 1 ‖ extra), the length of `extra` fixed for each
 * purpose. CUSTODY.md shows the tree. Runs on the token and on the host.
 */
import type { Crypto } from "../../../hal/hal.js";

export const SECRET_BYTES = 32;

/** Of the seal chain key of a day: the next day's, the record key (its first 16 bytes), the page MAC key. */
export const SEAL_NEXT = 0x10;
export const SEAL_RECORD = 0x11;
export const SEAL_PAGE = 0x12;
/** Of the root that a token draws once, at its preparation. */
export const ROOT_ADMIN = 0x20;
export const ROOT_ID_WRAP = 0x21;
export const ROOT_LOG_WRAP = 0x22;
/** Of the admin key. The operating key's extra: its epoch, 2 bytes little-endian. */
export const ADMIN_OPERATING = 0x23;
export const ADMIN_LIST = 0x24;
export const ADMIN_UPDATE = 0x25;
/** Of a wrap key: the AES key (first 16 bytes), and its successor (extra: the secret that was wrapped, 32). */
export const WRAP_SEAL = 0x30;
export const WRAP_NEXT = 0x31;
/** Of 32 bytes of the hardware generator (extra: 32 bytes of the host's). */
export const NEW_SECRET = 0x40;

/** 32 bytes. What was hashed is overwritten. */
export function derive(
  crypto: Pick<Crypto, "sha256">,
  secret: Uint8Array,
  purpose: number,
  extra?: Uint8Array,
): Uint8Array {
  const text = new Uint8Array(SECRET_BYTES + 1 + (extra === undefined ? 0 : extra.length));
  text.set(secret);
  text[SECRET_BYTES] = purpose;
  if (extra !== undefined) text.set(extra, SECRET_BYTES + 1);
  const derived = crypto.sha256(text);
  text.fill(0);
  return derived;
}

/** The operating key of an epoch; raising the epoch makes every stock file given out before worthless. */
export function operatingKey(
  crypto: Pick<Crypto, "sha256">,
  adminKey: Uint8Array,
  epoch: number,
): Uint8Array {
  return derive(crypto, adminKey, ADMIN_OPERATING, new Uint8Array([epoch & 255, epoch >> 8]));
}
