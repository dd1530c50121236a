/**
 * The token's small state, saved whole and power-safe in a few pages of its own. Device code; bytes in FORMAT.md.
 *
 * Each save writes two copies to two other pages; only when they have been read back are the pages before erased. So one
 * whole state is always there, a flipped bit in one copy loses nothing, and keys that were given up are gone from flash
 * when `save` returns.
 */
import type { Crypto, Flash } from "../../hal/hal.js";
import { CRC_RESIDUE, getPageSequence, getU16, putU16, putU32 } from "./format.js";
import { createVerifiedFlash } from "./verified-flash.js";

/**
 * In flash: magic 1, version 1, save sequence 4, length 2, the bytes, CRC-32 of all before it. Then, of the copy on the
 * lower page, two marks of a word each: "all other pages are erased", and "no longer so".
 */
const STATE_HEADER_BYTES = 8;
const CRC_BYTES = 4;
const MARK_BYTES = 4;
const SET_MARK = "\0\0\0\0";
const ERASED_MARK = "\xff\xff\xff\xff";
const STATE_MAGIC = 0xb3;
const STATE_VERSION = 1;
export const MAX_STATE_BYTES = 640;

export interface StateStore {
  /** The bytes last saved; undefined where there are none. */
  load(): Uint8Array | undefined;
  /** At the start the pages held something, but no whole state that this program can read. */
  isLost(): boolean;
  /**
   * Saves at most 640 bytes; a power cut leaves the state before or this one. False if no page would take it: the state
   * before is then still there. Takes two page erases; more at the first save of a token's life and where pages fail.
   */
  save(bytes: Uint8Array): boolean;
  /** Programs and erases that did not read back as they should, since the start. */
  flashErrors(): number;
}

