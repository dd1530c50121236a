/**
 * The list of F0s as it goes to a token, little-endian; CUSTODY.md, "F0 list". It holds sub-keys of single days, in
 * the order of day, first and last slot, so that the token can work through entries of one kind together.
 *
 *     head 40    0 version 1 (=1) | 1 fewest slots 1 | 2 entries 2 | 4 number 4 | 8 root 32
 *     entry 36   0 day 2 | 2 first slot 1 | 3 last slot 1 | 4 sub-key of the first slot 32
 *
 * The root is SHA-256 over the SHA-256 of each chunk of 28 entries, the last one shorter. The same list serves
 * every token; the tag, 16 bytes, is made for one.
 */
import type { Crypto } from "../../../hal/hal.js";
import { getUint } from "./seal-format.js";
import { SIGN_LIST, addressTag } from "./tag.js";

export const LIST_VERSION = 1;
export const HEAD_BYTES = 40;
export const LIST_TAG_BYTES = 16;
export const ENTRY_BYTES = 36;
/** Offset of the sub-key in an entry. */
export const ENTRY_KEY = 4;
/** 28 entries are 1,008 bytes, so that a chunk fits into the smallest page. */
export const CHUNK_ENTRIES = 28;
export const LIST_HASH_BYTES = 32;
export const HEAD_ROOT = 8;

export interface ListHead {
  /** Slots of one day in which an F0 must have been heard for it to count, at least 1. */
  fewestSlots: number;
  entryCount: number;
  /** Rises with every list. */
  number: number;
}

/** Undefined where the bytes are not a head of this version. */
export function decodeListHead(head: Uint8Array): ListHead | undefined {
  if (head.length !== HEAD_BYTES || head[0] !== LIST_VERSION || head[1] === 0) return undefined;
  return { fewestSlots: head[1]!, entryCount: getUint(head, 2, 2), number: getUint(head, 4, 4) };
}

/** The tag with which the authority addresses a list to one token. */
export function listTag(
  crypto: Pick<Crypto, "sha256">,
  listKey: Uint8Array,
  serial: number,
  head: Uint8Array,
): Uint8Array {
  return addressTag(crypto, listKey, SIGN_LIST, serial, head);
}
