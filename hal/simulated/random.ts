/**
 * Seeded randomness whose bytes are the same in every engine: 32-bit integer arithmetic only.
 */

/**
 * Scrambles `value` into 32 bits that look unrelated to it: the finaliser of MurmurHash3 (A. Appleby, public domain).
 * Signed, because V8 gives numbers beyond 31 bits memory of their own wherever they leave a function.
 */
function scramble(value: number): number {
  let h = value | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}

/**
 * One draw out of a number of keys (0…2^32-1): a generator without state, for draws that must not depend on the order
 * in which they are made. The constant is 2^32 / golden ratio, as in Weyl sequences: without it a key of 0 would stay 0.
 */
export function draw(key: number, next: number): number {
  return drawSigned(key, next) >>> 0;
}

/** The same 32 bits as a signed number, which costs less. As a key either will do. */
export function drawSigned(key: number, next: number): number {
  return scramble(scramble(key + 0x9e3779b9) ^ next);
}

export interface Random {
  /** 0…2^32-1. */
  uint32(): number;
  /** 0 ≤ x < 1. */
  unit(): number;
  /** A whole number 0…count-1. */
  below(count: number): number;
}

/** xoshiro128** 1.1 (D. Blackman and S. Vigna, prng.di.unimi.it); its 128 bits of state are filled from `seed` (32 bits). */
export function createRandom(seed: number): Random {
  let a = draw(seed, 1);
  let b = draw(seed, 2);
  let c = draw(seed, 3);
  let d = draw(seed, 4);

  function uint32(): number {
    const x = Math.imul(b, 5);
    const result = Math.imul((x << 7) | (x >>> 25), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = (d << 11) | (d >>> 21);
    return result;
  }

  return {
    uint32,
    unit: () => uint32() / 2 ** 32,
    below: (count) => Math.floor((uint32() / 2 ** 32) * count),
  };
}
