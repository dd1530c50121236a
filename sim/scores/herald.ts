/**
 * The rates of Herald's "Fair Efficacy Formula" (theheraldproject.github.io, "efficacy": paper and method), computed
 * from logs: a reading is a window's strongest advert, at the moment at which the listener's window opened. Always from
 * one token's log of another, both with their wearers and powered. What each means here: PARAMETERS.md, Scores.
 */
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { NOT_HEARD, WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { createWindowTimes } from "../devices/window-times.js";
import { eachStay } from "../days/tracks.js";
import { CLOSE_CM } from "../days/truth.js";
import type { PairDay, ScoredRun } from "./pairs.js";
import { slotZeroOf } from "./summary.js";
import { share } from "./verdicts.js";
import type { View } from "./views.js";

export interface HeraldRates {
  /** Share of people with a token. */
  reach: number;
  detection: number | null;
  continuity: number | null;
  completeness: number | null;
  accuracy: number | null;
  longevity: number | null;
  /** reach² × the five × 0.9; what could not be measured is left out of the product. */
  efficacy: number | null;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const QUARTER_MS = SLOT_MS / WINDOWS_PER_SLOT;

/** Herald's windows: an epidemiologist's shortest exposure. */
const WINDOW_MS = 30_000;
const WINDOWS_AN_HOUR = HOUR_MS / WINDOW_MS;
/** Around the nearest distance of a day: the riskiest part of a contact. */
const NEAREST_CM = 50;
/** Readings are compared with others at the same distance, to so many centimetres, and up to here. */
const DISTANCE_STEP_CM = 10;
const MAX_DISTANCE_CM = 400;
/** Herald's test of longevity lasts that long. */
const LONG_HOURS = 8;
/** Ferretti's share of people who act upon a warning, as the formula has it. */
const ACTING = 0.9;

const DISTANCES = MAX_DISTANCE_CM / DISTANCE_STEP_CM + 1;
const STRENGTHS = 256;

/** What is counted of some pairs; of more, each number is the sum. */
export interface HeraldCounts {
  /** Ordered pairs and days with a 30 s window, and those of them that a log holds. */
  met: number;
  detected: number;
  /** Time at the nearest distance, and that for which readings stand. */
  nearestMs: number;
  recordedMs: number;
  /** By hour of the run: 30 s windows within two metres, and those of them with a reading. */
  readonly windows: Float64Array;
  readonly windowsRead: Float64Array;
  /** Readings by distance and then by dBm + 128. */
  readonly strengths: Float64Array;
}

interface Stay {
  fromMs: number;
  toMs: number;
  distanceCm: number;
}

interface Reading {
  ms: number;
  rssiDbm: number;
}

export function createHerald({ tracks, startUtcMs, days }: ScoredRun) {
  const windowTimes = createWindowTimes();
  const counts: HeraldCounts = {
    met: 0,
    detected: 0,
    nearestMs: 0,
    recordedMs: 0,
    windows: new Float64Array(24 * days),
    windowsRead: new Float64Array(24 * days),
    strengths: new Float64Array(DISTANCES * STRENGTHS),
  };

  /** One token's log of one other on a day on which they were within two metres. */
  function hear(view: View | undefined, stays: readonly Stay[]): void {
    const close = stays.filter(({ distanceCm }) => distanceCm <= CLOSE_CM);
    let whole = 0;
    for (const stay of close) {
      const { first, end } = wholeWindows(stay);
      for (let from = first; from < end;) {
        const to = Math.min(end, (hourOf(from) + 1) * WINDOWS_AN_HOUR);
        counts.windows[hourOf(from)]! += to - from;
        from = to;
      }
      whole += Math.max(0, end - first);
    }
    if (whole === 0) return;
    counts.met++;
    const nearestCm = Math.min(...close.map(({ distanceCm }) => distanceCm));
    const nearest = close.filter(({ distanceCm }) => distanceCm <= nearestCm + NEAREST_CM);
    counts.nearestMs += nearest.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    if (view === undefined) return;
    counts.detected++;
    let last = -1;
    let current = 0;
    let recorded = 0;
    for (const { ms, rssiDbm } of readingsOf(view, startUtcMs, windowTimes)) {
      const quarterMs = Math.floor(ms / QUARTER_MS) * QUARTER_MS;
      // Readings come in order, like stays: what is over stays over.
      while (recorded < nearest.length && nearest[recorded]!.toMs <= quarterMs) recorded++;
      for (let i = recorded; i < nearest.length && nearest[i]!.fromMs < quarterMs + QUARTER_MS; i++)
        counts.recordedMs +=
          Math.min(nearest[i]!.toMs, quarterMs + QUARTER_MS) - Math.max(nearest[i]!.fromMs, quarterMs);
      while (current < stays.length && stays[current]!.toMs <= ms) current++;
      const stay = stays[current];
      if (stay === undefined || stay.fromMs > ms) continue;
      const distance = Math.round(stay.distanceCm / DISTANCE_STEP_CM);
      if (distance < DISTANCES) counts.strengths[distance * STRENGTHS + rssiDbm + 128]!++;
      if (stay.distanceCm > CLOSE_CM) continue;
      const window = Math.floor(ms / WINDOW_MS);
      const { first, end } = wholeWindows(stay);
      if (window !== last && window >= first && window < end) counts.windowsRead[hourOf(window)]!++;
      last = window;
    }
  }

  return {
    counts,
    /** A pair of which both have a token with them, powered. */
    add({ a, b, day, byA, byB, closeMinutes }: PairDay): void {
      if (closeMinutes === 0) return;
      const stays: Stay[] = [];
      eachStay(tracks[a]!, tracks[b]!, day * DAY_MS, (day + 1) * DAY_MS, (fromMs, toMs, distanceCm) =>
        stays.push({ fromMs, toMs, distanceCm }),
      );
      hear(byA, stays);
      hear(byB, stays);
    },
  };
}

/** @param reach  share of people with a token */
export function heraldRatesOf(counts: HeraldCounts, reach: number): HeraldRates {
  const sum = (all: Float64Array) => all.reduce((total, count) => total + count, 0);
  const rates = {
    detection: share(counts.detected, counts.met),
    continuity: share(sum(counts.windowsRead), sum(counts.windows)),
    completeness: share(counts.recordedMs, counts.nearestMs),
    accuracy: accuracyOf(counts.strengths),
    longevity: longevityOf(counts),
  };
  const product = Object.values(rates).reduce((whole: number, rate) => whole * (rate ?? 1), 1);
  return { reach, ...rates, efficacy: counts.met === 0 ? null : reach ** 2 * product * ACTING };
}

/** Last hour with contacts against the first one, of eight and more. */
function longevityOf({ windows, windowsRead }: HeraldCounts): number | null {
  const first = windows.findIndex((count) => count > 0);
  const last = windows.findLastIndex((count) => count > 0);
  if (first < 0 || last - first < LONG_HOURS - 1) return null;
  const rate = (hour: number) => windowsRead[hour]! / windows[hour]!;
  return rate(first) === 0 ? null : Math.min(1, rate(last) / rate(first));
}

/**
 * 1 less the mean error relative to the expected reading: the mean of all at the same distance, which is what one should
 * read there.
 */
function accuracyOf(strengths: Float64Array): number | null {
  let readings = 0;
  let errors = 0;
  for (let at = 0; at < strengths.length; at += STRENGTHS) {
    const row = strengths.subarray(at, at + STRENGTHS);
    const count = row.reduce((sum, n) => sum + n, 0);
    if (count === 0) continue;
    const mean = row.reduce((sum, n, level) => sum + n * (level - 128), 0) / count;
    readings += count;
    errors += row.reduce((sum, n, level) => sum + n * Math.abs((level - 128 - mean) / mean), 0);
  }
  return readings === 0 ? null : 1 - errors / readings;
}

/** The 30 s windows that lie wholly in a stay: from the first up to and without the end. */
function wholeWindows({ fromMs, toMs }: Stay): { first: number; end: number } {
  return { first: Math.ceil(fromMs / WINDOW_MS), end: Math.floor(toMs / WINDOW_MS) };
}

function hourOf(window: number): number {
  return Math.floor(window / WINDOWS_AN_HOUR);
}

/** What a log read of one other, in order; milliseconds since the start. Those of an estimated time are off by minutes anyway. */
function readingsOf(
  { heard }: View,
  startUtcMs: number,
  windowTimes: (slot: number, window: number) => number,
): Reading[] {
  const { slots, rssiDbm } = heard;
  const slotZero = slotZeroOf(startUtcMs);
  const readings: Reading[] = [];
  for (let i = 0; i < slots.length; i++) {
    const slot = slotZero + slots[i]!;
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
      const strength = rssiDbm[i * WINDOWS_PER_SLOT + w]!;
      if (strength === NOT_HEARD) continue;
      readings.push({ ms: slot * SLOT_MS + windowTimes(slot, w) - startUtcMs, rssiDbm: strength });
    }
  }
  return readings;
}
