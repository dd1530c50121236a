/** A token's next generation of secrets, over any line: wrapped secrets are on the disk before the token takes them in use. */
import { isSame } from "../../custody/host/bytes.js";
import type { Identity } from "../../custody/host/identity.js";
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { Line, Timers } from "../../sync/host/line.js";
import { createSession, type Session } from "../../sync/host/session.js";
import { describeDoubt, remedyOf } from "../clocks/clock-doubt.js";
import { hostCustody, randomBytes } from "../node-crypto.js";
import { ledgerEntry, openBoxes, openBoxesOf } from "../cases/officer.js";
import { unwrapWaiting, wrappedPair } from "../cases/unwrap.js";
import { measure, settleDate, type ClockServices } from "../clocks/set-clock.js";
import { enterBelieved } from "./believed-session.js";
import type { Store } from "../store/store.js";
import { UserError } from "../../words/user-error.js";
import { problem } from "../../words/problem.js";

const HOST_RANDOM_BYTES = 32;
/** A token that is moved by less keeps its clock epoch: its records are dated right enough. */
const SAME_EPOCH_MS = 60_000;

export interface RekeyOptions extends ClockServices {
  line: Line;
  timers: Timers;
  officer: Identity;
  reason: string;
}

export interface Rekeyed {
  serial: number;
  generation: number;
  /** Fingerprints of those who had boxes of the token once: what went over the line now gives them the new secrets. */
  left: string[];
}

/**
 * Closes the line. Asked again after a cut, it ends with the same generation, whose secrets are in boxes. The new keys
 * begin today, wherever the token's clock was; a date in doubt ends it before anything is changed.
 */
export async function rekeyToken(options: RekeyOptions): Promise<Rekeyed> {
  const { store, line, timers, officer } = options;
  const session = createSession(line, timers, hostCustody);
  try {
    const admin = await openBoxes(store, officer, "admin");
    await session.hello();
    const believed = await enterBelieved(session, {
      operator: [],
      admin: admin.map(({ content }) => ({ serial: content.serial, key: content.key })),
    });
    if (believed.role !== "admin") throw new UserError("station/not-prepared/first");
    const { doubt } = await settleDate(options, await believed.identify(), true);
    if (doubt !== undefined) {
      throw new UserError("station/date-in-doubt/rekey", {
        doubt: describeDoubt(doubt),
        remedy: remedyOf(doubt),
      });
    }
    return await renewKeys(believed, options, await believed.identify());
  } finally {
    session.close();
  }
}

/**
 * New secrets for a token whose administrator has entered. They begin today by this computer, whose date is settled;
 * by how much the token's clock was off is kept, so that what it recorded with it is dated anew.
 */
export async function renewKeys(
  session: Session,
  { store, utcNowMs, officer, reason }: Omit<RekeyOptions, "line" | "timers">,
  identity: TokenIdentity,
): Promise<Rekeyed> {
  const { serial } = identity;
  const entry = ledgerEntry(officer, "rekey", utcNowMs(), { serial, reason, tokens: 1 });
  await unwrapWaiting(store, officer);
  await requireBoxesOf(store, officer, serial, identity.generation);
  const { token } = await store.resolveService({ serial, chipId: identity.chipId });
  const measured = measure(token, identity, utcNowMs, true);
  if (measured !== undefined && Math.abs(measured.offsetMs) >= SAME_EPOCH_MS) {
    await store.putCorrection(measured, utcNowMs());
  } else {
    // A re-key that a wrong computer began, and that was cut off, may have left one.
    await store.dropCorrection(token, identity.generation, identity.clockEpoch);
  }
  const pair = await session.rekey(randomBytes(HOST_RANDOM_BYTES), utcNowMs());
  const generation = identity.generation + 1;
  const wrapped = wrappedPair(serial, generation, pair);
  await store.putWrapped(wrapped, utcNowMs());
  // Unwrapped before the token throws the old secrets away: what was changed on the line shows here.
  const setAside = await unwrapWaiting(store, officer);
  if (setAside.some((one) => wrapped.some((own) => isSame(own.wrapped, one.wrapped)))) {
    await store.putUnwrapped([], wrapped);
    throw new UserError("custody/damaged/wrapped-changed");
  }
  await session.finishRekey(generation, utcNowMs());
  await store.putLedger(entry);
  return { serial, generation, left: await store.formerRecipients(serial) };
}

/** Without the boxes of the generation at hand nobody could unwrap the next. */
async function requireBoxesOf(
  store: Store,
  officer: Identity,
  serial: number,
  generation: number,
): Promise<void> {
  for (const kind of ["id", "log"] as const) {
    const opened = await openBoxesOf(store, officer, kind, serial);
    if (!opened.some(({ content }) => content.generation === generation)) {
      throw new UserError("station/wrong-key/generation", { kind: problem(`word/box/${kind}`), generation });
    }
  }
}
