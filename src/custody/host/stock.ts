/**
 * The stock file: operating keys of the tokens that a commune has in hand. It travels as a pack of kind `stock`.
 *
 *     0 "BZST" 4 | 4 version 1 (=1) | 5 zero 3 | 8 tokens 4 | 12 tokens, 40 each: serial 4, epoch 2, zero 2, key 32
 */
import { operatingKey } from "../token/derive.js";
import type { BoxContent, Hash } from "./boxes.js";
import { ascii, requireFormat, viewOf } from "./bytes.js";
import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

export interface StockEntry {
  serial: number;
  /** Which of the token's operating keys; the newest counts. */
  epoch: number;
  key: Uint8Array;
}

const MAGIC = "BZST";
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
