/**
 * What a token hands over once, on a trusted line, at its preparation; little-endian:
 *
 *     0 version 1 (=1) | 1 zero 1 | 2 generation 2 | 4 serial 4 | 8 day 4 | 12 base ID 32 | 44 seal chain key 32 | 76 root 32
 */
import { SECRET_BYTES } from "./derive.js";
import { putUint } from "./seal-format.js";

export const HAND_OVER_BYTES = 108;
const VERSION = 1;
const BASE_ID = 12;
const SEAL_KEY = 44;
const ROOT = 76;

export interface HandOver {
  serial: number;
  generation: number;
  /** First day of both chains. */
  day: number;
  baseId: Uint8Array;
  sealKey: Uint8Array;
  /** Of which admin key and wrap keys are derived; the token forgets it. */
  root: Uint8Array;
}

export function encodeHandOver(handOver: HandOver): Uint8Array {
  const bytes = new Uint8Array(HAND_OVER_BYTES);
  bytes[0] = VERSION;
  putUint(bytes, 2, 2, handOver.generation);
  putUint(bytes, 4, 4, handOver.serial);
  putUint(bytes, 8, 4, handOver.day);
  bytes.set(handOver.baseId, BASE_ID);
  bytes.set(handOver.sealKey, SEAL_KEY);
  bytes.set(handOver.root, ROOT);
  return bytes;
}

/** Undefined where the bytes are not a hand-over of this version. */
export function decodeHandOver(bytes: Uint8Array): HandOver | undefined {
  if (bytes.length !== HAND_OVER_BYTES || bytes[0] !== VERSION) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, HAND_OVER_BYTES);
  return {
    generation: view.getUint16(2, true),
    serial: view.getUint32(4, true),
    day: view.getUint32(8, true),
    baseId: new Uint8Array(bytes.subarray(BASE_ID, BASE_ID + SECRET_BYTES)),
    sealKey: new Uint8Array(bytes.subarray(SEAL_KEY, SEAL_KEY + SECRET_BYTES)),
    root: new Uint8Array(bytes.subarray(ROOT, ROOT + SECRET_BYTES)),
  };
}
