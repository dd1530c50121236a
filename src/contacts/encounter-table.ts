import type { ByteString, Crypto } from "../../hal/hal.js";
import { parseAdvert } from "../bluezone/advert.js";
import {
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

/** An object with 300 keys is searched in line by the interpreter; 32 with about ten each are not slow. */
const BUCKETS = 32;

/** Core Specification Vol 4 Part E 7.7.65.2: -127…+20 dBm are strengths, 127 means that none could be had. */
const MAX_RSSI_DBM = 20;

/** The neighbours of one slot. A new table is made for each slot; the old one is emptied while it is flushed. */
export interface EncounterTable {
  /** Window 0…5 begins: what is heard from now on counts for it. */
  openWindow(window: number): void;
  /** One advert of any kind; anything that is not a Bluezone ID is ignored. Hot: see the budgets in DESIGN. */
  hear(data: ArrayBuffer, rssiDbm: number): void;
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
): EncounterTable {
  const buckets: Record<ByteString, number>[] = [];
  for (let b = 0; b < BUCKETS; b++) buckets.push({});
  const ids: ByteString[] = [];
  const packets = new Uint8Array(capacity);
  const rssi = new Int8Array(capacity * WINDOWS_PER_SLOT);
  rssi.fill(NOT_HEARD);
  let window = 0;
  let windowsListened = 0;
  let dropped = 0;
  let hand = 0;
  let taken = 0;

  /** An index for a newcomer, or -1. */
  function makeRoom(): number {
    if (ids.length < capacity) return ids.length;
    dropped++;
    const at = hand;
    hand = hand + 1 === capacity ? 0 : hand + 1;
    if (packets[at] !== 1) return -1;
    const leaving = ids[at]!;
    delete buckets[leaving.charCodeAt(0) % BUCKETS]![leaving];
    rssi.fill(NOT_HEARD, at * WINDOWS_PER_SLOT, (at + 1) * WINDOWS_PER_SLOT);
    packets[at] = 0;
    return at;
  }

  return {
    openWindow: function (index) {
      window = index;
      windowsListened |= 1 << index;
    },
    hear: function (data, rssiDbm) {
      if (rssiDbm > MAX_RSSI_DBM) return;
      const id = parseAdvert(crypto.toByteString(data));
      if (id === "") return;
      const bucket = buckets[id.charCodeAt(0) % BUCKETS]!;
      let at = bucket[id];
      if (at === undefined) {
        at = makeRoom();
        if (at < 0) return;
        ids[at] = id;
        bucket[id] = at;
      }
      const cell = at * WINDOWS_PER_SLOT + window;
      if (rssiDbm > rssi[cell]!) rssi[cell] = rssiDbm;
      if (packets[at]! < 255) packets[at]!++;
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
      plain[WINDOWS_OFFSET] = windowsListened;
      plain[PACKETS_OFFSET] = packets[taken]!;
      plain.set(rssi.subarray(taken * WINDOWS_PER_SLOT, (taken + 1) * WINDOWS_PER_SLOT), RSSI_OFFSET);
      taken++;
      return plain;
    },
  };
}
