import type { ByteString, Crypto, Peer } from "../../hal/hal.js";
import { USUAL_COMPANY, USUAL_SERVICES, USUAL_START, encodeAdvert, parseAdvert } from "../bluezone/advert.js";
import { createChoice } from "./choice.js";
import type { Choice } from "./choice.js";
import {
  CLOCK_EPOCH_OFFSET,
  FLAGS_OFFSET,
  FLAG_BY_GATT,
  FLAG_TIME_ESTIMATED,
  NOT_HEARD,
  PACKETS_OFFSET,
  RECORD_BYTES,
  RSSI_OFFSET,
  SCHEDULE_OFFSET,
  SLOT_OFFSET,
  WINDOWS_OFFSET,
  WINDOW_PLACES,
} from "./record.js";

/** An object with 300 keys is searched in line by the interpreter; 32 (a mask of 31) with about ten each are not slow. */
const BUCKETS = 32;

/** The neighbours of one slot. A new table is made for each slot; the old one is emptied while it is flushed. */
export interface EncounterTable {
  /** Window 0…3 begins: what is heard from now on counts for it. */
  openWindow(window: number): void;
  /** One advert of any kind; anything that is not a Bluezone ID is ignored. Hot: see the budgets in DESIGN.md. */
  hear(data: ArrayBuffer | ByteString, rssiDbm: number, peer?: Peer): void;
  /** A neighbour's ID was read by connecting to it, and will be heard as that of an advert. */
  markRead(id: ByteString): void;
  /** Neighbours held that `take` will give. */
  count(): number;
  /** Newcomers that found the table full, and neighbours that made room for one. */
  dropped(): number;
  /**
   * Leaves out neighbours until `most` are held: `best` by rank, that is those heard in the most windows, of these the strongest,
   * of these the ones met first; the others from each band of strength alike (choice.ts). A step at a time; true: call again with
   * the same numbers. To be called before the first `take`.
   */
  keepBest(most: number, best: number): boolean;
  /** Neighbours left out by `keepBest`. */
  leftOut(): number;
  /** Takes the next neighbour out as a 24-byte record; undefined when none is left. */
  take(): Uint8Array | undefined;
}

/**
 * @param capacity  most neighbours held. When it is reached a newcomer replaces the next entry, in turn, that was
 *   heard only once, so that a flood of invented IDs cannot push out neighbours that stay.
 * @param onOther  gets the adverts that carry no ID
 */
