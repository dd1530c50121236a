/**
 * What goes into Espruino's Storage, in which order.
 *
 * 1. The log's file, reserved on an empty Storage before anything else: so it is the first file, its pages never
 *    move, and the header of the next file starts a page (hal/espruino/flash.ts asserts it at every start).
 * 2. `.bootcde`, the program, which Espruino runs at every reset. A rewrite erases the old entry and appends the new one
 *    behind the log's file, so the log stays where it is.
 *
 * In service nothing else is written to Storage. The ways back to the console are in firmware/ESPRUINO.md.
 */

import { crc32 } from "node:zlib";

export const PROGRAM_FILE = ".bootcde";

/** Size of the header Espruino puts before each file (src/jsflash.h). */
const FILE_HEADER_BYTES = 32;

/** Bytes of a piece, so that the interpreter need not hold the whole file in its variables. */
const PIECE_BYTES = 768;

export interface Layout {
  readonly pageBytes: number;
  readonly regionPages: number;
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

/** JavaScript statements that write a file of byte characters, piece by piece; each done again changes nothing. */
export function writeStatements(name: string, bytes: Uint8Array): string[] {
  const file = JSON.stringify(name);
  const statements = [`require("Storage").erase(${file})`];
  for (let offset = 0; offset < bytes.length; offset += PIECE_BYTES) {
    const piece = bytes.subarray(offset, offset + PIECE_BYTES);
    const written = `E.CRC32(require("Storage").read(${file},${offset},${piece.length})||"")===${crc32(piece)}`;
    const size = offset === 0 ? `,${bytes.length}` : "";
    const text = Buffer.from(piece).toString("base64");
    statements.push(`${written}||require("Storage").write(${file},atob("${text}"),${offset}${size})`);
  }
  return statements;
}
