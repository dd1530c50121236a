import type { Crypto } from "../../../hal/hal.js";
import type { CheckedFlash } from "./digest.js";
import {
  CHUNK_ENTRIES,
  ENTRY_BYTES,
  HEAD_BYTES,
  HEAD_ROOT,
  LIST_HASH_BYTES,
  decodeListHead,
  listTag,
} from "./f0-list.js";
import type { ListHead } from "./f0-list.js";
import { copyOf, putUint } from "./seal-format.js";

/** Why a list is not taken. */
export const LIST_TAKEN = 0;
/** Not a list of this version, or not sealed for this token by its authority. */
export const LIST_FORGED = 1;
/** Its number is not above that of the list before. */
export const LIST_OLD = 2;
/** More entries than the pages hold. */
export const LIST_TOO_LONG = 3;

/**
 * Holds one F0 list in flash while it is checked. Its head is written last, when every chunk has been read back and
 * fits: a list is there whole, or not at all, also after a power cut.
 */
export interface ListStore {
  /** Makes room for a new list. Anything but `LIST_TAKEN` leaves the one there was. */
  begin(head: Uint8Array, tag: Uint8Array, lastNumber: number): number;
  /**
   * Stores whole entries that follow on those before, all of one chunk; at most one page erase. Sending the last
   * portion again does no harm. False: out of order, not wanted, or the flash would not take it.
   */
  put(index: number, entries: Uint8Array): boolean;
  /** Every entry of the list that is being loaded is stored. */
  isComplete(): boolean;
  /** One step of the proof, a chunk each: 1 call again, 0 the list is whole and in force, -1 it is not what was signed. */
  prove(): number;
  /** The list in force, or undefined. */
  current(): ListHead | undefined;
  /** 36 bytes of the list in force. */
  entry(index: number): Uint8Array;
  /** Gives the list up. */
  erase(): void;
}

const MAGIC = 0xb5;
const MAGIC_BYTES = 4;
const CHUNK_PITCH_BYTES = 1024;
/** The CRC-32 of bytes that end in their own CRC-32, little-endian. */
const CRC_RESIDUE = 0x2144df1c;

/** @param listKeyOf  the key that the token shares with the authority; asked for when a list is loaded */
export function createListStore(
  flash: CheckedFlash,
  crypto: Pick<Crypto, "sha256" | "crc32" | "toByteString">,
  firstPage: number,
  pageCount: number,
  serial: number,
  listKeyOf: () => Uint8Array,
): ListStore {
  const pageBytes = flash.pageBytes;
  const chunksPerPage = Math.floor(pageBytes / CHUNK_PITCH_BYTES);
  const capacity = (pageCount - 1) * chunksPerPage * CHUNK_ENTRIES;
  const storedBytes = MAGIC_BYTES + HEAD_BYTES + 4;

  let current: ListHead | undefined;
  /** The list that is being loaded: its head, and how much of it is stored and proven. */
  let loading: Uint8Array | undefined;
  let entryCount = 0;
  let received = 0;
  let hashes = new Uint8Array(0);
  let proven = 0;

  function addressOf(index: number): number {
    const chunk = (index / CHUNK_ENTRIES) | 0; // not Math.floor: the interpreter's flash wants integers
    const page = firstPage + 1 + ((chunk / chunksPerPage) | 0);
    return (
      page * pageBytes + (chunk % chunksPerPage) * CHUNK_PITCH_BYTES + (index % CHUNK_ENTRIES) * ENTRY_BYTES
    );
  }

  function erase(): void {
    current = undefined;
    loading = undefined;
    flash.erase(firstPage);
  }

  function putInForce(head: Uint8Array): boolean {
    const stored = new Uint8Array(storedBytes);
    stored[0] = MAGIC;
    stored.set(head, MAGIC_BYTES);
    const crcAt = storedBytes - 4;
    putUint(stored, crcAt, 4, crypto.crc32(stored.subarray(0, crcAt)));
    if (!flash.program(firstPage * pageBytes, stored)) return false;
    current = decodeListHead(head);
    return true;
  }

  function mount(): void {
    const stored = flash.read(firstPage * pageBytes, storedBytes);
    if (stored[0] !== MAGIC || crypto.crc32(stored) !== CRC_RESIDUE) return;
    const head = decodeListHead(copyOf(stored, MAGIC_BYTES, MAGIC_BYTES + HEAD_BYTES));
    if (head === undefined || head.entryCount > capacity) return;
    // Its program may have been cut at its end, and be read right only once.
    flash.strengthen(firstPage * pageBytes, storedBytes);
    if (crypto.crc32(flash.read(firstPage * pageBytes, storedBytes)) === CRC_RESIDUE) current = head;
  }

  function isComplete(): boolean {
    return loading !== undefined && received === entryCount;
  }

  mount();
  return {
    begin: function (head, tag, lastNumber) {
      const decoded = decodeListHead(head);
      if (decoded === undefined) return LIST_FORGED;
      const expected = listTag(crypto, listKeyOf(), serial, head);
      if (crypto.toByteString(tag) !== crypto.toByteString(expected)) return LIST_FORGED;
      if (decoded.number <= lastNumber) return LIST_OLD;
      if (decoded.entryCount > capacity) return LIST_TOO_LONG;
      erase();
      loading = new Uint8Array(head);
      entryCount = decoded.entryCount;
      received = 0;
      proven = 0;
      hashes = new Uint8Array(Math.ceil(entryCount / CHUNK_ENTRIES) * LIST_HASH_BYTES);
      return LIST_TAKEN;
    },
    put: function (index, entries) {
      const count = entries.length / ENTRY_BYTES;
      const place = index % CHUNK_ENTRIES;
      if (loading === undefined || count === 0 || Math.floor(count) !== count || index + count > entryCount)
        return false;
      if (place + count > CHUNK_ENTRIES) return false;
      const address = addressOf(index);
      if (index !== received)
        return (
          index + count === received &&
          crypto.toByteString(flash.read(address, entries.length)) === crypto.toByteString(entries)
        );
      if (address % pageBytes === 0) flash.erase((address / pageBytes) | 0);
      if (!flash.program(address, entries)) return false;
      received += count;
      return true;
    },
    isComplete: isComplete,
    prove: function () {
      if (!isComplete()) return -1;
      if (proven < entryCount) {
        const count = Math.min(CHUNK_ENTRIES, entryCount - proven);
        const chunk = flash.read(addressOf(proven), count * ENTRY_BYTES);
        hashes.set(crypto.sha256(chunk), (proven / CHUNK_ENTRIES) * LIST_HASH_BYTES);
        proven += count;
        return 1;
      }
      const head = loading!;
      loading = undefined;
      const root = crypto.toByteString(copyOf(head, HEAD_ROOT, HEAD_BYTES));
      if (crypto.toByteString(crypto.sha256(hashes)) !== root) return -1;
      return putInForce(head) ? 0 : -1;
    },
    current: function () {
      return current;
    },
    entry: function (index) {
      return flash.read(addressOf(index), ENTRY_BYTES);
    },
    erase: erase,
  };
}
