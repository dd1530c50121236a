/** Pair by pair and day by day: what really happened, and what the two logs say of it. */
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import type { Track } from "../days/tracks.js";
import type { World } from "../devices/world.js";
import { type SortedLog, endOf, firstOf, isInTime } from "./logs.js";
import { type TokenSummary, slotZeroOf } from "./summary.js";
import { type Heard, NOTHING, type View, joinHeard, mayBeClose, strongWindows, viewOf } from "./views.js";

const DAY_MS = 86_400_000;

/** `Truth.contacts()` of the days that are over, in order of a, b and day. */
export interface CloseContacts {
  /** By person a, and one more: where a's contacts begin. */
  readonly firstOf: Int32Array;
  readonly b: Int32Array;
  readonly day: Int32Array;
  readonly minutes: Float64Array;
}

/** What is scored: the local days of a run that are over. */
export interface ScoredRun {
  /** It need not have been started. */
  readonly world: World;
  readonly contacts: CloseContacts;
  /** By person: `Truth.tracks`. */
  readonly tracks: readonly Track[];
  readonly summaries: readonly TokenSummary[];
  /** By person. */
  readonly summaryOf: readonly (TokenSummary | undefined)[];
  /** By person, what was read of the log; empty where there is no token. */
  readonly logs: readonly SortedLog[];
  /** The same of records that were erased before they were read (`FATES`). */
  readonly expired: readonly SortedLog[];
  readonly overwritten: readonly SortedLog[];
  /** By person, and one more: where those begin in `listeners` who heard the person and have a higher number. */
  readonly firstListenerOf: Int32Array;
  /** Ascending for each person. */
  readonly listeners: Int32Array;
  readonly startUtcMs: number;
  readonly days: number;
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
  /** A trace of a calls it close: b's log is opened where a's does not rule b out. */
  readonly isNamed: boolean;
  /** Records left out because ID and time do not fit: a clock was wrong. */
  readonly outOfTime: number;
}

/** A log's records of one other: from the first up to and without the end. */
interface Range {
  log: SortedLog;
  from: number;
  to: number;
}

/** Parts of logs, by day. */
interface OneDay {
  byA: Heard[];
  byB: Heard[];
  /** The same by the clock of a. */
  byBAsSent: Heard[];
  outOfTime: number;
  closeMinutes: number;
}

/**
 * Pairs and days with a moment within two metres or with a record, in order of a, b and day, for a from the first up to
 * and without the end.
 *
 * @param isEveryPair  false: pairs that were never within two metres and cannot be called close are left out. They are most.
 */
export function eachPairDay(
  run: ScoredRun,
  first: number,
  end: number,
  isEveryPair: boolean,
  onPair: (pair: PairDay) => void,
): void {
  const { contacts, logs, firstListenerOf, listeners } = run;
  const daysOf = createDaysOf(run);
  for (let a = first; a < end; a++) {
    const log = logs[a]!;
    // Three ascending lists of others: whom a heard, who heard a, and who was near.
    let heard = firstOf(log, a + 1);
    let listener = firstListenerOf[a]!;
    let contact = contacts.firstOf[a]!;
    const endListener = firstListenerOf[a + 1]!;
    const endContact = contacts.firstOf[a + 1]!;
    for (;;) {
      const b = Math.min(
        heard < log.senders.length ? log.senders[heard]! : Infinity,
        listener < endListener ? listeners[listener]! : Infinity,
        contact < endContact ? contacts.b[contact]! : Infinity,
      );
      if (b === Infinity) break;
      const byA: Range = { log, from: heard, to: heard };
      if (log.senders[heard] === b) byA.to = heard = endOf(log, heard);
      const byB: Range = { log: logs[b]!, from: 0, to: 0 };
      if (listener < endListener && listeners[listener] === b) {
        byB.from = firstOf(byB.log, a);
        byB.to = endOf(byB.log, byB.from);
        listener++;
      }
      const firstContact = contact;
      while (contact < endContact && contacts.b[contact] === b) contact++;
      if (isEveryPair || contact > firstContact || mayBeClose(strongIn(byA) + strongIn(byB)))
        daysOf(a, b, byA, byB, firstContact, contact, onPair);
    }
  }
}

function strongIn({ log, from, to }: Range): number {
  return strongWindows(log.rssiDbm, from, to);
}

