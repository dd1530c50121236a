/**
 * How well nearness is judged, on recordings whose distances are known:
 *
 *     npx tsx test/bench/nearness.ts [--one-clock] SIGHTINGS.csv[.gz] … | DIRECTORY
 *
 * Every recording is thinned to one strongest reading a scan, a scan a minute. AUC is how often a window whose median distance is
 * at most two metres gets the higher score than one farther away. Its intervals come from resampling whole groups: pairs of
 * devices, or devices and place where there are few pairs of devices. Rows of one group are never parted: neighbouring rows
 * hardly differ, and a random split would test on what it was fitted to.
 *
 * The calibration error is that of windows whose group was left out when midpoint and prior were taken from the others; or the
 * prior only, and the level from the group's own strengths, as of hardware that was calibrated. GAEN's buckets are given
 * whatever offset serves them best on the very data.
 */
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { createRandom } from "../../hal/simulated/random.js";
import { SLOPE_PER_DB } from "../../src/contacts/likelihood.js";
import type { Calibration } from "../../src/contacts/proximity.js";
import { type MeasuredRun, readMeasuredRuns } from "./measured-runs.js";
import {
  CLOSE_M,
  type Pair,
  type Window,
  auc,
  calibrationError,
  gaenWeight,
  judged,
  mean,
  quantile,
  sightingsOf,
  thinnedPairs,
  windowsOf,
} from "./nearness-windows.js";

const WINDOWS_S = [300, 900];
/** Fewer pairs of devices than this are no sample. */
const FEW_DEVICES = 8;
const RESAMPLES = 400;
const OFFSETS_DB = Array.from({ length: 41 }, (_, i) => i - 30);
const HOUR_S = 3600;
const FEW_HOURS = 20;
const CLOSE_MINUTES = 15;

const devicesOf = ({ tx, rx }: MeasuredRun) => `${tx}>${rx}`;
/** Without the body's angle and the step of a run. */
const placeOf = ({ context }: MeasuredRun) => context.replace(/ \/ (angle|rotation) \d+$/, "");

/** 95 % of resamples of whole groups, of each score. */
function intervals(
  scores: readonly (readonly number[])[],
  isClose: readonly boolean[],
  groups: readonly string[],
): [number, number][] {
  const members = new Map<string, number[]>();
  groups.forEach((group, i) => members.set(group, [...(members.get(group) ?? []), i]));
  const all = [...members.values()];
  const random = createRandom(1);
  const drawn = Array.from({ length: RESAMPLES }, () => all.flatMap(() => all[random.below(all.length)]!));
  return scores.map((score) => {
    const values = drawn
      .map((rows) =>
        auc(
          rows.map((i) => score[i]!),
          rows.map((i) => isClose[i]!),
        ),
      )
      .filter((value) => !Number.isNaN(value));
    return [quantile(values, 0.025), quantile(values, 0.975)];
  });
}

/** What the other groups say of a group's calibration: all of it, or only the prior, the level being its own. */
type Known = "others' level" | "own level";

/** Each group judged with what is known of it without its distances. */
function judgeLeftOut<T>(
  pairs: readonly Pair[],
  known: Known,
  judge: (own: readonly Pair[], calibration: Calibration) => T[],
): T[] {
  return [...new Set(pairs.map(({ group }) => group))].flatMap((group) => {
    const others = pairs.filter((one) => one.group !== group);
    const scans = others.flatMap((one) => one.scans);
    const share = mean(scans.map(({ distanceM }) => Number(distanceM <= CLOSE_M)));
    const calibration = { midpointDbm: undefined, prior: Math.min(0.99, Math.max(0.01, share)) };
    const own = pairs.filter((one) => one.group === group);
    return judge(
      own,
      known === "own level" ? calibration : sightingsOf(others, 900, false).judge(calibration).model,
    );
  });
}

