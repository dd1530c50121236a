/**
 * Files between levels: sealed to their receivers, signed by their sender, in chunks, so that neither side needs the
 * whole in memory. CUSTODY.md, "Files between levels".
 *
 *     head      0 "BZGO" 4 | 4 version 1 (=1) | 5 kind 1 | 6 receivers 1 | 7 zero 1 | 8 pack ID 16 | 24 made, UTC ms, f64 8
 *               32 sender's signing key 32 | 64 receivers, 112 each: fingerprint 8, one-time box key 32, nonce 24,
 *               box of the file key 48
 *     chunk     length of its plain bytes 4, the top bit set in the last chunk | secretbox of them, +16
 *               nonce: pack ID 16, index 4, 1 in the last chunk else 0, zero 3
 *     signature 64, over "bztoken pack" ‖ SHA-256(head) ‖ SHA-256(SHA-256 of each chunk)
 */
import nacl from "tweetnacl";
import type { Hash } from "./boxes.js";
import { ascii, concat, isSame, join, requireFormat, viewOf } from "./bytes.js";
import type { RandomBytes } from "./bytes.js";
import { UserError } from "../../words/user-error.js";
import type { Identity, PublicIdentity } from "./identity.js";

/** *gói gửi lên*, *gói nhận về*, the stock file of operating keys, a whole store, and a case for another officer. */
export const PACK_KINDS = ["up", "down", "stock", "backup", "case"] as const;
export type PackKind = (typeof PACK_KINDS)[number];

export const CHUNK_BYTES = 65_536;
export const PACK_ID_BYTES = 16;
const MAGIC = "BZGO";
const VERSION = 1;
const KIND = "pack";
const HEAD_BYTES = 64;
const RECEIVER_BYTES = 112;
const LENGTH_BYTES = 4;
const LAST = 0x80000000;
const SIGNATURE_BYTES = 64;
const LABEL = "bztoken pack";
/** The last moment that a calendar knows (ECMAScript, time values). */
const LATEST_MS = 8.64e15;

export interface PackHead {
  kind: PackKind;
  /** 16 bytes; taking in a pack with an ID that was taken in before changes nothing. */
  id: Uint8Array;
  madeMs: number;
}

/** To be called in this order: `head` once, `chunk` for each, the last one marked, `signature` once. */
export interface PackWriter {
  head: Uint8Array;
  /** @param plain  `CHUNK_BYTES`; in the last chunk as many or fewer */
  chunk(plain: Uint8Array, isLast: boolean): Uint8Array;
  signature(): Uint8Array;
}

/** A file as a whole, read in pieces. */
export interface PackFile {
  size: number;
  read(offset: number, length: number): Uint8Array;
}

export interface Pack extends PackHead {
  sender: PublicIdentity;
  /** Opens chunk after chunk. Throws `UserError` if the file has changed since it was checked. */
  chunks(): Generator<Uint8Array>;
}

function chunkNonce(id: Uint8Array, index: number, isLast: boolean): Uint8Array {
  const nonce = new Uint8Array(nacl.secretbox.nonceLength);
  nonce.set(id);
  viewOf(nonce).setUint32(PACK_ID_BYTES, index, true);
  nonce[PACK_ID_BYTES + 4] = isLast ? 1 : 0;
  return nonce;
}

function signedText(hash: Hash, head: Uint8Array, chunkHashes: readonly Uint8Array[]): Uint8Array {
  return concat(ascii(LABEL), hash.sha256(head), hash.sha256(join(chunkHashes)));
}

/** Throws `UserError` without a receiver. */
export function createPackWriter(
  hash: Hash,
  random: RandomBytes,
  kind: PackKind,
  madeMs: number,
  sender: Identity,
  receivers: readonly PublicIdentity[],
): PackWriter {
  if (receivers.length < 1 || receivers.length > 255) {
    throw new UserError("custody/out-of-range/receivers");
  }
  const id = random(PACK_ID_BYTES);
  const fileKey = random(nacl.secretbox.keyLength);
  const fixed = new Uint8Array(HEAD_BYTES);
  fixed.set(ascii(MAGIC));
  fixed.set([VERSION, PACK_KINDS.indexOf(kind) + 1, receivers.length], 4);
  fixed.set(id, 8);
  viewOf(fixed).setFloat64(24, madeMs, true);
  fixed.set(sender.signKey, 32);
  const slots = receivers.map((receiver) => {
    const oneTime = nacl.box.keyPair.fromSecretKey(random(nacl.box.secretKeyLength));
    const nonce = random(nacl.box.nonceLength);
    const box = nacl.box(fileKey, nonce, receiver.boxKey, oneTime.secretKey);
    return concat(receiver.fingerprint, oneTime.publicKey, nonce, box);
  });
  const head = concat(fixed, ...slots);
  const hashes: Uint8Array[] = [];
  return {
    head,
    chunk(plain, isLast) {
      const length = new Uint8Array(LENGTH_BYTES);
      viewOf(length).setUint32(0, plain.length + (isLast ? LAST : 0), true);
      const chunk = concat(length, nacl.secretbox(plain, chunkNonce(id, hashes.length, isLast), fileKey));
      hashes.push(hash.sha256(chunk));
      return chunk;
    },
    signature: () => nacl.sign.detached(signedText(hash, head, hashes), sender.signSecret),
  };
}

