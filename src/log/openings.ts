/** The openings of pages, with a flipped bit put right. Device code. */
import type { Crypto } from "../../hal/hal.js";
import { CRC_RESIDUE, OLD_OPEN_BYTES, OLD_VERSION, OPEN_BYTES, PAGE_MAGIC } from "./format.js";

export interface Openings {
  /**
   * The opening (20 bytes, of which the first firmware used 16) as it was programmed: with at most one bit that is not as
   * in `bytes`. Undefined where it is none.
   */
  repair(bytes: Uint8Array): Uint8Array | undefined;
}

export function createOpenings(crypto: Pick<Crypto, "crc32">): Openings {
  /**
   * By bit of an opening: what the CRC of all is changed by when that bit flips. A CRC is linear, so this does not
   * depend on the other bits; it only depends on how many bytes follow. Made when first needed.
   */
  let syndromes: Int32Array | undefined;

  function makeSyndromes(): Int32Array {
    const made = new Int32Array(8 * OPEN_BYTES);
    const bytes = new Uint8Array(OPEN_BYTES);
    const zero = crypto.crc32(bytes);
    for (let bit = 0; bit < made.length; bit++) {
      bytes[bit >> 3] = 1 << (bit & 7);
      made[bit] = crypto.crc32(bytes) ^ zero;
      bytes[bit >> 3] = 0;
    }
    return made;
  }

  function repairAs(bytes: Uint8Array, length: number): Uint8Array | undefined {
    const whole = new Uint8Array(bytes);
    const syndrome = crypto.crc32(bytes.subarray(0, length)) ^ CRC_RESIDUE;
    if (syndrome !== 0) {
      if (syndromes === undefined) syndromes = makeSyndromes();
      const bit = syndromes.indexOf(syndrome) - 8 * (OPEN_BYTES - length);
      if (bit < 0) return undefined;
      whole[bit >> 3]! ^= 1 << (bit & 7);
    }
    const isOld = whole[1] === OLD_VERSION;
    if (whole[0] !== PAGE_MAGIC || whole[1] === 0 || isOld !== (length === OLD_OPEN_BYTES)) return undefined;
    return whole;
  }

  return {
    repair: function (bytes) {
      // No opening has a byte of ones in front, whatever bit of it flips: most pages that hold none are erased.
      if (bytes[0] === 255) return undefined;
      if (bytes[1] === OLD_VERSION) return repairAs(bytes, OLD_OPEN_BYTES) || repairAs(bytes, OPEN_BYTES);
      return repairAs(bytes, OPEN_BYTES) || repairAs(bytes, OLD_OPEN_BYTES);
    },
  };
}
