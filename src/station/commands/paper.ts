import { Argument, Command, Option } from "commander";
import { LANGUAGES, type Language, languageOf } from "../../words/language.js";
import { UserError } from "../../words/user-error.js";
import { readNumbers } from "../command-line/options.js";
import { print } from "../command-line/print.js";
import { STORE_DAYS, TOKEN_DAYS } from "../store/kept-days.js";
import { refuseExisting, writeNewFile } from "../new-file.js";
import { labels } from "../paper/labels.js";
import { PAPERS, type Paper } from "../paper/kinds.js";
import { paper } from "../paper/paper.js";

interface Options {
  unit: string;
  phone: string;
  tokens?: string;
  language?: Language;
  out: string;
}

/** `bztoken paper`: what a unit prints, sends or reads out. */
export function paperCommand(): Command {
  return new Command("paper")
    .description("leaflet, labels, loudspeaker script, messages, questions, notice, consent forms; to print")
    .addArgument(new Argument("<kind>", "which").choices([...PAPERS, "labels"]))
    .requiredOption("--unit <name>", "the unit's name as it shall be printed")
    .requiredOption("--phone <number>", "the number that wearers and finders shall call")
    .requiredOption(
      "--out <file>",
      "an HTML file for the browser to print; never in the place of another file",
    )
    .option("--tokens <numbers>", "of the labels, for example 1-65,417")
    .addOption(new Option("--language <language>", "instead of the system's").choices(LANGUAGES))
    .action(async (kind: Paper | "labels", { unit: name, phone, tokens, language, out }: Options) => {
      refuseExisting(out);
      const words = language ?? languageOf(process.env);
      const issuer = { name, phone };
      const markup = kind === "labels" ? ofLabels() : ofPaper(kind);
      await writeNewFile(out, [Buffer.from(markup, "utf8")]);
      print(`${out}: open it in a browser and print it`);

      function ofPaper(one: Paper): string {
        return paper(one, issuer, { token: TOKEN_DAYS, computer: STORE_DAYS }, words);
      }
      function ofLabels(): string {
        const serials = readNumbers(tokens);
        if (serials === undefined) throw new UserError("command/labels-tokens");
        return labels([...serials], issuer, words);
      }
    });
}
