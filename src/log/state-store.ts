/**
 * The token's small state, saved whole and power-safe in a few pages of its own. Device code; bytes in FORMAT.md.
 *
 * Each save goes to the next page; only when it has been read back is the page before it erased. So one whole state is
 * always there, and keys that were given up are gone from flash when `save` returns.
 */
import type { Crypto, Flash } from "../../hal/hal.js";
import { CRC_RESIDUE, getPageSequence, getU16, putU16, putU32 } from "./format.js";
import { createVerifiedFlash } from "./verified-flash.js";

/**
 * In flash: magic 1, version 1, save sequence 4, length 2, the bytes, CRC-32 of all before it. Then two marks of
 * a word each, which count as set if they do not read erased: "all other pages are erased", and "no longer so".
 */
const STATE_HEADER_BYTES = 8;
const CRC_BYTES = 4;
const MARK_BYTES = 4;
const ERASED_WORD = "\xff\xff\xff\xff";
const STATE_MAGIC = 0xb3;
const STATE_VERSION = 1;
export const MAX_STATE_BYTES = 512;

export interface StateStore {
  /** The bytes last saved; undefined where there are none. */
  load(): Uint8Array | undefined;
  /**
   * Saves at most 512 bytes; a power cut leaves the state before or this one. False if no page would take it: the state
   * before is then still there. Takes one page erase; more at the first save of a token's life and where pages fail.
   */
  save(bytes: Uint8Array): boolean;
  /** Programs and erases that did not read back as they should, since the start. */
  flashErrors(): number;
}

/** @param pageCount  at least 2; every page more is one that may go bad, and spreads the wear */
export function createStateStore(
  flash: Flash,
  crypto: Crypto,
  firstPage: number,
  pageCount: number,
): StateStore {
  const verified = createVerifiedFlash(flash, crypto);
  /** Page of the state last saved, or -1. */
  let current = -1;
  let sequence = 0;
  /** Length of the state last saved. */
  let length = 0;
  /** One bit a page, set where the erase is known to have ended: a page that only looks erased may have been cut. */
  let erasedPages = 0;
  let isMarked = false;
  let isRevoked = false;
  let failures = 0;

  function addressOf(page: number): number {
    return (firstPage + page) * flash.pageBytes;
  }

  /** Bytes in flash for a state of `bytes`, a multiple of 4. */
  function storedBytes(bytes: number): number {
    return STATE_HEADER_BYTES + ((bytes + 3) & ~3) + CRC_BYTES;
  }

  /** Header, state and CRC of a page, or undefined. */
  function readStored(page: number): Uint8Array | undefined {
    const header = flash.read(addressOf(page), STATE_HEADER_BYTES);
    const size = storedBytes(getU16(header, 6));
    if (header[0] !== STATE_MAGIC || header[1] !== STATE_VERSION || size + 2 * MARK_BYTES > flash.pageBytes)
      return undefined;
    const stored = flash.read(addressOf(page), size);
    return crypto.crc32(stored) === CRC_RESIDUE ? stored : undefined;
  }

  function isErased(page: number): boolean {
    return verified.isErased(addressOf(page), flash.pageBytes);
  }

  /** Address of the current state's first or second mark. */
  function markAddress(which: number): number {
    return addressOf(current) + storedBytes(length) + which * MARK_BYTES;
  }

  function isSet(which: number): boolean {
    return crypto.toByteString(flash.read(markAddress(which), MARK_BYTES)) !== ERASED_WORD;
  }

  function erase(page: number): void {
    if (isMarked && !isRevoked) {
      // From here on, until the erase has ended, the page may only look erased.
      flash.program(markAddress(1), new Uint8Array(MARK_BYTES));
      isRevoked = true;
    }
    if (verified.erase(firstPage + page)) erasedPages |= 1 << page;
  }

  /** Erases every other page that may hold something: keys that were given up. Marks the current one for it. */
  function settle(): void {
    for (let page = 0; page < pageCount; page++) {
      if (page !== current && (erasedPages & (1 << page)) === 0) erase(page);
    }
    if (!isMarked) flash.program(markAddress(0), new Uint8Array(MARK_BYTES));
    isMarked = true;
  }

  function program(page: number, stored: Uint8Array): boolean {
    if ((erasedPages & (1 << page)) === 0) erase(page);
    if ((erasedPages & (1 << page)) === 0) return false;
    erasedPages &= ~(1 << page);
    flash.program(addressOf(page), stored);
    const back = flash.read(addressOf(page), stored.length);
    const isSame = crypto.crc32(back) === CRC_RESIDUE;
    back.fill(0); // it holds secrets, which are to have one place in memory only
    if (!isSame) failures++;
    return isSame;
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
    const before = current;
    for (let i = 1; i <= pageCount; i++) {
      const page = (before + i) % pageCount;
      if (page === before) break;
      if (!program(page, stored)) continue;
      current = page;
      sequence++;
      length = bytes.length;
      stored.fill(0);
      isMarked = false;
      isRevoked = false;
      settle();
      return true;
    }
    stored.fill(0);
    return false;
  }

  /** Finds the newest whole state, and erases what a cut may have left in other pages. */
  function mount(): void {
    for (let page = 0; page < pageCount; page++) {
      const stored = readStored(page);
      if (stored === undefined) continue;
      if (getPageSequence(stored) > sequence) {
        current = page;
        sequence = getPageSequence(stored);
        length = getU16(stored, 6);
      }
      stored.fill(0);
    }
    if (current < 0) return;
    isMarked = isSet(0);
    isRevoked = isSet(1);
    for (let page = 0; page < pageCount && isMarked && !isRevoked; page++) {
      // Not erased: the last save was cut while it was programmed.
      if (page !== current && isErased(page)) erasedPages |= 1 << page;
    }
    settle();
  }

  mount();

  return {
    load: function () {
      if (current < 0) return undefined;
      const stored = readStored(current)!;
      const bytes = new Uint8Array(stored.subarray(STATE_HEADER_BYTES, STATE_HEADER_BYTES + length));
      stored.fill(0);
      return bytes;
    },
    save: save,
    flashErrors: function () {
      return failures + verified.errors();
    },
  };
}
