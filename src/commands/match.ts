/** `bztoken match`: the rows of a phone's contact history that belong to the cases on an F0 list. */
import { Command } from "commander";
import { parseF0List } from "../bluezone/f0-list.js";
import { FormatError } from "../bluezone/format.js";
import { matchHistory } from "../bluezone/match.js";
import { parseHistory } from "../bluezone/upload.js";
import { UserError } from "../station/user-error.js";
import { nodeHash } from "../station/node-crypto.js";
import { readText } from "./read-text.js";

export function matchCommand(): Command {
  return new Command("match")
    .description(
      "print the rows of F0s in a contact history as JSON lines {line, id, timeMs, rssiDbm, f0, exact}",
    )
    .requiredOption("--list <file>", "F0 list as Bluezone pushes it (JSON)")
    .requiredOption("--history <file>", "contact history as Bluezone uploads it (data_trace.txt)")
    .action(printMatches);
}

function printMatches(options: { list: string; history: string }): void {
  const list = parseFile(options.list, "F0 list", parseF0List);
  const history = parseFile(options.history, "contact history", parseHistory);
  for (const { row, f0, isExact } of matchHistory(nodeHash, list, history)) {
    const { line, contactId: id, timeMs, rssiDbm } = row;
    process.stdout.write(`${JSON.stringify({ line, id, timeMs, rssiDbm, f0, exact: isExact })}\n`);
  }
}

function parseFile<T>(path: string, what: string, parse: (text: string) => T): T {
  const text = readText(path, what);
  try {
    return parse(text);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    throw new UserError(`${path}: ${error.message}; mend the file or ask its sender for another`);
  }
}
