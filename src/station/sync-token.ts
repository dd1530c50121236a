/** Reads one token into the store: who it is, its clock, and every record that is not stored yet. */
import type { Line, Timers } from "../sync/host/line.js";
import { SyncError } from "../sync/host/errors.js";
import { createSession, type Session } from "../sync/host/session.js";
import type { TokenIdentity } from "../sync/messages.js";
import type { Store, SyncCounts, TimeState } from "./store/store.js";

/** A clock this far off makes the token's times doubtful: an ID is only matched within one slot. */
const LARGE_DRIFT_MS = 60_000;

/** Below this a LiPo cell has about a tenth of its charge left. */
const LOW_BATTERY_MV = 3_600;

/** What somebody at the desk should know about the reading. */
export type SyncWarning =
  /** The token did not know the time: since power was lost it recorded nothing. */
  | { code: "clock-unset" }
  /** It only guessed the time since power was lost: records of that time may be in the wrong slot. */
  | { code: "clock-estimated" }
  /** Its clock was wrong by more than a minute. */
  | { code: "clock-drift"; driftMs: number }
  /** It did not believe this computer's time: one of the two clocks is far off. */
  | { code: "clock-refused" }
  /** Records that the token could not write, since its log began. */
  | { code: "records-lost"; count: number }
  /** The log's oldest pages were overwritten before anybody read them. */
  | { code: "read-too-late" }
  /** The log begins anew: the token was erased since it was last read. */
  | { code: "log-restarted" }
  /** Errors of the token's flash memory, since its log began. */
  | { code: "flash-errors"; count: number }
  /** Records that are already stored with other bytes: what was stored first was kept. */
  | { code: "conflicting"; count: number }
  | { code: "battery-low"; milliVolts: number };

export type SyncProgress =
  | { stage: "connecting" }
  | { stage: "clock"; serial: number }
  | { stage: "reading"; serial: number; recordsRead: number; recordsTotal: number; fraction: number };

export interface SyncSummary extends SyncCounts {
  serial: number;
  firmware: string;
  isPractice: boolean;
  batteryMilliVolts: number;
  isCharging: boolean;
  /** The token's clock before it was set. */
  timeState: TimeState;
  /** Token's clock minus this computer's before it was set, ms; null where the token did not know the time. */
  clockDriftMs: number | null;
  fromSequence: number;
  nextSequence: number;
  durationMs: number;
  warnings: SyncWarning[];
}

export interface SyncOptions {
  store: Store;
  line: Line;
  timers: Timers;
  utcNowMs: () => number;
  onProgress?: (progress: SyncProgress) => void;
}

/** Reads the token at the other end of the line, and closes it. Fails with `SyncError` or `UserError`. */
export async function syncToken(options: SyncOptions): Promise<SyncSummary> {
  const session = createSession(options.line, options.timers);
  try {
    return await readToken(session, options);
  } finally {
    session.close();
  }
}

async function readToken(session: Session, options: SyncOptions): Promise<SyncSummary> {
  const { store, utcNowMs, onProgress = () => {} } = options;
  const startedMs = utcNowMs();
  onProgress({ stage: "connecting" });
  await session.hello();
  const identity = await session.identify();
  const { serial, generation } = identity;

  onProgress({ stage: "clock", serial });
  const clock = await setClock(session, identity, utcNowMs);
  await store.putToken({
    serial,
    firmware: identity.firmwareVersion,
    isPractice: identity.isPractice,
    generation,
    timeState: identity.timeState,
    batteryMilliVolts: identity.batteryMilliVolts,
    isCharging: identity.isCharging,
    clockDriftMs: clock.driftMs,
    lostRecords: identity.lostRecords,
  });
  if (identity.isPractice) await store.putSecrets({ serial, generation, ...(await session.secrets()) });

  const storedNext = await store.nextSequence(serial);
  const isRestarted = storedNext > identity.nextSequence;
  const from = isRestarted ? 0 : storedNext;
  const unread = Math.max(0, identity.nextSequence - Math.max(from, identity.firstSequence));
  await store.startSync(serial, startedMs, from, unread, clock.driftMs);
  const { counts, nextSequence } = await readRecords(session, options, serial, startedMs, from);
  await session.confirm(nextSequence);
  await store.finishSync(serial, startedMs, utcNowMs());

  const warnings = warningsOf(identity, clock, counts);
  if (isRestarted) warnings.push({ code: "log-restarted" });
  else if (storedNext > 0 && identity.firstSequence > storedNext) warnings.push({ code: "read-too-late" });
  return {
    ...counts,
    serial,
    firmware: identity.firmwareVersion,
    isPractice: identity.isPractice,
    batteryMilliVolts: identity.batteryMilliVolts,
    isCharging: identity.isCharging,
    timeState: identity.timeState,
    clockDriftMs: clock.driftMs,
    fromSequence: from,
    nextSequence,
    durationMs: utcNowMs() - startedMs,
    warnings,
  };
}

