/** Traces F0s that are known by their phones through all logs of a store: each is a trace and a case like a token's F0. */
import { DAY_MS, dailyKeyAt, dayOf } from "../../../bluezone/ids.js";
import { toHex } from "../../../bluezone/format.js";
import { DEFAULT_THRESHOLDS } from "../../../contacts/judge.js";
import { DEFAULT_RULE, type CloseContactRule } from "../../../contacts/operating-points.js";
import { CASE_DAYS } from "../../../custody/host/case-keys.js";
import { type Problem, problem } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { keepTrace, openCasesOf } from "../../cases/cases.js";
import type { PhoneKeys } from "../../cases/content.js";
import { ledgerEntry } from "../../cases/officer.js";
import { nodeHash } from "../../node-crypto.js";
import { NO_TOKEN_SERIAL } from "../../serial-number.js";
import type { Person, Store } from "../../store/store.js";
import { localDayStartMs } from "../../text/local-time.js";
import { describeDoubts } from "../doubts.js";
import { countsOf, openCase, type CaseOfficer } from "../open-case.js";
import { createHolderAt, describeLostDays, type RunTrace } from "../run-trace.js";
import { isPracticeStore } from "../open-by-interview.js";
import { DEFAULT_LOOK_BACK_DAYS } from "../trace.js";
import type { NamedPhones } from "./phone-files.js";
import type { PhoneEntry } from "./phone-f0.js";
import type { PhoneWindow } from "./phone-ids.js";
import { tracePhones } from "./trace-phones.js";

export interface PhoneTraceRequest extends NamedPhones {
  /** Local day of the first symptoms; null: all the time that list or upload are about. */
  onsetDay: number | null;
  /** Isolation, or now. */
  untilMs: number;
  /** Whose phone it is; of a single one only. */
  holder?: Person | undefined;
  lookBackDays?: number;
  rule?: CloseContactRule;
}

export interface PhoneTraces {
  /** Of those whom anybody met; of a single F0 in any case. */
  traces: RunTrace[];
  /** About all of them. */
  notes: Problem[];
}

/** `UserError` where no time is to be traced, or nothing can be opened. */
export async function runPhoneTrace(
  store: Store,
  request: PhoneTraceRequest,
  officer?: CaseOfficer,
): Promise<PhoneTraces> {
  const { phones, onsetDay, holder = null, rule = DEFAULT_RULE } = request;
  if (holder !== null && phones.length !== 1) throw new UserError("phone/whose", { count: phones.length });
  const windows = windowsOf(request);
  if (windows.length === 0) throw new UserError("phone/outside");
  const isPractice = await isPracticeStore(store);
  const opener = isPractice ? undefined : officer;
  if (!isPractice && opener === undefined) throw new UserError("phone/sealed");

  const wanted = {
    fromDay: dayOf(windows.reduce((first, { fromMs }) => Math.min(first, fromMs), Infinity)),
    toDay: dayOf(windows.reduce((last, { untilMs }) => Math.max(last, untilMs), -Infinity) - 1),
  };
  const needsIds = windows.some(({ history }) => history.length > 0);
  const one = await openCase(store, isPractice, opener, wanted, needsIds);
  const { kind, idDays, redating, serialOf } = one;
  const holderAt = createHolderAt(await store.issues());
  const by = { rule, thresholds: DEFAULT_THRESHOLDS };
  const traced = await tracePhones(windows, by, idDays, one.logsOf(kind), redating, serialOf, holderAt);
  const opened = one.opened();
  if (opener !== undefined && opened.opened === 0 && opened.sealed > 0) {
    throw new UserError("phone/wrong-key/boxes");
  }

  const doubts = describeDoubts(one.setAside, opened.unopened, opened.daysCut, serialOf);
  const counts = countsOf(opened);
  const before = opener && (await openCasesOf(store, opener.identity));
  const traces: RunTrace[] = [];
  for (const [p, { contacts: met, ...found }] of traced.findings.entries()) {
    // Their own token hears their phone all day.
    const contacts = met.filter((one) => holder === null || one.holder?.id !== holder.id);
    if (contacts.length === 0 && phones.length > 1) continue;
    const { name, entry, fromMs, untilMs } = windows[p]!;
    const days = { fromDay: dayOf(fromMs), toDay: dayOf(untilMs - 1) };
    const lost = describeLostDays(days, one.stored && redating.trueDays(one.stored));
    const trace = {
      tokens: [{ token: name, serial: NO_TOKEN_SERIAL }],
      ...{ holder, fromMs, untilMs, ...by, contacts, ...found },
      lookBackDays: onsetDay === null ? null : (request.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS),
      unreadable: traced.unreadable,
      notes: [...lost, ...doubts, ...(phones.length === 1 ? request.notes : [])],
    };
    const { identity, reason, nowMs } = opener ?? {};
    // What was opened for all of them is counted once.
    const ofThis = traces.length === 0 ? counts : { tokens: 0, days: 0, records: 0 };
    const caseId =
      identity === undefined
        ? null
        : await keepTrace(
            store,
            identity,
            onsetDay,
            trace,
            nowMs!,
            { reason: reason!, ...ofThis },
            entry && keysOf(entry, windows[p]!),
            before,
          );
    traces.push({ ...trace, caseId, sealedRecords: opened.sealed });
  }
  if (traces.length === 0 && opener !== undefined) {
    const { identity, reason, nowMs } = opener;
    await store.putLedger(ledgerEntry(identity, "trace", nowMs, { reason, ...counts }));
  }
  return { traces, notes: phones.length === 1 ? [] : notesOf(request, windows.length, traces.length) };
}

