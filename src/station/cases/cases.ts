/** Case files: what was opened for a case stays locked until the case is closed. */
import { randomUUID } from "node:crypto";
import { lockCase, openCase } from "../../custody/host/case-file.js";
import type { Identity, PublicIdentity } from "../../custody/host/identity.js";
import { randomBytes } from "../node-crypto.js";
import { NO_TOKEN_SERIAL } from "../serial-number.js";
import { ledgerEntry } from "./officer.js";
import { hexOf } from "../store/custody/custody.js";
import type { LedgerEntry, Person, Store, StoredCase } from "../store/store.js";
import {
  type CaseContent,
  type KeptContent,
  NOTHING_KEPT,
  type PhoneKeys,
  afterTrace,
  decodeContent,
  decodeKept,
  encodeContent,
} from "./content.js";
import type { Trace } from "./trace-result.js";
import { withoutWithdrawn } from "./withdrawal/withdrawn.js";
import { UserError, isUserError } from "../../words/user-error.js";

/** Keeps a trace; the officer's open case of this F0, if there is one, gets it in the place of the one before. */
export async function keepTrace(
  store: Store,
  officer: Identity,
  onsetDay: number | null,
  trace: Trace<Person>,
  nowMs: number,
  counts: Pick<LedgerEntry, "reason" | "tokens" | "days" | "records">,
  phone?: PhoneKeys,
  before?: readonly OpenCase[],
): Promise<string> {
  const owner = hexOf(officer.fingerprint);
  const open = (before ?? (await openCasesOf(store, officer))).find(({ kept }) => isOfF0(kept, trace));
  const id = open?.id ?? randomUUID();
  const content = afterTrace(open?.kept ?? NOTHING_KEPT, { onsetDay, trace, phone });
  const locked = lockCase(encodeContent(content), officer, randomBytes);
  const stored: StoredCase = {
    id,
    serial: content.trace.tokens[0]?.serial ?? NO_TOKEN_SERIAL,
    officer: owner,
    openedMs: open?.openedMs ?? nowMs,
    closedMs: null,
    ...locked,
  };
  const entry = ledgerEntry(officer, "trace", nowMs, { serial: stored.serial, caseId: id, ...counts });
  await store.putCase(stored, entry);
  return id;
}

export interface OpenCase extends StoredCase {
  kept: KeptContent;
}

/** The officer's own, opened; of many traces at once they are opened once. */
export async function openCasesOf(store: Store, officer: Identity): Promise<OpenCase[]> {
  const owner = hexOf(officer.fingerprint);
  return (await store.cases()).flatMap((one) => {
    if (one.officer !== owner || one.closedMs !== null) return [];
    try {
      return [{ ...one, kept: decodeKept(one.id, openFile(one, officer)) }];
    } catch (error) {
      // A damaged case stays as it is, and stops no other.
      if (isUserError(error)) return [];
      throw error;
    }
  });
}

/** Of the same person; of the same token where nobody is registered. Whose phone it is may be known later than what it tells. */
function isOfF0(kept: KeptContent, { holder, tokens: [first] }: Trace<Person>): boolean {
  if (kept.holder !== null) return kept.holder.id === holder?.id;
  return (holder === null || first?.serial === NO_TOKEN_SERIAL) && kept.token === first?.token;
}

/** As `contentOf`, without those who took their consent back. */
export async function readCase(store: Store, one: StoredCase, officer: Identity): Promise<CaseContent> {
  return withoutWithdrawn(contentOf(one, officer), await store.withdrawn());
}

/** `UserError` where the case is closed, another officer's, or of a program that judged contacts differently. */
export function contentOf(one: StoredCase, officer: Identity): CaseContent {
  return decodeContent(one.id, openFile(one, officer));
}

/** Writes what was changed in a case; `UserError` where somebody else has meanwhile. */
export async function keepContent(
  store: Store,
  one: StoredCase,
  content: CaseContent,
  { identity, reason, nowMs }: { identity: Identity; reason: string; nowMs: number },
): Promise<void> {
  const next = { ...one, ...lockCase(encodeContent(content), identity, randomBytes) };
  const details = { serial: one.serial, caseId: one.id, reason };
  await store.putLedger(ledgerEntry(identity, "show", nowMs, details));
  if (!(await store.replaceContent(one, next))) throw new UserError("station/case/changed");
}

/** Gives a case to another officer of this store: from then on it opens with that officer's key alone. */
export async function handOver(
  store: Store,
  officer: Identity,
  one: StoredCase,
  to: PublicIdentity,
  reason: string,
  nowMs: number,
): Promise<void> {
  await giveContent(store, officer, one, openFile(one, officer), to, reason, nowMs);
}

/** As `handOver`, where the case lies open. */
export async function giveContent(
  store: Store,
  officer: PublicIdentity,
  one: StoredCase,
  content: Uint8Array,
  to: PublicIdentity,
  reason: string,
  nowMs: number,
): Promise<void> {
  requireOther(officer, to);
  await store.requireSoundKeys([to]);
  const locked = lockCase(content, to, randomBytes);
  const entry = ledgerEntry(officer, "hand-over", nowMs, { serial: one.serial, caseId: one.id, reason });
  await store.putCase({ ...one, officer: hexOf(to.fingerprint), ...locked }, entry);
}

/** `UserError` where the other one has no cases, or is the same one. */
export function requireOther(officer: PublicIdentity, to: PublicIdentity): void {
  if (to.role === "unit") throw new UserError("custody/wrong-role/case");
  if (hexOf(to.fingerprint) === hexOf(officer.fingerprint)) throw new UserError("station/case/own");
}

/** `UserError` where the case is closed, or another officer's. */
export function openFile({ id, sealedKey, content }: StoredCase, officer: Identity): Uint8Array {
  if (sealedKey === null || content === null) throw new UserError("station/case-closed/lost", { id });
  return openCase({ sealedKey, content }, officer);
}

/** Destroys the case's key and content. */
export async function closeCase(
  store: Store,
  officer: PublicIdentity,
  one: StoredCase,
  reason: string,
  nowMs: number,
): Promise<void> {
  if (one.closedMs !== null) throw new UserError("station/case-closed/already", { id: one.id });
  const entry = ledgerEntry(officer, "close", nowMs, { serial: one.serial, caseId: one.id, reason });
  await store.putCase({ ...one, closedMs: nowMs, sealedKey: null, content: null }, entry);
}

/** By its ID or the beginning of it. */
export async function findCase(store: Store, id: string): Promise<StoredCase> {
  const found = (await store.cases()).filter((one) => id !== "" && one.id.startsWith(id));
  if (found.length === 1) return found[0]!;
  throw found.length === 0
    ? new UserError("station/case/missing", { id })
    : new UserError("station/case/several", { id });
}
