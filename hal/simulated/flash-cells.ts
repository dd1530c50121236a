/** The bytes of a simulated flash: only what was programmed takes memory, and forks share it. */
import { closeSync, openSync, writeSync } from "node:fs";
import type { Attic } from "./flash-attic.js";

export interface Cells {
  read(address: number, length: number): Uint8Array;
  /** A page from its first byte on, to look at only; what is beyond its length is erased. Undefined: all of it is. */
  page(page: number): Uint8Array | undefined;
  /** Puts bytes, which stay inside one page, there, whatever was there. */
  write(address: number, bytes: Uint8Array): void;
  /** Erases a page. */
  clear(page: number): void;
  /** The same bytes, without the file. */
  fork(): Cells;
}

/**
 * Large reads are cut from blocks of this size: a chip that looks through its flash reads two thousand times as it
 * starts, and memory of its own for each costs more than all the rest of it. Whoever reads so much does not keep it long.
 */
const BLOCK_BYTES = 65_536;
const LARGE_BYTES = 512;

let block = new ArrayBuffer(0);
let blockUsed = 0;

/** Bytes as erased flash has them. */
function erasedBytes(length: number): Uint8Array {
  if (length < LARGE_BYTES || length > BLOCK_BYTES) return new Uint8Array(length).fill(0xff);
  if (blockUsed + length > block.byteLength) {
    block = Buffer.allocUnsafeSlow(BLOCK_BYTES).fill(0xff).buffer;
    blockUsed = 0;
  }
  blockUsed += length;
  return new Uint8Array(block, blockUsed - length, length);
}

/** A page is programmed from its start on, so memory for it grows with it: by doubling, from this. */
const FIRST_BYTES = 128;

/**
 * @param file   every change is written through to it
 * @param attic  where pages go that are full, or no longer written, once others are
 * @param pages  by number; one that is not there is erased
 */
export function createCells(
  pageBytes: number,
  file: string | undefined,
  attic?: Attic,
  pages = new Map<number, Uint8Array>(),
): Cells {
  /** Pages that a fork has too: they are copied before they change. */
  let shared: Set<number> | undefined = pages.size > 0 ? new Set(pages.keys()) : undefined;
  /** Full pages, by number: their places in the attic. */
  let stowed: Map<number, number> | undefined;
  /** The last page that was written up to its end. */
  let full = -1;
  /** The two pages of more than half their bytes that were written last: heads of rings. Older ones are done with. */
  let large = -1;
  let largeBefore = -1;

  function pageOf(number: number): Uint8Array | undefined {
    const page = pages.get(number);
    const place = page === undefined ? stowed?.get(number) : undefined;
    return place === undefined ? page : attic!.get(place);
  }

  function stow(number: number): void {
    const page = pages.get(number);
    if (page === undefined || page.length < pageBytes) return;
    stowed ??= new Map();
    stowed.set(number, attic!.put(page));
    pages.delete(number);
  }

  /** Stows what will hardly be written or read again, as `number` is written up to byte `end`. */
  function tidy(number: number, end: number): void {
    if (full >= 0 && full !== number) {
      stow(full);
      full = -1;
    }
    if (end === pageBytes) full = number;
    if (2 * end <= pageBytes || number === large) return;
    if (number !== largeBefore && largeBefore >= 0) stow(largeBefore);
    largeBefore = large;
    large = number;
  }

  /** Takes a page out of the attic for good. */
  function unstow(number: number): Uint8Array | undefined {
    const place = stowed?.get(number);
    if (place === undefined) return undefined;
    stowed!.delete(number);
    attic!.free(place);
    return attic!.get(place);
  }

  function read(address: number, length: number): Uint8Array {
    let number = Math.floor(address / pageBytes);
    const start = address - number * pageBytes;
    const first = pageOf(number);
    if (first !== undefined && start + length <= first.length) return first.slice(start, start + length);
    const bytes = erasedBytes(length);
    if (first === undefined && start + length <= pageBytes) return bytes;
    for (let at = -start; at < length; at += pageBytes, number++) {
      const page = pageOf(number);
      if (page === undefined) continue;
      if (at >= 0) bytes.set(page.subarray(0, length - at), at);
      else bytes.set(page.subarray(-at, length - at), 0);
    }
    return bytes;
  }

  /** The page's own bytes, at least `length` of them. */
  function grown(number: number, length: number): Uint8Array {
    const page = pages.get(number) ?? unstow(number);
    if (page !== undefined && length <= page.length && pages.has(number) && shared?.has(number) !== true)
      return page;
    let size = page?.length ?? Math.min(FIRST_BYTES, pageBytes);
    while (size < length) size = Math.min(2 * size, pageBytes);
    const larger = new Uint8Array(size);
    if (page !== undefined) larger.set(page);
    larger.fill(0xff, page?.length ?? 0);
    pages.set(number, larger);
    shared?.delete(number);
    return larger;
  }

  function mirror(address: number, length: number): void {
    if (file === undefined) return;
    const handle = openSync(file, "r+");
    writeSync(handle, read(address, length), 0, length, address);
    closeSync(handle);
  }

  return {
    read,
    page: pageOf,
    write(address, bytes) {
      const number = Math.floor(address / pageBytes);
      const start = address - number * pageBytes;
      if (attic !== undefined) tidy(number, start + bytes.length);
      grown(number, start + bytes.length).set(bytes, start);
      mirror(address, bytes.length);
    },
    clear(page) {
      if (full === page) full = -1;
      pages.delete(page);
      unstow(page);
      mirror(page * pageBytes, pageBytes);
    },
    fork() {
      shared = new Set(pages.keys());
      const copied = new Map(pages);
      for (const [number, place] of stowed ?? []) copied.set(number, attic!.get(place));
      return createCells(pageBytes, undefined, undefined, copied);
    },
  };
}