/** What of each phone's time is to be traced, no longer than a case covers; phones with none are left out. */
function windowsOf({ phones, onsetDay, untilMs, lookBackDays }: PhoneTraceRequest): PhoneWindow[] {
  const look = lookBackDays ?? DEFAULT_LOOK_BACK_DAYS;
  const onsetMs = onsetDay === null ? -Infinity : localDayStartMs(onsetDay - look);
  const wanted = phones.map((one) => ({
    ...one,
    fromMs: Math.max(one.sinceMs, onsetMs),
    // An F0's end belongs to its time.
    untilMs: Math.min(one.endMs + 1, untilMs),
  }));
  const last = wanted.reduce((latest, one) => Math.max(latest, one.untilMs), -Infinity);
  const earliestMs = (dayOf(last - 1) - CASE_DAYS) * DAY_MS;
  return wanted
    .map((one) => ({ ...one, fromMs: Math.max(one.fromMs, earliestMs) }))
    .filter(({ fromMs, untilMs: endMs }) => fromMs < endMs);
}

function notesOf({ phones, notes }: PhoneTraceRequest, windows: number, traces: number): Problem[] {
  const [outside, silent] = [phones.length - windows, windows - traces];
  return [
    ...notes,
    ...(silent > 0 ? [problem("phone/note/silent", { count: silent })] : []),
    ...(outside > 0 ? [problem("phone/note/outside", { count: outside })] : []),
  ];
}

/** Of the case's days only: no key of an earlier day. */
function keysOf(entry: PhoneEntry, { fromMs, untilMs }: PhoneWindow): PhoneKeys {
  const { slotsPerDay } = entry;
  const isEven = DAY_MS % slotsPerDay === 0;
  const days = isEven ? Math.max(0, Math.floor((fromMs - entry.startS * 1000) / DAY_MS)) : 0;
  return {
    dailyKey: toHex(dailyKeyAt(nodeHash, entry.dailyKey, days)),
    startS: entry.startS + days * (DAY_MS / 1000),
    endS: Math.min(entry.endS, Math.floor((untilMs - 1) / 1000)),
    slotsPerDay,
  };
}
