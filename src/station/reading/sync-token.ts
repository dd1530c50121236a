/**
 * A token at the desk: who it is, the list of cases, then with the wearer's press or by an officer's order every record
 * that is not stored yet. Its clock comes last: nothing that a wrong computer does to it can touch a record then.
 */
import { practiceLog } from "../../custody/host/case-keys.js";
import type { Identity } from "../../custody/host/identity.js";
import type { TokenKey } from "../../custody/host/enter.js";
import { decodeHandOver } from "../../custody/token/hand-over.js";
import type { Losses, TokenIdentity } from "../../sync/host/decode.js";
import type { Line, Timers } from "../../sync/host/line.js";
import { createSession, type Entered, type Session } from "../../sync/host/session.js";
import { hostCustody } from "../node-crypto.js";
import { ledgerEntry, openBoxes } from "../cases/officer.js";
import { dropOldRecords } from "./old-records.js";
import { readRecords } from "./read-records.js";
import { bringRelease } from "../register/releases.js";
import { renewKeys, type Rekeyed } from "../register/rekey-token.js";
import { setClock, type ClockResult, type ClockServices } from "../clocks/set-clock.js";
import { keyDay } from "../limits.js";
import { enterBelieved, type BelievedSession } from "../register/believed-session.js";
import type { Store, StoredSecrets, SyncCounts, TimeState } from "../store/store.js";
import {
  clockWarnings,
  exposureWarnings,
  lossWarnings,
  readingWarnings,
  tokenWarnings,
  type SyncWarning,
} from "./sync-warnings.js";
import { UserError, isUserError, problemOf } from "../../words/user-error.js";

export type { SyncWarning } from "./sync-warnings.js";

export type SyncProgress =
  | { stage: "connecting" }
  /** A list of cases goes to the token. */
  | { stage: "list"; serial: number }
  /** The wearer has to press the button, within a minute. */
  | { stage: "consent"; serial: number }
  | { stage: "reading"; serial: number; recordsRead: number; recordsTotal: number; fraction: number }
  | { stage: "clock"; serial: number }
  /** The program that is staged for the token goes to it. */
  | { stage: "update"; serial: number; fraction: number };

export interface SyncSummary extends SyncCounts {
  serial: number;
  /** The token's own name in the store, whatever number it bears. */
  token: string;
  role: Entered["role"];
  firmware: string;
  /** Version of the program that it was given, and tries from now on; null: none. */
  updatedTo: string | null;
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
  /** Unread records that are gone since a station last confirmed a reading, by cause. */
  losses: Losses;
  /** Pages that should be in the token's log and did not come. */
  missingPages: number;
  /** What the store holds of the token now: days with records, by its clock, and records. */
  stored: { days: number; records: number };
  /** False where it was only checked. */
  isRead: boolean;
  durationMs: number;
  warnings: SyncWarning[];
}

export interface SyncOptions extends ClockServices {
  line: Line;
  timers: Timers;
  /** Operating keys, of a sign-in or a stock file, beside those that lie in the store in plain. */
  operatingKeys?: readonly TokenKey[];
  /** Reads without a press, as administrator; kept in the ledger. */
  officer?: { identity: Identity; reason: string };
  /** Leaves the log alone. */
  isCheckOnly?: boolean;
  /** Where the wearer does not press, the token is checked, and it is no failure that it was not read. */
  isPressOptional?: boolean;
  onProgress?: (progress: SyncProgress) => void;
}

/** Deals with the token at the other end of the line, and closes it. Fails with `UserError`. */
export async function syncToken(options: SyncOptions): Promise<SyncSummary> {
  const session = createSession(options.line, options.timers, hostCustody);
  try {
    return await dealWith(session, options);
  } finally {
    session.close();
  }
}

