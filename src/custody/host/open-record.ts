import {
  KEY_BYTES,
  KIND_RECORD,
  NONCE_BYTES,
  NONCE_GENERATION,
  NONCE_KIND,
  NONCE_POSITION,
  NONCE_SEQUENCE,
  NONCE_SERIAL,
  SEALED_BYTES,
  TAG_BYTES,
  putUint,
} from "../token/seal-format.js";

/** AES-128-CCM decryption: the plain bytes, or undefined where the tag does not fit. */
export type CcmOpen = (
  key: Uint8Array,
  nonce: Uint8Array,
  sealed: Uint8Array,
  tagBytes: number,
) => Uint8Array | undefined;

/** Where a sealed record stood: all of it is in the nonce. */
export interface RecordPlace {
  serial: number;
  generation: number;
  pageSequence: number;
  position: number;
}

/** Opens the 28 sealed bytes of a record; undefined where key, place or bytes are not the ones it was sealed with. */
export function openRecord(
  ccmOpen: CcmOpen,
  key: Uint8Array,
  place: RecordPlace,
  sealed: Uint8Array,
): Uint8Array | undefined {
  if (key.length !== KEY_BYTES || sealed.length !== SEALED_BYTES) return undefined;
  const nonce = new Uint8Array(NONCE_BYTES);
  putUint(nonce, NONCE_SERIAL, 4, place.serial);
  putUint(nonce, NONCE_GENERATION, 2, place.generation);
  putUint(nonce, NONCE_SEQUENCE, 4, place.pageSequence);
  putUint(nonce, NONCE_POSITION, 2, place.position);
  nonce[NONCE_KIND] = KIND_RECORD;
  return ccmOpen(key, nonce, sealed, TAG_BYTES);
}
