/** Whose Bluezone ID is it, and of which slot? IDs are byte strings (one character a byte). */
import { createIdFilter } from "../../bluezone/id-filter.js";
import { KEY_BYTES, SLOTS_PER_DAY, idOf, nextSubKey } from "../../bluezone/ids.js";
import type { Crypto } from "../../../hal/hal.js";
import { LANES, createKeyLanes } from "./lanes/key-lanes.js";
import { WORDS, bytesOf, wordsOf } from "../short-hash.js";
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

/** Of an ID's first 32 bits, so many tell almost all that are asked for from the others. */
const FILTER_BITS = 22;

/**
 * Derives the IDs of many days and keeps those that are asked for: a commune's tokens make a million IDs a fortnight.
 *
 * @param subKeys  of slot 0 of each day, one after the other
 */
export function findIds(ids: ReadonlySet<string>, subKeys: Uint8Array): Found[] {
  const found: Found[] = [];
  const mayAskFor = createIdFilter([...ids].map(beginningOf), FILTER_BITS);
  const lanes = createKeyLanes(SLOTS_PER_DAY - 1);
  const { keys } = lanes;
  const days = subKeys.length / KEY_BYTES;
  for (let first = 0; first < days; first += LANES) {
    const together = Math.min(LANES, days - first);
    for (let lane = 0; lane < together; lane++)
      wordsOf(subKeys.subarray((first + lane) * KEY_BYTES)).forEach(
        (word, w) => (keys[w * LANES + lane] = word),
      );
    lanes.run();
    for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
      for (let lane = 0; lane < together; lane++) {
        const at = slot * WORDS * LANES + lane;
        // An ID begins with the first byte of each of the first four words (`idOf`).
        const begin =
          (keys[at]! & 0xff000000) |
          ((keys[at + LANES]! >>> 24) << 16) |
          ((keys[at + 2 * LANES]! >>> 24) << 8) |
          (keys[at + 3 * LANES]! >>> 24);
        if (!mayAskFor(begin)) continue;
        const words = Int32Array.from({ length: WORDS }, (_, w) => keys[at + w * LANES]!);
        const id = byteString(idOf(bytesOf(words)));
        if (ids.has(id)) found.push({ id, day: first + lane, slot });
      }
    }
  }
  keys.fill(0);
  return found;
}

/** The first four bytes of an ID. */
function beginningOf(id: string): number {
  const byte = (i: number) => id.charCodeAt(i);
  return (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
}

export function byteString(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("latin1");
}
