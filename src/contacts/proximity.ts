/**
 * Nearness out of recorded sightings, dense or sparse. Runs on the host. A row gives the strength of one advert; of every
 * scan (a few seconds) the strongest counts, and scans of a few minutes make a window, as in a token's record.
 *
 * Only with one clock for all are equal names one device: then both directions of a pair are put together, and each
 * device's own level is taken off.
 */
import { spellProbability } from "./closeness.js";
import { type DeviceLevels, type Link, NO_LEVELS, deviceLevels } from "./device-levels.js";
import {
  type Evidence,
  type HeardWindow,
  type NearnessModel,
  SMOOTHING_APART_MS,
  SMOOTHING_MS,
  midpointOf,
  probability,
  ratioOf,
  smooth,
} from "./likelihood.js";
import { createSpellFinder } from "./spells.js";

/** Windows are no longer than a token's. */
const MOST_WINDOW_S = 150;
/** Phones that listen now and then do so for about four seconds. */
const MOST_SCAN_S = 4;
/** Silence up to so long is bridged, and one scan missed: twice the usual time and a little. */
const BRIDGED_S = 300;
const BRIDGED_GAPS = 2.5;

export interface HeardAdvert {
  /** One transmitter heard by one receiver. */
  readonly pair: string;
  readonly sender: string;
  readonly receiver: string;
  readonly tS: number;
  readonly strengthDbm: number;
}

export interface SpanNearness {
  readonly pair: string;
  /** The span is [spanS × index, spanS × (index + 1)). */
  readonly index: number;
  readonly probability: number;
}

export interface PairNearness {
  readonly pair: string;
  /** Expected minutes within two metres. */
  readonly closeMinutes: number;
}

/** What is not calibrated is taken from the sightings themselves (`midpointOf`). */
export interface Calibration {
  readonly midpointDbm: number | undefined;
  readonly prior: number;
}

export interface Proximity {
  readonly model: NearnessModel;
  /** Every span in which a pair was heard, pairs in the order of their first advert, spans ascending. */
  spans(): SpanNearness[];
  closeMinutes(): PairNearness[];
}

export interface Sightings {
  add(advert: HeardAdvert): void;
  judge(calibration: Calibration): Proximity;
}

/** One pair's scans, each with its strongest advert. */
interface Run {
  readonly pair: string;
  readonly sender: string;
  readonly receiver: string;
  readonly scans: Map<number, number>;
}

/** The runs of one encounter: both directions where they are known. */
interface Encounter {
  readonly runs: readonly Run[];
  /** Scans in which anything was heard, ascending. */
  readonly scans: readonly number[];
  readonly windows: readonly HeardWindow[];
  /** Of each of these windows: for each run that heard something in it, the mean of its scans. */
  readonly readingsDbm: readonly (readonly number[])[];
}

