/** Reads the log's pages on the token. Device code. */
import type { Crypto } from "../../hal/hal.js";
import {
  HEADER_BYTES,
  OPEN_BYTES,
  PAGE_VERSION,
  SLOT_BYTES,
  getPageDays,
  getPageSequence,
  getU16,
} from "./format.js";
import type { PageDays } from "./format.js";
import type { Openings } from "./openings.js";
import type { Ring } from "./ring.js";
import type { VerifiedFlash } from "./verified-flash.js";

/** Slots of one page, in order. */
export interface LogChunk extends PageDays {
  pageSequence: number;
  generation: number;
  /** Position of the first slot within its page, from 0. */
  position: number;
  /** n × 32 bytes as in flash. Some may be no records (torn, or marks of a restart): check each. */
  records: Uint8Array;
  /** Where to go on reading. */
  nextSequence: number;
}

export interface Reader {
  /** The slot at `position` reads erased; `address` is that of the page's first slot, here and below. */
  isErasedSlot(address: number, position: number): boolean;
  /** Slots of a page up to the last used one; all of them where a page cannot have been left like this. */
  findUsed(address: number): number;
  /**
   * Up to `maxRecords` slots of one page, from the first at or after `sequence`; undefined at the end.
   *
   * @param used  slots used in the head
   */
  read(ring: Ring, used: number, sequence: number, maxRecords: number): LogChunk | undefined;
}

const ERASED_WORD = "\xff\xff\xff\xff";

export function createReader(
  verified: VerifiedFlash,
  crypto: Crypto,
  openings: Openings,
  recordsPerPage: number,
): Reader {
  /** Page last read, its opening and how many slots may hold records: a page is read in four pieces. */
  let lastRead = -1;
  let opening: Uint8Array = new Uint8Array(OPEN_BYTES);
  let slots = 0;

  function isErasedSlot(address: number, position: number): boolean {
    return verified.isErased(address + position * SLOT_BYTES, SLOT_BYTES);
  }

  /** Searches by the first word of each slot, which a torn program may not have touched. */
  function findUsed(address: number): number {
    // The interpreter finds a name the faster the nearer it is.
    const read = verified.read;
    const textOf = crypto.toByteString;
    const erased = ERASED_WORD;
    let low = 0;
    let high = recordsPerPage;
    // Most pages are full, so the last slot is looked at first.
    let middle = recordsPerPage - 1;
    while (low < high) {
      if (textOf(read(address + middle * SLOT_BYTES, 4)) === erased) high = middle;
      else low = middle + 1;
      middle = (low + high) >> 1;
    }
    if (low < recordsPerPage && !isErasedSlot(address, low)) low++;
    // A slot that failed may look erased, but no two of them lie before one that is used.
    for (let i = low; i < low + 2 && i < recordsPerPage; i++) {
      if (!isErasedSlot(address, i)) return recordsPerPage;
    }
    return low;
  }

  function read(ring: Ring, used: number, sequence: number, maxRecords: number): LogChunk | undefined {
    const headSequence = ring.headSequence();
    let pageSequence = Math.floor(sequence / recordsPerPage);
    let position = sequence - pageSequence * recordsPerPage;
    while (pageSequence <= headSequence && headSequence > 0) {
      const page = ring.find(pageSequence);
      if (ring.sequenceOf(page) > pageSequence) position = 0;
      pageSequence = ring.sequenceOf(page);
      if (pageSequence !== lastRead || pageSequence === headSequence) {
        // The head may take more records, until another page is: nothing about it is remembered.
        lastRead = pageSequence === headSequence ? -1 : pageSequence;
        slots = readableSlots(ring.addressOf(page), pageSequence, pageSequence === headSequence ? used : -1);
      }
      const count = Math.min(slots - position, maxRecords);
      if (count > 0) {
        const days = getPageDays(opening);
        return {
          pageSequence: pageSequence,
          sealDay: days.sealDay,
          calendarDay: days.calendarDay,
          livedHours: days.livedHours,
          generation: getU16(opening, 8),
          position: position,
          records: verified.read(
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

  /**
   * Number of slots that may hold records (`used` where that is known), and the page's opening. 0 where the opening is not what it was at the mount,
   * because its erase was cut, and where a newer firmware made the page.
   */
  function readableSlots(address: number, pageSequence: number, used: number): number {
    const whole = openings.repair(verified.read(address, OPEN_BYTES));
    if (whole === undefined || getPageSequence(whole) !== pageSequence || whole[1]! > PAGE_VERSION) return 0;
    opening = whole;
    return used < 0 ? findUsed(address + HEADER_BYTES) : used;
  }

  return { isErasedSlot: isErasedSlot, findUsed: findUsed, read: read };
}
