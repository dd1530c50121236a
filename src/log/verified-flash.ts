import type { Crypto, Flash } from "../../hal/hal.js";

/** Longest piece compared with erased flash at once, so that the check takes little memory. */
const CHECK_BYTES = 1024;

/** The flash reports no failure, so everything is read back. Device code. */
export interface VerifiedFlash {
  readonly pageBytes: number;
  read(address: number, length: number): Uint8Array;
  /** False if the bytes do not read back; counted. */
  program(address: number, bytes: Uint8Array): boolean;
  /**
   * Programs bytes again with the value they read: the program that made them may have been cut at its end, and a cell
   * that is programmed by half may read right now and not later.
   */
  strengthen(address: number, length: number): void;
  /** False if the page does not read erased afterwards; counted. */
  erase(page: number): boolean;
  /** Whether `length` bytes, a multiple of 4, read erased. A page whose erase was cut may seem so, and not be. */
  isErased(address: number, length: number): boolean;
  /** Programs and erases that failed. */
  errors(): number;
}

export function createVerifiedFlash(flash: Flash, crypto: Crypto): VerifiedFlash {
  const pieceBytes = Math.min(CHECK_BYTES, flash.pageBytes);
  const erasedCrc = erasedCrcOf(pieceBytes);
  let errors = 0;

  function erasedCrcOf(length: number): number {
    return crypto.crc32(new Uint8Array(length).fill(255));
  }

  function isErased(address: number, length: number): boolean {
    const end = address + length;
    while (address + pieceBytes <= end) {
      if (crypto.crc32(flash.read(address, pieceBytes)) !== erasedCrc) return false;
      address += pieceBytes;
    }
    return address === end || crypto.crc32(flash.read(address, end - address)) === erasedCrcOf(end - address);
  }

  function program(address: number, bytes: Uint8Array): boolean {
    flash.program(address, bytes);
    if (crypto.toByteString(flash.read(address, bytes.length)) === crypto.toByteString(bytes)) return true;
    errors++;
    return false;
  }

  return {
    pageBytes: flash.pageBytes,
    read: flash.read,
    program: program,
    strengthen: function (address, length) {
      const bytes = flash.read(address, length);
      program(address, bytes);
      bytes.fill(0); // it may hold secrets, which are to have one place in memory only
    },
    erase: function (page) {
      flash.erase(page);
      if (isErased(page * flash.pageBytes, flash.pageBytes)) return true;
      errors++;
      return false;
    },
    isErased: isErased,
    errors: function () {
      return errors;
    },
  };
}
