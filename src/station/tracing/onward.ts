/** Whom contacts met after the F0, by the contacts' own logs: no other log is opened. */
import { UserError } from "../../words/user-error.js";
import type { CaseContent } from "../cases/content.js";
import { ledgerEntry } from "../cases/officer.js";
import type { CasePerson } from "../cases/people.js";
import type { Trace } from "../cases/trace-result.js";
import { nodeHash } from "../node-crypto.js";
import { formatSerial } from "../serial-number.js";
import type { Person, Store } from "../store/store.js";
import { isPracticeSerial } from "../store/token-identity.js";
import { localDayOf } from "../text/local-time.js";
import { countsOf, openCase, type CaseOfficer } from "./open-case.js";
import { createHolderAt } from "./run-trace.js";
import { subjectOf } from "./subject.js";
import { traceContacts, windowDays } from "./trace.js";

/**
 * By the key of each. The IDs of all tokens are needed to know who was heard; of logs only those of these people are opened,
 * from their first contact with the F0 on. `UserError` where a box of theirs does not open.
 */
export async function traceOnward(
  store: Store,
  f1s: readonly CasePerson[],
  { trace: { rule, thresholds } }: CaseContent,
  nowMs: number,
  officer: CaseOfficer | undefined,
  caseId: string,
): Promise<Record<string, Trace<Person>>> {
  const worn = f1s.filter((one) => one.contact !== null);
  if (worn.length === 0) throw new UserError("station/case/no-log");
  const isPractice = isPracticeSerial(worn[0]!.tokens[0]!.serial);
  const opener = isPractice ? undefined : officer;
  const issues = await store.issues();
  const holderAt = createHolderAt(issues);
  const requests = worn.map((person) => {
    const { firstMs, holder } = person.contact!;
    const request = {
      ...{ token: person.tokens[0]!.token, personId: holder?.id, rule, thresholds },
      ...{ onsetDay: localDayOf(firstMs), lookBackDays: 0, untilMs: nowMs },
    };
    return { key: person.key, request, subject: subjectOf(request, issues, holderAt) };
  });
  const windows = requests.map(({ request }) => windowDays(request));
  const days = {
    fromDay: Math.min(...windows.map(({ fromDay }) => fromDay)),
    toDay: Math.max(...windows.map(({ toDay }) => toDay)),
  };
  const one = await openCase(store, isPractice, opener, days, true);
  const serialOf = ({ token }: { token: string }) => formatSerial(one.serialOf(token));
  if (!isPractice && opener === undefined) {
    throw new UserError("station/sealed/no-key", { token: serialOf(requests[0]!.request) });
  }
  const found: Record<string, Trace<Person>> = {};
  for (const { key, request, subject: whole } of requests) {
    const subject = { ...whole, tokens: whole.tokens.filter((token) => one.kind.has(token)) };
    const closed = subject.tokens.find((token) => !one.opened().tokens.has(token));
    if (closed !== undefined)
      throw new UserError("station/wrong-key/token", { token: serialOf({ token: closed }) });
    const traced = await traceContacts(nodeHash, request, subject, "own", one, holderAt);
    found[key] = { ...traced, notes: [] };
  }
  if (opener !== undefined) {
    const details = { serial: worn[0]!.tokens[0]!.serial, caseId, reason: opener.reason };
    const entry = ledgerEntry(opener.identity, "trace", opener.nowMs, {
      ...details,
      ...countsOf(one.opened()),
    });
    await store.putLedger(entry);
  }
  return found;
}
