/**
 * The warning digest: 5 bytes of every ID heard, by slot, for 15 days, so that the token itself can tell whether its
 * wearer was near a case. CUSTODY.md, "Warning digest", gives the bytes and what the digest gives away. It never
 * crosses USB.
 */
import type { Crypto } from "../../../hal/hal.js";
import { copyOf, getUint, putUint } from "./seal-format.js";

/** Bytes kept of an ID: its first five, which are bytes 0, 4, 8, 12 and 16 of the Bluezone sub-key. */
export const PREFIX_BYTES = 5;
export const DIGEST_DAYS = 15;
/** Most IDs in one group: with its header it fits into a page of 1,024 bytes. */
export const MAX_GROUP = 200;

const PAGE_HEADER_BYTES = 16;
const PAGE_MAGIC = 0xb4;
const PAGE_VERSION = 1;
const GROUP_HEADER_BYTES = 2;
const ERASED = 0xff;
/** What is read of a group at once: its header and the first bytes of 62 IDs. */
const READ_BYTES = 64;
/** The CRC-32 of bytes that end in their own CRC-32, little-endian. */
const CRC_RESIDUE = 0x2144df1c;
const PAGE_TRIES = 3;
/** A page takes groups for a day of the token's life, and is then kept for `DIGEST_DAYS` at least. */
const PAGE_HOURS = 24;
const EXPIRY_HOURS = (DIGEST_DAYS + 1) * PAGE_HOURS;

/** Flash that reads back what it programs and erases, as the log's (src/log/verified-flash.ts). */
export interface CheckedFlash {
  readonly pageBytes: number;
  read(address: number, length: number): Uint8Array;
  program(address: number, bytes: Uint8Array): boolean;
  erase(page: number): boolean;
  isErased(address: number, length: number): boolean;
  /** Programs bytes again with the value they read, because their program may have been cut at its end. */
  strengthen(address: number, length: number): void;
}

/** IDs of one slot, as they lie in a page. */
export interface DigestGroup {
  slot: number;
  /** The first byte of each ID. */
  heads: Uint8Array;
  /** Where in flash the other four bytes of each ID lie. */
  restAddress: number;
  /** Offset of the next group in its page. */
  next: number;
}

export interface Digest {
  /** Remembers the ID with which `record` begins (12 bytes or more) for a slot; the rest of it is written by `endSlot`. */
  note(record: Uint8Array, day: number, slot: number, livedHours: number): void;
  /** Writes what was noted. False if the flash would not take it: that is then missing from the digest. */
  endSlot(day: number, slot: number, livedHours: number): boolean;
  /** One step of retention, or of forgetting everything, with at most one erase; true: call again. */
  tend(livedHours: number, isForgetting: boolean): boolean;
  /** Pages that hold groups of `day`, oldest first. */
  pagesOf(day: number): number[];
  /** The group at `offset` (0: the first) of a page; undefined where there is none, or the page is of another day. */
  group(page: number, day: number, offset: number): DigestGroup | undefined;
}

