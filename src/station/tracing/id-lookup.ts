/** Whose Bluezone ID is it, and of which slot? IDs are byte strings (one character a byte). */
import { SLOTS_PER_DAY, idOf, nextSubKey } from "../../bluezone/ids.js";
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

/** Looks up IDs. Only those asked for are kept: a commune's tokens make a million IDs a fortnight. */
export function createIdLookup(hash: Hash) {
  function walk(
    { token, generation, day, subKey }: IdDay,
    visit: (id: string, sender: Sender) => void,
  ): void {
    for (let i = 0, key = subKey; i < SLOTS_PER_DAY; i++) {
      visit(byteString(idOf(key)), { token, generation, slot: day * SLOTS_PER_DAY + i });
      key = nextSubKey(hash, key);
    }
  }

  return {
    /** The sender of every ID of these days. */
    idsOf(days: readonly IdDay[]): Map<string, Sender> {
      const senders = new Map<string, Sender>();
      for (const day of days) walk(day, (id, sender) => senders.set(id, sender));
      return senders;
    },

    /** Who sent the IDs asked for; IDs of no known token, or of other days, are missing from the answer. */
    sendersOf(ids: ReadonlySet<string>, days: readonly IdDay[]): Map<string, Sender> {
      const senders = new Map<string, Sender>();
      const beginnings = new Set([...ids].map(beginningOf));
      const { step } = createShortHash();
      for (const { token, generation, day, subKey } of days) {
        const words = wordsOf(subKey);
        for (let i = 0; i < SLOTS_PER_DAY; i++) {
          // An ID begins with the first byte of each of the first four words (`idOf`).
          const begin =
            (words[0]! & 0xff000000) |
            ((words[1]! >>> 24) << 16) |
            ((words[2]! >>> 24) << 8) |
            (words[3]! >>> 24);
          if (beginnings.has(begin)) {
            const id = byteString(idOf(bytesOf(words)));
            if (ids.has(id)) senders.set(id, { token, generation, slot: day * SLOTS_PER_DAY + i });
          }
          step(words);
        }
      }
      return senders;
    },
  };
}

/** The first four bytes of an ID. */
function beginningOf(id: string): number {
  const byte = (i: number) => id.charCodeAt(i);
  return (byte(0) << 24) | (byte(1) << 16) | (byte(2) << 8) | byte(3);
}

export function byteString(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
