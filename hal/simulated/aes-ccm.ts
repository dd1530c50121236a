/**
 * AES-128-CCM (RFC 3610) for one record at a time. Node's own takes several times as long and leaves garbage, because
 * OpenSSL is set up for each call; a simulated day of a commune seals ten million records. For one long call OpenSSL
 * takes next to nothing, and most of what CCM encrypts depends on the nonce alone: of the records of a page, whose
 * nonces differ in one byte, that is made ahead, for all at once.
 */
import { type Cipher, createCipheriv } from "node:crypto";
import { encrypt, expandKey, wordAt } from "./aes.js";

const BLOCK_BYTES = 16;
const NONCE_BYTES = 13;

/** What is made ahead: of so many nonces, which differ in this byte (the position in the page), so many blocks each. */
const RUN_NONCES = 128;
const RUN_BYTE = 10;
const RUN_BLOCKS = 4;
const RUN_STRIDE = RUN_BLOCKS * BLOCK_BYTES;

/** The four bytes from `at` on; what is beyond the end is 0, as CCM pads. */
function paddedWordAt(bytes: Uint8Array, at: number): number {
  if (at + 4 <= bytes.length) return wordAt(bytes, at);
  let word = 0;
  for (let i = 0; at + i < bytes.length; i++) word |= bytes[at + i]! << (24 - 8 * i);
  return word;
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/** Key 16 bytes, nonce 13, at most 65,535 bytes of text, no associated data. */
export interface Ccm {
  /** Ciphertext and tag. */
  seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, tagBytes: number): Uint8Array;
  /** The plain text, whatever the tag. */
  openUnchecked(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, tagBytes: number): Uint8Array;
}

