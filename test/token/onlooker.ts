/**
 * What somebody sees of a token who hears all that it sends and knows the schedule: the times of each ID against the true time, and
 * what is sent. Whether that tells which of the next slot's IDs is the same token's (linkability.test.ts).
 */
import type { Advertising } from "../../hal/hal.js";
import { createSimulatedCrypto } from "../../hal/simulated/crypto.js";
import { createRandom } from "../../hal/simulated/random.js";
import { BURST_INTERVAL_MS, firstInstantMs } from "../../src/token/schedule.js";
import { deviation, mean } from "../sim/statistics.js";

const SLOT_MS = 900_000;
const QUARTER_MS = SLOT_MS / 4;
const CRYPTO = createSimulatedCrypto(createRandom(0));

/** Of one ID. Times in ms against the slot's start or, of the end, its end. */
export interface Sight {
  id: Uint8Array;
  address: Uint8Array;
  start: number;
  end: number;
  /** Middle of the bursts against the public instants, the mean of all. */
  bursts: number;
  /** The same, less what firmware before this moved each burst by: a byte of the ID. */
  burstsLessId: number;
  /** How much later the bursts become from one to the next: how slowly the crystal runs. */
  pace: number;
  width: number;
  number: number;
  interval: number;
  /** When the wake-up beacon ends. */
  beacon: number;
}

interface State {
  ms: number;
  advertising: Advertising | undefined;
}

/** Gets every change of what is on the air; `sights` are those of the slots that were seen whole, by slot since 1970. */
export function createOnlooker() {
  const states: State[] = [];
  return {
    note: (utcMs: number, advertising: Advertising | undefined) =>
      void states.push({ ms: utcMs, advertising }),
    sights(): Map<number, Sight> {
      const found = new Map<number, Sight>();
      for (let at = 0; at < states.length;) {
        const { ms, advertising } = states[at]!;
        let next = at + 1;
        while (next < states.length && nameOf(states[next]!) === nameOf(states[at]!)) next++;
        const after = states[next];
        if (advertising !== undefined && after !== undefined) {
          const slot = Math.floor((ms + after.ms) / 2 / SLOT_MS);
          found.set(slot, sightOf(slot, states.slice(at, next + 1), advertising));
        }
        at = next;
      }
      return found;
    },
  };
}

function nameOf({ advertising }: State): string {
  return advertising === undefined ? "" : Buffer.from(idIn(advertising)).toString("hex");
}

function idIn({ payloads }: Advertising): Uint8Array {
  return payloads[0]!.subarray(7, 19);
}

/** @param states  of the ID, and the one after it */
function sightOf(slot: number, states: State[], advertising: Advertising): Sight {
  const id = idIn(advertising);
  const startMs = slot * SLOT_MS;
  const instantMs = startMs + firstInstantMs(CRYPTO, slot);
  const bursts: { fromMs: number; toMs: number }[] = [];
  let beaconMs = startMs;
  states.forEach((state, n) => {
    const toMs = states[n + 1]?.ms;
    if (toMs === undefined) return;
    if (state.advertising!.intervalMs === BURST_INTERVAL_MS) bursts.push({ fromMs: state.ms, toMs });
    if (state.advertising!.payloads.length > 1) beaconMs = toMs;
  });
  const middles = bursts.map(({ fromMs, toMs }, w) => (fromMs + toMs) / 2 - instantMs - w * QUARTER_MS);
  const oldJitter = (w: number) => -500 + Math.floor((id[w]! * 1000) / 255);
  const background = states.find((state) => state.advertising?.intervalMs !== BURST_INTERVAL_MS)!;
  return {
    id,
    address: advertising.address,
    start: states[0]!.ms - startMs,
    end: states.at(-1)!.ms - startMs - SLOT_MS,
    bursts: meanOf(middles),
    burstsLessId: meanOf(middles.map((ms, w) => ms - oldJitter(w))),
    pace: meanOf(middles.map((ms, w) => ms * (w - (middles.length - 1) / 2))),
    width: meanOf(bursts.map(({ fromMs, toMs }) => toMs - fromMs)),
    number: bursts.length,
    interval: background.advertising!.intervalMs,
    beacon: beaconMs - startMs,
  };
}

