import { Command } from "commander";
import type { TokenKey } from "../../custody/host/enter.js";
import type { Store } from "../store/store.js";
import type { SyncProgress } from "../reading/sync-token.js";
import { UserError } from "../../words/user-error.js";
import { clockServices, dateIsRight, type DateOptions } from "./date-question.js";
import { readPublicFiles, unlock, unlockOfficer } from "../command-line/key-files.js";
import { serialPort } from "../command-line/options.js";
import { DEFAULT_STORE } from "../command-line/with-store.js";
import { describeReading } from "./sync-report.js";

interface Options extends DateOptions {
  port: string;
  store: string;
  check?: boolean;
  stock?: string;
  key?: string;
  from?: string[];
  officer?: string;
  reason?: string;
  json?: boolean;
}

const HELP = `
A token in service gives its records when its wearer presses the button, or to an officer (--officer), which the
store's ledger keeps. The keys to speak to it come from a stock file: taken in once (bztoken unpack), or named here
with --stock and --key. Passphrases are asked for, or the first line of standard input.

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
    .option("--stock <file>", "stock file with the token's operating key")
    .option("--key <keyfile>", "the unit's key file, which opens the stock file")
    .option("--from <pubfile...>", "public key file of the authority, the first time")
    .option("--officer <keyfile>", "read without a press, by an officer's order")
    .option("--reason <text>", "why; with --officer")
    .addOption(dateIsRight())
    .option("--json", "print what was read as JSON")
    .addHelpText("after", HELP)
    .action(runSync);
}

async function runSync(options: Options): Promise<void> {
  const { openSerialLine, systemTimers } = await import("../reading/serial-line.js");
  const { openStore } = await import("../store/store.js");
  const { syncToken } = await import("../reading/sync-token.js");
  checkOptions(options);
  const officer = options.officer && (await unlockOfficer(options.officer, options.reason));
  const unit = options.key && (await unlock(options.key, ["unit"]));
  const progress = await createProgress();
  const line = await openSerialLine(options.port);
  const store = await openStore(options.store).catch((error: unknown) => {
    line.close();
    throw error;
  });
  try {
    const summary = await syncToken({
      store,
      line,
      timers: systemTimers,
      ...clockServices(options, progress.stop),
      onProgress: progress.show,
      isCheckOnly: options.check === true,
      ...(unit ? { operatingKeys: await stockKeys(options, store, unit) } : {}),
      ...(officer ? { officer } : {}),
    });
    progress.stop();
    console.log(options.json ? JSON.stringify(summary) : describeReading(summary));
  } catch (error) {
    progress.stop();
    throw error;
  } finally {
    line.close();
    await store.close();
  }
}

function checkOptions({ stock, key, officer }: Options): void {
  requireStockAndKey(stock, key);
  if (officer !== undefined && stock !== undefined) {
    throw new UserError("command/officer-without-stock");
  }
}

export function requireStockAndKey(stock: string | undefined, key: string | undefined): void {
  if ((stock === undefined) !== (key === undefined)) {
    throw new UserError("command/stock-and-key");
  }
}

/** From a stock file that a known authority signed; whoever is named with --from is known from then on. */
export async function stockKeys(
  options: { stock?: string; from?: string[] },
  store: Store,
  unit: Awaited<ReturnType<typeof unlock>>,
): Promise<TokenKey[]> {
  const { withPack } = await import("../packs/pack-file.js");
  const { stockOf } = await import("../packs/take-down.js");
  const named = await readPublicFiles(options.from ?? []);
  const known = (await store.knownKeys()).filter((one) => one.isSender);
  const identities = named.map(({ identity }) => identity);
  await store.requireSoundKeys(identities);
  const senders = [...known, ...identities];
  const keys = await withPack(options.stock!, unit, senders, stockOf);
  await store.putKnownKeys(
    named.map(({ file }) => file),
    true,
  );
  return keys;
}

/** The token's light is asking. */
export function askForPress(): void {
  process.stderr.write("Press the button on the token to agree (within a minute)\n");
}

/** A bar on a terminal; elsewhere only what somebody has to do. */
async function createProgress() {
  const { SingleBar } = (await import("cli-progress")).default;
  const bar = new SingleBar({
    format: "{bar} {percentage} %  {records} records",
    stream: process.stderr,
    noTTYOutput: false,
    hideCursor: true,
  });
  let isStarted = false;
  return {
    show(progress: SyncProgress): void {
      if (progress.stage === "consent") askForPress();
      if (progress.stage !== "reading" || !process.stderr.isTTY) return;
      if (!isStarted) bar.start(1, 0, { records: 0 });
      isStarted = true;
      bar.update(progress.fraction, { records: progress.recordsRead });
    },
    stop(): void {
      if (isStarted) bar.stop();
      isStarted = false;
    },
  };
}
