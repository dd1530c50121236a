import { hash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { Crypto } from "../hal.js";
import { createCcm } from "./aes-ccm.js";
import type { Random } from "./random.js";

/** Standard base64: groups of four, padded. */
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;

const KEY_BYTES = 16;
const NONCE_BYTES = 13;

/** The chip's primitives over Node's; `randomBytes` comes from `random` and is therefore not random at all. */
export function createSimulatedCrypto(random: Random): Crypto {
  const ccmSeal = createCcm();
  return {
    // Copied: a small Uint8Array lives on the heap, a Buffer outside it, which costs memory and time.
    sha256: (bytes) => new Uint8Array(hash("sha256", bytes, "buffer")),
    ccmSeal(key, nonce, plain, tagBytes) {
      if (key.length !== KEY_BYTES) throw new RangeError(`An AES-128 key has 16 bytes, not ${key.length}`);
      if (nonce.length !== NONCE_BYTES) throw new RangeError(`The nonce has 13 bytes, not ${nonce.length}`);
      if (tagBytes < 4 || tagBytes > 16 || tagBytes % 2 !== 0)
        throw new RangeError(`A tag of ${tagBytes} bytes`);
      return ccmSeal(key, nonce, plain, tagBytes);
    },
    crc32: (bytes) => crc32(bytes),
    randomBytes(length) {
      const bytes = new Uint8Array(length);
      for (let i = 0; i < length; i++) bytes[i] = random.uint32() >>> 24;
      return bytes;
    },
    toByteString: (bytes) =>
      (bytes instanceof Uint8Array
        ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
        : Buffer.from(bytes)
      ).toString("latin1"),
    fromByteString(text) {
      const bytes = new Uint8Array(text.length);
      for (let i = 0; i < text.length; i++) {
        const code = text.charCodeAt(i);
        if (code > 255) throw new RangeError(`Not a byte string: character ${code} at ${i}`);
        bytes[i] = code;
      }
      return bytes;
    },
    fromBase64: (text) => (BASE64.test(text) ? new Uint8Array(Buffer.from(text, "base64")) : undefined),
  };
}