async function dealWith(line: Session, options: SyncOptions): Promise<SyncSummary> {
  const { store, utcNowMs, onProgress = () => {} } = options;
  const startedMs = utcNowMs();
  onProgress({ stage: "connecting" });
  await line.hello();
  const session = await enterBelieved(line, await keyRing(options)).catch(async (error: unknown) => {
    const isLocked = options.operatingKeys === undefined && (await store.hasLockedKeys());
    throw isLocked && isUserError(error, "sync/unknown-token") ? new UserError("station/keys-locked") : error;
  });
  const { role, isProven } = session;
  const identity = await session.identify();
  const { serial } = identity;

  const { token, warnings } = await registerToken(session, store, identity);
  warnings.push(...tokenWarnings(identity), ...lossWarnings(identity));
  const driftMs = identity.timeState === "unset" ? null : identity.utcMs - utcNowMs();
  await store.putToken(stateOf(token, identity, driftMs));
  const tokenMs = identity.timeState === "set" ? identity.utcMs : null;
  await store.putReading(token, startedMs, role, JSON.stringify(identity), tokenMs);
  warnings.push(...(await loadList(session, options, identity)));

  const storedNext = await store.nextSequence(token);
  const isRestarted = storedNext > identity.nextSequence;
  const from = isRestarted ? 0 : storedNext;
  if (isRestarted) warnings.push({ code: "log-restarted" });
  const unread = Math.max(0, identity.nextSequence - Math.max(from, identity.firstSequence));
  const checked = { counts: { received: 0, added: 0, conflicting: 0 }, nextSequence: from, missingPages: 0 };
  const read = options.isCheckOnly ? checked : await readAndConfirm();
  // An operator is shown the warning after the press for the reading.
  const isShownNow = !identity.isWarningShown && read !== checked;
  warnings.unshift(...exposureWarnings(isShownNow ? await session.identify() : identity));
  warnings.push(...readingWarnings(identity, read.counts, read.missingPages));

  onProgress({ stage: "clock", serial });
  const clock = await setClock(session, options, { token, isProven });
  await store.putDateProof(token, startedMs, clock.proof);
  await store.putToken(stateOf(token, identity, clock.driftMs));
  const rekeyed = await renewIfNeeded(session, options, clock);
  warnings.push(...clockWarnings(identity, clock, rekeyed));
  const isDateKnown = clock.proof === "clocks" || clock.proof === "person";
  const old = await dropOldRecords(store, token, identity, utcNowMs(), isDateKnown);
  if (old !== undefined) warnings.push({ code: "old-records", ...old });
  // Last of all: the token restarts.
  const updatedTo = rekeyed === undefined ? await bringProgram(session, options, identity, warnings) : null;
  return {
    ...{ serial, token, role, warnings, firmware: identity.firmwareVersion, isPractice: identity.isPractice },
    updatedTo,
    batteryMilliVolts: identity.batteryMilliVolts,
    isCharging: identity.isCharging,
    timeState: identity.timeState,
    clockDriftMs: clock.driftMs,
    touched: clock.touched,
    fromSequence: from,
    ...read.counts,
    nextSequence: read.nextSequence,
    losses: identity.losses,
    missingPages: read.missingPages,
    stored: await store.logSize(token),
    isRead: read !== checked,
    durationMs: utcNowMs() - startedMs,
  };

  async function readAndConfirm() {
    await store.startSync(token, startedMs, from, unread, driftMs);
    if (role === "admin" && options.officer !== undefined) {
      const { identity: officer, reason } = options.officer;
      // Before the reading: one that is cut off has been a reading too.
      await store.putLedger(ledgerEntry(officer, "read", startedMs, { serial, reason, tokens: 1 }));
    }
    const result = await readRecords(
      session,
      store,
      identity,
      { token, startedMs, from },
      {
        onConsentNeeded: () => onProgress({ stage: "consent", serial }),
        onProgress: (progress) => onProgress({ stage: "reading", serial, ...progress }),
      },
    ).catch((error: unknown) => {
      if (options.isPressOptional === true && isUserError(error, "sync/no-consent")) return undefined;
      throw error;
    });
    if (result === undefined) return checked;
    await session.confirm(result.nextSequence);
    await store.finishSync(token, startedMs, utcNowMs());
    return result;
  }
}

