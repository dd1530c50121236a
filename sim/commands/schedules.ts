import { Command, InvalidArgumentError } from "commander";
import { UserError } from "../../src/words/user-error.js";
import { wholeNumber } from "../../src/station/command-line/options.js";
import type { ComparisonOptions, ScheduleResult } from "../schedules/comparison.js";
import { createProgress } from "./simulation.js";

interface Options {
  only?: string;
  pairs: number;
  people: number;
  daysSinceSet: number;
  clockBound?: number;
  seed: number;
  json?: boolean;
}

const PACKET_LOSSES = [0, 0.3] as const;

/** `bztoken schedules`: what different schedules find and cost, in the same towns. */
export function schedulesCommand(): Command {
  return new Command("schedules")
    .description(
      "compare schedules of adverts and windows: whom they find in 15 minutes, and what they cost a day",
    )
    .option("--only <text>", "only schedules whose name holds this")
    .option("--pairs <n>", "pairs that meet for 15 minutes", wholeNumber, 200)
    .option(
      "--people <n>",
      "people of the village whose day gives the charge; 0 leaves it out",
      wholeNumber,
      300,
    )
    .option("--days-since-set <d>", "days since the clocks were set", numberFrom0, 3)
    .option(
      "--clock-bound <ppm>",
      "clocks run wrong by up to this, evenly; by default the board's bound",
      numberFrom0,
    )
    .option("--seed <s>", "0…4294967295", wholeNumber, 1)
    .option("--json", "print the result as JSON")
    .action(async ({ only, json, people, daysSinceSet, clockBound, ...rest }: Options) => {
      const { SCHEDULES } = await import("../schedules/descriptions.js");
      const { compareSchedule } = await import("../schedules/comparison.js");
      const { BOARD } = await import("../devices/simulated-token.js");
      const chosen = SCHEDULES.filter(({ name }) => only === undefined || name.includes(only));
      if (chosen.length === 0) {
        const names = SCHEDULES.map(({ name }) => name).join("; ");
        throw new UserError("simulator/no-schedule", { text: only!, names });
      }
      const options: ComparisonOptions = {
        ...rest,
        villagers: people,
        daysSinceSet,
        clockBoundPpm: clockBound ?? BOARD.tokenConfig.clockBoundPpm,
        packetLosses: PACKET_LOSSES,
      };
      const progress = await createProgress(chosen.length);
      const results = chosen.map((description, n) => {
        progress.show(n);
        return compareSchedule(description, options);
      });
      progress.stop();
      console.log(json ? JSON.stringify({ ...options, results }) : table(options, results).join("\n"));
    });
}

function table(options: ComparisonOptions, results: readonly ScheduleResult[]): string[] {
  const { pairs, villagers, daysSinceSet, clockBoundPpm } = options;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  const row = (name: string, cells: readonly string[]) =>
    name.padEnd(18) + cells.map((cell) => cell.padStart(11)).join("");
  const heads = PACKET_LOSSES.flatMap((loss) => [`any, ${100 * loss} %`, `w3, ${100 * loss} %`]);
  return [
    `${pairs} pairs, 1.9 m apart for 15 minutes, without and with 30 % of all packets lost; ` +
      `a day of a village of ${villagers}.`,
    `Clocks within ±${clockBoundPpm} ppm, set ${daysSinceSet} days before. any: in one log; ` +
      `w3: in three windows or common instants of both.`,
    row("schedule", [...heads, "TB mAh/day", "ES mAh/day", "adverts", "listening", "reports", "any, town"]),
    ...results.map(({ schedule, pairs, village }) =>
      row(schedule, [
        ...pairs.flatMap(({ any, three }) => [percent(any), percent(three)]),
        ...(village === undefined
          ? []
          : [
              village.mAhPerDay.traceband.toFixed(3),
              village.mAhPerDay.espruino.toFixed(3),
              village.perDay.adverts.toFixed(0),
              `${(village.perDay.listenMs / 1000).toFixed(0)} s`,
              village.perDay.reports.toFixed(0),
              percent(village.any),
            ]),
      ]),
    ),
  ];
}

function numberFrom0(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1000))
    throw new InvalidArgumentError("Give a number from 0 to 1000.");
  return value;
}
