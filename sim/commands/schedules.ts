import { Command } from "commander";
import { print, printJson } from "../../src/station/command-line/print.js";
import { UserError } from "../../src/words/user-error.js";
import { seedNumber, wholeNumber } from "../../src/station/command-line/options.js";
import type { ComparisonOptions, ScheduleResult } from "../schedules/comparison.js";
import type { Logged } from "../schedules/phone-meetings.js";
import { MOST_LIVE_PEOPLE, createProgress, numberFrom0 } from "./simulation.js";

interface Options {
  phones?: boolean;
  only?: string;
  pairs: number;
  people: number;
  daysSinceSet: number;
  clockBound?: number;
  seed: number;
  json?: boolean;
}

const MOST_PAIRS = 50_000;
const PACKET_LOSSES = [0, 0.3] as const;

/** `bztoken schedules`: what different schedules find and cost, in the same towns. */
export function schedulesCommand(): Command {
  return new Command("schedules")
    .description(
      "compare schedules of adverts and windows: whom they find in 15 minutes, and what they cost a day",
    )
    .option("--only <text>", "only schedules whose name holds this")
    .option("--pairs <n>", "pairs that meet for 15 minutes", wholeNumber(1, MOST_PAIRS), 200)
    .option(
      "--people <n>",
      "people of the village whose day gives the charge; 0 leaves it out",
      wholeNumber(0, MOST_LIVE_PEOPLE),
      300,
    )
    .option("--days-since-set <d>", "days since the clocks were set", numberFrom0, 3)
    .option(
      "--clock-bound <ppm>",
      "clocks run wrong by up to this, evenly; by default the board's bound",
      numberFrom0,
    )
    .option("--phones", "instead, who logs whom of phones and tokens that meet for 15 minutes")
    .option("--seed <s>", "0…4294967295", seedNumber, 1)
    .option("--json", "print the result as JSON")
    .action(async ({ only, json, people, daysSinceSet, clockBound, phones, ...rest }: Options) => {
      if (phones) {
        await printPhones(rest.pairs, rest.seed, json === true);
        return;
      }
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
      if (!json) print(...headOf(options));
      const progress = await createProgress(chosen.length);
      // Each takes a while: a line as soon as there is one.
      const results = chosen.map((description, n) => {
        progress.show(n);
        const result = compareSchedule(description, options);
        if (!json) print(rowOf(result));
        return result;
      });
      progress.stop();
      if (json) printJson({ ...options, results });
    });
}

const row = (name: string, cells: readonly string[]) =>
  name.padEnd(20) + cells.map((cell) => cell.padStart(11)).join("");

const percent = (share: number) => `${(100 * share).toFixed(1)} %`;

function headOf({ pairs, villagers, daysSinceSet, clockBoundPpm }: ComparisonOptions): string[] {
  const losses = PACKET_LOSSES.flatMap((loss) => [`any, ${100 * loss} %`, `w3, ${100 * loss} %`]);
  const charges = ["TB mAh/day", "ES mAh/day", "adverts", "listening", "reports", "any, town"];
  const town = villagers > 0 ? `; a day of a village of ${villagers}` : "";
  return [
    `${pairs} pairs, 1.9 m apart for 15 minutes, without and with 30 % of all packets lost${town}.`,
    `Clocks within ±${clockBoundPpm} ppm, set ${daysSinceSet} days before. any: heard by one of the two; ` +
      `w3: in three windows, or at three common instants, of both.`,
    row("schedule", villagers > 0 ? [...losses, ...charges] : losses),
  ];
}

function rowOf({ schedule, pairs, village }: ScheduleResult): string {
  const found = pairs.flatMap(({ any, three }) => [percent(any), percent(three)]);
  if (village === undefined) return row(schedule, found);
  const { mAhPerDay, perDay, any } = village;
  return row(schedule, [
    ...found,
    mAhPerDay.traceband.toFixed(3),
    mAhPerDay.espruino.toFixed(3),
    perDay.adverts.toFixed(0),
    `${(perDay.listenMs / 1000).toFixed(0)} s`,
    perDay.reports.toFixed(0),
    percent(any),
  ]);
}

/** The firmware's own program beside its first schedule. */
async function printPhones(pairs: number, seed: number, isJson: boolean): Promise<void> {
  const { PHONE_KINDS } = await import("../schedules/phone-kinds.js");
  const { meetPhones } = await import("../schedules/phone-meetings.js");
  const { SCHEDULES } = await import("../schedules/descriptions.js");
  const before = SCHEDULES.find(({ name }) => name === "six windows");
  if (!isJson) print(...phonesHead(pairs));
  const progress = await createProgress(PHONE_KINDS.length);
  const results = PHONE_KINDS.map((kind, n) => {
    progress.show(n);
    const meet = (packetLoss: number) => ({
      packetLoss,
      firmware: meetPhones(kind, undefined, { seed, pairs, packetLoss }),
      sixWindows: meetPhones(kind, before, { seed, pairs, packetLoss }),
    });
    const meetings = PACKET_LOSSES.map(meet);
    const cells = (pick: (logged: Logged) => number) =>
      meetings.flatMap(({ firmware, sixWindows }) => [percent(pick(firmware)), percent(pick(sixWindows))]);
    if (!isJson)
      print(row(kind.name, [...cells(({ byPhone }) => byPhone), ...cells(({ byToken }) => byToken)]));
    return { kind: kind.name, meetings };
  });
  progress.stop();
  if (isJson) printJson({ pairs, seed, results });
}

function phonesHead(pairs: number): string[] {
  const cells = PACKET_LOSSES.flatMap((loss) => [`${100 * loss} %`, "0.1"]);
  return [
    `${pairs} meetings of a phone and a token, 1.9 m apart for 15 minutes, without and with 30 % of all packets lost:`,
    "share in which the phone logs the token (first four), and the token the phone. 0.1: the same with the six windows of firmware 0.1.",
    row("phone", [...cells, ...cells]),
  ];
}
