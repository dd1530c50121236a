/**
 * Reads the log's bytes on the host: single slots as a station gets them, and whole flash images. Any bytes will do;
 * nothing throws. Knows no key: records come out sealed.
 */
import type { Crypto } from "../../hal/hal.js";
import {
  CRC_RESIDUE,
  HEADER_BYTES,
  MAC_BYTES,
  MAC_OFFSET,
  OLD_OPEN_BYTES,
  OLD_VERSION,
  OPEN_BYTES,
  PAGE_MAGIC,
  PAGE_VERSION,
  SEALED_BYTES,
  SLOT_BYTES,
  STARTS_LOG,
  getPageDays,
  getPageSequence,
  getU16,
  macInput,
} from "./format.js";
import type { PageDays } from "./format.js";
import { createOpenings } from "./openings.js";

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

export interface ParsedHeader extends PageDays {
  version: number;
  pageSequence: number;
  generation: number;
  /** Everything with a lower page sequence was void when this page was opened. */
  startsLog: boolean;
  /** One bit of the opening was not as it was programmed. */
  isFlipped: boolean;
  /** The opening as it was programmed. */
  opening: Uint8Array;
  /**
   * Undefined as long as the page is being written, and for good if its key was gone when it ended. One that does not fit
   * was cut as it was programmed, or the page is not what it was; pages of the first firmware are read without.
   */
  mac: Uint8Array | undefined;
}

/** A header of 32 bytes; or, in words, why it is none. */
export function parseHeader(crypto: Pick<Crypto, "crc32">, header: Uint8Array): ParsedHeader | string {
  if (header.length !== HEADER_BYTES) return `a page header has ${HEADER_BYTES} bytes, not ${header.length}`;
  const opening = createOpenings(crypto).repair(header.subarray(0, OPEN_BYTES));
  if (opening === undefined) return header[0] === PAGE_MAGIC ? "damaged page header" : "no page header";
  if (opening[1]! > PAGE_VERSION) return `unknown version ${opening[1]} of the page format`;
  if (getPageSequence(opening) === 0) return "page sequence out of range";
  const mac = header.subarray(MAC_OFFSET, MAC_OFFSET + MAC_BYTES);
  const isClosed = opening[1] === PAGE_VERSION && mac.some((byte) => byte !== 0xff);
  return {
    version: opening[1]!,
    pageSequence: getPageSequence(opening),
    ...getPageDays(opening),
    generation: getU16(opening, 8),
    startsLog: (getU16(opening, 10) & STARTS_LOG) !== 0,
    isFlipped: opening.some((byte, i) => byte !== header[i]),
    opening: opening[1] === OLD_VERSION ? opening.subarray(0, OLD_OPEN_BYTES) : opening,
    mac: isClosed ? new Uint8Array(mac) : undefined,
  };
}

/** Slots of a page up to the last one that does not read erased. */
export function countUsed(page: Uint8Array): number {
  let end = page.length;
  while (end > HEADER_BYTES && page[end - 1] === 0xff) end--;
  return Math.ceil((end - HEADER_BYTES) / SLOT_BYTES);
}

/** What the MAC of a closed page is computed over; undefined where the page has no header. */
export function macInputOf(
  crypto: Pick<Crypto, "crc32" | "sha256">,
  page: Uint8Array,
): Uint8Array | undefined {
  const header = parseHeader(crypto, page.subarray(0, HEADER_BYTES));
  if (typeof header === "string") return undefined;
  const used = countUsed(page);
  const slots = page.subarray(HEADER_BYTES, HEADER_BYTES + used * SLOT_BYTES);
  return macInput(header.opening, used, crypto.sha256(slots));
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