interface ClockResult {
  driftMs: number | null;
  isRefused: boolean;
}

/** A token that refuses our time is read all the same: its records matter more than its clock. */
async function setClock(
  session: Session,
  identity: TokenIdentity,
  utcNowMs: () => number,
): Promise<ClockResult> {
  try {
    const change = await session.setTime(utcNowMs);
    const driftMs = change.oldState === "unset" ? null : change.oldUtcMs - change.newUtcMs;
    return { driftMs, isRefused: false };
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "refused") throw error;
    const driftMs = identity.timeState === "unset" ? null : identity.utcMs - utcNowMs();
    return { driftMs, isRefused: true };
  }
}

/** The store writes behind the line; what fails there ends the reading. */
async function readRecords(
  session: Session,
  { store, onProgress = () => {} }: SyncOptions,
  serial: number,
  startedMs: number,
  from: number,
): Promise<{ counts: SyncCounts; nextSequence: number }> {
  const counts: SyncCounts = { received: 0, added: 0, conflicting: 0 };
  let failure: unknown;
  let written = Promise.resolve();
  const result = await session
    .read({
      from,
      onChunk: (chunk) => {
        if (failure !== undefined) throw failure;
        written = written
          .then(async () => {
            if (failure !== undefined) return;
            const added = await store.addChunk(serial, startedMs, chunk);
            counts.received += added.received;
            counts.added += added.added;
            counts.conflicting += added.conflicting;
          })
          .catch((error: unknown) => {
            failure ??= error;
          });
      },
      onProgress: ({ recordsRead, recordsTotal, fraction }) =>
        onProgress({ stage: "reading", serial, recordsRead, recordsTotal, fraction }),
    })
    .finally(() => written);
  if (failure !== undefined) throw failure;
  return { counts, nextSequence: result.nextSequence };
}

function warningsOf(identity: TokenIdentity, clock: ClockResult, counts: SyncCounts): SyncWarning[] {
  const warnings: SyncWarning[] = [];
  if (identity.timeState === "unset") warnings.push({ code: "clock-unset" });
  if (identity.timeState === "estimated") warnings.push({ code: "clock-estimated" });
  if (clock.isRefused) warnings.push({ code: "clock-refused" });
  else if (clock.driftMs !== null && Math.abs(clock.driftMs) > LARGE_DRIFT_MS) {
    warnings.push({ code: "clock-drift", driftMs: clock.driftMs });
  }
  if (identity.lostRecords > 0) warnings.push({ code: "records-lost", count: identity.lostRecords });
  const flashErrors = identity.flashErrors + identity.badPages;
  if (flashErrors > 0) warnings.push({ code: "flash-errors", count: flashErrors });
  if (counts.conflicting > 0) warnings.push({ code: "conflicting", count: counts.conflicting });
  if (!identity.isCharging && identity.batteryMilliVolts < LOW_BATTERY_MV) {
    warnings.push({ code: "battery-low", milliVolts: identity.batteryMilliVolts });
  }
  return warnings;
}
