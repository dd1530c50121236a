import { Command } from "commander";
import type { SyncProgress, SyncSummary, SyncWarning } from "../station/sync-token.js";
import { UserError } from "../station/user-error.js";

export const DEFAULT_STORE = "bluezone.sqlite";

/** `bztoken sync`: reads a token into the store. */
export function syncCommand(): Command {
  return new Command("sync")
    .description("read a token into the store")
    .requiredOption("--port <path>", "serial port or pty of the token, for example COM3 or /dev/ttyACM0")
    .option("--store <file>", "where to keep what was read; made if missing", DEFAULT_STORE)
    .option("--json", "print what was read as JSON")
    .action(async (options: { port: string; store: string; json?: boolean }) => {
      const { SyncError } = await import("../sync/host/errors.js");
      const { openSerialLine, systemTimers } = await import("../station/serial-line.js");
      const { openStore } = await import("../station/store/store.js");
      const { syncToken } = await import("../station/sync-token.js");
      const progress = await createProgress();
      const line = await openSerialLine(options.port).catch(asUserError);
      const store = await openStore(options.store).catch((error: unknown) => {
        line.close();
        throw error;
      });
      try {
        const summary = await syncToken({
          store,
          line,
          timers: systemTimers,
          utcNowMs: Date.now,
          onProgress: progress.show,
        });
        progress.stop();
        console.log(options.json ? JSON.stringify(summary) : describe(summary));
      } catch (error) {
        progress.stop();
        asUserError(error);
      } finally {
        await store.close();
      }

      function asUserError(error: unknown): never {
        throw error instanceof SyncError ? new UserError(error.message) : error;
      }
    });
}

/** A bar on a terminal, nothing elsewhere. */
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
      if (progress.stage !== "reading" || !process.stderr.isTTY) return;
      if (!isStarted) bar.start(1, 0, { records: 0 });
      isStarted = true;
      bar.update(progress.fraction, { records: progress.recordsRead });
    },
    stop(): void {
      if (isStarted) bar.stop();
    },
  };
}

function describe(summary: SyncSummary): string {
  const { serial, firmware, received, added, durationMs } = summary;
  const lines = [
    `token ${String(serial).padStart(8, "0")}, firmware ${firmware}${summary.isPractice ? ", practice key: its log is not protected" : ""}`,
    `read ${received} records in ${(durationMs / 1000).toFixed(1)} s, ${added} of them new`,
    ...summary.warnings.map((warning) => `note: ${explain(warning)}`),
  ];
  return lines.join("\n");
}

function explain(warning: SyncWarning): string {
  switch (warning.code) {
    case "clock-unset":
      return "the token did not know the time and recorded nothing since its power was lost; its clock is set now";
    case "clock-estimated":
      return "the token only guessed the time since its power was lost; its clock is set now";
    case "clock-drift":
      return `the token's clock was ${Math.round(warning.driftMs / 1000)} s off; it is set now`;
    case "clock-refused":
      return "the token did not believe this computer's time: check the computer's clock";
    case "records-lost":
      return `the token could not write ${warning.count} records since its log began`;
    case "read-too-late":
      return "the token's oldest unread records were overwritten: read it more often";
    case "log-restarted":
      return "the token's log was erased since it was last read";
    case "flash-errors":
      return `the token's memory reported ${warning.count} errors: have it checked`;
    case "conflicting":
      return `${warning.count} records were already stored with other content; the first were kept`;
    case "battery-low":
      return `the battery is low (${warning.milliVolts} mV): leave the token plugged in`;
  }
}