function errorLeftOut(pairs: readonly Pair[], windowS: number, isOneClock: boolean, known: Known): string {
  const rows = judgeLeftOut(pairs, known, (own, calibration) => {
    const windows = windowsOf(own, windowS);
    return judged(own, windows, windowS, isOneClock, calibration).map((p, i) => ({ p, ...windows[i]! }));
  });
  const error = calibrationError(
    rows.map(({ p }) => p),
    rows.map(({ isClose }) => isClose),
  );
  return error.toFixed(3);
}

function reportWindows(pairs: readonly Pair[], windowS: number, isOneClock: boolean): void {
  const windows = windowsOf(pairs, windowS);
  const isClose = windows.map((one) => one.isClose);
  const gaens = OFFSETS_DB.map((offset) =>
    windows.map(({ rssiDbm }) => mean(rssiDbm.map((rssi) => gaenWeight(rssi, offset)))),
  );
  const best = gaens.reduce((a, b) => (auc(b, isClose) > auc(a, isClose) ? b : a));
  const scores: [string, number[]][] = [
    ["mean", windows.map(({ rssiDbm }) => mean(rssiDbm))],
    ["maximum", windows.map(({ rssiDbm }) => Math.max(...rssiDbm))],
    ["90th percentile", windows.map(({ rssiDbm }) => quantile(rssiDbm, 0.9))],
    ["GAEN's buckets", best],
    ["p_close", judged(pairs, windows, windowS, isOneClock, { midpointDbm: undefined, prior: 0.3 })],
  ];
  const bounds = intervals(
    scores.map(([, score]) => score),
    isClose,
    windows.map((one) => one.group),
  );
  console.log(
    `  ${windowS} s: ${windows.length} windows, ${percent(mean(isClose.map(Number)))} within ${CLOSE_M} m; ` +
      `calibration error ${errorLeftOut(pairs, windowS, isOneClock, "others' level")}, ` +
      `with the group's own level ${errorLeftOut(pairs, windowS, isOneClock, "own level")}`,
  );
  scores.forEach(([name, score], i) => {
    const [low, high] = bounds[i]!.map((value) => value.toFixed(3));
    console.log(`    ${name.padEnd(16)} AUC ${auc(score, isClose).toFixed(3)}  (${low}…${high})`);
  });
}

/** Hours of runs that last: "at least 15 minutes within two metres", said and so. */
function reportHours(pairs: readonly Pair[]): void {
  const hours = pairs.flatMap((pair) => {
    const byHour = new Map<number, Pair["scans"][number][]>();
    for (const scan of pair.scans) {
      const hour = Math.floor(scan.tS / HOUR_S);
      byHour.set(hour, [...(byHour.get(hour) ?? []), scan]);
    }
    return [...byHour]
      .filter(([, scans]) => scans.length >= CLOSE_MINUTES)
      .map(([hour, scans]) => ({ ...pair, pair: `${pair.pair} ${hour}`, scans }));
  });
  if (hours.length < FEW_HOURS) return;
  const isTrue = hours.map(({ scans }) => isClose(scans));
  const f1Of = (known: Known) => {
    const rows = judgeLeftOut(hours, known, (own, calibration) => {
      const said = sightingsOf(own, 900, false).judge(calibration).closeMinutes();
      return said.map(
        ({ closeMinutes }, i) => [closeMinutes >= CLOSE_MINUTES, isClose(own[i]!.scans)] as const,
      );
    });
    return f1(
      rows.map(([said]) => said),
      rows.map(([, so]) => so),
    ).toFixed(3);
  };
  const gaen = OFFSETS_DB.map((offset) =>
    f1(
      hours.map(
        ({ scans }) =>
          scans.reduce((sum, { rssiDbm }) => sum + gaenWeight(rssiDbm, offset), 0) >= CLOSE_MINUTES,
      ),
      isTrue,
    ),
  );
  console.log(
    `  hours of a pair with ${CLOSE_MINUTES} minutes within ${CLOSE_M} m: ${hours.length}, ${percent(mean(isTrue.map(Number)))} of them so; ` +
      `F1 ${f1Of("others' level")}, with the group's own level ${f1Of("own level")}, GAEN's buckets ${Math.max(...gaen).toFixed(3)}, all called close ${f1(
        isTrue.map(() => true),
        isTrue,
      ).toFixed(3)}`,
  );
}

