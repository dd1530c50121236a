/** The bytes of a simulated flash: only what was programmed takes memory, and forks share it. */
import { closeSync, openSync, writeSync } from "node:fs";

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

/** A page is programmed from its start on, so memory for it grows with it: by doubling, from this. */
const FIRST_BYTES = 128;

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

  function read(address: number, length: number): Uint8Array {
    let number = Math.floor(address / pageBytes);
    const start = address - number * pageBytes;
    const first = pages.get(number);
    if (first !== undefined && start + length <= first.length) return first.slice(start, start + length);
    const bytes = new Uint8Array(length).fill(0xff);
    for (let at = -start; at < length; at += pageBytes, number++) {
      const page = pages.get(number);
      if (page === undefined) continue;
      if (at >= 0) bytes.set(page.subarray(0, length - at), at);
      else bytes.set(page.subarray(-at, length - at), 0);
    }
    return bytes;
  }

  /** The page's own bytes, at least `length` of them. */
  function grown(number: number, length: number): Uint8Array {
    const page = pages.get(number);
    if (page !== undefined && length <= page.length && shared?.has(number) !== true) return page;
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
    page: (page) => pages.get(page),
    write(address, bytes) {
      const number = Math.floor(address / pageBytes);
      const start = address - number * pageBytes;
      grown(number, start + bytes.length).set(bytes, start);
      mirror(address, bytes.length);
    },
    clear(page) {
      pages.delete(page);
      mirror(page * pageBytes, pageBytes);
    },
    fork() {
      shared = new Set(pages.keys());
      return createCells(pageBytes, undefined, new Map(pages));
    },
  };
}
