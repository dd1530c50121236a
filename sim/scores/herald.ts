/**
 * The rates of Herald's "Fair Efficacy Formula" (theheraldproject.github.io, efficacy/paper.md and method.md), computed
 * from logs: a reading is a window's strongest advert, at the moment at which the listener's window opened. Always from
 * one token's log of another, both with their wearers and powered. What each means here: PARAMETERS.md, Scores.
 */
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { NOT_HEARD, WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { windowOffsetMs } from "../../src/token/schedule.js";
import { eachStay } from "../tracks.js";
import { CLOSE_CM } from "../truth.js";
import type { PairDay, ScoredRun, View } from "./pairs.js";
import type { TokenSummary } from "./summary.js";
import { share } from "./verdicts.js";

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
const SIXTH_MS = SLOT_MS / WINDOWS_PER_SLOT;

/** Herald's windows: an epidemiologist's shortest exposure. */
const WINDOW_MS = 30_000;
/** Around the nearest distance of a day: the riskiest part of a contact. */
const NEAREST_CM = 50;
/** Readings are compared with others at the same distance, to so many centimetres, and up to here. */
const DISTANCE_STEP_CM = 10;
const MAX_DISTANCE_CM = 400;
/** Herald's test of longevity lasts that long. */
const LONG_HOURS = 8;
/** Ferretti's share of people who act upon a warning, as the formula has it. */
const ACTING = 0.9;

const STRENGTHS = 256;

interface Stay {
  fromMs: number;
  toMs: number;
  distanceCm: number;
}

interface Reading {
  ms: number;
  rssiDbm: number;
}

export function createHerald({ tracks, summaries, startUtcMs, world }: ScoredRun) {
  const summaryOf: TokenSummary[] = [];
  for (const summary of summaries) summaryOf[summary.person] = summary;
  let met = 0;
  let detected = 0;
  /** By hour of the run: 30 s windows within two metres, and those of them with a reading. */
  const windows: number[] = [];
  const windowsRead: number[] = [];
  let nearestMs = 0;
  let recordedMs = 0;
  const strengths = createStrengths();

  /** One token's log of one other on a day on which they were within two metres. */
  function hear(listener: number, view: View | undefined, stays: readonly Stay[]): void {
    const close = stays.filter(({ distanceCm }) => distanceCm <= CLOSE_CM);
    let whole = 0;
    for (const stay of close) {
      const { first, end } = wholeWindows(stay);
      for (let window = first; window < end; window++) countAt(windows, hourOf(window));
      whole += Math.max(0, end - first);
    }
    if (whole === 0) return;
    met++;
    const nearestCm = Math.min(...close.map(({ distanceCm }) => distanceCm));
    const nearest = close.filter(({ distanceCm }) => distanceCm <= nearestCm + NEAREST_CM);
    nearestMs += nearest.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
    if (view === undefined) return;
    detected++;
    let last = -1;
    let current = 0;
    let recorded = 0;
    for (const { ms, rssiDbm } of readingsOf(summaryOf[listener]!, view, startUtcMs)) {
      const sixthMs = Math.floor(ms / SIXTH_MS) * SIXTH_MS;
      // Readings come in order, like stays: what is over stays over.
      while (recorded < nearest.length && nearest[recorded]!.toMs <= sixthMs) recorded++;
      for (let i = recorded; i < nearest.length && nearest[i]!.fromMs < sixthMs + SIXTH_MS; i++)
        recordedMs += Math.min(nearest[i]!.toMs, sixthMs + SIXTH_MS) - Math.max(nearest[i]!.fromMs, sixthMs);
      while (current < stays.length && stays[current]!.toMs <= ms) current++;
      const stay = stays[current];
      if (stay === undefined || stay.fromMs > ms) continue;
      strengths.add(stay.distanceCm, rssiDbm);
      if (stay.distanceCm > CLOSE_CM) continue;
      const window = Math.floor(ms / WINDOW_MS);
      const { first, end } = wholeWindows(stay);
      if (window !== last && window >= first && window < end) countAt(windowsRead, hourOf(window));
      last = window;
    }
  }

  /** Last hour with contacts against the first one, of eight and more. */
  function longevity(): number | null {
    const first = windows.findIndex((count) => count > 0);
    const last = windows.length - 1;
    if (first < 0 || last - first < LONG_HOURS - 1) return null;
    const rate = (hour: number) => (windowsRead[hour] ?? 0) / windows[hour]!;
    return rate(first) === 0 ? null : Math.min(1, rate(last) / rate(first));
  }

  return {
    /** A pair of which both have a token with them, powered. */
    add({ a, b, day, byA, byB, closeMinutes }: PairDay): void {
      if (closeMinutes === 0) return;
      const stays: Stay[] = [];
      eachStay(tracks[a]!, tracks[b]!, day * DAY_MS, (day + 1) * DAY_MS, (fromMs, toMs, distanceCm) =>
        stays.push({ fromMs, toMs, distanceCm }),
      );
      hear(a, byA, stays);
      hear(b, byB, stays);
    },
    result(): HeraldRates {
      const sum = (counts: readonly number[]) => counts.reduce((total, count) => total + (count ?? 0), 0);
      const rates = {
        detection: share(detected, met),
        continuity: share(sum(windowsRead), sum(windows)),
        completeness: share(recordedMs, nearestMs),
        accuracy: strengths.accuracy(),
        longevity: longevity(),
      };
      const reach = summaries.length / world.people.length;
      const product = Object.values(rates).reduce((whole: number, rate) => whole * (rate ?? 1), 1);
      return { reach, ...rates, efficacy: met === 0 ? null : reach ** 2 * product * ACTING };
    },
  };
}

/** The 30 s windows that lie wholly in a stay: from the first up to and without the end. */
function wholeWindows({ fromMs, toMs }: Stay): { first: number; end: number } {
  return { first: Math.ceil(fromMs / WINDOW_MS), end: Math.floor(toMs / WINDOW_MS) };
}

function hourOf(window: number): number {
  return Math.floor((window * WINDOW_MS) / HOUR_MS);
}

function countAt(counts: number[], index: number): void {
  counts[index] = (counts[index] ?? 0) + 1;
}

/** What a log read of one other, in order; milliseconds since the start. */
function* readingsOf(
  { ids, firstSlot }: TokenSummary,
  { slots }: View,
  startUtcMs: number,
): Generator<Reading> {
  const id = new Uint8Array(WINDOWS_PER_SLOT);
  for (const { slot, rssiDbm } of slots) {
    // A window opens at a time that a byte of the listener's own ID decides; `idNumber` holds just these.
    let bytes = ids[slot - firstSlot]!;
    for (let w = WINDOWS_PER_SLOT - 1; w >= 0; w--) {
      id[w] = bytes % 256;
      bytes = Math.floor(bytes / 256);
    }
    for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
      if (rssiDbm[w] === NOT_HEARD) continue;
      yield { ms: slot * SLOT_MS + windowOffsetMs(id, w) - startUtcMs, rssiDbm: rssiDbm[w]! };
    }
  }
}

/** Readings by distance: each is compared with the mean of all at the same distance, which is what one should read there. */
function createStrengths() {
  const rows = MAX_DISTANCE_CM / DISTANCE_STEP_CM + 1;
  /** By distance, dBm + 128. */
  const counts = Array.from({ length: rows }, () => new Uint32Array(STRENGTHS));
  return {
    add(distanceCm: number, rssiDbm: number): void {
      const row = counts[Math.round(distanceCm / DISTANCE_STEP_CM)];
      if (row !== undefined) row[rssiDbm + 128]!++;
    },
    /** 1 less the mean error relative to the expected reading. */
    accuracy(): number | null {
      let readings = 0;
      let errors = 0;
      for (const row of counts) {
        const count = row.reduce((sum, n) => sum + n, 0);
        if (count === 0) continue;
        const mean = row.reduce((sum, n, level) => sum + n * (level - 128), 0) / count;
        readings += count;
        errors += row.reduce((sum, n, level) => sum + n * Math.abs((level - 128 - mean) / mean), 0);
      }
      return readings === 0 ? null : 1 - errors / readings;
    },
  };
}
