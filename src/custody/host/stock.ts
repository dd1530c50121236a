/**
 * The stock file: operating keys of the tokens that a commune has in hand. It travels as a pack of kind `stock`.
 *
 *     0 "BZST" 4 | 4 version 1 (=1) | 5 zero 3 | 8 tokens 4 | 12 tokens, 40 each: serial 4, epoch 2, zero 2, key 32
 *
 * In a commune's store it lies sealed to the unit's own key:
 *
 *     0 "BZSS" 4 | 4 version 1 (=1) | 5 zero 3 | 8 recipient 8 | 16 one-time box key 32 | 48 nonce 24 | 72 box of a stock file
 */
import nacl from "tweetnacl";
import { operatingKey } from "../token/derive.js";
import type { BoxContent, Hash } from "./boxes.js";
import { ascii, concat, isSame, requireFormat, viewOf } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import type { Identity, PublicIdentity } from "./identity.js";
import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

export interface StockEntry {
  serial: number;
  /** Which of the token's operating keys; the newest counts. */
  epoch: number;
  key: Uint8Array;
}

const MAGIC = "BZST";
const SEALED_MAGIC = "BZSS";
const RECIPIENT_AT = 8;
const SENDER_AT = 16;
const NONCE_AT = 48;
const BOX_AT = 72;
const VERSION = 1;
const KIND = "stock-file";
const HEAD_BYTES = 12;
const ENTRY_BYTES = 40;
const KEY_AT = 8;

/** The entry that lets a commune operate a token; from its *admin* box. */
export function stockEntry(hash: Hash, admin: BoxContent, epoch: number): StockEntry {
  if (admin.kind !== "admin")
    throw new UserError("custody/wrong-key/kind", {
      needed: problem("word/box/admin"),
      found: problem(`word/box/${admin.kind}`),
    });
  return { serial: admin.serial, epoch, key: operatingKey(hash, admin.key, epoch) };
}

export function encodeStock(entries: readonly StockEntry[]): Uint8Array {
  const bytes = new Uint8Array(HEAD_BYTES + ENTRY_BYTES * entries.length);
  const view = viewOf(bytes);
  bytes.set(ascii(MAGIC));
  bytes[4] = VERSION;
  view.setUint32(8, entries.length, true);
  entries.forEach((entry, i) => {
    const at = HEAD_BYTES + ENTRY_BYTES * i;
    view.setUint32(at, entry.serial, true);
    view.setUint16(at + 4, entry.epoch, true);
    bytes.set(entry.key, at + KEY_AT);
  });
  return bytes;
}

/** Throws `UserError`. */
export function decodeStock(bytes: Uint8Array): StockEntry[] {
  requireFormat(bytes, MAGIC, [VERSION], KIND);
  const view = viewOf(bytes);
  if (bytes.length < HEAD_BYTES || bytes.length !== HEAD_BYTES + ENTRY_BYTES * view.getUint32(8, true)) {
    throw new UserError("custody/damaged/stock");
  }
  const entries: StockEntry[] = [];
  for (let at = HEAD_BYTES; at < bytes.length; at += ENTRY_BYTES) {
    entries.push({
      serial: view.getUint32(at, true),
      epoch: view.getUint16(at + 4, true),
      key: bytes.slice(at + KEY_AT, at + ENTRY_BYTES),
    });
  }
  return entries;
}

export function sealStock(
  entries: readonly StockEntry[],
  unit: PublicIdentity,
  random: RandomBytes,
): Uint8Array {
  const sender = nacl.box.keyPair.fromSecretKey(random(nacl.box.secretKeyLength));
  const nonce = random(nacl.box.nonceLength);
  const plain = encodeStock(entries);
  const box = nacl.box(plain, nonce, unit.boxKey, sender.secretKey);
  plain.fill(0);
  sender.secretKey.fill(0);
  const head = concat(ascii(SEALED_MAGIC), new Uint8Array([VERSION, 0, 0, 0]));
  return concat(head, unit.fingerprint, sender.publicKey, nonce, box);
}

/** Throws `UserError`. */
export function openSealedStock(sealed: Uint8Array, unit: Identity): StockEntry[] {
  requireFormat(sealed, SEALED_MAGIC, [VERSION], KIND);
  if (!isSame(sealed.subarray(RECIPIENT_AT, SENDER_AT), unit.fingerprint)) {
    throw new UserError("custody/wrong-key/sealed-stock");
  }
  const isWhole = sealed.length >= BOX_AT;
  const plain = isWhole
    ? nacl.box.open(
        sealed.subarray(BOX_AT),
        sealed.subarray(NONCE_AT, BOX_AT),
        sealed.subarray(SENDER_AT, NONCE_AT),
        unit.boxSecret,
      )
    : null;
  if (plain === null) throw new UserError("custody/damaged/sealed-stock");
  const entries = decodeStock(plain);
  plain.fill(0);
  return entries;
}