function isClose(scans: Pair["scans"]): boolean {
  return scans.filter(({ distanceM }) => distanceM <= CLOSE_M).length >= CLOSE_MINUTES;
}

function f1(said: readonly boolean[], isTrue: readonly boolean[]): number {
  const right = said.filter((one, i) => one && isTrue[i]).length;
  return (2 * right) / (said.filter(Boolean).length + isTrue.filter(Boolean).length);
}

/**
 * Slope of the log-odds of "close" per dB where strengths of both kinds are normal: difference of their means by variance, both
 * within a pair of devices. Pairs of devices that have one kind only say nothing of it.
 */
function slopeWithin(windows: readonly Window[], devicesOfPair: ReadonlyMap<string, string>): number {
  const byDevices = new Map<string, Window[]>();
  for (const one of windows) {
    const devices = devicesOfPair.get(one.pair)!;
    byDevices.set(devices, [...(byDevices.get(devices) ?? []), one]);
  }
  let [differences, squares, weights, count] = [0, 0, 0, 0];
  for (const group of byDevices.values()) {
    const [close, far] = [true, false].map((kind) =>
      group.filter(({ isClose }) => isClose === kind).map(({ rssiDbm }) => mean(rssiDbm)),
    ) as [number[], number[]];
    if (close.length === 0 || far.length === 0) continue;
    const weight = 1 / (1 / close.length + 1 / far.length);
    differences += weight * (mean(close) - mean(far));
    weights += weight;
    for (const kind of [close, far]) {
      squares += kind.reduce((sum, dbm) => sum + (dbm - mean(kind)) ** 2, 0);
      count += kind.length - 1;
    }
  }
  return differences / weights / (squares / count);
}

function percent(share: number): string {
  return `${Math.round(100 * share)} %`;
}

async function report(path: string, isOneClock: boolean): Promise<void> {
  const runs = await readMeasuredRuns(path);
  const isFew = new Set(runs.map(devicesOf)).size < FEW_DEVICES;
  const groupOf = isFew ? (run: MeasuredRun) => `${devicesOf(run)} ${placeOf(run)}` : devicesOf;
  const pairs = thinnedPairs(runs, groupOf);
  const groups = new Set(pairs.map((pair) => pair.group)).size;
  const devices = new Map(pairs.map(({ pair, tx, rx }) => [pair, `${tx}>${rx}`]));
  console.log(
    `\n${basename(path)}: ${pairs.length} pairs, ${groups} groups by ${isFew ? "devices and place" : "devices"}`,
  );
  const windows = windowsOf(pairs, 300);
  if (new Set(windows.map((one) => one.isClose)).size < 2) {
    console.log("  one side of two metres only: nothing to tell apart");
    return;
  }
  const slope = slopeWithin(windows, devices).toFixed(2);
  console.log(`  slope within a pair of models ${slope} per dB (used: ${SLOPE_PER_DB})`);
  for (const windowS of WINDOWS_S) reportWindows(pairs, windowS, isOneClock);
  reportHours(pairs);
}

async function main(args: readonly string[]): Promise<void> {
  const isOneClock = args[0] === "--one-clock";
  const named = args.slice(isOneClock ? 1 : 0);
  if (named.length === 0)
    throw new Error("Give the recordings: [--one-clock] SIGHTINGS.csv[.gz] … or their directory");
  const paths = named.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path).flatMap((name) => (/\.csv(\.gz)?$/.test(name) ? [join(path, name)] : []))
      : [path],
  );
  for (const path of paths) await report(path, isOneClock);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
