/**
 * The log: fixed-size sealed records in a ring of raw flash pages. Device code. FORMAT.md specifies the bytes and the
 * guarantees; the comments here say why a step is where it is.
 */
import type { Crypto, Flash } from "../../hal/hal.js";
import {
  CRC_RESIDUE,
  HEADER_BYTES,
  MAC_BYTES,
  MAC_OFFSET,
  MAX_PAGE_SEQUENCE,
  OPEN_BYTES,
  PAGE_VERSION,
  SEALED_BYTES,
  SLOT_BYTES,
  getPageDays,
  getU16,
  macInput,
} from "./format.js";
import type { PageDays } from "./format.js";
import { createOpenings } from "./openings.js";
import { createReader } from "./reader.js";
import type { LogChunk } from "./reader.js";
import { createRing } from "./ring.js";
import type { Ring } from "./ring.js";
import { createVerifiedFlash } from "./verified-flash.js";

export type { LogChunk };

/** Given by custody; the log knows no key. */
export interface Sealer {
  /** 24 bytes → 28: ciphertext and tag. The log never asks twice for the same pair of page sequence and position. */
  seal(pageSequence: number, position: number, plain: Uint8Array): Uint8Array;
  /** 8 bytes over `macInput`, or none where the key of that page is gone: the page then stays without a MAC. */
  pageMac(pageSequence: number, page: Uint8Array): Uint8Array;
}

export interface LogOptions {
  flash: Flash;
  crypto: Crypto;
  firstPage: number;
  /** Pages of the ring, at least 3. */
  pageCount: number;
  /** Records are kept for so many days of the token's life at least, and one more at most; up to 1,364. */
  retentionDays: number;
  /** Key generation, 0…65,535, bound into the nonces. */
  generation: number;
  sealer: Sealer;
  /** No page sequence below this is used again. The newest page outlives every erase, so this is a second line only. */
  minPageSequence: number;
  /**
   * Called before a page is erased that holds `records` slots with records from `firstSequence` on: because it has
   * expired, or to make room. Not called for what `eraseAll` made void.
   */
  onErase?: (firstSequence: number, records: number, isExpired: boolean) => void;
}

/** Since the log was mounted. */
export interface LogCounters {
  /** Records that `append` could not store. */
  lostRecords: number;
  /** Pages erased before their time, to make room. */
  overwrittenPages: number;
  /** Programs and erases that did not read back as they should. */
  flashErrors: number;
  /** Pages out of use after a failed erase; each is tried again after a restart, once. */
  badPages: number;
}

/** Sequence number of a record = page sequence × recordsPerPage + position. */
export interface Log {
  readonly recordsPerPage: number;
  /**
   * Seals and stores a record. Returns its sequence number once it has been read back, or -1 if the flash would not take
   * it (counted in `lostRecords`).
   */
  append(days: PageDays, plain: Uint8Array): number;
  /**
   * One step towards a page that takes a record of these days: ends the one at hand, or opens the next; true: call again. What
   * `append` would otherwise do at once.
   */
  turnPage(days: PageDays): boolean;
  /** One step of housekeeping with at most one erase: retention, erasing ahead, repair. True: call again. */
  tend(days: PageDays): boolean;
  /** Ends the page being written, with its MAC. To be called before its seal key is given up. */
  close(): void;
  /** Makes everything logged so far void at once; `tend` then erases it, over restarts too. False if the flash failed. */
  eraseAll(days: PageDays): boolean;
  /** Every record held has a sequence number from `firstSequence` up to and without `nextSequence`. */
  firstSequence(): number;
  nextSequence(): number;
  /** To be kept by the caller as the next mount's `minPageSequence`. */
  nextPageSequence(): number;
  /** No page sequence is left in this generation: nothing is taken until the next one. */
  isExhausted(): boolean;
  /**
   * Lived hours of the newest page when it was opened; 0 without one. A token whose own count is lower has lost it, and
   * goes on from here: with the lower one nothing would expire until it has caught up.
   */
  livedHours(): number;
  /** Up to `maxRecords` slots of one page, from the first at or after `sequence`; undefined at the end. */
  read(sequence: number, maxRecords: number): LogChunk | undefined;
  counters(): LogCounters;
}

