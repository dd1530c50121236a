/** Whose Bluezone ID is it, and of which slot? IDs are byte strings (one character a byte). */
import { KEY_BYTES, SLOTS_PER_DAY, idOf, nextSubKey } from "../../bluezone/ids.js";
import type { Crypto } from "../../../hal/hal.js";
import { bytesOf, createShortHash, wordsOf } from "../short-hash.js";
import type { IdDay } from "../cases/case-material.js";

export type Hash = Pick<Crypto, "sha256">;

export interface Sender {
  token: string;
  generation: number;
  /** Slots since 1970, by the sender's clock. */
  slot: number;
}

/** The sender of every ID of these days. */
export function sendersIn(hash: Hash, days: readonly IdDay[]): Map<string, Sender> {
  const senders = new Map<string, Sender>();
  for (const { token, generation, day, subKey } of days) {
    for (let i = 0, key = subKey; i < SLOTS_PER_DAY; i++) {
      senders.set(byteString(idOf(key)), { token, generation, slot: day * SLOTS_PER_DAY + i });
      key = nextSubKey(hash, key);
    }
  }
  return senders;
}

/** An ID that was found. */
export interface Found {
  id: string;
  /** Which of the days it is of, and its slot in it. */
  day: number;
  slot: number;
}

/**
 * Derives the IDs of many days and keeps those that are asked for: a commune's tokens make a million IDs a fortnight.
 *
 * @param subKeys  of slot 0 of each day, one after the other
 */
export function findIds(ids: ReadonlySet<string>, subKeys: Uint8Array): Found[] {
  const found: Found[] = [];
  const beginnings = new Set([...ids].map(beginningOf));
  const { step } = createShortHash();
  for (let day = 0; day < subKeys.length / KEY_BYTES; day++) {
    const words = wordsOf(subKeys.subarray(day * KEY_BYTES, (day + 1) * KEY_BYTES));
    for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
      // An ID begins with the first byte of each of the first four words (`idOf`).
      const begin =
        (words[0]! & 0xff000000) |
        ((words[1]! >>> 24) << 16) |
        ((words[2]! >>> 24) << 8) |
        (words[3]! >>> 24);
      if (beginnings.has(begin)) {
        const id = byteString(idOf(bytesOf(words)));
        if (ids.has(id)) found.push({ id, day, slot });
      }
      step(words);
    }
  }
  return found;
}

/** The first four bytes of an ID. */
function beginningOf(id: string): number {
  const byte = (i: number) => id.charCodeAt(i);
  return (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
}

export function byteString(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
