/**
 * Simulated beside measured strengths, at each distance of a recording:
 *
 *     npx tsx test/bench/channel.ts SIGHTINGS.csv[.gz] … | DIRECTORY
 *
 * Every measured run is simulated by the simulator's own channel: the same distance, as many packets, at the same
 * times, by two people of its own who carry their devices as the recording says; 40 times over. One offset for the whole
 * recording stands for transmit powers and antennas, which differ from set to set. It is fitted, so the level as such is
 * not tested; how strength falls with distance, and how it spreads, is. Nothing is cut off at the sensitivity.
 *
 * `KS` is the largest difference of the two distribution functions. `by chance` is what 90 % of repetitions of the
 * recording within the simulation stay below: few runs at a distance make it large. `KS/model` lets every pair of device
 * models have its own offset: phones differ by 20 dB, and tokens are all one model.
 */
import { readdirSync, statSync } from "node:fs";
import { basename, join } from "node:path";
import { draw } from "../../hal/simulated/random.js";
import { type Channel, createChannel } from "../../sim/air/channel.js";
import { BAG, LEFT, POCKET, WORN } from "../../sim/town/carrying.js";
import { type Distribution, createDistribution, ksDistance } from "./distribution.js";
import { type MeasuredRun, readMeasuredRuns } from "./measured-runs.js";

const REPETITIONS = 40;
const MIN_PACKETS = 8;
/** Recordings with more distances than this are put together by quarters of a metre. */
const MAX_DISTANCES = 30;
const QUANTILES = [0.05, 0.25, 0.5, 0.75, 0.95];
const BY_CHANCE = 0.9;

/** Strengths of one run, dBm. */
type Strengths = readonly number[] | Int16Array;

function mean(values: Strengths): number {
  let sum = 0;
  for (const value of values) sum += value;
  return sum / values.length;
}

function deviation(values: Strengths): number {
  const middle = mean(values);
  return Math.sqrt(mean(Array.from(values, (value) => (value - middle) ** 2)));
}

/** How sender and receiver are carried, out of a recording's free text. What is held away from the body counts as left. */
function carriedIn(context: string): [number, number] {
  const carried = (text: string) => {
    if (/shirt/.test(text)) return WORN;
    if (/pocket/.test(text)) return POCKET;
    return /purse|backpack/.test(text) ? BAG : LEFT;
  };
  const sides = /rx (.*) \/ tx (.*?) \/|^(\w+)-(\w+) /.exec(context);
  if (sides !== null) return [carried(sides[2] ?? sides[4]!), carried(sides[1] ?? sides[3]!)];
  // One side only: the other stands free.
  return [carried(context), LEFT];
}

/** The strengths of one run as the simulator draws them; `key` makes it a run of its own. */
function simulate(channel: Channel, run: MeasuredRun, key: number): Int16Array {
  const [sender, receiver] = [2 * key, 2 * key + 1];
  const [senderCarried, receiverCarried] = carriedIn(run.context);
  const level =
    channel.meanDbm(run.distanceM * 100) +
    channel.wearingDb(sender, senderCarried) +
    channel.wearingDb(receiver, receiverCarried);
  return Int16Array.from(run.tS, (tS, packet) => {
    const bits = draw(draw(1, key), packet);
    const spot = channel.spotOf(sender, receiver, 0);
    const advertChannelDb = channel.advertChannelDb(channel.postureOf(spot, tS * 1000), bits % 3);
    return Math.round(level + channel.shadowDb(spot) + advertChannelDb + channel.fadingDb(bits));
  });
}

/** By group: what is to be added to simulated strengths so that runs have the measured mean. */
function fitOffsets(
  runs: readonly MeasuredRun[],
  simulated: readonly Int16Array[][],
  groupOf: (run: MeasuredRun) => string,
) {
  const differences = new Map<string, number[]>();
  runs.forEach((run, i) => {
    const group = groupOf(run);
    const difference = mean(run.rssiDbm) - mean(simulated[i]!.map(mean));
    if (!differences.has(group)) differences.set(group, []);
    differences.get(group)!.push(difference);
  });
  const offsets = new Map([...differences].map(([group, all]) => [group, mean(all)]));
  return (run: MeasuredRun) => offsets.get(groupOf(run))!;
}

const modelsOf = (run: MeasuredRun) => `${run.tx}>${run.rx}`;

function distributionOf(runs: Iterable<readonly [strengths: Strengths, offsetDb: number]>): Distribution {
  const distribution = createDistribution();
  for (const [strengths, offsetDb] of runs) distribution.add(strengths, offsetDb);
  return distribution;
}

