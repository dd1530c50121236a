import { Command } from "commander";
import type { Identity } from "../../src/custody/host/identity.js";
import type { Installed } from "../boot/install.js";
import type { Store } from "../../src/station/store/store.js";
import { isUserError } from "../../src/words/user-error.js";
import { unlockOfficer } from "../../src/station/command-line/key-files.js";
import { serialPort } from "../../src/station/command-line/options.js";
import { DEFAULT_AUTHORITY_STORE, withStore } from "../../src/station/command-line/with-store.js";
import { type JsonOptions, jsonOption, report } from "../../src/station/command-line/print.js";

/** Time for a running token to hand over its line. */
const HANDOVER_MS = 500;

interface FlashOptions extends JsonOptions {
  port: string;
  eraseLog?: boolean;
  key?: string;
  reason?: string;
  store: string;
}

/** `bztoken flash`: the firmware onto a board. */
export function flashCommand(): Command {
  return new Command("flash")
    .description("put the firmware on a token; its log stays")
    .requiredOption("--port <path>", "serial port of the board, for example COM3 or /dev/ttyACM0", serialPort)
    .option("--erase-log", "erase the board's whole flash first, read or unread")
    .option("--key <keyfile>", "officer's key file, for a token in service")
    .option("--reason <text>", "why; with --key, the ledger keeps it")
    .option("--store <file>", "the authority's store; with --key", DEFAULT_AUTHORITY_STORE)
    .addOption(jsonOption())
    .action(async (options: FlashOptions) => {
      const officer = options.key && (await unlockOfficer(options.key, options.reason));
      await (officer
        ? withStore(options.store, false, (store) =>
            askTokenForConsole(options.port, { store, officer: officer.identity, reason: officer.reason }),
          )
        : askTokenForConsole(options.port));
      const { board, bytes, isNewLog } = await installOn(options.port, options.eraseLog === true);
      const log = isNewLog ? "with a new log, clock set" : "its log and its clock kept";
      report(
        options,
        { board, bytes, isNewLog },
        `${board}: ${bytes} bytes of firmware written, ${log}, started`,
      );
    });
}

/** The program onto a bare board, or a token that nobody prepared; a log that is there stays. */
export async function putProgram(port: string): Promise<void> {
  await askTokenForConsole(port);
  await installOn(port, false);
}

/** At a port where the interpreter's console answers. */
async function installOn(port: string, isErasing: boolean): Promise<Installed> {
  const { readFirmware, readLayouts } = await import("../device/built-firmware.js");
  const { repositoryRoot } = await import("../../src/station/repository-root.js");
  const { openConsole } = await import("../boot/console.js");
  const { install } = await import("../boot/install.js");
  const root = repositoryRoot();
  const layouts = await readLayouts(root);
  const espruino = await openConsole(root, port);
  const firmwareOf = (board: string) => readFirmware(root, board);
  return install(espruino, { ...layouts, firmwareOf, isErasing, utcMs: Date.now }).finally(espruino.close);
}

/** A token keeps the line for itself until it is asked; a bare board does not answer. */
export async function askTokenForConsole(
  port: string,
  by?: { store: Store; officer: Identity; reason: string },
): Promise<void> {
  const { openConsole } = await import("../../src/station/register/administer-token.js");
  const { openSerialLine, systemTimers } = await import("../../src/station/reading/serial-line.js");
  const { hostCustody } = await import("../../src/station/node-crypto.js");
  const { createSession } = await import("../../src/sync/host/session.js");
  const line = await openSerialLine(port);
  const session = createSession(line, systemTimers, hostCustody);
  const hasClosed = new Promise<void>((resolve) => line.onClose(resolve));
  try {
    await session.hello();
    await openConsole(session, by && { ...by, utcNowMs: Date.now });
    await new Promise((resolve) => setTimeout(resolve, HANDOVER_MS));
  } catch (error) {
    if (!isUserError(error, "sync/not-a-token")) throw error;
  } finally {
    session.close();
  }
  await hasClosed;
}
