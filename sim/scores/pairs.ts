/** Pair by pair and day by day: what really happened, and what the two logs say of it. */
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import type { Track } from "../tracks.js";
import type { World } from "../world.js";
import { type SortedLog, endOf, firstOf, isInTime } from "./logs.js";
import { type TokenSummary, slotZeroOf } from "./summary.js";
import {
  type Heard,
  type View,
  eachSlotOnce,
  mayBeClose,
  mergeHeard,
  nothingHeard,
  strongWindows,
  viewOf,
} from "./views.js";

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
  /** By person; empty where there is no token. */
  readonly logs: readonly SortedLog[];
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
  /** Records left out because ID and time do not fit: a clock was wrong. */
  readonly outOfTime: number;
}

/** A log's records of one other: from the first up to and without the end. */
interface Range {
  log: SortedLog;
  from: number;
  to: number;
}

/** Records of one day; `bySent`: with the slot by the clock of a. */
interface OneDay {
  byA: Heard;
  byB: Heard;
  byBAsSent: Heard;
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
  const slotZero = slotZeroOf(startUtcMs);
  const dayOfSlot = (slot: number) => Math.floor(((slotZero + slot) * SLOT_MS - startUtcMs) / DAY_MS);

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

    for (let i = byA.from; i < byA.to; i++) {
      if (!isInTime(byA.log, i)) countOutOfTime(byA.log, i);
      else add(at(dayOfSlot(byA.log.slots[i]!)).byA, byA.log.slots[i]!, byA.log, i);
    }
    for (let i = byB.from; i < byB.to; i++) {
      const slot = byB.log.slots[i]!;
      const sentSlot = byB.log.sentSlots[i]!;
      if (!isInTime(byB.log, i)) countOutOfTime(byB.log, i);
      else {
        add(at(dayOfSlot(slot)).byB, slot, byB.log, i);
        add(at(dayOfSlot(sentSlot)).byBAsSent, sentSlot, byB.log, i);
      }
    }
    for (let i = firstContact; i < endContact; i++) at(contacts.day[i]!).closeMinutes = contacts.minutes[i]!;

    for (let day = 0; day < byDay.length; day++) {
      const one = byDay[day];
      if (one === undefined) continue;
      const heardByA = eachSlotOnce(one.byA);
      onPair({
        a,
        b,
        day,
        closeMinutes: one.closeMinutes,
        byA: viewOf(heardByA),
        byB: viewOf(eachSlotOnce(one.byB)),
        together: viewOf(mergeHeard(heardByA, eachSlotOnce(one.byBAsSent))),
        outOfTime: one.outOfTime,
      });
    }

    /** On the day by either clock. */
    function countOutOfTime({ slots, sentSlots }: SortedLog, record: number): void {
      const day = dayOfSlot(slots[record]!);
      const sentDay = dayOfSlot(sentSlots[record]!);
      at(day).outOfTime++;
      if (sentDay !== day) at(sentDay).outOfTime++;
    }
  };
}

function newDay(): OneDay {
  return {
    byA: nothingHeard(),
    byB: nothingHeard(),
    byBAsSent: nothingHeard(),
    outOfTime: 0,
    closeMinutes: 0,
  };
}

function add({ slots, rssiDbm }: Heard, slot: number, log: SortedLog, record: number): void {
  slots.push(slot);
  for (let at = record * WINDOWS_PER_SLOT; at < (record + 1) * WINDOWS_PER_SLOT; at++)
    rssiDbm.push(log.rssiDbm[at]!);
}
