import { KEY_BYTES } from "../bluezone/ids.js";

/**
 * What the token must not forget, saved whole in the state pages. Little-endian:
 *
 *     0 format 1 (=1) | 1 spare 1 | 2 generation 2 | 4 serial 4 | 8 created day 4 | 12 day of the daily key 4
 *    16 saved UTC, seconds 4 | 20 lowest page sequence that may be used next 4 | 24 read mark, low 4 | 28 high 4
 *    32 base ID 32 | 64 daily key 32 | 96 boot count 4
 *
 * The base ID stays on practice tokens only, so that a station can read them without a preparation.
 */
export const STATE_BYTES = 100;
const FORMAT = 1;

/** `createdDay` of a token that has not known the time yet. */
export const NOT_YET = 0;

export interface TokenState {
  serial: number;
  generation: number;
  /** Day (since 1970) on which the base ID became day 0's key; `NOT_YET` before the time was first known. */
  createdDay: number;
  /** Day whose daily key is held. */
  day: number;
  /** UTC seconds when the state was saved. */
  savedUtcS: number;
  minPageSequence: number;
  /** Sequence number up to which a station has confirmed reading. */
  readMark: number;
  /** Starts of the program, this one included. */
  bootCount: number;
  baseId: Uint8Array;
  dailyKey: Uint8Array;
}

export function encodeState(state: TokenState): Uint8Array {
  const bytes = new Uint8Array(STATE_BYTES);
  const view = new DataView(bytes.buffer);
  bytes[0] = FORMAT;
  view.setUint16(2, state.generation, true);
  view.setUint32(4, state.serial, true);
  view.setUint32(8, state.createdDay, true);
  view.setUint32(12, state.day, true);
  view.setUint32(16, state.savedUtcS, true);
  view.setUint32(20, state.minPageSequence, true);
  view.setUint32(24, state.readMark % 4294967296, true);
  view.setUint32(28, Math.floor(state.readMark / 4294967296), true);
  bytes.set(state.baseId, 32);
  bytes.set(state.dailyKey, 64);
  view.setUint32(96, state.bootCount, true);
  return bytes;
}

/** Undefined where the bytes are not a state of this format. */
export function decodeState(bytes: Uint8Array): TokenState | undefined {
  if (bytes.length !== STATE_BYTES || bytes[0] !== FORMAT) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  return {
    generation: view.getUint16(2, true),
    serial: view.getUint32(4, true),
    createdDay: view.getUint32(8, true),
    day: view.getUint32(12, true),
    savedUtcS: view.getUint32(16, true),
    minPageSequence: view.getUint32(20, true),
    readMark: view.getUint32(24, true) + 4294967296 * view.getUint32(28, true),
    bootCount: view.getUint32(96, true),
    baseId: new Uint8Array(bytes.subarray(32, 32 + KEY_BYTES)),
    dailyKey: new Uint8Array(bytes.subarray(64, 64 + KEY_BYTES)),
  };
}
