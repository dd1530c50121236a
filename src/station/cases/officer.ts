/** What an officer's key does with the boxes of a store. */
import {
  openBox,
  peekBox,
  resealBox,
  sealBox,
  type BoxContent,
  type BoxHead,
  type BoxKind,
} from "../../custody/host/boxes.js";
import { isSame } from "../../custody/host/bytes.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { STORE_DAYS } from "../store/kept-days.js";
import { createX25519, nodeHash, randomBytes } from "../node-crypto.js";
import { NO_TOKEN_SERIAL, formatSerial } from "../serial-number.js";
import type { LedgerEntry, Store, StoredBox } from "../store/store.js";
import { soundReason } from "../reason.js";
import { hexOf } from "../store/custody/custody.js";
import { UserError } from "../../words/user-error.js";
import { problem } from "../../words/problem.js";

export interface OpenedBox {
  content: BoxContent;
  /** First day of the generation. */
  sinceDay: number;
}

/**
 * The officer's boxes of one kind, of one token or of all.
 *
 * @param isNeeded  by what the box says of itself; the others stay closed
 */
export async function openBoxes(
  store: Store,
  officer: Identity,
  kind: BoxKind,
  serial?: number,
  isNeeded: (head: BoxHead) => boolean = () => true,
): Promise<OpenedBox[]> {
  const boxes = await store.boxes(hexOf(officer.fingerprint), kind, serial);
  const needed = boxes.filter(({ box }) => isNeeded(peekBox(box)));
  const agree = createX25519(officer.boxSecret);
  return needed.map(({ box, sinceDay }) => ({ content: openBox(box, officer, agree), sinceDay }));
}

/** As above; `UserError` where the officer has no box of the token. */
export async function openBoxesOf(
  store: Store,
  officer: Identity,
  kind: BoxKind,
  serial: number,
): Promise<OpenedBox[]> {
  const opened = await openBoxes(store, officer, kind, serial);
  if (opened.length > 0) return opened;
  throw new UserError("station/wrong-key/box", {
    kind: problem(`word/box/${kind}`),
    serial: formatSerial(serial),
  });
}

/** A line for the ledger. `UserError` without a reason: no box is opened for none. */
export function ledgerEntry(
  officer: PublicIdentity,
  action: LedgerEntry["action"],
  nowMs: number,
  details: Partial<LedgerEntry>,
): LedgerEntry {
  const reason = soundReason(details.reason);
  // What a unit sent up is opened because it came; no box is.
  if (reason === undefined && action !== "unpack") throw new UserError("station/no-reason");
  return {
    atMs: nowMs,
    officer: hexOf(officer.fingerprint),
    action,
    caseId: null,
    tokens: 0,
    days: 0,
    records: 0,
    ...details,
    // A phone's case has no token.
    serial: details.serial === NO_TOKEN_SERIAL ? null : (details.serial ?? null),
    reason: reason ?? "",
  };
}

export function sealFor(
  content: BoxContent,
  recipients: readonly PublicIdentity[],
  sinceDay: number,
): StoredBox[] {
  return recipients.map((recipient) => ({ box: sealBox(content, recipient, randomBytes), sinceDay }));
}

/** Officers, and the recovery key: without it one lost passphrase loses everything. */
export function requireRecipients(recipients: readonly PublicIdentity[]): void {
  const roles = new Set(recipients.map(({ role }) => role));
  if (roles.has("unit")) {
    throw new UserError("station/recipients/unit");
  }
  if (!roles.has("officer") || !roles.has("recovery")) {
    throw new UserError("station/recipients/missing");
  }
}

export interface Resealed {
  boxes: number;
  tokens: number;
  /** No box opens an earlier day now; undefined: the boxes were not moved. */
  fromDay: number | undefined;
  /** Fingerprints of those who could open a box until now. */
  left: string[];
}

/**
 * Seals every box that this officer opens to `recipients`, and to nobody else, and moves it to the first day that the
 * store still keeps. `UserError` where there are boxes that the officer cannot open: nobody may be left behind.
 */
export async function resealAll(
  store: Store,
  officer: Identity,
  recipients: readonly PublicIdentity[],
  nowDay: number,
): Promise<Resealed> {
  const all = await store.boxes();
  const mine = all.filter(({ box }) => isSame(peekBox(box).recipient, officer.fingerprint));
  const nameOf = (box: Uint8Array) => {
    const { serial, generation, kind } = peekBox(box);
    return `${serial}/${generation}/${kind}`;
  };
  const opened = new Set(mine.map(({ box }) => nameOf(box)));
  const missing = all.find(({ box }) => !opened.has(nameOf(box)));
  if (missing !== undefined) {
    throw new UserError("station/wrong-key/every-box", { serial: formatSerial(peekBox(missing.box).serial) });
  }
  if (mine.length === 0) throw new UserError("station/no-boxes/none");
  const fromDay = await firstDayKept(store, nowDay);
  const boxes = mine.flatMap(({ box, sinceDay }) =>
    resealBox(nodeHash, box, officer, fromDay ?? 0, recipients, randomBytes).map((sealed) => ({
      box: sealed,
      sinceDay,
    })),
  );
  await store.putBoxes(boxes);
  const tokens = new Set(mine.map(({ box }) => peekBox(box).serial)).size;
  const staying = new Set(recipients.map(({ fingerprint }) => hexOf(fingerprint)));
  const had = new Set(all.map(({ box }) => hexOf(peekBox(box).recipient)));
  const left = [...had].filter((one) => !staying.has(one)).sort();
  return { boxes: mine.length, tokens, fromDay, left };
}

/** A forward step cannot be undone, so a computer whose clock runs ahead must not decide it: the newest page does too. */
async function firstDayKept(store: Store, nowDay: number): Promise<number | undefined> {
  const stored = await store.storedDays(false);
  return stored && Math.min(nowDay, stored.toDay + 1) - STORE_DAYS;
}
