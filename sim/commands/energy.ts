import { Command, InvalidArgumentError, Option } from "commander";
import type { Cell } from "../energy/cells.js";
import type { EnergyTerms } from "../energy/energy.js";
import type { EnergyProfile } from "../energy/profiles.js";
import { wholeNumber } from "../../src/station/command-line/options.js";
import { numberFrom0 } from "./simulation.js";
import { print, printJson } from "../../src/station/command-line/print.js";

interface Options {
  profile?: "traceband" | "espruino";
  battery: number;
  days: number;
  clockBound?: number;
  json?: boolean;
}

/** The project's bound, by the constants of TraceBand's published model and with self-discharge (sim/PARAMETERS.md, Energy). */
const BOUND_MAH = 1;
const BOUND_PROFILE = "traceband";

const DEFAULT_BATTERY_MAH = 100;
const MAX_BATTERY_MAH = 100_000;

/** A year: by then every clock was set again. */
const MOST_DAYS = 365;

/** `bztoken energy`: charge a day by term, computed from the token's own schedule. */
export function energyCommand(): Command {
  return new Command("energy")
    .description("the charge a token takes in a day, by term, from its own schedule and published currents")
    .addOption(
      new Option(
        "--profile <name>",
        "whose published currents; without it both are shown, and --json takes the first",
      ).choices(["traceband", "espruino"]),
    )
    .option("--battery <mAh>", "capacity of the cell", milliampereHours, DEFAULT_BATTERY_MAH)
    .option("--days <n>", "mean of so many days after the clock was set", wholeNumber(0, MOST_DAYS), 7)
    .option(
      "--clock-bound <ppm>",
      "how fast the clock may run off; by default the board's bound",
      numberFrom0,
    )
    .option("--json", "print the result as JSON")
    .action(async ({ profile, battery, days, clockBound, json }: Options) => {
      const { activityAfterSet, VILLAGE_DAY } = await import("../energy/day.js");
      const { BOARD } = await import("../devices/simulated-token.js");
      const { CELLS, daysOn } = await import("../energy/cells.js");
      const { energyOf, totalMah } = await import("../energy/energy.js");
      const { PROFILES } = await import("../energy/profiles.js");
      const clockBoundPpm = clockBound ?? BOARD.tokenConfig.clockBoundPpm;
      const perDay = activityAfterSet(days, clockBoundPpm, VILLAGE_DAY);
      const budgetOf = ({ name }: EnergyProfile): Budget => {
        const terms = energyOf(perDay, PROFILES[name as keyof typeof PROFILES], battery);
        const mAhPerDay = totalMah(terms);
        const cells = CELLS.map((cell) => ({ ...cell, days: daysOn(cell, terms) }));
        return { profile: name, mAhPerDay, daysPerBattery: battery / mAhPerDay, terms, cells };
      };
      if (json) {
        const budget = budgetOf(PROFILES[profile ?? BOUND_PROFILE]);
        printJson({ ...budget, batteryMah: battery, boundMah: BOUND_MAH, clockBoundPpm, days, perDay });
        return;
      }
      const budgets = (profile === undefined ? Object.values(PROFILES) : [PROFILES[profile]]).map(budgetOf);
      print(
        ...[
          `Mean of ${days} days after the clock was set, which runs within ±${clockBoundPpm} ppm: ` +
            `${perDay.adverts.toFixed(0)} adverts, ${perDay.windows} windows, ${(perDay.listenMs / 1000).toFixed(0)} s of them; ` +
            `${perDay.reports} reports and ${perDay.records} records a day, as in a simulated village.`,
          ...table(budgets, battery),
          ...budgets.filter((one) => one.profile === BOUND_PROFILE).map(verdict),
        ],
      );
    });
}

interface Budget {
  profile: string;
  mAhPerDay: number;
  daysPerBattery: number;
  terms: EnergyTerms;
  /** How long one charge lasts; the self-discharge is each cell's own. */
  cells: (Cell & { days: number })[];
}

const NAMES: Record<keyof EnergyTerms, string> = {
  sleep: "asleep",
  advertising: "advertising",
  listening: "listening windows",
  reading: "iPhones read",
  hearing: "processor: reports heard",
  sealing: "processor: records sealed and stored",
  slotChanges: "processor: new ID, changes on the air",
  flash: "flash",
  led: "LED",
  selfDischarge: "self-discharge of the cell",
};
const NAME_WIDTH = 38;
const COLUMN_WIDTH = 12;

function table(budgets: readonly Budget[], batteryMah: number): string[] {
  const row = (name: string, cells: readonly string[]) =>
    name.padEnd(NAME_WIDTH) + cells.map((cell) => cell.padStart(COLUMN_WIDTH)).join("");
  const terms = Object.keys(NAMES) as (keyof EnergyTerms)[];
  return [
    row(
      "mAh a day",
      budgets.map(({ profile }) => profile),
    ),
    ...terms.map((term) =>
      row(
        NAMES[term],
        budgets.map((one) => one.terms[term].toFixed(4)),
      ),
    ),
    row(
      "all told",
      budgets.map(({ mAhPerDay }) => mAhPerDay.toFixed(2)),
    ),
    row(
      `days on ${batteryMah} mAh`,
      budgets.map(({ daysPerBattery }) => daysPerBattery.toFixed(0)),
    ),
    ...budgets[0]!.cells.map(({ name }, n) =>
      row(
        `days on a ${name}`,
        budgets.map(({ cells }) => cells[n]!.days.toFixed(0)),
      ),
    ),
  ];
}

/** Whether the bound is kept, and if not, what takes most. */
function verdict({ mAhPerDay, terms }: Budget): string {
  if (mAhPerDay <= BOUND_MAH) return `Within the bound of ${BOUND_MAH} mAh a day.`;
  const largest = (Object.entries(terms) as [keyof EnergyTerms, number][]).sort((a, b) => b[1] - a[1]);
  const [first, second] = largest.map(([term, mAh]) => `${NAMES[term]} ${mAh.toFixed(2)}`);
  const over = (mAhPerDay - BOUND_MAH).toFixed(2);
  return `The bound of ${BOUND_MAH} mAh a day is missed by ${over}: ${first}, ${second}.`;
}

function milliampereHours(text: string): number {
  const value = Number(text);
  if (!(value > 0 && value <= MAX_BATTERY_MAH))
    throw new InvalidArgumentError(`Give milliampere-hours, above 0 and up to ${MAX_BATTERY_MAH}.`);
  return value;
}
