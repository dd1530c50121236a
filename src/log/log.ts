/**
 * The log: fixed-size sealed records in a ring of raw flash pages. Device code. FORMAT.md specifies the bytes and the
 * guarantees; the comments here say why a step is where it is.
 */
import type { Crypto, Flash } from "../../hal/hal.js";
import {
  CLOSE_BYTES,
  CLOSE_OFFSET,
  CRC_RESIDUE,
  HEADER_BYTES,
  OPEN_BYTES,
  SEALED_BYTES,
  SLOT_BYTES,
  encodeClosing,
  getPageSequence,
  getU16,
  macInput,
  slotsUsedOf,
} from "./format.js";
import { createRing } from "./ring.js";
import { createVerifiedFlash } from "./verified-flash.js";

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
  /** A page is erased when its day is more than this many days ago. */
  retentionDays: number;
  /** Key generation, 0…65,535; only recorded. */
  generation: number;
  sealer: Sealer;
  /** No page sequence below this is used again. The newest page outlives every erase, so this is a second line only. */
  minPageSequence: number;
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

/** Slots of one page, in order. */
export interface LogChunk {
  pageSequence: number;
  day: number;
  generation: number;
  /** Position of the first slot within its page, from 0. */
  position: number;
  /** n × 32 bytes as in flash. Some may be no records (torn, or marks of a restart): check each. */
  records: Uint8Array;
  /** Where to go on reading. */
  nextSequence: number;
}

/** Sequence number of a record = page sequence × recordsPerPage + position. */
export interface Log {
  readonly recordsPerPage: number;
  /**
   * Seals and stores a record of `day` (0…65,534). Returns its sequence number once it has been read back, or -1 if the
   * flash would not take it (counted in `lostRecords`).
   */
  append(day: number, plain: Uint8Array): number;
  /**
   * One step of housekeeping with at most one erase: retention, erasing ahead, repair. True: call again.
   * `today` below 0: the time is not known, nothing expires.
   */
  tend(today: number): boolean;
  /** Ends the page being written, with its MAC. To be called before its seal key is given up. */
  close(): void;
  /** Makes everything logged so far void at once; `tend` then erases it, over restarts too. False if the flash failed. */
  eraseAll(day: number): boolean;
  /** Every record held has a sequence number from `firstSequence` up to and without `nextSequence`. */
  firstSequence(): number;
  nextSequence(): number;
  /** To be kept by the caller as the next mount's `minPageSequence`. */
  nextPageSequence(): number;
  /** Where reading starts for records of `day` and later. */
  sequenceOfDay(day: number): number;
  /** Up to `maxRecords` slots of one page, from the first at or after `sequence`; undefined at the end. */
  read(sequence: number, maxRecords: number): LogChunk | undefined;
  counters(): LogCounters;
}

/** A record is offered to so many slots before it counts as lost: two of a page that fails, two of the next. */
const APPEND_TRIES = 4;
/** A page is given up after so many slots that did not read back. */
const MAX_FAILURES_IN_PAGE = 2;

