import { availableParallelism } from "node:os";
import { Command, InvalidArgumentError } from "commander";
import type { Scores } from "../../sim/scores.js";

/** A worker for fewer people than this costs more than it saves; as a power of two. */
const SHARE_BITS = 7;

interface Options {
  people?: number;
  days?: number;
  workers?: number;
  seed: number;
  json?: boolean;
}

/** `bztoken simulate`: runs the tokens' own code in a simulated world and compares their logs with the truth. */
export function simulateCommand(): Command {
  return new Command("simulate")
    .description("run a village of simulated tokens and compare their logs with what really happened")
    .argument("<scenario>", "name of a scenario, for example village, or the path of a scenario file")
    .option("--people <n>", "how many people, all with a token", wholeNumber)
    .option("--days <d>", "how many days from the scenario's first local midnight", wholeNumber)
    .option("--seed <s>", "0…4294967295; the same seed gives the same bytes", wholeNumber, 1)
    .option("--workers <n>", "threads, by default one a processor; the result is the same", wholeNumber)
    .option("--json", "print the result as JSON")
    .action(async (name: string, options: Options) => {
      const { loadScenario, parseScenario } = await import("../../sim/scenario.js");
      const { runTown } = await import("../../sim/run.js");
      const base = loadScenario(name);
      const { people = base.people, days = base.days, seed } = options;
      const workers = options.workers ?? Math.max(1, Math.min(availableParallelism(), people >> SHARE_BITS));
      const scenario = parseScenario({ ...base, people, days });
      const startMs = performance.now();
      const progress = await createProgress(days * 24);
      const outcome = await runTown({ scenario, seed, workers, onHour: progress.show });
      progress.stop();
      const seconds = (performance.now() - startMs) / 1000;
      const result = { scenario: scenario.name, people, days, seed, workers, ...outcome, seconds };
      console.log(options.json ? JSON.stringify(result) : describe(result));
    });

  function describe({ scenario, people, days, seed, scores, outputHash, seconds }: Result): string {
    const percent = (count: number) =>
      scores.contacts === 0 ? "–" : `${((100 * count) / scores.contacts).toFixed(1)} %`;
    return [
      `${scenario}: ${people} people, ${days} day(s), seed ${seed}, ${seconds.toFixed(1)} s`,
      `15 minutes or more within 2 m on one day: ${scores.contacts} pairs`,
      `  found in at least one log   ${scores.foundInOneLog} (${percent(scores.foundInOneLog)})`,
      `  found in both logs          ${scores.foundInBothLogs} (${percent(scores.foundInBothLogs)})`,
      `records ${scores.records}, not stored ${scores.recordsLost}`,
      `adverts heard ${scores.reportsHeard}, lost to a full queue ${scores.reportsLost}`,
      `output ${outputHash}`,
    ].join("\n");
  }
}

interface Result {
  scenario: string;
  people: number;
  days: number;
  seed: number;
  workers: number;
  scores: Scores;
  /** SHA-256 over all logs. */
  outputHash: string;
  /** Of real time, all told. */
  seconds: number;
}

function wholeNumber(text: string): number {
  const value = Number(text);
  if (!/^\d+$/.test(text) || value > 0xffffffff)
    throw new InvalidArgumentError("Give a whole number from 0 to 4294967295.");
  return value;
}

/** A bar with the time left on a terminal, nothing elsewhere. */
async function createProgress(hours: number) {
  const { SingleBar } = (await import("cli-progress")).default;
  const format = "{bar} {value} of {total} simulated hours, {eta_formatted} left";
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true });
  const isShown = process.stderr.isTTY;
  if (isShown) bar.start(hours, 0);
  return {
    show: (hour: number) => isShown && bar.update(hour),
    stop: () => isShown && bar.stop(),
  };
}
