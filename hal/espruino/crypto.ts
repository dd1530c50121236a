import type { Crypto } from "../hal.js";

const WORD_BYTES = 4;

export function createCrypto(): Crypto {
  const native = require("crypto");
  return {
    sha256(bytes) {
      return new Uint8Array(native.SHA256(bytes));
    },
    ccmSeal(key, nonce, plain, tagBytes) {
      let sealed = native.AES.ccmEncrypt(plain, key, nonce, tagBytes);
      if (!sealed) {
        // The cipher wants some hundred bytes in one piece, which a memory in use for long may not have (error -0x6180).
        E.defrag();
        sealed = native.AES.ccmEncrypt(plain, key, nonce, tagBytes)!;
      }
      const bytes = new Uint8Array(plain.length + tagBytes);
      bytes.set(new Uint8Array(sealed.data));
      bytes.set(new Uint8Array(sealed.tag), plain.length);
      return bytes;
    },
    // Native functions as they are: a wrapper costs as much as what it wraps.
    crc32: E.CRC32,
    randomBytes(length) {
      const words = new Uint32Array(Math.ceil(length / WORD_BYTES));
      for (let i = 0; i < words.length; i++) words[i] = E.hwRand();
      return new Uint8Array(words.buffer, 0, length);
    },
    // The text may share the memory of its bytes: it holds as long as they are not changed.
    toByteString: E.toString,
    fromByteString: E.toUint8Array,
    fromBase64(text) {
      // `atob` skips what it does not know, so only what encodes to the same text again was base64.
      const bytes = atob(text);
      return btoa(bytes) === text ? E.toUint8Array(bytes) : undefined;
    },
  };
}
