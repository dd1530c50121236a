/**
 * AES-128 (FIPS 197), one block at a time and in words. It is no protection against anybody who can measure its time: it
 * serves simulated tokens only.
 */

const ROUNDS = 10;

const SBOX = createSbox();
/** SubBytes, ShiftRows' column and MixColumns of one byte in one look-up; the other rows are rotations of it. */
const ROUND_TABLE = Int32Array.from(SBOX, (s) => {
  const doubled = double(s);
  return (doubled << 24) | (s << 16) | (s << 8) | (doubled ^ s);
});

/** Multiplication by x in GF(2^8). */
function double(byte: number): number {
  return ((byte << 1) ^ (byte & 0x80 ? 0x11b : 0)) & 0xff;
}

/** FIPS 197, 5.1.1: the inverse in GF(2^8), then an affine map. Powers of 3 and of its inverse run side by side. */
function createSbox(): Uint8Array {
  const sbox = new Uint8Array(256);
  let power = 1;
  let inverse = 1;
  do {
    power ^= double(power);
    inverse ^= inverse << 1;
    inverse ^= inverse << 2;
    inverse ^= inverse << 4;
    inverse = (inverse & 0x80 ? inverse ^ 0x09 : inverse) & 0xff;
    const rotated = inverse * 0x101;
    sbox[power] = (rotated ^ (rotated >> 7) ^ (rotated >> 6) ^ (rotated >> 5) ^ (rotated >> 4) ^ 0x63) & 0xff;
  } while (power !== 1);
  sbox[0] = 0x63;
  return sbox;
}

/** The round keys of a key of 16 bytes (FIPS 197, 5.2). */
export function expandKey(key: Uint8Array): Int32Array {
  const words = new Int32Array(4 * (ROUNDS + 1));
  for (let i = 0; i < 4; i++) words[i] = wordAt(key, 4 * i);
  let roundConstant = 1;
  for (let i = 4; i < words.length; i++) {
    let word = words[i - 1]!;
    if (i % 4 === 0) {
      word = substitute((word << 8) | (word >>> 24)) ^ (roundConstant << 24);
      roundConstant = double(roundConstant);
    }
    words[i] = words[i - 4]! ^ word;
  }
  return words;
}

function substitute(word: number): number {
  return (
    (SBOX[word >>> 24]! << 24) |
    (SBOX[(word >>> 16) & 255]! << 16) |
    (SBOX[(word >>> 8) & 255]! << 8) |
    SBOX[word & 255]!
  );
}

/** The first byte is the most significant, as AES has it. */
export function wordAt(bytes: Uint8Array, at: number): number {
  return (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
}

/** One column of a middle round: its bytes come from four columns, as ShiftRows has it. */
function column(a: number, b: number, c: number, d: number): number {
  const first = ROUND_TABLE[a >>> 24]!;
  const second = ROUND_TABLE[(b >>> 16) & 255]!;
  const third = ROUND_TABLE[(c >>> 8) & 255]!;
  const fourth = ROUND_TABLE[d & 255]!;
  return (
    first ^
    ((second >>> 8) | (second << 24)) ^
    ((third >>> 16) | (third << 16)) ^
    ((fourth >>> 24) | (fourth << 8))
  );
}

function lastColumn(a: number, b: number, c: number, d: number): number {
  return (
    (SBOX[a >>> 24]! << 24) | (SBOX[(b >>> 16) & 255]! << 16) | (SBOX[(c >>> 8) & 255]! << 8) | SBOX[d & 255]!
  );
}

/** Encrypts a block, given and left in `result` as the four words that AES works on. */
export function encrypt(
  keys: Int32Array,
  first: number,
  second: number,
  third: number,
  fourth: number,
  result: Int32Array,
): void {
  let a = first ^ keys[0]!;
  let b = second ^ keys[1]!;
  let c = third ^ keys[2]!;
  let d = fourth ^ keys[3]!;
  for (let at = 4; at < 4 * ROUNDS; at += 4) {
    const nextA = column(a, b, c, d) ^ keys[at]!;
    const nextB = column(b, c, d, a) ^ keys[at + 1]!;
    const nextC = column(c, d, a, b) ^ keys[at + 2]!;
    d = column(d, a, b, c) ^ keys[at + 3]!;
    a = nextA;
    b = nextB;
    c = nextC;
  }
  result[0] = lastColumn(a, b, c, d) ^ keys[4 * ROUNDS]!;
  result[1] = lastColumn(b, c, d, a) ^ keys[4 * ROUNDS + 1]!;
  result[2] = lastColumn(c, d, a, b) ^ keys[4 * ROUNDS + 2]!;
  result[3] = lastColumn(d, a, b, c) ^ keys[4 * ROUNDS + 3]!;
}
