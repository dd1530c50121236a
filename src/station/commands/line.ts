import { Command, Option } from "commander";
import { EXIT_CODES, kindOf } from "../../words/kinds.js";
import { LANGUAGES, type Language, languageOf } from "../../words/language.js";
import { wordsOf } from "../../words/problem.js";
import { UserError } from "../../words/user-error.js";
import { readPublicFiles, unlockOfficer } from "../command-line/key-files.js";
import { serialPort } from "../command-line/options.js";
import { type JsonOptions, jsonOption, note, report } from "../command-line/print.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../command-line/with-store.js";
import type { OnLine, PreparationLine } from "../line/line.js";
import type { TokenProgram } from "../line/token-program.js";
import { refuseExisting } from "../new-file.js";
import { HIGHEST_SERIAL, formatSerial, parseSerial } from "../serial-number.js";
import type { Store } from "../store/store.js";
import { clockServices, dateIsRight, type DateOptions } from "./date-question.js";

interface Options extends DateOptions, JsonOptions {
  numbers: string;
  officers: string[];
  port?: string[];
  store: string;
  key?: string;
  reason?: string;
  labels?: string;
  phone?: string;
  language?: Language;
}

const HELP = `
Stopped, pulled out or cut off at any step, do the same again: what is half done is gone on with under the same number, and nothing half
done is in stock. With --key the line also finds out which token was cut off at its very end.`;

/** `bztoken line`: a hub of tokens into stock, hands free. @param program  what goes onto bare boards */
export function lineCommand(program: TokenProgram): Command {
  return new Command("line")
    .description(
      "on a trusted PC: prepare a hub of tokens at once, hands free: program, self-test, number, secrets, proof, stock, labels",
    )
    .requiredOption("--numbers <numbers>", "numbers to be given, the lowest first, for example 1-1000")
    .requiredOption(
      "--officers <pubfile...>",
      "public key files, or folders of them, the recovery key's among them",
    )
    .addOption(
      new Option(
        "--port <path...>",
        "these ports, each once; without it every USB serial port, until Ctrl+C",
      ).argParser((path: string, before: string[] = []) => [...before, serialPort(path)]),
    )
    .option("--store <file>", "the authority's store; made if missing", DEFAULT_AUTHORITY_STORE)
    .option("--key <keyfile>", "officer's key, to find out which token was cut off at its very end")
    .option("--reason <text>", "why; with --key, the ledger keeps it")
    .option("--labels <file>", "at the end, a sheet of labels: an HTML file; never in the place of another")
    .option("--phone <number>", "on the labels: what finders shall call; otherwise as the page keeps it")
    .addOption(new Option("--language <language>", "of the labels").choices(LANGUAGES))
    .addOption(dateIsRight())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(async (options: Options) => {
      const { requireRecipients } = await import("../cases/officer.js");
      const numbers = rangeOf(options.numbers);
      if (options.labels !== undefined) refuseExisting(options.labels);
      const recipients = await readPublicFiles(options.officers);
      requireRecipients(recipients.map(({ identity }) => identity));
      const officer = options.key && (await unlockOfficer(options.key, options.reason));
      await withStore(options.store, true, async (store) => {
        const issuer = { ...(await store.issuer()), ...(options.phone && { phone: options.phone }) };
        if (options.labels !== undefined && issuer.phone === "") throw new UserError("command/labels-phone");
        const { createPreparationLine } = await import("../line/line.js");
        const { systemTimers } = await import("../reading/serial-line.js");
        const line = createPreparationLine(
          {
            ...clockServices(options),
            ...{ store, timers: systemTimers, recipients, numbers, program },
            ...(officer ? { officer } : {}),
          },
          (token) => tellOf(token, line),
        );
        await run(line, options.port);
        const { writeLabelSheet } = await import("../line/label-sheet.js");
        const language = options.language ?? languageOf(process.env);
        const labels =
          options.labels === undefined
            ? []
            : await writeLabelSheet(store, options.labels, issuer, language, Date.now());
        await tell(options, line, store, labels);
      });
    });
}

function rangeOf(text: string): { first: number; last: number } {
  const [first, last = first, ...more] = text.split("-").map(parseSerial);
  const isRange = first !== undefined && last !== undefined && more.length === 0;
  if (isRange && first <= last && last <= HIGHEST_SERIAL) return { first, last };
  throw new UserError("command/number-range", { text, most: HIGHEST_SERIAL });
}

/** The named ports once; or whatever is plugged in, until Ctrl+C. */
async function run(line: PreparationLine, paths: readonly string[] | undefined): Promise<void> {
  const { namedPort, watchPorts } = await import("../line/ports.js");
  if (paths !== undefined) {
    for (const path of new Set(paths)) line.take(namedPort(path));
    return line.end();
  }
  const { systemTimers } = await import("../reading/serial-line.js");
  note("bztoken: every USB serial port is taken. Ctrl+C ends it, once those in work are through.");
  await new Promise<void>((resolve) => {
    const end = watchPorts(line.take, systemTimers);
    for (const signal of ["SIGINT", "SIGTERM"] as const)
      process.once(signal, () => {
        end();
        resolve();
      });
  });
  return line.end();
}

function tellOf(token: OnLine, line: PreparationLine): void {
  const { state } = token;
  if (state.stage === "waiting" || state.stage === "working") return;
  const { ready, failed, inWork } = line.tally();
  const said = state.stage === "ready" ? "ready" : `failed (${state.step}): ${wordsOf(state.error, "en")}`;
  note(`bztoken: ${nameOf(token)} ${said}. Ready ${ready}, failed ${failed}, in work ${inWork}`);
}

const nameOf = ({ port, serial }: OnLine) =>
  [port, ...(serial === undefined ? [] : [formatSerial(serial)])].join(" ");

async function tell(
  options: Options,
  line: PreparationLine,
  store: Store,
  labels: readonly number[],
): Promise<void> {
  const { tokens } = line.tally();
  const ready = tokens.flatMap(({ port, serial, state }) =>
    state.stage === "ready" ? [{ port, serial, isNew: state.isNew }] : [],
  );
  const failures = tokens.flatMap(({ port, serial, state }) =>
    state.stage === "failed" ? [{ port, serial: serial ?? null, step: state.step, error: state.error }] : [],
  );
  const failed = failures.map(({ error, ...one }) => ({
    ...one,
    ...{ code: error.code, message: wordsOf(error, languageOf(process.env)) },
  }));
  const underWay = await store.numbersUnderWay();
  report(
    options,
    { ready, failed, underWay, labels },
    `ready: ${ready.length}; failed: ${failed.length}; half prepared: ${underWay.map(formatSerial).join(", ") || "none"}`,
    ...failed.map(
      ({ port, serial, step, message }) =>
        `  ${[port, ...(serial === null ? [] : [formatSerial(serial)])].join(" ")}, ${step}: ${message}`,
    ),
    ...(labels.length > 0
      ? [`${options.labels}: ${labels.length} labels; open it in a browser and print it`]
      : []),
  );
  const [first] = failures;
  if (first !== undefined) process.exitCode = EXIT_CODES[kindOf(first.error)];
}
