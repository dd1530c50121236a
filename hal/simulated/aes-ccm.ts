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

/** Encrypts a block in place. */
function encrypt(keys: Int32Array, block: Uint8Array): void {
  let a = wordAt(block, 0) ^ keys[0]!;
  let b = wordAt(block, 4) ^ keys[1]!;
  let c = wordAt(block, 8) ^ keys[2]!;
  let d = wordAt(block, 12) ^ keys[3]!;
  for (let at = 4; at < 4 * ROUNDS; at += 4) {
    const nextA = column(a, b, c, d) ^ keys[at]!;
    const nextB = column(b, c, d, a) ^ keys[at + 1]!;
    const nextC = column(c, d, a, b) ^ keys[at + 2]!;
    d = column(d, a, b, c) ^ keys[at + 3]!;
    a = nextA;
    b = nextB;
    c = nextC;
  }
  putWord(block, 0, lastColumn(a, b, c, d) ^ keys[4 * ROUNDS]!);
  putWord(block, 4, lastColumn(b, c, d, a) ^ keys[4 * ROUNDS + 1]!);
  putWord(block, 8, lastColumn(c, d, a, b) ^ keys[4 * ROUNDS + 2]!);
  putWord(block, 12, lastColumn(d, a, b, c) ^ keys[4 * ROUNDS + 3]!);
}

function putWord(bytes: Uint8Array, at: number, word: number): void {
  bytes[at] = word >>> 24;
  bytes[at + 1] = word >>> 16;
  bytes[at + 2] = word >>> 8;
  bytes[at + 3] = word;
}

/**
 * A sealer that keeps the schedule of the key used last. Key 16 bytes, nonce 13, at most 65,535 bytes of plain text, no
 * associated data; gives ciphertext and tag.
 */
export function createCcm(): (
  key: Uint8Array,
  nonce: Uint8Array,
  plain: Uint8Array,
  tagBytes: number,
) => Uint8Array {
  const keyHeld = new Uint8Array(BLOCK_BYTES);
  let schedule = expandKey(keyHeld);
  const mac = new Uint8Array(BLOCK_BYTES);
  const stream = new Uint8Array(BLOCK_BYTES);

  function scheduleOf(key: Uint8Array): Int32Array {
    for (let i = 0; i < BLOCK_BYTES; i++) {
      if (key[i] === keyHeld[i]) continue;
      keyHeld.set(key);
      schedule = expandKey(key);
      break;
    }
    return schedule;
  }

  /** RFC 3610, 2.2 and 2.3: flags, nonce, then a length or a counter. */
  function header(block: Uint8Array, flags: number, nonce: Uint8Array, count: number): void {
    block[0] = flags;
    block.set(nonce, 1);
    block[14] = count >>> 8;
    block[15] = count;
  }

  return (key, nonce, plain, tagBytes) => {
    const keys = scheduleOf(key);
    const sealed = new Uint8Array(plain.length + tagBytes);
    header(mac, 8 * ((tagBytes - 2) / 2) + 1, nonce, plain.length);
    encrypt(keys, mac);
    for (let at = 0, counter = 1; at < plain.length; at += BLOCK_BYTES, counter++) {
      const length = Math.min(BLOCK_BYTES, plain.length - at);
      header(stream, 1, nonce, counter);
      encrypt(keys, stream);
      for (let i = 0; i < length; i++) {
        mac[i]! ^= plain[at + i]!;
        sealed[at + i] = plain[at + i]! ^ stream[i]!;
      }
      encrypt(keys, mac);
    }
    header(stream, 1, nonce, 0);
    encrypt(keys, stream);
    for (let i = 0; i < tagBytes; i++) sealed[plain.length + i] = mac[i]! ^ stream[i]!;
    return sealed;
  };
}
