/**
 * The keys of back-ups, apart from the back-ups: whoever has this file and its passphrase opens those whose keys are in it.
 * A key that is in no such file any more, and in no store, opens nothing (CUSTODY.md, "Back-up").
 *
 *     0 "BZBR" 4 | 4 version 1 (=1) | 5 keys 1 | 6 zero 2 | 8 locked key file of its owner 164
 *   172 each key, 112: fingerprint 8, one-time box key 32, nonce 24, box of its seed 48
 *
 * All are of role *unit*, the least: no box of a token is ever sealed to one.
 */
import nacl from "tweetnacl";
import { ascii, concat, isSame, requireFormat } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import { createIdentity, type Identity, type PublicIdentity } from "./identity.js";
import { KEY_FILE_BYTES, type Scrypt, peekKeyFile, unlockKeyFile } from "./key-file.js";

const MAGIC = "BZBR";
const VERSION = 1;
const KIND = "backup-keyring";
const OWNER_AT = 8;
const KEYS_AT = OWNER_AT + KEY_FILE_BYTES;
const KEY_BYTES = 112;
const SENDER_AT = 8;
const NONCE_AT = 40;
const BOX_AT = 64;
const MOST_KEYS = 255;

export function backupIdentity(seed: Uint8Array): Identity {
  return createIdentity("unit", seed);
}

/** @param owner  a locked key file, whose passphrase nobody needs for this */
export function encodeKeyring(owner: Uint8Array, keys: readonly Identity[], random: RandomBytes): Uint8Array {
  if (keys.length > MOST_KEYS) throw new UserError("custody/out-of-range/receivers");
  const { boxKey } = peekKeyFile(owner);
  const slots = keys.map(({ seed, fingerprint }) => {
    const oneTime = nacl.box.keyPair.fromSecretKey(random(nacl.box.secretKeyLength));
    const nonce = random(nacl.box.nonceLength);
    const box = nacl.box(seed, nonce, boxKey, oneTime.secretKey);
    oneTime.secretKey.fill(0);
    return concat(fingerprint, oneTime.publicKey, nonce, box);
  });
  return concat(ascii(MAGIC), new Uint8Array([VERSION, keys.length, 0, 0]), owner, ...slots);
}

/** Whether these are bytes of a keyring. */
export function isKeyring(file: Uint8Array): boolean {
  return isSame(file.subarray(0, MAGIC.length), ascii(MAGIC));
}

/** Its owner's public half. Throws `UserError`. */
export function peekKeyring(file: Uint8Array): PublicIdentity {
  requireFormat(file, MAGIC, [VERSION], KIND);
  const count = file[5] ?? 0;
  if (file.length !== KEYS_AT + count * KEY_BYTES) throw new UserError("custody/damaged/backup-keyring");
  return peekKeyFile(file.slice(OWNER_AT, KEYS_AT));
}

/** The keys in it. Throws `UserError`. */
export async function openKeyring(file: Uint8Array, passphrase: string, scrypt: Scrypt): Promise<Identity[]> {
  peekKeyring(file);
  const owner = await unlockKeyFile(file.slice(OWNER_AT, KEYS_AT), passphrase, scrypt);
  const keys: Identity[] = [];
  for (let at = KEYS_AT; at < file.length; at += KEY_BYTES) {
    const slot = file.subarray(at, at + KEY_BYTES);
    const [sender, nonce] = [slot.slice(SENDER_AT, NONCE_AT), slot.slice(NONCE_AT, BOX_AT)];
    const seed = nacl.box.open(slot.slice(BOX_AT), nonce, sender, owner.boxSecret);
    const key = seed && backupIdentity(seed);
    if (key === null || !isSame(key.fingerprint, slot.subarray(0, SENDER_AT))) {
      throw new UserError("custody/damaged/backup-keyring");
    }
    keys.push(key);
  }
  return keys;
}
