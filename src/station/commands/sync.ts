import { Command } from "commander";
import type { SyncProgress } from "../reading/sync-token.js";
import { UserError } from "../../words/user-error.js";
import { clockServices, dateIsRight, type DateOptions } from "./date-question.js";
import { unlockOfficer } from "../command-line/key-files.js";
import { serialPort } from "../command-line/options.js";
import { DEFAULT_STORE, openNamed } from "../command-line/with-store.js";
import {
  checkUnitOptions,
  notePlainKeys,
  operatingKeysOf,
  unlockUnit,
  type UnitOptions,
} from "./unit-keys.js";
import { formatSerial } from "../serial-number.js";
import { describeReading } from "./reports/sync-report.js";
import { type JsonOptions, jsonOption, note, report } from "../command-line/print.js";

interface Options extends DateOptions, UnitOptions, JsonOptions {
  port: string;
  store: string;
  check?: boolean;
  officer?: string;
  reason?: string;
}

const HELP = `
A token in service gives its records when its wearer presses the button, or to an officer (--officer), which the
store's ledger keeps. The keys to speak to it come from a stock file: taken in once (bztoken unpack) they lie locked
in the store, and the unit's key file opens them (--unit); or the file is named here with --stock and --key. Passphrases
are asked for, or the first line of standard input.

Records first, the token's clock last: no wrong date of this computer costs a record. Where the token or the store
contradicts this computer's date by more than two days, both times are shown and the date is asked for; off a terminal
the token's clock is left alone, the warning "date-in-doubt" says so (--json), and --date-is-right answers.
Exit codes: 0 read or checked, 2 bad input, 3 the token cannot be reached, 4 no key fits, 5 the wearer did not agree.`;

/** `bztoken sync`: reads a token into the store. */
export function syncCommand(): Command {
  return new Command("sync")
    .description("read a token into the store")
    .requiredOption(
      "--port <path>",
      "serial port or pty of the token, for example COM3 or /dev/ttyACM0",
      serialPort,
    )
    .option("--store <file>", "where to keep what was read; made if missing", DEFAULT_STORE)
    .option(
      "--check",
      "only clock, battery and list of cases: no press is needed, no record is read, no warning shown",
    )
    .option("--unit <keyfile>", "the unit's key file, which unlocks the operating keys in the store")
    .option("--stock <file>", "stock file with the token's operating key")
    .option("--key <keyfile>", "the unit's key file, which opens the stock file")
    .option("--from <pubfile...>", "public key file of the authority, the first time")
    .option("--officer <keyfile>", "read without a press, by an officer's order")
    .option("--reason <text>", "why; with --officer")
    .addOption(dateIsRight())
    .addOption(jsonOption())
    .addHelpText("after", HELP)
    .action(runSync);
}

async function runSync(options: Options): Promise<void> {
  const { openSerialLine, systemTimers } = await import("../reading/serial-line.js");
  const { syncToken } = await import("../reading/sync-token.js");
  checkOptions(options);
  const officer = options.officer && (await unlockOfficer(options.officer, options.reason));
  const unit = await unlockUnit(options);
  const progress = await createProgress();
  const line = await openSerialLine(options.port);
  const store = await openNamed(options.store, true).catch((error: unknown) => {
    line.close();
    throw error;
  });
  if (unit === undefined) await notePlainKeys(store);
  try {
    const summary = await syncToken({
      store,
      line,
      timers: systemTimers,
      ...clockServices(options, progress.stop),
      onProgress: progress.show,
      isCheckOnly: options.check === true,
      ...(unit ? { operatingKeys: await operatingKeysOf(options, store, unit) } : {}),
      ...(officer ? { officer } : {}),
    });
    progress.stop();
    report(options, summary, ...describeReading(summary));
  } catch (error) {
    progress.stop();
    throw error;
  } finally {
    line.close();
    await store.close();
  }
}

function checkOptions(options: Options): void {
  checkUnitOptions(options);
  if (options.officer !== undefined && (options.stock ?? options.unit) !== undefined) {
    throw new UserError("command/officer-without-stock");
  }
}

/** The token's light is asking. */
export function askForPress(): void {
  note("Press the button on the token to agree (within a minute)");
}

/** A bar on a terminal; elsewhere only what somebody has to do. */
export async function createProgress() {
  const { SingleBar } = (await import("cli-progress")).default;
  const bar = new SingleBar({
    format: "{bar} {percentage} %  {what}",
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
  });
  let isStarted = false;
  return {
    show(progress: SyncProgress): void {
      if (progress.stage === "consent") askForPress();
      if ((progress.stage !== "reading" && progress.stage !== "update") || !process.stderr.isTTY) return;
      const what =
        progress.stage === "update"
          ? `new program of token ${formatSerial(progress.serial)}`
          : `${progress.recordsRead} records`;
      if (!isStarted) bar.start(1, 0, { what });
      isStarted = true;
      bar.update(progress.fraction, { what });
    },
    stop(): void {
      if (isStarted) bar.stop();
      isStarted = false;
    },
  };
}
