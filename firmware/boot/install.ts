/** Puts the program on a board through its console, without touching a log that is already there. */
import { crc32 } from "node:zlib";
import { setTimeout as sleep } from "node:timers/promises";
import type { Console } from "./console.js";
import {
  clearSlotsStatement,
  eraseStatement,
  isReserved,
  type Layout,
  LOADER_FILE,
  PROGRAM_FILE,
  reserveStatement,
  writeStatements,
} from "./storage.js";
import { UserError } from "../../src/words/user-error.js";

const PROBE_TIMEOUT_MS = 3_000;
/** 512 pages of external flash, some 50 ms each, and much in hand. */
const ERASE_TIMEOUT_MS = 120_000;
/** The interpreter starts anew in less, after its answer; how soon depends on what else it has to do. */
const RESET_TIMEOUT_MS = 20_000;
const RESET_STEP_MS = 200;
/** Lets the last answer leave before the program takes the line. */
const START_DELAY_MS = 200;

export interface InstallOptions {
  readonly logFile: string;
  readonly boards: Record<string, Layout>;
  /** Texts of a board's bundle, and of what starts it. */
  readonly firmwareOf: (board: string) => Promise<{ program: string; loader: string }>;
  /** Erase the whole of Storage first, and the log with it. */
  readonly isErasing: boolean;
  readonly utcMs: () => number;
}

export interface Installed {
  readonly board: string;
  /** Of the program. */
  readonly bytes: number;
  /** The log's file was reserved anew, on an empty Storage. */
  readonly isNewLog: boolean;
}

/**
 * Installs the program, sets the clock of a new token and starts it. Refuses, with a `UserError` and Storage untouched: another
 * interpreter than the token's, and a Storage that does not begin with the log's file, unless `isErasing`.
 */
export async function install(console: Console, options: InstallOptions): Promise<Installed> {
  const board = String(await console.evaluate("process.env.BOARD", PROBE_TIMEOUT_MS));
  const layout = options.boards[board];
  if (!layout) {
    throw new UserError("firmware/other-board", { board, boards: Object.keys(options.boards).join(", ") });
  }
  if ((await console.evaluate("!!process.memory().tx")) !== true) {
    throw new UserError("firmware/old-interpreter");
  }
  await reset(console);

  const files = (await console.evaluate('require("Storage").list()')) as string[];
  const hasLog = await beginsWithLog(console, options.logFile, layout);
  if (!hasLog && files.length > 0 && !options.isErasing) {
    throw new UserError("firmware/foreign-flash", { files: files.join(", ") });
  }
  const isNewLog = !hasLog || options.isErasing;
  if (isNewLog) {
    await console.evaluate('require("Storage").eraseAll()', ERASE_TIMEOUT_MS);
    await console.evaluate(reserveStatement(options.logFile, layout), ERASE_TIMEOUT_MS);
    if (!(await beginsWithLog(console, options.logFile, layout))) {
      throw new UserError("firmware/no-place");
    }
  }
  const firmware = await options.firmwareOf(board);
  const program = Buffer.from(firmware.program);
  await console.evaluate(eraseStatement(LOADER_FILE), ERASE_TIMEOUT_MS);
  if (!isNewLog) await console.evaluate(clearSlotsStatement(layout), ERASE_TIMEOUT_MS);
  await writeFile(console, PROGRAM_FILE, program);
  await writeFile(console, LOADER_FILE, Buffer.from(firmware.loader));
  // A token that has lived keeps its clock: a station reads it before it sets the time.
  if (isNewLog) await console.evaluate(() => `setTime(${options.utcMs() / 1000})`);
  await console.evaluate(`setTimeout(load,${START_DELAY_MS})`);
  return { board, bytes: program.length, isNewLog };
}

/** Ends a token program that has opened the console but still runs; returns when the interpreter is a new one. */
export async function reset(console: Console): Promise<void> {
  // A mark that goes with the old one. What arrives at the very moment is lost, and sent again.
  await console.evaluate("global.isOld=true,reset()");
  for (let waitedMs = 0; await console.evaluate("global.isOld===true"); waitedMs += RESET_STEP_MS) {
    if (waitedMs >= RESET_TIMEOUT_MS) throw new UserError("firmware/no-reset");
    await sleep(RESET_STEP_MS);
  }
}

/** Whether Storage begins with the log's file in its exact size. */
export async function beginsWithLog(console: Console, logFile: string, layout: Layout): Promise<boolean> {
  const header = await console.evaluate(`[].slice.call(require("Flash").read(32,${layout.storageBase}))`);
  return isReserved(Uint8Array.from(header as number[]), logFile, layout);
}

async function writeFile(console: Console, name: string, bytes: Uint8Array): Promise<void> {
  for (const statement of writeStatements(name, bytes)) {
    await console.evaluate(statement, ERASE_TIMEOUT_MS); // Storage may have to make room
  }
  const written = await console.evaluate(`E.CRC32(require("Storage").read("${name}"))`);
  if (written !== crc32(bytes)) throw new UserError("firmware/not-whole");
}
