/**
 * Preparation of a token on the authority's trusted PC. Its secrets are boxed and on the disk before an administrator
 * enters it, which puts it in service; cut off anywhere before that, it is done again from the start.
 */
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { contentsOfHandOver } from "../../custody/host/prepare.js";
import type { Fault } from "../../sync/host/decode.js";
import type { Line, Timers } from "../../sync/host/line.js";
import { createSession, type Session } from "../../sync/host/session.js";
import { hostCustody, nodeHash, randomBytes } from "../node-crypto.js";
import { describeDoubt, remedyOf } from "../clocks/clock-doubt.js";
import { ledgerEntry, openBoxesOf, requireRecipients, sealFor, type OpenedBox } from "../cases/officer.js";
import { formatSerial } from "../serial-number.js";
import { settleDate, type ClockServices } from "../clocks/set-clock.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { problem } from "../../words/problem.js";

const HOST_RANDOM_BYTES = 32;
const DAY_MS = 86_400_000;
/** As the token sees it (timekeeper.ts); one that restarts for nothing does no harm. */
const KEYS_REACH_BACK_DAYS = 2;
const KEYS_REACH_DAYS = 400;
/** The token answers, then restarts 0.2 s later; a real one drops off the bus meanwhile. */
const RESTART_MS = 1000;
const RESTART_PAUSE_MS = 500;
const RESTART_TRIES = 20;

/** What goes on, for whoever waits. */
export type PrepareStep = "self-test" | "secrets" | "proof";

export interface PrepareOptions extends ClockServices {
  /** Opens the line anew each time. */
  open: () => Promise<Line>;
  timers: Timers;
  serial: number;
  /** Of the only token that is meant, where it is known. */
  chipId?: string;
  onStep?: (step: PrepareStep) => void;
  /** Officers, and the recovery key. */
  recipients: readonly { identity: PublicIdentity; file: Uint8Array }[];
  /** To find out whether a token in service is the one whose preparation was cut off at its very end. */
  officer?: { identity: Identity; reason: string };
}

export interface Prepared {
  serial: number;
  /** False: it was prepared and in service already. */
  isNew: boolean;
}

/** Fails with `UserError`. */
export async function prepareToken(options: PrepareOptions): Promise<Prepared> {
  const { store, serial, utcNowMs, onStep = () => {} } = options;
  const recipients = options.recipients.map(({ identity }) => identity);
  requireRecipients(recipients);
  await store.requireSoundKeys(recipients);
  const preparedMs = await store.preparedMs(serial);
  let session = await openSession(options);
  let taken: { chipId: string; adminKey: Uint8Array };
  try {
    await session.hello();
    if (!(await enterBench(session))) return await confirmPrepared(session, options, preparedMs);
    onStep("self-test");
    if (await setDate(session, options)) {
      session.close();
      await pause(options.timers, RESTART_MS);
      session = await openSession(options);
      await session.hello();
      await enterBench(session);
    }
    taken = await takeSecrets(session, options, preparedMs);
    // What enters before the restart speaks to the token that was, whose state is no longer to be written.
    await pause(options.timers, RESTART_MS);
  } finally {
    session.close();
  }
  onStep("proof");
  await putInService(options, taken);
  await store.markPrepared(serial, utcNowMs());
  return { serial, isNew: true };
}

async function openSession({ open, timers }: PrepareOptions): Promise<Session> {
  return createSession(await open(), timers, hostCustody);
}

function pause(timers: Timers, ms: number): Promise<void> {
  return new Promise((resolve) => void timers.after(ms, resolve));
}

/** True where the token's keys did not reach today: it begins anew at the right day by itself, and restarts. */
async function setDate(session: Session, options: PrepareOptions): Promise<boolean> {
  const { doubt } = await settleDate(options, await session.identify(), true);
  if (doubt !== undefined) {
    throw new UserError("station/date-in-doubt/prepare", {
      doubt: describeDoubt(doubt),
      remedy: remedyOf(doubt),
    });
  }
  const { sealDay, idDay } = await session.identify();
  const { newUtcMs } = await session.setTime(options.utcNowMs);
  const keyDay = Math.max(sealDay, idDay);
  const days = newUtcMs / DAY_MS - keyDay;
  return keyDay > 0 && (days < -KEYS_REACH_BACK_DAYS || days > KEYS_REACH_DAYS);
}

