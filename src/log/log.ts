/**
 * The ring log: fixed-size sealed records in raw flash pages. Device code. FORMAT.md specifies the bytes and the
 * guarantees; the comments here say why a step is where it is.
 *
 * The pages form a ring. Walking it from the newest page, the head:
 *
 *     head | clean run: erased and proven so | the oldest page … older and newer pages … | head
 *
 * Pages are opened at the front of the clean run and erased at its end, both in the same direction, so that wear is
 * even. What cannot be proven erased (a cut erase may look erased and not be) is erased again.
 */
import type { Crypto, Flash } from "../../hal/hal.js";
import {
  CLEAN_MARK_OFFSET,
  CLOSE_BYTES,
  CLOSE_OFFSET,
  CRC_RESIDUE,
  HEADER_BYTES,
  MAX_PAGE_SEQUENCE,
  OPEN_BYTES,
  PAGE_MAGIC,
  PAGE_VERSION,
  SEALED_BYTES,
  SLOT_BYTES,
  STARTS_LOG,
  encodeClosing,
  encodeOpening,
  getPageSequence,
  getU16,
  macInput,
  putU16,
  putU32,
  slotsUsedOf,
} from "./format.js";

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

/** Longest piece compared with erased flash at once, so that the check takes little memory. */
const CHECK_BYTES = 1024;
/** A record is offered to this many slots before it counts as lost: two of a page that fails, two of the next. */
const APPEND_TRIES = 4;
/** Days looked at in one step of housekeeping. */
const DAYS_PER_STEP = 32;
/** In place of a day: the page was erased since the mount, or is out of use. */
const NOTHING_TO_EXPIRE = 0xffff;

