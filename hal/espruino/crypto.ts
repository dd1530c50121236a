import type { Crypto } from "../hal.js";

const WORD_BYTES = 4;

export function createCrypto(): Crypto {
  const native = require("crypto");
  return {
    sha256(bytes) {
      return new Uint8Array(native.SHA256(bytes));
    },
    ccmSeal(key, nonce, plain, tagBytes) {
      const sealed = native.AES.ccmEncrypt(plain, key, nonce, tagBytes);
      const bytes = new Uint8Array(plain.length + tagBytes);
      bytes.set(new Uint8Array(sealed.data));
      bytes.set(new Uint8Array(sealed.tag), plain.length);
      return bytes;
    },
    crc32(bytes) {
      return E.CRC32(bytes);
    },
    randomBytes(length) {
      const words = new Uint32Array(Math.ceil(length / WORD_BYTES));
      for (let i = 0; i < words.length; i++) words[i] = E.hwRand();
      return new Uint8Array(words.buffer, 0, length);
    },
    toByteString(bytes) {
      return E.toString(bytes);
    },
    fromByteString(text) {
      return E.toUint8Array(text);
    },
    fromBase64(text) {
      // `atob` skips what it does not know, so only what encodes to the same text again was base64.
      const bytes = atob(text);
      return btoa(bytes) === text ? E.toUint8Array(bytes) : undefined;
    },
  };
}
