/** An authority, a commune and a simulated token between them. Key files of tests need no costly scrypt: keys come from seeds. */
import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createLines } from "../../sim/devices/lines.js";
import { createIdentity, encodePublicFile, type Identity } from "../../src/custody/host/identity.js";
import { ledgerEntry, sealFor } from "../../src/station/cases/officer.js";
import { prepareToken } from "../../src/station/register/prepare-token.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import { syncToken, type SyncOptions, type SyncProgress } from "../../src/station/reading/sync-token.js";
import type { Line } from "../../src/sync/host/line.js";
import { START_UTC_MS, createBench } from "../token/bench-token.js";
import { syntheticChunk, type SyntheticRecord } from "./synthetic-log.js";

export const HOUR_MS = 3_600_000;
export const START_DAY = Math.floor(START_UTC_MS / 86_400_000);

const hash = (text: string) => createHash("sha256").update(text).digest();
/** Keys of a token that is not there: its log is made by hand. */
export const paperToken = (serial: number, createdDay = START_DAY - 2) => ({
  ...{ serial, createdDay },
  ...{ baseId: hash(`base ID of ${serial}`), sealKey: hash(`seal key of ${serial}`) },
});
export type PaperToken = ReturnType<typeof paperToken>;
export { START_UTC_MS };

const seed = (value: number) => new Uint8Array(32).fill(value);
export const officer = createIdentity("officer", seed(1));
export const otherOfficer = createIdentity("officer", seed(2));
export const recovery = createIdentity("recovery", seed(3));
export const commune = createIdentity("unit", seed(4));
export const stranger = createIdentity("unit", seed(5));

export const publicOf = (identity: Identity) => ({ identity, file: encodePublicFile(identity) });
export const RECIPIENTS = [officer, recovery].map(publicOf);

/** Tests make and say hundreds of PINs, which half a second each would make a quarter of an hour. */
export const PIN_LOG_N = 10;

let emptyStore: Promise<Buffer> | undefined;

/** Made once in a process: to go through all versions takes a new store ten times as long as to be opened. */
async function makeEmptyStore(): Promise<Buffer> {
  const folder = mkdtempSync(join(tmpdir(), "bz-empty-"));
  const path = join(folder, "store.sqlite");
  await (await openStore(path)).close();
  const bytes = readFileSync(path);
  rmSync(folder, { recursive: true });
  return bytes;
}

/** A folder for stores and packs, and whatever else a test writes. */
export function createFolder() {
  const folder = mkdtempSync(join(tmpdir(), "bz-custody-"));
  const stores: Store[] = [];
  return {
    path: (name: string) => join(folder, name),
    bytes: (name: string) => readFileSync(join(folder, name)),
    async store(name: string): Promise<Store> {
      const path = join(folder, name);
      if (!existsSync(path)) writeFileSync(path, await (emptyStore ??= makeEmptyStore()), { mode: 0o600 });
      const store = await openStore(path, { mayCreate: false, pinLogN: PIN_LOG_N });
      stores.push(store);
      return store;
    },
    async remove(): Promise<void> {
      for (const store of stores) await store.close();
      rmSync(folder, { recursive: true });
    },
  };
}

/** Restarts take 0.2 s of the simulation, which idles at the pace of real time: pauses need not be as long as for a real one. */
const shortPauses = {
  nowMs: systemTimers.nowMs,
  after: (delayMs: number, run: () => void) =>
    systemTimers.after(delayMs === 1000 ? 350 : delayMs === 500 ? 50 : delayMs, run),
};

/** A token that nobody prepared yet. */
export function createTokenBench(
  seedOfToken = 7,
  chipId = "00112233AABBCCDD",
  bench = createBench({ startUtcMs: START_UTC_MS, seed: seedOfToken, chipId }),
) {
  const lines = createLines(bench.timeline);
  const open = () => lines.open(bench.control.usb);
  const utcNowMs = () => bench.hal.clock.utcMs();
  return {
    ...bench,
    open,
    utcNowMs,
    live: (hours: number) => bench.runUntilUtc(bench.hal.clock.utcMs() + hours * HOUR_MS),
    prepare: (store: Store, serial: number, line: () => Line = open) =>
      prepareToken({
        store,
        open: () => Promise.resolve(line()),
        timers: shortPauses,
        utcNowMs,
        serial,
        recipients: RECIPIENTS,
      }),
    /** Reads, signed in as the commune where keys are locked under its own; the wearer presses when asked to. */
    sync: async (store: Store, options: Partial<SyncOptions> = {}) =>
      syncToken({
        store,
        line: open(),
        timers: systemTimers,
        utcNowMs,
        ...((await store.hasLockedKeys()) && { operatingKeys: await store.unlockOperatingKeys(commune) }),
        ...options,
        onProgress(progress: SyncProgress) {
          if (progress.stage === "consent") bench.control.button.press();
          options.onProgress?.(progress);
        },
      }),
  };
}

/** The authority's word that the unit may speak of these tokens. */
export async function bind(
  store: Store,
  serials: readonly number[],
  unit: Identity = commune,
): Promise<void> {
  const entry = ledgerEntry(officer, "bind", START_UTC_MS, { reason: "thẻ của xã", tokens: serials.length });
  await store.bindTokens(Buffer.from(unit.fingerprint).toString("hex"), serials, START_UTC_MS, entry);
}

/** A line that closes once the token has sent so many bytes. */
export function cutAfter(line: Line, bytes: number): Line {
  let left = bytes;
  return {
    ...line,
    onData: (listener) =>
      line.onData((portion) => {
        left -= portion.length;
        if (left < 0) line.close();
        else listener(portion);
      }),
  };
}

export interface PreparedLog {
  serial: number;
  baseId: Buffer;
  sealKey: Buffer;
  createdDay: number;
}

/** A prepared token that exists on paper only: its boxes and one page of its log. */
export async function putPreparedLog(
  authority: Store,
  commune_: Store,
  { serial, baseId, sealKey, createdDay }: PreparedLog,
  day: number,
  records: readonly SyntheticRecord[],
  recipients: readonly Identity[] = [officer, recovery],
): Promise<void> {
  const head = { serial, generation: 1, day: createdDay, wrapKey: new Uint8Array(32).fill(9) };
  const contents = [
    { ...head, kind: "id" as const, key: new Uint8Array(baseId) },
    { ...head, kind: "log" as const, key: new Uint8Array(sealKey) },
    { ...head, kind: "admin" as const, key: new Uint8Array(32).fill(serial), wrapKey: new Uint8Array(0) },
  ];
  await authority.putBoxes(contents.flatMap((content) => sealFor(content, recipients, createdDay)));
  await authority.markPrepared(serial, START_UTC_MS);
  const token = keyOfSerial(serial);
  await commune_.putToken({
    token,
    serial,
    firmware: "0.1.0",
    isPractice: false,
    generation: 1,
    timeState: "set",
    batteryMilliVolts: 3900,
    isCharging: true,
    clockDriftMs: 0,
    lostRecords: 0,
    operatingEpoch: 0,
  });
  await commune_.startSync(token, 1, 0, 0, 0);
  const place = { serial, pageSequence: 1, day, createdDay, sealKey };
  await commune_.addChunk(token, 1, syntheticChunk(place, records));
}
