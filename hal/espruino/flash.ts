import type { Flash } from "../hal.js";

/** Where the board keeps its log (flash.config.json). */
export interface FlashLayout {
  /** Address at which Espruino's Storage begins. */
  readonly storageBase: number;
  readonly pageBytes: number;
  /** Pages of the reserved file, the one with the file's header included. */
  readonly regionPages: number;
}

/** Espruino's file header (src/jsflash.h): 24 bits of size, 8 of flags, then the name, filled up with zeros. */
const FILE_HEADER_BYTES = 32;
const FLAGS_OFFSET = 3;
const NAME_OFFSET = 4;

/** Size that the reserved file must have: with its header it fills its pages exactly, so the next header starts one. */
export function reservedFileBytes(layout: FlashLayout): number {
  return layout.regionPages * layout.pageBytes - FILE_HEADER_BYTES;
}

/**
 * The pages of the reserved Storage file after the one that holds its header.
 *
 * Throws unless the very first bytes of Storage are the header of that file in its exact size: otherwise the pages
 * could belong to another file, or a compaction of Storage could move them.
 */
export function createFlash(layout: FlashLayout, fileName: string): Flash {
  const native = require("Flash");
  const pageBytes = layout.pageBytes;
  const base = layout.storageBase + pageBytes;
  const header = native.read(FILE_HEADER_BYTES, layout.storageBase);
  const size = header[0]! + header[1]! * 0x100 + header[2]! * 0x10000;
  const name = E.toString(header.subarray(NAME_OFFSET, NAME_OFFSET + fileName.length + 1));
  if (size !== reservedFileBytes(layout) || header[FLAGS_OFFSET] !== 0 || name !== fileName + "\0") {
    throw new Error("Storage must begin with " + fileName + ", " + reservedFileBytes(layout) + " bytes");
  }
  return {
    pageBytes: pageBytes,
    pageCount: layout.regionPages - 1,
    read(address, length) {
      return native.read(length, base + address);
    },
    program(address, bytes) {
      native.write(bytes, base + address);
    },
    erase(page) {
      native.erasePage(base + page * pageBytes);
    },
  };
}
