/**
 * What a token's LED says: one table for the token, the leaflet and the simulator (src/token/SCHEDULE.md, Wearer, says why).
 * One colour, so nothing depends on telling colours apart. Device code.
 */

/** How often the LED is lit, how long in milliseconds, and how long it is dark after each time. */
export type Light = readonly [times: number, litMs: number, darkMs: number];

/**
 * Rows of the table. A press shows the last of those up to `WARNED` that holds, or `AGREED`; so the blinks count up as it gets
 * graver. The rows after those come by themselves. One gives way to a press, and to those that stand before it.
 */
export const WELL = 0;
/** The battery is low, or so empty that the token has stopped. */
export const BATTERY_LOW = 1;
/** It does not know the time, or only guesses it. */
export const TIME_LOST = 2;
/** It cannot keep what it should: its memory fails, its log is full for good, or its self-check failed. */
export const FAULTY = 3;
/** The wearer was near a case. */
export const WARNED = 4;
/** The press agreed to what a station asks for. */
export const AGREED = 5;
/** A station asks for the log, or to change the warning: press to agree. */
export const ASKED = 6;
/** A station reads the log. */
export const READING = 7;
/** Once a minute while a warning stands: to be found by who looks for it, and by nobody across a room. */
export const REMINDER = 8;
/** On a charger: mostly dark while it charges, mostly lit when it is full. */
export const CHARGING = 9;
export const FULL = 10;

export const LIGHTS: readonly Light[] = [
  [1, 1000, 0],
  [2, 300, 500],
  [3, 300, 500],
  [4, 300, 500],
  [5, 300, 500],
  [1, 3000, 0],
  [6, 80, 80],
  [1, 500, 500],
  [1, 100, 0],
  [1, 1000, 0],
  [1, 3000, 0],
];

export const REMINDER_EVERY_MS = 60000;
/** How often the light of a charger comes again. */
export const CHARGER_EVERY_MS = 4000;

/** The rows' names, for whoever is not the token. */
export const SIGNALS = [
  "well",
  "battery",
  "time",
  "faulty",
  "warned",
  "agreed",
  "asked",
  "reading",
  "reminder",
  "charging",
  "full",
] as const;
export type Signal = (typeof SIGNALS)[number];