/** Has the token draw its secrets and stores them in boxes; returns the administrator's key, and whose it is. */
async function takeSecrets(
  session: Session,
  { store, serial, recipients, chipId, onStep = () => {} }: PrepareOptions,
  preparedMs: number | null | undefined,
): Promise<{ chipId: string; adminKey: Uint8Array }> {
  const identity = await session.identify();
  if (chipId !== undefined && identity.chipId !== chipId) throw new UserError("station/other-chip");
  if (identity.isHandedOver && identity.serial !== serial) {
    throw new UserError("station/prepared-as", {
      serial: formatSerial(identity.serial),
      number: identity.serial,
    });
  }
  // Also where it says that it is the one half prepared: that one has seen its administrator.
  if (typeof preparedMs === "number") {
    throw new UserError("station/number-taken", { serial: formatSerial(serial) });
  }
  // A cut in its very first save lost nothing that is not drawn anew now; whether the flash keeps that shows after the restart.
  await requireSound(session, identity.isStateLost && !identity.hasSaveFailed ? ["state"] : []);
  onStep("secrets");
  const contents = contentsOfHandOver(
    nodeHash,
    await session.prepare(serial, randomBytes(HOST_RANDOM_BYTES)),
  );
  if (contents.some((content) => content.serial !== serial)) {
    throw new UserError("station/other-number");
  }
  await store.putKnownKeys(
    recipients.map(({ file }) => file),
    false,
  );
  const keys = recipients.map((one) => one.identity);
  await store.putBoxes(contents.flatMap((content) => sealFor(content, keys, content.day)));
  const adminKey = contents.find(({ kind }) => kind === "admin")!.key;
  return { chipId: identity.chipId, adminKey };
}

async function requireSound(session: Session, passedOver: readonly Fault[] = []): Promise<void> {
  const faults = (await session.selfTest()).filter((fault) => !passedOver.includes(fault));
  if (faults.length > 0) {
    throw new UserError("station/unsound-token", {
      faults: faults.map((fault) => problem(`word/fault/${fault}`)),
    });
  }
}

async function enterBench(session: Session): Promise<boolean> {
  try {
    await session.enter({ operator: [], admin: [] });
    return true;
  } catch (error) {
    if (isUserError(error, "sync/unknown-token")) return false;
    throw error;
  }
}

/** The token on the line hands nothing over; which one it is, it tells only to those who hold its keys. */
async function confirmPrepared(
  session: Session,
  options: PrepareOptions,
  preparedMs: number | null | undefined,
): Promise<Prepared> {
  const { serial, officer } = options;
  if (preparedMs === undefined) {
    throw new UserError("station/in-service/prepared");
  }
  if (officer === undefined) {
    throw new UserError("station/in-service/which", { serial: formatSerial(serial) });
  }
  if ((await confirmOneOf(session, { ...options, officer }, [serial])) === undefined) {
    throw new UserError("station/in-service/other", { serial: formatSerial(serial) });
  }
  return { serial, isNew: false };
}

/**
 * Which of these tokens is on the line, in service: the one whose administrator's key it proves, from the officer's boxes. One whose
 * preparation was cut off at its very end is booked then. Undefined where it is none of them.
 */
export async function confirmOneOf(
  session: Session,
  {
    store,
    officer,
    utcNowMs,
  }: Pick<PrepareOptions, "store" | "utcNowMs"> & Required<Pick<PrepareOptions, "officer">>,
  serials: readonly number[],
): Promise<number | undefined> {
  const { identity, reason } = officer;
  const boxes: OpenedBox[] = [];
  for (const serial of serials) {
    boxes.push(...(await openBoxesOf(store, identity, "admin", serial)));
    await store.putLedger(ledgerEntry(identity, "prepare", utcNowMs(), { serial, reason, tokens: 1 }));
  }
  const admin = boxes.map(({ content }) => ({ serial: content.serial, key: content.key }));
  try {
    await session.enter({ operator: [], admin });
  } catch (error) {
    if (!isUserError(error, "sync/unknown-token")) throw error;
    return undefined;
  }
  const { serial } = await session.identify();
  if ((await store.preparedMs(serial)) === null) {
    await session.setTime(utcNowMs);
    await requireSound(session);
    await store.markPrepared(serial, utcNowMs());
  }
  return serial;
}

/**
 * The token restarts as the one prepared; that its administrator enters puts it in service. It then has to be what was prepared, and
 * sound still.
 */
async function putInService(
  options: PrepareOptions,
  { chipId, adminKey: key }: { chipId: string; adminKey: Uint8Array },
): Promise<void> {
  const { timers, serial, utcNowMs } = options;
  for (let attempt = 1; ; attempt++) {
    await pause(timers, RESTART_PAUSE_MS);
    let session: Session | undefined;
    try {
      session = await openSession(options);
      await session.hello();
      const { role } = await session.enter({ operator: [], admin: [{ serial, key }] });
      if (role === "admin") {
        await session.setTime(utcNowMs);
        const told = await session.identify();
        if (told.isPractice || told.chipId !== chipId) throw new UserError("station/other-chip");
        await requireSound(session);
        return;
      }
    } catch (error) {
      if (!isUserError(error, "sync") || attempt === RESTART_TRIES) throw error;
    } finally {
      session?.close();
    }
    if (attempt === RESTART_TRIES) {
      throw new UserError("station/not-back");
    }
  }
}
