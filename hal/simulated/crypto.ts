import { hash } from "node:crypto";
import { crc32 as nodeCrc32 } from "node:zlib";
import type { ByteString, Crypto } from "../hal.js";
import { createCcm } from "./aes-ccm.js";
import type { Random } from "./random.js";

/** Standard base64: groups of four, padded. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const KEY_BYTES = 16;
const NONCE_BYTES = 13;

/** Up to so many bytes plain JavaScript is faster than a call into Node's C++. */
const SHORT_BYTES = 64;

/** What a chip that proves its flash erased reads most: its CRC is found faster than computed. */
const ERASED = new Uint8Array(1024).fill(0xff);
const ERASED_CRC = nodeCrc32(ERASED);

const CRC_TABLE = createCrcTable();

/** IEEE 802.3's polynomial, least significant bit first. */
function createCrcTable(): Int32Array {
  return Int32Array.from({ length: 256 }, (_, byte) => {
    let crc = byte;
    for (let bit = 0; bit < 8; bit++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
    return crc;
  });
}

function crc32(bytes: Uint8Array): number {
  if (bytes.length > SHORT_BYTES) {
    const isErased =
      bytes.length === ERASED.length && bytes[0] === 0xff && Buffer.compare(bytes, ERASED) === 0;
    return isErased ? ERASED_CRC : nodeCrc32(bytes);
  }
  let crc = -1;
  for (let i = 0; i < bytes.length; i++) crc = CRC_TABLE[(crc ^ bytes[i]!) & 255]! ^ (crc >>> 8);
  return ~crc >>> 0;
}

/** One for all chips of a process: it holds on to the schedule of the key used last, and to nothing else. */
const ccm = createCcm();

function ccmSeal(key: Uint8Array, nonce: Uint8Array, plain: Uint8Array, tagBytes: number): Uint8Array {
  if (key.length !== KEY_BYTES) throw new RangeError(`An AES-128 key has 16 bytes, not ${key.length}`);
  if (nonce.length !== NONCE_BYTES) throw new RangeError(`The nonce has 13 bytes, not ${nonce.length}`);
  if (tagBytes < 4 || tagBytes > 16 || tagBytes % 2 !== 0) throw new RangeError(`A tag of ${tagBytes} bytes`);
  return ccm.seal(key, nonce, plain, tagBytes);
}

/** Node's own, which takes any bytes; a Buffer made for it would cost more than the string. */
const latin1Slice = (
  Buffer.prototype as unknown as { latin1Slice: (this: Uint8Array, from: number, end: number) => string }
).latin1Slice;

/** Of the bytes from one place up to and without another; by default of all. */
export function byteStringOf(bytes: Uint8Array, from = 0, end = bytes.length): ByteString {
  return latin1Slice.call(bytes, from, end);
}

function toByteString(bytes: Uint8Array | ArrayBuffer | ByteString): ByteString {
  if (typeof bytes === "string") return bytes;
  return byteStringOf(bytes instanceof Uint8Array ? bytes : new Uint8Array(bytes));
}

function fromByteString(text: ByteString): Uint8Array {
  return putByteString(text, new Uint8Array(text.length));
}

function putByteString(text: ByteString, bytes: Uint8Array): Uint8Array {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code > 255) throw new RangeError(`Not a byte string: character ${code} at ${i}`);
    bytes[i] = code;
  }
  return bytes;
}

const HASH_BYTES = 32;
const HASHES_A_BLOCK = 256;

/** Hashes lie in blocks: a small array by itself is first moved out of V8's heap, for half a microsecond, where a part of it is taken. */
let hashes = new ArrayBuffer(HASH_BYTES * HASHES_A_BLOCK);
let hashesUsed = 0;

function sha256(bytes: Uint8Array): Uint8Array {
  if (hashesUsed === HASHES_A_BLOCK) {
    hashes = new ArrayBuffer(HASH_BYTES * HASHES_A_BLOCK);
    hashesUsed = 0;
  }
  // By way of a string: Node would give a Buffer, whose memory outside the heap costs more than the hash itself.
  const text = hash("sha256", bytes, "binary");
  return putByteString(text, new Uint8Array(hashes, HASH_BYTES * hashesUsed++, HASH_BYTES));
}

/** The chip's primitives over Node's; `randomBytes` comes from `random` and is therefore not random at all. */
export function createSimulatedCrypto(random: Random): Crypto {
  return {
    sha256,
    ccmSeal,
    crc32,
    randomBytes(length) {
      // In whole words, as the chip draws them, so that both sides come to the same secrets.
      const bytes = new Uint8Array((length + 3) & ~3);
      for (let i = 0; i < bytes.length; i++) bytes[i] = random.uint32() >>> 24;
      return bytes.subarray(0, length);
    },
    toByteString,
    fromByteString,
    fromBase64: (text) => (BASE64.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : undefined),
  };
}
