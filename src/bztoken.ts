#!/usr/bin/env node
/** The command line: it alone joins the commands of station, firmware and simulator, and nothing imports it. */
import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { EXIT_CODES, kindOf } from "./words/kinds.js";
import { languageOf } from "./words/language.js";
import { wordsOf } from "./words/problem.js";
import { isUserError } from "./words/user-error.js";
import { accountsCommand } from "./station/commands/register/accounts.js";
import { backupCommand, restoreCommand } from "./station/commands/backup.js";
import { configureCommand, eraseCommand, warnCommand } from "./station/commands/administer.js";
import { buildCommand } from "../firmware/commands/build.js";
import { caseCommand } from "./station/commands/cases/case.js";
import { demoCommand } from "../sim/commands/demo.js";
import { discardCommand } from "./station/commands/cases/discard.js";
import { coverageCommand } from "../sim/commands/coverage.js";
import { deviceCommand } from "../firmware/commands/device.js";
import { energyCommand } from "../sim/commands/energy.js";
import { flashCommand } from "../firmware/commands/flash.js";
import { idsCommand } from "./station/commands/ids.js";
import { keysCommand } from "./station/commands/keys.js";
import { ledgerCommand } from "./station/commands/cases/ledger.js";
import { matchCommand } from "./station/commands/match.js";
import { packCommand, stockCommand, unpackCommand } from "./station/commands/pack.js";
import { paperCommand } from "./station/commands/paper.js";
import { peopleCommand } from "./station/commands/register/people.js";
import { prepareCommand, rekeyCommand, resealCommand } from "./station/commands/prepare.js";
import { proximityCommand } from "./station/commands/proximity.js";
import { replayCommand } from "../sim/commands/replay.js";
import { schedulesCommand } from "../sim/commands/schedules.js";
import { simulateCommand } from "../sim/commands/simulate.js";
import { stationCommand } from "./station/commands/station.js";
import { syncCommand } from "./station/commands/sync.js";
import { traceCommand } from "./station/commands/trace.js";
import { unitsCommand } from "./station/commands/register/units.js";
import { watchCommand } from "../sim/commands/watch.js";
import { note } from "./station/command-line/print.js";

const HELP = `
Exit codes:
  0  done, as far as was asked; notes may say what to look after
  1  a fault of the program
  2  bad input: an option, a date, a file, a store
  3  the token cannot be reached: no such port, in use, no permission, no answer, unplugged
  4  a key does not fit: key file, passphrase, stock file, sender of a pack
  5  the token or its wearer refused: no press on the button, not in its present state

Errors are shown in Vietnamese with BZTOKEN_LANGUAGE=vi, or where the system is set to it (LC_ALL, LC_MESSAGES, LANG).`;

const program = new Command("bztoken")
  .description("Bluezone Token: firmware, reading station and simulator")
  .version(packageJson.version)
  .addHelpText("after", HELP)
  .exitOverride()
  .configureOutput({
    outputError: (text) =>
      note(
        ...text
          .trimEnd()
          .replace(/^error: /, "bztoken: ")
          .split("\n"),
      ),
  });

for (const command of [
  demoCommand(),
  stationCommand(),
  syncCommand(),
  traceCommand(),
  caseCommand(),
  ledgerCommand(),
  backupCommand(),
  restoreCommand(),
  peopleCommand(),
  unitsCommand(),
  accountsCommand(),
  paperCommand(),
  packCommand(),
  unpackCommand(),
  keysCommand(),
  prepareCommand(),
  stockCommand(),
  warnCommand(),
  rekeyCommand(),
  configureCommand(),
  eraseCommand(),
  resealCommand(),
  discardCommand(),
  idsCommand(),
  matchCommand(),
  buildCommand(),
  flashCommand(),
  deviceCommand(),
  simulateCommand(),
  coverageCommand(),
  watchCommand(),
  replayCommand(),
  proximityCommand(),
  energyCommand(),
  schedulesCommand(),
]) {
  inherit(program, command);
  program.addCommand(command);
}

// The reader of a pipe may have had enough, as in `bztoken ids … | head`.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code !== "EPIPE") throw error;
  process.exit();
});

try {
  await program.parseAsync();
} catch (error) {
  if (isUserError(error)) {
    note(`bztoken: ${wordsOf(error, languageOf(process.env))}`);
    process.exitCode = EXIT_CODES[kindOf(error)];
  } else if (isCommanderExit(error)) {
    process.exitCode = error.exitCode === 0 ? 0 : EXIT_CODES.input;
  } else {
    // A fault of the program; what it says may quote what others wrote.
    note(...String(error instanceof Error ? error.stack : error).split("\n"));
    process.exit(1);
  }
}

/** Commander takes settings over for commands that it makes itself only; `case show` has to end as `trace` does. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const one of command.commands) inherit(command, one);
}

/** Commander reports help, version and bad arguments as errors that carry an exit code; it has printed them. */
function isCommanderExit(error: unknown): error is { exitCode: number } {
  return error instanceof Error && "exitCode" in error && "code" in error;
}
