/**
 * Finds an F0's rows in a contact history: those that Bluezone's own tracer would find, and those it loses by a
 * little. Where the tracer is peculiar it is followed, so that `isExact` means "a phone would say so too":
 *
 * - Both ends of a slot's window count: a row exactly on a boundary matches either neighbour.
 * - Slots are walked while their start is <= the entry's end: an end on a boundary brings one extra slot.
 * - The entry's start is taken for the UTC midnight of its daily key, whatever it says: the windows follow it.
 * - A slot has whole milliseconds, rounded down, and the next daily key begins after `slotsPerDay` slots: where the
 *   number does not divide the day, windows run ahead of the clock, further every day.
 * - 1 slot a day is as good as any other number.
 *
 * The tracer knows no tolerance, and so loses rows of phones that change their ID late, report in batches of
 * 10 s, or whose clock is off. One slot before and after the window is therefore searched too.
 *
 * Only days of IDs that lie within a day of some row are walked; the daily keys in between cost one hash each.
 */
import type { Crypto } from "../../hal/hal.js";
import type { F0Entry } from "./f0-list.js";
import { toHex } from "./format.js";
import { createIdFilter } from "./id-filter.js";
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

/** A row with an F0's ID at another time than the ID's own: a clock or a time in the list is wrong. */
export interface StrayRow {
  readonly row: HistoryLine;
  readonly f0: number;
  /** After the window's end; negative: before its start. */
  readonly lateMs: number;
}

export interface MatchResult {
  /** In the order of the history; a row matches once for every F0 to whom its ID belongs. */
  readonly matches: HistoryMatch[];
  /** In the order of the walk. No complete list: IDs are known only of days near some row. */
  readonly strays: StrayRow[];
  /** Rows by F0 whose *own* ID is the F0's: the history is that of the case. */
  readonly ownRows: ReadonlyMap<number, number>;
}

/** Hashes done, of so many. */
export type MatchProgress = (done: number, total: number) => void;

/** A row this far from all windows of a day is not looked for among the day's IDs; at least the tolerance. */
const REACH_MS = DAY_MS;
const HOUR_MS = 3_600_000;
const HASHES_PER_REPORT = 10_000;
/** A million rows then have one beginning in sixteen. */
const FILTER_BITS = 24;
/** No row. */
const NONE = -1;

export function matchHistory(
  crypto: Hash,
  list: readonly F0Entry[],
  history: readonly HistoryLine[],
  onProgress: MatchProgress = () => {},
): MatchResult {
  const { firstWith, nextWithSame } = linkByContact(history);
  const rowsOfOwn = countByOwn(history);
  const mayBeThere = createIdFilter([...firstWith.keys(), ...rowsOfOwn.keys()].map(beginningOf), FILTER_BITS);
  const timesMs = outermostTimes(history);
  const walks = list.map((entry) => planWalk(entry, timesMs));
  const total = walks.reduce((sum, walk) => sum + hashesOf(walk), 0);

  const matches: HistoryMatch[] = [];
  const strays: StrayRow[] = [];
  const ownRows = new Map<number, number>();
  let done = 0;
  const sha256 = (bytes: Uint8Array): Uint8Array => {
    if (++done % HASHES_PER_REPORT === 0) onProgress(done, total);
    return crypto.sha256(bytes);
  };

  for (const walk of walks) {
    const { f0 } = walk.entry;
    for (const { id, startMs } of slotsOf({ sha256 }, walk)) {
      if (!mayBeThere((id[0]! << 24) | (id[1]! << 16) | (id[2]! << 8) | id[3]!)) continue;
      const hex = toHex(id);
      for (let i = firstWith.get(hex) ?? NONE; i !== NONE; i = nextWithSame[i]!) {
        const row = history[i]!;
        const lateMs = latenessMs(row.timeMs, startMs, startMs + walk.slotMs);
        if (Math.abs(lateMs) > walk.slotMs) strays.push({ row, f0, lateMs });
        else matches.push({ row, f0, isExact: lateMs === 0 });
      }
      const own = rowsOfOwn.get(hex);
      if (own !== undefined) ownRows.set(f0, (ownRows.get(f0) ?? 0) + own);
    }
  }
  matches.sort((a, b) => a.row.line - b.row.line || a.f0 - b.f0);
  return { matches, strays, ownRows };
}

