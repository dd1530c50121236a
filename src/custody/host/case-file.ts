/**
 * What was opened for a case, locked under a key of its own that is sealed to one officer. To close a case its sealed
 * key is destroyed; the content is then lost to everyone.
 *
 *     sealed key, 120   0 "BZCK" 4 | 4 version 1 (=1) | 5 zero 3 | 8 recipient 8 | 16 one-time box key 32 | 48 nonce 24
 *                       72 box of the case key 48
 *     content           0 "BZCF" 4 | 4 version 1 (=1) | 5 zero 3 | 8 nonce 24 | 32 secretbox
 */
import nacl from "tweetnacl";
import { ascii, concat, isSame, requireFormat } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import type { Identity, PublicIdentity } from "./identity.js";

const KEY_MAGIC = "BZCK";
const CONTENT_MAGIC = "BZCF";
const VERSION = 1;
const RECIPIENT_AT = 8;
const SENDER_AT = 16;
const NONCE_AT = 48;
const BOX_AT = 72;
const CONTENT_NONCE_AT = 8;
const SECRETBOX_AT = 32;

export interface LockedCase {
  sealedKey: Uint8Array;
  content: Uint8Array;
}

/** A fresh key for each writing. Throws `UserError` for a recipient who is neither officer nor recovery key. */
export function lockCase(plain: Uint8Array, recipient: PublicIdentity, random: RandomBytes): LockedCase {
  if (recipient.role === "unit") {
    throw new UserError("custody/wrong-role/case");
  }
  const caseKey = random(nacl.secretbox.keyLength);
  const sender = nacl.box.keyPair.fromSecretKey(random(nacl.box.secretKeyLength));
  const keyNonce = random(nacl.box.nonceLength);
  const nonce = random(nacl.secretbox.nonceLength);
  const head = (magic: string) => concat(ascii(magic), new Uint8Array([VERSION, 0, 0, 0]));
  const box = nacl.box(caseKey, keyNonce, recipient.boxKey, sender.secretKey);
  const sealedKey = concat(head(KEY_MAGIC), recipient.fingerprint, sender.publicKey, keyNonce, box);
  const content = concat(head(CONTENT_MAGIC), nonce, nacl.secretbox(plain, nonce, caseKey));
  caseKey.fill(0);
  sender.secretKey.fill(0);
  return { sealedKey, content };
}

/** Throws `UserError`. */
export function openCase({ sealedKey, content }: LockedCase, officer: Identity): Uint8Array {
  requireFormat(sealedKey, KEY_MAGIC, [VERSION], "case-key");
  requireFormat(content, CONTENT_MAGIC, [VERSION], "case-file");
  if (!isSame(sealedKey.subarray(RECIPIENT_AT, SENDER_AT), officer.fingerprint)) {
    throw new UserError("custody/wrong-key/case");
  }
  const nonce = sealedKey.subarray(NONCE_AT, BOX_AT);
  const senderKey = sealedKey.subarray(SENDER_AT, NONCE_AT);
  const caseKey =
    senderKey.length === nacl.box.publicKeyLength && nonce.length === nacl.box.nonceLength
      ? nacl.box.open(sealedKey.subarray(BOX_AT), nonce, senderKey, officer.boxSecret)
      : null;
  const contentNonce = content.subarray(CONTENT_NONCE_AT, SECRETBOX_AT);
  const plain =
    caseKey !== null && contentNonce.length === nacl.secretbox.nonceLength
      ? nacl.secretbox.open(content.subarray(SECRETBOX_AT), contentNonce, caseKey)
      : null;
  if (plain === null) {
    throw new UserError("custody/damaged/case");
  }
  return plain;
}
