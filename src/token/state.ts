/**
 * What the token must not forget, kept as the bytes that the state pages hold (saved whole, little-endian). It lives in
 * one array, so that a secret has one place in memory that can be overwritten. Offsets: words count 4 bytes,
 * doubles 8, keys 1.
 *
 * Fields keep their places from format 3 on. A later firmware appends; it finds zeros where this one wrote nothing, and
 * this one keeps bytes behind those it knows, so that a firmware may be put back. Held for what is to come: word 31; doubles 20 to 23.
 */
import { KEY_BYTES } from "../bluezone/ids.js";
import { PRACTICE_SECRET, copyOf } from "../custody/token/seal-format.js";
import type { Crypto } from "../../hal/hal.js";
import { ownSerialOf } from "../sync/messages.js";

export const STATE_FORMAT = 3;
/** Firmware 0.1: words up to `REKEY_DAY`, then the doubles, then the keys. */
const OLD_STATE_FORMAT = 2;
const OLD_STATE_BYTES = 480;
const OLD_WORDS = 21;
const OLD_DOUBLES_AT = 88;
/** `CREATED_DAY` of a token that has not known the time yet. */
export const NOT_YET = 0;

/** Words. */
const FORMAT = 0;
/** `UNPREPARED`, `HANDED_OVER` or `IN_SERVICE`. */
export const STAGE = 1;
export const GENERATION = 2;
export const SERIAL = 3;
/** First day of both chains; `NOT_YET` before the time was first known. */
export const CREATED_DAY = 4;
/** Days that the daily key and the seal chain key belong to. */
export const ID_DAY = 5;
export const SEAL_DAY = 6;
/** UTC seconds when the state was saved. */
export const SAVED_UTC_S = 7;
/** Lowest page sequence that the log may use next. */
export const MIN_PAGE_SEQUENCE = 8;
/** Starts of the program, this one included. */
export const BOOTS = 9;
/** Which operating key counts. */
export const OPERATING_EPOCH = 10;
/** `FLAG_WARNED` and `FLAG_NO_BLINK` of src/sync/messages.ts, and those below. */
export const FLAGS = 11;
export const WARNED_DAY = 12;
export const WARNED_SLOTS = 13;
/** Number of the F0 list last taken, and of the one last gone through. */
export const LIST_NUMBER = 14;
export const CHECKED_NUMBER = 15;
/** Rises whenever the time is lost, found or moved. */
export const CLOCK_EPOCH = 16;
/** Milliseconds, signed. */
export const LAST_CORRECTION_MS = 17;
/** Seconds, signed, that operators have moved a set clock since an administrator set it. */
export const MOVED_S = 18;
/** Of the re-key that waits for its confirmation; 0: none does. */
export const REKEY_GENERATION = 19;
export const REKEY_DAY = 20;
/** Seconds that the token has run in its life, up to the save. */
export const LIVED_S = 21;
/** Unread records that are gone since a station last confirmed a reading: by retention, to make room, ... */
export const LOST_EXPIRED = 22;
export const LOST_OVERWRITTEN = 23;
/** ... because the flash would not take them, and left out on purpose in a crowd. */
export const LOST_UNWRITTEN = 24;
export const LOST_LEFT_OUT = 25;
/**
 * How fast the crystal was found to run, in hundredths of a ppm, signed, in the lower half; by how much that may be wrong in the
 * upper half, 0: nobody has measured it.
 */
export const DRIFT = 26;
/** 1: a gate's token, which logs nothing; 0: a wearer's. */
export const GATE = 27;
/** Restarts that nobody asked for, without a loss of power, since a station last confirmed a reading. */
export const HANGS = 28;
/** Number of the last release of the program that was confirmed (update/UPDATE.md). */
export const UPDATE_NUMBER = 29;
/** Seconds, signed, that operators have added to a clock that had lost the time, since an administrator set it. */
export const MADE_UP_S = 30;

/** Doubles. */
/** Sequence number up to which a station has confirmed reading. */
export const READ_MARK = 16;
/** Sequence numbers from which the present clock epoch counts, and from which the time was only estimated. */
export const CLOCK_FROM = 17;
export const LOST_FROM = 18;
export const LAST_SET_UTC_MS = 19;