/** A record is offered to so many slots before it counts as lost. */
const APPEND_TRIES = 4;
/** A page is given up after so many slots that did not read back. */
const MAX_FAILURES_IN_PAGE = 2;
/** A page takes records for so many hours, so that they expire together. */
const PAGE_HOURS = 24;

/** Mounts the log on whatever the pages hold; any bytes will do. */
export function createLog(options: LogOptions): Log {
  // What `append` needs comes first: the interpreter looks variables up in this order.
  const sealer = options.sealer;
  const crypto = options.crypto;
  const slot = new Uint8Array(SLOT_BYTES);
  const verified = createVerifiedFlash(options.flash, crypto);
  const recordsPerPage = options.flash.pageBytes / SLOT_BYTES - 1;
  /** The head: its days, the address of its first slot, and the number of slots used. */
  let sealDay = -1;
  let calendarDay = -1;
  let openedHours = 0;
  let headSequence = 0;
  let slotsAddress = 0;
  let used = 0;
  /** The head takes more records. */
  let isOpen = false;
  /** It was opened before the last restart. */
  let isResumed = false;
  let isErasingAll = false;
  let failuresInPage = 0;
  let lostRecords = 0;
  const flash = options.flash;
  const openings = createOpenings(crypto);
  const reader = createReader(verified, crypto, openings, recordsPerPage);
  let ring = mountRing();

  function mountRing(): Ring {
    return createRing(options, verified, openings, reportErase);
  }

  function openPage(days: PageDays, startsLog: boolean): boolean {
    if (!ring.open(days, startsLog)) return false;
    sealDay = days.sealDay;
    calendarDay = days.calendarDay;
    openedHours = days.livedHours;
    headSequence = ring.headSequence();
    slotsAddress = ring.addressOf(ring.find(headSequence)) + HEADER_BYTES;
    used = 0;
    failuresInPage = 0;
    isOpen = true;
    isResumed = false;
    return true;
  }

  function reportErase(page: number, isExpired: boolean): void {
    if (options.onErase === undefined || isErasingAll) return;
    const sequence = ring.sequenceOf(page);
    const address = ring.addressOf(page);
    if (flash.read(address, 2)[1]! > PAGE_VERSION) return;
    const records = reader.findUsed(address + HEADER_BYTES);
    if (records > 0) options.onErase(sequence * recordsPerPage, records, isExpired);
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    // A slot that failed may look erased, and is then the last; whoever checks the MAC would not count it.
    if (failuresInPage > 0 && reader.isErasedSlot(slotsAddress, used - 1)) used--;
    if (used === 0) return;
    const headerAddress = slotsAddress - HEADER_BYTES;
    const digest = crypto.sha256(flash.read(slotsAddress, used * SLOT_BYTES));
    const mac = sealer.pageMac(headSequence, macInput(flash.read(headerAddress, OPEN_BYTES), used, digest));
    if (mac.length > 0) verified.program(headerAddress + MAC_OFFSET, mac);
  }

  /** A record of these days needs another page than the one at hand. */
  function isPageOver(days: PageDays): boolean {
    return (
      used === recordsPerPage ||
      !isOpen ||
      days.sealDay !== sealDay ||
      days.calendarDay !== calendarDay ||
      ((days.livedHours - openedHours) & 0xffff) >= PAGE_HOURS
    );
  }

  function turnPage(days: PageDays): boolean {
    if (!isPageOver(days)) return false;
    if (!isOpen) return openPage(days, false);
    close();
    return true;
  }

  function append(days: PageDays, plain: Uint8Array): number {
    for (let tries = 0; tries < APPEND_TRIES; tries++) {
      if (isPageOver(days)) {
        close();
        if (!openPage(days, false)) break;
      }
      if (isResumed) markRestart();
      if (!isOpen || used === recordsPerPage) continue;
      const position = used;
      const sealed = sealer.seal(headSequence, position, plain);
      slot.set(sealed);
      // As putU32 does it, which would be the dearest part of an append.
      const crc = crypto.crc32(sealed);
      slot[SEALED_BYTES] = crc;
      slot[SEALED_BYTES + 1] = crc >> 8;
      slot[SEALED_BYTES + 2] = crc >> 16;
      slot[SEALED_BYTES + 3] = crc >> 24;
      used++;
      if (verified.program(slotsAddress + position * SLOT_BYTES, slot)) {
        return headSequence * recordsPerPage + position;
      }
      failuresInPage++;
      // After a restart one slot that reads erased is passed over (`markRestart`), and no more.
      if (failuresInPage === MAX_FAILURES_IN_PAGE || reader.isErasedSlot(slotsAddress, position)) close();
    }
    lostRecords++;
    return -1;
  }

  /**
   * The record after the last one found may have been sealed, and cut before it changed a bit. Zeros in its slot make
   * sure that nothing else is ever sealed there, and that a half-programmed bit in it does no harm. Where anything
   * behind it does not read erased, the page is ended.
   */
  function markRestart(): void {
    isResumed = false;
    const rest = (recordsPerPage - used) * SLOT_BYTES;
    if (!verified.isErased(slotsAddress + used * SLOT_BYTES, rest)) {
      used = recordsPerPage;
      close();
      return;
    }
    if (!verified.program(slotsAddress + used * SLOT_BYTES, new Uint8Array(SLOT_BYTES))) close();
    used++;
  }

  function tend(days: PageDays): boolean {
    if (isOpen && used === recordsPerPage) {
      close();
      return true;
    }
    // Of a wearer who met no one since, expired records may still be in the head: it needs a successor to be erased.
    if (headSequence > 0 && ring.isExpired(openedHours, days.livedHours)) {
      close();
      return openPage(days, false);
    }
    return ring.tend(days.livedHours);
  }

  function eraseAll(days: PageDays): boolean {
    close();
    isErasingAll = true;
    const isOpened = openPage(days, true);
    isErasingAll = false;
    return isOpened;
  }

  function nextSequence(): number {
    if (isOpen && used < recordsPerPage) return headSequence * recordsPerPage + used;
    return ring.nextSequence() * recordsPerPage;
  }

  /** Goes on in the head only if it is of this format and generation, whole, and not closed. */
  function mount(): void {
    headSequence = ring.headSequence();
    const headOpening = ring.mountedOpening();
    if (headOpening === undefined) return;
    const headerAddress = ring.addressOf(ring.find(headSequence));
    const days = getPageDays(headOpening);
    sealDay = days.sealDay;
    calendarDay = days.calendarDay;
    openedHours = days.livedHours;
    slotsAddress = headerAddress + HEADER_BYTES;
    used = reader.findUsed(slotsAddress);
    isResumed = true;
    if (headOpening[1] !== PAGE_VERSION) return;
    // The last program before the start may have been cut at its end, and is relied on from here on.
    if (used > 0) verified.strengthen(slotsAddress + (used - 1) * SLOT_BYTES, SLOT_BYTES);
    const from = used > 0 ? OPEN_BYTES : 0;
    verified.strengthen(headerAddress + from, HEADER_BYTES - from);
    const header = flash.read(headerAddress, HEADER_BYTES);
    if (openings.repair(header.subarray(0, OPEN_BYTES)) === undefined) {
      // It did not read right a second time: the page before is the head.
      ring = mountRing();
      used = 0;
      mount();
      return;
    }
    isOpen =
      getU16(headOpening, 8) === options.generation &&
      crypto.crc32(header.subarray(0, OPEN_BYTES)) === CRC_RESIDUE &&
      verified.isErased(headerAddress + MAC_OFFSET, MAC_BYTES);
  }

  mount();

  return {
    recordsPerPage: recordsPerPage,
    append: append,
    turnPage: turnPage,
    tend: tend,
    close: close,
    eraseAll: eraseAll,
    firstSequence: function () {
      return (ring.oldestSequence() || ring.nextSequence()) * recordsPerPage;
    },
    nextSequence: nextSequence,
    nextPageSequence: ring.nextSequence,
    isExhausted: function () {
      return ring.nextSequence() > MAX_PAGE_SEQUENCE;
    },
    livedHours: function () {
      return openedHours;
    },
    read: function (sequence, maxRecords) {
      return reader.read(ring, used, sequence, maxRecords);
    },
    counters: function () {
      return {
        lostRecords: lostRecords,
        overwrittenPages: ring.counters().overwrittenPages,
        flashErrors: verified.errors(),
        badPages: ring.counters().badPages,
      };
    },
  };
}
