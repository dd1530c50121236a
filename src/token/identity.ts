import { firstSubKey, idOf, nextDailyKey, nextSubKey } from "../bluezone/ids.js";
import { copyOf } from "../custody/token/seal-format.js";
import type { Crypto } from "../../hal/hal.js";

const ADDRESS_BYTES = 6;
/** Two for each end of the ID's time on the air, for the bursts together, and for begin and end of each of four. */
export const SECRET_BYTES = 22;

/** Who the token is in a slot. */
export interface SlotIdentity {
  /** 12 bytes. */
  id: Uint8Array;
  /** Static random radio address, 6 bytes, made from the same sub-key and not from the ID's bytes alone. */
  address: Uint8Array;
  /** `SECRET_BYTES` that nobody hears, from the same hash as the address: they move what the air shows of the clock (schedule.ts). */
  secret: Uint8Array;
}

/** Walks the Bluezone key chain forwards, one hash a day and one a slot; what lies behind is overwritten. */
export interface Identity {
  day(): number;
  /** Writes the 32 bytes of the day's key into the state that is about to be saved. */
  copyDailyKey(bytes: Uint8Array, at: number): void;
  /** The key held is that of `day`, which was not known so far. */
  startOn(day: number): void;
  /** Goes to a slot of the day held or of a later one; days before it are out of reach by design. */
  moveTo(day: number, slot: number): void;
  /**
   * Who the token is at a slot of the day held or of a later one. The chain stays: a day's key is not given up before the
   * day is over, because the clock may yet be set back within it.
   */
  identityAt(day: number, slot: number): SlotIdentity;
}

/** @param dailyKey  32 bytes; kept and overwritten from here on */
export function createIdentity(crypto: Crypto, firstDay: number, dailyKey: Uint8Array): Identity {
  let day = firstDay;
  const subKey = firstSubKey(crypto, dailyKey);
  let subKeySlot = 0;

  function replace(kept: Uint8Array, by: Uint8Array): void {
    kept.set(by);
    by.fill(0);
  }

  function walkDays(key: Uint8Array, days: number): void {
    for (let n = 0; n < days; n++) replace(key, nextDailyKey(crypto, key));
  }

  function walkSlots(key: Uint8Array, slots: number): void {
    for (let n = 0; n < slots; n++) replace(key, nextSubKey(crypto, key));
  }

  /** The sub-key of slot 0 of a day to come, or of the day held. */
  function firstSubKeyOf(ofDay: number): Uint8Array {
    const key = new Uint8Array(dailyKey);
    walkDays(key, ofDay - day);
    const first = firstSubKey(crypto, key);
    key.fill(0);
    return first;
  }

  /** By a hash of the whole sub-key: the ID shows only 12 of its bytes, so neither address nor secret follow from the ID. */
  function whoIs(key: Uint8Array): SlotIdentity {
    const salted = new Uint8Array(key.length + 1);
    salted.set(key);
    salted[key.length] = 1;
    const hash = crypto.sha256(salted);
    const who = {
      id: idOf(key),
      address: copyOf(hash, 0, ADDRESS_BYTES),
      secret: copyOf(hash, ADDRESS_BYTES, ADDRESS_BYTES + SECRET_BYTES),
    };
    salted.fill(0);
    hash.fill(0);
    who.address[0]! |= 0xc0;
    return who;
  }

  return {
    day: function () {
      return day;
    },
    copyDailyKey: function (bytes, at) {
      bytes.set(dailyKey, at);
    },
    startOn: function (first) {
      day = first;
    },
    moveTo: function (toDay, toSlot) {
      if (toDay > day || toSlot < subKeySlot) {
        walkDays(dailyKey, toDay - day);
        day = Math.max(day, toDay);
        replace(subKey, firstSubKey(crypto, dailyKey));
        subKeySlot = 0;
      }
      walkSlots(subKey, toSlot - subKeySlot);
      subKeySlot = toSlot;
    },
    identityAt: function (onDay, slot) {
      const isAhead = onDay === day && slot >= subKeySlot;
      const key = isAhead ? new Uint8Array(subKey) : firstSubKeyOf(onDay);
      walkSlots(key, isAhead ? slot - subKeySlot : slot);
      const who = whoIs(key);
      key.fill(0);
      return who;
    },
  };
}