function createDaysOf({ contacts, startUtcMs, days }: ScoredRun) {
  const dayOfSlot = dayOfSlotIn({ startUtcMs });

  return (
    a: number,
    b: number,
    byA: Range,
    byB: Range,
    firstContact: number,
    endContact: number,
    onPair: (pair: PairDay) => void,
  ): void => {
    const byDay: (OneDay | undefined)[] = [];
    const nowhere = newDay();
    const at = (day: number): OneDay => (day < 0 || day >= days ? nowhere : (byDay[day] ??= newDay()));

    eachPart(byA, byA.log.slots, dayOfSlot, (day, heard) => at(day).byA.push(heard));
    eachPart(byB, byB.log.slots, dayOfSlot, (day, heard) => at(day).byB.push(heard));
    eachPart(byB, byB.log.sentSlots, dayOfSlot, (day, heard) => at(day).byBAsSent.push(heard));
    for (const { log, from, to } of [byA, byB]) {
      for (let i = from; i < to; i++) {
        if (isInTime(log, i)) continue;
        const day = dayOfSlot(log.slots[i]!);
        const sentDay = dayOfSlot(log.sentSlots[i]!);
        at(day).outOfTime++;
        if (sentDay !== day) at(sentDay).outOfTime++;
      }
    }
    for (let i = firstContact; i < endContact; i++) at(contacts.day[i]!).closeMinutes = contacts.minutes[i]!;

    for (let day = 0; day < byDay.length; day++) {
      const one = byDay[day];
      if (one === undefined) continue;
      const { closeMinutes, outOfTime } = one;
      const heardByA = joinHeard(one.byA);
      const byA = viewOf(heardByA);
      const together = viewOf(heardByA, joinHeard(one.byBAsSent));
      onPair({
        ...{ a, b, day, closeMinutes, byA, together, outOfTime },
        byB: viewOf(joinHeard(one.byB)),
        isNamed: together?.isClose === true && byA?.isRuledOut === false,
      });
    }
  };
}

/** Local day of a slot of the run. */
function dayOfSlotIn({ startUtcMs }: Pick<ScoredRun, "startUtcMs">): (slot: number) => number {
  const slotZero = slotZeroOf(startUtcMs);
  return (slot) => Math.floor(((slotZero + slot) * SLOT_MS - startUtcMs) / DAY_MS);
}

/** What a trace would have of a pair and day if both had these logs besides; undefined where that is nothing. */
export function viewWith(run: ScoredRun, pair: PairDay, logs: readonly SortedLog[]): View | undefined {
  const { a, b, day, together } = pair;
  const dayOfSlot = dayOfSlotIn(run);
  const partsOf = (log: SortedLog, sender: number, clock: "slots" | "sentSlots"): Heard[] => {
    const from = firstOf(log, sender);
    if (log.senders[from] !== sender) return [];
    const parts: Heard[] = [];
    eachPart({ log, from, to: endOf(log, from) }, log[clock], dayOfSlot, (partDay, heard) => {
      if (partDay === day) parts.push(heard);
    });
    return parts;
  };
  const byA = partsOf(logs[a]!, b, "slots");
  const byBAsSent = partsOf(logs[b]!, a, "sentSlots");
  if (byA.length + byBAsSent.length === 0) return together;
  return viewOf(
    joinHeard([together?.heard ?? NOTHING, ...byA]),
    joinHeard([together?.other ?? NOTHING, ...byBAsSent]),
  );
}

function newDay(): OneDay {
  return { byA: [], byB: [], byBAsSent: [], outOfTime: 0, closeMinutes: 0 };
}

/**
 * Calls `run` for each part of a range that lies in one day, with slots that ascend, by one of the two clocks. Records out
 * of time are in none.
 */
function eachPart(
  { log, from, to }: Range,
  clock: Uint16Array,
  dayOfSlot: (slot: number) => number,
  run: (day: number, heard: Heard) => void,
): void {
  let end = from;
  for (let first = from; first < to; first = Math.max(end, first + 1)) {
    if (!isInTime(log, first)) continue;
    const day = dayOfSlot(clock[first]!);
    end = first + 1;
    while (end < to && isInTime(log, end) && clock[end]! > clock[end - 1]! && dayOfSlot(clock[end]!) === day)
      end++;
    run(day, {
      slots: clock.subarray(first, end),
      rssiDbm: log.rssiDbm.subarray(first * WINDOWS_PER_SLOT, end * WINDOWS_PER_SLOT),
    });
  }
}
