/** `bztoken match`: the rows of a phone's contact history that belong to the cases on an F0 list. */
import { Command } from "commander";
import { parseF0List } from "../../bluezone/f0-list.js";
import { NotJsonError } from "../../bluezone/format.js";
import { type MatchProgress, matchHistory } from "../../bluezone/match.js";
import { parseHistory } from "../../bluezone/upload.js";
import { jsonFault } from "../text/json-fault.js";
import { nodeHash } from "../node-crypto.js";
import { UserError, isUserError } from "../../words/user-error.js";
import { noContactNotes, historyOddities, listOddities, resultOddities } from "./reports/match-notes.js";
import { readText } from "../command-line/read-text.js";
import { type Problem, problem, wordsOf } from "../../words/problem.js";
import { languageOf } from "../../words/language.js";
import { note, printJson } from "../command-line/print.js";

/** What takes less needs no word. */
const PATIENCE_MS = 2_000;
/** Between two lines where there is no terminal. */
const LINE_EVERY_MS = 10_000;

export function matchCommand(): Command {
  return new Command("match")
    .description(
      "print the rows of F0s in a contact history as JSON lines {line, id, timeMs, rssiDbm, f0, exact}; what is odd is said on stderr",
    )
    .requiredOption("--list <file>", "F0 list as Bluezone pushes it (JSON)")
    .requiredOption("--history <file>", "contact history as Bluezone uploads it (data_trace.txt)")
    .action(printMatches);
}

async function printMatches(options: { list: string; history: string }): Promise<void> {
  const { entries, notes } = parseFile(options.list, problem("word/file/list"), parseF0List);
  const history = parseFile(options.history, problem("word/file/history"), parseHistory);
  if (history.length === 0) throw new UserError("command/empty-history", { path: options.history });
  const language = languageOf(process.env);
  say(options.list, [...notes.map((one) => wordsOf(one, language)), ...listOddities(entries)]);
  say(options.history, historyOddities(history, Date.now()));

  const progress = await createProgress();
  const result = matchHistory(nodeHash, entries, history, progress.show);
  progress.stop();

  for (const { row, f0, isExact } of result.matches) {
    const { line, contactId: id, timeMs, rssiDbm } = row;
    printJson({ line, id, timeMs, rssiDbm, f0, exact: isExact });
  }
  say(options.history, resultOddities(result));
  if (result.matches.length === 0) say(options.history, noContactNotes(entries, history));
}

function say(path: string, notes: readonly string[]): void {
  note(...notes.map((one) => `bztoken: ${path}: ${one}`));
}

function parseFile<T>(path: string, what: Problem, parse: (text: string) => T): T {
  const text = readText(path, what);
  try {
    return parse(text);
  } catch (error) {
    if (!isUserError(error, "bluezone")) throw error;
    throw new UserError("command/bad-text", { path, why: withPlace(error) });
  }
}

/** Where a text stops being JSON, is said as well. */
function withPlace(error: UserError): Problem {
  if (!(error instanceof NotJsonError)) return error;
  const { line, column, what: fault } = jsonFault(error.text, "json");
  return problem("bluezone/not-json/at", { what: error.what, line, column, fault });
}

/** A bar on a terminal, elsewhere a line now and then; neither where the end is near. */
async function createProgress(): Promise<{ show: MatchProgress; stop(): void }> {
  const { SingleBar } = (await import("cli-progress")).default;
  const bar = new SingleBar({
    format: "{bar} {percentage} %, {eta_formatted} left",
    stream: process.stderr,
  });
  let nextMs = performance.now() + PATIENCE_MS;
  let isStarted = false;
  return {
    show(done, total) {
      if (isStarted) bar.update(done);
      if (isStarted || performance.now() < nextMs) return;
      if (process.stderr.isTTY) {
        isStarted = true;
        bar.start(total, done);
      } else {
        nextMs = performance.now() + LINE_EVERY_MS;
        note(`bztoken: ${Math.floor((100 * done) / total)} % searched`);
      }
    },
    stop: () => isStarted && bar.stop(),
  };
}
