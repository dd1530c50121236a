/**
 * A locked key file: one seed under a passphrase. 164 bytes:
 *
 *     0 "BZKF" 4 | 4 version 1 (1, 2) | 5 role 1 | 6 log2 N 1 | 7 r 1 | 8 p 1 | 9 zero 3 | 12 salt 16 | 28 nonce 24
 *    52 box key 32 | 84 signing key 32 | 116 secretbox of the seed 48
 *
 * The secretbox key is the first half of SHA-512(bytes 0…115 ‖ scrypt(passphrase, salt)), so that no byte before it can
 * be changed either.
 */
import nacl from "tweetnacl";
import { ascii, concat, isSame, requireFormat } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import { KEY_VERSIONS, createIdentity, publicIdentity, roleNumber, roleOf } from "./identity.js";
import type { Identity, PublicIdentity } from "./identity.js";

/** RFC 7914; N = 2^logN, 32 bytes out. */
export interface ScryptCost {
  logN: number;
  r: number;
  p: number;
}
export type Scrypt = (passphrase: Uint8Array, salt: Uint8Array, cost: ScryptCost) => Promise<Uint8Array>;

/** 128 MiB and about half a second on a station PC: OWASP's first choice for scrypt (Password Storage Cheat Sheet). */
export const KEY_FILE_COST: ScryptCost = { logN: 17, r: 8, p: 1 };
/** Twice as much, 256 MiB, for a program to come: no file from elsewhere takes more of memory and time. */
const HIGHEST_LOG_N = KEY_FILE_COST.logN + 1;
export const KEY_FILE_BYTES = 164;
const MAGIC = "BZKF";
const KIND = "key-file";
const SALT_AT = 12;
const NONCE_AT = 28;
const PUBLIC_AT = 52;
const SEALED_AT = 116;

/** UTF-8. Vietnamese letters may be typed composed or decomposed; both are the same passphrase. */
function passphraseBytes(passphrase: string): Uint8Array {
  const sound = passphrase.normalize("NFC").replace(/[\uD800-\uDFFF]/gu, "\uFFFD");
  const escaped = encodeURIComponent(sound).replace(/%(..)/g, (_, code) =>
    String.fromCharCode(parseInt(code, 16)),
  );
  return Uint8Array.from(escaped, (character) => character.charCodeAt(0));
}

function secretboxKey(head: Uint8Array, stretched: Uint8Array): Uint8Array {
  return nacl.hash(concat(head, stretched)).slice(0, nacl.secretbox.keyLength);
}

export async function lockKeyFile(
  identity: Identity,
  passphrase: string,
  scrypt: Scrypt,
  random: RandomBytes,
  cost: ScryptCost = KEY_FILE_COST,
): Promise<Uint8Array> {
  const salt = random(NONCE_AT - SALT_AT);
  const nonce = random(PUBLIC_AT - NONCE_AT);
  const numbers = new Uint8Array([
    identity.version,
    roleNumber(identity.role),
    cost.logN,
    cost.r,
    cost.p,
    0,
    0,
    0,
  ]);
  const head = concat(ascii(MAGIC), numbers, salt, nonce, identity.boxKey, identity.signKey);
  const key = secretboxKey(head, await scrypt(passphraseBytes(passphrase), salt, cost));
  return concat(head, nacl.secretbox(identity.seed, nonce, key));
}

/** Whose key file it is, without a passphrase. Throws `UserError`. */
export function peekKeyFile(file: Uint8Array): PublicIdentity {
  const version = requireFormat(file, MAGIC, KEY_VERSIONS, KIND);
  if (file.length !== KEY_FILE_BYTES) {
    throw new UserError("custody/damaged/key-file");
  }
  return publicIdentity(version, roleOf(file[5]!), file.slice(52, 84), file.slice(84, SEALED_AT));
}

/** Throws `UserError`. */
export async function unlockKeyFile(file: Uint8Array, passphrase: string, scrypt: Scrypt): Promise<Identity> {
  const expected = peekKeyFile(file);
  const cost = { logN: file[6]!, r: file[7]!, p: file[8]! };
  const isUsual = cost.r === KEY_FILE_COST.r && cost.p === KEY_FILE_COST.p;
  // Less than this program writes would be a file that somebody made weaker.
  if (!isUsual || cost.logN < KEY_FILE_COST.logN || cost.logN > HIGHEST_LOG_N) {
    throw new UserError("custody/damaged/key-file-cost");
  }
  const head = file.subarray(0, SEALED_AT);
  const stretched = await scrypt(passphraseBytes(passphrase), file.slice(SALT_AT, NONCE_AT), cost);
  const nonce = file.subarray(NONCE_AT, PUBLIC_AT);
  const seed = nacl.secretbox.open(file.subarray(SEALED_AT), nonce, secretboxKey(head, stretched));
  if (seed === null) {
    throw new UserError("custody/wrong-passphrase");
  }
  const identity = createIdentity(expected.role, seed, expected.version);
  if (!isSame(identity.fingerprint, expected.fingerprint)) {
    throw new UserError("custody/damaged/key-file-names");
  }
  return identity;
}
