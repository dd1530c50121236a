/**
 * Boxes: a token's secrets, each sealed to one officer or the recovery key. CUSTODY.md, "Boxes".
 *
 *     0 "BZBX" 4 | 4 version 1 (=1) | 5 kind 1 | 6 generation 2 | 8 serial 4 | 12 day 4 | 16 recipient 8
 *    24 sender's one-time box key 32 | 56 nonce 24 | 80 box
 *
 * Boxed: bytes 0…15 once more, then the keys: chain key 32 and wrap key 32 for *id* and *log*, admin key 32 for *admin*.
 */
import nacl from "tweetnacl";
import type { Crypto } from "../../../hal/hal.js";
import { SEAL_NEXT, SECRET_BYTES, derive } from "../token/derive.js";
import { KIND_ADMIN, KIND_ID, KIND_LOG } from "../token/secrets.js";
import { ascii, concat, isSame, requireFormat, viewOf } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import type { Identity, PublicIdentity } from "./identity.js";

export type Hash = Pick<Crypto, "sha256">;

/** *id* names whom others heard, *log* opens what the token heard, *admin* gives orders to it. */
export type BoxKind = "id" | "log" | "admin";

export interface BoxHead {
  kind: BoxKind;
  serial: number;
  generation: number;
  /** The first day that the chain key opens; for *admin* the day of the preparation. */
  day: number;
}

export interface BoxContent extends BoxHead {
  /** Bluezone daily key, seal chain key, or admin key. */
  key: Uint8Array;
  /** Under which the token wraps the next generation's secret; empty for *admin*. */
  wrapKey: Uint8Array;
}

/** X25519 (RFC 7748) with one secret key: what it shares with a public key; zeros where that is none. */
export type Agree = (publicKey: Uint8Array) => Uint8Array;

const MAGIC = "BZBX";
const VERSION = 1;
const KIND = "box";
const HEAD_BYTES = 16;
const RECIPIENT_AT = 16;
const SENDER_AT = 24;
const NONCE_AT = 56;
const BOX_AT = 80;
const KINDS: Record<BoxKind, number> = { id: KIND_ID, log: KIND_LOG, admin: KIND_ADMIN };
const NO_KEY = new Uint8Array(0);
const NO_INPUT = new Uint8Array(16);
const HSALSA20_CONSTANT = ascii("expand 32-byte k");

function encodeHead(head: BoxHead): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES);
  const view = viewOf(bytes);
  bytes.set(ascii(MAGIC));
  bytes[4] = VERSION;
  bytes[5] = KINDS[head.kind];
  view.setUint16(6, head.generation, true);
  view.setUint32(8, head.serial, true);
  view.setUint32(12, head.day, true);
  return bytes;
}

/** What a box is about, without a key. Throws `UserError`. */
export function peekBox(box: Uint8Array): BoxHead & { recipient: Uint8Array } {
  requireFormat(box, MAGIC, [VERSION], KIND);
  const kind = (Object.keys(KINDS) as BoxKind[]).find((name) => KINDS[name] === box[5]);
  if (kind === undefined || box.length !== boxBytes(kind)) {
    throw new UserError("custody/damaged/box");
  }
  const view = viewOf(box);
  return {
    kind,
    generation: view.getUint16(6, true),
    serial: view.getUint32(8, true),
    day: view.getUint32(12, true),
    recipient: box.slice(RECIPIENT_AT, SENDER_AT),
  };
}

function boxBytes(kind: BoxKind): number {
  return BOX_AT + nacl.box.overheadLength + HEAD_BYTES + (kind === "admin" ? 1 : 2) * SECRET_BYTES;
}

