/** Espruino's Linux build as a child process in a private working directory, where its flash is a file. */
import { spawn, type ChildProcessWithoutNullStreams } from "node:child_process";
import { accessSync, constants } from "node:fs";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { UserError } from "../../src/words/user-error.js";

/** The build leaves, whatever runs, when this byte arrives on its standard input (targets/linux/jshardware.c). */
const EXIT_BYTE = 0x04;

export interface Interpreter {
  /** Bytes for its console or, once a program has taken the line, for the program. The byte 4 cannot pass: dropped. */
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Buffer) => void): void;
  /** Resolves with the exit code, null where it was killed. */
  readonly ended: Promise<number | null>;
  /** Ends it at once, as a loss of power does. */
  kill(): Promise<void>;
}

/** Throws where `path` is no program. */
export function checkInterpreter(path: string): void {
  try {
    accessSync(path, constants.X_OK);
  } catch {
    throw new UserError("firmware/no-interpreter", { path });
  }
}

/** Starts it on its flash, from which it loads the program, or with `script` instead of that. */
export function startInterpreter(path: string, folder: string, script?: string): Interpreter {
  const child: ChildProcessWithoutNullStreams = spawn(path, script === undefined ? [] : [script], {
    cwd: folder,
    stdio: "pipe",
  });
  const ended = new Promise<number | null>((resolve) => {
    child.once("exit", resolve);
    child.once("error", () => resolve(null));
  });
  child.stdin.on("error", () => {}); // it has ended: `ended` says so
  return {
    write: (bytes) => void child.stdin.write(bytes.filter((byte) => byte !== EXIT_BYTE)),
    onData: (listener) => void child.stdout.on("data", listener),
    ended,
    async kill() {
      child.kill("SIGKILL"); // it ignores SIGTERM
      await ended;
    },
  };
}

const SCRIPT_START = "\x1b[script]";
const SCRIPT_END = "\x1b[end]";

/** Runs a script to its end and returns what it printed; rejects with that where it failed, or never began. */
export async function runScript(path: string, folder: string, code: string): Promise<string> {
  const script = "script.js";
  // Its own tasks keep the interpreter alive, so the script itself ends it.
  const [start, end] = [SCRIPT_START, SCRIPT_END].map((mark) => `print(${JSON.stringify(mark)});`);
  await writeFile(join(folder, script), `${start}${code};\n${end}quit();`);
  const interpreter = startInterpreter(path, folder, script);
  let output = "";
  interpreter.onData((bytes) => (output += bytes.toString("latin1")));
  await interpreter.ended;
  const startAt = output.indexOf(SCRIPT_START);
  if (startAt < 0) throw new UserError("firmware/no-interpreter", { path });
  const printed = output.slice(startAt + SCRIPT_START.length);
  const endAt = printed.indexOf(SCRIPT_END);
  if (endAt < 0) throw new Error(`the interpreter did not finish the script: ${printed.trim()}`);
  return printed.slice(0, endAt).trim();
}
