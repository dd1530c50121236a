/**
 * What the radio channel allows at best, for one pair at a time: the likelihood with everything known that a trace has to
 * guess. Known are how each person's device is worn, when the two moved, path loss, shadow and fading, and how often people of
 * this very town sit at which distance for how long. Not known are the distance and what stands between the two.
 */
import { CHANNEL, type Channel } from "../../sim/air/channel.js";
import { LEFT } from "../../sim/town/carrying.js";
import { eachStay } from "../../sim/days/tracks.js";
import { CLOSE_CM } from "../../sim/days/truth.js";
import type { ScoredRun } from "../../sim/scores/pairs.js";
import type { ScoredPair } from "../../sim/scores/score.js";
import { type Heard, type View, windowsOf, NOTHING } from "../../sim/scores/views.js";
import { windowStart } from "../../src/contacts/judge.js";
import { DEFAULT_RULE } from "../../src/contacts/operating-points.js";
import { NOT_HEARD } from "../../src/contacts/record.js";

/** A reading is the strongest of a window's adverts: so much more than the mean strength, and its SD. */
const STRONGEST_DB = 2.8;
const READING_SD_DB = 5.5;
/** Distances are told apart so finely, in cm; two metres is a limit. */
const LIMITS_CM = [
  30,
  50,
  75,
  100,
  125,
  150,
  175,
  CLOSE_CM,
  225,
  250,
  300,
  350,
  400,
  500,
  600,
  800,
  1000,
  1500,
  2000,
  3000,
  6000,
];
/** Minutes after which a stay counts as longer. */
const DURATIONS_MINUTES = [5, 15, 60];
const STEP_MINUTES = 0.5;

interface Stay {
  readonly minutes: number;
  readonly distanceCm: number;
  /** Mean of what was heard, without what is worn; undefined where nothing was. */
  readonly meanDbm: number | undefined;
  readonly readings: number;
}

const cellOf = (distanceCm: number) => LIMITS_CM.findIndex((limitCm) => distanceCm <= limitCm);
const durationOf = (minutes: number) => DURATIONS_MINUTES.filter((limit) => minutes > limit).length;

function readingsOf(view: View, heard: Heard): [startMinute: number, dbm: number][] {
  return windowsOf({ ...view, heard, other: NOTHING }).flatMap((one) =>
    one.rssiDbm.flatMap((dbm, w) =>
      dbm === NOT_HEARD ? [] : [[windowStart(one, w), dbm] as [number, number]],
    ),
  );
}

/** @param slotZeroMinutes  when slot 0 of the run was, in minutes before its start */
export function createChannelLimit(run: ScoredRun, channel: Channel, slotZeroMinutes: number) {
  const pairs: { isContact: boolean; isCovered: boolean; stays: Stay[] }[] = [];

  function staysOf({ a, b, day, together }: ScoredPair): Stay[] {
    const worn = [a, b].map((person) =>
      channel.wearingDb(person, Math.min(run.world.carriedOn(person, day), LEFT)),
    );
    const wornDb = worn[0]! + worn[1]!;
    const readings = [together!.heard, together!.other].flatMap((heard) => readingsOf(together!, heard));
    const stays: Stay[] = [];
    eachStay(
      run.tracks[a]!,
      run.tracks[b]!,
      day * 86_400_000,
      (day + 1) * 86_400_000,
      (fromMs, toMs, distanceCm) => {
        const inside = readings.filter(([start]) => {
          const middleMs = (start - slotZeroMinutes + 1.25) * 60_000;
          return middleMs >= fromMs && middleMs < toMs;
        });
        const sumDbm = inside.reduce((sum, [, dbm]) => sum + dbm, 0);
        stays.push({
          minutes: (toMs - fromMs) / 60_000,
          distanceCm,
          readings: inside.length,
          meanDbm: inside.length === 0 ? undefined : sumDbm / inside.length - wornDb - STRONGEST_DB,
        });
      },
    );
    return stays;
  }

  return {
    add(pair: ScoredPair): void {
      const { isContact, isCovered } = pair;
      if (pair.together !== undefined) pairs.push({ isContact, isCovered, stays: staysOf(pair) });
    },
    /** The probability of each pair's 15 minutes within two metres. */
    scores(): { isContact: boolean; isCovered: boolean; probability: number }[] {
      const shares = [...DURATIONS_MINUTES, Infinity].map(() => LIMITS_CM.map(() => 0.5));
      for (const { stays } of pairs)
        for (const { minutes, distanceCm } of stays) {
          const cell = cellOf(distanceCm);
          if (cell >= 0) shares[durationOf(minutes)]![cell]!++;
        }
      const expectedDbm = LIMITS_CM.map((limitCm, i) =>
        channel.meanDbm(Math.sqrt(limitCm * (LIMITS_CM[i - 1] ?? limitCm))),
      );
      const closeOf = ({ minutes, meanDbm, readings }: Stay) => {
        if (meanDbm === undefined) return 0;
        const variance = CHANNEL.shadowSdDb ** 2 + READING_SD_DB ** 2 / readings;
        const weights = LIMITS_CM.map(
          (_, i) =>
            shares[durationOf(minutes)]![i]! * Math.exp(-((meanDbm - expectedDbm[i]!) ** 2) / 2 / variance),
        );
        const sum = (all: readonly number[]) => all.reduce((total, one) => total + one, 0);
        return sum(weights.filter((_, i) => LIMITS_CM[i]! <= CLOSE_CM)) / sum(weights);
      };
      return pairs.map(({ stays, ...pair }) => ({ ...pair, probability: atLeast(stays, closeOf) }));
    },
  };
}

function atLeast(stays: readonly Stay[], closeOf: (stay: Stay) => number): number {
  const most = DEFAULT_RULE.minutes / STEP_MINUTES;
  const shares = new Float64Array(most + 1);
  shares[0] = 1;
  for (const stay of stays) {
    const close = closeOf(stay);
    const long = Math.round(stay.minutes / STEP_MINUTES);
    if (long > 0)
      for (let steps = most - 1; steps >= 0; steps--) {
        const share = shares[steps]!;
        shares[Math.min(most, steps + long)]! += share * close;
        shares[steps] = share * (1 - close);
      }
  }
  return shares[most]!;
}
