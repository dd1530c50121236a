/** Recordings cut into scans and windows, and the scores that nearness is compared with. */
import { createSightings } from "../../src/contacts/proximity.js";
import type { MeasuredRun } from "./measured-runs.js";

/** A scan of a few seconds, now and then, as phones and tokens listen; of each the strongest reading is kept. */
const SCAN_S = 4;
const SCAN_EVERY_S = 60;
export const CLOSE_M = 2;

export interface Scan {
  readonly tS: number;
  readonly rssiDbm: number;
  readonly distanceM: number;
}

export interface Pair {
  readonly pair: string;
  readonly tx: string;
  readonly rx: string;
  /** Devices, or devices and place, that this pair must not be parted from. */
  readonly group: string;
  readonly scans: readonly Scan[];
}

/** One window of one pair. */
export interface Window {
  readonly group: string;
  readonly isClose: boolean;
  readonly rssiDbm: readonly number[];
  /** Without a prior, in the order of the estimator's spans. */
  readonly pair: string;
  readonly index: number;
}

/** Runs put together to pairs and thinned to one strongest reading a scan. */
export function thinnedPairs(runs: readonly MeasuredRun[], groupOf: (run: MeasuredRun) => string): Pair[] {
  const pairs = new Map<string, { first: MeasuredRun; scans: Map<number, Scan> }>();
  for (const run of runs) {
    let pair = pairs.get(run.pair);
    if (pair === undefined) pairs.set(run.pair, (pair = { first: run, scans: new Map() }));
    run.tS.forEach((tS, i) => {
      const number = Math.floor(tS / SCAN_EVERY_S);
      // A recorder slower than the scan has at most one reading in it, and often none: its next one counts.
      const before = pair.scans.get(number);
      const isInScan = before === undefined || tS < Math.floor(before.tS) + SCAN_S;
      if (!isInScan || (before !== undefined && before.rssiDbm >= run.rssiDbm[i]!)) return;
      pair.scans.set(number, { tS, rssiDbm: run.rssiDbm[i]!, distanceM: run.distanceM });
    });
  }
  return [...pairs].map(([pair, { first, scans }]) => ({
    pair,
    tx: first.tx,
    rx: first.rx,
    group: groupOf(first),
    scans: [...scans.values()].sort((a, b) => a.tS - b.tS),
  }));
}

export function windowsOf(pairs: readonly Pair[], windowS: number): Window[] {
  return pairs.flatMap(({ pair, group, scans }) => {
    const byIndex = new Map<number, Scan[]>();
    for (const scan of scans) {
      const index = Math.floor(scan.tS / windowS);
      byIndex.set(index, [...(byIndex.get(index) ?? []), scan]);
    }
    return [...byIndex].map(([index, inside]) => ({
      pair,
      group,
      index,
      isClose: median(inside.map(({ distanceM }) => distanceM)) <= CLOSE_M,
      rssiDbm: inside.map(({ rssiDbm }) => rssiDbm),
    }));
  });
}

/** The product's estimator over these pairs: the probability of each window, in their order. */
export function judged(
  pairs: readonly Pair[],
  windows: readonly Window[],
  windowS: number,
  isOneClock: boolean,
  calibration: { midpointDbm: number | undefined; prior: number },
): number[] {
  const spans = sightingsOf(pairs, windowS, isOneClock).judge(calibration).spans();
  const found = new Map(spans.map((span) => [`${span.pair} ${span.index}`, span.probability]));
  return windows.map(({ pair, index }) => found.get(`${pair} ${index}`)!);
}

export function sightingsOf(pairs: readonly Pair[], spanS: number, isOneClock: boolean) {
  const sightings = createSightings(spanS, isOneClock);
  for (const { pair, tx, rx, scans } of pairs)
    for (const { tS, rssiDbm } of scans)
      sightings.add({ pair, sender: tx, receiver: rx, tS, strengthDbm: rssiDbm });
  return sightings;
}

/**
 * Exposure Notification counts minutes in four buckets of attenuation, up to 50, 70 and 90 dB by Apple's defaults, and adds
 * them up with weights that fall. The score is the mean weight of a window's scans.
 *
 * @param offsetDb  transmit power and calibration, which a recording does not tell
 */
export function gaenWeight(rssiDbm: number, offsetDb: number): number {
  const attenuationDb = offsetDb - rssiDbm;
  if (attenuationDb <= 50) return 1.5;
  if (attenuationDb <= 70) return 1;
  return attenuationDb <= 90 ? 0.5 : 0;
}

/** How often a close window has the higher score, ties counting half; NaN where there is but one kind. */
export function auc(scores: readonly number[], isClose: readonly boolean[]): number {
  const order = scores.map((_, i) => i).sort((a, b) => scores[a]! - scores[b]!);
  let rankSum = 0;
  for (let from = 0; from < order.length;) {
    let to = from;
    while (to < order.length && scores[order[to]!] === scores[order[from]!]) to++;
    for (let i = from; i < to; i++) if (isClose[order[i]!]) rankSum += (from + 1 + to) / 2;
    from = to;
  }
  const close = isClose.filter(Boolean).length;
  return (rankSum - (close * (close + 1)) / 2) / (close * (scores.length - close));
}

/** Mean distance of what was said from what was so, over ten bands of what was said. */
export function calibrationError(probabilities: readonly number[], isClose: readonly boolean[]): number {
  const bands = Array.from({ length: 10 }, () => ({ said: 0, so: 0 }));
  probabilities.forEach((p, i) => {
    const band = bands[Math.min(9, Math.floor(p * 10))]!;
    band.said += p;
    band.so += isClose[i] ? 1 : 0;
  });
  return bands.reduce((sum, { said, so }) => sum + Math.abs(said - so), 0) / probabilities.length;
}

export function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const below = sorted[Math.floor(at)]!;
  return below + (sorted[Math.ceil(at)]! - below) * (at - Math.floor(at));
}

export function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

export function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}
