import { Command, Option } from "commander";
import { languageOf } from "../../../words/language.js";
import { problem, sentenceOf } from "../../../words/problem.js";
import { UserError } from "../../../words/user-error.js";
import { type JsonOptions, jsonOption, report } from "../../command-line/print.js";
import { readBytes } from "../../command-line/read-text.js";
import { DEFAULT_STORE, withStore } from "../../command-line/with-store.js";
import { FORMS, reportIn } from "../../coverage/report/forms.js";
import { refuseExisting, writeNewFile } from "../../new-file.js";
import { PRIVATE_MODE } from "../../private-file.js";
import type { Store } from "../../store/store.js";
import { formatDay, isoDay, localDayOf, parseIsoDay } from "../../text/local-time.js";

/** `bztoken report`: coverage of a unit for the level above, and of lower units taken in. */
export function reportCommand(): Command {
  return new Command("report")
    .description("coverage of a unit: reports made, and those of lower units taken in")
    .addCommand(makeCommand())
    .addCommand(takeCommand());
}

function makeCommand(): Command {
  return new Command("make")
    .description(
      "write the report as DOCX or HTML, the figures as XLSX, the week as TXT or SVG, or JSON for the level above",
    )
    .argument("<file>", `a new file that ends in one of ${FORMS.map((one) => `.${one}`).join(" ")}`)
    .requiredOption("--of <unit>", "whose, by official code or name")
    .option("--day <date>", "as of the end of that day, such as 2020-08-14; today by default")
    .addOption(new Option("--language <language>", "of the report").choices(["vi", "en"]).default("vi"))
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(
      async (
        file: string,
        options: JsonOptions & { of: string; day?: string; language: "vi" | "en"; store: string },
      ) => {
        const form = FORMS.find((one) => file.toLowerCase().endsWith(`.${one}`));
        if (form === undefined) throw new UserError("coverage/file/ending", { endings: FORMS.join(", ") });
        refuseExisting(file);
        const nowMs = Date.now();
        const day = options.day === undefined ? localDayOf(nowMs) : parseIsoDay(options.day);
        if (day === undefined) throw new UserError("register/unit/date", { text: options.day! });
        await withStore(options.store, false, async (store) => {
          const { coverageOf } = await import("../../coverage/coverage.js");
          const { currentCampaign } = await import("../../coverage/campaign.js");
          const campaign = currentCampaign(await store.campaigns(), day);
          const unitId = await unitIdOf(store, options.of, day);
          const coverage = await coverageOf(store, { unitId, day, campaign }, nowMs);
          const bytes = await reportIn(form, store, coverage, options.language, nowMs);
          await writeNewFile(file, [Buffer.from(bytes)], PRIVATE_MODE);
          const notes = coverage.notes.map((note) => sentenceOf(note, languageOf(process.env)));
          report(options, { file, notes }, ...notes, file);
        });
      },
    );
}

function takeCommand(): Command {
  return new Command("take")
    .description("take a lower unit's report (.json) in: checked first, and nothing counted twice")
    .argument("<file>", "as its program made it")
    .option("--store <file>", "where the register is", DEFAULT_STORE)
    .addOption(jsonOption())
    .action(async (file: string, { store: path, json }: JsonOptions & { store: string }) => {
      const { takeReport } = await import("../../coverage/take-report.js");
      const bytes = readBytes(file, problem("word/coverage/report"));
      await withStore(path, true, async (store) => {
        const { unit, day, notes } = await takeReport(store, bytes, Date.now());
        const told = notes.map((note) => sentenceOf(note, languageOf(process.env)));
        report(
          { json },
          { unit: unit.name, day: isoDay(day), notes: told },
          ...told,
          `${unit.name}, ${formatDay(day)}`,
        );
      });
    });
}

async function unitIdOf(store: Store, text: string, atDay: number): Promise<string> {
  const found = await store.units({ query: text, atDay, limit: 100 });
  const exact = found.find(({ code }) => code === text);
  if (exact === undefined && found.length !== 1) throw new UserError("register/unit/parent", { text });
  return (exact ?? found[0]!).id;
}