/** By contact's ID the first row, and by row the next one with the same ID. A million rows have nearly as many IDs: no array for each. */
function linkByContact(history: readonly HistoryLine[]) {
  const firstWith = new Map<string, number>();
  const nextWithSame = new Int32Array(history.length);
  for (let i = history.length - 1; i >= 0; i--) {
    const { contactId } = history[i]!;
    nextWithSame[i] = firstWith.get(contactId) ?? NONE;
    firstWith.set(contactId, i);
  }
  return { firstWith, nextWithSame };
}

function countByOwn(history: readonly HistoryLine[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { ownId } of history) counts.set(ownId, (counts.get(ownId) ?? 0) + 1);
  return counts;
}

/** The first 32 bits of an ID in hex. */
function beginningOf(hex: string): number {
  return parseInt(hex.slice(0, 8), 16);
}

/** First and last time of each hour, in order: what lies between them reaches no further day of IDs than these do. */
function outermostTimes(history: readonly HistoryLine[]): Float64Array {
  const hours = new Map<number, { firstMs: number; lastMs: number }>();
  for (const { timeMs } of history) {
    const hour = Math.floor(timeMs / HOUR_MS);
    const known = hours.get(hour);
    if (known === undefined) {
      hours.set(hour, { firstMs: timeMs, lastMs: timeMs });
    } else {
      known.firstMs = Math.min(known.firstMs, timeMs);
      known.lastMs = Math.max(known.lastMs, timeMs);
    }
  }
  return Float64Array.from([...hours.values()].flatMap(({ firstMs, lastMs }) => [firstMs, lastMs])).sort();
}

function latenessMs(timeMs: number, startMs: number, endMs: number): number {
  return timeMs < startMs ? timeMs - startMs : Math.max(timeMs - endMs, 0);
}

/** The days of an entry that are worth walking, and how. */
interface Walk {
  readonly entry: F0Entry;
  readonly slotMs: number;
  /** In order; `day` counts the entry's daily keys, `slots` those of the day's slots that begin by the entry's end. */
  readonly days: readonly { readonly day: number; readonly slots: number }[];
}

function planWalk(entry: F0Entry, timesMs: Float64Array): Walk {
  const slotMs = Math.floor(DAY_MS / entry.slotsPerDay);
  const dayMs = slotMs * entry.slotsPerDay;
  const startMs = entry.startS * 1000;
  const slots = Math.floor((entry.endS * 1000 - startMs) / slotMs) + 1;
  const days: Walk["days"][number][] = [];
  let day = 0;
  for (const timeMs of timesMs) {
    // Too early for the day that is next, and so for all that follow.
    if (timeMs < startMs + day * dayMs - REACH_MS) continue;
    const firstDay = Math.ceil((timeMs - REACH_MS - startMs) / dayMs) - 1;
    const lastDay = Math.floor((timeMs + REACH_MS - startMs) / dayMs);
    for (day = Math.max(day, firstDay); day <= lastDay && day * entry.slotsPerDay < slots; day++)
      days.push({ day, slots: Math.min(entry.slotsPerDay, slots - day * entry.slotsPerDay) });
  }
  return { entry, slotMs, days };
}

function hashesOf({ days }: Walk): number {
  return days.reduce((sum, { slots }) => sum + slots, days[days.length - 1]?.day ?? 0);
}

function* slotsOf(
  crypto: Hash,
  { entry, slotMs, days }: Walk,
): Generator<{ id: Uint8Array; startMs: number }> {
  let dailyKey = entry.dailyKey;
  let reached = 0;
  for (const { day, slots } of days) {
    for (; reached < day; reached++) dailyKey = nextDailyKey(crypto, dailyKey);
    let subKey = firstSubKey(crypto, dailyKey);
    for (let slot = 0; slot < slots; slot++) {
      if (slot > 0) subKey = nextSubKey(crypto, subKey);
      yield { id: idOf(subKey), startMs: entry.startS * 1000 + (day * entry.slotsPerDay + slot) * slotMs };
    }
  }
}
