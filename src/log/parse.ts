/**
 * Reads the log's bytes on the host: single slots as a station gets them, and whole flash images. Any bytes will do;
 * nothing throws. Knows no key: records come out sealed.
 */
import type { Crypto } from "../../hal/hal.js";
import {
  CLOSE_OFFSET,
  CRC_RESIDUE,
  HEADER_BYTES,
  MAC_BYTES,
  OPEN_BYTES,
  PAGE_MAGIC,
  PAGE_VERSION,
  SEALED_BYTES,
  SLOT_BYTES,
  STARTS_LOG,
  getPageSequence,
  getU16,
  macInput,
  slotsUsedOf,
} from "./format.js";

export type ParsedSlot =
  | { kind: "record"; sealed: Uint8Array }
  /** Never used. */
  | { kind: "erased" }
  /** Set to zero after a restart, see FORMAT.md. */
  | { kind: "restart" }
  /** Torn by a power cut, or spoilt. */
  | { kind: "damaged" };

/** One slot of 32 bytes. */
export function parseSlot(crypto: Pick<Crypto, "crc32">, slot: Uint8Array): ParsedSlot {
  if (slot.length !== SLOT_BYTES) return { kind: "damaged" };
  if (crypto.crc32(slot) === CRC_RESIDUE) {
    return { kind: "record", sealed: new Uint8Array(slot.subarray(0, SEALED_BYTES)) };
  }
  if (slot.every((byte) => byte === 0xff)) return { kind: "erased" };
  return { kind: slot.every((byte) => byte === 0) ? "restart" : "damaged" };
}

export interface ParsedHeader {
  pageSequence: number;
  day: number;
  generation: number;
  /** Everything with a lower page sequence was void when this page was opened. */
  startsLog: boolean;
  /** Undefined as long as the page is being written, and for good if power was lost before it was closed. */
  closing: { slotsUsed: number; mac: Uint8Array } | undefined;
}

/** A header of 32 bytes; or, in words, why it is none. */
export function parseHeader(crypto: Pick<Crypto, "crc32">, header: Uint8Array): ParsedHeader | string {
  if (header.length !== HEADER_BYTES) return `a page header has ${HEADER_BYTES} bytes, not ${header.length}`;
  if (header[0] !== PAGE_MAGIC) return "no page header";
  if (header[1] !== PAGE_VERSION) return `unknown version ${header[1]} of the page format`;
  if (crypto.crc32(header.subarray(0, OPEN_BYTES)) !== CRC_RESIDUE) return "damaged page header";
  if (getPageSequence(header) === 0) return "page sequence out of range";
  const slotsUsed = slotsUsedOf(crypto, header);
  return {
    pageSequence: getPageSequence(header),
    day: getU16(header, 6),
    generation: getU16(header, 8),
    startsLog: (getU16(header, 10) & STARTS_LOG) !== 0,
    closing:
      slotsUsed < 0
        ? undefined
        : { slotsUsed, mac: new Uint8Array(header.subarray(CLOSE_OFFSET + 2, CLOSE_OFFSET + 2 + MAC_BYTES)) },
  };
}

/** What the MAC of a closed page is computed over; undefined where the page is too short for what it says it holds. */
export function macInputOf(
  crypto: Pick<Crypto, "sha256">,
  page: Uint8Array,
  slotsUsed: number,
): Uint8Array | undefined {
  const end = HEADER_BYTES + slotsUsed * SLOT_BYTES;
  if (end > page.length) return undefined;
  return macInput(page.subarray(0, OPEN_BYTES), slotsUsed, crypto.sha256(page.subarray(HEADER_BYTES, end)));
}

export interface ParsedPage extends ParsedHeader {
  /** Number of the page within the image. */
  page: number;
  /** All slots of the page, by position. */
  slots: ParsedSlot[];
}

/** The pages of a ring's image that have a header, by page sequence. */
export function parseRing(crypto: Pick<Crypto, "crc32">, image: Uint8Array, pageBytes: number): ParsedPage[] {
  const pages: ParsedPage[] = [];
  for (let start = 0; start + pageBytes <= image.length; start += pageBytes) {
    const header = parseHeader(crypto, image.subarray(start, start + HEADER_BYTES));
    if (typeof header === "string") continue;
    const slots: ParsedSlot[] = [];
    for (let at = start + HEADER_BYTES; at < start + pageBytes; at += SLOT_BYTES) {
      slots.push(parseSlot(crypto, image.subarray(at, at + SLOT_BYTES)));
    }
    pages.push({ ...header, page: start / pageBytes, slots });
  }
  return pages.sort((a, b) => a.pageSequence - b.pageSequence);
}
