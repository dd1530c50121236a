import { Command, Option } from "commander";
import { languageOf } from "../../../words/language.js";
import { problem, sentenceOf } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { MOST_SHOWN, wholeNumber } from "../../command-line/options.js";
import { type JsonOptions, jsonOption, note, print, printJson, report } from "../../command-line/print.js";
import { readBytes } from "../../command-line/read-text.js";
import { inColumns } from "../../command-line/table.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { refuseExisting, writeNewFile } from "../../new-file.js";
import type { Decision } from "../../register/sheet/import-people.js";
import { ENCODINGS, type Encoding } from "../../register/sheet/old-encodings.js";
import type { PlannedRow } from "../../register/sheet/plan-people.js";
import { formatSerial } from "../../serial-number.js";
import type { ListedPerson } from "../../store/types.js";
import { giveCommand, returnCommand } from "./give.js";

const HELP = `
Lists may have titles, headers in two rows, merged cells, and be in Unicode, TCVN3 or VNI. Without --write nothing is changed:
it is shown what would be. A list that was exported can be edited and imported again.`;

/** `bztoken people`: the register of people. */
export function peopleCommand(): Command {
  return new Command("people")
    .description(
      "the register of people: look into it, take lists in, give it out; give and take back tokens",
    )
    .addCommand(listCommand())
    .addCommand(importCommand())
    .addCommand(exportCommand())
    .addCommand(giveCommand())
    .addCommand(returnCommand());
}

interface ListOptions {
  store: string;
  json?: boolean;
  sort: "name" | "unit";
  most: number;
}

function listCommand(): Command {
  return new Command("list")
    .description("people whose name, unit, year of birth or telephone begins so")
    .argument("[query...]", "as on the page, with or without marks")
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(
      new Option("--sort <order>", "by given name, or by unit").choices(["name", "unit"]).default("name"),
    )
    .option("--most <n>", "so many at most", wholeNumber(1, MOST_SHOWN), 50)
    .addOption(jsonOption())
    .action(async (query: string[], { store: path, json, sort, most }: ListOptions) => {
      await withStore(path, false, async (store) => {
        const asked = { query: query.join(" "), order: sort, isDown: false, after: null, limit: most };
        const { people, next } = await store.people(asked);
        report({ json }, people, ...inColumns(people.map(cellsOf)));
        if (next !== null)
          note(`bztoken: only the first ${most} are shown; ask more closely, or give --most`);
      });
    });
}

function cellsOf({ name, birthYear, unit, phone, tokens }: ListedPerson): string[] {
  const serials = tokens.map(({ serial }) => formatSerial(serial)).join(", ");
  return [name, String(birthYear ?? ""), unit, phone ?? "", serials];
}

interface ImportOptions {
  store: string;
  encoding?: Encoding;
  doubles?: "skip" | "add" | "update";
  skipBad?: boolean;
  write?: boolean;
  json?: boolean;
}

function importCommand(): Command {
  return new Command("import")
    .description("take a list of people in, whole or not at all; without --write only show what it would do")
    .argument("<file>", "CSV or XLSX")
    .option("--write", "take it in")
    .option("--skip-bad", "leave wrong rows out")
    .addOption(
      new Option("--doubles <what>", "people who may be in the register already").choices([
        "skip",
        "add",
        "update",
      ]),
    )
    .addOption(new Option("--encoding <name>", "instead of what it looks like").choices(ENCODINGS))
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(importList);
}

async function importList(file: string, options: ImportOptions): Promise<void> {
  const { readSheet } = await import("../../register/sheet/read-sheet.js");
  const { readPeople } = await import("../../register/sheet/read-people.js");
  const { importPeople, previewPeople } = await import("../../register/sheet/import-people.js");
  const bytes = readBytes(file, problem("word/register/list"));
  const nowMs = Date.now();
  const sheet = await readSheet(bytes, options.encoding);
  const { people, unknownColumns } = readPeople(sheet, nowMs);
  await withStore(options.store, true, async (store) => {
    const plan = await previewPeople(store, people);
    if (!options.json) printPlan(plan, sheet.encoding, unknownColumns);
    if (!options.write) {
      if (options.json) printJson(plan);
      return;
    }
    const doubles = plan.filter(({ verdict }) => verdict === "double").length;
    if (doubles > 0 && options.doubles === undefined)
      throw new UserError("register/import/doubles", { count: doubles });
    const decide = ({ known }: PlannedRow): Decision => {
      if (options.doubles !== "update") return options.doubles!;
      // Of several it may be, none is chosen by a program.
      return known.length === 1 ? { update: known[0]!.id } : "skip";
    };
    const counts = await importPeople(store, people, { decide, skipsBad: options.skipBad === true, nowMs });
    const { added, changed, same, skipped, issued } = counts;
    report(
      options,
      counts,
      `${added} added, ${changed} corrected, ${same} as they were, ${skipped} left out, ${issued} tokens issued`,
    );
  });
}

/** What a person has to look at: every bad row with why, likely doubles side by side. */
function printPlan(plan: readonly PlannedRow[], encoding: Encoding, unknownColumns: readonly string[]): void {
  const language = languageOf(process.env);
  const of = (verdict: PlannedRow["verdict"]) => plan.filter((row) => row.verdict === verdict);
  if (encoding !== "unicode")
    note(
      `bztoken: the list is in ${encoding.toUpperCase()} and was converted; look whether the names are right`,
    );
  if (unknownColumns.length > 0) note(`bztoken: not taken: ${unknownColumns.join(", ")}`);
  for (const { row, entry, faults, notes } of plan) {
    for (const one of [...faults, ...notes])
      print(`row ${row}, ${entry.name || "–"}: ${sentenceOf(one, language)}`);
  }
  for (const { row, entry, known, likeRows } of of("double")) {
    print(`row ${row}: ${told(entry)}`);
    for (const person of known) print(`  in the register: ${told(person)}`);
    for (const like of likeRows) print(`  row ${like}: ${told(plan.find((one) => one.row === like)!.entry)}`);
  }
  const counts = (["new", "changed", "same", "double", "bad"] as const).map(
    (verdict) => `${of(verdict).length} ${verdict}`,
  );
  print(`${plan.length} people: ${counts.join(", ")}`);
}

function told({ name, birthYear, unit, phone }: PlannedRow["entry"]): string {
  return [name, birthYear, unit, phone].filter((part) => part !== null && part !== "").join(" · ");
}

function exportCommand(): Command {
  return new Command("export")
    .description("everybody in the register, for a spreadsheet")
    .requiredOption("--out <file>", "where to write it (.csv or .xlsx); never in the place of another file")
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(async ({ out, store: path, json }: { out: string; store: string } & JsonOptions) => {
      const { peopleCsv, peopleXlsx } = await import("../../register/sheet/export-people.js");
      refuseExisting(out);
      await withStore(path, false, async (store) => {
        const people = [];
        for await (const person of store.allPeople()) people.push(person);
        const bytes = out.endsWith(".xlsx")
          ? await peopleXlsx(people)
          : Buffer.from(peopleCsv(people), "utf8");
        await writeNewFile(out, [bytes]);
        const told = `${people.length} people, with names and telephones: ${out}`;
        report({ json }, { path: out, people: people.length }, told);
      });
    });
}
