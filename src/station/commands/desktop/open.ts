import { spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { Command, Option } from "commander";
import type { Problem } from "../../../words/problem.js";
import { UserError, isUserError, problemOf } from "../../../words/user-error.js";
import { builtMs } from "../../built.js";
import { print } from "../../command-line/print.js";
import { DEFAULT_STORE } from "../../command-line/with-store.js";
import { PRIVATE_MODE } from "../../private-file.js";
import { repositoryRoot } from "../../repository-root.js";
import type { Simulated } from "../station.js";
import { dataFolder, makeDataFolder } from "./data-folder.js";

interface OpenOptions {
  data: string;
  end?: true;
  check?: true;
  stay?: true;
}

/** What the program that stays says to the one that started it. */
type Started = { address: string } | { problem: Problem };

const LOG = "station.log";
/** A program of another version that was told to end does so within. */
const ENDS_WITHIN_MS = 10_000;
const STEP_MS = 100;

const HELP = `
It starts the staff page on a store of its user's own and returns once the browser is open; a second time it opens the page of the
program that runs. Logs and store lie in the data folder, apart from the program.`;

/** `bztoken open`: what an icon starts (INSTALL.md). */
export function openCommand(simulated?: Simulated): Command {
  return new Command("open")
    .description("start the staff page from an icon, in the browser; where it runs, show it again")
    .option(
      "--data <folder>",
      "where store and log are kept",
      dataFolder(process.platform, process.env, homedir()),
    )
    .option("--end", "end the running program instead")
    .option("--check", "look whether every file of the program's folder is as it was made")
    .addOption(new Option("--stay").hideHelp())
    .addHelpText("after", HELP)
    .action(async (options: OpenOptions) => {
      if (options.check) return check();
      if (options.end) return end(options.data);
      if (options.stay) return stay(options.data, simulated);
      const { openBrowser } = await import("./browser.js");
      try {
        const { address } = await addressOf(options.data);
        await putIcon();
        await openBrowser(address);
        print("Máy đọc thẻ đã mở trong trình duyệt.", "The token reader is open in the browser.");
      } catch (error) {
        const { showTrouble } = await import("./trouble-page.js");
        if (!isUserError(error, "station/desktop/no-browser"))
          await showTrouble(problemOf(error), openBrowser);
        throw error;
      }
    });
}

/** Of the program that runs; of two that were made at different times, the newer one is to run. */
async function addressOf(folder: string): Promise<{ address: string }> {
  const { askRunning } = await import("./running.js");
  makeDataFolder(folder);
  const told = await askRunning(folder, "show");
  if (told !== undefined && told.builtMs >= builtMs) return told;
  if (told !== undefined) await end(folder);
  return start(folder);
}

/** A program of its own, which stays when this one and its window are gone. */
async function start(folder: string): Promise<{ address: string }> {
  const file = join(folder, LOG);
  let log: number;
  try {
    log = openSync(file, "w", PRIVATE_MODE);
  } catch (error) {
    throw new UserError("station/desktop/no-data-folder", { path: folder, why: (error as Error).message });
  }
  const words = [...process.execArgv, process.argv[1]!, "open", "--stay", "--data", folder];
  const program = spawn(process.execPath, words, {
    ...{ detached: true, windowsHide: true },
    stdio: ["ignore", log, log, "ipc"],
  });
  closeSync(log);
  const started = await new Promise<Started | undefined>((resolve) => {
    program.once("message", (message) => resolve(message as Started));
    program.once("exit", () => resolve(undefined));
    program.once("error", () => resolve(undefined));
  });
  if (program.connected) program.disconnect();
  program.unref();
  if (started === undefined) throw new UserError("station/desktop/not-started", { file });
  if ("problem" in started) throw UserError.from(started.problem);
  return started;
}

async function stay(folder: string, simulated: Simulated | undefined): Promise<void> {
  // Gone, where somebody starts it without an icon.
  const tell = (started: Started) => process.send?.(started);
  try {
    tell({ address: await stayOpen(folder, simulated) });
  } catch (error) {
    tell({ problem: problemOf(error) });
    throw error;
  }
}

/** Serves the page until it is told to end. Returns an address for a browser. */
async function stayOpen(folder: string, simulated: Simulated | undefined): Promise<string> {
  const { endAtSignal } = await import("../../command-line/end-at-signal.js");
  const { answerIcon, askRunning } = await import("./running.js");
  const { startAnywhere } = await import("./start-anywhere.js");
  const path = join(folder, DEFAULT_STORE);
  const isOpenAlready = () => askRunning(folder, "show");
  const station = await startAnywhere({ path, builtMs, ...simulated }, isOpenAlready);
  if (!("newUrl" in station)) return station.address;
  const icon = await answerIcon(folder, (wish) => {
    if (wish === "show") return { address: station.newUrl(), builtMs };
    setImmediate(() => void close().then(() => process.exit(0)));
    return { address: "", builtMs };
  });
  const close = () => icon.close().then(() => station.close());
  endAtSignal(close);
  return station.newUrl();
}

async function end(folder: string): Promise<void> {
  const { askRunning } = await import("./running.js");
  if ((await askRunning(folder, "end")) === undefined) throw new UserError("station/desktop/not-running");
  for (let waitedMs = 0; waitedMs < ENDS_WITHIN_MS; waitedMs += STEP_MS) {
    if ((await askRunning(folder, "show")) === undefined) return;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  throw new UserError("station/desktop/does-not-end");
}

/** The folder that staff have unpacked. */
const staffFolder = () => dirname(repositoryRoot());

async function check(): Promise<void> {
  const { requireWhole } = await import("./whole.js");
  const files = requireWhole(staffFolder());
  print(`${files} tệp, tất cả đều nguyên vẹn`, `${files} files, all as they were made`);
}

/** Only from a folder with a Node of its own: a developer's clone makes no icon. */
async function putIcon(): Promise<void> {
  const folder = staffFolder();
  if (process.platform !== "linux" || process.execPath !== join(folder, "runtime/node")) return;
  const { putMenuEntry } = await import("./menu-entry.js");
  const { XDG_DATA_HOME, XDG_CONFIG_HOME } = process.env;
  const home = homedir();
  putMenuEntry(folder, {
    home,
    data: XDG_DATA_HOME || join(home, ".local/share"),
    config: XDG_CONFIG_HOME || join(home, ".config"),
  });
}
