/** A case of somebody whom no token and no phone tells of: the interview alone does, until files of a phone come. */
import { DEFAULT_THRESHOLDS } from "../../contacts/judge.js";
import { DEFAULT_RULE } from "../../contacts/operating-points.js";
import { problem } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";
import { keepTrace } from "../cases/cases.js";
import { formatSerial } from "../serial-number.js";
import type { Person, Store } from "../store/store.js";
import { localDayStartMs } from "../text/local-time.js";
import type { CaseOfficer } from "./open-case.js";
import type { RunTrace } from "./run-trace.js";
import { DEFAULT_LOOK_BACK_DAYS } from "./trace.js";

interface Window {
  /** Local day of the first symptoms. */
  onsetDay: number;
  untilMs: number;
}

/** No box and no log is opened. `UserError` where the store is in service, and no officer answers for the case. */
export async function openByInterview(
  store: Store,
  who: Person,
  { onsetDay, untilMs }: Window,
  officer?: CaseOfficer,
): Promise<RunTrace> {
  if (officer === undefined && !(await isPracticeStore(store))) throw new UserError("station/case/no-key");
  const held = (await store.issues()).filter(({ person, toMs }) => person.id === who.id && toMs === null);
  const tokens = await store.tokens();
  const notes = held.flatMap(({ token }) => {
    const serial = tokens.find((one) => one.token === token)?.serial;
    return serial === undefined
      ? []
      : [problem("trace/has-token", { name: who.name, serial: formatSerial(serial) })];
  });
  const trace = {
    ...{ tokens: [], holder: who, contacts: [], notes, lookBackDays: DEFAULT_LOOK_BACK_DAYS },
    ...{ fromMs: localDayStartMs(onsetDay - DEFAULT_LOOK_BACK_DAYS), untilMs },
    ...{ rule: DEFAULT_RULE, thresholds: DEFAULT_THRESHOLDS },
    ...{ unknownIds: 0, ownRecords: 0, outOfTime: 0, unreadable: 0, inDoubt: 0 },
  };
  const caseId =
    officer === undefined
      ? null
      : await keepTrace(store, officer.identity, onsetDay, trace, officer.nowMs, {
          ...{ reason: officer.reason, tokens: 0, days: 0, records: 0 },
        });
  return { ...trace, caseId, sealedRecords: 0 };
}

/** Nothing in it is of a token in service. */
export async function isPracticeStore(store: Store): Promise<boolean> {
  return !(await store.hasBoxes()) && (await store.storedDays(false)) === undefined;
}