/** Offset and length of every sealed chunk, length field included. */
interface ChunkPlace {
  offset: number;
  length: number;
  isLast: boolean;
}

/**
 * Checks a pack from its first byte to its last, before a single byte of it is used. Throws `UserError`.
 *
 * @param receiver  whose key opens it
 * @param senders   who may have sent it
 */
export function openPack(
  hash: Hash,
  file: PackFile,
  receiver: Identity,
  senders: readonly PublicIdentity[],
): Pack {
  const fixed = file.read(0, Math.min(HEAD_BYTES, file.size));
  requireFormat(fixed, MAGIC, [VERSION], KIND);
  const headBytes = HEAD_BYTES + RECEIVER_BYTES * (fixed[6] ?? 0);
  const places = findChunks(file, headBytes);
  const end = places.at(-1)!;
  const signatureAt = end.offset + end.length;
  if (signatureAt + SIGNATURE_BYTES > file.size) throw incomplete();
  if (signatureAt + SIGNATURE_BYTES < file.size) throw damaged();

  const head = file.read(0, headBytes);
  const signKey = head.subarray(32, HEAD_BYTES);
  const sender = senders.find((one) => isSame(one.signKey, signKey));
  if (sender === undefined) {
    throw new UserError("custody/foreign-sender");
  }
  const hashes = places.map(({ offset, length }) => hash.sha256(file.read(offset, length)));
  const signature = file.read(signatureAt, SIGNATURE_BYTES);
  if (!nacl.sign.detached.verify(signedText(hash, head, hashes), signature, signKey)) throw damaged();

  const kind = PACK_KINDS[head[5]! - 1];
  if (kind === undefined) {
    throw new UserError("custody/unknown-version/pack");
  }
  const madeMs = viewOf(head).getFloat64(24, true);
  if (!(madeMs >= 0 && madeMs <= LATEST_MS)) throw damaged();
  const fileKey = openFileKey(head, receiver);
  const id = head.slice(8, 8 + PACK_ID_BYTES);
  return {
    kind,
    id,
    madeMs,
    sender,
    *chunks() {
      for (const [index, { offset, length, isLast }] of places.entries()) {
        const sealed = file.read(offset + LENGTH_BYTES, length - LENGTH_BYTES);
        const plain = nacl.secretbox.open(sealed, chunkNonce(id, index, isLast), fileKey);
        if (plain === null) throw damaged();
        yield plain;
      }
    },
  };
}

function findChunks(file: PackFile, firstOffset: number): ChunkPlace[] {
  const places: ChunkPlace[] = [];
  for (let offset = firstOffset, isLast = false; !isLast;) {
    if (offset + LENGTH_BYTES > file.size) throw incomplete();
    const word = viewOf(file.read(offset, LENGTH_BYTES)).getUint32(0, true);
    isLast = word >= LAST;
    const plainBytes = isLast ? word - LAST : word;
    // Only the last may be shorter: so a file has no more chunks than its size allows.
    if (isLast ? plainBytes > CHUNK_BYTES : plainBytes !== CHUNK_BYTES) throw damaged();
    const length = LENGTH_BYTES + plainBytes + nacl.secretbox.overheadLength;
    if (offset + length > file.size) throw incomplete();
    places.push({ offset, length, isLast });
    offset += length;
  }
  return places;
}

function openFileKey(head: Uint8Array, receiver: Identity): Uint8Array {
  for (let at = HEAD_BYTES; at < head.length; at += RECEIVER_BYTES) {
    if (!isSame(head.subarray(at, at + 8), receiver.fingerprint)) continue;
    const nonce = head.subarray(at + 40, at + 64);
    const key = nacl.box.open(
      head.subarray(at + 64, at + 112),
      nonce,
      head.subarray(at + 8, at + 40),
      receiver.boxSecret,
    );
    if (key === null) throw damaged();
    return key;
  }
  throw new UserError("custody/wrong-key/pack");
}

function incomplete(): UserError {
  return new UserError("custody/incomplete/pack");
}

function damaged(): UserError {
  return new UserError("custody/damaged/pack");
}