/** Keys, 32 bytes each. */
export const DAILY_KEY = 192;
export const SEAL_KEY = 224;
export const ADMIN_KEY = 256;
export const ID_WRAP_KEY = 288;
export const LOG_WRAP_KEY = 320;
/** Base ID of an unprepared token; of a re-key that waits, the next generation's, and its seal chain key. */
export const BASE_ID = 352;
export const NEXT_SEAL_KEY = 384;
/** The two wrapped secrets of a re-key that waits, 136 bytes. */
export const WRAPPED = 416;
export const STATE_BYTES = 552;

export const UNPREPARED = 0;
export const HANDED_OVER = 1;
export const IN_SERVICE = 2;

/** Flags that no host sees. */
export const FLAG_TIME_LOST = 32;
/** The digest is to be erased; and the log, which is not yet so far that nothing of it is read any more. */
export const FLAG_FORGETTING = 64;
export const FLAG_EMPTYING = 128;
/** A start found the state lost. */
export const FLAG_LOST = 256;
/** No host has set the clock yet; it was right when the program was put on the chip. */
export const FLAG_CLOCK_ASSUMED = 512;
/** The program runs; a start that finds it follows a cut, or a program that did not end by itself. */
export const FLAG_RUNNING = 1024;

export interface TokenState {
  readonly bytes: Uint8Array;
  readonly words: Uint32Array;
  readonly doubles: Float64Array;
}

/** @param saved  what the state pages hold, overwritten; anything that is not a state begins a new, unprepared token */
export function createState(
  crypto: Pick<Crypto, "crc32" | "fromByteString" | "randomBytes">,
  chipId: string,
  saved: Uint8Array | undefined,
): TokenState {
  const isLonger = saved !== undefined && saved.length > STATE_BYTES;
  const bytes = new Uint8Array(isLonger ? saved!.length : STATE_BYTES);
  const state = {
    bytes: bytes,
    words: new Uint32Array(bytes.buffer, 0, STATE_BYTES >> 2),
    doubles: new Float64Array(bytes.buffer, 0, DAILY_KEY >> 3),
  };
  if (saved !== undefined) {
    if (saved[0] === OLD_STATE_FORMAT && saved.length === OLD_STATE_BYTES) takeOver(bytes, saved);
    else bytes.set(saved);
    saved.fill(0);
  }
  if (state.words[FORMAT]! < STATE_FORMAT) resetState(state, crypto, chipId);
  return state;
}

/** The fields of format 2, in their places of today. */
function takeOver(bytes: Uint8Array, old: Uint8Array): void {
  const keys = old.length - (STATE_BYTES - DAILY_KEY);
  bytes.set(old.subarray(0, 4 * OLD_WORDS));
  bytes.set(old.subarray(OLD_DOUBLES_AT, keys), 8 * READ_MARK);
  bytes.set(old.subarray(keys), DAILY_KEY);
  bytes[0] = STATE_FORMAT;
}

/** Back to a token that nobody prepared; only what keeps nonces and restarts apart stays, and what is of the chip. */
export function resetState(
  state: TokenState,
  crypto: Pick<Crypto, "crc32" | "fromByteString" | "randomBytes">,
  chipId: string,
): void {
  const words = state.words;
  const minPageSequence = words[MIN_PAGE_SEQUENCE]!;
  const boots = words[BOOTS]!;
  const livedS = words[LIVED_S]!;
  const drift = words[DRIFT]!;
  const assumed = words[FLAGS]! & FLAG_CLOCK_ASSUMED;
  const lastSetUtcMs = state.doubles[LAST_SET_UTC_MS]!;
  state.bytes.fill(0);
  words[FORMAT] = STATE_FORMAT;
  words[MIN_PAGE_SEQUENCE] = minPageSequence;
  words[BOOTS] = boots;
  words[LIVED_S] = livedS;
  words[DRIFT] = drift;
  words[FLAGS] = assumed;
  state.doubles[LAST_SET_UTC_MS] = lastSetUtcMs;
  words[SERIAL] = ownSerialOf(crypto.crc32(crypto.fromByteString(chipId)));
  const baseId = crypto.randomBytes(KEY_BYTES);
  state.bytes.set(baseId, BASE_ID);
  state.bytes.set(baseId, DAILY_KEY);
  state.bytes.set(crypto.fromByteString(PRACTICE_SECRET), SEAL_KEY);
  state.bytes.set(crypto.fromByteString(PRACTICE_SECRET), ADMIN_KEY);
}

/** A copy of a key. */
export function keyAt(state: TokenState, at: number): Uint8Array {
  return copyOf(state.bytes, at, at + KEY_BYTES);
}
