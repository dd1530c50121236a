/**
 * Key pairs of the people and offices that hold secrets, all from one seed. CUSTODY.md, "Key files".
 *
 * A public key file, 136 bytes:
 *
 *     0 "BZPK" 4 | 4 version 1 (1, 2) | 5 role 1 | 6 zero 2 | 8 box key 32 | 40 signing key 32 | 72 own signature 64
 */
import nacl from "tweetnacl";
import { ascii, concat, requireFormat } from "./bytes.js";
import { UserError } from "../../words/user-error.js";

export const SEED_BYTES = 32;
export const FINGERPRINT_BYTES = 8;
export const PUBLIC_FILE_BYTES = 136;
const MAGIC = "BZPK";
const SIGNED_BYTES = 72;
const KIND = "public-key-file";

/** Who may be given what: boxes go to officers and the recovery key only, files between levels to units. */
export const ROLES = ["officer", "recovery", "unit"] as const;
export type KeyRole = (typeof ROLES)[number];

/**
 * In version 1 neither the fingerprint nor the keys depend on the role: who has a unit's key can call it an officer's.
 * Its files open what they opened; whom else a station gives secrets to, it decides by version (`known-keys.ts`).
 */
export const KEY_VERSIONS = [1, 2] as const;
export type KeyVersion = (typeof KEY_VERSIONS)[number];

export interface PublicIdentity {
  version: KeyVersion;
  role: KeyRole;
  boxKey: Uint8Array;
  signKey: Uint8Array;
  /** First 8 bytes of SHA-512 over role and both keys; tells identities apart, proves nothing. */
  fingerprint: Uint8Array;
}

export interface Identity extends PublicIdentity {
  seed: Uint8Array;
  boxSecret: Uint8Array;
  signSecret: Uint8Array;
}

export function roleNumber(role: KeyRole): number {
  return ROLES.indexOf(role) + 1;
}

export function roleOf(number: number): KeyRole {
  const role = ROLES[number - 1];
  if (role === undefined) throw new UserError("custody/damaged/role", { number });
  return role;
}

/** What stands after a label, before what is hashed. */
function roleByte(version: KeyVersion, role: KeyRole): Uint8Array {
  return new Uint8Array(version === 1 ? [] : [roleNumber(role)]);
}

export function publicIdentity(
  version: KeyVersion,
  role: KeyRole,
  boxKey: Uint8Array,
  signKey: Uint8Array,
): PublicIdentity {
  const label = ascii(version === 1 ? "" : "bztoken key");
  const text = concat(label, roleByte(version, role), boxKey, signKey);
  return { version, role, boxKey, signKey, fingerprint: nacl.hash(text).slice(0, FINGERPRINT_BYTES) };
}

/**
 * @param seed     32 random bytes
 * @param version  1 only for what was made with it
 */
export function createIdentity(role: KeyRole, seed: Uint8Array, version: KeyVersion = 2): Identity {
  const half = (label: string) => nacl.hash(concat(ascii(label), roleByte(version, role), seed)).slice(0, 32);
  const box = nacl.box.keyPair.fromSecretKey(half("bztoken box"));
  const sign = nacl.sign.keyPair.fromSeed(half("bztoken sign"));
  return {
    ...publicIdentity(version, role, box.publicKey, sign.publicKey),
    seed,
    boxSecret: box.secretKey,
    signSecret: sign.secretKey,
  };
}

/** The file that others need in order to seal to `identity` and to check its signatures. */
export function encodePublicFile(identity: Identity): Uint8Array {
  const head = new Uint8Array([identity.version, roleNumber(identity.role), 0, 0]);
  const signed = concat(ascii(MAGIC), head, identity.boxKey, identity.signKey);
  return concat(signed, nacl.sign.detached(signed, identity.signSecret));
}

/** Throws `UserError`. Whose key it is, people must compare by the fingerprint. */
export function decodePublicFile(file: Uint8Array): PublicIdentity {
  const version = requireFormat(file, MAGIC, KEY_VERSIONS, KIND);
  const signed = file.subarray(0, SIGNED_BYTES);
  const signKey = file.slice(40, 72);
  const isWhole = file.length === PUBLIC_FILE_BYTES;
  if (!isWhole || !nacl.sign.detached.verify(signed, file.subarray(SIGNED_BYTES), signKey)) {
    throw new UserError("custody/damaged/public-file");
  }
  return publicIdentity(version, roleOf(file[5]!), file.slice(8, 40), signKey);
}