function stateOf(token: string, told: TokenIdentity, clockDriftMs: number | null) {
  return {
    token,
    serial: told.serial,
    generation: told.generation,
    firmware: told.firmwareVersion,
    isPractice: told.isPractice,
    timeState: told.timeState,
    batteryMilliVolts: told.batteryMilliVolts,
    isCharging: told.isCharging,
    isGate: told.isGate,
    clockDriftMs,
    lostRecords: told.lostRecords,
    operatingEpoch: told.isPractice ? null : told.operatingEpoch,
  };
}

/** Finds out which token of the store it is, and keeps the secrets of one that nobody prepared. */
async function registerToken(
  session: BelievedSession,
  store: Store,
  { serial, chipId }: TokenIdentity,
): Promise<{ token: string; warnings: SyncWarning[] }> {
  const warnings: SyncWarning[] = [];
  if (session.isProven) {
    const { token, wasClaimed } = await store.resolveService({ serial, chipId });
    return { token, warnings: wasClaimed ? [{ code: "was-claimed" }] : [] };
  }
  const secrets = await practiceSecrets(session, serial);
  const { token, namesakes, isReborn } = await store.resolvePractice({ serial, chipId, secrets: [secrets] });
  await store.putSecrets({ ...secrets, token, serial });
  if (namesakes.length > 0) warnings.push({ code: "same-number", token, others: namesakes });
  if (isReborn) warnings.push({ code: "log-restarted" });
  return { token, warnings };
}

/** Of a token that nobody prepared: nothing of it is secret, so the store may keep it. */
async function practiceSecrets(
  session: Session,
  serial: number,
): Promise<Omit<StoredSecrets, "token" | "serial">> {
  const handOver = decodeHandOver(await session.secrets());
  if (handOver === undefined || handOver.serial !== serial || !keyDay.safeParse(handOver.day).success) {
    throw new UserError("sync/bad-answer/secrets");
  }
  const { generation, day, baseId } = handOver;
  return { generation, baseId, createdDay: day, sealKey: practiceLog(serial, day).key };
}

/** Enters a token that nobody prepared and registers it without reading it; returns its key in the store. */
export async function keepPracticeSecrets(line: Session, store: Store): Promise<string> {
  const session = await enterBelieved(line, { operator: [], admin: [] });
  const { token } = await registerToken(session, store, await session.identify());
  return token;
}

/** An officer who reads a token that was sent astray brings it back to the right day. */
async function renewIfNeeded(
  session: BelievedSession,
  { store, utcNowMs, officer }: SyncOptions,
  { refusal }: ClockResult,
): Promise<Rekeyed | undefined> {
  if (refusal !== "time-needs-keys" || officer === undefined) return undefined;
  if (session.role !== "admin") return undefined;
  const by = { store, utcNowMs, officer: officer.identity, reason: officer.reason };
  return renewKeys(session, by, await session.identify());
}

async function keyRing({ store, operatingKeys = [], officer }: SyncOptions) {
  const admin = officer === undefined ? [] : await openBoxes(store, officer.identity, "admin");
  return {
    operator: [...operatingKeys, ...(await store.operatingKeys())],
    admin: admin.map(({ content }) => ({ serial: content.serial, key: content.key })),
  };
}

/** A program that the token does not take now is no reason that its check has failed. */
async function bringProgram(
  session: Session,
  { store, onProgress = () => {} }: SyncOptions,
  identity: TokenIdentity,
  warnings: SyncWarning[],
): Promise<string | null> {
  const { serial } = identity;
  try {
    const brought = await bringRelease(session, store, identity, (fraction) =>
      onProgress({ stage: "update", serial, fraction }),
    );
    return brought ?? null;
  } catch (error) {
    if (!isUserError(error, "sync", "station/release")) throw error;
    warnings.push({ code: "not-updated", why: problemOf(error) });
    return null;
  }
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
    if (!isUserError(error, "sync/list-refused")) throw error;
    return [{ code: "list-refused", why: problemOf(error) }];
  }
}
