/**
 * Bytes of the log on flash, as FORMAT.md specifies them. Device code; the host's reader uses the same constants.
 */

import type { Crypto } from "../../hal/hal.js";

type Checksum = Pick<Crypto, "crc32">;

/** One slot holds one record: 28 sealed bytes and their CRC-32. */
export const SLOT_BYTES = 32;
export const SEALED_BYTES = 28;

/** Page header: 16 bytes when the page is opened, 4 for the clean mark, 12 when it is closed. */
export const HEADER_BYTES = 32;
export const OPEN_BYTES = 16;
export const CLEAN_MARK_OFFSET = 16;
export const CLOSE_OFFSET = 20;
export const CLOSE_BYTES = 12;
export const MAC_BYTES = 8;

export const PAGE_MAGIC = 0xb2;
export const PAGE_VERSION = 1;

/** 441 pages erased 100,000 times each are 44 million page sequences, so this is never reached in service. */
export const MAX_PAGE_SEQUENCE = 0x7fffffff;

/** In the header's clean field: this page starts the log, everything with a lower page sequence is void. */
export const STARTS_LOG = 0x8000;

/** The CRC-32 of any bytes followed by their own CRC-32, little-endian. Checking this needs no copy and no compare. */
export const CRC_RESIDUE = 0x2144df1c;

export function getU16(bytes: Uint8Array, offset: number): number {
  return bytes[offset]! | (bytes[offset + 1]! << 8);
}

export function putU16(bytes: Uint8Array, offset: number, value: number): void {
  bytes[offset] = value;
  bytes[offset + 1] = value >> 8;
}

export function putU32(bytes: Uint8Array, offset: number, value: number): void {
  putU16(bytes, offset, value);
  putU16(bytes, offset + 2, value >> 16);
}

/** A page sequence: at most `MAX_PAGE_SEQUENCE`, so the sign bit is free. 0 where the stored value is larger. */
export function getPageSequence(header: Uint8Array): number {
  const sequence = getU16(header, 2) | (getU16(header, 4) << 16);
  return sequence < 0 ? 0 : sequence;
}

/** The first 16 bytes of a page. `clean` = proven erased pages that follow, plus `STARTS_LOG`. */
export function encodeOpening(
  crypto: Checksum,
  pageSequence: number,
  day: number,
  generation: number,
  clean: number,
): Uint8Array {
  const header = new Uint8Array(OPEN_BYTES);
  header[0] = PAGE_MAGIC;
  header[1] = PAGE_VERSION;
  putU32(header, 2, pageSequence);
  putU16(header, 6, day);
  putU16(header, 8, generation);
  putU16(header, 10, clean);
  putU32(header, 12, crypto.crc32(header.subarray(0, 12)));
  return header;
}

/** What a page's MAC is computed over: its opening (16), the number of slots used (2), SHA-256 of those slots (32). */
export function macInput(opening: Uint8Array, slotsUsed: number, digest: Uint8Array): Uint8Array {
  const input = new Uint8Array(OPEN_BYTES + 2 + 32);
  input.set(opening);
  putU16(input, OPEN_BYTES, slotsUsed);
  input.set(digest, OPEN_BYTES + 2);
  return input;
}

/** The last 12 bytes of a header: slots used, MAC, and the low half of the CRC-32 of those ten bytes. */
export function encodeClosing(crypto: Checksum, slotsUsed: number, mac: Uint8Array): Uint8Array {
  const closing = new Uint8Array(CLOSE_BYTES);
  putU16(closing, 0, slotsUsed);
  closing.set(mac, 2);
  putU16(closing, 10, crypto.crc32(closing.subarray(0, 10)));
  return closing;
}

/** Slots used according to the closing part of a header (32 bytes), or -1 if the page was not, or not wholly, closed. */
export function slotsUsedOf(crypto: Checksum, header: Uint8Array): number {
  const body = header.subarray(CLOSE_OFFSET, CLOSE_OFFSET + 10);
  return (crypto.crc32(body) & 0xffff) === getU16(header, CLOSE_OFFSET + 10) ? getU16(body, 0) : -1;
}
