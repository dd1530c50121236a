import type { Crypto } from "../../../hal/hal.js";
import { SEAL_NEXT, SEAL_PAGE, SEAL_RECORD, SECRET_BYTES, derive } from "./derive.js";
import { createHmac } from "./hmac.js";
import { KEY_BYTES, PAGE_MAC_BYTES, copyOf } from "./seal-format.js";
import { createSeal } from "./sealer.js";
import type { RecordSealer } from "./sealer.js";

/**
 * Seals each day's records under that day's key. The chain only goes forwards: what was sealed on a day before the
 * one it stands on can no longer be opened with anything the token holds.
 */
export interface DaySealer extends RecordSealer {
  /** Day whose records are sealed now. */
  day(): number;
  /** The key held is that of `day`, which was not known so far. */
  startOn(day: number): void;
  /**
   * Goes on to a later day and overwrites the keys of the days before. First the last records of the day must be
   * in the log and its page closed; afterwards the state must be saved, which erases the old chain key from flash.
   */
  moveTo(day: number): void;
  /** Writes the 32 bytes of the chain key into the state that is about to be saved: no other copy is made. */
  copyChainKey(bytes: Uint8Array, at: number): void;
}

/** Where the opening of a page, with which its MAC's input begins, says the day (log, FORMAT.md). */
const PAGE_DAY = 6;
/** A page of another day is closed without a MAC: the key it was sealed under is gone. */
const NO_MAC = new Uint8Array(0);

/**
 * @param day       the day that `chainKey` belongs to
 * @param chainKey  32 bytes; kept and overwritten from here on, so the caller must not use it again
 */
export function createDaySealer(
  crypto: Pick<Crypto, "sha256" | "ccmSeal">,
  serial: number,
  generation: number,
  day: number,
  chainKey: Uint8Array,
): DaySealer {
  const recordKey = new Uint8Array(KEY_BYTES);
  const hmac = createHmac(crypto, recordKey);
  // Overwritten by hashing once more: the interpreter's hash leaves its input on the C stack, and a call of the same
  // depth with other bytes is the only way to reach that.
  const zeros = new Uint8Array(2 * SECRET_BYTES);

  function replace(kept: Uint8Array, by: Uint8Array): void {
    kept.set(by);
    by.fill(0);
  }

  function deriveKeys(): void {
    const derived = derive(crypto, chainKey, SEAL_RECORD);
    recordKey.set(derived.subarray(0, KEY_BYTES));
    replace(derived, derive(crypto, chainKey, SEAL_PAGE));
    hmac.setKey(derived);
    derived.fill(0);
    crypto.sha256(zeros);
  }

  deriveKeys();
  return {
    seal: createSeal(crypto, serial, generation, recordKey),
    pageMac: function (_pageSequence, page) {
      if (page[PAGE_DAY]! + 256 * page[PAGE_DAY + 1]! !== day) return NO_MAC;
      return copyOf(hmac.sign(page), 0, PAGE_MAC_BYTES);
    },
    day: function () {
      return day;
    },
    startOn: function (first) {
      day = first;
    },
    moveTo: function (toDay) {
      if (toDay <= day) return;
      for (; day < toDay; day++) replace(chainKey, derive(crypto, chainKey, SEAL_NEXT));
      deriveKeys();
    },
    copyChainKey: function (bytes, at) {
      bytes.set(chainKey, at);
    },
  };
}
