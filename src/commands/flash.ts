import { Command } from "commander";
import { UserError } from "../station/user-error.js";

const WAYS_TO_THE_CONSOLE =
  "is this the right port? A board without our program needs Espruino's firmware for XIAOBLE on it; one whose program " +
  "does not answer shows the console after a reset with D1 at 3.3 V";

/** Time for a running token to hand over its line. */
const HANDOVER_MS = 500;

/** `bztoken flash`: the firmware onto a board. */
export function flashCommand(): Command {
  return new Command("flash")
    .description("put the firmware on a token; its log stays")
    .requiredOption("--port <path>", "serial port of the board, for example COM3 or /dev/ttyACM0")
    .option("--erase-log", "erase the board's whole flash first, read or unread")
    .action(async (options: { port: string; eraseLog?: boolean }) => {
      const { readFile } = await import("node:fs/promises");
      const { join } = await import("node:path");
      const { buildFirmware } = await import("../../firmware/build/firmware.js");
      const { BuildFailure } = await import("../../firmware/build/problem.js");
      const { repositoryRoot } = await import("../station/repository-root.js");
      const { openConsole } = await import("../../firmware/boot/console.js");
      const { install, InstallRefused } = await import("../../firmware/boot/install.js");
      const root = repositoryRoot();
      const firmware = await buildFirmware(root, "XIAOBLE").catch((error: unknown) => {
        throw error instanceof BuildFailure ? new UserError(error.message) : error;
      });
      const config = JSON.parse(await readFile(join(root, "flash.config.json"), "utf8"));
      await askTokenForConsole(options.port);
      const espruino = await openConsole(options.port).catch(asUserError);
      const { board, isNewLog } = await install(espruino, {
        logFile: config.logFile,
        boards: config.boards,
        program: await readFile(join(root, firmware.file), "utf8"),
        isErasing: options.eraseLog === true,
        utcMs: Date.now,
      })
        .catch((error: Error) => {
          const hint = error instanceof InstallRefused ? "" : `: ${WAYS_TO_THE_CONSOLE}`;
          throw new UserError(error.message + hint);
        })
        .finally(espruino.close);
      const log = isNewLog ? "with a new log" : "its log kept";
      console.log(`${board}: ${firmware.bytes} bytes of firmware written, ${log}, clock set, started`);
    });
}

/** A token in service keeps the line for itself until it is asked; a bare board does not answer. */
async function askTokenForConsole(port: string): Promise<void> {
  const { openSerialLine, systemTimers } = await import("../station/serial-line.js");
  const { hostCustody } = await import("../station/node-crypto.js");
  const { createSession } = await import("../sync/host/session.js");
  const { SyncError } = await import("../sync/host/errors.js");
  const line = await openSerialLine(port).catch(asUserError);
  const session = createSession(line, systemTimers, hostCustody);
  const hasClosed = new Promise<void>((resolve) => line.onClose(resolve));
  try {
    await session.hello();
    // Only what nobody prepared; a token in service opens its console to an administrator or the recovery pin.
    await session.enter({ operator: [], admin: [] });
    await session.openConsole();
    await new Promise((resolve) => setTimeout(resolve, HANDOVER_MS));
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    if (error.code !== "not-a-token") throw new UserError(error.message);
  } finally {
    session.close();
  }
  await hasClosed;
}

function asUserError(error: unknown): never {
  throw new UserError((error as Error).message);
}
