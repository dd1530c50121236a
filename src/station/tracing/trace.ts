/**
 * Who was near an F0: the F0's own log first, then what the logs of those hold of the F0 who may have been near by it, put together.
 *
 * Bluetooth contacts are evidence for an interview, not a verdict. All times lie on the clock of the F0's token, set
 * right where it is known to have been wrong: its own records are placed by their slot, the others' by the slot in
 * which the F0 sent the ID they heard.
 */
import { SLOTS_PER_DAY, SLOT_MS } from "../../bluezone/ids.js";
import { DEFAULT_THRESHOLDS, type NearnessThresholds } from "../../contacts/judge.js";
import {
  DEFAULT_RULE,
  LEAST_TO_OPEN,
  SHARE_OF_MINUTES_TO_OPEN,
  type CloseContactRule,
} from "../../contacts/operating-points.js";
import { localDayStartMs } from "../text/local-time.js";
import { sendersIn, type Hash, type Sender } from "./id-lookup.js";
import { sendersOf } from "./id-search.js";
import { gatherContacts, type Evidence, type HolderAt } from "./trace-contacts.js";
import type { OpenedCase } from "./open-case.js";
import type { OpenedRecord } from "./open-logs.js";
import type { Subject } from "./subject.js";
import type { Redating } from "../clocks/redating.js";
import type { Trace } from "../cases/trace-result.js";
import type { DayRange } from "../store/types.js";

/** Decision 5053/QĐ-BYT of the Ministry of Health: contacts are traced from three days before onset. */
export const DEFAULT_LOOK_BACK_DAYS = 3;

/** A token's ID and the slot of the record may differ by so many slots: two clocks, one boundary. */
export const TOLERANCE_SLOTS = 1;

export interface TraceRequest {
  /** That the F0 held, by its key in the store. */
  token: string;
  /** Who is meant of those who held it; undefined: who has it at the end. */
  personId?: string | undefined;
  /** Local day of the first symptoms. */
  onsetDay: number;
  /** End of the window: isolation, or now. */
  untilMs: number;
  lookBackDays?: number;
  rule?: CloseContactRule;
  thresholds?: NearnessThresholds;
  /** Also logs of those whom the F0's own log does not show near. */
  everyLog?: boolean;
}

/** Slots since 1970 that touch the window, the last one not included. */
export function windowSlots(request: Pick<TraceRequest, "onsetDay" | "untilMs" | "lookBackDays">): {
  from: number;
  to: number;
} {
  const fromDay = request.onsetDay - (request.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS);
  return { from: Math.floor(localDayStartMs(fromDay) / SLOT_MS), to: Math.ceil(request.untilMs / SLOT_MS) };
}

/** First and last UTC day whose pages a trace needs. */
export function windowDays(request: Pick<TraceRequest, "onsetDay" | "untilMs" | "lookBackDays">): DayRange {
  const { from, to } = windowSlots(request);
  return {
    fromDay: Math.floor((from - TOLERANCE_SLOTS) / SLOTS_PER_DAY),
    toDay: Math.floor((to - 1 + TOLERANCE_SLOTS) / SLOTS_PER_DAY),
  };
}

/**
 * Whose logs are gone through: the F0's own alone, also those that it does not rule out as a close contact's, or all. Who heard
 * the F0 without being heard is in theirs only.
 */
export type Search = "own" | "near" | "every";

/**
 * Traces one F0.
 *
 * @param subject  the F0
 * @param opened   IDs of all known tokens, the F0's among them, for the days of `windowDays`
 */
