import { getUint, copyOf, putUint } from "../../custody/token/seal-format.js";
import {
  RELEASE_FIRMWARE,
  RELEASE_FLAGS,
  RELEASE_HEAD_BYTES,
  RELEASE_LAYOUT,
  RELEASE_LENGTH,
  RELEASE_NUMBER,
  RELEASE_OLDER,
  RELEASE_PAGE_VERSION,
  RELEASE_PIECE_BYTES,
  RELEASE_ROOT,
  RELEASE_STATE_FORMAT,
  RELEASE_VERSION,
  UPDATE_DAMAGED,
  UPDATE_FORGED,
  UPDATE_MEMORY,
  UPDATE_NOT_NOW,
  UPDATE_OLD_NUMBER,
  UPDATE_OLDER,
  UPDATE_OTHER,
  UPDATE_OUT_OF_ORDER,
  UPDATE_TOO_LONG,
  firmwareNumber,
} from "../../custody/token/release.js";
import { SIGN_RELEASE, addressTag } from "../../custody/token/tag.js";
import { PAGE_VERSION } from "../../log/format.js";
import { createVerifiedFlash } from "../../log/verified-flash.js";
import type { Crypto, Flash } from "../../../hal/hal.js";
import type { TokenConfig } from "../config.js";
import { SERIAL, STATE_FORMAT, UPDATE_NUMBER } from "../state.js";
import type { TokenState } from "../state.js";
import {
  BOOT_FIRST_SLOT,
  CONFIRMED_AT,
  SLOT_HEAD,
  SLOT_HEADER_BYTES,
  SLOT_MAGIC,
  SLOT_USED_BYTES,
  SLOT_VERSION,
  TRIED_AT,
  headerAddress,
  isConfirmed,
  setMark,
  slotAddress,
  slotBytes,
} from "./slots.js";

/** A part stays within one such piece of the slot, which fits into the smallest page. */
const PART_BORDER_BYTES = 1024;
const HASH_BYTES = 32;
const OFFSET_BYTES = 4;

/** Takes a new program into the slot that is not running, and knows whether the one that runs has proven itself. */
export interface Update {
  /** Head and tag of a release: the offset to go on from, or a reason below 0. */
  begin(body: Uint8Array): number;
  /** Offset 4 and code: as `begin`. */
  put(body: Uint8Array): number;
  isOnTrial(): boolean;
  /** The program is healthy: it stays. To be saved. */
  confirm(): void;
}

/**
 * @param updateKey   the key that the token shares with the authority
 * @param isPossible  there is power enough
 * @param onSwitched  the next start runs another program
 */
