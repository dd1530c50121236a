import { Command, Option } from "commander";
import { languageOf } from "../../../words/language.js";
import { problem, sentenceOf } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { wholeNumber } from "../../command-line/options.js";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { readBytes } from "../../command-line/read-text.js";
import { inColumns } from "../../command-line/table.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { refuseExisting, writeNewFile } from "../../new-file.js";
import { PRIVATE_MODE } from "../../private-file.js";
import { LISTS, type Progress, type RoundList, roundOf } from "../../round/round.js";
import { formatSerial } from "../../serial-number.js";
import { type Outcome, type WalkedHousehold, OUTCOMES } from "../../store/types.js";
import { formatDay, localDayOf } from "../../text/local-time.js";
import { parseTypedDay } from "../../text/typed-time.js";

interface AskedOptions extends JsonOptions {
  store: string;
  unit: string;
  team: string;
  list: RoundList;
  day?: string;
}

/** `bztoken round`: from house to house. */
export function roundCommand(): Command {
  return new Command("round")
    .description(
      "the house-to-house round: who is to be visited, what came of it, lists and files for a team",
    )
    .addCommand(
      asking("list", "households to be visited, in the order in which they are walked").action(
        async (options: AskedOptions) => {
          await withStore(options.store, false, async (store) => {
            const { households } = await roundOf(store, askedBy(options));
            report(options, households, ...inColumns(households.map(cellsOf)));
          });
        },
      ),
    )
    .addCommand(
      asking("progress", "how far villages and teams are").action(async (options: AskedOptions) => {
        await withStore(options.store, false, async (store) => {
          const { units, teams, total, campaign } = await roundOf(store, askedBy(options));
          const rows = [...units, ...teams.filter(({ name }) => name !== ""), { ...total, name: "=" }];
          report(options, { campaign, units, teams, total }, ...inColumns([HEADER, ...rows.map(countsOf)]));
        });
      }),
    )
    .addCommand(makeCommand())
    .addCommand(visitCommand())
    .addCommand(
      asking("print", "write the list as a page to print")
        .argument("<file>", "a new file, .html")
        .addOption(new Option("--language <language>", "of the page").choices(["vi", "en"]).default("vi"))
        .action(async (file: string, options: AskedOptions & { language: "vi" | "en" }) => {
          refuseExisting(file);
          const { listPage } = await import("../../round/list-page.js");
          await withStore(options.store, false, async (store) => {
            const asked = askedBy(options);
            const round = await roundOf(store, asked);
            const markup = listPage(round, asked, options.language);
            await writeNewFile(file, [Buffer.from(markup)], PRIVATE_MODE);
            report(options, { file, households: round.households.length }, file);
          });
        }),
    )
    .addCommand(exportCommand())
    .addCommand(takeCommand());
}

const storeOption = () => new Option("--store <file>", "where the register is").default(DEFAULT_STORE);
const unitOption = () => new Option("--unit <name>", "of this village only").default("");
const teamOption = () => new Option("--team <name>", "of this team only").default("");

function asking(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .addOption(unitOption())
    .addOption(teamOption())
    .addOption(new Option("--list <which>", "not done; to come back to; all").choices(LISTS).default("open"))
    .option("--day <date>", "on which somebody goes, such as 14/08/2020; today by default")
    .addOption(storeOption())
    .addOption(jsonOption());
}

function askedBy({ unit, team, list, day }: AskedOptions) {
  return { unit, team, list, day: dayOf(day, "ahead") };
}

function dayOf(text: string | undefined, way: "ahead" | "back"): number {
  const today = localDayOf(Date.now());
  if (text === undefined) return today;
  const day = way === "ahead" ? parseTypedDay(text, today, "ahead") : parseTypedDay(text, today);
  if (day === undefined || (way === "back" && day > today)) throw new UserError("round/day", { text });
  return day;
}

function cellsOf({ unit, position, address, team, members, last }: WalkedHousehold): string[] {
  const people = members.map(({ name, tokens }) =>
    [name, ...tokens.map(({ serial }) => formatSerial(serial))].join(" "),
  );
  const was = last === null ? "" : `${last.outcome} ${formatDay(last.day)}`;
  return [unit, String(position), address, team, was, people.join(", ")];
}