export async function traceContacts<Holder>(
  hash: Hash,
  request: Omit<TraceRequest, "token" | "personId" | "everyLog">,
  subject: Subject<Holder>,
  search: Search,
  opened: Pick<OpenedCase, "kind" | "idDays" | "logsOf" | "redating" | "serialOf">,
  holderAt: HolderAt<Holder>,
): Promise<Omit<Trace<Holder>, "notes">> {
  const rule = request.rule ?? DEFAULT_RULE;
  const thresholds = request.thresholds ?? DEFAULT_THRESHOLDS;
  const { from, to } = windowSlots(request);
  const { kind, idDays, redating, serialOf } = opened;
  const logsOf = (tokens: ReadonlySet<string>) => opened.logsOf(tokens, windowDays(request));
  const ofF0 = new Set(subject.tokens);
  const idsOfF0 = sendersIn(
    hash,
    idDays.filter(({ token }) => ofF0.has(token)),
  );

  const isInWindow = (slot: number) => slot >= from && slot < to;
  /** While somebody else had one of the F0's tokens, it was not the F0's. */
  const isOfF0 = (token: string, slot: number) => subject.hasAt(token, slot * SLOT_MS);

  const evidence: Evidence[] = [];
  const own: OpenedRecord[] = [];
  let outOfTime = 0;
  let unreadable = 0;
  let inDoubt = 0;
  async function goThrough(tokens: ReadonlySet<string>): Promise<void> {
    for await (const record of logsOf(tokens)) {
      const { token, windows } = record;
      if (windows === undefined) {
        unreadable++;
      } else if (isOfF0(token, windows.slot)) {
        if (!isInWindow(windows.slot)) continue;
        own.push(record);
        if (record.isInDoubt) inDoubt++;
      } else {
        const sender = idsOfF0.get(record.id);
        if (sender === undefined || sender.token === token) continue;
        const slot = sentAt(redating, sender, windows.slot);
        if (!isInWindow(slot) || !isOfF0(sender.token, slot)) continue;
        if (record.isInDoubt) inDoubt++;
        if (Math.abs(slot - windows.slot) > TOLERANCE_SLOTS) outOfTime++;
        else evidence.push({ token, isOwnLog: false, windows: { ...windows, slot } });
      }
    }
  }
  const contactsOf = (minutes: number) =>
    gatherContacts(evidence, serialOf, holderAt, { ...rule, minutes }, thresholds);

  await goThrough(ofF0);
  const others = idDays.filter(({ token }) => !ofF0.has(token));
  const heard = await sendersOf(new Set(own.map((record) => record.id)), others);
  const unknown = new Set<string>();
  for (const { id, windows } of own) {
    const sender = heard.get(id) ?? idsOfF0.get(id);
    if (sender === undefined) unknown.add(id);
    else if (isOfF0(sender.token, windows!.slot)) continue;
    else if (Math.abs(sentAt(redating, sender, windows!.slot) - windows!.slot) > TOLERANCE_SLOTS) outOfTime++;
    else evidence.push({ token: sender.token, isOwnLog: true, windows: windows! });
  }

  if (search !== "own") {
    const near = contactsOf(SHARE_OF_MINUTES_TO_OPEN * rule.minutes).filter(
      ({ probability }) => probability >= LEAST_TO_OPEN,
    );
    const wanted =
      search === "every" ? [...kind] : near.flatMap(({ tokens }) => tokens.map(({ token }) => token));
    await goThrough(new Set(wanted.filter((token) => !ofF0.has(token))));
  }

  return {
    tokens: subject.tokens.map((token) => ({ token, serial: serialOf(token) })),
    holder: subject.holder,
    fromMs: localDayStartMs(request.onsetDay - (request.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS)),
    untilMs: request.untilMs,
    lookBackDays: request.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS,
    rule,
    thresholds,
    contacts: contactsOf(rule.minutes),
    unknownIds: unknown.size,
    ownRecords: own.length,
    outOfTime,
    unreadable,
    inDoubt,
  };
}

/** When the sender sent the ID that was heard in `slot`; the time next to it, if its clock was wrong for a while. */
export function sentAt(redating: Redating, { token, generation, slot: own }: Sender, slot: number): number {
  return redating
    .senderSlots(token, generation, own)
    .reduce((best, other) => (Math.abs(other - slot) < Math.abs(best - slot) ? other : best));
}
