/**
 * A release of the token's program, little-endian; src/token/update/UPDATE.md, "A release". The token runs this file, and the
 * authority makes its tags with it.
 *
 *     head 56   0 version 1 (=1) | 1 flags 1 | 2 state format 1 | 3 page version 1 | 4 number 4 | 8 firmware version 4
 *               12 layout 4 | 16 bytes of code 4 | 20 CRC-32 of the code 4 | 24 root 32
 */
export const RELEASE_VERSION = 1;
export const RELEASE_HEAD_BYTES = 56;
/** Flag: the version may fall. */
export const RELEASE_OLDER = 1;

/** Offsets. */
export const RELEASE_FLAGS = 1;
export const RELEASE_STATE_FORMAT = 2;
export const RELEASE_PAGE_VERSION = 3;
export const RELEASE_NUMBER = 4;
export const RELEASE_FIRMWARE = 8;
export const RELEASE_LAYOUT = 12;
export const RELEASE_LENGTH = 16;
export const RELEASE_CRC = 20;
export const RELEASE_ROOT = 24;

/** The root is SHA-256 over the SHA-256 of each piece of so many bytes, the last one shorter. */
export const RELEASE_PIECE_BYTES = 4096;

/** Why a release, or a part of it, is not taken. */
export const UPDATE_FORGED = 1;
export const UPDATE_OLD_NUMBER = 2;
export const UPDATE_OLDER = 3;
export const UPDATE_OTHER = 4;
export const UPDATE_TOO_LONG = 5;
export const UPDATE_OUT_OF_ORDER = 6;
export const UPDATE_DAMAGED = 7;
export const UPDATE_MEMORY = 8;
export const UPDATE_NOT_NOW = 9;

const LAYOUT_FIGURES = 8;

/** "1.2.3" as a number that rises with it. */
export function firmwareNumber(version: string): number {
  const parts = version.split(".");
  return +parts[0]! * 65536 + +parts[1]! * 256 + +parts[2]!;
}

/**
 * What the layout's CRC-32 is of: name of the board, then the figures of its flash, the first eight of its entry in flash.config.json.
 */
export function layoutText(board: string, layout: { [figure: string]: number }): string {
  return board + "," + Object.values(layout).slice(0, LAYOUT_FIGURES).join();
}
