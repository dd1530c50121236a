/** All commands. */
import { Command } from "commander";
import packageJson from "../package.json" with { type: "json" };
import { accountsCommand } from "./station/commands/register/accounts.js";
import { backupCommand, restoreCommand } from "./station/commands/store/backup.js";
import { configureCommand, eraseCommand, warnCommand } from "./station/commands/administer.js";
import { benchCommand } from "../firmware/commands/bench.js";
import { buildCommand } from "../firmware/commands/build.js";
import { caseCommand } from "./station/commands/cases/case.js";
import { demoCommand } from "../sim/commands/demo.js";
import { deriveCommand } from "./station/commands/cases/derive.js";
import { discardCommand } from "./station/commands/cases/discard.js";
import { coverageCommand } from "../sim/commands/coverage.js";
import { updateCommand } from "./station/commands/register/update.js";
import { deviceCommand } from "../firmware/commands/device.js";
import { dueCommand } from "./station/commands/register/due.js";
import { energyCommand } from "../sim/commands/energy.js";
import { flashCommand, putProgram } from "../firmware/commands/flash.js";
import { idsCommand } from "./station/commands/ids.js";
import { keysCommand } from "./station/commands/keys.js";
import { ledgerCommand } from "./station/commands/cases/ledger.js";
import { openCommand } from "./station/commands/desktop/open.js";
import { lineCommand } from "./station/commands/line.js";
import { matchCommand } from "./station/commands/match.js";
import { packCommand, stockCommand, unpackCommand } from "./station/commands/pack.js";
import { paperCommand } from "./station/commands/paper.js";
import { peopleCommand } from "./station/commands/register/people.js";
import { prepareCommand, rekeyCommand, resealCommand } from "./station/commands/prepare.js";
import { proximityCommand } from "./station/commands/proximity.js";
import { replayCommand } from "../sim/commands/replay.js";
import { reportCommand } from "./station/commands/register/report.js";
import { roundCommand } from "./station/commands/register/round.js";
import { schedulesCommand } from "../sim/commands/schedules.js";
import { simulateCommand } from "../sim/commands/simulate.js";
import { gateCommand } from "./station/commands/register/gate.js";
import { stationCommand } from "./station/commands/station.js";
import { storeCommand } from "./station/commands/store/store.js";
import { syncCommand } from "./station/commands/sync.js";
import { createTrainingVillage } from "../sim/commands/training.js";
import { whatTokensBuy } from "../sim/commands/tokens-buy.js";
import { traceCommand } from "./station/commands/trace.js";
import { unitsCommand } from "./station/commands/register/units.js";
import { watchCommand } from "../sim/commands/watch.js";
import { note } from "./station/command-line/print.js";
import { EXIT_CODES, kindOf } from "./words/kinds.js";
import { languageOf } from "./words/language.js";
import { shortened, wordsOf } from "./words/problem.js";
import { isUserError } from "./words/user-error.js";

const HELP = `
Exit codes:
  0  done, as far as was asked; notes may say what to look after
  1  a fault of the program
  2  bad input: an option, a date, a file, a store
  3  the token cannot be reached: no such port, in use, no permission, no answer, unplugged
  4  a key does not fit: key file, passphrase, stock file, sender of a pack
  5  the token or its wearer refused: no press on the button, not in its present state

Errors are shown in Vietnamese with BZTOKEN_LANGUAGE=vi, or where the system is set to it (LC_ALL, LC_MESSAGES, LANG).`;

const TOKEN_PROGRAM = { version: packageJson.version, put: putProgram };

const SIMULATED = { makeTrainingVillage: createTrainingVillage, whatTokensBuy };

/** By who uses them. */
const GROUPS: readonly [string, readonly (() => Command)[]][] = [
  [
    "For staff who issue and read tokens:",
    [
      ...[
        demoCommand,
        () => stationCommand(SIMULATED),
        () => openCommand(SIMULATED),
        syncCommand,
        dueCommand,
        gateCommand,
        warnCommand,
        updateCommand,
        peopleCommand,
        unitsCommand,
        reportCommand,
        roundCommand,
        paperCommand,
      ],
      ...[packCommand, unpackCommand, backupCommand, restoreCommand, storeCommand, accountsCommand],
    ],
  ],
  [
    "For officers who work cases and keep keys:",
    [
      ...[traceCommand, caseCommand, ledgerCommand, keysCommand, prepareCommand],
      ...[() => lineCommand(TOKEN_PROGRAM), stockCommand, rekeyCommand, configureCommand, eraseCommand],
      ...[resealCommand, discardCommand, deriveCommand],
    ],
  ],
  [
    "For developers:",
    [
      ...[idsCommand, matchCommand, buildCommand, flashCommand, benchCommand, deviceCommand, simulateCommand],
      ...[coverageCommand, watchCommand, replayCommand, proximityCommand, energyCommand, schedulesCommand],
    ],
  ],
];

/** Makes the program anew. */
export function createProgram(): Command {
  const program = new Command("bztoken")
    .description("Bluezone Token: firmware, reading station and simulator")
    .version(packageJson.version)
    .addHelpText("after", HELP)
    .exitOverride()
    .configureOutput({
      outputError: (text) => {
        const [error, hint] = text.trimEnd().split(/\n(?=\(Did you mean )/);
        const told = error!.replace(/^error: /, "bztoken: ").replace(/(?<=')[^']{300,}(?=')/g, shortened);
        // What somebody typed may hold line feeds: these are shown as what they are.
        note(told, ...(hint === undefined ? [] : [hint]));
      },
    });

  for (const [group, commands] of GROUPS) {
    program.commandsGroup(group);
    for (const make of commands) {
      const command = make();
      inherit(program, command);
      program.addCommand(command);
    }
  }
  return program;
}

/** Commander takes settings over for commands that it makes itself only; `case show` has to end as `trace` does. */
function inherit(parent: Command, command: Command): void {
  command.copyInheritedSettings(parent);
  for (const one of command.commands) inherit(command, one);
}

/** Of the program itself. */
export const FAULT = 1;

/** How the program ends after an error, and what it says. */
export function endOf(error: unknown): { code: number; told: string[] } {
  if (isUserError(error)) {
    const told = `bztoken: ${wordsOf(error, languageOf(process.env))}`;
    return { code: EXIT_CODES[kindOf(error)], told: [told] };
  }
  if (isCommanderExit(error)) return { code: error.exitCode === 0 ? 0 : EXIT_CODES.input, told: [] };
  // What it says may quote what others wrote.
  return { code: FAULT, told: String(error instanceof Error ? error.stack : error).split("\n") };
}

/** Commander reports help, version and bad arguments as errors that carry an exit code; it has printed them. */
function isCommanderExit(error: unknown): error is { exitCode: number } {
  return error instanceof Error && "exitCode" in error && "code" in error;
}
