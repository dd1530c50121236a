import { Command, Option } from "commander";
import { languageOf } from "../../../words/language.js";
import { problem, sentenceOf } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { MOST_SHOWN, wholeNumber } from "../../command-line/options.js";
import { type JsonOptions, jsonOption, note, report } from "../../command-line/print.js";
import { inColumns } from "../../command-line/table.js";
import { readBytes } from "../../command-line/read-text.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { type Preset, PRESETS, presetUnits } from "../../register/units/presets.js";
import type { Unit } from "../../store/types.js";
import { formatDay, localDayOf } from "../../text/local-time.js";

/** `bztoken units`: administrative units, agencies and places. */
export function unitsCommand(): Command {
  return new Command("units")
    .description("units and places: the country's, and a commune's own")
    .addCommand(addCommand())
    .addCommand(importCommand())
    .addCommand(listCommand());
}

interface AddOptions extends JsonOptions {
  preset: Preset;
  within?: string;
  store: string;
}

function addCommand(): Command {
  return new Command("add")
    .description("add the country's units of 2020 (three levels) or of July 2025 (two)")
    .addOption(new Option("--preset <year>", "which list").choices(PRESETS).makeOptionMandatory())
    .option("--within <code>", "only a unit and what belongs to it, by its official code with the zeros")
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(async ({ preset, within, store: path, json }: AddOptions) => {
      const units = await presetUnits(preset, within);
      await withStore(path, true, (store) => store.putUnits(units));
      report({ json }, { added: units.length, preset }, `${units.length} units of ${preset}`);
    });
}

interface ImportOptions extends JsonOptions {
  write?: boolean;
  store: string;
}

function importCommand(): Command {
  return new Command("import")
    .description("take hamlets, agencies and places in from a list, whole or not at all")
    .argument(
      "<file>",
      "CSV or XLSX with columns such as Tên, Loại, Mã, Thuộc, Báo cáo cho, Từ ngày, Đến ngày",
    )
    .option("--write", "take it in; without it only what is wrong is shown")
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(async (file: string, { write, store: path, json }: ImportOptions) => {
      const { readSheet } = await import("../../register/sheet/read-sheet.js");
      const { readUnits } = await import("../../register/units/read-units.js");
      const sheet = await readSheet(readBytes(file, problem("word/register/list")));
      await withStore(path, true, async (store) => {
        const rows = await readUnits(store, sheet);
        const language = languageOf(process.env);
        const told = rows.flatMap(({ row, unit, faults }) =>
          faults.map((fault) => ({ row, name: unit.name, fault: sentenceOf(fault, language) })),
        );
        const bad = rows.filter(({ faults }) => faults.length > 0).length;
        if (bad > 0 && write)
          note(...told.map(({ row, name, fault }) => `row ${row}, ${name || "–"}: ${fault}`));
        if (bad > 0 && write) throw new UserError("register/import/bad-units", { count: bad });
        if (write) await store.putUnits(rows.map(({ unit }) => unit));
        report(
          { json },
          { units: rows.length, bad, isWritten: write === true, faults: told },
          ...told.map(({ row, name, fault }) => `row ${row}, ${name || "–"}: ${fault}`),
          `${rows.length} units${write ? "" : ", nothing written yet"}: ${bad} wrong`,
        );
      });
    });
}

function listCommand(): Command {
  return new Command("list")
    .description("units whose name or code begins so")
    .argument("[query...]", "with or without marks")
    .option("--past", "also those that are no more")
    .option("--most <n>", "so many at most", wholeNumber(1, MOST_SHOWN), 50)
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(
      async (query: string[], options: { past?: boolean; most: number; store: string; json?: boolean }) => {
        await withStore(options.store, false, async (store) => {
          const atDay = options.past ? {} : { atDay: localDayOf(Date.now()) };
          const units = await store.units({ query: query.join(" "), limit: options.most, ...atDay });
          const rows = [];
          for (const unit of units) {
            const above = (await store.unitPath(unit.id)).slice(1).map(({ name }) => name);
            rows.push([unit.code ?? "–", unit.name, above.join(", "), validity(unit)]);
          }
          report(options, units, ...inColumns(rows));
        });
      },
    );
}

function validity({ fromDay, toDay }: Unit): string {
  return [fromDay !== null && `from ${formatDay(fromDay)}`, toDay !== null && `until ${formatDay(toDay - 1)}`]
    .filter(Boolean)
    .join(" ");
}
