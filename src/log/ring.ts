/**
 * The pages of the ring: which is the newest, which are erased and proven so, which is to be erased next. Device code.
 *
 * Walking the ring from the newest page, the head:
 *
 *     head | clean run: erased, and proven so | the oldest page … older and newer pages … | head
 *
 * Pages are opened at the front of the clean run and erased at its end, both in the same direction, so that wear is
 * even. What cannot be proven erased (a cut erase may look erased and not be) is erased again.
 */
import type { Crypto, Flash } from "../../hal/hal.js";
import { CLEAN_MARK_OFFSET, MAX_PAGE_SEQUENCE, STARTS_LOG, encodeOpening, putU16 } from "./format.js";
import { NOTHING_TO_EXPIRE, scanPages } from "./scan.js";
import type { VerifiedFlash } from "./verified-flash.js";

export interface RingOptions {
  flash: Flash;
  crypto: Crypto;
  firstPage: number;
  pageCount: number;
  retentionDays: number;
  minPageSequence: number;
}

export interface Ring {
  /** Page sequence of the head; 0 as long as there is none. */
  headSequence(): number;
  /** Page sequence of the oldest page that is to be read; 0 if there is none. */
  oldestSequence(): number;
  nextSequence(): number;
  /** The first page with this sequence or a higher one; the sequence is at most the head's. */
  find(pageSequence: number): number;
  sequenceOf(page: number): number;
  addressOf(page: number): number;
  /** Page sequence of the first page of `day` or later; 0 if there is none. */
  findDay(day: number): number;
  /**
   * Opens a new head; `startsLog` makes all pages before it void. Waits for an erase only if nobody has tended the ring,
   * or if pages go bad. False if the flash would not take it.
   */
  open(day: number, generation: number, startsLog: boolean): boolean;
  /** One step of housekeeping with at most one erase; true: call again. Pages with a day before `expiryDay` are erased. */
  tend(expiryDay: number): boolean;
  counters(): { overwrittenPages: number; badPages: number };
}

/** Pages that `open` tries. More must not hold up the token: what they cost is one record, and the next one goes on. */
const OPEN_TRIES = 3;
/** Pages whose day is looked at in one step of housekeeping. */
const DAYS_PER_STEP = 32;

