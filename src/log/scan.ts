/** What the pages of a ring hold when power comes on. Device code. */
import type { Crypto, Flash } from "../../hal/hal.js";
import {
  CLEAN_MARK_OFFSET,
  CRC_RESIDUE,
  OPEN_BYTES,
  PAGE_MAGIC,
  PAGE_VERSION,
  STARTS_LOG,
  getU16,
} from "./format.js";

/** In place of a day: the page is erased, and proven so, or out of use. */
export const NOTHING_TO_EXPIRE = 0xffff;

export interface Scan {
  /** By page: its page sequence, 0 where nothing is to be read. */
  sequences: Uint32Array;
  /** By page: its day, 0 where unknown, or `NOTHING_TO_EXPIRE`. */
  days: Uint16Array;
  /** Page with the highest sequence; the last page stands in for it where there is none. */
  head: number;
  /** So many pages after the head are proven erased. */
  clean: number;
  /** The head's clean mark has been used. */
  isMarked: boolean;
}

/** Reads the opening of every page. Any bytes will do. */
export function scanPages(flash: Flash, crypto: Crypto, firstPage: number, pageCount: number): Scan {
  const pageBytes = flash.pageBytes;
  const sequences = new Uint32Array(pageCount);
  const days = new Uint16Array(pageCount);
  // The interpreter finds a name the faster the nearer it is, and this loop runs for every page.
  const magic = PAGE_MAGIC;
  const version = PAGE_VERSION;
  const residue = CRC_RESIDUE;
  /** Sequence of the last page that made all before it void. */
  let logStart = 0;
  let head = pageCount - 1;
  let headSequence = 0;
  let headClean = 0;
  for (let page = 0, address = firstPage * pageBytes; page < pageCount; page++, address += pageBytes) {
    const opening = flash.read(address, OPEN_BYTES);
    if (opening[0] !== magic || opening[1] !== version || crypto.crc32(opening) !== residue) continue;
    // As getPageSequence and getU16 do it.
    const high = opening[4]! | (opening[5]! << 8);
    if (high > 0x7fff) continue;
    const sequence = opening[2]! | (opening[3]! << 8) | (high << 16);
    sequences[page] = sequence;
    days[page] = opening[6]! | (opening[7]! << 8);
    if (opening[11]! > 127 && sequence > logStart) logStart = sequence;
    if (sequence > headSequence) {
      headSequence = sequence;
      head = page;
      headClean = getU16(opening, 10) & ~STARTS_LOG;
    }
  }
  const scan: Scan = { sequences: sequences, days: days, head: head, clean: 0, isMarked: false };
  if (headSequence > 0) {
    readMark(scan, flash.read((firstPage + head) * pageBytes + CLEAN_MARK_OFFSET, 4), headClean);
    sortOut(scan, logStart);
  }
  return scan;
}

/** Length of the clean run: what the head's opening says, or its clean mark, which comes later. */
function readMark(scan: Scan, mark: Uint8Array, cleanAtOpening: number): void {
  const run = getU16(mark, 0);
  scan.isMarked = run < 0xffff || getU16(mark, 2) < 0xffff;
  // A mark that was cut has bits left that should be 0: its halves are no complements.
  const isWhole = (run ^ getU16(mark, 2)) === 0xffff;
  scan.clean = isWhole ? run : cleanAtOpening;
  // Not Math.min, which makes an integer a float: a page that is one cannot be erased in the interpreter.
  if (scan.clean >= scan.days.length) scan.clean = scan.days.length - 1;
}

/** Keeps the pages whose sequences ascend from the clean run to the head, but none that is void. */
function sortOut(scan: Scan, logStart: number): void {
  const sequences = scan.sequences;
  const days = scan.days;
  const count = days.length;
  const clean = scan.clean;
  let page = scan.head;
  let last = logStart > 0 ? logStart - 1 : 0;
  for (let i = 1; i < count; i++) {
    page++;
    if (page === count) page = 0;
    if (i > clean && sequences[page]! > last) {
      last = sequences[page]!;
    } else {
      // Proven erased; or without header, void, or an older page in a newer one's place because its erase failed.
      sequences[page] = 0;
      days[page] = i > clean ? 0 : NOTHING_TO_EXPIRE;
    }
  }
}
