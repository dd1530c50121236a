/** Logs sorted by sender, so that all records of a pair lie together. */
import { TOLERANCE_SLOTS } from "../../src/station/tracing/trace.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import type { RecordColumns } from "../devices/record-columns.js";
import { type IdTable, findHalves, senderAt, slotAt } from "./ids.js";

/** One token's records of others, by sender and then in the order of the log; 14 bytes each. */
export interface SortedLog {
  /** Ascending. */
  readonly senders: Uint32Array;
  /** When the sender sent the ID by its own clock, since the run's slot 0 … */
  readonly sentSlots: Uint16Array;
  /** … and when it was heard by the listener's. */
  readonly slots: Uint16Array;
  readonly rssiDbm: Int8Array;
}

/** One of a token of which nothing was heard. */
export const EMPTY_LOG: SortedLog = {
  senders: new Uint32Array(0),
  sentSlots: new Uint16Array(0),
  slots: new Uint16Array(0),
  rssiDbm: new Int8Array(0),
};

/**
 * Looks up who sent what a log holds, and writes the records anew in their place, sorted. Records of IDs that nobody
 * sent are dropped. The result is how many are left, for `sortedLog`.
 *
 * @param people  of the whole town
 */
export function createLogSorter(
  table: IdTable,
  people: number,
  slotZero: number,
): (log: RecordColumns) => number {
  /** Of the log at hand, by sender: how many records, and then where the next one goes. Zeros between logs. */
  const places = new Int32Array(people);

  return ({ idsLow, idsHigh, slots, rssiDbm }) => {
    const records = slots.length;
    const found = new Int32Array(records);
    const senders: number[] = [];
    for (let i = 0; i < records; i++) {
      found[i] = findHalves(table, idsLow[i]!, idsHigh[i]!);
      if (found[i]! < 0) continue;
      const sender = senderAt(table, found[i]!);
      if (places[sender]!++ === 0) senders.push(sender);
    }
    let known = 0;
    for (const sender of senders.sort((p, q) => p - q)) {
      const own = places[sender]!;
      places[sender] = known;
      known += own;
    }
    const oldSlots = new Uint16Array(slots);
    const oldRssiDbm = new Int8Array(rssiDbm);
    for (let i = 0; i < records; i++) {
      if (found[i]! < 0) continue;
      const sender = senderAt(table, found[i]!);
      const n = places[sender]!++;
      idsLow[n] = sender;
      idsHigh[n] = slotAt(table, found[i]!) - slotZero;
      slots[n] = oldSlots[i]!;
      for (let w = 0; w < WINDOWS_PER_SLOT; w++)
        rssiDbm[n * WINDOWS_PER_SLOT + w] = oldRssiDbm[i * WINDOWS_PER_SLOT + w]!;
    }
    for (const sender of senders) places[sender] = 0;
    return known;
  };
}

/** What the sorter left of a log, by the names that its columns then go by. */
export function sortedLog({ idsLow, idsHigh, slots, rssiDbm }: RecordColumns, known: number): SortedLog {
  return {
    senders: idsLow.subarray(0, known),
    sentSlots: idsHigh.subarray(0, known),
    slots: slots.subarray(0, known),
    rssiDbm: rssiDbm.subarray(0, known * WINDOWS_PER_SLOT),
  };
}

/** Where the records of a sender begin, or would. */
export function firstOf({ senders }: SortedLog, sender: number): number {
  let low = 0;
  let high = senders.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (senders[middle]! < sender) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Where the records of the sender at `from` end. */
export function endOf({ senders }: SortedLog, from: number): number {
  const sender = senders[from];
  let end = from + 1;
  while (end < senders.length && senders[end] === sender) end++;
  return end;
}

/** Whether ID and time of a record fit; else one of the two clocks is wrong, and nobody knows which. */
export function isInTime({ sentSlots, slots }: SortedLog, record: number): boolean {
  return Math.abs(sentSlots[record]! - slots[record]!) <= TOLERANCE_SLOTS;
}
