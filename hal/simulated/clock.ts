import type { Alarm, Clock, TimeState } from "../hal.js";
import type { Timeline } from "./timeline.js";

/** A crystal's uptime is virtual time multiplied by 1 + drift, so it is never rounded to less than asked for. */
const RETRY_MS = 0.001;

/** Alarms kept are looked through for those that have run whenever they have become so many. */
const SWEEP_AT = 32;

/** The hand on the crystal and on the supply of a simulated clock. */
export interface ClockControl {
  /** The program's alarms are gone; time goes on. */
  stop(): void;
  /** A reset: uptime starts at 0, alarms are gone, UTC goes on. */
  reset(): void;
  /** Power was away: as `reset`, and UTC is unknown. */
  losePower(): void;
}

/**
 * @param driftPpm    how much faster than true time the crystal runs, parts in a million
 * @param startUtcMs  UTC as set by a host before the start; undefined: never set
 */
export function createSimulatedClock(
  timeline: Timeline,
  driftPpm: number,
  startUtcMs: number | undefined,
): { clock: Clock; control: ClockControl } {
  const rate = 1 + driftPpm / 1e6;
  let bootMs = timeline.nowMs();
  let state: TimeState = startUtcMs === undefined ? "unset" : "set";
  /** UTC when it was last set, and the uptime of that moment. */
  let setToMs = startUtcMs ?? 0;
  let setAtMs = 0;
  let alarms: Alarm[] = [];

  const uptimeMs = () => (timeline.nowMs() - bootMs) * rate;
  const utcMs = () => setToMs + (uptimeMs() - setAtMs);

  function stop(): void {
    alarms.forEach(timeline.cancel);
    alarms = [];
  }

  function reset(): void {
    stop();
    setToMs = utcMs();
    setAtMs = 0;
    bootMs = timeline.nowMs();
  }

  return {
    clock: {
      uptimeMs,
      utcMs,
      timeState: () => state,
      setUtc(newUtcMs, newState) {
        if (!Number.isFinite(newUtcMs)) throw new RangeError(`UTC must be a number of ms, not ${newUtcMs}`);
        setToMs = newUtcMs;
        setAtMs = uptimeMs();
        state = newState;
      },
      alarmAt(dueMs, run) {
        let at = bootMs + dueMs / rate;
        while ((at - bootMs) * rate < dueMs) at += RETRY_MS;
        const alarm = timeline.at(at, run);
        const last = alarms.length - 1;
        // A program that goes on step by step makes each alarm after the one before has run.
        if (last >= 0 && !timeline.isPending(alarms[last]!)) alarms[last] = alarm;
        else if (alarms.push(alarm) > SWEEP_AT) alarms = alarms.filter(timeline.isPending);
        return alarm;
      },
      cancelAlarm: timeline.cancel,
    },
    control: {
      stop,
      reset,
      losePower() {
        reset();
        setToMs = 0;
        state = "unset";
      },
    },
  };
}
