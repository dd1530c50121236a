/** A practice token with one page of its log. */
import { createHash } from "node:crypto";
import type { Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import { CREATED_DAY, PRACTICE_SEAL_KEY, syntheticChunk, type SyntheticRecord } from "./synthetic-log.js";

const FIRST_PRACTICE = 10_000_000;

export async function fillPractice(
  store: Store,
  number: number,
  day: number,
  records: readonly SyntheticRecord[],
): Promise<string> {
  const serial = FIRST_PRACTICE + number;
  const token = keyOfSerial(serial);
  const state = { firmware: "0.1.0", isPractice: true, generation: 1, timeState: "set" as const };
  const rest = { batteryMilliVolts: 3900, isCharging: false, clockDriftMs: 0, lostRecords: 0 };
  await store.putToken({ token, serial, ...state, ...rest, operatingEpoch: null });
  const baseId = createHash("sha256").update(`practice token ${number}`).digest();
  const secrets = { generation: 1, baseId, createdDay: CREATED_DAY, sealKey: PRACTICE_SEAL_KEY };
  await store.putSecrets({ token, serial, ...secrets });
  await store.startSync(token, 1, 0, 0, 0);
  await store.addChunk(token, 1, syntheticChunk({ serial, pageSequence: 0, day }, records));
  return token;
}
