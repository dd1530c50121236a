/**
 * A token at the desk. Plugging it in is a check: who it is, its clock, its battery, the list of cases. Then, with the
 * wearer's press or by an officer's order, every record that is not stored yet.
 */
import { practiceLog } from "../custody/host/case-keys.js";
import type { Identity } from "../custody/host/identity.js";
import type { TokenKey } from "../custody/host/enter.js";
import { decodeHandOver } from "../custody/token/hand-over.js";
import type { TokenIdentity } from "../sync/host/decode.js";
import { SyncError } from "../sync/host/errors.js";
import type { Line, Timers } from "../sync/host/line.js";
import { createSession, type Entered, type Session } from "../sync/host/session.js";
import { hostCustody } from "./node-crypto.js";
import { ledgerEntry, openBoxes } from "./officer.js";
import { setClock } from "./set-clock.js";
import { formatSerial } from "./serial-number.js";
import type { Store, SyncCounts, TimeState } from "./store/store.js";
import { readingWarnings, warningsOf, type SyncWarning } from "./sync-warnings.js";
import { UserError } from "./user-error.js";

export type { SyncWarning } from "./sync-warnings.js";

export type SyncProgress =
  | { stage: "connecting" }
  | { stage: "clock"; serial: number }
  /** A list of cases goes to the token. */
  | { stage: "list"; serial: number }
  /** The wearer has to press the button, within a minute. */
  | { stage: "consent"; serial: number }
  | { stage: "reading"; serial: number; recordsRead: number; recordsTotal: number; fraction: number };

export interface SyncSummary extends SyncCounts {
  serial: number;
  role: Entered["role"];
  firmware: string;
  isPractice: boolean;
  batteryMilliVolts: number;
  isCharging: boolean;
  /** The token's clock before it was set. */
  timeState: TimeState;
  /** Token's clock minus this computer's before it was set, ms; null where the token did not know the time. */
  clockDriftMs: number | null;
  /** Records that are dated anew for that; null where none are. */
  touched: { fromSequence: number; endSequence: number } | null;
  fromSequence: number;
  nextSequence: number;
  /** False where it was only checked. */
  isRead: boolean;
  durationMs: number;
  warnings: SyncWarning[];
}

export interface SyncOptions {
  store: Store;
  line: Line;
  timers: Timers;
  utcNowMs: () => number;
  /** Operating keys beside those that the store holds. */
  operatingKeys?: readonly TokenKey[];
  /** Reads without a press, as administrator; kept in the ledger. */
  officer?: { identity: Identity; reason: string };
  /** Leaves the log alone. */
  isCheckOnly?: boolean;
  onProgress?: (progress: SyncProgress) => void;
}

/** Deals with the token at the other end of the line, and closes it. Fails with `SyncError` or `UserError`. */
export async function syncToken(options: SyncOptions): Promise<SyncSummary> {
  const session = createSession(options.line, options.timers, hostCustody);
  try {
    return await dealWith(session, options);
  } finally {
    session.close();
  }
}

