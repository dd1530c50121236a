/** Whose Bluezone ID is it, and of which slot? IDs are byte strings (one character a byte). */
import { SLOTS_PER_DAY, idOf, nextSubKey } from "../../bluezone/ids.js";
import type { Crypto } from "../../../hal/hal.js";
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
      for (const day of days) {
        walk(day, (id, sender) => {
          if (ids.has(id)) senders.set(id, sender);
        });
      }
      return senders;
    },
  };
}

export function byteString(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
