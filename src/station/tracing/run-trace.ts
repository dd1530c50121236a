/** Joins the store and the trace: opens what one case needs, in memory only, and keeps it locked where it is a real case. */
import { crc32 } from "node:zlib";
import { SLOTS_PER_DAY } from "../../bluezone/ids.js";
import { CASE_DAYS } from "../../custody/host/case-keys.js";
import type { Identity } from "../../custody/host/identity.js";
import { contentsOfPractice, takeCaseKeys, type TokenContent } from "../cases/case-material.js";
import { keepTrace } from "../cases/cases.js";
import type { Trace } from "../cases/trace-result.js";
import { ccmOpen, nodeHash } from "../node-crypto.js";
import { openBoxes } from "../cases/officer.js";
import { unwrapWaiting } from "../cases/unwrap.js";
import { openLogs, type Tally } from "./open-logs.js";
import { createRedating, type Redating } from "../clocks/redating.js";
import { isInService, isPracticeSerial, keyOfSerial } from "../store/token-identity.js";
import { formatDay } from "../text/local-time.js";
import { formatSerial } from "../serial-number.js";
import { traceContacts, windowDays, type TraceRequest } from "./trace.js";
import { describeOtherHolders, subjectOf } from "./subject.js";
import type { HolderAt } from "./trace-contacts.js";
import { describeDoubts } from "./doubts.js";
import type { DayRange, Issue, Person, Store, TokenName, WaitingSecret } from "../store/store.js";
import { problem, type Problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";

/** Who opens boxes, and why. */
export interface CaseOfficer {
  identity: Identity;
  reason: string;
  nowMs: number;
}

export interface RunTrace extends Trace<Person> {
  /** Of the case file that keeps it; null where only practice tokens were opened. */
  caseId: string | null;
  /** Records of logs that stayed sealed: no box of theirs was opened. */
  sealedRecords: number;
}

/**
 * Traces an F0 through all logs of the store; `UserError` where the F0's tokens are unknown, were never read, or their boxes
 * do not open, or where a box is damaged.
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
  const tokens = await store.tokens();
  const issues = await store.issues();
  const holderAt = createHolderAt(issues);
  const serials = new Map(tokens.map(({ token, serial }) => [token, serial]));
  const isPractice = isPracticeSerial(serials.get(request.token) ?? 0);
  const isOfKind = ({ token, serial }: TokenName) =>
    isPractice ? isPracticeSerial(serial) : isInService({ token, serial });
  const kind = new Set(tokens.filter(isOfKind).map(({ token }) => token));
  const whole = subjectOf(request, issues, holderAt);
  const subject = { ...whole, tokens: whole.tokens.filter((token) => kind.has(token)) };
  const opener = isPractice ? undefined : officer;
  const setAside = opener === undefined ? [] : await unwrapFor(store, opener.identity, wanted);
  const contents = isPractice
    ? (await store.secrets()).flatMap(contentsOfPractice)
    : opener === undefined
      ? []
      : await openAll(store, opener.identity);
  const opened = new Set(contents.map(({ token }) => token));
  const closed = subject.tokens.filter((token) => !opened.has(token));
  if (closed.length === subject.tokens.length) {
    throw await cannotOpen(store, request.token, officer !== undefined);
  }

  const redating = createRedating((await store.corrections()).filter(({ token }) => kind.has(token)));
  const stored = await store.storedDays(isPractice);
  const days = clipDays(wanted, stored, redating);
  const slots = { from: days.fromDay * SLOTS_PER_DAY, to: (days.toDay + 1) * SLOTS_PER_DAY };
  const sealDays = await store.newestSealDays();
  const material = takeCaseKeys(nodeHash, contents, redating, slots, (token) => sealDays.get(token) ?? -1);
  const tally: Tally = { opened: 0, sealed: 0, unopened: [] };
  const sealed = store.sealedRecords((token) => (kind.has(token) ? redating.tokenDays(token, slots) : []));
  const records = openLogs({ crc32, ccmOpen }, material, redating, days, sealed, tally);
  const serialOf = (token: string) => serials.get(token)!;
  const traced = await traceContacts(
    nodeHash,
    request,
    subject,
    material.idDays,
    records,
    redating,
    serialOf,
    holderAt,
  );
  const notes = [
    ...describeLostDays(wanted, stored && redating.trueDays(stored)),
    ...describeOtherHolders(subject, issues, traced, serialOf),
    ...closed.map((token) =>
      problem("trace/own-token-closed", {
        name: subject.holder!.name,
        serial: formatSerial(serialOf(token)),
      }),
    ),
    ...describeDoubts(setAside, tally.unopened, material.daysCut, serialOf),
  ];
  const trace = { ...traced, notes };
  const caseId =
    opener === undefined
      ? null
      : await keepTrace(store, opener.identity, request.onsetDay, trace, opener.nowMs, {
          reason: opener.reason,
          tokens: opened.size,
          days: material.days,
          records: tally.opened,
        });
  return { ...trace, caseId, sealedRecords: tally.sealed };
}

/** What of re-keys was brought and does not unwrap. */
function unwrapFor(store: Store, officer: Identity, days: DayRange): Promise<WaitingSecret[]> {
  if (days.toDay - days.fromDay > CASE_DAYS) {
    throw new UserError("station/case-too-long", { days: CASE_DAYS });
  }
  return unwrapWaiting(store, officer);
}

async function openAll(store: Store, officer: Identity): Promise<TokenContent[]> {
  const opened = [...(await openBoxes(store, officer, "id")), ...(await openBoxes(store, officer, "log"))];
  // Boxes are of tokens in service, which their number names.
  return opened.map(({ content }) => ({ token: keyOfSerial(content.serial), content }));
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

/** So long a token keeps what it heard; a window that reaches further back finds only what was read in time. */
const KEPT_DAYS = 21;

/** Silence about days of which there are no logs is no answer. */
function describeLostDays(wanted: DayRange, stored: DayRange | undefined): Problem[] {
  if (stored === undefined || wanted.fromDay >= stored.fromDay) return [];
  if (wanted.toDay - wanted.fromDay <= KEPT_DAYS && wanted.toDay >= stored.fromDay) return [];
  return [problem("trace/nothing-before", { day: formatDay(stored.fromDay) })];
}

/** Days that there can be anything of; one day where there is nothing at all. */
export function clipDays(wanted: DayRange, stored: DayRange | undefined, redating: Redating): DayRange {
  if (stored === undefined) return { fromDay: wanted.toDay, toDay: wanted.toDay };
  const inStore = redating.trueDays(stored);
  // IDs next to the ends may stem from a day more.
  const fromDay = Math.max(wanted.fromDay, inStore.fromDay - 1);
  const toDay = Math.min(wanted.toDay, inStore.toDay + 1);
  return fromDay <= toDay ? { fromDay, toDay } : { fromDay: wanted.toDay, toDay: wanted.toDay };
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