const HEADER = ["", "households", "visited", "met", ...OUTCOMES];
function countsOf(row: Progress): string[] {
  const counts = [row.households, row.visited, row.met, ...OUTCOMES.map((one) => row[one])];
  return [row.name || "–", ...counts.map(String)];
}

function makeCommand(): Command {
  return new Command("make")
    .description("make households of the addresses that people of the register have")
    .addOption(storeOption())
    .addOption(jsonOption())
    .action(async ({ store: path, json }: JsonOptions & { store: string }) => {
      const { householdsFromRegister } = await import("../../round/from-register.js");
      await withStore(path, false, async (store) => {
        const counts = await householdsFromRegister(store, Date.now());
        const { households, people, unplaced } = counts;
        report(
          { json },
          counts,
          `${households} new households, ${people} people in them; ${unplaced} people have no address`,
        );
      });
    });
}

interface VisitOptions extends JsonOptions {
  store: string;
  unit: string;
  day?: string;
  back?: string;
}

function visitCommand(): Command {
  return new Command("visit")
    .description("write down what came of a visit, in the place of what was written for that day")
    .argument("<number>", "of the household on the village's list", wholeNumber(1, 1_000_000))
    .argument("<outcome>", OUTCOMES.join(", "))
    .requiredOption("--unit <name>", "the village")
    .option("--day <date>", "of the visit; today by default")
    .option("--back <date>", "on which to come back")
    .addOption(storeOption())
    .addOption(jsonOption())
    .action(async (position: number, told: string, options: VisitOptions) => {
      const outcome = OUTCOMES.find((one): one is Outcome => one === told);
      if (outcome === undefined)
        throw new UserError("round/outcome", { text: told, outcomes: OUTCOMES.join(", ") });
      const day = dayOf(options.day, "back");
      const backDay = options.back === undefined ? null : dayOf(options.back, "ahead");
      if (backDay !== null && backDay < day) throw new UserError("round/back-day");
      await withStore(options.store, false, async (store) => {
        const { unit } = options;
        const walked = await store.walk({ unit, fromDay: 0, day });
        const household = walked.find((one) => one.position === position);
        if (household === undefined)
          throw new UserError("round/household/number", { unit, number: position });
        await store.putVisit(household.id, day, outcome, backDay, Date.now());
        const { address } = household;
        const line = `${position} ${address}: ${outcome}, ${formatDay(day)}`;
        report(options, { unit, number: position, address, outcome, day, backDay }, line);
      });
    });
}

function exportCommand(): Command {
  return new Command("export")
    .description("write households, their people and visits into a file for a laptop; it names people")
    .argument("<file>", "a new file, .json")
    .addOption(unitOption())
    .addOption(teamOption())
    .addOption(storeOption())
    .addOption(jsonOption())
    .action(async (file: string, options: AskedOptions) => {
      refuseExisting(file);
      const { roundFileOf, writeRound } = await import("../../round/round-file.js");
      await withStore(options.store, false, async (store) => {
        const said = await roundFileOf(store, options, Date.now());
        await writeNewFile(file, [Buffer.from(writeRound(said))], PRIVATE_MODE);
        const { households, people } = said;
        const counts = { file, households: households.length, people: people.length };
        report(
          options,
          counts,
          `${households.length} households, ${people.length} people with names: ${file}`,
        );
      });
    });
}

function takeCommand(): Command {
  return new Command("take")
    .description("take a team's file in: what was written later counts, and nothing twice")
    .argument("<file>", "as its program made it")
    .addOption(storeOption())
    .addOption(jsonOption())
    .action(async (file: string, { store: path, json }: JsonOptions & { store: string }) => {
      const { takeRound } = await import("../../round/take-round.js");
      const bytes = readBytes(file, problem("word/round/file"));
      await withStore(path, true, async (store) => {
        const { notes, ...counts } = await takeRound(store, bytes, Date.now());
        const told = notes.map((note) => sentenceOf(note, languageOf(process.env)));
        const { households, people, visits, tokens } = counts;
        report(
          { json },
          { ...counts, notes: told },
          ...told,
          `${households} new households, ${people} new people, ${visits} visits, ${tokens} tokens given`,
        );
      });
    });
}
