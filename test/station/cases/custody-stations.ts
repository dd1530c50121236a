/** An authority and a commune, a token that both know, and somebody whom it met. */
import { createHash } from "node:crypto";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { packStock } from "../../../src/station/packs/down.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { allRecords } from "../all-records.js";
import {
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
} from "../custody-bench.js";
import { syntheticId } from "../synthetic-log.js";

export const SERIAL = 42;
export const CONTACT = {
  serial: 77,
  baseId: createHash("sha256").update("contact's base ID").digest(),
  sealKey: createHash("sha256").update("contact's seal key").digest(),
  createdDay: START_DAY - 2,
};
/** The contact is beside the token in this slot (by the clock it is 10:00 UTC). */
export const MEETING_SLOT = START_DAY * 96 + 40;
/** A trace of the token's wearer. */
export const request = () => ({
  token: keyOfSerial(SERIAL),
  onsetDay: localDayOf(START_UTC_MS),
  untilMs: START_UTC_MS + 30 * 3_600_000,
});
let orders = 0;
/** With whose key, and why; each at a moment of its own. */
export const by = (identity = officer) => ({
  identity,
  reason: "ca bệnh mẫu",
  nowMs: START_UTC_MS + 40 * 3_600_000 + orders++,
});

export type Custody = Awaited<ReturnType<typeof createCustody>>;

export async function createCustody() {
  const folder = createFolder();
  const authority = await folder.store("authority.sqlite");
  const village = await folder.store("village.sqlite");

  /** Prepared, given to the commune, worn for some hours beside the contact, and read there. */
  async function readToken(hours = 3) {
    const token = createTokenBench();
    await token.prepare(authority, SERIAL);
    const out = folder.path("stock.bzpack");
    const options = { officer, reason: "ca bệnh mẫu", unit: commune, tokens: undefined, nowMs: START_UTC_MS };
    await packStock(authority, out, options);
    await takePack(village, out, commune, [publicOf(officer)], START_UTC_MS);
    token.addNeighbour(syntheticId(CONTACT.baseId, CONTACT.createdDay, MEETING_SLOT), -50);
    token.live(hours);
    const summary = await token.sync(village);
    return { token, summary };
  }

  /** What gói gửi lên would do with the logs. */
  async function bringUp(): Promise<void> {
    for (const { token, serial } of await village.tokens()) {
      const state = { firmware: "0.1.0", isPractice: false, generation: 1, timeState: "set" as const };
      const rest = { batteryMilliVolts: 3900, isCharging: true, clockDriftMs: 0, lostRecords: 0 };
      await authority.putToken({ token, serial, ...state, ...rest, operatingEpoch: 0 });
      await authority.startSync(token, START_UTC_MS, 0, 0, 0);
    }
    for (const record of await allRecords(village)) {
      const chunk = { ...record, livedHours: null, records: record.sealed, nextSequence: 0 };
      await authority.addChunk(record.token, START_UTC_MS, chunk);
    }
  }

  return { folder, authority, village, readToken, bringUp };
}