/** Mounts the ring on whatever the pages hold; any bytes will do. */
export function createLog(options: LogOptions): Log {
  // What `append` needs comes first: the interpreter looks variables up in this order.
  const flash = options.flash;
  const crypto = options.crypto;
  const sealer = options.sealer;
  const slot = new Uint8Array(SLOT_BYTES);
  let headDay = -1;
  let headAddress = 0;
  let headSequence = 0;
  let used = 0;
  let isOpen = false;
  let isResumed = false;
  const recordsPerPage = flash.pageBytes / SLOT_BYTES - 1;

  const pageBytes = flash.pageBytes;
  const pageCount = options.pageCount;
  const generation = options.generation;
  const erasedSlot = crypto.toByteString(new Uint8Array(SLOT_BYTES).fill(255));
  const checkBytes = Math.min(CHECK_BYTES, pageBytes);
  const erasedCrc = crypto.crc32(new Uint8Array(checkBytes).fill(255));
  const counters: LogCounters = { lostRecords: 0, overwrittenPages: 0, flashErrors: 0, badPages: 0 };

  /** By page of the ring: its page sequence, 0 where nothing is to be read; and its day, 0 where unknown. */
  const sequences = new Uint32Array(pageCount);
  const days = new Uint16Array(pageCount);
  const badPages: number[] = [];
  /** Page with the highest sequence, or the last page as long as there is none. */
  let head = pageCount - 1;
  let oldest = head;
  /** The clean run: `clean` pages after `cleanStart`, which is the head unless the pages after it went bad. */
  let cleanStart = head;
  let clean = 0;
  /** How much of the run the head's header proves to the next mount, and whether its mark has been used for more. */
  let provenClean = 0;
  let isMarked = false;
  let failuresInPage = 0;
  let tendedDay = -1;
  let tendCursor = pageCount;

  function addressOf(page: number): number {
    return (options.firstPage + page) * pageBytes;
  }

  function after(page: number): number {
    return page + 1 < pageCount ? page + 1 : page + 1 - pageCount;
  }

  function isErased(address: number, length: number): boolean {
    for (let done = 0; done < length; done += checkBytes) {
      const size = Math.min(checkBytes, length - done);
      const bytes = flash.read(address + done, size);
      if (size === checkBytes) {
        if (crypto.crc32(bytes) !== erasedCrc) return false;
      } else if (crypto.toByteString(bytes) !== crypto.toByteString(new Uint8Array(size).fill(255)))
        return false;
    }
    return true;
  }

  /** Programs and reads back. */
  function programChecked(address: number, bytes: Uint8Array): boolean {
    flash.program(address, bytes);
    if (crypto.toByteString(flash.read(address, bytes.length)) === crypto.toByteString(bytes)) return true;
    counters.flashErrors++;
    return false;
  }

  function retire(page: number): void {
    badPages.push(page);
    counters.badPages++;
  }

  /** Erases a page of the ring that is not the head. */
  function erasePage(page: number): void {
    flash.erase(options.firstPage + page);
    sequences[page] = 0;
    days[page] = NOTHING_TO_EXPIRE;
    while (sequences[oldest] === 0 && oldest !== head) oldest = after(oldest);
    if (isErased(addressOf(page), pageBytes)) return;
    counters.flashErrors++;
    retire(page);
  }

  /** The page behind the clean run. */
  function pageBehindRun(): number {
    return (cleanStart + clean + 1) % pageCount;
  }

  /** Whether `page` holds nothing and nothing more can be done about it. */
  function isDone(page: number): boolean {
    return sequences[page] === 0 && days[page] === NOTHING_TO_EXPIRE;
  }

  /** Makes the clean run longer by a page, or by more that were erased out of turn. False if the head is next. */
  function extendRun(expiry: number): boolean {
    const page = pageBehindRun();
    if (headSequence > 0 ? page === head : clean === pageCount) return false;
    if (!isDone(page)) {
      if (sequences[page]! > 0 && days[page]! >= expiry) counters.overwrittenPages++;
      erasePage(page);
    }
    clean++;
    return true;
  }

  function hasSpare(): boolean {
    for (let i = 1; i <= clean; i++) {
      if (badPages.length === 0 || badPages.indexOf((cleanStart + i) % pageCount) < 0) return true;
    }
    return false;
  }

  function nextPageSequence(): number {
    return Math.max(headSequence + 1, options.minPageSequence);
  }

  /** Opens the next page as the head. Waits for an erase only if nobody has tended the log, or pages go bad. */
  function openPage(day: number, startsLog: number): boolean {
    const sequence = nextPageSequence();
    if (sequence > MAX_PAGE_SEQUENCE) return false;
    for (let tries = 0; tries < APPEND_TRIES;) {
      if (clean === 0) {
        tries++;
        if (!extendRun(day - options.retentionDays)) return false;
      }
      cleanStart = after(cleanStart);
      clean--;
      const page = cleanStart;
      if (badPages.indexOf(page) >= 0) continue;
      const address = addressOf(page);
      // A header that was cut, or a page gone bad: the proof in the old head does not cover these.
      if (!isErased(address, pageBytes)) {
        tries++;
        erasePage(page);
        if (badPages.indexOf(page) >= 0) continue;
      }
      tries++;
      const opening = encodeOpening(crypto, sequence, day, generation, clean + startsLog);
      if (!programChecked(address, opening)) {
        retire(page);
        continue;
      }
      sequences[page] = sequence;
      days[page] = day;
      if (headSequence === 0) oldest = page;
      head = page;
      headAddress = address;
      headSequence = sequence;
      headDay = day;
      used = 0;
      failuresInPage = 0;
      isOpen = true;
      isResumed = false;
      isMarked = false;
      provenClean = clean;
      return true;
    }
    return false;
  }

  function close(): void {
    if (!isOpen) return;
    isOpen = false;
    if (used === 0) return;
    const slots = flash.read(headAddress + HEADER_BYTES, used * SLOT_BYTES);
    const page = macInput(flash.read(headAddress, OPEN_BYTES), used, crypto.sha256(slots));
    const mac = sealer.pageMac(headSequence, page);
    if (mac.length > 0) programChecked(headAddress + CLOSE_OFFSET, encodeClosing(crypto, used, mac));
  }

  function append(day: number, plain: Uint8Array): number {
    for (let tries = 0; tries < APPEND_TRIES; tries++) {
      if (day !== headDay || used === recordsPerPage || !isOpen) {
        close();
        if (!openPage(day, 0)) break;
      }
      if (isResumed) {
        // The slot after the last one used may have been sealed, and cut before a bit was programmed. Zeros make it
        // unmistakably used, so that its position is never sealed again.
        isResumed = false;
        if (!programChecked(headAddress + HEADER_BYTES + used * SLOT_BYTES, new Uint8Array(SLOT_BYTES)))
          close();
        used++;
        continue;
      }
      const position = used;
      const sealed = sealer.seal(headSequence, position, plain);
      slot.set(sealed);
      putU32(slot, SEALED_BYTES, crypto.crc32(sealed));
      used++;
      if (programChecked(headAddress + HEADER_BYTES + position * SLOT_BYTES, slot)) {
        return headSequence * recordsPerPage + position;
      }
      failuresInPage++;
      if (failuresInPage === 2) close();
    }
    counters.lostRecords++;
    return -1;
  }

  function tend(today: number): boolean {
    if (isOpen && used === recordsPerPage) {
      close();
      return true;
    }
    const expiry = today < 0 ? 0 : today - options.retentionDays;
    if (!hasSpare()) return extendRun(expiry);
    if (headSequence === 0) return false;
    // A page with expired records may still be the head of a wearer who met no one since.
    if (headDay < expiry) return openPage(today, 0);
    const next = pageBehindRun();
    if (next !== head && (sequences[next] === 0 || days[next]! < expiry)) return extendRun(expiry);
    if (today !== tendedDay) {
      tendedDay = today;
      tendCursor = 0;
    }
    const end = Math.min(tendCursor + DAYS_PER_STEP, pageCount);
    while (tendCursor < end) {
      const page = tendCursor++;
      // Only after the clock went back is a page older by day than one before it.
      if (days[page]! < expiry && page !== head) {
        erasePage(page);
        return true;
      }
    }
    if (tendCursor < pageCount) return true;
    markClean();
    return false;
  }

  /** Once for each head page: tells the next mount how long the clean run has become. Not read back: it only saves work. */
  function markClean(): void {
    if (isMarked || clean <= provenClean) return;
    isMarked = true;
    const mark = new Uint8Array(4);
    const run = clean + ((cleanStart - head + pageCount) % pageCount);
    putU16(mark, 0, run);
    putU16(mark, 2, ~run);
    flash.program(headAddress + CLEAN_MARK_OFFSET, mark);
  }

  function eraseAll(day: number): boolean {
    close();
    if (!openPage(day, STARTS_LOG)) return false;
    forgetBefore(headSequence);
    return true;
  }

  /** Pages with a lower sequence hold nothing to be read any more, and are to be erased. */
  function forgetBefore(sequence: number): void {
    for (let page = 0; page < pageCount; page++) {
      if (sequences[page]! < sequence && !isDone(page)) {
        sequences[page] = 0;
        days[page] = 0;
      }
    }
    while (sequences[oldest] === 0 && oldest !== head) oldest = after(oldest);
  }

  /** Page with the first sequence at or after `pageSequence`, which is at most the head's. */
  function pageAt(pageSequence: number): number {
    const span = (head - oldest + pageCount) % pageCount;
    // Where no page went bad, the distance in sequences is the distance in pages.
    let page = (head - Math.min(headSequence - pageSequence, span) + pageCount) % pageCount;
    while (page !== oldest && (sequences[page] === 0 || sequences[page]! > pageSequence)) {
      page = page === 0 ? pageCount - 1 : page - 1;
    }
    while (sequences[page]! < pageSequence) page = after(page);
    return page;
  }

  function firstSequence(): number {
    return (headSequence === 0 ? nextPageSequence() : sequences[oldest]!) * recordsPerPage;
  }

  function nextSequence(): number {
    if (isOpen && used < recordsPerPage) return headSequence * recordsPerPage + used;
    return nextPageSequence() * recordsPerPage;
  }

  function sequenceOfDay(day: number): number {
    for (let page = oldest; headSequence > 0; page = after(page)) {
      if (sequences[page]! > 0 && days[page]! >= day) return sequences[page]! * recordsPerPage;
      if (page === head) break;
    }
    return nextSequence();
  }

  function read(sequence: number, maxRecords: number): LogChunk | undefined {
    let pageSequence = Math.floor(sequence / recordsPerPage);
    let position = sequence - pageSequence * recordsPerPage;
    while (pageSequence <= headSequence && headSequence > 0) {
      const page = pageAt(pageSequence);
      if (sequences[page] !== pageSequence) position = 0;
      pageSequence = sequences[page]!;
      const header = flash.read(addressOf(page), HEADER_BYTES);
      let end = slotsUsedOf(crypto, header);
      if (page === head) end = used;
      else if (end < 0 || end > recordsPerPage) end = recordsPerPage;
      const count = Math.min(end - position, maxRecords);
      if (count > 0) {
        return {
          pageSequence: pageSequence,
          day: days[page]!,
          generation: getU16(header, 8),
          position: position,
          records: flash.read(addressOf(page) + HEADER_BYTES + position * SLOT_BYTES, count * SLOT_BYTES),
          nextSequence: pageSequence * recordsPerPage + position + count,
        };
      }
      pageSequence++;
      position = 0;
    }
    return undefined;
  }

  /** Reads the opening of every page, then finds out what the head proves and where in it writing goes on. */
  function mount(): void {
    let logStart = 0;
    let opening: Uint8Array = slot;
    for (let page = 0, address = addressOf(0); page < pageCount; page++, address += pageBytes) {
      const bytes = flash.read(address, OPEN_BYTES);
      if (bytes[0] !== PAGE_MAGIC || bytes[1] !== PAGE_VERSION || crypto.crc32(bytes) !== CRC_RESIDUE)
        continue;
      const sequence = getPageSequence(bytes);
      sequences[page] = sequence;
      days[page] = getU16(bytes, 6);
      if (bytes[11]! > 127 && sequence > logStart) logStart = sequence;
      if (sequence > headSequence) {
        headSequence = sequence;
        head = page;
        opening = bytes;
      }
    }
    if (headSequence === 0) return;
    headAddress = addressOf(head);
    headDay = days[head]!;
    oldest = head;
    cleanStart = head;
    clean = provenRun(getU16(opening, 10) & ~STARTS_LOG);
    for (let i = 1, page = head, last = 0; i < pageCount; i++) {
      page = after(page);
      const sequence = sequences[page]!;
      if (i <= clean) {
        sequences[page] = 0;
        days[page] = NOTHING_TO_EXPIRE;
      } else if (sequence <= last || sequence < logStart) {
        // No header, void, or an older page in a newer one's place because its erase failed.
        sequences[page] = 0;
        days[page] = 0;
      } else {
        if (last === 0) oldest = page;
        last = sequence;
      }
    }
    findFreeSlot();
    isOpen = isOpen && getU16(opening, 8) === generation;
  }

  /** Length of the clean run: what the head's opening says, or its clean mark, written later. */
  function provenRun(atOpening: number): number {
    const mark = flash.read(headAddress + CLEAN_MARK_OFFSET, 4);
    const marked = getU16(mark, 0);
    isMarked = (marked & getU16(mark, 2)) !== 0xffff;
    // A cut mark has bits left that should be 0, so that the two halves are no complements.
    const isWhole = (marked ^ getU16(mark, 2)) === 0xffff;
    provenClean = Math.min(isWhole ? marked : atOpening, pageCount - 1);
    return provenClean;
  }

  /** Goes on in the head only if it is not closed and everything after its last used slot reads erased. */
  function findFreeSlot(): void {
    const first = headAddress + HEADER_BYTES;
    let low = 0;
    let high = recordsPerPage;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (crypto.toByteString(flash.read(first + middle * SLOT_BYTES, SLOT_BYTES)) === erasedSlot)
        high = middle;
      else low = middle + 1;
    }
    used = low;
    isResumed = true;
    isOpen = isErased(headAddress + CLOSE_OFFSET, CLOSE_BYTES);
    if (!isErased(first + used * SLOT_BYTES, (recordsPerPage - used) * SLOT_BYTES)) used = recordsPerPage;
  }

  mount();

  return {
    recordsPerPage: recordsPerPage,
    append: append,
    tend: tend,
    close: close,
    eraseAll: eraseAll,
    firstSequence: firstSequence,
    nextSequence: nextSequence,
    nextPageSequence: nextPageSequence,
    sequenceOfDay: sequenceOfDay,
    read: read,
    counters: function () {
      return counters;
    },
  };
}