/** @param pageCount  4 to 31: two for the copies, two for the next; every page more may go bad, and spreads the wear */
export function createStateStore(
  flash: Flash,
  crypto: Crypto,
  firstPage: number,
  pageCount: number,
): StateStore {
  const verified = createVerifiedFlash(flash, crypto);
  /** Sets of pages have one bit a page. Those with the state last saved: */
  let copies = 0;
  /** Of a newer program: left alone. */
  let foreign = 0;
  /** Erased, and known to be so: a page that only looks erased may have been cut. */
  let erased = 0;
  /** Page that the last copy was written to. */
  let newest = pageCount - 1;
  let sequence = 0;
  /** Length of the state last saved. */
  let length = 0;
  let isMarked = false;
  let isRevoked = false;
  let failures = 0;
  let isLost = false;

  function addressOf(page: number): number {
    return (firstPage + page) * flash.pageBytes;
  }

  /** Bytes in flash for a state of `bytes`, a multiple of 4. */
  function storedBytes(bytes: number): number {
    return STATE_HEADER_BYTES + ((bytes + 3) & ~3) + CRC_BYTES;
  }

  /** Header, state and CRC of a page, of any version; or undefined. */
  function readStored(page: number): Uint8Array | undefined {
    const header = flash.read(addressOf(page), STATE_HEADER_BYTES);
    const size = storedBytes(getU16(header, 6));
    if (header[0] !== STATE_MAGIC || size + 2 * MARK_BYTES > flash.pageBytes) return undefined;
    const stored = flash.read(addressOf(page), size);
    return crypto.crc32(stored) === CRC_RESIDUE ? stored : undefined;
  }

  /** Not just one page, of a set that is not empty. */
  function isTwo(pages: number): boolean {
    return (pages & (pages - 1)) !== 0;
  }

  function isErased(page: number): boolean {
    return verified.isErased(addressOf(page), flash.pageBytes);
  }

  /** Address of the first or second mark. */
  function markAddress(which: number): number {
    let page = 0;
    while ((copies & (1 << page)) === 0) page++;
    return addressOf(page) + storedBytes(length) + which * MARK_BYTES;
  }

  function setMark(which: number): void {
    flash.program(markAddress(which), new Uint8Array(MARK_BYTES));
  }

  function erase(page: number): void {
    if (isMarked && !isRevoked) {
      // From here on, until the erase has ended, the page may only look erased.
      setMark(1);
      isRevoked = true;
    }
    if (verified.erase(firstPage + page)) erased |= 1 << page;
  }

  /** Writes a copy to a page that holds none; its bit, or 0 if the page would not take it. */
  function writeCopy(page: number, stored: Uint8Array): number {
    if ((erased & (1 << page)) === 0) erase(page);
    if ((erased & (1 << page)) === 0) return 0;
    erased &= ~(1 << page);
    flash.program(addressOf(page), stored);
    const back = flash.read(addressOf(page), stored.length);
    const isSame = crypto.crc32(back) === CRC_RESIDUE;
    back.fill(0); // it holds secrets, which are to have one place in memory only
    if (!isSame) failures++;
    else newest = page;
    return isSame ? 1 << page : 0;
  }

  /** Writes up to `wanted` copies, but to no page of `kept`; the pages that took one. */
  function writeCopies(wanted: number, kept: number, stored: Uint8Array): number {
    const start = newest;
    let written = 0;
    for (let i = 1; i <= pageCount && wanted > 0; i++) {
      const page = (start + i) % pageCount;
      if ((kept & (1 << page)) !== 0) continue;
      const bit = writeCopy(page, stored);
      written |= bit;
      if (bit !== 0) wanted--;
    }
    return written;
  }

  /** Erases every other page that may hold something: keys that were given up. */
  function eraseOthers(): void {
    for (let page = 0; page < pageCount; page++) {
      if (((copies | foreign | erased) & (1 << page)) === 0) erase(page);
    }
  }

  function encode(bytes: Uint8Array): Uint8Array {
    const stored = new Uint8Array(storedBytes(bytes.length));
    stored[0] = STATE_MAGIC;
    stored[1] = STATE_VERSION;
    putU32(stored, 2, sequence + 1);
    putU16(stored, 6, bytes.length);
    stored.set(bytes, STATE_HEADER_BYTES);
    const end = stored.length - CRC_BYTES;
    putU32(stored, end, crypto.crc32(stored.subarray(0, end)));
    return stored;
  }

  function save(bytes: Uint8Array): boolean {
    if (bytes.length > MAX_STATE_BYTES || storedBytes(bytes.length) + 2 * MARK_BYTES > flash.pageBytes)
      return false;
    const stored = encode(bytes);
    const written = writeCopies(2, copies | foreign, stored);
    if (written !== 0) {
      copies = written;
      sequence++;
      length = bytes.length;
      isMarked = false;
      isRevoked = false;
      eraseOthers();
      // Only one page took it: the second copy goes to a page that the state before has made free.
      if (!isTwo(copies)) copies |= writeCopies(1, copies | foreign, stored);
      setMark(0);
      isMarked = true;
    }
    stored.fill(0);
    return written !== 0;
  }

  function load(): Uint8Array | undefined {
    for (let page = 0; page < pageCount; page++) {
      if ((copies & (1 << page)) === 0) continue;
      const stored = readStored(page);
      if (stored === undefined) continue;
      const bytes = new Uint8Array(stored.subarray(STATE_HEADER_BYTES, STATE_HEADER_BYTES + length));
      stored.fill(0);
      return bytes;
    }
    return undefined;
  }

  function markText(which: number): string {
    return crypto.toByteString(flash.read(markAddress(which), MARK_BYTES));
  }

  /** The newest state lies on two pages, and the others are erased and known to be. */
  function isInOrder(): boolean {
    // A flipped bit must not make a page count as erased: only all of the first mark sets it, any bit of the second.
    isMarked = markText(0) === SET_MARK;
    isRevoked = markText(1) !== ERASED_MARK;
    if (!isMarked || isRevoked || !isTwo(copies)) return false;
    for (let page = 0; page < pageCount; page++) {
      if (((copies | foreign) & (1 << page)) !== 0) continue;
      // Not erased: the last save was cut while it was programmed.
      if (isErased(page)) erased |= 1 << page;
    }
    return (copies | foreign | erased) === (1 << pageCount) - 1;
  }

  function findNewest(): void {
    sequence = 0;
    copies = 0;
    foreign = 0;
    for (let page = 0; page < pageCount; page++) {
      const stored = readStored(page);
      if (stored === undefined) continue;
      const its = getPageSequence(stored);
      if (stored[1] !== STATE_VERSION) foreign |= 1 << page;
      else if (its > sequence) copies = 0;
      if (its >= sequence && stored[1] === STATE_VERSION) {
        copies |= 1 << page;
        newest = page;
        sequence = its;
        length = getU16(stored, 6);
      }
      stored.fill(0);
    }
  }

  /** The save that made these copies may have been cut at its end: a cell programmed by half may not read right again. */
  function strengthenCopies(): void {
    for (let page = 0; page < pageCount; page++) {
      if ((copies & (1 << page)) === 0) continue;
      const stored = readStored(page);
      if (stored === undefined) {
        copies &= ~(1 << page);
        continue;
      }
      flash.program(addressOf(page), stored);
      stored.fill(0);
    }
  }

  /** Finds the newest whole state. Whatever a power cut or a flipped bit has left is mended by saving it again. */
  function mount(): void {
    findNewest();
    if (copies === 0) {
      for (let page = 0; page < pageCount; page++) if (!isErased(page)) isLost = true;
      return;
    }
    if (isInOrder()) return;
    if (isRevoked) verified.strengthen(markAddress(1), MARK_BYTES);
    strengthenCopies();
    const bytes = load();
    if (bytes === undefined) return mount(); // what was programmed by half is gone: there is a state before
    save(bytes);
    bytes.fill(0);
  }

  mount();

  return {
    load: load,
    isLost: function () {
      return isLost;
    },
    save: save,
    flashErrors: function () {
      return failures + verified.errors();
    },
  };
}
