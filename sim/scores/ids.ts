/** Who sent which ID. */
import type { Crypto } from "../../hal/hal.js";
import {
  SLOTS_PER_DAY,
  SLOT_MS,
  dailyKeyAt,
  firstSubKey,
  idOf,
  nextDailyKey,
  nextSubKey,
} from "../../src/bluezone/ids.js";
import { idNumber } from "../devices/record-columns.js";
import { sharedFloats, sharedInts } from "../shared-arrays.js";

/** IDs of slots that follow each other. */
export interface SentIds {
  readonly person: number;
  /** Slots since 1970. */
  readonly firstSlot: number;
  /** `idNumber` of each slot's ID. */
  readonly ids: Float64Array;
}

/** Slots since 1970, from the first up to and without the end. */
export interface Slots {
  first: number;
  end: number;
}

/** Those in which IDs of a run are sent; a fast clock may have begun the next slot. */
export function slotsOfRun(startUtcMs: number, nowMs: number): Slots {
  return { first: Math.floor(startUtcMs / SLOT_MS), end: Math.floor((startUtcMs + nowMs) / SLOT_MS) + 2 };
}

/** The IDs that follow from a base ID, which was made on UTC day `createdDay`: in the slots asked for, from that day on. */
export function idsSent(
  crypto: Pick<Crypto, "sha256">,
  baseId: Uint8Array,
  createdDay: number,
  { first, end }: Slots,
): Omit<SentIds, "person"> {
  const firstSlot = Math.max(first, createdDay * SLOTS_PER_DAY);
  const ids = sharedFloats(Math.max(0, end - firstSlot));
  const firstDay = Math.floor(firstSlot / SLOTS_PER_DAY);
  let dailyKey = dailyKeyAt(crypto, baseId, firstDay - createdDay);
  for (let day = firstDay; day * SLOTS_PER_DAY < end; day++) {
    let subKey = firstSubKey(crypto, dailyKey);
    const dayEnd = Math.min(end, (day + 1) * SLOTS_PER_DAY);
    for (let slot = day * SLOTS_PER_DAY; slot < dayEnd; slot++) {
      if (slot >= firstSlot) ids[slot - firstSlot] = idNumber(idOf(subKey));
      subKey = nextSubKey(crypto, subKey);
    }
    dailyKey = nextDailyKey(crypto, dailyKey);
  }
  return { firstSlot, ids };
}

/** Senders and slots of IDs, in memory that threads share. */
export interface IdTable {
  /** By cell: the ID's low 32 bits, its high 16, person + 1 (0 where the cell is free), and the slot since 1970. */
  readonly cells: Int32Array;
}

const WORD_BITS = 2;
const WORDS = 1 << WORD_BITS;

/** Open addressing on flat memory, a cell within one line of the processor's cache; at most two thirds are taken. */
export function createIdTable(sent: readonly SentIds[]): IdTable {
  const count = sent.reduce((sum, { ids }) => sum + ids.length, 0);
  const cells = sharedInts(WORDS * 2 ** Math.ceil(Math.log2(1.5 * count + 2)));
  for (const { person, firstSlot, ids } of sent) {
    for (let i = 0; i < ids.length; i++) {
      const low = ids[i]! | 0;
      const high = (ids[i]! / 2 ** 32) | 0;
      const at = cellOf(cells, low, high);
      cells[at] = low;
      cells[at + 1] = high;
      cells[at + 2] = person + 1;
      cells[at + 3] = firstSlot + i;
    }
  }
  return { cells };
}

/** Where the table has an ID (`idNumber`): for `senderAt` and `slotAt`; -1 where nobody sent it. */
export function findId(table: IdTable, id: number): number {
  return findHalves(table, id | 0, (id / 2 ** 32) | 0);
}

/** The same of the ID's low 32 bits, signed or not, and its high 16. */
export function findHalves({ cells }: IdTable, low: number, high: number): number {
  const at = cellOf(cells, low | 0, high);
  return cells[at + 2] === 0 ? -1 : at;
}

export function senderAt({ cells }: IdTable, found: number): number {
  return cells[found + 2]! - 1;
}

export function slotAt({ cells }: IdTable, found: number): number {
  return cells[found + 3]!;
}

/** The cell of an ID, or the free one that it would take. IDs come out of a hash, so their low bits are as good as any. */
function cellOf(cells: Int32Array, low: number, high: number): number {
  const mask = cells.length - 1;
  let at = (low << WORD_BITS) & mask;
  while (cells[at + 2] !== 0 && (cells[at] !== low || cells[at + 1] !== high)) at = (at + WORDS) & mask;
  return at;
}