/** Throws `UserError` for a recipient who is neither officer nor recovery key. */
export function sealBox(content: BoxContent, recipient: PublicIdentity, random: RandomBytes): Uint8Array {
  if (recipient.role === "unit") {
    throw new UserError("custody/wrong-role/secrets");
  }
  const sender = nacl.box.keyPair.fromSecretKey(random(nacl.box.secretKeyLength));
  const nonce = random(nacl.box.nonceLength);
  const head = encodeHead(content);
  const plain = concat(head, content.key, content.wrapKey);
  const sealed = nacl.box(plain, nonce, recipient.boxKey, sender.secretKey);
  plain.fill(0);
  sender.secretKey.fill(0);
  return concat(head, recipient.fingerprint, sender.publicKey, nonce, sealed);
}

/**
 * Throws `UserError`.
 *
 * @param agree  with the officer's secret, faster than tweetnacl's, where thousands of boxes are opened
 */
export function openBox(box: Uint8Array, officer: Identity, agree?: Agree): BoxContent {
  const { recipient, ...head } = peekBox(box);
  if (!isSame(recipient, officer.fingerprint)) {
    throw new UserError("custody/wrong-key/box");
  }
  const senderKey = box.subarray(SENDER_AT, NONCE_AT);
  const nonce = box.subarray(NONCE_AT, BOX_AT);
  const shared = agree?.(senderKey) ?? nacl.scalarMult(officer.boxSecret, senderKey);
  const plain = nacl.secretbox.open(box.subarray(BOX_AT), nonce, boxKey(shared));
  if (plain === null || !isSame(plain.subarray(0, HEAD_BYTES), box.subarray(0, HEAD_BYTES))) {
    throw new UserError("custody/damaged/box");
  }
  const key = plain.slice(HEAD_BYTES, HEAD_BYTES + SECRET_BYTES);
  const wrapKey = head.kind === "admin" ? NO_KEY : plain.slice(HEAD_BYTES + SECRET_BYTES);
  plain.fill(0);
  return { ...head, key, wrapKey };
}

/** What `nacl.box.before` makes of the shared point; tweetnacl exports the step, its types do not. */
function boxKey(shared: Uint8Array): Uint8Array {
  const { lowlevel } = nacl as unknown as { lowlevel: { crypto_core_hsalsa20: HSalsa20 } };
  const key = new Uint8Array(nacl.box.sharedKeyLength);
  lowlevel.crypto_core_hsalsa20(key, NO_INPUT, shared, HSALSA20_CONSTANT);
  return key;
}

type HSalsa20 = (out: Uint8Array, input: Uint8Array, key: Uint8Array, constant: Uint8Array) => void;

/** The chain key of a later day; an earlier one cannot be had. Throws `UserError` for *admin*, which has no chain. */
export function chainKeyOn(hash: Hash, content: BoxContent, day: number): Uint8Array {
  const { kind } = content;
  if (kind === "admin") throw new UserError("custody/out-of-range/admin-key");
  if (day < content.day) {
    throw new UserError("custody/out-of-range/past", { serial: content.serial, day: content.day });
  }
  let key = content.key;
  for (let d = content.day; d < day; d++) key = nextChainKey(hash, kind, key);
  return key.slice();
}

/** The chain key of the next day. */
export function nextChainKey(hash: Hash, kind: Exclude<BoxKind, "admin">, key: Uint8Array): Uint8Array {
  return kind === "id" ? hash.sha256(key) : derive(hash, key, SEAL_NEXT);
}

/**
 * A box once more for everyone who may open it from now on: after an officer came or left, a key was changed, or days
 * have passed. It opens no day before `fromDay`; the boxes it replaces are to be destroyed. Throws `UserError`.
 */
export function resealBox(
  hash: Hash,
  box: Uint8Array,
  officer: Identity,
  fromDay: number,
  recipients: readonly PublicIdentity[],
  random: RandomBytes,
): Uint8Array[] {
  const content = openBox(box, officer);
  if (content.kind !== "admin" && fromDay > content.day) {
    content.key = chainKeyOn(hash, content, fromDay);
    content.day = fromDay;
  }
  return recipients.map((recipient) => sealBox(content, recipient, random));
}
