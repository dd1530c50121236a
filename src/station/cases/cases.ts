/** Case files: what was opened for a case stays locked until the case is closed. */
import { randomUUID } from "node:crypto";
import { lockCase, openCase } from "../../custody/host/case-file.js";
import type { Identity } from "../../custody/host/identity.js";
import { randomBytes } from "../node-crypto.js";
import { ledgerEntry } from "./officer.js";
import { hexOf } from "../store/custody/custody.js";
import type { LedgerEntry, Person, Store, StoredCase, TokenName } from "../store/store.js";
import type { Contact, Trace } from "./trace-result.js";
import type { CaseWork } from "./work.js";
import { UserError, isUserError } from "../../words/user-error.js";

export interface CaseContent {
  format: "bztoken case";
  version: 2;
  /** Null where an F0 is known by a phone alone, and nobody said when they fell ill. */
  onsetDay: number | null;
  trace: Trace<Person>;
  /** Absent until something was done. */
  work?: CaseWork;
  /** The F0's phone. */
  phone?: PhoneKeys;
}

/** From which a phone's IDs of the case follow, as an F0 list has them. */
export interface PhoneKeys {
  /** Hex. */
  dailyKey: string;
  startS: number;
  endS: number;
  slotsPerDay: number;
}

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
  const open = (before ?? (await openCasesOf(store, officer))).find((one) => isOfF0(one.opened.trace, trace));
  const id = open?.id ?? randomUUID();
  const work = open?.opened.work;
  const content: CaseContent = {
    format: "bztoken case",
    version: 2,
    onsetDay,
    trace,
    ...(work && { work }),
    ...(phone && { phone }),
  };
  const locked = lockCase(new TextEncoder().encode(JSON.stringify(content)), officer, randomBytes);
  const stored: StoredCase = {
    id,
    serial: trace.tokens[0]!.serial,
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
  opened: CaseContent;
}

/** The officer's own, opened; of many traces at once they are opened once. */
export async function openCasesOf(store: Store, officer: Identity): Promise<OpenCase[]> {
  const owner = hexOf(officer.fingerprint);
  return (await store.cases()).flatMap((one) => {
    if (one.officer !== owner || one.closedMs !== null) return [];
    try {
      return [{ ...one, opened: contentOf(one, officer) }];
    } catch (error) {
      // A damaged case stays as it is, and stops no other.
      if (isUserError(error)) return [];
      throw error;
    }
  });
}

/** Of the same person; of the same token where nobody is registered. */
function isOfF0(kept: Trace<Person>, trace: Trace<Person>): boolean {
  return kept.holder === null || trace.holder === null
    ? kept.holder === trace.holder && kept.tokens[0]!.token === trace.tokens[0]!.token
    : kept.holder.id === trace.holder.id;
}

/** `UserError` where the case is closed, also where it is another officer's. */
export function contentOf(one: StoredCase, officer: Identity): CaseContent {
  if (one.sealedKey === null || one.content === null) {
    throw new UserError("station/case-closed/lost", { id: one.id });
  }
  const plain = openCase({ sealedKey: one.sealedKey, content: one.content }, officer);
  const content = JSON.parse(new TextDecoder().decode(plain)) as CaseContent | CaseContent1;
  return content.version === 1 ? fromVersion1(content) : content;
}

/** One token made the F0, and one a contact. */
interface CaseContent1 extends Omit<CaseContent, "version" | "trace"> {
  version: 1;
  trace: Of1Token<Omit<Trace<Person>, "contacts">> & { contacts: Of1Token<Contact<Person>>[] };
}
type Of1Token<T> = Omit<T, "tokens"> & TokenName;

function fromVersion1({ trace, ...content }: CaseContent1): CaseContent {
  const severalTokens = <T extends TokenName>({ token, serial, ...rest }: T) => ({
    ...rest,
    tokens: [{ token, serial }],
  });
  const { contacts, ...whole } = trace;
  return {
    ...content,
    version: 2,
    trace: { ...severalTokens(whole), contacts: contacts.map(severalTokens) },
  };
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
