import type { Clock } from "../../hal/hal.js";
import type { Log } from "../log/log.js";
import type { Slot } from "./slot-cycle.js";

/** Slow work between the radio's events, in steps short enough (100 ms) that reports and USB wait no longer. */
export interface Chores {
  /** Writes the slot's encounters into the log. */
  flush(slot: Slot): void;
  /** Saves the small state, after what is waiting to be flushed. */
  save(): void;
  isIdle(): boolean;
}

/**
 * @param saveState  writes the small state to flash
 * @param today      day for the log's retention; below 0 while the time is not known
 */
export function createChores(clock: Clock, log: Log, saveState: () => void, today: () => number): Chores {
  const waiting: Slot[] = [];
  let isSaveDue = false;
  let isRunning = false;

  /** One record a step: one that also ends a page and opens the next takes 80 ms. */
  function flushOne(slot: Slot): void {
    const record = slot.table.take();
    if (record === undefined) waiting.shift();
    else log.append(slot.day, record);
  }

  function step(): void {
    if (waiting.length > 0) {
      flushOne(waiting[0]!);
    } else if (isSaveDue) {
      isSaveDue = false;
      saveState();
    } else if (!log.tend(today())) {
      isRunning = false;
      return;
    }
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
    isIdle: function () {
      return !isRunning;
    },
  };
}
