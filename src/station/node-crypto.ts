/** Node's own primitives in the shapes that the pure folders ask for. */
import {
  createDecipheriv,
  createHash,
  randomBytes as nodeRandomBytes,
  scrypt as nodeScrypt,
} from "node:crypto";
import type { RandomBytes } from "../custody/host/bytes.js";
import type { Scrypt } from "../custody/host/key-file.js";
import type { CcmOpen } from "../custody/host/open-record.js";
import { SHORT_BYTES, createShortHash } from "./short-hash.js";

const SCRYPT_BYTES = 32;

const shortHash = createShortHash();

export const nodeHash = {
  sha256: (bytes: Uint8Array): Uint8Array =>
    bytes.length <= SHORT_BYTES
      ? shortHash.sha256(bytes)
      : new Uint8Array(createHash("sha256").update(bytes).digest()),
};

export const randomBytes: RandomBytes = (length) => new Uint8Array(nodeRandomBytes(length));

export const scrypt: Scrypt = (passphrase, salt, { logN, r, p }) => {
  const N = 2 ** logN;
  return new Promise((resolve, reject) => {
    // Node counts a little more than the 128 · N · r bytes of RFC 7914.
    nodeScrypt(passphrase, salt, SCRYPT_BYTES, { N, r, p, maxmem: 256 * N * r * p }, (error, stretched) =>
      error ? reject(error) : resolve(new Uint8Array(stretched)),
    );
  });
};

export const ccmOpen: CcmOpen = (key, nonce, sealed, tagBytes) => {
  const decipher = createDecipheriv("aes-128-ccm", key, nonce, { authTagLength: tagBytes });
  const cut = sealed.length - tagBytes;
  decipher.setAuthTag(sealed.subarray(cut));
  try {
    const plain = decipher.update(sealed.subarray(0, cut));
    decipher.final();
    return new Uint8Array(plain);
  } catch {
    return undefined;
  }
};

/** For sessions with tokens. */
export const hostCustody = { hash: nodeHash, random: randomBytes };
