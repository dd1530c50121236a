import type { Clock, Indicator } from "../../hal/hal.js";

/** How often the LED is lit, how long in milliseconds, and how long it is dark in between. */
export type BlinkPattern = [times: number, litMs: number, darkMs: number];

export const ALL_WELL: BlinkPattern = [1, 800, 0];
export const BATTERY_LOW: BlinkPattern = [2, 150, 250];
export const TIME_UNKNOWN: BlinkPattern = [3, 150, 250];
/** It cannot keep what it should: its memory fails, or its log is full for good. */
export const FAULTY: BlinkPattern = [4, 150, 250];
/** The wearer was near a case. */
export const WARNED: BlinkPattern = [5, 150, 250];
/** A station asks for the log, or to change the warning: press to agree. */
export const CONSENT_ASKED: BlinkPattern = [4, 60, 60];
export const CONSENT_GIVEN: BlinkPattern = [1, 1500, 0];
/** Once a minute while a warning stands: to be found by who looks for it, and by nobody across a room. */
export const REMINDER: BlinkPattern = [1, 40, 0];

/** Shows one pattern; the LED is dark afterwards. */
export function blink(clock: Clock, indicator: Indicator, pattern: BlinkPattern): void {
  let atMs = clock.uptimeMs();
  for (let n = 0; n < pattern[0]; n++) {
    clock.alarmAt(atMs, function () {
      indicator.set(true);
    });
    atMs += pattern[1];
    clock.alarmAt(atMs, function () {
      indicator.set(false);
    });
    atMs += pattern[2];
  }
}
