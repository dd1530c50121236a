import type { Clock, Indicator } from "../../hal/hal.js";

/** Alternating lit and dark times in milliseconds, beginning with lit. */
export type BlinkPattern = number[];

export const ALL_WELL: BlinkPattern = [800];
export const BATTERY_LOW: BlinkPattern = [150, 250, 150];
export const TIME_UNKNOWN: BlinkPattern = [150, 250, 150, 250, 150];
/** The wearer was near a case. */
export const WARNED: BlinkPattern = [150, 250, 150, 250, 150, 250, 150, 250, 150];
/** A station asks for the log: press to agree. */
export const CONSENT_ASKED: BlinkPattern = [60, 60, 60, 60, 60, 60, 60];
export const CONSENT_GIVEN: BlinkPattern = [1500];
/** Once a minute while a warning stands: to be found by who looks for it, and by nobody across a room. */
export const REMINDER: BlinkPattern = [40];

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
