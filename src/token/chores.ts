import type { Clock } from "../../hal/hal.js";
import type { Slot } from "./slot-cycle.js";

/** Slow work between the radio's events, in steps short enough (100 ms) that reports and USB wait no longer. */
export interface Chores {
  /** Writes the slot's encounters into log and digest. */
  flush(slot: Slot): void;
  /** Saves the small state, after what is waiting to be flushed. */
  save(): void;
  /** Runs this after what is waiting to be flushed, or instead of it, and nothing any more afterwards: the program ends. */
  endWith(run: () => void, isFlushing: boolean): void;
  isIdle(): boolean;
  /** Steps so far: a number that stands still while something waits is a step that failed. */
  steps(): number;
}

/** What there is to do, a step at a time. */
export interface Duties {
  /** Goes on to the keys of a later day, once everything of the days before is written. True where that is to be saved. */
  ratchet(day: number): boolean;
  /** One step of leaving out neighbours that there is no room for, and of making room for a record; true: call again. */
  makeRoom(slot: Slot): boolean;
  /** One record. */
  write(day: number, record: Uint8Array): void;
  endSlot(slot: Slot): void;
  save(): void;
  /** One step of housekeeping; false where there is nothing to do. */
  tend(): boolean;
  /** Day of the slot under way; below 0 where there is none. */
  slotDay(): number;
}

export function createChores(clock: Clock, duties: Duties): Chores {
  let waiting: Slot[] = [];
  /** Day that the keys were last looked at for: once a day, not with every record. */
  let keyedDay: number | undefined;
  let isSaveDue = false;
  let isRunning = false;
  let steps = 0;
  let last: (() => void) | undefined;

  function flushOne(slot: Slot): void {
    if (duties.makeRoom(slot)) return;
    const record = slot.table.take();
    if (record === undefined) {
      waiting.shift();
      duties.endSlot(slot);
    } else {
      duties.write(slot.day, record);
    }
  }

  function step(): void {
    steps++;
    const next = waiting[0];
    if (next === undefined && last !== undefined) {
      last();
      return;
    }
    const day = next === undefined ? duties.slotDay() : next.day;
    if (day !== keyedDay && duties.ratchet(day)) {
      isSaveDue = false;
      duties.save();
    } else if (next !== undefined) {
      flushOne(next);
    } else if (isSaveDue) {
      isSaveDue = false;
      duties.save();
    } else if (!duties.tend()) {
      isRunning = false;
      return;
    }
    keyedDay = day;
    clock.alarmAt(clock.uptimeMs(), step);
  }

  function run(): void {
    if (isRunning) return;
    isRunning = true;
    clock.alarmAt(clock.uptimeMs(), step);
  }

  return {
    flush: function (slot) {
      waiting.push(slot);
      run();
    },
    save: function () {
      isSaveDue = true;
      run();
    },
    endWith: function (ending, isFlushing) {
      if (!isFlushing) waiting = [];
      last = ending;
      run();
    },
    isIdle: function () {
      return !isRunning;
    },
    steps: function () {
      return steps;
    },
  };
}
