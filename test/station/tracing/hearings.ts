/** Towns of a few tokens for tests of a trace: who heard whom when, as sealed logs in a store. */
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { localDayStartMs, parseIsoDay } from "../../../src/station/text/local-time.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import {
  CREATED_DAY,
  PRACTICE_SEAL_KEY,
  syntheticChunk,
  syntheticId,
  type SyntheticRecord,
} from "../synthetic-log.js";

export const SLOT_MS = 900_000;
export const ONSET = parseIsoDay("2020-08-14")!;
/** 11 August 2020, 00:00 in Vietnam: three days before onset. */
export const FROM_SLOT = localDayStartMs(ONSET - 3) / SLOT_MS;
export const UNTIL_MS = localDayStartMs(ONSET + 2);
export const UNTIL_SLOT = UNTIL_MS / SLOT_MS;
export const F0 = 1;

/** Tokens are counted from 1 here; their numbers are those of practice tokens. */
export const PRACTICE = 10_000_000;
export const keyOf = (token: number) => keyOfSerial(PRACTICE + token);

export const baseIdOf = (serial: number) => createHash("sha256").update(`token ${serial}`).digest();
export const idOf = (serial: number, slot: number) => syntheticId(baseIdOf(serial), CREATED_DAY, slot);

/** `log` heard `sender`, which by its own clock was `skew` slots ahead; all by the log's own clock. */
export interface Hearing {
  log: number;
  sender: number;
  slot: number;
  skew: number;
  rssi: number[];
  epoch?: number;
}

/** Puts hearings into the tokens' sealed logs, one page a token and UTC day. */
export async function fill(store: Store, serials: number[], hearings: Hearing[]): Promise<void> {
  for (const serial of serials) {
    const token = keyOf(serial);
    await store.putToken({
      token,
      serial: PRACTICE + serial,
      firmware: "0.1.0",
      isPractice: true,
      generation: 1,
      timeState: "set",
      batteryMilliVolts: 3900,
      isCharging: false,
      clockDriftMs: 0,
      lostRecords: 0,
      operatingEpoch: null,
    });
    await store.putSecrets({
      token,
      serial: PRACTICE + serial,
      generation: 1,
      baseId: baseIdOf(serial),
      createdDay: CREATED_DAY,
      sealKey: PRACTICE_SEAL_KEY,
    });
    await store.startSync(token, 1, 0, 0, 0);
    const days = new Map<number, SyntheticRecord[]>();
    for (const { log, sender, slot, skew, rssi, epoch = 0 } of hearings) {
      if (log !== serial) continue;
      const day = Math.floor(slot / 96);
      const record = { id: idOf(sender, slot + skew), slot: slot % 96, rssi, epoch };
      days.set(day, [...(days.get(day) ?? []), record]);
    }
    let pageSequence = 0;
    for (const [day, records] of days) {
      await store.addChunk(
        token,
        1,
        syntheticChunk({ serial: PRACTICE + serial, pageSequence, day }, records),
      );
      pageSequence++;
    }
  }
}

/** Where the tests of a trace have their stores, each its own. */
export function traceStores(): () => Promise<Store> {
  let folder: string;
  let files = 0;
  before(() => (folder = mkdtempSync(join(tmpdir(), "bz-trace-"))));
  after(() => rmSync(folder, { recursive: true }));
  return () => openStore(join(folder, `${files++}.sqlite`));
}

export const REQUEST = { token: keyOf(F0), onsetDay: ONSET, untilMs: UNTIL_MS };
export const six = (rssi: number) => Array.from({ length: 6 }, () => rssi);