async function dealWith(session: Session, options: SyncOptions): Promise<SyncSummary> {
  const { store, utcNowMs, onProgress = () => {} } = options;
  const startedMs = utcNowMs();
  onProgress({ stage: "connecting" });
  await session.hello();
  const { role } = await session.enter(await keyRing(options));
  const identity = await session.identify();
  const { serial, generation } = identity;
  if (identity.isHandedOver && role === "bench") {
    throw new UserError(
      `token ${formatSerial(serial)} is only half prepared: finish it with bztoken prepare where its boxes are`,
    );
  }

  onProgress({ stage: "clock", serial });
  await store.putToken(stateOf(identity, null));
  await store.putReading(serial, startedMs, role, JSON.stringify(identity));
  const clock = await setClock(session, store, identity, utcNowMs);
  await store.putToken(stateOf(identity, clock.driftMs));
  if (identity.isPractice) await keepPracticeSecrets(session, store);
  const warnings = warningsOf(identity, clock);
  warnings.push(...(await loadList(session, options, identity)));

  const storedNext = await store.nextSequence(serial);
  const from = storedNext > identity.nextSequence ? 0 : storedNext;
  const summary = {
    ...{ serial, role, warnings, firmware: identity.firmwareVersion, isPractice: identity.isPractice },
    batteryMilliVolts: identity.batteryMilliVolts,
    isCharging: identity.isCharging,
    timeState: identity.timeState,
    clockDriftMs: clock.driftMs,
    touched: clock.touched,
    fromSequence: from,
  };
  if (options.isCheckOnly) {
    const nothing = { received: 0, added: 0, conflicting: 0, isRead: false };
    return { ...summary, ...nothing, nextSequence: from, durationMs: utcNowMs() - startedMs };
  }

  const unread = Math.max(0, identity.nextSequence - Math.max(from, identity.firstSequence));
  await store.startSync(serial, startedMs, from, unread, clock.driftMs);
  if (role === "admin" && options.officer !== undefined) {
    const { identity: officer, reason } = options.officer;
    // Before the reading: one that is cut off has been a reading too.
    await store.putLedger(ledgerEntry(officer, "read", startedMs, { serial, reason, tokens: 1 }));
  }
  const { counts, nextSequence } = await readRecords(session, options, serial, startedMs, from);
  await session.confirm(nextSequence);
  await store.finishSync(serial, startedMs, utcNowMs());
  warnings.push(...readingWarnings(identity, counts, storedNext));
  return { ...summary, ...counts, isRead: true, nextSequence, durationMs: utcNowMs() - startedMs };

  function stateOf(told: TokenIdentity, clockDriftMs: number | null) {
    return {
      serial,
      generation,
      firmware: told.firmwareVersion,
      isPractice: told.isPractice,
      timeState: told.timeState,
      batteryMilliVolts: told.batteryMilliVolts,
      isCharging: told.isCharging,
      clockDriftMs,
      lostRecords: told.lostRecords,
      operatingEpoch: told.isPractice ? null : told.operatingEpoch,
    };
  }
}

async function keyRing({ store, operatingKeys = [], officer }: SyncOptions) {
  const admin = officer === undefined ? [] : await openBoxes(store, officer.identity, "admin");
  return {
    operator: [...operatingKeys, ...(await store.operatingKeys())],
    admin: admin.map(({ content }) => ({ serial: content.serial, key: content.key })),
  };
}

/** Of a token that nobody prepared: nothing of it is secret, so the store may keep it. */
export async function keepPracticeSecrets(session: Session, store: Store): Promise<void> {
  const handOver = decodeHandOver(await session.secrets());
  if (handOver === undefined) {
    throw new SyncError("bad-answer", "the token's secrets were not understood: update token and program");
  }
  const { serial, generation, day, baseId } = handOver;
  const sealKey = practiceLog(serial, day).key;
  await store.putSecrets({ serial, generation, baseId, createdDay: day, sealKey });
}

/** A list that the token does not take is no reason not to read it. */
async function loadList(
  session: Session,
  { store, onProgress = () => {} }: SyncOptions,
  { serial, listNumber }: TokenIdentity,
): Promise<SyncWarning[]> {
  const list = await store.newestList(serial);
  if (list === undefined || list.number <= listNumber) return [];
  onProgress({ stage: "list", serial });
  try {
    await session.loadList(list);
    return [];
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== "list-refused") throw error;
    return [{ code: "list-refused", message: error.message }];
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
      onConsentNeeded: () => onProgress({ stage: "consent", serial }),
      onProgress: ({ recordsRead, recordsTotal, fraction }) =>
        onProgress({ stage: "reading", serial, recordsRead, recordsTotal, fraction }),
    })
    .finally(() => written);
  if (failure !== undefined) throw failure;
  return { counts, nextSequence: result.nextSequence };
}
