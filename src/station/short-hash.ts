/**
 * SHA-256 (FIPS 180-4) of what fits into one block: keys, and keys with a few bytes behind them. Chains of keys are hashed
 * millions of times for one case, and a call into Node's C++ takes eight times as long as this.
 */

/** Longest input: the block holds a closing byte and the length as well. */
export const SHORT_BYTES = 55;
/** Of a key and of a hash, 32 bits each. */
export const WORDS = 8;
const ROUNDS = 64;

/** FIPS 180-4, 5.3.3. */
// prettier-ignore
export const FIRST_STATE = Int32Array.from([
  0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19,
]);

/** FIPS 180-4, 4.2.2. */
// prettier-ignore
export const ROUND_KEYS = Int32Array.from([
  0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
  0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
  0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
  0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
  0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
  0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
  0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
  0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
]);

const sum0 = (x: number) => ((x >>> 2) | (x << 30)) ^ ((x >>> 13) | (x << 19)) ^ ((x >>> 22) | (x << 10));
const sum1 = (x: number) => ((x >>> 6) | (x << 26)) ^ ((x >>> 11) | (x << 21)) ^ ((x >>> 25) | (x << 7));
const sigma0 = (x: number) => ((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3);
const sigma1 = (x: number) => ((x >>> 17) | (x << 15)) ^ ((x >>> 19) | (x << 13)) ^ (x >>> 10);
const choose = (x: number, y: number, z: number) => z ^ (x & (y ^ z));
const majority = (x: number, y: number, z: number) => (x & y) | (z & (x | y));

export function createShortHash() {
  /** The block, and what the rounds make of it. */
  const w = new Int32Array(ROUNDS);

  function compress(into: Int32Array): void {
    for (let i = 16; i < ROUNDS; i++) {
      w[i] = (sigma1(w[i - 2]!) + w[i - 7]! + sigma0(w[i - 15]!) + w[i - 16]!) | 0;
    }
    let a = FIRST_STATE[0]!;
    let b = FIRST_STATE[1]!;
    let c = FIRST_STATE[2]!;
    let d = FIRST_STATE[3]!;
    let e = FIRST_STATE[4]!;
    let f = FIRST_STATE[5]!;
    let g = FIRST_STATE[6]!;
    let h = FIRST_STATE[7]!;
    // Four rounds at a time, so that only every fourth has to move the names on.
    for (let i = 0; i < ROUNDS; i += 4) {
      h = (h + sum1(e) + choose(e, f, g) + ROUND_KEYS[i]! + w[i]!) | 0;
      d = (d + h) | 0;
      h = (h + sum0(a) + majority(a, b, c)) | 0;
      g = (g + sum1(d) + choose(d, e, f) + ROUND_KEYS[i + 1]! + w[i + 1]!) | 0;
      c = (c + g) | 0;
      g = (g + sum0(h) + majority(h, a, b)) | 0;
      f = (f + sum1(c) + choose(c, d, e) + ROUND_KEYS[i + 2]! + w[i + 2]!) | 0;
      b = (b + f) | 0;
      f = (f + sum0(g) + majority(g, h, a)) | 0;
      e = (e + sum1(b) + choose(b, c, d) + ROUND_KEYS[i + 3]! + w[i + 3]!) | 0;
      a = (a + e) | 0;
      e = (e + sum0(f) + majority(f, g, h)) | 0;
      const a4 = a;
      const b4 = b;
      const c4 = c;
      const d4 = d;
      a = e;
      b = f;
      c = g;
      d = h;
      e = a4;
      f = b4;
      g = c4;
      h = d4;
    }
    into[0] = (FIRST_STATE[0]! + a) | 0;
    into[1] = (FIRST_STATE[1]! + b) | 0;
    into[2] = (FIRST_STATE[2]! + c) | 0;
    into[3] = (FIRST_STATE[3]! + d) | 0;
    into[4] = (FIRST_STATE[4]! + e) | 0;
    into[5] = (FIRST_STATE[5]! + f) | 0;
    into[6] = (FIRST_STATE[6]! + g) | 0;
    into[7] = (FIRST_STATE[7]! + h) | 0;
  }

  /** A key of 32 bytes, as eight words, becomes its hash. */
  function step(words: Int32Array): void {
    for (let i = 0; i < WORDS; i++) w[i] = words[i]!;
    w[WORDS] = 0x80000000;
    for (let i = WORDS + 1; i < 15; i++) w[i] = 0;
    w[15] = 32 * WORDS;
    compress(words);
  }

  return {
    step,
    /** Of up to `SHORT_BYTES` bytes. */
    sha256(bytes: Uint8Array): Uint8Array {
      for (let i = 0; i < 15; i++) w[i] = 0;
      for (let i = 0; i < bytes.length; i++) w[i >> 2]! |= bytes[i]! << (24 - 8 * (i & 3));
      w[bytes.length >> 2]! |= 0x80 << (24 - 8 * (bytes.length & 3));
      w[15] = 8 * bytes.length;
      const words = new Int32Array(WORDS);
      compress(words);
      return bytesOf(words);
    },
  };
}

export function wordsOf(key: Uint8Array): Int32Array {
  return Int32Array.from(
    { length: WORDS },
    (_, i) => (key[4 * i]! << 24) | (key[4 * i + 1]! << 16) | (key[4 * i + 2]! << 8) | key[4 * i + 3]!,
  );
}

export function bytesOf(words: Int32Array): Uint8Array {
  const bytes = new Uint8Array(4 * WORDS);
  for (let i = 0; i < bytes.length; i++) bytes[i] = words[i >> 2]! >>> (24 - 8 * (i & 3));
  return bytes;
}
