/** Pair by pair and day by day: what really happened, and what the two logs say of it. */
import { SLOT_MS } from "../../src/bluezone/ids.js";
import {
  DEFAULT_RULE,
  DEFAULT_THRESHOLDS,
  type Exposure,
  type SlotWindows,
  WINDOW_MINUTES,
  isCloseContact,
  judge,
  mergeWindows,
} from "../../src/contacts/judge.js";
import { nodeHash } from "../../src/station/node-crypto.js";
import { TOLERANCE_SLOTS } from "../../src/station/trace.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import type { Track } from "../tracks.js";
import type { Contact } from "../truth.js";
import type { World } from "../world.js";
import { type SentIds, createIdTable, idsSent } from "./ids.js";
import type { TokenSummary } from "./summary.js";

const DAY_MS = 86_400_000;

/** What is scored: the local days of a run that are over. */
export interface ScoredRun {
  /** It need not have been started. */
  readonly world: World;
  /** `Truth.contacts()` of the world that ran. */
  readonly contacts: readonly Contact[];
  /** By person: `Truth.tracks` of it. */
  readonly tracks: readonly Track[];
  /** Of all tokens, in any order. */
  readonly summaries: readonly TokenSummary[];
  readonly startUtcMs: number;
  readonly days: number;
}

/** One log's view of one other person on one day. */
export interface View {
  /** By the listener's clock, ascending, each slot once. */
  readonly slots: readonly SlotWindows[];
  readonly isClose: boolean;
  /** Minutes by class; worked out when asked for. */
  exposure(): Exposure;
}

export interface PairDay {
  /** The lower number of the two. */
  readonly a: number;
  readonly b: number;
  /** Local days since the first. */
  readonly day: number;
  /** Truly within two metres. */
  readonly closeMinutes: number;
  /** What a's log holds of b, and b's of a; undefined where that is nothing. */
  readonly byA: View | undefined;
  readonly byB: View | undefined;
  /** Both logs put together, as in a trace of a. */
  readonly together: View | undefined;
  /** Records left out because ID and time do not fit: a clock was wrong. */
  readonly outOfTime: number;
}

/** A record that tells of one person. */
interface Sighting {
  windows: SlotWindows;
  /** The slot in which the sender sent the ID, by the sender's clock. */
  sentSlot: number;
}

/** One token's log, sorted by whom it heard. */
interface Ear {
  /** Everybody who was heard, ascending. */
  senders: number[];
  sightingsOf(sender: number): Sighting[];
  /** Windows of all days in which the sender was near. */
  nearWindowsOf(sender: number): number;
}

const NOBODY: Ear = { senders: [], sightingsOf: () => [], nearWindowsOf: () => 0 };

/**
 * Pairs and days with a moment within two metres or with a record, in order of a, b and day.
 *
 * @param isEveryPair  false: pairs that were never within two metres and cannot be called close are left out. They are most.
 */
export function* pairDays(run: ScoredRun, isEveryPair: boolean): Generator<PairDay> {
  const people = run.world.people.length;
  const ears = createEars(run);
  const listenersOf = Array.from({ length: people }, (): number[] => []);
  ears.forEach(({ senders }, listener) => {
    for (const sender of senders) if (sender < listener) listenersOf[sender]!.push(listener);
  });
  const closeOf = Array.from({ length: people }, () => new Map<number, Map<number, number>>());
  for (const { a, b, day, minutes } of run.contacts) {
    if (day >= run.days) continue;
    const days = closeOf[a]!.get(b) ?? new Map<number, number>();
    closeOf[a]!.set(b, days.set(day, minutes));
  }
  for (let a = 0; a < people; a++) {
    const heard = ears[a]!.senders.filter((sender) => sender > a);
    const others = new Set([...heard, ...listenersOf[a]!, ...closeOf[a]!.keys()]);
    for (const b of [...others].sort((p, q) => p - q)) {
      const near = ears[a]!.nearWindowsOf(b) + ears[b]!.nearWindowsOf(a);
      if (!isEveryPair && !closeOf[a]!.has(b) && !mayBeClose(near)) continue;
      yield* daysOf(a, b, ears[a]!.sightingsOf(b), ears[b]!.sightingsOf(a), closeOf[a]!.get(b), run);
    }
  }
}

