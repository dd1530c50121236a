/**
 * What goes into Espruino's Storage, in which order.
 *
 * 1. The log's file, reserved on an empty Storage before anything else: so it is the first file, its pages never
 *    move, and the header of the next file starts a page (hal/espruino/flash.ts asserts it at every start).
 * 2. `bztoken`, the program.
 * 3. `.bootcde`, the loader, which Espruino runs at every reset: it starts the program, or one of the two that an update has brought
 *    (src/token/update/UPDATE.md). It is written last and erased first, so that no half program is ever started.
 *
 * A rewrite erases the old entry and appends the new one behind the log's file, so the log stays where it is.
 *
 * In service nothing else is written to Storage. The ways back to the console are in firmware/ESPRUINO.md.
 */

import { crc32 } from "node:zlib";

export const LOADER_FILE = ".bootcde";
export const PROGRAM_FILE = "bztoken";

/** Size of the header Espruino puts before each file (src/jsflash.h). */
const FILE_HEADER_BYTES = 32;

/** Bytes of a piece, so that the interpreter need not hold the whole file in its variables. */
const PIECE_BYTES = 768;

export interface Layout {
  /** Address at which Storage begins. */
  readonly storageBase: number;
  readonly pageBytes: number;
  readonly regionPages: number;
  /** Two slots for programs, behind the log. */
  readonly firmwarePages: number;
  /** At the end of the log's file; nobody writes them. */
  readonly reservedPages: number;
}

function reservedBytes({ pageBytes, regionPages }: Layout): number {
  return regionPages * pageBytes - FILE_HEADER_BYTES;
}

/** Are these the first 32 bytes of a Storage that begins with the log's file in its exact size? */
export function isReserved(header: Uint8Array, logFile: string, layout: Layout): boolean {
  const expected = Buffer.alloc(FILE_HEADER_BYTES);
  expected.writeUInt32LE(reservedBytes(layout)); // 24 bits of size, no flags
  expected.write(logFile, 4, "latin1");
  return expected.equals(header);
}

/** JavaScript that reserves the log's file on an empty Storage; done again it changes nothing. */
export function reserveStatement(logFile: string, layout: Layout): string {
  const size = reservedBytes(layout);
  return `require("Storage").list().length||require("Storage").write(${JSON.stringify(logFile)},"",0,${size})`;
}

/** JavaScript that empties the slots' headers, which lie at their ends: the program in Storage is the one that runs. Done again it changes nothing. */
export function clearSlotsStatement({ storageBase, pageBytes, ...layout }: Layout): string {
  const end = layout.regionPages - layout.reservedPages;
  const slotPages = Math.floor(layout.firmwarePages / 2);
  return [end - slotPages - 1, end - 1]
    .map((page) => `require("Flash").erasePage(${storageBase + page * pageBytes})`)
    .join(";");
}

/** JavaScript that erases a file, if it is there. */
export function eraseStatement(name: string): string {
  return `require("Storage").erase(${JSON.stringify(name)})`;
}

/** JavaScript statements that write a file of byte characters, piece by piece; each done again changes nothing. */
export function writeStatements(name: string, bytes: Uint8Array): string[] {
  const file = JSON.stringify(name);
  const statements = [eraseStatement(name)];
  for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
    const piece = bytes.subarray(offset, offset + PIECE_BYTES);
    const written = `E.CRC32(require("Storage").read(${file},${offset},${piece.length})||"")===${crc32(piece)}`;
    const size = offset === 0 ? `,${bytes.length}` : "";
    const text = Buffer.from(piece).toString("base64");
    statements.push(`${written}||require("Storage").write(${file},atob("${text}"),${offset}${size})`);
  }
  return statements;
}
