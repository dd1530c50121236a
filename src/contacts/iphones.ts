import type { ByteString, Crypto, Peer } from "../../hal/hal.js";
import { encodeAdvert, isIphone } from "../bluezone/advert.js";
import { ID_BYTES } from "../bluezone/ids.js";
import type { EncounterTable } from "./encounter-table.js";
import { NOT_HEARD, WINDOWS_PER_SLOT } from "./record.js";

/** iPhones kept in a slot: four times as many as can be read in it. */
const CAPACITY = 16;
/**
 * Weaker ones are not read: a connection takes many packets in both directions, and the app itself takes an iPhone for near only from
 * -69 dBm (heard by Android) or -74 dBm on.
 */
const LEAST_READ_DBM = -85;
/** A second try is for one that a body hid, or that was busy with another reader; more would be the battery's loss. */
const MOST_TRIES = 2;

/**
 * The iPhones of one slot. Their adverts say that they have Bluezone, not who they are: that has to be read over a connection. Which
 * of them is worth one is decided here; what it gives goes into the slot's table as if adverts had said it.
 */
export interface Iphones {
  /** Window 0…3 begins, of the table too. */
  openWindow(window: number): void;
  /** An advert that carries no ID. */
  hear(data: ByteString, rssiDbm: number, peer: Peer | undefined): void;
  /** Whether there are any. */
  isAny(): boolean;
  /** Whom to read next: of those heard in the latest window the strongest, the untried first. */
  next(): Peer | undefined;
  /** What came of it; undefined: nothing. An answer of any other length than an ID's is none. */
  settle(peer: Peer, value: Uint8Array | undefined): void;
}

interface Iphone {
  peer: Peer;
  /** Strongest advert of each window. */
  levels: Int8Array;
  tries: number;
  /** The advert that would have said its ID, once that is known. */
  advert: ArrayBuffer | undefined;
}

export function createIphones(crypto: Crypto, table: EncounterTable): Iphones {
  const iphones: Iphone[] = [];
  let window = 0;

  function find(peer: Peer): Iphone | undefined {
    for (const one of iphones) if (one.peer.id === peer.id) return one;
    return undefined;
  }

  /** Where there are too many, in the place of the weakest that is unread and weaker: whoever floods the air with others has to come near. */
  function meet(peer: Peer, rssiDbm: number): Iphone | undefined {
    const newcomer = {
      peer: peer,
      levels: new Int8Array(WINDOWS_PER_SLOT).fill(NOT_HEARD),
      tries: 0,
      advert: undefined,
    };
    if (iphones.length < CAPACITY) {
      iphones.push(newcomer);
      return newcomer;
    }
    let weakest = -1;
    let leastDbm = rssiDbm;
    for (let at = 0; at < CAPACITY; at++) {
      const level = iphones[at]!.levels[window]!;
      if (iphones[at]!.tries > 0 || level >= leastDbm) continue;
      weakest = at;
      leastDbm = level;
    }
    if (weakest < 0) return undefined;
    iphones[weakest] = newcomer;
    return newcomer;
  }

  return {
    openWindow: function (index) {
      window = index;
      table.openWindow(index);
    },
    hear: function (data, rssiDbm, peer) {
      if (peer === undefined || !isIphone(data)) return;
      const one = find(peer) || meet(peer, rssiDbm);
      if (one === undefined) return;
      if (one.advert !== undefined) table.hear(one.advert, rssiDbm);
      else if (rssiDbm > one.levels[window]!) one.levels[window] = rssiDbm;
    },
    isAny: function () {
      return iphones.length > 0;
    },
    next: function () {
      let best: Iphone | undefined;
      for (const one of iphones) {
        const level = one.levels[window]!;
        if (one.advert !== undefined || one.tries === MOST_TRIES || level < LEAST_READ_DBM) continue;
        if (
          best === undefined ||
          one.tries < best.tries ||
          (one.tries === best.tries && level > best.levels[window]!)
        )
          best = one;
      }
      if (best === undefined) return undefined;
      best.tries++;
      return best.peer;
    },
    settle: function (peer, value) {
      const one = find(peer);
      if (one === undefined || value === undefined || value.length !== ID_BYTES) return;
      one.advert = encodeAdvert(value).buffer as ArrayBuffer;
      table.markRead(crypto.toByteString(value));
      // What was heard before it had a name.
      for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
        if (one.levels[w] === NOT_HEARD) continue;
        table.openWindow(w);
        table.hear(one.advert, one.levels[w]!);
      }
      table.openWindow(window);
    },
  };
}
