import type { Alarm, Clock, TimeState } from "../hal.js";

/** 2020-01-01: the chip counts from 0 after power loss and keeps what was set through a reset. */
const EARLIEST_SET_S = 1577836800;

export interface EspruinoClock extends Clock {
  /** The chip's counter stood still for this long: both uptime and UTC move on. */
  skip(lostMs: number): void;
}

interface Pending {
  readonly alarm: Alarm;
  readonly uptimeMs: number;
  readonly run: () => void;
}

/**
 * One interpreter timer serves all alarms, set for the earliest: the interpreter's own list keeps no order among
 * timers of one time, and its timers have to be set anew whenever the chip's clock is moved.
 */
export function createClock(): EspruinoClock {
  /** Uptime is the chip's time less this. */
  let startMs = getTime() * 1000;
  let utcOffsetMs = startMs;
  let state: TimeState = getTime() > EARLIEST_SET_S ? "set" : "unset";
  /** Latest first, the next alarm last; of one time the first made is last. */
  const pending: Pending[] = [];
  let lastAlarm = 0;
  let timer: number | undefined;

  function uptimeMs(): number {
    return getTime() * 1000 - startMs;
  }

  function setTimer(): void {
    if (timer !== undefined) clearTimeout(timer);
    timer = undefined;
    if (pending.length > 0) {
      timer = setTimeout(runNext, Math.max(0, pending[pending.length - 1]!.uptimeMs - uptimeMs()));
    }
  }

  function runNext(): void {
    timer = undefined;
    const next = pending[pending.length - 1]!;
    const isDue = next.uptimeMs <= uptimeMs();
    if (isDue) pending.pop();
    setTimer();
    if (isDue) next.run();
  }

  /** Moves the chip's own clock, which outlives a reset, without moving uptime. */
  function setChip(chipMs: number, nowMs: number): void {
    setTime(chipMs / 1000);
    startMs = chipMs - nowMs;
    setTimer();
  }

  return {
    uptimeMs: uptimeMs,
    utcMs() {
      return uptimeMs() + utcOffsetMs;
    },
    timeState() {
      return state;
    },
    setUtc(utcMs, newState) {
      const nowMs = uptimeMs();
      state = newState;
      utcOffsetMs = utcMs - nowMs;
      // An estimate must not come back as "set" after a reset: the chip then counts from power-on again.
      setChip(newState === "set" ? utcMs : nowMs, nowMs);
    },
    alarmAt(atMs, run) {
      let index = pending.length;
      while (index > 0 && pending[index - 1]!.uptimeMs <= atMs) index--;
      const alarm = ++lastAlarm;
      pending.splice(index, 0, { alarm: alarm, uptimeMs: atMs, run: run });
      if (index === pending.length - 1) setTimer();
      return alarm;
    },
    cancelAlarm(alarm) {
      const index = pending.findIndex(function (entry) {
        return entry.alarm === alarm;
      });
      if (index < 0) return;
      pending.splice(index, 1);
      if (index === pending.length) setTimer();
    },
    skip(lostMs) {
      setTime(getTime() + lostMs / 1000);
      setTimer();
    },
  };
}