/** 0 in the balanced schedule, which has no bursts: their number tells it. */
function meanOf(values: number[]): number {
  return values.length === 0 ? 0 : mean(values);
}

/** How little an ID and one of the next slot look like the same token's: whoever guesses takes the least. */
export type Attacker = (before: Sight, after: Sight) => number;

type Time = "start" | "end" | "bursts" | "burstsLessId" | "pace" | "width" | "beacon";

const nearest =
  (name: Time | "number" | "interval"): Attacker =>
  (before, after) =>
    Math.abs(before[name] - after[name]);

/** One bit and another of all 48 or 96; which of them agree says something or nothing. */
function bitsApart(one: Uint8Array, other: Uint8Array): number {
  let apart = 0;
  for (let i = 0; i < Math.min(one.length, other.length); i++)
    for (let bits = one[i]! ^ other[i]!; bits !== 0; bits &= bits - 1) apart++;
  return apart;
}

export const ATTACKERS: Record<string, Attacker> = {
  "start of the ID": nearest("start"),
  "end of the ID": nearest("end"),
  "gap between the two": (before, after) => Math.abs(after.start - before.end),
  bursts: nearest("bursts"),
  "bursts, less what the ID says": nearest("burstsLessId"),
  "spacing of the bursts": nearest("pace"),
  "width of the bursts": nearest("width"),
  "number of the bursts": nearest("number"),
  "end of the beacon": nearest("beacon"),
  interval: nearest("interval"),
  "bits of the address": (before, after) => bitsApart(before.address, after.address),
  "bits of the ID": (before, after) => bitsApart(before.id, after.id),
  "bits of the address in the next ID": (before, after) => bitsApart(before.address, after.id),
};

/** Times of an ID and of the next that may be alike. */
const PAIRS: [Time, Time][] = [
  ["start", "start"],
  ["end", "end"],
  ["end", "start"],
  ["bursts", "bursts"],
  ["burstsLessId", "burstsLessId"],
  ["pace", "pace"],
  ["width", "width"],
  ["beacon", "beacon"],
];

/**
 * All times together. Each difference counts by how well the two times go together in the very tokens that are followed, as the
 * logarithm of the likelihood ratio of two normal numbers with that correlation.
 */
export function allTogether(couples: [Sight, Sight][]): Attacker {
  const terms = PAIRS.map(([first, second]) => {
    const x = scaleOf(couples.map(([before]) => before[first]));
    const y = scaleOf(couples.map(([, after]) => after[second]));
    const together = mean(couples.map(([before, after]) => x(before[first]) * y(after[second])));
    const r = Math.max(-0.99999, Math.min(0.99999, together));
    return (before: Sight, after: Sight) => {
      const a = x(before[first]);
      const b = y(after[second]);
      return (r * r * (a * a + b * b) - 2 * r * a * b) / (2 * (1 - r * r));
    };
  });
  return (before, after) => terms.reduce((sum, term) => sum + term(before, after), 0);
}

function scaleOf(values: number[]): (value: number) => number {
  const middle = mean(values);
  const spread = deviation(values) || 1;
  return (value) => (value - middle) / spread;
}

/** Share of right guesses among all tokens of the next slot. Ties are broken at random. */
export function guess(
  attacker: Attacker,
  slots: { before: Sight[]; after: Sight[] }[],
  seed: number,
): { right: number; trials: number } {
  const random = createRandom(seed);
  let right = 0;
  let trials = 0;
  for (const { before, after } of slots)
    before.forEach((sight, own) => {
      const scores = after.map((candidate) => attacker(sight, candidate));
      const least = Math.min(...scores);
      const best = scores.flatMap((score, n) => (score === least ? [n] : []));
      if (best[random.below(best.length)] === own) right++;
      trials++;
    });
  return { right, trials };
}

/** Upper end of Wilson's 95 % interval (two-sided). */
export function wilsonUpper(right: number, trials: number): number {
  const z = 1.959964;
  const p = right / trials;
  const middle = p + (z * z) / (2 * trials);
  const half = z * Math.sqrt((p * (1 - p)) / trials + (z * z) / (4 * trials * trials));
  return (middle + half) / (1 + (z * z) / trials);
}
