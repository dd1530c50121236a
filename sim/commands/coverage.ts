import { Command } from "commander";
import { UserError } from "../../src/words/user-error.js";
import { PUBLIC_MODE } from "../../src/station/private-file.js";
import { seedNumber, wholeNumber } from "../../src/station/command-line/options.js";
import {
  MOST_SEEDS,
  MOST_WORKERS,
  createProgress,
  daysNumber,
  peopleNumber,
  workersFor,
} from "./simulation.js";
import type { Coverage } from "../coverage/coverage.js";
import { print, printJson } from "../../src/station/command-line/print.js";

interface Options {
  people?: number;
  days?: number;
  seeds: number;
  seed: number;
  workers?: number;
  json?: boolean;
  out?: string;
}

/** `bztoken coverage`: how many contacts are found when only some people have a token, by who gets one first. */
export function coverageCommand(): Command {
  return new Command("coverage")
    .description(
      "close contacts found against the share of people with a token, by whom they are given to first",
    )
    .argument("<scenario>", "name of a scenario, for example commune, or the path of a scenario file")
    .option("--people <n>", "how many people", peopleNumber)
    .option("--days <d>", "how many days from the scenario's first local midnight", daysNumber)
    .option("--seeds <k>", "how many runs; several give 95 % intervals", wholeNumber(1, MOST_SEEDS), 5)
    .option("--seed <s>", "seed of the first run; the others follow it", seedNumber, 1)
    .option(
      "--workers <n>",
      "threads, by default one a processor; the result is the same",
      wholeNumber(1, MOST_WORKERS),
    )
    .option("--out <file>", "write a chart to a new file: .svg, or .html with the numbers in a table")
    .option("--json", "print the result as JSON")
    .action(async (name: string, options: Options) => {
      const { loadScenario, parseScenario } = await import("../scenarios/scenario.js");
      const { coverageOf } = await import("../coverage/coverage.js");
      const { coverageHtml, coverageSvg, readingOf } = await import("../coverage/coverage-chart.js");
      const { refuseExisting, writeNewFile } = await import("../../src/station/new-file.js");
      const draw = chartFor(options.out, { ".svg": coverageSvg, ".html": coverageHtml });
      if (options.out !== undefined) refuseExisting(options.out);
      const base = loadScenario(name);
      const scenario = parseScenario({
        ...base,
        people: options.people ?? base.people,
        days: options.days ?? base.days,
      });
      const seeds = Array.from({ length: options.seeds }, (_, n) => (options.seed + n) % 2 ** 32);
      const progress = await createProgress(seeds.length);
      const coverage = await coverageOf({
        scenario,
        seeds,
        workers: options.workers ?? workersFor(scenario.people),
        onProgress: progress.show,
      });
      progress.stop();
      if (options.out !== undefined)
        await writeNewFile(options.out, [Buffer.from(draw!(coverage))], PUBLIC_MODE);
      const reading = readingOf(coverage);
      if (options.json) printJson({ ...coverage, reading });
      else print(...describe(coverage, reading.en.join(" ")));
    });
}

/** @throws UserError where no chart of that ending can be drawn */
function chartFor(
  path: string | undefined,
  charts: Record<string, (coverage: Coverage) => string>,
): ((coverage: Coverage) => string) | undefined {
  if (path === undefined) return undefined;
  const ending = Object.keys(charts).find((one) => path.toLowerCase().endsWith(one));
  if (ending === undefined) throw new UserError("simulator/chart-ending", { path });
  return charts[ending];
}

const COLUMN_WIDTH = 27;

function describe({ scenario, people, days, seeds, contacts, curves }: Coverage, reading: string): string[] {
  const of100 = (share: number) => (100 * Math.min(1, Math.max(0, share))).toFixed(1);
  const rows = curves[0]!.points.map(({ covered }, i) => {
    const cells = curves.map(({ points }) => {
      const { mean, low, high } = points[i]!.found;
      const interval = low === null || high === null ? "" : ` (${of100(low)}…${of100(high)})`;
      return `${of100(mean)}${interval}`.padStart(COLUMN_WIDTH);
    });
    return `${of100(covered).padStart(7)} %${cells.join("")}`;
  });
  return [
    `${scenario}: ${people} people, ${days} day(s), ${seeds.length} run(s), ${contacts.mean.toFixed(0)} close contacts`,
    "Of 100 close contacts found, by share of people with a token and by who gets one first (95 % interval):",
    `  people ${curves.map(({ strategy }) => strategy.padStart(COLUMN_WIDTH)).join("")}`,
    ...rows,
    reading,
  ];
}
