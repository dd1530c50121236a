/** Sealed records made by hand with Node's own cryptography, independent of the token's code. */
import { createCipheriv, createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { StoredChunk } from "../../src/station/store/store.js";

export const PRACTICE_SEAL_KEY = Buffer.from("bztoken practice", "ascii");
export const NOTHING = -128;

export interface SyntheticRecord {
  id: Buffer;
  /** 0…95 */
  slot: number;
  rssi: readonly number[];
  listened?: number;
}

/** The ID of a base ID by the formulas of the Bluezone reference, step by step. */
export function syntheticId(baseId: Buffer, createdDay: number, absoluteSlot: number): Buffer {
  const sha = (bytes: Buffer) => createHash("sha256").update(bytes).digest();
  let daily = baseId;
  for (let day = createdDay; day < Math.floor(absoluteSlot / 96); day++) daily = sha(daily);
  let sub = sha(Buffer.concat([daily, Buffer.from("bluzonesubkey")]));
  for (let i = 0; i < absoluteSlot % 96; i++) sub = sha(sub);
  return Buffer.from([0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30].map((i) => sub[i]!));
}

export function syntheticChunk(
  place: { serial: number; generation?: number; pageSequence: number; position?: number; day: number },
  records: readonly SyntheticRecord[],
): StoredChunk {
  const { serial, generation = 1, pageSequence, position = 0, day } = place;
  const sealed = records.map((record, index) => {
    const nonce = Buffer.alloc(13);
    nonce.writeUInt32LE(serial, 0);
    nonce.writeUInt16LE(generation, 4);
    nonce.writeUInt32LE(pageSequence, 6);
    nonce.writeUInt16LE(position + index, 10);
    nonce[12] = 1;
    const cipher = createCipheriv("aes-128-ccm", PRACTICE_SEAL_KEY, nonce, { authTagLength: 4 });
    const body = Buffer.concat([cipher.update(plainRecord(record)), cipher.final(), cipher.getAuthTag()]);
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32(body));
    return Buffer.concat([body, crc]);
  });
  return {
    pageSequence,
    day,
    generation,
    position,
    records: new Uint8Array(Buffer.concat(sealed)),
    nextSequence: pageSequence * 127 + position + records.length,
  };
}

function plainRecord({ id, slot, rssi, listened = 63 }: SyntheticRecord): Buffer {
  const plain = Buffer.alloc(24);
  id.copy(plain, 0);
  plain.writeUInt16LE(slot, 12);
  plain[15] = listened;
  plain[16] = rssi.filter((value) => value !== NOTHING).length;
  rssi.forEach((value, window) => plain.writeInt8(value, 18 + window));
  return plain;
}
