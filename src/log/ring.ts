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
import { MAX_PAGE_SEQUENCE, OPEN_BYTES, STARTS_LOG, encodeOpening, getU16, putU16 } from "./format.js";
import type { PageDays } from "./format.js";
import type { Openings } from "./openings.js";
import { CLEAN, TO_ERASE, scanPages } from "./scan.js";
import type { VerifiedFlash } from "./verified-flash.js";

export interface RingOptions {
  flash: Flash;
  crypto: Crypto;
  firstPage: number;
  pageCount: number;
  retentionDays: number;
  generation: number;
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
  /** The head's opening as it was programmed, if it was opened before the start and has not been followed by another. */
  mountedOpening(): Uint8Array | undefined;
  /**
   * Opens a new head; `startsLog` makes all pages before it void. Waits for an erase only if nobody has tended the ring,
   * or if pages go bad. False if the flash would not take it, or if there is no page sequence left.
   */
  open(days: PageDays, startsLog: boolean): boolean;
  /** A page opened when the token had lived `hours` is past its time now, at `livedHours`. */
  isExpired(hours: number, livedHours: number): boolean;
  /** One step of housekeeping with at most one erase; true: call again. */
  tend(livedHours: number): boolean;
  counters(): { overwrittenPages: number; badPages: number };
}

/** Pages that `open` tries. More must not hold up the token: what they cost is one record, and the next one goes on. */
const OPEN_TRIES = 3;
/** Pages whose age is looked at in one step of housekeeping. */
const PAGES_PER_STEP = 32;

/**
 * Mounts the ring on whatever its pages hold.
 *
 * @param beforeErase  runs before a page that has not been made void is erased
 */