/** @param spanS  length of the spans to be judged */
export function createSightings(spanS: number, isOneClock: boolean): Sightings {
  const windowsInSpan = Math.ceil(spanS / MOST_WINDOW_S);
  const scansInWindow = Math.ceil(spanS / windowsInSpan / MOST_SCAN_S);
  const scansInSpan = windowsInSpan * scansInWindow;
  const windowMs = (spanS / windowsInSpan) * 1000;
  const scanS = spanS / scansInSpan;
  const smoothingMs = isOneClock ? SMOOTHING_MS : SMOOTHING_APART_MS;
  const runs = new Map<string, Run>();

  /** Whole numbers, so that no scan lies in two windows or spans. */
  function scanAt(tS: number): number {
    const span = Math.floor(tS / spanS);
    const within = Math.floor((tS - span * spanS) / scanS);
    return span * scansInSpan + Math.min(Math.max(within, 0), scansInSpan - 1);
  }

  function encounterOf(runs: readonly Run[], levels: DeviceLevels): Encounter {
    const byWindow = new Map<number, number[][]>();
    const scans = new Set<number>();
    runs.forEach((run, r) => {
      const levelDb = (levels.sendingDb.get(run.sender) ?? 0) + (levels.receivingDb.get(run.receiver) ?? 0);
      for (const [scan, strengthDbm] of ascending(run.scans)) {
        scans.add(scan);
        const window = Math.floor(scan / scansInWindow);
        const byRun = byWindow.get(window) ?? runs.map(() => []);
        byWindow.set(window, byRun);
        byRun[r]!.push(strengthDbm - levelDb);
      }
    });
    const windows = ascending(byWindow);
    return {
      runs,
      scans: [...scans].sort((a, b) => a - b),
      windows: windows.map(([index, byRun]) => ({ index, ratio: mean(byRun.flat().map(ratioOf)) })),
      readingsDbm: windows.map(([, byRun]) => byRun.filter(({ length }) => length > 0).map(mean)),
    };
  }

  function evidenceOf({ windows }: Encounter): Map<number, Evidence> {
    return new Map(
      windows.map(({ index }, position) => [
        index,
        smooth(windows, windowMs, smoothingMs, index, index, position),
      ]),
    );
  }

  function judge({ midpointDbm, prior }: Calibration): Proximity {
    const all = [...runs.values()];
    const levels = isOneClock ? deviceLevels(linksOf(all)) : NO_LEVELS;
    const encounters = groupsOf(all, isOneClock).map((group) => encounterOf(group, levels));
    const evidence = encounters.map(evidenceOf);
    const model = {
      midpointDbm:
        midpointDbm ??
        midpointOf(
          evidence.flatMap((one) => [...one.values()]),
          prior,
        ),
      prior,
    };
    const inOrder = new Map(all.map(({ pair }, i) => [pair, i]));
    const sorted = <T extends { readonly pair: string }>(items: T[]) =>
      items.sort((a, b) => inOrder.get(a.pair)! - inOrder.get(b.pair)!);
    return {
      model,
      spans: () => sorted(encounters.flatMap((encounter) => spansOf(encounter, model))),
      closeMinutes: () => {
        const typicalS = Math.min(typicalGap(encounters) * scanS, BRIDGED_S);
        return sorted(encounters.flatMap((one) => minutesOf(one, model, typicalS)));
      },
    };
  }

  function spansOf({ runs, windows }: Encounter, model: NearnessModel): SpanNearness[] {
    const known = new Map<number, number>();
    windows.forEach(({ index }, position) => {
      const span = Math.floor(index / windowsInSpan);
      if (known.has(span)) return;
      const [first, last] = [span * windowsInSpan, (span + 1) * windowsInSpan - 1];
      known.set(span, probability(smooth(windows, windowMs, smoothingMs, first, last, position), model));
    });
    return runs.flatMap(({ pair, scans }) => {
      const spans = new Set([...scans.keys()].map((scan) => Math.floor(scan / scansInSpan)));
      return [...spans]
        .sort((a, b) => a - b)
        .map((index) => ({ pair, index, probability: known.get(index)! }));
    });
  }

  /** Each scan stands for half of the time to its neighbours, a lone end for half of what is usual. */
  function minutesOf(encounter: Encounter, model: NearnessModel, typicalS: number): PairNearness[] {
    const { runs, scans, windows } = encounter;
    const bridgedS = Math.max(BRIDGED_S, BRIDGED_GAPS * typicalS);
    const halfGapS = (scan: number | undefined, next: number | undefined) => {
      const gapS = scan === undefined || next === undefined ? Infinity : (next - scan) * scanS;
      return (gapS <= bridgedS ? gapS : typicalS) / 2;
    };
    const heardS = scans.map((scan, i) => halfGapS(scans[i - 1], scan) + halfGapS(scan, scans[i + 1]));
    const windowOf = new Map(windows.map(({ index }, position) => [index, position]));
    const positions = scans.map((scan) => windowOf.get(Math.floor(scan / scansInWindow))!);
    const close = closeInWindows(encounter, positions, heardS, bridgedS, model);
    const closeS = heardS.map((oneS, i) => oneS * close[positions[i]!]!);
    const placeOf = new Map(scans.map((scan, i) => [scan, i]));
    return runs.map((run) => {
      const own = [...run.scans.keys()].map((scan) => placeOf.get(scan)!);
      const [first, last] = [least(own), -least(own.map((place) => -place))];
      const secondsS = closeS.slice(first, last + 1).reduce((sum, one) => sum + one, 0);
      return { pair: run.pair, closeMinutes: secondsS / 60 };
    });
  }

  /** Of each window, the probability of the spell that it is part of. */
  function closeInWindows(
    { windows, readingsDbm, scans }: Encounter,
    positions: readonly number[],
    heardS: readonly number[],
    bridgedS: number,
    model: NearnessModel,
  ): number[] {
    const secondsOf = windows.map(() => 0);
    const isApart = windows.map(() => false);
    positions.forEach((position, i) => {
      secondsOf[position]! += heardS[i]!;
      if (i > 0 && positions[i - 1] !== position)
        isApart[position] = (scans[i]! - scans[i - 1]!) * scanS > bridgedS;
    });
    const finder = createSpellFinder();
    readingsDbm.forEach((readings, position) => {
      const sumDbm = readings.reduce((sum, one) => sum + one, 0);
      finder.add(secondsOf[position]! / 60, sumDbm, readings.length, isApart[position]!);
    });
    return finder.take().flatMap((spell) => {
      const close = spellProbability(spell, model);
      return Array.from({ length: spell.windows }, () => close);
    });
  }

  return {
    add({ pair, sender, receiver, tS, strengthDbm }) {
      let run = runs.get(pair);
      if (run === undefined) runs.set(pair, (run = { pair, sender, receiver, scans: new Map() }));
      const scan = scanAt(tS);
      const before = run.scans.get(scan);
      if (before === undefined || strengthDbm > before) run.scans.set(scan, strengthDbm);
    },
    judge,
  };
}

