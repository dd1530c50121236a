import type { Clock, Indicator } from "../../hal/hal.js";

/** Alternating lit and dark times in milliseconds, beginning with lit. */
export type BlinkPattern = number[];

export const ALL_WELL: BlinkPattern = [800];
export const BATTERY_LOW: BlinkPattern = [150, 250, 150];
export const TIME_UNKNOWN: BlinkPattern = [150, 250, 150, 250, 150];

/** Shows one pattern; the LED is dark afterwards. */
export function blink(clock: Clock, indicator: Indicator, pattern: BlinkPattern): void {
  let atMs = clock.uptimeMs();
  let step = 0;
  function next(): void {
    indicator.set(step < pattern.length && step % 2 === 0);
    if (step === pattern.length) return;
    atMs += pattern[step]!;
    step++;
    clock.alarmAt(atMs, next);
  }
  next();
}