/** Mounts the ring on whatever its pages hold. */
export function createRing(options: RingOptions, verified: VerifiedFlash): Ring {
  const flash = options.flash;
  const crypto = options.crypto;
  const pageBytes = flash.pageBytes;
  const pageCount = options.pageCount;

  function addressOf(page: number): number {
    return (options.firstPage + page) * pageBytes;
  }

  function ahead(page: number, distance: number): number {
    return (page + distance) % pageCount;
  }

  const scan = scanPages(flash, crypto, options.firstPage, pageCount);
  const sequences = scan.sequences;
  const days = scan.days;
  /** Pages whose erase or header failed. Each is tried again after a restart, once. */
  const badPages: number[] = [];
  /** As long as there is no head, the last page stands in for it. */
  let head = scan.head;
  let headSequence = sequences[head]!;
  /** The clean run: `clean` pages after `cleanStart`, which is the head unless pages after it went bad. */
  let cleanStart = head;
  let clean = scan.clean;
  let oldest = ahead(head, headSequence > 0 ? clean + 1 : 0);
  /** How long a run the head's header proves to the next mount, and whether its mark has been used to say more. */
  let provenClean = clean;
  let isMarked = scan.isMarked;
  let overwrittenPages = 0;
  let tendedDay = -1;
  let tendCursor = pageCount;

  function skipToOldest(): void {
    while (sequences[oldest] === 0 && oldest !== head) oldest = ahead(oldest, 1);
  }

  function isBad(page: number): boolean {
    return badPages.length > 0 && badPages.indexOf(page) >= 0;
  }

  /** Erases a page that is not the head. */
  function erase(page: number): void {
    const isGood = verified.erase(options.firstPage + page);
    sequences[page] = 0;
    days[page] = NOTHING_TO_EXPIRE;
    skipToOldest();
    if (!isGood) badPages.push(page);
  }

  /** Makes the clean run one page longer. False if it has reached the head. */
  function extendRun(expiryDay: number): boolean {
    const page = ahead(cleanStart, clean + 1);
    if (headSequence > 0 ? page === head : clean === pageCount) return false;
    if (sequences[page]! > 0 || days[page]! < NOTHING_TO_EXPIRE) {
      if (sequences[page]! > 0 && days[page]! >= expiryDay) overwrittenPages++;
      erase(page);
    }
    clean++;
    return true;
  }

  function hasSpare(): boolean {
    for (let i = 1; i <= clean; i++) if (!isBad(ahead(cleanStart, i))) return true;
    return false;
  }

  function nextSequence(): number {
    return headSequence < options.minPageSequence ? options.minPageSequence : headSequence + 1;
  }

  function open(day: number, generation: number, startsLog: boolean): boolean {
    const sequence = nextSequence();
    if (sequence > MAX_PAGE_SEQUENCE) return false;
    for (let tries = 0; tries < OPEN_TRIES;) {
      if (clean === 0) {
        tries++;
        if (!extendRun(day - options.retentionDays)) startOver();
        if (clean === 0 && !extendRun(day - options.retentionDays)) return false;
      }
      const page = ahead(cleanStart, 1);
      cleanStart = page;
      clean--;
      // Not erased: opening it was cut before. It is passed over and erased later, because the head still says that it is
      // erased: if its erase were cut now, the next mount would believe that.
      if (isBad(page) || !verified.isErased(addressOf(page), pageBytes)) continue;
      tries++;
      const flags = startsLog ? STARTS_LOG : 0;
      if (
        !verified.program(addressOf(page), encodeOpening(crypto, sequence, day, generation, clean + flags))
      ) {
        badPages.push(page);
        continue;
      }
      becomeHead(page, sequence, day);
      if (startsLog) forgetBefore(sequence);
      return true;
    }
    return false;
  }

  /** Every page after the head was passed over: gives up the proof in the head, which was worth nothing. */
  function startOver(): void {
    for (let page = ahead(head, 1); page !== head; page = ahead(page, 1)) if (!isBad(page)) days[page] = 0;
    cleanStart = head;
    clean = 0;
  }

  function becomeHead(page: number, sequence: number, day: number): void {
    for (let passed = ahead(head, 1); passed !== page; passed = ahead(passed, 1)) {
      if (!isBad(passed)) days[passed] = 0;
      tendCursor = 0;
    }
    sequences[page] = sequence;
    days[page] = day;
    head = page;
    if (headSequence === 0) oldest = page;
    headSequence = sequence;
    provenClean = clean;
    isMarked = false;
  }

  /** Pages with a lower sequence hold nothing that may be read; they are to be erased. */
  function forgetBefore(sequence: number): void {
    for (let page = 0; page < pageCount; page++) {
      if (sequences[page]! > 0 && sequences[page]! < sequence) {
        sequences[page] = 0;
        days[page] = 0;
      }
    }
    skipToOldest();
  }

  function tend(expiryDay: number): boolean {
    if (!hasSpare()) return extendRun(expiryDay);
    if (headSequence === 0) return false;
    const next = ahead(cleanStart, clean + 1);
    if (next !== head && (sequences[next] === 0 || days[next]! < expiryDay)) return extendRun(expiryDay);
    if (expiryDay !== tendedDay) {
      tendedDay = expiryDay;
      tendCursor = 0;
    }
    for (const end = tendCursor + DAYS_PER_STEP; tendCursor < pageCount; tendCursor++) {
      if (tendCursor === end) return true;
      // Only after the clock went back does a page of an older day lie behind one of a newer day.
      if (days[tendCursor]! < expiryDay && tendCursor !== head) {
        erase(tendCursor);
        return true;
      }
    }
    markClean();
    return false;
  }

  /** Once for each head: tells the next mount how long the run has become. Not read back, because it only saves erases. */
  function markClean(): void {
    if (isMarked || clean <= provenClean) return;
    isMarked = true;
    const mark = new Uint8Array(4);
    const run = clean + ((cleanStart - head + pageCount) % pageCount);
    putU16(mark, 0, run);
    putU16(mark, 2, ~run);
    flash.program(addressOf(head) + CLEAN_MARK_OFFSET, mark);
  }

  function find(pageSequence: number): number {
    const span = (head - oldest + pageCount) % pageCount;
    const distance = headSequence - pageSequence;
    // Where no page went bad, the distance in sequences is the distance in pages.
    let page = distance < span ? ahead(head, pageCount - distance) : oldest;
    while (page !== oldest && (sequences[page] === 0 || sequences[page]! > pageSequence)) {
      page = ahead(page, pageCount - 1);
    }
    while (sequences[page]! < pageSequence) page = ahead(page, 1);
    return page;
  }

  function findDay(day: number): number {
    for (let page = oldest; headSequence > 0; page = ahead(page, 1)) {
      if (sequences[page]! > 0 && days[page]! >= day) return sequences[page]!;
      if (page === head) return 0;
    }
    return 0;
  }

  skipToOldest();

  return {
    headSequence: function () {
      return headSequence;
    },
    oldestSequence: function () {
      return sequences[oldest]!;
    },
    nextSequence: nextSequence,
    find: find,
    sequenceOf: function (page) {
      return sequences[page]!;
    },
    addressOf: addressOf,
    findDay: findDay,
    open: open,
    tend: tend,
    counters: function () {
      return { overwrittenPages: overwrittenPages, badPages: badPages.length };
    },
  };
}
