/** Whose Bluezone ID is it, and of which slot? IDs are byte strings (one character a byte). */
import { SLOTS_PER_DAY, dailyKeyAt, firstSubKey, idOf, nextDailyKey, nextSubKey } from "../bluezone/ids.js";
import type { Crypto } from "../../hal/hal.js";

export type Hash = Pick<Crypto, "sha256">;

/** What a token's IDs follow from. */
export interface Chain {
  serial: number;
  /** 32 bytes. */
  baseId: Uint8Array;
  /** UTC day of the base ID. */
  createdDay: number;
}

export interface Sender {
  serial: number;
  /** Slots since 1970. */
  slot: number;
}

/** Slots since 1970, `to` not included. */
export interface SlotRange {
  from: number;
  to: number;
}

/** Looks up IDs. Only those asked for are kept: a commune's tokens make a million IDs a fortnight. */
export function createIdLookup(hash: Hash) {
  function walk(chain: Chain, { from, to }: SlotRange, visit: (id: string, slot: number) => void): void {
    const firstDay = Math.max(Math.floor(from / SLOTS_PER_DAY), chain.createdDay);
    let dailyKey = dailyKeyAt(hash, chain.baseId, firstDay - chain.createdDay);
    for (let day = firstDay; day * SLOTS_PER_DAY < to; day++) {
      let subKey = firstSubKey(hash, dailyKey);
      for (let i = 0; i < SLOTS_PER_DAY; i++) {
        const slot = day * SLOTS_PER_DAY + i;
        if (slot >= from && slot < to) visit(byteString(idOf(subKey)), slot);
        subKey = nextSubKey(hash, subKey);
      }
      dailyKey = nextDailyKey(hash, dailyKey);
    }
  }

  return {
    /** The slot of every ID that these chains give in the range. */
    slotsOf(chains: readonly Chain[], range: SlotRange): Map<string, number> {
      const slots = new Map<string, number>();
      for (const chain of chains) walk(chain, range, (id, slot) => slots.set(id, slot));
      return slots;
    },

    /** Who sent the IDs asked for; IDs of no chain, or of slots outside the range, are missing from the answer. */
    sendersOf(ids: ReadonlySet<string>, chains: readonly Chain[], range: SlotRange): Map<string, Sender> {
      const senders = new Map<string, Sender>();
      for (const chain of chains) {
        walk(chain, range, (id, slot) => {
          if (ids.has(id)) senders.set(id, { serial: chain.serial, slot });
        });
      }
      return senders;
    },
  };
}

export function byteString(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