export function createRing(
  options: RingOptions,
  verified: VerifiedFlash,
  openings: Openings,
  beforeErase: (page: number, isExpired: boolean) => void,
): Ring {
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

  const scan = scanPages(flash, crypto, openings, options.firstPage, pageCount, options.generation);
  const sequences = scan.sequences;
  const hours = scan.hours;
  const expiryHours = (options.retentionDays + 1) * 24;
  /** Pages whose erase or header failed. Each is tried again after a restart, once. */
  const badPages: number[] = [];
  /** As long as there is no head, the last page stands in for it. */
  let head = scan.head;
  let headSequence = scan.opening === undefined ? 0 : sequences[head]!;
  // At the end of all sequences it is that of a generation before, which does not bind this one.
  const isMinimumOld =
    options.minPageSequence >= MAX_PAGE_SEQUENCE &&
    (scan.beginsAnew || (scan.opening !== undefined && getU16(scan.opening, 8) !== options.generation));
  /** The clean run: `clean` pages after `cleanStart`, which is the head unless pages after it went bad. */
  let cleanStart = head;
  let clean = scan.clean;
  let oldest = ahead(head, headSequence > 0 ? clean + 1 : 0);
  /** How long a run the head's header proves to the next mount, and whether its mark has been used to say more. */
  let provenClean = clean;
  let isMarked = scan.isMarked;
  let overwrittenPages = 0;
  /** Page whose records have been told of, because it is to be erased next. */
  let toldPage = -1;
  let tendedHours = -1;
  let tendCursor = pageCount;

  function skipToOldest(): void {
    while (sequences[oldest]! <= 0 && oldest !== head) oldest = ahead(oldest, 1);
  }

  function isBad(page: number): boolean {
    return badPages.length > 0 && badPages.indexOf(page) >= 0;
  }

  /** Hours are counted modulo 65,536. A page of later hours (the count was lost) is kept until they have come. */
  function isExpired(pageHours: number, livedHours: number): boolean {
    return ((livedHours - pageHours) << 16) >> 16 >= expiryHours;
  }

  /** True if this had not been told before. */
  function tell(page: number, livedHours: number): boolean {
    if (sequences[page]! <= 0 || page === toldPage) return false;
    toldPage = page;
    beforeErase(page, isExpired(hours[page]!, livedHours));
    return true;
  }

  /** Erases a page that is not the head. */
  function erase(page: number, livedHours: number): void {
    tell(page, livedHours);
    toldPage = -1;
    if (sequences[page]! > 0 && !isExpired(hours[page]!, livedHours)) overwrittenPages++;
    const isGood = verified.erase(options.firstPage + page);
    sequences[page] = CLEAN;
    skipToOldest();
    if (!isGood) badPages.push(page);
  }

  /** Makes the clean run one page longer. False if it has reached the head. */
  function extendRun(livedHours: number): boolean {
    const page = ahead(cleanStart, clean + 1);
    if (headSequence > 0 ? page === head : clean === pageCount) return false;
    if (sequences[page] !== CLEAN) erase(page, livedHours);
    clean++;
    return true;
  }

  function hasSpare(): boolean {
    for (let i = 1; i <= clean; i++) if (!isBad(ahead(cleanStart, i))) return true;
    return false;
  }

  function nextSequence(): number {
    const next = headSequence + 1;
    return next < options.minPageSequence && !isMinimumOld ? options.minPageSequence : next;
  }

  function open(days: PageDays, startsLog: boolean): boolean {
    const sequence = nextSequence();
    if (sequence > MAX_PAGE_SEQUENCE) return false;
    const livedHours = days.livedHours;
    for (let tries = 0; tries < OPEN_TRIES;) {
      if (clean === 0) {
        tries++;
        if (!extendRun(livedHours)) startOver();
        if (clean === 0 && !extendRun(livedHours)) return false;
      }
      const page = ahead(cleanStart, 1);
      cleanStart = page;
      clean--;
      // Not erased: opening it was cut before. It is passed over and erased later, because the head still says that it is
      // erased: if its erase were cut now, the next mount would believe that.
      if (isBad(page) || !verified.isErased(addressOf(page), pageBytes)) continue;
      tries++;
      const flags = startsLog ? STARTS_LOG : 0;
      const opening = encodeOpening(crypto, sequence, days, options.generation, clean + flags);
      if (!verified.program(addressOf(page), opening)) {
        badPages.push(page);
        continue;
      }
      becomeHead(page, sequence, livedHours);
      if (startsLog) forgetBefore(sequence);
      return true;
    }
    return false;
  }

  /** Every page after the head was passed over: gives up the proof in the head, which was worth nothing. */
  function startOver(): void {
    for (let page = ahead(head, 1); page !== head; page = ahead(page, 1)) eraseLater(page);
    cleanStart = head;
    clean = 0;
  }

  function eraseLater(page: number): void {
    if (!isBad(page)) sequences[page] = TO_ERASE;
  }

  function becomeHead(page: number, sequence: number, livedHours: number): void {
    for (let passed = ahead(head, 1); passed !== page; passed = ahead(passed, 1)) {
      eraseLater(passed);
      tendCursor = 0;
    }
    sequences[page] = sequence;
    hours[page] = livedHours;
    head = page;
    if (headSequence === 0) oldest = page;
    headSequence = sequence;
    provenClean = clean;
    isMarked = false;
  }

  /** Pages with a lower sequence hold nothing that may be read; they are to be erased. */
  function forgetBefore(sequence: number): void {
    for (let page = 0; page < pageCount; page++) {
      if (sequences[page]! > 0 && sequences[page]! < sequence) sequences[page] = TO_ERASE;
    }
    skipToOldest();
  }

  function tend(livedHours: number): boolean {
    const next = ahead(cleanStart, clean + 1);
    const isSpareWanted = !hasSpare();
    if (headSequence === 0) return isSpareWanted && extendRun(livedHours);
    if (isSpareWanted || sequences[next]! <= 0 || isExpired(hours[next]!, livedHours)) {
      // Looking for the records in a page is a step of its own.
      if (next !== head && tell(next, livedHours)) return true;
      if (isSpareWanted || next !== head) return extendRun(livedHours);
    }
    if (livedHours !== tendedHours) {
      tendedHours = livedHours;
      tendCursor = 0;
    }
    for (const end = tendCursor + PAGES_PER_STEP; tendCursor < pageCount; tendCursor++) {
      if (tendCursor === end) return true;
      if (tendCursor === head || sequences[tendCursor] === CLEAN) continue;
      // Pages passed over; and after the count of hours was lost, old ones between younger ones.
      if (sequences[tendCursor] === TO_ERASE || isExpired(hours[tendCursor]!, livedHours)) {
        if (!tell(tendCursor, livedHours)) erase(tendCursor, livedHours);
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
    flash.program(addressOf(head) + OPEN_BYTES, mark);
  }

  function find(pageSequence: number): number {
    const span = (head - oldest + pageCount) % pageCount;
    const distance = headSequence - pageSequence;
    // Where no page went bad, the distance in sequences is the distance in pages.
    let page = distance < span ? ahead(head, pageCount - distance) : oldest;
    while (page !== oldest && (sequences[page]! <= 0 || sequences[page]! > pageSequence)) {
      page = ahead(page, pageCount - 1);
    }
    while (sequences[page]! < pageSequence) page = ahead(page, 1);
    return page;
  }

  skipToOldest();

  return {
    headSequence: function () {
      return headSequence;
    },
    oldestSequence: function () {
      return sequences[oldest]! > 0 ? sequences[oldest]! : 0;
    },
    nextSequence: nextSequence,
    find: find,
    sequenceOf: function (page) {
      return sequences[page]!;
    },
    addressOf: addressOf,
    mountedOpening: function () {
      return scan.opening;
    },
    open: open,
    isExpired: isExpired,
    tend: tend,
    counters: function () {
      return { overwrittenPages: overwrittenPages, badPages: badPages.length };
    },
  };
}