export function createUpdate(
  flash: Flash,
  crypto: Pick<Crypto, "sha256" | "crc32" | "toByteString">,
  config: TokenConfig,
  state: TokenState,
  updateKey: () => Uint8Array,
  isPossible: () => boolean,
  onSwitched: () => void,
): Update {
  const words = state.words;
  const boot = config.boot;
  const verified = createVerifiedFlash(flash, crypto as Crypto);
  const target = boot === BOOT_FIRST_SLOT ? BOOT_FIRST_SLOT + 1 : BOOT_FIRST_SLOT;
  const base = slotAddress(flash, config, target);
  const headerAt = headerAddress(flash, config, target);
  const ownHeaderAt = headerAddress(flash, config, boot);
  const headerPage = (headerAt / flash.pageBytes) | 0;
  let isTrial = false;
  /** The release under way: its head, and how much of it is stored; and the hashes of its pieces, as they were read back. */
  let head: Uint8Array | undefined;
  let length = 0;
  let received = 0;
  let hashes = new Uint8Array(0);

  if (boot >= BOOT_FIRST_SLOT) {
    const header = flash.read(ownHeaderAt, SLOT_USED_BYTES);
    isTrial = !isConfirmed(header);
    // What of it was programmed by half may fade.
    verified.strengthen(ownHeaderAt, SLOT_USED_BYTES);
    if (!isTrial) keepNumber(header);
  }

  function keepNumber(header: Uint8Array): void {
    words[UPDATE_NUMBER] = Math.max(words[UPDATE_NUMBER]!, getUint(header, SLOT_HEAD + RELEASE_NUMBER, 4));
  }

  function isSame(a: Uint8Array, b: Uint8Array): boolean {
    return crypto.toByteString(a) === crypto.toByteString(b);
  }

  /** What is wrong with a release; 0: nothing. */
  function faultOf(release: Uint8Array, tag: Uint8Array): number {
    if (boot === 0 || isTrial || !isPossible()) return UPDATE_NOT_NOW;
    if (!isSame(tag, addressTag(crypto, updateKey(), SIGN_RELEASE, words[SERIAL]!, release)))
      return UPDATE_FORGED;
    if (getUint(release, RELEASE_NUMBER, 4) <= words[UPDATE_NUMBER]!) return UPDATE_OLD_NUMBER;
    if (
      (release[RELEASE_FLAGS]! & RELEASE_OLDER) === 0 &&
      getUint(release, RELEASE_FIRMWARE, 4) < firmwareNumber(config.firmwareVersion)
    )
      return UPDATE_OLDER;
    if (
      release[0] !== RELEASE_VERSION ||
      release[RELEASE_STATE_FORMAT]! < STATE_FORMAT ||
      release[RELEASE_PAGE_VERSION]! < PAGE_VERSION ||
      getUint(release, RELEASE_LAYOUT, 4) !== config.layoutCrc
    )
      return UPDATE_OTHER;
    const bytes = getUint(release, RELEASE_LENGTH, 4);
    return bytes === 0 || bytes > slotBytes(config, flash.pageBytes) - SLOT_HEADER_BYTES
      ? UPDATE_TOO_LONG
      : 0;
  }

  /** What was stored is given up: only a new beginning erases it. */
  function fail(reason: number): number {
    head = undefined;
    return -reason;
  }

  /** Everything is stored: where all of it is what was released, the slot gets its header. */
  function finish(release: Uint8Array): number {
    if (!isSame(crypto.sha256(hashes), copyOf(release, RELEASE_ROOT, RELEASE_HEAD_BYTES)))
      return fail(UPDATE_DAMAGED);
    const header = new Uint8Array(TRIED_AT);
    header[0] = SLOT_MAGIC;
    header[1] = SLOT_VERSION;
    header.set(release, SLOT_HEAD);
    const crcAt = TRIED_AT - 4;
    putUint(header, crcAt, 4, crypto.crc32(header.subarray(0, crcAt)));
    if (!verified.program(headerAt, header)) return fail(UPDATE_MEMORY);
    onSwitched();
    return received;
  }

  return {
    begin: function (body) {
      const release = copyOf(body, 0, RELEASE_HEAD_BYTES);
      if (head !== undefined && isSame(head, release)) return received;
      const fault = faultOf(release, copyOf(body, RELEASE_HEAD_BYTES, body.length));
      if (fault !== 0) return -fault;
      // No header may stand before what comes.
      if (!verified.erase(headerPage)) return -UPDATE_MEMORY;
      head = release;
      length = getUint(release, RELEASE_LENGTH, 4);
      received = 0;
      hashes = new Uint8Array(Math.ceil(length / RELEASE_PIECE_BYTES) * HASH_BYTES);
      return 0;
    },
    put: function (body) {
      const offset = getUint(body, 0, OFFSET_BYTES);
      const code = copyOf(body, OFFSET_BYTES, body.length);
      const end = offset + code.length;
      const address = base + offset;
      if (
        head === undefined ||
        code.length === 0 ||
        code.length % 4 !== 0 ||
        end > length ||
        (offset % PART_BORDER_BYTES) + code.length > PART_BORDER_BYTES
      )
        return -UPDATE_OUT_OF_ORDER;
      if (offset !== received)
        return end === received && isSame(flash.read(address, code.length), code)
          ? received
          : -UPDATE_OUT_OF_ORDER;
      const page = (address / flash.pageBytes) | 0;
      if (address % flash.pageBytes === 0 && page !== headerPage && !verified.erase(page))
        return fail(UPDATE_MEMORY);
      if (!verified.program(address, code)) return fail(UPDATE_MEMORY);
      received = end;
      if (end % RELEASE_PIECE_BYTES !== 0 && end !== length) return end;
      const piece = ((end - 1) / RELEASE_PIECE_BYTES) | 0;
      const from = piece * RELEASE_PIECE_BYTES;
      hashes.set(crypto.sha256(flash.read(base + from, end - from)), piece * HASH_BYTES);
      return end === length ? finish(head) : end;
    },
    isOnTrial: function () {
      return isTrial;
    },
    confirm: function () {
      setMark(flash, ownHeaderAt, CONFIRMED_AT);
      const header = flash.read(ownHeaderAt, SLOT_USED_BYTES);
      isTrial = !isConfirmed(header);
      if (!isTrial) keepNumber(header);
    },
  };
}
