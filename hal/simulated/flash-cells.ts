/** The bytes of a simulated flash: only pages that were programmed take memory, and forks share it. */
import { closeSync, openSync, writeSync } from "node:fs";

export interface Cells {
  read(address: number, length: number): Uint8Array;
  /** A whole page, to look at only. Undefined: all of it is erased. */
  page(page: number): Uint8Array | undefined;
  /** Puts bytes into one page, from `offset` on, whatever was there. */
  write(page: number, offset: number, bytes: Uint8Array): void;
  /** Erases a page. */
  clear(page: number): void;
  /** The same bytes, without the file. */
  fork(): Cells;
}

/**
 * Pages and large reads are cut from blocks of this size: memory of its own for each costs more than all the rest of it. Pages
 * stay, and reads do not: each have blocks of their own.
 */
const BLOCK_BYTES = 65_536;
const LARGE_BYTES = 512;

/** Gives bytes of any value. */
function createBlocks(): (length: number) => Uint8Array {
  let block = new ArrayBuffer(0);
  let used = 0;
  return (length) => {
    if (length < LARGE_BYTES || length > BLOCK_BYTES) return new Uint8Array(length);
    if (used + length > block.byteLength) {
      block = Buffer.allocUnsafeSlow(BLOCK_BYTES).buffer;
      used = 0;
    }
    used += length;
    return new Uint8Array(block, used - length, length);
  };
}

const bytesOfPage = createBlocks();
const bytesToRead = createBlocks();

/**
 * What is read most: a chip that proves its flash erased reads piece after piece of this length, thousands a day. All get the
 * same bytes, until somebody has written to them.
 */
const PIECE = new Uint8Array(1024).fill(0xff);
let lentPiece = PIECE.slice();

function erasedPiece(): Uint8Array {
  if (Buffer.compare(lentPiece, PIECE) !== 0) lentPiece = PIECE.slice();
  return lentPiece;
}

/** A token writes its state to two pages and erases two others: their memory is for the next. */
const SPARE_PAGES = 2;

/**
 * @param file   every change is written through to it
 * @param pages  by number; one that is not there is erased
 */
export function createCells(
  pageBytes: number,
  file: string | undefined,
  pages = new Map<number, Uint8Array>(),
): Cells {
  /** Pages that a fork has too: they are copied before they change. */
  let shared: Set<number> | undefined = pages.size > 0 ? new Set(pages.keys()) : undefined;
  /** Memory of pages erased lately. */
  const spare: Uint8Array[] = [];

  function read(address: number, length: number): Uint8Array {
    let number = Math.floor(address / pageBytes);
    const start = address - number * pageBytes;
    const isInside = start + length <= pageBytes;
    const first = pages.get(number);
    if (isInside && first !== undefined && length < LARGE_BYTES) return first.slice(start, start + length);
    if (isInside && first === undefined && length === PIECE.length) return erasedPiece();
    const bytes = bytesToRead(length).fill(0xff);
    for (let at = -start; at < length; at += pageBytes, number++) {
      const page = pages.get(number);
      if (page === undefined) continue;
      if (at >= 0) bytes.set(page.subarray(0, length - at), at);
      else bytes.set(page.subarray(-at, length - at), 0);
    }
    return bytes;
  }

  function freshPage(): Uint8Array {
    return (spare.pop() ?? bytesOfPage(pageBytes)).fill(0xff);
  }

  /** The page's bytes, to be changed. */
  function ownPage(number: number): Uint8Array {
    const page = pages.get(number);
    if (page !== undefined && shared?.has(number) !== true) return page;
    const own = freshPage();
    if (page !== undefined) own.set(page);
    pages.set(number, own);
    shared?.delete(number);
    return own;
  }

  function mirror(address: number, length: number): void {
    if (file === undefined) return;
    const handle = openSync(file, "r+");
    writeSync(handle, read(address, length), 0, length, address);
    closeSync(handle);
  }

  return {
    read,
    page: (number) => pages.get(number),
    write(page, offset, bytes) {
      ownPage(page).set(bytes, offset);
      mirror(page * pageBytes + offset, bytes.length);
    },
    clear(number) {
      const page = pages.get(number);
      if (page !== undefined) {
        pages.delete(number);
        if (shared?.delete(number) !== true && spare.length < SPARE_PAGES) spare.push(page);
      }
      mirror(number * pageBytes, pageBytes);
    },
    fork() {
      shared = new Set(pages.keys());
      return createCells(pageBytes, undefined, new Map(pages));
    },
  };
}