export function createEncounterTable(
  crypto: Crypto,
  capacity: number,
  slot: number,
  isTimeEstimated: boolean,
  clockEpoch: number,
  schedule: number,
  onOther?: (data: ByteString, rssiDbm: number, peer: Peer | undefined) => void,
): EncounterTable {
  // What `hear` needs comes first, and it names no constant of the module: the interpreter looks names up in their order.
  const toByteString = crypto.toByteString;
  const buckets: Record<ByteString, number>[] = [];
  /** Strongest advert of each neighbour in the window at hand, in dBm. */
  let levels: Int8Array = new Int8Array(0);
  /** Stays at 255 by itself. */
  const packets = new Uint8ClampedArray(capacity);

  const ids: ByteString[] = [];
  const read: ByteString[] = [];
  let windowsListened = 0;
  const unopened = new Int8Array(capacity).fill(NOT_HEARD);
  /** `levels` of each window; made when it opens, because filling them all at once is a long step. */
  const windows: Int8Array[] = [];
  for (let w = 0; w < WINDOW_PLACES; w++) windows.push(unopened);
  let dropped = 0;
  let hand = 0;
  let taken = 0;
  let choice: Choice | undefined;
  // Without a prototype Node makes a hash table of each from the start: a simulated day takes a tenth less time.
  for (let b = 0; b < BUCKETS; b++) buckets.push({ __proto__: null } as never);

  /** The index that a newcomer takes over where there is no free one, or -1. */
  function makeRoom(newcomer: ByteString): number {
    dropped++;
    const at = hand;
    hand = hand + 1 === capacity ? 0 : hand + 1;
    if (packets[at] !== 1) return -1;
    const leaving = ids[at]!;
    delete buckets[leaving.charCodeAt(0) & 31]![leaving];
    for (const levelsThen of windows) levelsThen[at] = NOT_HEARD;
    ids[at] = newcomer;
    return at;
  }

  /** A report that is not of a known neighbour in the usual layout. */
  function meet(
    text: ByteString,
    id: ByteString,
    bucket: Record<ByteString, number>,
    rssiDbm: number,
    peer: Peer | undefined,
  ): void {
    // Core Specification Vol 4 Part E 7.7.65.2: -127…+20 dBm are strengths, 127 means that none could be had.
    if (rssiDbm > 20) return;
    if (
      text.substr(3, 4) === USUAL_COMPANY &&
      text.substr(19) === USUAL_SERVICES &&
      text[0] === USUAL_START
    ) {
      // An index of an array is searched for from the first element on, the end is not.
      const at = ids.length < capacity ? ids.push(id) - 1 : makeRoom(id);
      if (at < 0) return;
      bucket[id] = at;
      levels[at] = rssiDbm;
      packets[at] = 1;
      return;
    }
    const unusual = parseAdvert(text);
    // Known or not, it is heard as if it had come in the usual layout.
    if (unusual !== "")
      hear(encodeAdvert(crypto.fromByteString(unusual)).buffer as ArrayBuffer, rssiDbm, peer);
    else if (onOther !== undefined) onOther(text, rssiDbm, peer);
  }

  function hear(data: ArrayBuffer | ByteString, rssiDbm: number, peer?: Peer): void {
    const text = toByteString(data);
    // Where a token and most phones have the ID. A known one there needs no look at the rest of the advert: whoever
    // knows the ID could send the rest as well.
    const id = text.substr(7, 12);
    const bucket = buckets[id.charCodeAt(0) & 31]!;
    const at = bucket[id];
    if (at === undefined) {
      meet(text, id, bucket, rssiDbm, peer);
      return;
    }
    if (rssiDbm > levels[at]! && rssiDbm <= 20) levels[at] = rssiDbm;
    packets[at]!++;
  }

  function held(): number {
    return choice === undefined ? ids.length : choice.kept();
  }

  return {
    openWindow: function (index) {
      windowsListened |= 1 << index;
      if (windows[index] === unopened) windows[index] = new Int8Array(unopened);
      levels = windows[index]!;
    },
    hear: hear,
    markRead: function (id) {
      read.push(id);
    },
    count: function () {
      return held() - taken;
    },
    dropped: function () {
      return dropped;
    },
    keepBest: function (most, best) {
      if (choice === undefined) {
        if (most >= ids.length) return false;
        choice = createChoice(windows, ids.length, most, best);
      }
      return choice.step();
    },
    leftOut: function () {
      return ids.length - held();
    },
    take: function () {
      if (taken === held()) return undefined;
      const at = choice === undefined ? taken : choice.indexOf(taken);
      taken++;
      const plain = new Uint8Array(RECORD_BYTES);
      plain.set(crypto.fromByteString(ids[at]!));
      plain[SLOT_OFFSET] = slot;
      plain[SCHEDULE_OFFSET] = schedule;
      plain[FLAGS_OFFSET] =
        (isTimeEstimated ? FLAG_TIME_ESTIMATED : 0) | (read.indexOf(ids[at]!) < 0 ? 0 : FLAG_BY_GATT);
      plain[CLOCK_EPOCH_OFFSET] = clockEpoch;
      plain[WINDOWS_OFFSET] = windowsListened;
      plain[PACKETS_OFFSET] = packets[at]!;
      for (let w = 0; w < WINDOW_PLACES; w++) plain[RSSI_OFFSET + w] = windows[w]![at]!;
      return plain;
    },
  };
}