/** Mounts the log on whatever the pages hold; any bytes will do. */
export function createLog(options: LogOptions): Log {
  // What `append` needs comes first: the interpreter looks variables up in this order.
  const sealer = options.sealer;
  const crypto = options.crypto;
  const slot = new Uint8Array(SLOT_BYTES);
  const verified = createVerifiedFlash(options.flash, crypto);
  const recordsPerPage = options.flash.pageBytes / SLOT_BYTES - 1;
  /** The head: its day, the address of its first slot, and the number of slots used. */
  let headDay = -1;
  let headSequence = 0;
  let slotsAddress = 0;
  let used = 0;
  /** The head takes more records. */
  let isOpen = false;
  /** It was opened before the last restart. */
  let isResumed = false;
  let failuresInPage = 0;
  let lostRecords = 0;
  /** Page last read, its header and how many slots may hold records: a page is read in four pieces. */
  let lastRead = -1;
  let header: Uint8Array = slot;
  let slots = 0;
  const flash = options.flash;
  const ring = createRing(options, verified);

  function openPage(day: number, startsLog: boolean): boolean {
    if (!ring.open(day, options.generation, startsLog)) return false;
    headDay = day;
    headSequence = ring.headSequence();
    slotsAddress = ring.addressOf(ring.find(headSequence)) + HEADER_BYTES;
    used = 0;
    failuresInPage = 0;
    isOpen = true;
    isResumed = false;
    return true;
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    if (used === 0) return;
    const headerAddress = slotsAddress - HEADER_BYTES;
    const digest = crypto.sha256(flash.read(slotsAddress, used * SLOT_BYTES));
    const mac = sealer.pageMac(headSequence, macInput(flash.read(headerAddress, OPEN_BYTES), used, digest));
    if (mac.length > 0) verified.program(headerAddress + CLOSE_OFFSET, encodeClosing(crypto, used, mac));
  }

  function append(day: number, plain: Uint8Array): number {
    for (let tries = 0; tries < APPEND_TRIES; tries++) {
      if (day !== headDay || used === recordsPerPage || !isOpen) {
        close();
        if (!openPage(day, false)) break;
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
      if (failuresInPage === MAX_FAILURES_IN_PAGE) close();
    }
    lostRecords++;
    return -1;
  }

  /**
   * The record after the last one found may have been sealed, and cut before it changed a bit. Zeros in its slot make
   * sure that nothing else is ever sealed there, and that a half-programmed bit in it does no harm.
   */
  function markRestart(): void {
    isResumed = false;
    if (!verified.program(slotsAddress + used * SLOT_BYTES, new Uint8Array(SLOT_BYTES))) close();
    used++;
  }

  function tend(today: number): boolean {
    if (isOpen && used === recordsPerPage) {
      close();
      return true;
    }
    const expiryDay = today < 0 ? 0 : today - options.retentionDays;
    // Of a wearer who met no one since, expired records may still be in the head: it needs a successor to be erased.
    if (headSequence > 0 && headDay < expiryDay) return openPage(today, false);
    return ring.tend(expiryDay);
  }

  function eraseAll(day: number): boolean {
    close();
    return openPage(day, true);
  }

  function nextSequence(): number {
    if (isOpen && used < recordsPerPage) return headSequence * recordsPerPage + used;
    return ring.nextSequence() * recordsPerPage;
  }

  function sequenceOfDay(day: number): number {
    const pageSequence = ring.findDay(day);
    return pageSequence > 0 ? pageSequence * recordsPerPage : nextSequence();
  }

  function read(sequence: number, maxRecords: number): LogChunk | undefined {
    let pageSequence = Math.floor(sequence / recordsPerPage);
    let position = sequence - pageSequence * recordsPerPage;
    while (pageSequence <= headSequence && headSequence > 0) {
      const page = ring.find(pageSequence);
      if (ring.sequenceOf(page) > pageSequence) position = 0;
      pageSequence = ring.sequenceOf(page);
      if (pageSequence !== lastRead || pageSequence === headSequence) {
        // The head may take more records, until another page is: nothing about it is remembered.
        lastRead = pageSequence === headSequence ? -1 : pageSequence;
        header = flash.read(ring.addressOf(page), HEADER_BYTES);
        slots = slotsToRead(pageSequence, header);
      }
      const count = Math.min(slots - position, maxRecords);
      if (count > 0) {
        return {
          pageSequence: pageSequence,
          day: getU16(header, 6),
          generation: getU16(header, 8),
          position: position,
          records: flash.read(
            ring.addressOf(page) + HEADER_BYTES + position * SLOT_BYTES,
            count * SLOT_BYTES,
          ),
          nextSequence: pageSequence * recordsPerPage + position + count,
        };
      }
      pageSequence++;
      position = 0;
    }
    return undefined;
  }

  /** Number of slots that may hold records. 0 where the header is not what it was at the mount: its erase was cut. */
  function slotsToRead(pageSequence: number, header: Uint8Array): number {
    if (pageSequence === headSequence) return used;
    const isWhole = crypto.crc32(header.subarray(0, OPEN_BYTES)) === CRC_RESIDUE;
    if (!isWhole || getPageSequence(header) !== pageSequence) return 0;
    const slotsUsed = slotsUsedOf(crypto, header);
    // A page that was not closed may hold records up to its end.
    return slotsUsed < 0 ? recordsPerPage : Math.min(slotsUsed, recordsPerPage);
  }

  /** Goes on in the head only if it is not closed, and if all after its last used slot reads erased. */
  function mount(): void {
    headSequence = ring.headSequence();
    if (headSequence === 0) return;
    const headerAddress = ring.addressOf(ring.find(headSequence));
    const header = flash.read(headerAddress, OPEN_BYTES);
    slotsAddress = headerAddress + HEADER_BYTES;
    headDay = getU16(header, 6);
    let high = recordsPerPage;
    while (used < high) {
      const middle = (used + high) >> 1;
      if (verified.isErased(slotsAddress + middle * SLOT_BYTES, SLOT_BYTES)) high = middle;
      else used = middle + 1;
    }
    const rest = (recordsPerPage - used) * SLOT_BYTES;
    if (!verified.isErased(slotsAddress + used * SLOT_BYTES, rest)) used = recordsPerPage;
    isOpen =
      getU16(header, 8) === options.generation &&
      verified.isErased(headerAddress + CLOSE_OFFSET, CLOSE_BYTES);
    isResumed = true;
  }

  mount();

  return {
    recordsPerPage: recordsPerPage,
    append: append,
    tend: tend,
    close: close,
    eraseAll: eraseAll,
    firstSequence: function () {
      return (ring.oldestSequence() || ring.nextSequence()) * recordsPerPage;
    },
    nextSequence: nextSequence,
    nextPageSequence: ring.nextSequence,
    sequenceOfDay: sequenceOfDay,
    read: read,
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
