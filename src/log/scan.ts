/** What the pages of a ring hold when power comes on. Device code. */
import type { Crypto, Flash } from "../../hal/hal.js";
import {
  CRC_RESIDUE,
  MAX_PAGE_SEQUENCE,
  OLD_VERSION,
  OPEN_BYTES,
  PAGE_MAGIC,
  PAGE_VERSION,
  STARTS_LOG,
  getPageSequence,
  getU16,
} from "./format.js";
import type { Openings } from "./openings.js";

/** In place of a page sequence: the page is to be erased. */
export const TO_ERASE = 0;
/** In place of a page sequence: the page is erased, and proven so, or out of use. */
export const CLEAN = -1;

export interface Scan {
  /** By page: its page sequence, `TO_ERASE` or `CLEAN`. */
  sequences: Int32Array;
  /** By page that has a sequence: the hours the token had lived when it was opened. */
  hours: Uint16Array;
  /** Page with the highest sequence; the last page stands in for it where there is none. */
  head: number;
  /** Its opening as programmed; undefined where there is no head. */
  opening: Uint8Array | undefined;
  /** So many pages after the head are proven erased. */
  clean: number;
  /** The head's clean mark has been used. */
  isMarked: boolean;
  /** A generation before this one has used the last sequence: what it left is void, and sequences begin anew. */
  beginsAnew: boolean;
}

/**
 * Reads the opening of every page. Any bytes will do.
 *
 * @param generation  of the pages that will be written
 */
export function scanPages(
  flash: Flash,
  crypto: Crypto,
  openings: Openings,
  firstPage: number,
  pageCount: number,
  generation: number,
): Scan {
  const scan = readOpenings(flash, crypto, openings, firstPage, pageCount, -1);
  const opening = scan.opening;
  if (opening === undefined || getPageSequence(opening) < MAX_PAGE_SEQUENCE) return scan;
  if (getU16(opening, 8) === generation) return scan;
  const anew = readOpenings(flash, crypto, openings, firstPage, pageCount, generation);
  anew.beginsAnew = true;
  return anew;
}

/** @param generation  of the pages that count; below 0: all do */
function readOpenings(
  flash: Flash,
  crypto: Crypto,
  openings: Openings,
  firstPage: number,
  pageCount: number,
  generation: number,
): Scan {
  const pageBytes = flash.pageBytes;
  const sequences = new Int32Array(pageCount);
  const hours = new Uint16Array(pageCount);
  // The interpreter finds a name the faster the nearer it is, and this loop runs for every page.
  const magic = PAGE_MAGIC;
  const version = PAGE_VERSION;
  const residue = CRC_RESIDUE;
  /** Sequence of the last page that made all before it void. */
  let logStart = 0;
  let head = pageCount - 1;
  let headSequence = 0;
  let headOpening: Uint8Array | undefined;
  for (let page = 0, address = firstPage * pageBytes; page < pageCount; page++, address += pageBytes) {
    const read = flash.read(address, OPEN_BYTES);
    let opening: Uint8Array | undefined = read;
    if (read[0] !== magic || read[1] !== version || crypto.crc32(read) !== residue) {
      opening = openings.repair(read);
      if (opening === undefined) continue;
    }
    // As getPageSequence and getU16 do it.
    const high = opening[4]! | (opening[5]! << 8);
    if (high > 0x7fff || (generation >= 0 && getU16(opening, 8) !== generation)) continue;
    const sequence = opening[2]! | (opening[3]! << 8) | (high << 16);
    sequences[page] = sequence;
    if (opening[1] !== OLD_VERSION) hours[page] = opening[14]! | (opening[15]! << 8);
    if (opening[11]! > 127 && opening[1]! <= version && sequence > logStart) logStart = sequence;
    if (sequence > headSequence) {
      headSequence = sequence;
      head = page;
      headOpening = opening;
    }
  }
  const scan: Scan = {
    sequences: sequences,
    hours: hours,
    head: head,
    opening: headOpening,
    clean: 0,
    isMarked: true,
    beginsAnew: false,
  };
  if (headOpening !== undefined) {
    if (headOpening[1] === PAGE_VERSION)
      readMark(scan, flash.read((firstPage + head) * pageBytes + OPEN_BYTES, 4), headOpening);
    sortOut(scan, logStart);
  }
  return scan;
}

/** Length of the clean run: what the head's opening says, or its clean mark, which comes later. */
function readMark(scan: Scan, mark: Uint8Array, opening: Uint8Array): void {
  const run = getU16(mark, 0);
  scan.isMarked = run < 0xffff || getU16(mark, 2) < 0xffff;
  // A mark that was cut has bits left that should be 0: its halves are no complements.
  const isWhole = (run ^ getU16(mark, 2)) === 0xffff;
  scan.clean = isWhole ? run : getU16(opening, 10) & ~STARTS_LOG;
  // Not Math.min, which makes an integer a float: a page that is one cannot be erased in the interpreter.
  if (scan.clean >= scan.sequences.length) scan.clean = scan.sequences.length - 1;
}

/** Keeps the pages whose sequences ascend from the clean run to the head, but none that is void. */
function sortOut(scan: Scan, logStart: number): void {
  const sequences = scan.sequences;
  const count = sequences.length;
  const clean = scan.clean;
  let page = scan.head;
  let last = logStart > 0 ? logStart - 1 : 0;
  for (let i = 1; i < count; i++) {
    page++;
    if (page === count) page = 0;
    // Otherwise proven erased; or without header, void, or an older page in a newer one's place because its erase failed.
    if (i > clean && sequences[page]! > last) last = sequences[page]!;
    else sequences[page] = i > clean ? TO_ERASE : CLEAN;
  }
}
