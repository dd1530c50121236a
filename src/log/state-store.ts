/**
 * The token's small state, saved whole and power-safe in a few pages of its own. Device code; bytes in FORMAT.md.
 *
 * Each save goes to the next page; only when it has been read back is the page before it erased. So one whole state is
 * always there, and keys that were given up are gone from flash when `save` returns.
 */
import type { Crypto, Flash } from "../../hal/hal.js";
import { CRC_RESIDUE, getPageSequence, getU16, putU16, putU32 } from "./format.js";

/**
 * In flash: magic 1, version 1, save sequence 4, length 2, the bytes, CRC-32 of all before it; then the mark, programmed
 * once every other page has been erased.
 */
const STATE_HEADER_BYTES = 8;
const CRC_BYTES = 4;
const MARK_BYTES = 4;
const STATE_MAGIC = 0xb3;
const STATE_VERSION = 1;
export const MAX_STATE_BYTES = 512;
/** Longest piece compared with erased flash at once, so that the check takes little memory. */
const CHECK_BYTES = 1024;

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
  /** Page of the state last saved, or -1. */
  let current = -1;
  let sequence = 0;
  let state: Uint8Array | undefined;
  /** One bit a page, set where the erase is known to have ended: a page that only looks erased may have been cut. */
  let erasedPages = 0;
  let flashErrors = 0;

  function addressOf(page: number): number {
    return (firstPage + page) * flash.pageBytes;
  }

  /** Bytes in flash for a state of `length`, a multiple of 4. */
  function storedBytes(length: number): number {
    return STATE_HEADER_BYTES + ((length + 3) & ~3) + CRC_BYTES;
  }

  /** Header, state and CRC of a page, or undefined. */
  function readStored(page: number): Uint8Array | undefined {
    const header = flash.read(addressOf(page), STATE_HEADER_BYTES);
    const size = storedBytes(getU16(header, 6));
    if (header[0] !== STATE_MAGIC || header[1] !== STATE_VERSION || size + MARK_BYTES > flash.pageBytes)
      return undefined;
    const stored = flash.read(addressOf(page), size);
    return crypto.crc32(stored) === CRC_RESIDUE ? stored : undefined;
  }

  function isErased(page: number): boolean {
    const piece = Math.min(CHECK_BYTES, flash.pageBytes);
    const erasedCrc = crypto.crc32(new Uint8Array(piece).fill(255));
    for (let offset = 0; offset < flash.pageBytes; offset += piece) {
      if (crypto.crc32(flash.read(addressOf(page) + offset, piece)) !== erasedCrc) return false;
    }
    return true;
  }

  function erase(page: number): void {
    flash.erase(firstPage + page);
    erasedPages |= 1 << page;
  }

  /** Erases every other page that may hold something, and marks the current one for it. */
  function settle(): void {
    for (let page = 0; page < pageCount; page++) {
      if (page !== current && (erasedPages & (1 << page)) === 0) erase(page);
    }
    flash.program(addressOf(current) + storedBytes(state!.length), new Uint8Array(MARK_BYTES));
  }

  function program(page: number, stored: Uint8Array): boolean {
    if ((erasedPages & (1 << page)) === 0) erase(page);
    erasedPages &= ~(1 << page);
    if (isErased(page)) {
      flash.program(addressOf(page), stored);
      const written = flash.read(addressOf(page), stored.length);
      if (crypto.toByteString(written) === crypto.toByteString(stored)) return true;
    }
    flashErrors++;
    return false;
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
    if (bytes.length > MAX_STATE_BYTES || storedBytes(bytes.length) + MARK_BYTES > flash.pageBytes)
      return false;
    const stored = encode(bytes);
    const before = current;
    for (let i = 1; i <= pageCount; i++) {
      const page = (before + i) % pageCount;
      if (page === before) break;
      if (!program(page, stored)) continue;
      current = page;
      sequence++;
      state = new Uint8Array(bytes);
      settle();
      return true;
    }
    return false;
  }

  /** Finds the newest whole state. Without its mark, erases what a cut may have left elsewhere: keys that were given up. */
  function mount(): void {
    for (let page = 0; page < pageCount; page++) {
      const stored = readStored(page);
      if (stored === undefined || getPageSequence(stored) <= sequence) continue;
      current = page;
      sequence = getPageSequence(stored);
      state = new Uint8Array(stored.subarray(STATE_HEADER_BYTES, STATE_HEADER_BYTES + getU16(stored, 6)));
    }
    if (state === undefined) return;
    const marked = flash.read(addressOf(current) + storedBytes(state.length), MARK_BYTES);
    if (getU16(marked, 0) + getU16(marked, 2) < 2 * 0xffff) {
      erasedPages = ((1 << pageCount) - 1) & ~(1 << current);
      return;
    }
    settle();
  }

  mount();

  return {
    load: function () {
      return state === undefined ? undefined : new Uint8Array(state);
    },
    save: save,
    flashErrors: function () {
      return flashErrors;
    },
  };
}
