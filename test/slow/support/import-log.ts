/** The log that is imported: full of records that differ in every byte that counts. */
import { createHash } from "node:crypto";
import type { StoredChunk, TokenState } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { syntheticChunk } from "../../station/synthetic-log.js";

const SERIAL = 10_000_042;
export const TOKEN = keyOfSerial(SERIAL);
export const CHUNK_RECORDS = 32;
const CHUNKS_A_PAGE = 4;

export const practiceToken: TokenState = {
  ...{ token: TOKEN, serial: SERIAL, firmware: "0.1.0", isPractice: true, generation: 1 },
  ...{ timeState: "set", batteryMilliVolts: 3_900, isCharging: false, clockDriftMs: 0 },
  ...{ lostRecords: 0, operatingEpoch: null },
};

export function chunkOf(n: number): StoredChunk {
  const pageSequence = Math.floor(n / CHUNKS_A_PAGE);
  const position = (n % CHUNKS_A_PAGE) * CHUNK_RECORDS;
  const records = Array.from({ length: CHUNK_RECORDS }, (_, i) => ({
    id: createHash("sha256").update(`${n}/${i}`).digest().subarray(0, 12),
    slot: (n * CHUNK_RECORDS + i) % 96,
    rssi: [-50, -60, -70, -80, -90, -55],
  }));
  return syntheticChunk(
    { serial: SERIAL, pageSequence, position, day: 18_500 + (pageSequence % 20) },
    records,
  );
}

/** What must be in the store of these chunks, one line a record. */
export function linesOf(n: number): string[] {
  const { pageSequence, position, records } = chunkOf(n);
  return Array.from({ length: CHUNK_RECORDS }, (_, i) => {
    const sealed = Buffer.from(records.subarray(32 * i, 32 * (i + 1))).toString("hex");
    return `${pageSequence}/${position + i} ${sealed}`;
  });
}