/** Mounts the digest on whatever the pages hold. */
export function createDigest(
  flash: CheckedFlash,
  crypto: Pick<Crypto, "crc32">,
  firstPage: number,
  pageCount: number,
): Digest {
  const pageBytes = flash.pageBytes;
  /** By page: its number in the order of opening, 0 where it holds nothing; its day; the token's hours at its opening; whether it is known to be erased. */
  const sequences = new Uint32Array(pageCount);
  const days = new Uint16Array(pageCount);
  const hours = new Uint16Array(pageCount);
  const isErasedPage = new Uint8Array(pageCount);
  /** Last page opened, and where its next group goes; an `offset` of `pageBytes` takes no more. */
  let head = pageCount - 1;
  let offset = pageBytes;
  let lastSequence = 0;

  let noted = 0;
  const heads = new Uint8Array(MAX_GROUP);
  const rests = new Uint8Array(MAX_GROUP * (PREFIX_BYTES - 1));

  function addressOf(page: number): number {
    return (firstPage + page) * pageBytes;
  }

  function groupBytes(count: number): number {
    return (GROUP_HEADER_BYTES + PREFIX_BYTES * count + 3) & ~3;
  }

  /** Hours are counted modulo 65,536; below 0 where the page is of hours that have not come, because the count was lost. */
  function ageOf(page: number, livedHours: number): number {
    return ((livedHours - hours[page]!) << 16) >> 16;
  }

  function erase(page: number): void {
    flash.erase(firstPage + page);
    sequences[page] = 0;
    isErasedPage[page] = 1;
  }

  function openPage(day: number, livedHours: number): boolean {
    for (let tries = 0; tries < PAGE_TRIES; tries++) {
      head = head + 1 < pageCount ? head + 1 : 0;
      if (isErasedPage[head] === 0) erase(head);
      isErasedPage[head] = 0;
      offset = pageBytes;
      const header = new Uint8Array(PAGE_HEADER_BYTES);
      header[0] = PAGE_MAGIC;
      header[1] = PAGE_VERSION;
      lastSequence++;
      putUint(header, 2, 4, lastSequence);
      putUint(header, 6, 2, day);
      putUint(header, 8, 2, livedHours);
      putUint(header, 12, 4, crypto.crc32(header.subarray(0, 12)));
      sequences[head] = lastSequence;
      days[head] = day;
      hours[head] = livedHours;
      if (flash.program(addressOf(head), header)) {
        offset = PAGE_HEADER_BYTES;
        return true;
      }
    }
    return false;
  }

  /** What was noted, as one group; once more on another page where the flash does not take it. */
  function writeGroup(day: number, slot: number, livedHours: number): boolean {
    if (noted === 0) return true;
    const group = new Uint8Array(groupBytes(noted));
    group[0] = slot;
    group[1] = noted;
    group.set(heads.subarray(0, noted), GROUP_HEADER_BYTES);
    group.set(rests.subarray(0, noted * (PREFIX_BYTES - 1)), GROUP_HEADER_BYTES + noted);
    noted = 0;
    for (let tries = 0; tries < 2; tries++) {
      const hasRoom = sequences[head]! > 0 && offset + group.length <= pageBytes;
      const isSameDay = days[head] === day && (ageOf(head, livedHours) & 0xffff) < PAGE_HOURS;
      if (!(hasRoom && isSameDay) && !openPage(day, livedHours)) return false;
      const at = offset;
      offset += group.length;
      if (flash.program(addressOf(head) + at, group)) return true;
      offset = pageBytes;
    }
    return false;
  }

  function groupAt(page: number, at: number): DigestGroup | undefined {
    if (at + GROUP_HEADER_BYTES > pageBytes) return undefined;
    const address = addressOf(page) + at;
    const bytes = flash.read(address, Math.min(READ_BYTES, pageBytes - at));
    const count = bytes[1]!;
    const next = at + groupBytes(count);
    if (bytes[0] === ERASED || count > MAX_GROUP || next > pageBytes) return undefined;
    return {
      slot: bytes[0]!,
      heads:
        GROUP_HEADER_BYTES + count <= bytes.length
          ? copyOf(bytes, GROUP_HEADER_BYTES, GROUP_HEADER_BYTES + count)
          : flash.read(address + GROUP_HEADER_BYTES, count),
      restAddress: address + GROUP_HEADER_BYTES + count,
      next: next,
    };
  }

  /** Where the last group of the newest page begins, or its header; and where it ends. */
  function findLast(): number[] {
    let last = 0;
    let end = PAGE_HEADER_BYTES;
    for (let group = groupAt(head, end); group !== undefined; group = groupAt(head, end)) {
      last = end;
      end = group.next;
    }
    return [last, end];
  }

  /** Goes on in the newest page only where everything behind its last group reads erased. */
  function findEnd(): void {
    const found = findLast();
    flash.strengthen(addressOf(head) + found[0]!, found[1]! - found[0]!);
    // What was programmed by half may read otherwise now.
    const end = findLast()[1]!;
    const isWhole = crypto.crc32(flash.read(addressOf(head), PAGE_HEADER_BYTES)) === CRC_RESIDUE;
    if (isWhole && flash.isErased(addressOf(head) + end, pageBytes - end)) offset = end;
  }

  function mount(): void {
    for (let page = 0; page < pageCount; page++) {
      const header = flash.read(addressOf(page), PAGE_HEADER_BYTES);
      if (header[0] !== PAGE_MAGIC || header[1] !== PAGE_VERSION || crypto.crc32(header) !== CRC_RESIDUE)
        continue;
      const sequence = getUint(header, 2, 4);
      sequences[page] = sequence;
      days[page] = getUint(header, 6, 2);
      hours[page] = getUint(header, 8, 2);
      if (sequence <= lastSequence) continue;
      lastSequence = sequence;
      head = page;
    }
    if (lastSequence > 0) findEnd();
  }

  mount();
  return {
    note: function (record, day, slot, livedHours) {
      if (noted === MAX_GROUP) writeGroup(day, slot, livedHours);
      heads[noted] = record[0]!;
      rests.set(record.subarray(1, PREFIX_BYTES), noted * (PREFIX_BYTES - 1));
      noted++;
    },
    endSlot: writeGroup,
    tend: function (livedHours, isForgetting) {
      for (let i = 1; i <= pageCount; i++) {
        const page = (head + i) % pageCount;
        if (sequences[page] === 0) continue;
        if (!isForgetting && ageOf(page, livedHours) < EXPIRY_HOURS) continue;
        if (page === head) {
          // Not under a newer page, a cut erase could leave it looking like one to go on in.
          return offset > PAGE_HEADER_BYTES && openPage(days[head]!, livedHours);
        }
        erase(page);
        return true;
      }
      return false;
    },
    pagesOf: function (day) {
      const pages: number[] = [];
      for (let i = 1; i <= pageCount; i++) {
        const page = (head + i) % pageCount;
        if (days[page] === day && sequences[page]! > 0) pages.push(page);
      }
      return pages;
    },
    group: function (page, day, from) {
      if (days[page] !== day || sequences[page] === 0) return undefined;
      return groupAt(page, from === 0 ? PAGE_HEADER_BYTES : from);
    },
  };
}
