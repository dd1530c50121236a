/**
 * AES-128-CCM (FIPS 197, RFC 3610) for one record at a time. Node's own takes three times as long and leaves garbage,
 * because OpenSSL is set up for each call; a simulated day of a commune seals ten million records. It is no protection
 * against anybody who can measure its time: it serves simulated tokens only.
 */

const ROUNDS = 10;
const BLOCK_BYTES = 16;

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

/** FIPS 197, 5.2. */
function expandKey(key: Uint8Array): Int32Array {
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

function wordAt(bytes: Uint8Array, at: number): number {
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
function encrypt(
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

/** The four bytes from `at` on; what is beyond the end is 0, as CCM pads. */
function paddedWordAt(bytes: Uint8Array, at: number): number {
  if (at + 4 <= bytes.length) return wordAt(bytes, at);
  let word = 0;
  for (let i = 0; at + i < bytes.length; i++) word |= bytes[at + i]! << (24 - 8 * i);
  return word;
}

/** Puts the first bytes of a word, as many as there is room for before `end`. */
function putWord(bytes: Uint8Array, at: number, end: number, word: number): void {
  if (at + 4 <= end) {
    bytes[at] = word >>> 24;
    bytes[at + 1] = word >>> 16;
    bytes[at + 2] = word >>> 8;
    bytes[at + 3] = word;
  } else for (let i = 0; at + i < end; i++) bytes[at + i] = word >>> (24 - 8 * i);
}

/** Key 16 bytes, nonce 13, at most 65,535 bytes of text, no associated data. */
export interface Ccm {
  /** Ciphertext and tag. */
  seal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, tagBytes: number): Uint8Array;
  /** The plain text, whatever the tag. */
  openUnchecked(key: Uint8Array, nonce: Uint8Array, sealed: Uint8Array, tagBytes: number): Uint8Array;
}

/** Keeps the schedule of the key used last. RFC 3610, 2.2 and 2.3: a block is flags, nonce, and a length or a counter. */
export function createCcm(): Ccm {
  const keyHeld = new Uint8Array(BLOCK_BYTES);
  let schedule = expandKey(keyHeld);
  const mac = new Int32Array(4);
  const stream = new Int32Array(4);

  function use(key: Uint8Array): void {
    for (let i = 0; i < BLOCK_BYTES; i++) {
      if (key[i] === keyHeld[i]) continue;
      keyHeld.set(key);
      schedule = expandKey(key);
      return;
    }
  }

  function encryptHeader(flags: number, nonce: Uint8Array, count: number, result: Int32Array): void {
    const first = (flags << 24) | (nonce[0]! << 16) | (nonce[1]! << 8) | nonce[2]!;
    const fourth = (nonce[11]! << 24) | (nonce[12]! << 16) | count;
    encrypt(schedule, first, wordAt(nonce, 3), wordAt(nonce, 7), fourth, result);
  }

  /** Into `mac`. */
  function authenticate(nonce: Uint8Array, plain: Uint8Array, tagBytes: number): void {
    encryptHeader(8 * ((tagBytes - 2) / 2) + 1, nonce, plain.length, mac);
    for (let at = 0; at < plain.length; at += BLOCK_BYTES) {
      const a = mac[0]! ^ paddedWordAt(plain, at);
      const b = mac[1]! ^ paddedWordAt(plain, at + 4);
      const c = mac[2]! ^ paddedWordAt(plain, at + 8);
      const d = mac[3]! ^ paddedWordAt(plain, at + 12);
      encrypt(schedule, a, b, c, d, mac);
    }
  }

  /** Between plain text and ciphertext, either way. */
  function convert(nonce: Uint8Array, from: Uint8Array, to: Uint8Array, length: number): void {
    for (let at = 0, counter = 1; at < length; at += BLOCK_BYTES, counter++) {
      encryptHeader(1, nonce, counter, stream);
      for (let i = 0; i < 4; i++)
        putWord(to, at + 4 * i, length, paddedWordAt(from, at + 4 * i) ^ stream[i]!);
    }
  }

  return {
    seal(key, nonce, plain, tagBytes) {
      const { length } = plain;
      const sealed = new Uint8Array(length + tagBytes);
      use(key);
      convert(nonce, plain, sealed, length);
      authenticate(nonce, plain, tagBytes);
      encryptHeader(1, nonce, 0, stream);
      for (let i = 0; i < 4; i++) putWord(sealed, length + 4 * i, sealed.length, mac[i]! ^ stream[i]!);
      return sealed;
    },
    openUnchecked(key, nonce, sealed, tagBytes) {
      const plain = new Uint8Array(sealed.length - tagBytes);
      use(key);
      convert(nonce, sealed, plain, plain.length);
      return plain;
    },
  };
}
