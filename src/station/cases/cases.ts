/** Case files: what was opened for a case stays locked until the case is closed. */
import { randomUUID } from "node:crypto";
import { lockCase, openCase } from "../../custody/host/case-file.js";
import type { Identity } from "../../custody/host/identity.js";
import { randomBytes } from "../node-crypto.js";
import { ledgerEntry } from "./officer.js";
import { hexOf } from "../store/custody/custody.js";
import type { LedgerEntry, Person, Store, StoredCase } from "../store/store.js";
import type { Trace } from "./trace-result.js";
import { UserError } from "../../words/user-error.js";

export interface CaseContent {
  format: "bztoken case";
  version: 1;
  onsetDay: number;
  trace: Trace<Person>;
}

/** Keeps a trace; the officer's open case of this token, if there is one, gets it in the place of the one before. */
export async function keepTrace(
  store: Store,
  officer: Identity,
  onsetDay: number,
  trace: Trace<Person>,
  nowMs: number,
  counts: Pick<LedgerEntry, "reason" | "tokens" | "days" | "records">,
): Promise<string> {
  const owner = hexOf(officer.fingerprint);
  const open = (await store.cases()).find(
    (one) => one.serial === trace.serial && one.officer === owner && one.closedMs === null,
  );
  const id = open?.id ?? randomUUID();
  const content: CaseContent = { format: "bztoken case", version: 1, onsetDay, trace };
  const locked = lockCase(new TextEncoder().encode(JSON.stringify(content)), officer, randomBytes);
  const stored: StoredCase = {
    id,
    serial: trace.serial,
    officer: owner,
    openedMs: open?.openedMs ?? nowMs,
    closedMs: null,
    ...locked,
  };
  const entry = ledgerEntry(officer, "trace", nowMs, { serial: trace.serial, caseId: id, ...counts });
  await store.putCase(stored, entry);
  return id;
}

/** `UserError` where the case is closed, also where it is another officer's. */
export function contentOf(one: StoredCase, officer: Identity): CaseContent {
  if (one.sealedKey === null || one.content === null) {
    throw new UserError("station/case-closed/lost", { id: one.id });
  }
  const plain = openCase({ sealedKey: one.sealedKey, content: one.content }, officer);
  return JSON.parse(new TextDecoder().decode(plain)) as CaseContent;
}

/** Destroys the case's key and content. */
export async function closeCase(
  store: Store,
  officer: Identity,
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
