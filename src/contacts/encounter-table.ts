import type { ByteString, Crypto } from "../../hal/hal.js";
import { parseAdvert } from "../bluezone/advert.js";
import {
  CLOCK_EPOCH_OFFSET,
  FLAGS_OFFSET,
  FLAG_TIME_ESTIMATED,
  NOT_HEARD,
  PACKETS_OFFSET,
  RECORD_BYTES,
  RSSI_OFFSET,
  SLOT_OFFSET,
  WINDOWS_OFFSET,
  WINDOWS_PER_SLOT,
} from "./record.js";

/** An object with 300 keys is searched in line by the interpreter; 32 (a mask of 31) with about ten each are not slow. */
const BUCKETS = 32;

/** The neighbours of one slot. A new table is made for each slot; the old one is emptied while it is flushed. */
export interface EncounterTable {
  /** Window 0…5 begins: what is heard from now on counts for it. */
  openWindow(window: number): void;
  /** One advert of any kind; anything that is not a Bluezone ID is ignored. Hot: see the budgets in DESIGN. */
  hear(data: ArrayBuffer | ByteString, rssiDbm: number): void;
  /** Neighbours held. */
  count(): number;
  /** Newcomers that found the table full, and neighbours that made room for one. */
  dropped(): number;
  /** Takes the next neighbour out as a 24-byte record; undefined when none is left. */
  take(): Uint8Array | undefined;
}

/**
 * @param capacity  most neighbours held. When it is reached a newcomer replaces the next entry, in turn, that was
 *   heard only once, so that a flood of invented IDs cannot push out neighbours that stay.
 */
export function createEncounterTable(
  crypto: Crypto,
  capacity: number,
  slot: number,
  isTimeEstimated: boolean,
  clockEpoch: number,
): EncounterTable {
  // What `hear` needs comes first, and it names no constant of the module: the interpreter looks names up in their order.
  const toByteString = crypto.toByteString;
  const buckets: Record<ByteString, number>[] = [];
  /** Strongest advert by neighbour and window, dBm + 128; 0 = nothing heard. Zeros cost nothing, another filling 230 turns. */
  const levels = new Uint8Array(capacity * WINDOWS_PER_SLOT);
  /** Stays at 255 by itself. */
  const packets = new Uint8ClampedArray(capacity);
  let window = 0;

  const ids: ByteString[] = [];
  let windowsListened = 0;
  let dropped = 0;
  let hand = 0;
  let taken = 0;
  // Without a prototype Node makes a hash table of each from the start: a simulated day takes a tenth less time.
  for (let b = 0; b < BUCKETS; b++) buckets.push({ __proto__: null } as never);

  /** An index for a newcomer where there is no free one, or -1. */
  function makeRoom(): number {
    dropped++;
    const at = hand;
    hand = hand + 1 === capacity ? 0 : hand + 1;
    if (packets[at] !== 1) return -1;
    const leaving = ids[at]!;
    delete buckets[leaving.charCodeAt(0) & 31]![leaving];
    levels.fill(0, at * WINDOWS_PER_SLOT, (at + 1) * WINDOWS_PER_SLOT);
    packets[at] = 0;
    return at;
  }

  /** Index of the neighbour that an advert, not recognised at first glance, comes from; -1 where it is none. */
  function meet(text: ByteString, rssiDbm: number): number {
    // Core Specification Vol 4 Part E 7.7.65.2: -127…+20 dBm are strengths, 127 means that none could be had.
    if (rssiDbm > 20) return -1;
    const id = parseAdvert(text);
    if (id === "") return -1;
    const bucket = buckets[id.charCodeAt(0) & 31]!;
    let at = bucket[id];
    if (at !== undefined) return at;
    at = ids.length;
    if (at < capacity) {
      ids.push(id); // an index is searched for from the first element on, the end is not
    } else {
      at = makeRoom();
      if (at < 0) return -1;
      ids[at] = id;
    }
    bucket[id] = at;
    return at;
  }

  return {
    openWindow: function (index) {
      window = index;
      windowsListened |= 1 << index;
    },
    hear: function (data, rssiDbm) {
      const text = toByteString(data);
      // Where a token and most phones have the ID. A known one there needs no look at the rest of the advert: whoever
      // knows the ID could send the rest as well.
      const id = text.substr(7, 12);
      let at = buckets[id.charCodeAt(0) & 31]![id];
      if (at === undefined) {
        at = meet(text, rssiDbm);
        if (at < 0) return;
      }
      const cell = at * 6 + window;
      const level = rssiDbm + 128;
      if (level > levels[cell]! && level <= 148) levels[cell] = level;
      packets[at]!++;
    },
    count: function () {
      return ids.length - taken;
    },
    dropped: function () {
      return dropped;
    },
    take: function () {
      if (taken >= ids.length) return undefined;
      const plain = new Uint8Array(RECORD_BYTES);
      plain.set(crypto.fromByteString(ids[taken]!));
      plain[SLOT_OFFSET] = slot;
      plain[FLAGS_OFFSET] = isTimeEstimated ? FLAG_TIME_ESTIMATED : 0;
      plain[CLOCK_EPOCH_OFFSET] = clockEpoch;
      plain[WINDOWS_OFFSET] = windowsListened;
      plain[PACKETS_OFFSET] = packets[taken]!;
      const cell = taken * WINDOWS_PER_SLOT;
      for (let w = 0; w < WINDOWS_PER_SLOT; w++) plain[RSSI_OFFSET + w] = levels[cell + w]! + NOT_HEARD;
      taken++;
      return plain;
    },
  };
}
