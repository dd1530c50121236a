/**
 * Secrets that a token draws: at its preparation, and at every re-key. Both sides share the formats; CUSTODY.md,
 * "Preparation" and "Re-keying".
 */
import type { Crypto } from "../../../hal/hal.js";
import { NEW_SECRET, SECRET_BYTES, WRAP_NEXT, WRAP_SEAL, derive } from "./derive.js";
import { KEY_BYTES, copyOf, putUint } from "./seal-format.js";

/** What a secret or a box is about. 1 is a record's kind in the nonce. */
export const KIND_ID = 2;
export const KIND_LOG = 3;
export const KIND_ADMIN = 4;

/**
 * A wrapped secret, little-endian. The sealed part holds secret 32 and day 4; nonce: serial 4, generation 2, random
 * 6, kind 1.
 *
 *     0 version 1 (=1) | 1 kind 1 | 2 generation 2 | 4 serial 4 | 8 random 6 | 14 zero 2 | 16 sealed 36 | 52 tag 16
 */
export const WRAPPED_BYTES = 68;
export const WRAPPED_VERSION = 1;
export const WRAPPED_RANDOM = 8;
export const WRAPPED_SEALED = 16;
export const WRAP_TAG_BYTES = 16;
export const WRAP_NONCE_BYTES = 13;
const RANDOM_BYTES = 6;

/**
 * 32 secret bytes. The hardware generator alone would do; the host's bytes are hashed in so that a board with a broken
 * one still gets secrets of its own.
 *
 * @param hostRandom  32 bytes
 */
export function drawSecret(
  crypto: Pick<Crypto, "sha256" | "randomBytes">,
  hostRandom: Uint8Array,
): Uint8Array {
  const random = crypto.randomBytes(SECRET_BYTES);
  const secret = derive(crypto, random, NEW_SECRET, hostRandom);
  random.fill(0);
  return secret;
}

/** The nonce under which a wrapped secret is sealed; `wrapped` needs its first 14 bytes only. */
export function wrapNonce(wrapped: Uint8Array): Uint8Array {
  const nonce = new Uint8Array(WRAP_NONCE_BYTES);
  nonce.set(wrapped.subarray(4, 8));
  nonce.set(wrapped.subarray(2, 4), 4);
  nonce.set(wrapped.subarray(WRAPPED_RANDOM, WRAPPED_RANDOM + RANDOM_BYTES), 6);
  nonce[WRAP_NONCE_BYTES - 1] = wrapped[1]!;
  return nonce;
}

/**
 * Seals a new secret under a wrap key; 68 bytes that may lie open anywhere.
 *
 * @param kind        `KIND_ID` or `KIND_LOG`
 * @param generation  the new one
 * @param day         first day on which the new secret counts
 */
export function wrapSecret(
  crypto: Pick<Crypto, "sha256" | "ccmSeal" | "randomBytes">,
  wrapKey: Uint8Array,
  kind: number,
  serial: number,
  generation: number,
  day: number,
  secret: Uint8Array,
): Uint8Array {
  const wrapped = new Uint8Array(WRAPPED_BYTES);
  wrapped[0] = WRAPPED_VERSION;
  wrapped[1] = kind;
  putUint(wrapped, 2, 2, generation);
  putUint(wrapped, 4, 4, serial);
  // Were the state lost after two draws for one generation, the two would share all else of the nonce.
  wrapped.set(crypto.randomBytes(RANDOM_BYTES), WRAPPED_RANDOM);
  const plain = new Uint8Array(SECRET_BYTES + 4);
  plain.set(secret);
  putUint(plain, SECRET_BYTES, 4, day);
  const derived = derive(crypto, wrapKey, WRAP_SEAL);
  const key = copyOf(derived, 0, KEY_BYTES);
  wrapped.set(crypto.ccmSeal(key, wrapNonce(wrapped), plain, WRAP_TAG_BYTES), WRAPPED_SEALED);
  plain.fill(0);
  derived.fill(0);
  key.fill(0);
  return wrapped;
}

/** The wrap key after `secret` went out under `wrapKey`; without that message nobody can follow. */
export function nextWrapKey(
  crypto: Pick<Crypto, "sha256">,
  wrapKey: Uint8Array,
  secret: Uint8Array,
): Uint8Array {
  return derive(crypto, wrapKey, WRAP_NEXT, secret);
}