/** Keeps the schedule of the key used last, and what was made ahead under it. */
export function createCcm(): Ccm {
  const keyHeld = new Uint8Array(BLOCK_BYTES);
  let schedule = expandKey(keyHeld);
  /** Made for the first run under the key held. */
  let cipher: Cipher | undefined;
  const block = new Int32Array(4);
  const input = new Uint8Array(RUN_NONCES * RUN_STRIDE);
  /** The nonce last asked for, but for `RUN_BYTE`, in a block that also says the lengths of text and tag; in words. */
  const asked = new Int32Array(4);
  /** First of the nonces made ahead; -1: none are. */
  let runFrom = -1;
  let run = input;
  let single = new Uint8Array(RUN_STRIDE);
  /** Encrypted blocks of a nonce, see `prepare`. */
  let blocks = single;

  function use(key: Uint8Array): void {
    for (let i = 0; i < BLOCK_BYTES; i++) {
      if (key[i] === keyHeld[i]) continue;
      keyHeld.set(key);
      schedule = expandKey(key);
      cipher = undefined;
      asked[0] = 0; // which no block begins with
      return;
    }
  }

  /** A block of CCM: flags, nonce, and a length or a counter (RFC 3610, 2.2 and 2.3). */
  function putBlock(at: number, flags: number, nonce: Uint8Array, count: number): void {
    input[at] = flags;
    input.set(nonce, at + 1);
    input[at + NONCE_BYTES + 1] = count >> 8;
    input[at + NONCE_BYTES + 2] = count;
  }

  const macFlags = (tagBytes: number) => 8 * ((tagBytes - 2) / 2) + 1;

  /** Whether only `RUN_BYTE` is another than in the call before. */
  function isAskedAgain(nonce: Uint8Array, length: number, tagBytes: number): boolean {
    const first = (macFlags(tagBytes) << 24) | (nonce[0]! << 16) | (nonce[1]! << 8) | nonce[2]!;
    const second = wordAt(nonce, 3);
    const third = (nonce[7]! << 16) | (nonce[8]! << 8) | nonce[9]!;
    const fourth = (nonce[11]! << 24) | (nonce[12]! << 16) | length;
    if (first === asked[0] && second === asked[1] && third === asked[2] && fourth === asked[3]) return true;
    asked[0] = first;
    asked[1] = second;
    asked[2] = third;
    asked[3] = fourth;
    return false;
  }

  function makeRun(nonce: Uint8Array, length: number, tagBytes: number): void {
    runFrom = nonce[RUN_BYTE]! & -RUN_NONCES;
    putBlock(0, macFlags(tagBytes), nonce, length);
    for (let n = 1; n < RUN_BLOCKS; n++) putBlock(n * BLOCK_BYTES, 1, nonce, n - 1);
    for (let done = RUN_STRIDE; done < input.length; done *= 2) input.copyWithin(done, 0, done);
    for (let at = 0; at < input.length; at += BLOCK_BYTES)
      input[at + 1 + RUN_BYTE] = runFrom + Math.floor(at / RUN_STRIDE);
    cipher ??= createCipheriv("aes-128-ecb", keyHeld, null).setAutoPadding(false);
    const made = cipher.update(input);
    run = new Uint8Array(made.buffer, made.byteOffset, made.length);
  }

  function makeSingle(nonce: Uint8Array, length: number, tagBytes: number): void {
    const count = 2 + Math.ceil(length / BLOCK_BYTES);
    if (single.length < count * BLOCK_BYTES) single = new Uint8Array(count * BLOCK_BYTES);
    for (let n = 0; n < count; n++) {
      if (n === 0) putBlock(0, macFlags(tagBytes), nonce, length);
      else putBlock(0, 1, nonce, n - 1);
      encrypt(schedule, wordAt(input, 0), wordAt(input, 4), wordAt(input, 8), wordAt(input, 12), block);
      for (let i = 0; i < 4; i++) putWord(single, n * BLOCK_BYTES + 4 * i, block[i]!);
    }
  }

  /**
   * Leaves in `blocks`, from the offset returned on: what the MAC begins with, what the tag is hidden by, and the key
   * stream, each in whole blocks.
   */
  function prepare(nonce: Uint8Array, length: number, tagBytes: number): number {
    if (isAskedAgain(nonce, length, tagBytes) && length <= RUN_STRIDE - 2 * BLOCK_BYTES) {
      if (runFrom !== (nonce[RUN_BYTE]! & -RUN_NONCES)) makeRun(nonce, length, tagBytes);
      blocks = run;
      return (nonce[RUN_BYTE]! - runFrom) * RUN_STRIDE;
    }
    runFrom = -1;
    makeSingle(nonce, length, tagBytes);
    blocks = single;
    return 0;
  }

  /** Between plain text and ciphertext, either way. */
  function convert(from: Uint8Array, to: Uint8Array, length: number, streamAt: number): void {
    for (let i = 0; i < length; i++) to[i] = from[i]! ^ blocks[streamAt + i]!;
  }

  /** The MAC, from its beginning at `at` in `blocks`, into `block`. */
  function authenticate(plain: Uint8Array, at: number): void {
    for (let i = 0; i < 4; i++) block[i] = wordAt(blocks, at + 4 * i);
    for (let from = 0; from < plain.length; from += BLOCK_BYTES) {
      const a = block[0]! ^ paddedWordAt(plain, from);
      const b = block[1]! ^ paddedWordAt(plain, from + 4);
      const c = block[2]! ^ paddedWordAt(plain, from + 8);
      const d = block[3]! ^ paddedWordAt(plain, from + 12);
      encrypt(schedule, a, b, c, d, block);
    }
  }

  return {
    seal(key, nonce, plain, tagBytes) {
      const { length } = plain;
      const sealed = new Uint8Array(length + tagBytes);
      use(key);
      const at = prepare(nonce, length, tagBytes);
      convert(plain, sealed, length, at + 2 * BLOCK_BYTES);
      authenticate(plain, at);
      for (let i = 0; i < tagBytes; i++)
        sealed[length + i] = (block[i >> 2]! >>> (24 - 8 * (i & 3))) ^ blocks[at + BLOCK_BYTES + i]!;
      return sealed;
    },
    openUnchecked(key, nonce, sealed, tagBytes) {
      const plain = new Uint8Array(sealed.length - tagBytes);
      use(key);
      const at = prepare(nonce, plain.length, tagBytes);
      convert(sealed, plain, plain.length, at + 2 * BLOCK_BYTES);
      return plain;
    },
  };
}
