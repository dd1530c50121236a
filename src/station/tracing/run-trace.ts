/** Joins the store and the trace: opens what one case needs, in memory only, and keeps it locked where it is a real case. */
import { SLOTS_PER_DAY, SLOT_MS } from "../../bluezone/ids.js";
import { keepTrace } from "../cases/cases.js";
import type { Trace } from "../cases/trace-result.js";
import { TOKEN_DAYS } from "../store/kept-days.js";
import { nodeHash } from "../node-crypto.js";
import { countsOf, openCase, type CaseOfficer, type OpenedCase } from "./open-case.js";
import { isPracticeSerial } from "../store/token-identity.js";
import { formatDay } from "../text/local-time.js";
import { formatSerial } from "../serial-number.js";
import { traceContacts, windowDays, windowSlots, type TraceRequest } from "./trace.js";
import { describeOtherHolders, subjectOf, type Subject } from "./subject.js";
import type { SlotRange } from "../clocks/redating.js";
import type { HolderAt } from "./trace-contacts.js";
import { describeDoubts } from "./doubts.js";
import type { DayRange, Issue, Person, Store } from "../store/store.js";
import { problem, type Problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

export interface RunTrace extends Trace<Person> {
  /** Of the case file that keeps it; null where only practice tokens were opened. */
  caseId: string | null;
  /** Records of logs that stayed sealed: no box of theirs was opened. */
  sealedRecords: number;
}

/**
 * Traces an F0 by their own log and the logs of those whom it does not rule out, or through all logs where it does not tell.
 * `UserError` where the F0's tokens are unknown or were never read, where their boxes do not open, or where a box is damaged.
 *
 * What a practice token tells is sealed under a key that everybody knows, so anyone can have made it. It is traced among
 * its kind only: nothing of it gets into a case.
 */
export async function runTrace(
  store: Store,
  request: TraceRequest,
  officer?: CaseOfficer,
): Promise<RunTrace> {
  const wanted = windowDays(request);
  const slots = windowSlots(request);
  const issues = await store.issues();
  const holderAt = createHolderAt(issues);
  const known = (await store.tokens()).find(({ token }) => token === request.token);
  const isPractice = isPracticeSerial(known?.serial ?? 0);
  const opener = isPractice ? undefined : officer;
  const one = await openCase(store, isPractice, opener, wanted, true);
  const { kind, redating, serialOf } = one;
  const whole = subjectOf(request, issues, holderAt);
  const subject = { ...whole, tokens: whole.tokens.filter((token) => kind.has(token)) };
  const closed = subject.tokens.filter((token) => !one.opened().tokens.has(token));
  if (closed.length === subject.tokens.length) {
    throw await cannotOpen(store, request.token, officer !== undefined);
  }
  const silent = subject.tokens.filter((token) => isSilent(token, subject, slots, one));
  const search = request.everyLog || silent.length > 0 ? "every" : "near";
  const traced = await traceContacts(nodeHash, request, subject, search, one, holderAt);
  const opened = one.opened();
  const nameOf = (token: string) => formatSerial(serialOf(token));
  const others = (tokens: ReadonlySet<string>) =>
    [...tokens].filter((token) => !subject.tokens.includes(token));
  const logged = others(kind).filter((token) => one.hasLog(token, slots));
  const notes = [
    ...describeLostDays(wanted, one.stored && redating.trueDays(one.stored)),
    ...describeOtherHolders(subject, issues, traced, serialOf),
    ...closed.map((token) =>
      problem("trace/own-token-closed", { name: subject.holder!.name, serial: nameOf(token) }),
    ),
    ...silent
      .filter((token) => !closed.includes(token))
      .map((token) => problem("trace/own-log-ends", { serial: nameOf(token) })),
    ...(search === "near" && logged.length > others(opened.logs).length
      ? [problem("trace/near-logs", { opened: others(opened.logs).length, logs: logged.length })]
      : []),
    ...describeDoubts(one.setAside, opened.unopened, opened.daysCut, serialOf),
  ];
  const trace = { ...traced, notes };
  const caseId =
    opener === undefined
      ? null
      : await keepTrace(store, opener.identity, request.onsetDay, trace, opener.nowMs, {
          reason: opener.reason,
          ...countsOf(opened),
        });
  return { ...trace, caseId, sealedRecords: opened.sealed };
}

/** A log that is read later than this before the window's end may have been worn on, unread. */
const UNREAD_SLOTS = 2 * SLOTS_PER_DAY;

/** The F0 had the token within the window, and its log, as far as it is here, does not tell of the end of that time. */
function isSilent(
  token: string,
  { hasAt }: Subject<Person>,
  { from, to }: SlotRange,
  { hasLog }: OpenedCase,
): boolean {
  let last = to - 1;
  while (last >= from && !hasAt(token, last * SLOT_MS)) last--;
  return last >= from && !hasLog(token, { from: Math.max(from, last - UNREAD_SLOTS), to: last + 1 });
}

async function cannotOpen(store: Store, name: string, hasOfficer: boolean): Promise<UserError> {
  const known = (await store.tokens()).find((one) => one.token === name);
  const token = known === undefined ? name : formatSerial(known.serial);
  if (known === undefined || (await store.boxes(undefined, "log", known.serial)).length === 0) {
    return known?.isPractice === false
      ? new UserError("station/sealed/no-box", { token })
      : new UserError("station/never-read", { token });
  }
  return hasOfficer
    ? new UserError("station/wrong-key/token", { token })
    : new UserError("station/sealed/no-key", { token });
}

/** Silence about days of which there are no logs is no answer; of a longer window only what was read in time is there. */
export function describeLostDays(wanted: DayRange, stored: DayRange | undefined): Problem[] {
  if (stored === undefined || wanted.fromDay >= stored.fromDay) return [];
  if (wanted.toDay - wanted.fromDay <= TOKEN_DAYS && wanted.toDay >= stored.fromDay) return [];
  return [problem("trace/nothing-before", { day: formatDay(stored.fromDay) })];
}

/**
 * Who had which token when. The first holder registered counts from the beginning: tokens are often handed out
 * first and entered later.
 */
export function createHolderAt(issues: readonly Issue[]): HolderAt<Person> {
  const byToken = new Map<string, Issue[]>();
  const persons = new Map<string, Person>();
  for (const issue of [...issues].sort((a, b) => a.fromMs - b.fromMs)) {
    const person = persons.get(issue.person.id) ?? issue.person;
    persons.set(person.id, person);
    const ofToken = byToken.get(issue.token) ?? [];
    byToken.set(issue.token, ofToken);
    ofToken.push({ ...issue, person });
  }
  return (token, utcMs) => {
    const issuesOfToken = byToken.get(token) ?? [];
    const index = issuesOfToken.findLastIndex((issue) => issue.fromMs <= utcMs);
    const issue = issuesOfToken[Math.max(index, 0)];
    if (issue === undefined) return null;
    return issue.toMs === null || utcMs < issue.toMs ? issue.person : null;
  };
}