/** The runs of two devices together, whoever sends; without one clock each run by itself. */
function groupsOf(runs: readonly Run[], isOneClock: boolean): Run[][] {
  const groups = new Map<string, Run[]>();
  for (const run of runs) {
    const key = isOneClock ? JSON.stringify([run.sender, run.receiver].sort()) : run.pair;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [run]);
    else group.push(run);
  }
  // Sums depend on their order, and rows of a file come in any.
  for (const group of groups.values()) group.sort((a, b) => (a.pair < b.pair ? -1 : 1));
  return [...groups.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
}

function linksOf(runs: readonly Run[]): Link[] {
  const links = new Map<string, Run[]>();
  for (const run of runs) {
    const key = JSON.stringify([run.sender, run.receiver]);
    const link = links.get(key);
    if (link === undefined) links.set(key, [run]);
    else link.push(run);
  }
  return [...links.values()].map((group) => {
    const strengths = group.flatMap(({ scans }) => [...scans.values()]);
    const { sender, receiver } = group[0]!;
    return { sender, receiver, meanDbm: strengths.reduce((sum, one) => sum + one, 0) / strengths.length };
  });
}

/** Scans from one heard to the next: the median over all encounters; one where nothing was heard twice. */
function typicalGap(encounters: readonly Encounter[]): number {
  const gaps = encounters.flatMap(({ scans }) => scans.slice(1).map((scan, i) => scan - scans[i]!));
  gaps.sort((a, b) => a - b);
  return gaps[gaps.length >> 1] ?? 1;
}

function ascending<T>(map: ReadonlyMap<number, T>): [number, T][] {
  return [...map].sort(([a], [b]) => a - b);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, one) => sum + one, 0) / values.length;
}

function least(values: readonly number[]): number {
  return values.reduce((a, b) => Math.min(a, b), Infinity);
}
