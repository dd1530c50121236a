/** Joins the store and the trace: opens what one case needs, in memory only. */
import { crc32 } from "node:zlib";
import { ccmOpen, nodeHash } from "./node-crypto.js";
import { openLogs } from "./open-logs.js";
import { formatSerial } from "./serial-number.js";
import { traceContacts, windowDays, type HolderAt, type Trace, type TraceRequest } from "./trace.js";
import type { Issue, Person, Store } from "./store/store.js";
import { UserError } from "./user-error.js";

/** Traces an F0 through all logs of the store; `UserError` where the token is unknown or was never read. */
export async function runTrace(store: Store, request: TraceRequest): Promise<Trace<Person>> {
  const secrets = await store.secrets();
  if (!secrets.some((token) => token.serial === request.serial)) {
    throw new UserError(
      `token ${formatSerial(request.serial)} was never read into this store: read it first (bztoken sync)`,
    );
  }
  const { fromDay, toDay } = windowDays(request);
  const records = openLogs({ crc32, ccmOpen }, secrets, store.sealedRecords(fromDay, toDay));
  return traceContacts(nodeHash, request, secrets, records, createHolderAt(await store.issues()));
}

/**
 * Who had which token when. The first holder registered counts from the beginning: tokens are often handed out
 * first and entered later.
 */
export function createHolderAt(issues: readonly Issue[]): HolderAt<Person> {
  const bySerial = new Map<number, Issue[]>();
  const persons = new Map<string, Person>();
  for (const issue of [...issues].sort((a, b) => a.fromMs - b.fromMs)) {
    const person = persons.get(issue.person.id) ?? issue.person;
    persons.set(person.id, person);
    bySerial.set(issue.serial, [...(bySerial.get(issue.serial) ?? []), { ...issue, person }]);
  }
  return (serial, utcMs) => {
    const issuesOfToken = bySerial.get(serial) ?? [];
    const index = issuesOfToken.findLastIndex((issue) => issue.fromMs <= utcMs);
    const issue = issuesOfToken[Math.max(index, 0)];
    if (issue === undefined) return null;
    return issue.toMs === null || utcMs < issue.toMs ? issue.person : null;
  };
}
