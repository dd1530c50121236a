/** Sealed records made by hand with Node's own cryptography, independent of the token's code. */
import { createCipheriv, createHash } from "node:crypto";
import { crc32 } from "node:zlib";
import type { StoredChunk } from "../../src/station/store/store.js";

/** Seal chain key of the first day, as CUSTODY.md gives it for tokens that nobody prepared. */
export const PRACTICE_SEAL_KEY = Buffer.from("bztoken practice key, no secret!", "ascii");
/** Where the chains of synthetic tokens begin unless a test says otherwise. */
export const CREATED_DAY = 18_470;
export const NOTHING = -128;

export interface SyntheticRecord {
  id: Buffer;
  /** 0…95 */
  slot: number;
  /** Six of schedule 0, four of the others. */
  rssi: readonly number[];
  schedule?: number;
  listened?: number;
  epoch?: number;
}

const sha256 = (bytes: Buffer): Buffer => createHash("sha256").update(bytes).digest();

/** The record key of a day by CUSTODY.md: the chain steps with purpose 0x10, the record key is of purpose 0x11. */
export function syntheticRecordKey(chainKey: Buffer, createdDay: number, day: number): Buffer {
  let key = chainKey;
  for (let d = createdDay; d < day; d++) key = sha256(Buffer.concat([key, Buffer.from([0x10])]));
  return sha256(Buffer.concat([key, Buffer.from([0x11])])).subarray(0, 16);
}

/** The ID of a base ID by the formulas of the Bluezone reference, step by step. */
export function syntheticId(baseId: Buffer, createdDay: number, absoluteSlot: number): Buffer {
  let daily = baseId;
  for (let day = createdDay; day < Math.floor(absoluteSlot / 96); day++) daily = sha256(daily);
  let sub = sha256(Buffer.concat([daily, Buffer.from("bluzonesubkey")]));
  for (let i = 0; i < absoluteSlot % 96; i++) sub = sha256(sub);
  return Buffer.from([0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30].map((i) => sub[i]!));
}

export function syntheticChunk(
  place: {
    serial: number;
    generation?: number;
    pageSequence: number;
    position?: number;
    /** Of the key. */
    day: number;
    /** Of the slots; the same, unless the clock was set back. */
    calendarDay?: number;
    createdDay?: number;
    sealKey?: Buffer;
  },
  records: readonly SyntheticRecord[],
): StoredChunk {
  const { serial, generation = 1, pageSequence, position = 0, day } = place;
  const recordKey = syntheticRecordKey(
    place.sealKey ?? PRACTICE_SEAL_KEY,
    place.createdDay ?? CREATED_DAY,
    day,
  );
  const sealed = records.map((record, index) => {
    const nonce = Buffer.alloc(13);
    nonce.writeUInt32LE(serial, 0);
    nonce.writeUInt16LE(generation, 4);
    nonce.writeUInt32LE(pageSequence, 6);
    nonce.writeUInt16LE(position + index, 10);
    nonce[12] = 1;
    const cipher = createCipheriv("aes-128-ccm", recordKey, nonce, { authTagLength: 4 });
    const body = Buffer.concat([cipher.update(plainRecord(record)), cipher.final(), cipher.getAuthTag()]);
    const crc = Buffer.alloc(4);
    crc.writeUInt32LE(crc32(body));
    return Buffer.concat([body, crc]);
  });
  return {
    pageSequence,
    sealDay: day,
    calendarDay: place.calendarDay ?? day,
    livedHours: null,
    generation,
    position,
    records: new Uint8Array(Buffer.concat(sealed)),
    nextSequence: pageSequence * 127 + position + records.length,
  };
}

function plainRecord({ id, slot, rssi, schedule = 0, listened = 63, epoch = 0 }: SyntheticRecord): Buffer {
  const plain = Buffer.alloc(24);
  id.copy(plain, 0);
  plain[12] = slot;
  plain[13] = schedule;
  plain[15] = listened;
  plain[16] = rssi.filter((value) => value !== NOTHING).length;
  plain[17] = epoch;
  rssi.forEach((value, window) => plain.writeInt8(value, 18 + window));
  return plain;
}