function createEars({ world, summaries, startUtcMs, days }: ScoredRun): Ear[] {
  const sent: SentIds[] = [...summaries];
  const lastDay = Math.floor((startUtcMs + days * DAY_MS) / DAY_MS);
  world.phones.forEach((phone, person) => {
    if (phone === undefined) return;
    const firstSlot = (phone.createdDay * DAY_MS) / SLOT_MS;
    sent.push({ person, firstSlot, ids: idsSent(nodeHash, phone.baseId, phone.createdDay, lastDay) });
  });
  const table = createIdTable(sent);
  const ears = world.people.map((): Ear => NOBODY);
  for (const summary of summaries) ears[summary.person] = createEar(summary, sent, table);
  return ears;
}

function createEar(
  summary: TokenSummary,
  sent: readonly SentIds[],
  table: ReturnType<typeof createIdTable>,
): Ear {
  const { slots, heard, rssiDbm } = summary;
  const count = slots.length;
  const sentSlots = new Int32Array(count);
  /** Sender and index of each record in one number, so that they sort as numbers. */
  const keys = new Float64Array(count);
  const near = new Map<number, number>();
  let known = 0;
  for (let i = 0; i < count; i++) {
    const found = table.find(heard[i]!);
    if (found < 0) continue;
    const { person, firstSlot } = sent[Math.floor(found / table.stride)]!;
    if (person === summary.person) continue;
    sentSlots[i] = firstSlot + (found % table.stride);
    keys[known++] = person * count + i;
    let nearWindows = near.get(person) ?? 0;
    for (let at = i * WINDOWS_PER_SLOT; at < (i + 1) * WINDOWS_PER_SLOT; at++) {
      if (rssiDbm[at]! >= DEFAULT_THRESHOLDS.nearDbm) nearWindows++;
    }
    near.set(person, nearWindows);
  }
  const order = keys.subarray(0, known).sort();

  function lowerBound(key: number): number {
    let low = 0;
    let high = known;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (order[middle]! < key) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  return {
    senders: [...near.keys()].sort((p, q) => p - q),
    nearWindowsOf: (sender) => near.get(sender) ?? 0,
    sightingsOf(sender) {
      const sightings: Sighting[] = [];
      for (let at = lowerBound(sender * count); at < known && order[at]! < (sender + 1) * count; at++) {
        const i = order[at]! - sender * count;
        const first = i * WINDOWS_PER_SLOT;
        const strengths: number[] = [];
        for (let w = 0; w < WINDOWS_PER_SLOT; w++) strengths.push(rssiDbm[first + w]!);
        // Whether somebody listened in a window that heard nothing plays no part in the judgement.
        const windows: SlotWindows = { slot: slots[i]!, rssiDbm: strengths, windowsListened: 0 };
        sightings.push({ windows, sentSlot: sentSlots[i]! });
      }
      return sightings;
    },
  };
}

/** Records of one day, each with its slot by the clock of a. */
interface OneDay {
  byA: SlotWindows[];
  byB: SlotWindows[];
  byBAsSent: SlotWindows[];
  outOfTime: number;
}

function* daysOf(
  a: number,
  b: number,
  sightingsOfB: readonly Sighting[],
  sightingsOfA: readonly Sighting[],
  close: ReadonlyMap<number, number> | undefined,
  { startUtcMs, days }: ScoredRun,
): Generator<PairDay> {
  const byDay: (OneDay | undefined)[] = [];
  const nowhere: OneDay = { byA: [], byB: [], byBAsSent: [], outOfTime: 0 };
  const dayOfSlot = (slot: number) => Math.floor((slot * SLOT_MS - startUtcMs) / DAY_MS);
  const at = (day: number): OneDay =>
    day < 0 || day >= days ? nowhere : (byDay[day] ??= { byA: [], byB: [], byBAsSent: [], outOfTime: 0 });
  const isInTime = ({ windows, sentSlot }: Sighting) => {
    if (Math.abs(sentSlot - windows.slot) <= TOLERANCE_SLOTS) return true;
    // One of the two clocks is wrong, and nobody knows which.
    const [day, sentDay] = [dayOfSlot(windows.slot), dayOfSlot(sentSlot)];
    at(day).outOfTime++;
    if (sentDay !== day) at(sentDay).outOfTime++;
    return false;
  };
  for (const sighting of sightingsOfB) {
    if (isInTime(sighting)) at(dayOfSlot(sighting.windows.slot)).byA.push(sighting.windows);
  }
  for (const sighting of sightingsOfA) {
    if (!isInTime(sighting)) continue;
    const { windows, sentSlot } = sighting;
    at(dayOfSlot(windows.slot)).byB.push(windows);
    at(dayOfSlot(sentSlot)).byBAsSent.push(
      sentSlot === windows.slot ? windows : { ...windows, slot: sentSlot },
    );
  }
  for (const day of close?.keys() ?? []) at(day);

  for (let day = 0; day < byDay.length; day++) {
    const one = byDay[day];
    if (one === undefined) continue;
    const { outOfTime } = one;
    const byA = eachSlotOnce(one.byA);
    const byB = eachSlotOnce(one.byB);
    const together = mergeLogs(byA, eachSlotOnce(one.byBAsSent));
    const closeMinutes = close?.get(day) ?? 0;
    yield {
      a,
      b,
      day,
      closeMinutes,
      byA: viewOf(byA),
      byB: viewOf(byB),
      together: viewOf(together),
      outOfTime,
    };
  }
}

/** Ascending; a log has two records of a slot only where its clock was moved or its program restarted. */
function eachSlotOnce(windows: SlotWindows[]): SlotWindows[] {
  if (windows.every(({ slot }, i) => i === 0 || slot > windows[i - 1]!.slot)) return windows;
  const bySlot = new Map<number, SlotWindows>();
  for (const one of windows) {
    const before = bySlot.get(one.slot);
    bySlot.set(one.slot, before === undefined ? one : mergeWindows(before, one));
  }
  return [...bySlot.values()].sort((p, q) => p.slot - q.slot);
}

/** Two logs, each ascending. */
function mergeLogs(one: SlotWindows[], other: SlotWindows[]): SlotWindows[] {
  if (one.length === 0) return other;
  if (other.length === 0) return one;
  const merged: SlotWindows[] = [];
  let j = 0;
  for (const windows of one) {
    while (j < other.length && other[j]!.slot < windows.slot) merged.push(other[j++]!);
    const isInBoth = j < other.length && other[j]!.slot === windows.slot;
    merged.push(isInBoth ? mergeWindows(windows, other[j++]!) : windows);
  }
  while (j < other.length) merged.push(other[j++]!);
  return merged;
}

function viewOf(slots: readonly SlotWindows[]): View | undefined {
  if (slots.length === 0) return undefined;
  const exposure = () => judge(slots, DEFAULT_THRESHOLDS);
  return {
    slots,
    exposure,
    isClose: mayBeClose(nearWindows(slots)) && isCloseContact(exposure(), DEFAULT_RULE),
  };
}

function nearWindows(slots: readonly SlotWindows[]): number {
  let near = 0;
  for (const { rssiDbm } of slots) {
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) if (rssiDbm[w]! >= DEFAULT_THRESHOLDS.nearDbm) near++;
  }
  return near;
}

/**
 * Whether it is worth judging, which takes long and is asked about everybody who ever was in range: between two near
 * windows at most one is bridged, so n of them count for at most 2n − 1.
 */
function mayBeClose(near: number): boolean {
  return (2 * near - 1) * WINDOW_MINUTES >= DEFAULT_RULE.minutes;
}
