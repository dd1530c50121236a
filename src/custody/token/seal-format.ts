import type { ByteString } from "../../../hal/hal.js";

/**
 * How a record is sealed: AES-128-CCM, 4-byte tag, no associated data (the chip's CCM has none), so the nonce
 * binds everything that places the record. 13 bytes, little-endian:
 *
 *     0 serial 4 | 4 generation 2 | 6 page sequence 4 | 10 position 2 | 12 kind 1
 */
export const NONCE_BYTES = 13;
export const NONCE_SERIAL = 0;
export const NONCE_GENERATION = 4;
export const NONCE_SEQUENCE = 6;
export const NONCE_POSITION = 10;
export const NONCE_KIND = 12;

export const KIND_RECORD = 1;

export const KEY_BYTES = 16;
export const TAG_BYTES = 4;
export const SEALED_BYTES = 28;
export const PAGE_MAC_BYTES = 8;

/**
 * The seal chain key and the handshake key of every token that nobody prepared: published here, so it protects
 * nothing. 32 bytes.
 */
export const PRACTICE_SECRET: ByteString = "bztoken practice key, no secret!";

/** Writes `value` as `count` bytes, least significant first. */
export function putUint(bytes: Uint8Array, at: number, count: number, value: number): void {
  for (let i = at; i < at + count; i++) {
    bytes[i] = value & 255;
    value = Math.floor(value / 256);
  }
}

/** The number in `count` bytes, least significant first. */
export function getUint(bytes: Uint8Array, at: number, count: number): number {
  let value = 0;
  for (let i = at + count - 1; i >= at; i--) value = 256 * value + bytes[i]!;
  return value;
}

/** Bytes from `from` up to and without `to`, in memory of their own. */
export function copyOf(bytes: Uint8Array, from: number, to: number): Uint8Array {
  return new Uint8Array(bytes.subarray(from, to));
}
