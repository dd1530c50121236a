/**
 * Bluezone IDs: 12 bytes that change every 15 minutes, derived by plain SHA-256 from one 32-byte base ID.
 *
 *   daily key  D0 = base ID, Dn = SHA-256(Dn-1)                     n = days since the base ID was made
 *   sub-key    S0 = SHA-256(Dn ‖ "bluzonesubkey"), Si = SHA-256(Si-1)   i = slot of the UTC day
 *   ID         12 chosen bytes of Si
 *
 * As in the Bluezone apps 2.0.3 to 3.0.8, Android and iOS alike. Runs on the token.
 */
import type { Crypto } from "../../hal/hal.js";

type Hash = Pick<Crypto, "sha256">;

export const DAY_MS = 86400000;
export const SLOTS_PER_DAY = 96;
export const SLOT_MS = 900000;
/** Length of base ID, daily key and sub-key. */
export const KEY_BYTES = 32;
export const ID_BYTES = 12;

/** Whole UTC days since 1970-01-01. */
export function dayOf(utcMs: number): number {
  return Math.floor(utcMs / DAY_MS);
}

/** Slot of its UTC day, 0…95. */
export function slotOf(utcMs: number): number {
  return Math.floor((utcMs - dayOf(utcMs) * DAY_MS) / SLOT_MS);
}

export function nextDailyKey(crypto: Hash, dailyKey: Uint8Array): Uint8Array {
  return crypto.sha256(dailyKey);
}

/**
 * The daily key `days` after the base ID was made; costs one hash a day. On the first day the base ID itself is
 * the daily key, and like the app a clock that stands before that day changes nothing.
 */
export function dailyKeyAt(crypto: Hash, baseId: Uint8Array, days: number): Uint8Array {
  let key = baseId;
  for (let day = 0; day < days; day++) key = nextDailyKey(crypto, key);
  return key;
}

/** The sub-key of slot 0. */
export function firstSubKey(crypto: Hash, dailyKey: Uint8Array): Uint8Array {
  // ASCII "bluzonesubkey", misspelt by the app.
  const salt = [0x62, 0x6c, 0x75, 0x7a, 0x6f, 0x6e, 0x65, 0x73, 0x75, 0x62, 0x6b, 0x65, 0x79];
  const salted = new Uint8Array(KEY_BYTES + salt.length);
  salted.set(dailyKey);
  salted.set(salt, KEY_BYTES);
  const subKey = crypto.sha256(salted);
  salted.fill(0); // a day's key is not to outlive the day in memory
  return subKey;
}

export function nextSubKey(crypto: Hash, subKey: Uint8Array): Uint8Array {
  return crypto.sha256(subKey);
}

/**
 * Every fourth byte of the first half of a sub-key, every second byte of the other half. Spelt out, because on the
 * chip a loop takes four times as long.
 */
// prettier-ignore
export function idOf(subKey: Uint8Array): Uint8Array {
  return new Uint8Array([
    subKey[0]!, subKey[4]!, subKey[8]!, subKey[12]!,
    subKey[16]!, subKey[18]!, subKey[20]!, subKey[22]!, subKey[24]!, subKey[26]!, subKey[28]!, subKey[30]!,
  ]);
}
