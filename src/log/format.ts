/**
 * Bytes of the log on flash, as FORMAT.md specifies them. Device code; the host's reader uses the same constants.
 */

import type { Crypto } from "../../hal/hal.js";

type Checksum = Pick<Crypto, "crc32">;

/** One slot holds one record: 28 sealed bytes and their CRC-32. */
export const SLOT_BYTES = 32;
export const SEALED_BYTES = 28;

/** Page header: 20 bytes when the page is opened, 4 for the clean mark, 8 when it is closed. */
export const HEADER_BYTES = 32;
export const OPEN_BYTES = 20;
export const MAC_OFFSET = 24;
export const MAC_BYTES = 8;

export const PAGE_MAGIC = 0xb2;
/** Pages of higher versions begin with the same fields at the same places, except for those at 10 to 13. */
export const PAGE_VERSION = 2;
/** Pages of the first firmware: an opening of 16 bytes, without calendar day and lived hours. They are only read. */
export const OLD_VERSION = 1;
export const OLD_OPEN_BYTES = 16;

/** 393 pages erased 100,000 times each are 39 million page sequences, so this is never reached in service. */
export const MAX_PAGE_SEQUENCE = 0x7fffffff;

/** In the header's clean field: this page starts the log, everything with a lower page sequence is void. */
export const STARTS_LOG = 0x8000;

/** The CRC-32 of any bytes followed by their own CRC-32, little-endian. Checking this needs no copy and no compare. */
export const CRC_RESIDUE = 0x2144df1c;

/** When a page's records were made. */
export interface PageDays {
  /** Day of the key that seals them. */
  sealDay: number;
  /** UTC day of their slots; at most 2 days before `sealDay` after the clock was set back, otherwise equal to it. */
  calendarDay: number;
  /** Hours that the token has lived, modulo 65,536. */
  livedHours: number;
}

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

/** The days of a page whose opening is whole. Pages of the first firmware count as opened in the first hour. */
export function getPageDays(opening: Uint8Array): PageDays {
  const isOld = opening[1] === OLD_VERSION;
  return {
    sealDay: getU16(opening, 6),
    calendarDay: getU16(opening, isOld ? 6 : 12),
    livedHours: isOld ? 0 : getU16(opening, 14),
  };
}

/** The first 20 bytes of a page. `clean` = proven erased pages that follow, plus `STARTS_LOG`. */
export function encodeOpening(
  crypto: Checksum,
  pageSequence: number,
  days: PageDays,
  generation: number,
  clean: number,
): Uint8Array {
  const opening = new Uint8Array(OPEN_BYTES);
  opening[0] = PAGE_MAGIC;
  opening[1] = PAGE_VERSION;
  // As putU16 and putU32 do it, with one native call each.
  const view = new DataView(opening.buffer);
  view.setUint32(2, pageSequence, true);
  view.setUint16(6, days.sealDay, true);
  view.setUint16(8, generation, true);
  view.setUint16(10, clean, true);
  view.setUint16(12, days.calendarDay, true);
  view.setUint16(14, days.livedHours, true);
  view.setUint32(16, crypto.crc32(opening.subarray(0, 16)), true);
  return opening;
}

/** What a page's MAC is computed over: its opening, the number of slots used (2), SHA-256 of those slots (32). */
export function macInput(opening: Uint8Array, slotsUsed: number, digest: Uint8Array): Uint8Array {
  const input = new Uint8Array(opening.length + 2 + 32);
  input.set(opening);
  putU16(input, opening.length, slotsUsed);
  input.set(digest, opening.length + 2);
  return input;
}
