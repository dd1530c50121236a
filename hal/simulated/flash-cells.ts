/** The bytes of a simulated flash: only what was programmed takes memory, and forks share it. */
import { closeSync, openSync, writeSync } from "node:fs";

export interface Cells {
  read(address: number, length: number): Uint8Array;
  /** Puts bytes there, whatever was there. */
  write(address: number, bytes: Uint8Array): void;
  /** Erases a page. */
  clear(page: number): void;
  /** The same bytes, without the file. */
  fork(): Cells;
}

/** Nothing smaller is kept; holds 8 records. */
const CHUNK_BYTES = 256;

/**
 * @param file    every change is written through to it
 * @param chunks  by number; one that is not there is erased. None is ever changed, only replaced, so that forks can share it.
 */
export function createCells(
  pageBytes: number,
  file: string | undefined,
  chunks = new Map<number, Uint8Array>(),
): Cells {
  const chunkBytes = Math.min(CHUNK_BYTES, pageBytes);

  function read(address: number, length: number): Uint8Array {
    const bytes = new Uint8Array(length).fill(0xff);
    for (let at = address; at < address + length;) {
      const start = at % chunkBytes;
      const piece = Math.min(chunkBytes - start, address + length - at);
      const chunk = chunks.get((at - start) / chunkBytes);
      if (chunk !== undefined) bytes.set(chunk.subarray(start, start + piece), at - address);
      at += piece;
    }
    return bytes;
  }

  function mirror(address: number, length: number): void {
    if (file === undefined) return;
    const handle = openSync(file, "r+");
    writeSync(handle, read(address, length), 0, length, address);
    closeSync(handle);
  }

  return {
    read,
    write(address, bytes) {
      for (let done = 0; done < bytes.length;) {
        const start = (address + done) % chunkBytes;
        const number = (address + done - start) / chunkBytes;
        const piece = bytes.subarray(done, done + chunkBytes - start);
        const chunk = read(number * chunkBytes, chunkBytes);
        chunk.set(piece, start);
        chunks.set(number, chunk);
        done += piece.length;
      }
      mirror(address, bytes.length);
    },
    clear(page) {
      const perPage = pageBytes / chunkBytes;
      for (let i = 0; i < perPage; i++) chunks.delete(page * perPage + i);
      mirror(page * pageBytes, pageBytes);
    },
    fork: () => createCells(pageBytes, undefined, new Map(chunks)),
  };
}
