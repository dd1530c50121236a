/** Orders of an administrator to a token in service, by an officer's key; and the warning, which an operator may give too. */
import type { Release } from "../../custody/host/build-release.js";
import type { Identity } from "../../custody/host/identity.js";
import type { TokenKey } from "../../custody/host/enter.js";
import type { TokenIdentity } from "../../sync/host/decode.js";
import type { Line, Timers } from "../../sync/host/line.js";
import { createSession, type Session } from "../../sync/host/session.js";
import { hostCustody } from "../node-crypto.js";
import { ledgerEntry, openBoxes } from "../cases/officer.js";
import { enterBelieved } from "./believed-session.js";
import { giveRelease, stageRelease } from "./releases.js";
import { formatSerial } from "../serial-number.js";
import type { Store } from "../store/store.js";
import { UserError, isUserError } from "../../words/user-error.js";

export interface OrderOptions {
  /** The authority's. */
  store: Store;
  line: Line;
  timers: Timers;
  utcNowMs: () => number;
  officer: Identity;
  reason: string;
}

export interface Settings {
  /** Of the operating key; as it is, if undefined. */
  epoch?: number | undefined;
  /** Whether a warned token reminds its wearer on the LED; as it is, if undefined. */
  hasReminder?: boolean | undefined;
  /** Whether it is a gate's token, which logs nothing; as it is, if undefined. */
  isGate?: boolean | undefined;
}

/** The token as it is then. Done again it changes nothing. Closes the line. */
export async function configureToken(options: OrderOptions, settings: Settings): Promise<TokenIdentity> {
  return asAdministrator(options, async (session, before) => {
    const { serial, operatingEpoch } = before;
    const epoch = settings.epoch ?? operatingEpoch;
    if (epoch < operatingEpoch) {
      throw new UserError("station/epoch-falls", { serial: formatSerial(serial), epoch: operatingEpoch });
    }
    const isBlinkOff = settings.hasReminder === undefined ? before.isBlinkOff : !settings.hasReminder;
    await note(options, "configure", serial);
    await session.configure({ epoch, isBlinkOff });
    if (settings.isGate !== undefined) await session.setGateMode(settings.isGate);
    const after = await session.identify();
    await options.store.putOperatingEpoch(serial, after.operatingEpoch);
    await options.store.putGate(serial, after.isGate);
    return after;
  });
}

/**
 * Wipes a token; it restarts as one that nobody prepared. Its boxes stay, and open what was read of it. Closes the line.
 *
 * @param serial        the number on its label: only the token of this number is wiped
 * @param mayBeUnread  wipes also what no station has read
 */
export async function eraseToken(options: OrderOptions, serial: number, mayBeUnread: boolean): Promise<void> {
  await asAdministrator(options, async (session, identity) => {
    if (identity.serial !== serial) {
      throw new UserError("station/other-token", {
        found: formatSerial(identity.serial),
        serial: formatSerial(serial),
      });
    }
    const { nextSequence, readMark, firstSequence } = identity;
    if (nextSequence > Math.max(readMark, firstSequence) && !mayBeUnread) {
      throw new UserError("station/unread-records", { serial: formatSerial(serial) });
    }
    await note(options, "erase", serial);
    await session.erase(serial);
  });
}

/**
 * Releases a program for this one token and brings it; returns its number. The token then tries it. Closes the line.
 *
 * @param onProgress  of which token, 0…1
 */
export async function updateToken(
  options: OrderOptions,
  release: Release,
  what: { number: number; firmware: string },
  onProgress: (serial: number, fraction: number) => void,
): Promise<number> {
  return asAdministrator(options, async (session, { serial }) => {
    await stageRelease(options, release, what, "", [serial]);
    const staged = (await options.store.newestRelease(serial))!;
    await giveRelease(session, options.store, serial, staged, (fraction) => onProgress(serial, fraction));
    return serial;
  });
}

/**
 * Opens the console of a token that answers on the session's line. A token that nobody prepared needs no officer.
 * `UserError` where it is in service and no key fits.
 */
export async function openConsole(
  session: Session,
  by?: Pick<OrderOptions, "store" | "utcNowMs" | "officer" | "reason">,
): Promise<void> {
  try {
    const { role } = await session.enter({
      operator: [],
      admin: by === undefined ? [] : await adminKeys(by),
    });
    if (role === "admin") await note(by!, "console", (await session.identify()).serial);
  } catch (error) {
    if (!isUserError(error, "sync/unknown-token")) throw error;
    throw by === undefined
      ? new UserError("station/in-service/no-key")
      : new UserError("station/wrong-key/in-service");
  }
  await session.openConsole();
}

/**
 * Has the token warn its wearer, or stop, once the wearer agrees by a press; returns its number. Closes the line.
 */
export async function warnToken(
  line: Line,
  timers: Timers,
  operatingKeys: readonly TokenKey[],
  isWarned: boolean,
  onConsentNeeded: () => void,
): Promise<number> {
  const session = createSession(line, timers, hostCustody);
  try {
    await session.hello();
    const { identify } = await enterBelieved(session, { operator: operatingKeys, admin: [] });
    const { serial } = await identify();
    await session.warn(isWarned, onConsentNeeded);
    return serial;
  } finally {
    session.close();
  }
}

async function asAdministrator<T>(
  options: OrderOptions,
  use: (session: Session, identity: TokenIdentity) => Promise<T>,
): Promise<T> {
  const session = createSession(options.line, options.timers, hostCustody);
  try {
    const admin = await adminKeys(options);
    await session.hello();
    const believed = await enterBelieved(session, { operator: [], admin });
    if (believed.role !== "admin") {
      throw new UserError("station/not-prepared/nothing-to-do");
    }
    return await use(believed, await believed.identify());
  } finally {
    session.close();
  }
}

async function adminKeys({ store, officer }: Pick<OrderOptions, "store" | "officer">): Promise<TokenKey[]> {
  const boxes = await openBoxes(store, officer, "admin");
  return boxes.map(({ content }) => ({ serial: content.serial, key: content.key }));
}

/** Before the order: one that is cut off may have been carried out. */
async function note(
  { store, officer, utcNowMs, reason }: Pick<OrderOptions, "store" | "officer" | "utcNowMs" | "reason">,
  action: "configure" | "erase" | "console",
  serial: number,
): Promise<void> {
  await store.putLedger(ledgerEntry(officer, action, utcNowMs(), { serial, reason, tokens: 1 }));
}
