import { Command } from "commander";
import type { ScoredPair, Scores } from "../scores/score.js";
import type { Estimate } from "../scores/confidence.js";
import { PUBLIC_MODE } from "../../src/station/private-file.js";
import { seedNumber, wholeNumber } from "../../src/station/command-line/options.js";
import {
  MOST_SEEDS,
  MOST_WORKERS,
  createProgress,
  daysNumber,
  peopleNumber,
  requireLive,
  workersFor,
} from "./simulation.js";
import { print, printJson } from "../../src/station/command-line/print.js";

interface Options {
  people?: number;
  days?: number;
  readEvery?: number;
  workers?: number;
  seed: number;
  seeds: number;
  pairs?: string;
  inStep?: boolean;
  json?: boolean;
}

/** `bztoken simulate`: runs the tokens' own code in a simulated world and compares their logs with the truth. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("run a village of simulated tokens and compare their logs with what really happened")
    .argument("<scenario>", "name of a scenario, for example village, or the path of a scenario file")
    .option("--people <n>", "how many people", peopleNumber)
    .option("--days <d>", "how many days from the scenario's first local midnight", daysNumber)
    .option(
      "--read-every <d>",
      "staff read every token once in so many days, not only at the end",
      daysNumber,
    )
    .option("--seed <s>", "0…4294967295; the same seed gives the same bytes", seedNumber, 1)
    .option(
      "--seeds <k>",
      "how many runs, with seeds that follow; several give 95 % intervals",
      wholeNumber(1, MOST_SEEDS),
      1,
    )
    .option(
      "--workers <n>",
      "threads, by default one a processor; the result is the same",
      wholeNumber(1, MOST_WORKERS),
    )
    .option(
      "--in-step",
      "all tokens on one queue and one thread, as the live page has them, and every packet by itself: slower",
    )
    .option("--pairs <file>", "write the pairs one by one to a new CSV file")
    .option("--json", "print the result as JSON")
    .action(async (name: string, options: Options) => {
      const { loadScenario, parseScenario } = await import("../scenarios/scenario.js");
      const { finishTown, finishTownInStep, runTown } = await import("../run/run.js");
      const { score } = await import("../scores/score.js");
      const { estimateAll } = await import("../scores/confidence.js");
      const { PAIR_COLUMNS, pairRow } = await import("../scores/pairs-csv.js");
      const { refuseExisting, writeNewFile } = await import("../../src/station/new-file.js");
      const { pairs, seed, seeds: runs } = options;
      if (pairs !== undefined) refuseExisting(pairs);
      const base = loadScenario(name);
      const { people = base.people, days = base.days, readEvery = base.readEveryDays } = options;
      const workers = options.workers ?? workersFor(people);
      const scenario = parseScenario({ ...base, people, days, readEveryDays: readEvery });
      const startMs = performance.now();
      const progress = await createProgress(runs);
      const outcomes: Outcome[] = [];
      const rows: string[] = [`seed,${PAIR_COLUMNS.join(",")}`];
      for (let n = 0; n < runs; n++) {
        const ownSeed = (seed + n) % 2 ** 32;
        const onProgress = (share: number) => progress.show(n + share);
        const town = { scenario, seed: ownSeed, workers, onProgress };
        if (pairs === undefined && !options.inStep) {
          outcomes.push({ seed: ownSeed, ...(await runTown(town)) });
          continue;
        }
        if (options.inStep) requireLive(people);
        const { run, ...rest } = options.inStep ? finishTownInStep(town) : await finishTown(town);
        const onPair = (pair: ScoredPair) => rows.push(`${ownSeed},${pairRow(run, pair)}`);
        const scores = pairs === undefined ? score(run) : score(run, onPair, true);
        outcomes.push({ seed: ownSeed, scores, ...rest });
      }
      progress.stop();
      if (pairs !== undefined) await writeNewFile(pairs, [Buffer.from(`${rows.join("\n")}\n`)], PUBLIC_MODE);
      const result: Result = {
        scenario: scenario.name,
        people,
        days,
        workers,
        ...outcomes[0]!,
        ...(runs > 1 && { runs: outcomes, estimates: estimateAll(outcomes.map(({ scores }) => scores)) }),
        seconds: (performance.now() - startMs) / 1000,
      };
      if (options.json) printJson(result);
      else print(...describe(result));
    });
}

function describe(result: Result): string[] {
  const { scenario, people, days, seed, scores, outputHash, seconds, estimates } = result;
  const percent = (share: number | null) => (share === null ? "–" : `${(100 * share).toFixed(1)} %`);
  const ofContacts = (count: number) =>
    `${count} (${percent(scores.contacts ? count / scores.contacts : null)})`;
  const { trace, herald, battery } = scores;
  const missed = Object.entries(scores.missed).filter(([, count]) => count > 0);
  const rates = Object.entries(herald).map(([name, rate]) => `${name} ${percent(rate)}`);
  const days100 = Object.entries(battery).map(([name, life]) => `${life?.days.toFixed(0) ?? "–"} (${name})`);
  return [
    `${scenario}: ${people} people, ${days} day(s), seed ${seed}, ${seconds.toFixed(1)} s`,
    `15 minutes or more within 2 m on one day: ${scores.contacts} pairs`,
    `  found in at least one log   ${ofContacts(scores.foundInOneLog)}`,
    `  found in both logs          ${ofContacts(scores.foundInBothLogs)}`,
    `  heard in three windows      ${ofContacts(scores.heardThrice)}`,
    `  called close by a trace     ${ofContacts(trace.right)}, and ${trace.said - trace.right} that were not; ` +
      `precision ${percent(trace.precision)}, F1 ${percent(trace.f1)}`,
    `  logs opened for one F0      ${scores.logsOpened?.toFixed(1) ?? "–"} a day, beside the F0's own`,
    `  missed by a trace           ${missed.map(([cause, count]) => `${cause} ${count}`).join(", ") || "none"}`,
    `Herald: ${rates.join(", ")}`,
    `days on 100 mAh: ${days100.join(", ")}`,
    `records read ${scores.records}, erased unread ${scores.recordsExpired} for their age and ` +
      `${scores.recordsOverwritten} to make room, not stored ${scores.recordsLost}`,
    `adverts heard ${scores.reportsHeard}, lost to a full queue ${scores.reportsLost}`,
    `output ${outputHash}`,
    ...(estimates ? ["", ...tableOf(estimates)] : []),
  ];
}

/** Every number with its 95 % interval over the seeds. */
function tableOf(estimates: Record<string, Estimate | null>): string[] {
  const number = (value: number | null) => (value === null ? "–" : value.toPrecision(5)).padStart(12);
  const rows = Object.entries(estimates).map(([path, one]) =>
    one === null
      ? `${path.padEnd(40)}${number(null)}`
      : `${path.padEnd(40)}${number(one.mean)}${number(one.low)}${number(one.high)}`,
  );
  return [
    `${"over all seeds".padEnd(40)}${"mean".padStart(12)}${"95 % from".padStart(12)}${"to".padStart(12)}`,
    ...rows,
  ];
}

interface Outcome {
  seed: number;
  scores: Scores;
  /** SHA-256 over all logs. */
  outputHash: string;
  tokens: number;
}

/** Of the first seed; of all where there are several. */
interface Result extends Outcome {
  scenario: string;
  people: number;
  days: number;
  workers: number;
  runs?: readonly Outcome[];
  estimates?: Record<string, Estimate | null>;
  /** Of real time, all told. */
  seconds: number;
}
