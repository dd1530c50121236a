/**
 * Finds an F0's rows in a contact history: those that Bluezone's own tracer would find, and those it loses by a
 * little. Where the tracer is peculiar it is followed, so that `isExact` means "a phone would say so too":
 *
 * - Both ends of a slot's window count: a row exactly on a boundary matches either neighbour.
 * - Slots are walked while their start is <= the entry's end: an end on a boundary brings one extra slot.
 * - The entry's start is taken for the UTC midnight of its daily key, whatever it says: the windows follow it.
 * - After `slotsPerDay` slots the next daily key begins; 1 slot a day is as good as any other number.
 *
 * The tracer knows no tolerance, and so loses rows of phones that change their ID late, report in batches of
 * 10 s, or whose clock is off. One slot before and after the window is therefore searched too.
 */
import type { Crypto } from "../../hal/hal.js";
import type { F0Entry } from "./f0-list.js";
import { toHex } from "./format.js";
import { DAY_MS, firstSubKey, idOf, nextDailyKey, nextSubKey } from "./ids.js";
import type { HistoryLine } from "./upload.js";

type Hash = Pick<Crypto, "sha256">;

export interface HistoryMatch {
  readonly row: HistoryLine;
  /** Index in the list. */
  readonly f0: number;
  /** Whether Bluezone's tracer would find the row; false: only within ± one slot. */
  readonly isExact: boolean;
}

interface TracedSlot {
  readonly id: Uint8Array;
  readonly startMs: number;
  readonly endMs: number;
}

/** All matches in the order of the history; a row matches once for every F0 to whom its ID belongs. */
export function matchHistory(
  crypto: Hash,
  list: readonly F0Entry[],
  history: readonly HistoryLine[],
): HistoryMatch[] {
  const rowsById = groupByContact(history);
  const matches: HistoryMatch[] = [];
  list.forEach((entry, f0) => {
    for (const slot of tracedSlots(crypto, entry)) {
      const toleranceMs = slot.endMs - slot.startMs;
      for (const row of rowsById.get(toHex(slot.id)) ?? []) {
        const offMs = Math.max(slot.startMs - row.timeMs, row.timeMs - slot.endMs, 0);
        if (offMs <= toleranceMs) matches.push({ row, f0, isExact: offMs === 0 });
      }
    }
  });
  return matches.sort((a, b) => a.row.line - b.row.line || a.f0 - b.f0);
}

function groupByContact(history: readonly HistoryLine[]): Map<string, HistoryLine[]> {
  const rowsById = new Map<string, HistoryLine[]>();
  for (const row of history) {
    const rows = rowsById.get(row.contactId);
    if (rows) rows.push(row);
    else rowsById.set(row.contactId, [row]);
  }
  return rowsById;
}

function* tracedSlots(crypto: Hash, entry: F0Entry): Generator<TracedSlot> {
  const startOf = (slot: number) => entry.startS * 1000 + (slot * DAY_MS) / entry.slotsPerDay;
  let dailyKey = entry.dailyKey;
  let subKey = firstSubKey(crypto, dailyKey);
  for (let slot = 0; startOf(slot) <= entry.endS * 1000; slot++) {
    if (slot > 0 && slot % entry.slotsPerDay === 0) {
      dailyKey = nextDailyKey(crypto, dailyKey);
      subKey = firstSubKey(crypto, dailyKey);
    } else if (slot > 0) {
      subKey = nextSubKey(crypto, subKey);
    }
    yield { id: idOf(subKey), startMs: startOf(slot), endMs: startOf(slot + 1) };
  }
}