/** KS distance of some runs, and what chance alone gives with so few. */
function compare(
  indices: readonly number[],
  runs: readonly MeasuredRun[],
  simulated: readonly Int16Array[][],
  offsetOf: (run: MeasuredRun) => number,
) {
  const measured = distributionOf(indices.map((i) => [runs[i]!.rssiDbm, 0]));
  const repetition = (n: number) => indices.map((i) => [simulated[i]![n]!, offsetOf(runs[i]!)] as const);
  const numbers = Array.from({ length: REPETITIONS }, (_, n) => n);
  const model = distributionOf(numbers.flatMap(repetition));
  const chances = numbers.map((n) => ksDistance(distributionOf(repetition(n)), model));
  chances.sort((a, b) => a - b);
  return { measured, model, ks: ksDistance(measured, model), chance: chances[BY_CHANCE * REPETITIONS]! };
}

async function report(path: string): Promise<void> {
  const runs = (await readMeasuredRuns(path)).filter((run) => run.rssiDbm.length >= MIN_PACKETS);
  if (runs.length === 0) throw new Error(`${path} holds no run of ${MIN_PACKETS} packets`);
  const channel = createChannel(1);
  const simulated = runs.map((run, i) =>
    Array.from({ length: REPETITIONS }, (_, n) => simulate(channel, run, i * REPETITIONS + n)),
  );
  const offsetOf = fitOffsets(runs, simulated, () => "");
  const modelOffsetOf = fitOffsets(runs, simulated, modelsOf);

  const isMany = new Set(runs.map((run) => run.distanceM)).size > MAX_DISTANCES;
  const distanceOf = (run: MeasuredRun) => (isMany ? Math.round(run.distanceM * 4) / 4 : run.distanceM);
  const distances = [...new Set(runs.map(distanceOf))].sort((a, b) => a - b);
  const models = new Set(runs.map(modelsOf)).size;
  const packets = runs.reduce((sum, run) => sum + run.rssiDbm.length, 0);
  console.log(
    `\n${basename(path)}: ${runs.length} runs of ${MIN_PACKETS} packets or more, ${packets} packets, ` +
      `${models} pairs of models; offset ${offsetOf(runs[0]!).toFixed(1)} dB`,
  );
  const percents = QUANTILES.map((share) => `${100 * share} %`.padStart(5)).join(" ");
  console.log(
    `     m  runs  packets/run |    measured dBm, ${percents} | simulated ${percents} |    KS  by chance  KS/model`,
  );
  let weighted = 0;
  let weightedByModel = 0;
  for (const distance of distances) {
    const indices = runs.flatMap((run, i) => (distanceOf(run) === distance ? [i] : []));
    const one = compare(indices, runs, simulated, offsetOf);
    const byModel = compare(indices, runs, simulated, modelOffsetOf);
    weighted += (one.ks * indices.length) / runs.length;
    weightedByModel += (byModel.ks * indices.length) / runs.length;
    const packetsARun = mean(indices.map((i) => runs[i]!.rssiDbm.length));
    const row = (d: Distribution) => QUANTILES.map((share) => `${d.quantile(share)}`.padStart(5)).join(" ");
    console.log(
      `${distance.toFixed(2).padStart(6)} ${`${indices.length}`.padStart(5)}  ${packetsARun.toFixed(0).padStart(11)} | ` +
        `${" ".repeat(17)}${row(one.measured)} | ${" ".repeat(10)}${row(one.model)} | ` +
        `${one.ks.toFixed(3)}  ${one.chance.toFixed(3).padStart(9)}  ${byModel.ks.toFixed(3).padStart(8)}`,
    );
  }
  console.log(
    `   all: mean KS over runs ${weighted.toFixed(3)}, with one offset a pair of models ${weightedByModel.toFixed(3)}`,
  );
  reportWithin(runs, simulated);
}

/** Spread of packets within a run: where advertising channels and fading show, and no offset matters. */
function reportWithin(runs: readonly MeasuredRun[], simulated: readonly Int16Array[][]): void {
  const tenths = (strengths: Strengths) => [Math.round(10 * deviation(strengths)) - 100];
  const measured = distributionOf(runs.map((run) => [tenths(run.rssiDbm), 0]));
  const model = distributionOf(simulated.flatMap((many) => many.map((one) => [tenths(one), 0] as const)));
  const row = (d: Distribution) =>
    QUANTILES.map((share) => ((d.quantile(share) + 100) / 10).toFixed(1)).join(" ");
  console.log(
    `   SD within a run, dB: measured ${row(measured)}, simulated ${row(model)}, KS ${ksDistance(measured, model).toFixed(3)}`,
  );
}

async function main(args: readonly string[]): Promise<void> {
  if (args.length === 0) throw new Error("Give the recordings: SIGHTINGS.csv[.gz] … or their directory");
  const paths = args.flatMap((path) =>
    statSync(path).isDirectory()
      ? readdirSync(path).flatMap((name) => (/\.csv(\.gz)?$/.test(name) ? [join(path, name)] : []))
      : [path],
  );
  for (const path of paths) await report(path);
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
