/** Who sent which ID. */
import type { Crypto } from "../../hal/hal.js";
import { SLOTS_PER_DAY, dailyKeyAt, firstSubKey, idOf, nextSubKey } from "../../src/bluezone/ids.js";

/** IDs of whole UTC days, one a slot. */
export interface SentIds {
  readonly person: number;
  /** Slots since 1970. */
  readonly firstSlot: number;
  /** `idNumber` of each slot's ID. */
  readonly ids: Float64Array;
}

/** 48 bits of an ID: enough to tell apart the millions of one run, and a number takes less room than a string. */
export function idNumber(id: Uint8Array): number {
  const high = (id[0]! << 16) | (id[1]! << 8) | id[2]!;
  return high * 2 ** 24 + ((id[3]! << 16) | (id[4]! << 8) | id[5]!);
}

/** All that follow from a base ID, from the UTC day on which it was made to `lastDay`. */
export function idsSent(
  crypto: Pick<Crypto, "sha256">,
  baseId: Uint8Array,
  createdDay: number,
  lastDay: number,
): Float64Array {
  const days = Math.max(0, lastDay - createdDay + 1);
  const ids = new Float64Array(days * SLOTS_PER_DAY);
  for (let day = 0; day < days; day++) {
    let subKey = firstSubKey(crypto, dailyKeyAt(crypto, baseId, day));
    for (let slot = 0; slot < SLOTS_PER_DAY; slot++) {
      ids[day * SLOTS_PER_DAY + slot] = idNumber(idOf(subKey));
      subKey = nextSubKey(crypto, subKey);
    }
  }
  return ids;
}

/** The place of an ID in the lists that the table was made from; -1 where nobody sent it. */
export interface IdTable {
  /** Index of the list, times the length of the longest, plus index in it. */
  find(id: number): number;
  readonly stride: number;
}

/** Open addressing on flat memory: a commune sends millions of IDs, and a `Map` of them takes five times as much. */
export function createIdTable(sent: readonly SentIds[]): IdTable {
  const stride = Math.max(1, ...sent.map(({ ids }) => ids.length));
  const count = sent.reduce((sum, { ids }) => sum + ids.length, 0);
  const cells = 2 ** Math.ceil(Math.log2(1.5 * count + 2));
  const keys = new Float64Array(cells).fill(-1);
  const values = new Int32Array(cells);
  // IDs come out of a hash, so their low bits are as good as any.
  const cellOf = (id: number) => {
    let cell = id % cells;
    while (keys[cell] !== -1 && keys[cell] !== id) cell = cell + 1 === cells ? 0 : cell + 1;
    return cell;
  };
  sent.forEach(({ ids }, list) => {
    for (let i = 0; i < ids.length; i++) {
      const cell = cellOf(ids[i]!);
      keys[cell] = ids[i]!;
      values[cell] = list * stride + i;
    }
  });
  return {
    stride,
    find(id) {
      const cell = cellOf(id);
      return keys[cell] === id ? values[cell]! : -1;
    },
  };
}
