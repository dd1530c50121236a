/**
 * The two slots for programs, and which of them runs (UPDATE.md, 1). The loader on the chip, the token's program and the simulated
 * loader share this file.
 */
import { getUint } from "../../custody/token/seal-format.js";
import {
  RELEASE_CRC,
  RELEASE_HEAD_BYTES,
  RELEASE_LENGTH,
  RELEASE_NUMBER,
} from "../../custody/token/release.js";
import { CRC_RESIDUE } from "../../log/format.js";
import type { RegionLayout } from "../../log/layout.js";

/** At the end of a slot; behind its code. */
export const SLOT_HEADER_BYTES = 128;
export const SLOT_MAGIC = 0xb6;
export const SLOT_VERSION = 1;
/** Offsets in the header. */
export const SLOT_HEAD = 4;
const CRC_AT = SLOT_HEAD + RELEASE_HEAD_BYTES;
export const TRIED_AT = CRC_AT + 4;
export const CONFIRMED_AT = TRIED_AT + 4;
export const FAILED_AT = CONFIRMED_AT + 4;
const MARK_BYTES = 4;
/** What is ever programmed of a header. */
export const SLOT_USED_BYTES = FAILED_AT + MARK_BYTES;

/** From where a program runs; 0: nobody knows, there is no loader. The second slot's is one more. */
export const BOOT_STORAGE = 1;
export const BOOT_FIRST_SLOT = 2;

/** What is needed of the flash to choose: addresses as of `Flash`. */
export interface SlotFlash {
  readonly pageBytes: number;
  /** Pages of the region. */
  readonly pageCount: number;
  read(address: number, length: number): Uint8Array;
  program(address: number, bytes: Uint8Array): void;
}

export interface Choice {
  /** `BOOT_STORAGE`, `BOOT_FIRST_SLOT` or one more. */
  boot: number;
  isTrial: boolean;
  /** Where the code lies, and how long it is. */
  address: number;
  length: number;
}

export function slotBytes(layout: RegionLayout, pageBytes: number): number {
  return (layout.firmwarePages >> 1) * pageBytes;
}

/** Address of a slot's first byte. */
export function slotAddress(
  flash: { pageBytes: number; pageCount: number },
  layout: RegionLayout,
  boot: number,
): number {
  const firstPage = flash.pageCount - layout.reservedPages - layout.firmwarePages;
  return firstPage * flash.pageBytes + (boot - BOOT_FIRST_SLOT) * slotBytes(layout, flash.pageBytes);
}

/** Address of a slot's header. */
export function headerAddress(
  flash: { pageBytes: number; pageCount: number },
  layout: RegionLayout,
  boot: number,
): number {
  return slotAddress(flash, layout, boot + 1) - SLOT_HEADER_BYTES;
}

/** A confirmation counts whole. */
export function isConfirmed(header: Uint8Array): boolean {
  return getUint(header, CONFIRMED_AT, MARK_BYTES) === 0;
}

/** The other marks count from the first bit on: what a cut left of one must not be lost. */
function isMarked(header: Uint8Array, at: number): boolean {
  return getUint(header, at, MARK_BYTES) !== 4294967295;
}

export function setMark(flash: Pick<SlotFlash, "program">, headerAt: number, mark: number): void {
  flash.program(headerAt + mark, new Uint8Array(MARK_BYTES));
}

/**
 * Which program runs from now on. Of one on trial it sets the mark that its trial has begun.
 *
 * @param crcOf  CRC-32 of so many bytes in flash
 */
export function chooseProgram(
  flash: SlotFlash,
  layout: RegionLayout,
  crc32: (bytes: Uint8Array) => number,
  crcOf: (address: number, length: number) => number,
): Choice {
  let chosen: Choice = { boot: BOOT_STORAGE, isTrial: false, address: 0, length: 0 };
  let best = -1;
  for (let boot = BOOT_FIRST_SLOT; layout.firmwarePages > 1 && boot < BOOT_FIRST_SLOT + 2; boot++) {
    const headerAt = headerAddress(flash, layout, boot);
    const header = flash.read(headerAt, SLOT_USED_BYTES);
    if (header[0] !== SLOT_MAGIC || header[1] !== SLOT_VERSION) continue;
    if (crc32(header.subarray(0, TRIED_AT)) !== CRC_RESIDUE || isMarked(header, FAILED_AT)) continue;
    const isTrial = !isConfirmed(header);
    const number = getUint(header, SLOT_HEAD + RELEASE_NUMBER, 4);
    if ((isTrial && isMarked(header, TRIED_AT)) || number <= best) continue;
    const address = slotAddress(flash, layout, boot);
    const length = getUint(header, SLOT_HEAD + RELEASE_LENGTH, 4);
    if (crcOf(address, length) !== getUint(header, SLOT_HEAD + RELEASE_CRC, 4)) continue;
    if (isTrial) {
      setMark(flash, headerAt, TRIED_AT);
      if (getUint(flash.read(headerAt + TRIED_AT, MARK_BYTES), 0, MARK_BYTES) !== 0) continue;
    }
    best = number;
    chosen = { boot: boot, isTrial: isTrial, address: address, length: length };
  }
  return chosen;
}
