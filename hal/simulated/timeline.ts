import type { Alarm } from "../hal.js";

/**
 * Virtual time for any number of simulated devices: it stands still while callbacks run and jumps from alarm to
 * alarm, so that a quiet day costs nothing.
 */
export interface Timeline {
  /** Virtual milliseconds; only `runNext` and `runUntil` move them, and never back. */
  nowMs(): number;
  /**
   * Runs `run` once at `ms`. Alarms run in order of their time, those of one time in the order they were made. A time
   * in the past keeps its place in that order and runs without moving the time back.
   */
  at(ms: number, run: () => void): Alarm;
  /** Forgets a pending alarm; one that has run, or was cancelled, is ignored. */
  cancel(alarm: Alarm): void;
  isPending(alarm: Alarm): boolean;
  /** Jumps to the next alarm and runs it; false where there is none. */
  runNext(): boolean;
  /** Runs every alarm up to and including `ms`, also those made meanwhile, and leaves the time there. */
  runUntil(ms: number): void;
}

/** An alarm is its slot plus its turn in that slot times this; bounds the alarms pending at one time. */
const MAX_SLOTS = 2 ** 24;

/** So many alarms at one instant are a program that re-arms itself without end. */
const MAX_ALARMS_AN_INSTANT = 10_000_000;

/** @param startMs  the time it starts with, by default 0 */
export function createTimeline(startMs = 0): Timeline {
  let now = startMs;
  let made = 0;
  let ranAtThisInstant = 0;

  // An alarm lives in a slot; the heap orders slot numbers. A cancelled alarm stays in the heap without a callback
  // until its time has come, so that cancelling costs nothing.
  const timeMs: number[] = [];
  const order: number[] = [];
  const turn: number[] = [];
  const callback: ((() => void) | undefined)[] = [];
  const freeSlots: number[] = [];
  const heap: number[] = [];
  /** The slot that comes before all in the heap; -1 if the first one is in the heap. Most alarms are due at once. */
  let front = -1;

  const isBefore = (a: number, b: number) =>
    timeMs[a]! < timeMs[b]! || (timeMs[a] === timeMs[b] && order[a]! < order[b]!);

  function push(slot: number): void {
    let at = heap.length;
    heap.push(slot);
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (!isBefore(slot, heap[parent]!)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = slot;
  }

  function add(slot: number): void {
    if (front < 0 ? heap.length === 0 || isBefore(slot, heap[0]!) : isBefore(slot, front)) {
      if (front >= 0) push(front);
      front = slot;
    } else push(slot);
  }

  const earliest = () => (front >= 0 ? front : heap[0]);

  function pop(): number {
    if (front >= 0) {
      const slot = front;
      front = -1;
      return slot;
    }
    const first = heap[0]!;
    const slot = heap.pop()!;
    const length = heap.length;
    if (length === 0) return first;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= length) break;
      if (child + 1 < length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (!isBefore(heap[child]!, slot)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = slot;
    return first;
  }

  /** Takes the callback out of a slot; its alarm number becomes stale. */
  function take(slot: number): (() => void) | undefined {
    const run = callback[slot];
    callback[slot] = undefined;
    turn[slot]!++;
    return run;
  }

  /** As `alarm % MAX_SLOTS`, which for numbers beyond 32 bits is a call into the C library. */
  const slotOf = (alarm: Alarm) => alarm - Math.floor(alarm / MAX_SLOTS) * MAX_SLOTS;

  const isPending = (alarm: Alarm) => {
    const slot = slotOf(alarm);
    return callback[slot] !== undefined && turn[slot] === (alarm - slot) / MAX_SLOTS;
  };

  /** Runs the first alarm due by `limitMs`. */
  function runFirst(limitMs: number): boolean {
    for (let next = earliest(); next !== undefined && timeMs[next]! <= limitMs; next = earliest()) {
      const slot = pop();
      const run = take(slot);
      freeSlots.push(slot);
      if (run === undefined) continue;
      if (timeMs[slot]! > now) {
        now = timeMs[slot]!;
        ranAtThisInstant = 0;
      } else if (++ranAtThisInstant > MAX_ALARMS_AN_INSTANT) {
        throw new Error(`Time stands still at ${now} ms: an alarm sets itself again and again`);
      }
      run();
      return true;
    }
    return false;
  }

  return {
    nowMs: () => now,
    at(ms, run) {
      if (!Number.isFinite(ms)) throw new RangeError(`An alarm needs a time in ms, not ${ms}`);
      const slot = freeSlots.pop() ?? timeMs.length;
      if (slot >= MAX_SLOTS) throw new RangeError(`More than ${MAX_SLOTS} alarms are pending`);
      timeMs[slot] = ms;
      order[slot] = made++;
      turn[slot] ??= 1; // so that no alarm is 0, which may stand for none
      callback[slot] = run;
      add(slot);
      return turn[slot]! * MAX_SLOTS + slot;
    },
    cancel(alarm) {
      if (isPending(alarm)) take(slotOf(alarm));
    },
    isPending,
    runNext: () => runFirst(Infinity),
    runUntil(ms) {
      while (runFirst(ms));
      if (ms > now) {
        now = ms;
        ranAtThisInstant = 0;
      }
    },
  };
}
