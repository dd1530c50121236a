/**
 * Who was near an F0: the F0's own log and what everybody else's log holds of the F0, put together.
 *
 * Bluetooth contacts are evidence for an interview, not a verdict. All times lie on the clock of the F0's token:
 * its own records are placed by their slot, the others' by the slot in which the F0 sent the ID they heard.
 */
import { SLOTS_PER_DAY, SLOT_MS } from "../bluezone/ids.js";
import {
  DEFAULT_RULE,
  DEFAULT_THRESHOLDS,
  type CloseContactRule,
  type NearnessThresholds,
} from "../contacts/judge.js";
import { localDayStartMs } from "./local-time.js";
import { createIdLookup, type Chain, type Hash, type SlotRange } from "./id-lookup.js";
import { gatherContacts, type Contact, type Evidence } from "./trace-contacts.js";
import type { OpenedRecord } from "./open-logs.js";

/** 5053/QĐ-BYT: contacts are traced from three days before onset (FIELD.md). */
export const DEFAULT_LOOK_BACK_DAYS = 3;

/** A token's ID and the slot of the record may differ by so many slots: two clocks, one boundary. */
export const TOLERANCE_SLOTS = 1;

export interface TraceRequest {
  serial: number;
  /** Local day of the first symptoms. */
  onsetDay: number;
  /** End of the window: isolation, or now. */
  untilMs: number;
  lookBackDays?: number;
  rule?: CloseContactRule;
  thresholds?: NearnessThresholds;
}

/** Who had a token at a moment, always the same object for one person; null where nobody is registered. */
export type HolderAt<Holder> = (serial: number, utcMs: number) => Holder | null;

export interface Trace<Holder> {
  serial: number;
  holder: Holder | null;
  fromMs: number;
  untilMs: number;
  lookBackDays: number;
  rule: CloseContactRule;
  thresholds: NearnessThresholds;
  /** Nearest and longest first. */
  contacts: Contact<Holder>[];
  /** IDs that the F0 heard and no known token sent: phones, or tokens that were never read here. */
  unknownIds: number;
  /** Records of the F0's log inside the window. */
  ownRecords: number;
  /** Records with a known ID but a slot more than the tolerance away: a wrong clock, left out. */
  outOfTime: number;
  /** Records that could not be opened. */
  unreadable: number;
}

/** Slots since 1970 that touch the window, the last one not included. */
export function windowSlots(request: TraceRequest): { from: number; to: number } {
  const fromDay = request.onsetDay - (request.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS);
  return { from: Math.floor(localDayStartMs(fromDay) / SLOT_MS), to: Math.ceil(request.untilMs / SLOT_MS) };
}

/** First and last UTC day whose pages a trace needs. */
export function windowDays(request: TraceRequest): { fromDay: number; toDay: number } {
  const { from, to } = windowSlots(request);
  return {
    fromDay: Math.floor((from - TOLERANCE_SLOTS) / SLOTS_PER_DAY),
    toDay: Math.floor((to - 1 + TOLERANCE_SLOTS) / SLOTS_PER_DAY),
  };
}

/**
 * Traces one F0.
 *
 * @param chains ID chains of all known tokens, the F0's among them
 * @param records all logs of the days of `windowDays`, opened, in any order
 */
export async function traceContacts<Holder>(
  hash: Hash,
  request: TraceRequest,
  chains: readonly Chain[],
  records: AsyncIterable<OpenedRecord>,
  holderAt: HolderAt<Holder>,
): Promise<Trace<Holder>> {
  const rule = request.rule ?? DEFAULT_RULE;
  const thresholds = request.thresholds ?? DEFAULT_THRESHOLDS;
  const { from, to } = windowSlots(request);
  const holder = holderAt(request.serial, request.untilMs);
  const lookup = createIdLookup(hash);
  const chainsOfF0 = chains.filter((chain) => chain.serial === request.serial);
  const slotOfF0Id = lookup.slotsOf(chainsOfF0, { from, to });

  /** While somebody else had the F0's token, its contacts are not the F0's. */
  const isInWindow = (slot: number) =>
    slot >= from && slot < to && holderAt(request.serial, slot * SLOT_MS) === holder;

  const evidence: Evidence[] = [];
  const own: OpenedRecord[] = [];
  let outOfTime = 0;
  let unreadable = 0;
  for await (const record of records) {
    if (record.windows === undefined) {
      unreadable++;
    } else if (record.serial === request.serial) {
      if (isInWindow(record.windows.slot)) own.push(record);
    } else {
      const sentAt = slotOfF0Id.get(record.id);
      if (sentAt === undefined || !isInWindow(sentAt)) continue;
      if (Math.abs(sentAt - record.windows.slot) > TOLERANCE_SLOTS) outOfTime++;
      else
        evidence.push({
          serial: record.serial,
          isOwnLog: false,
          windows: { ...record.windows, slot: sentAt },
        });
    }
  }

  const heard = lookup.sendersOf(new Set(own.map((record) => record.id)), chains, rangeOf(own));
  const unknown = new Set<string>();
  for (const { id, windows } of own) {
    const sender = heard.get(id);
    if (sender === undefined) unknown.add(id);
    else if (sender.serial === request.serial) continue;
    else if (Math.abs(sender.slot - windows!.slot) > TOLERANCE_SLOTS) outOfTime++;
    else evidence.push({ serial: sender.serial, isOwnLog: true, windows: windows! });
  }

  return {
    serial: request.serial,
    holder,
    fromMs: localDayStartMs(request.onsetDay - (request.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS)),
    untilMs: request.untilMs,
    lookBackDays: request.lookBackDays ?? DEFAULT_LOOK_BACK_DAYS,
    rule,
    thresholds,
    contacts: gatherContacts(evidence, holderAt, rule, thresholds),
    unknownIds: unknown.size,
    ownRecords: own.length,
    outOfTime,
    unreadable,
  };
}

/** The slots whose IDs can stand in these records. A wrong clock is looked for in the days around them too. */
function rangeOf(records: readonly OpenedRecord[]): SlotRange {
  let from = Infinity;
  let to = -Infinity;
  for (const { windows } of records) {
    from = Math.min(from, windows!.slot);
    to = Math.max(to, windows!.slot + 1);
  }
  return records.length === 0 ? { from: 0, to: 0 } : { from: from - SLOTS_PER_DAY, to: to + SLOTS_PER_DAY };
}
