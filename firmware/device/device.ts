/** The token's very bundle in Espruino's Linux build: its flash in a folder, its serial line and its bench in our hands. */
import { execFileSync } from "node:child_process";
import { randomBytes } from "node:crypto";
import { constants, existsSync, openSync, rmSync } from "node:fs";
import { mkdir, readFile, writeFile } from "node:fs/promises";
import { Socket } from "node:net";
import { join } from "node:path";
import { PROGRAM_FILE, reserveStatement, writeStatements } from "../boot/storage.js";
import { bundleProgram } from "../build/bundle.js";
import { checkInterpreter, runScript, startInterpreter, type Interpreter } from "./interpreter.js";

/** As chip.ts prints it. */
const PROGRAM_MARK = "\x1b[program]";
/** What the console says as it leaves the line. */
const CONSOLE_FAREWELL = "-> null\r\n";
const START_TIMEOUT_MS = 20_000;
const STAND_INS_FILE = ".boot0";

export interface DeviceOptions {
  /** Path of Espruino's Linux build. */
  readonly interpreter: string;
  /** Keeps the flash; a folder without one gets a new token. */
  readonly folder: string;
  /** The repository, for the stand-ins and the flash's layout. */
  readonly root: string;
  /** Text of the bundle. */
  readonly program: string;
}

export interface Device {
  /** Bytes from the token's USB line, from the moment its program has taken it. */
  onData(listener: (bytes: Buffer) => void): void;
  /** Bytes to the token's USB line. The byte 4 cannot pass. */
  write(bytes: Uint8Array): void;
  /** An advert at the token's antenna now. */
  advert(data: Uint8Array, rssiDbm: number): void;
  /** Anything else that firmware/device/stand-ins/live.ts knows: "press", "usb 0", "battery 3600 1". */
  tell(line: string): void;
  /** What the stand-ins report: "air …", "silent", "listen", "deaf", "led 1", "program", "reboot". */
  onBench(listener: (line: string) => void): void;
  /** Loss of power and return: RAM and time are gone. */
  powerCycle(): Promise<void>;
  /** Ends it, as a loss of power does. */
  stop(): Promise<void>;
}

/**
 * Starts a token; resolves once its program has taken the serial line. On a new token the clock is set to the
 * host's time, as `bztoken flash` does; one whose folder is used again has lost it with the power, as on the chip.
 * Rejects with what the interpreter printed where the program does not come up.
 */
export async function startDevice(options: DeviceOptions): Promise<Device> {
  const { interpreter: path, folder } = options;
  checkInterpreter(path);
  await mkdir(folder, { recursive: true });
  const isNew = !existsSync(join(folder, "espruino.flash"));
  if (isNew) await makeFlash(options);
  await setClock(isNew ? 0 : -Date.now() / 1000);
  const incoming = openPipe("bench.in", { writable: true });
  const outgoing = openPipe("bench.out", { readable: true });
  let onData: (bytes: Buffer) => void = () => {};
  let onBench: (line: string) => void = () => {};
  let isStopping = false;
  let running: Interpreter;

  readLines(outgoing, (line) => {
    if (line === "reboot" && !isStopping) void running.ended.then(start);
    onBench(line);
  });

  function openPipe(name: string, use: { readable?: true; writable?: true }): Socket {
    const pipe = join(folder, name);
    rmSync(pipe, { force: true });
    execFileSync("mkfifo", [pipe]);
    // Opened for both, so that neither side ever sees the other's end.
    const fd = openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK);
    return new Socket({ fd, readable: false, writable: false, ...use });
  }

  /** What the chip's counter is ahead of the host's clock; see stand-ins/live.ts. */
  function setClock(aheadSeconds: number): Promise<void> {
    return writeFile(join(folder, "clock"), String(aheadSeconds));
  }

  async function start(): Promise<void> {
    running = startInterpreter(path, folder);
    await afterMark(running, (bytes) => onData(bytes));
  }

  await start();
  return {
    onData: (listener) => (onData = listener),
    onBench: (listener) => (onBench = listener),
    write: (bytes) => running.write(bytes),
    advert(data, rssiDbm) {
      incoming.write(`advert ${Buffer.from(data).toString("base64")} ${rssiDbm}\n`);
    },
    tell: (line) => void incoming.write(`${line}\n`),
    async powerCycle() {
      await running.kill();
      await setClock(-Date.now() / 1000);
      await start();
    },
    async stop() {
      isStopping = true;
      await running.kill();
      incoming.destroy();
      outgoing.destroy();
    },
  };
}

/** Storage as `bztoken flash` leaves it, and the stand-ins before the program. */
async function makeFlash({ interpreter, folder, root, program }: DeviceOptions): Promise<void> {
  const config = JSON.parse(await readFile(join(root, "flash.config.json"), "utf8"));
  const standIns = await bundleProgram(join(root, "firmware/device/stand-ins/live.ts"), root);
  await runScript(
    interpreter,
    folder,
    [
      reserveStatement(config.logFile, config.boards.LINUX),
      ...writeStatements(STAND_INS_FILE, Buffer.from(standIns.code)),
      ...writeStatements(PROGRAM_FILE, Buffer.from(program)),
    ].join(";\n"),
  );
  await writeFile(join(folder, "bench.json"), JSON.stringify({ chipId: chipId() }));
}

/** As the chip prints its own. */
function chipId(): string {
  return randomBytes(8)
    .toString("hex")
    .replace(/(.{8})(.{8})/, "$1-$2");
}

/** Passes on what comes after the mark; resolves at the mark, rejects where the interpreter ends or nothing comes. */
function afterMark(interpreter: Interpreter, pass: (bytes: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let before = "";
    let isThrough = false;
    const fail = () => {
      if (!isThrough) reject(new Error(`the program did not start; the interpreter says:\n${before}`));
    };
    const timer = setTimeout(() => void interpreter.kill().then(fail), START_TIMEOUT_MS);
    void interpreter.ended.then(() => {
      clearTimeout(timer);
      fail();
    });
    interpreter.onData((bytes) => {
      if (isThrough) return pass(bytes);
      before += bytes.toString("latin1");
      const at = before.indexOf(PROGRAM_MARK);
      const end = at < 0 ? -1 : before.indexOf(CONSOLE_FAREWELL, at);
      if (end < 0) return;
      isThrough = true;
      clearTimeout(timer);
      resolve();
      const rest = before.slice(end + CONSOLE_FAREWELL.length);
      if (rest.length > 0) pass(Buffer.from(rest, "latin1"));
    });
  });
}

function readLines(socket: Socket, handle: (line: string) => void): void {
  let rest = "";
  socket.on("data", (bytes) => {
    const lines = (rest + bytes.toString()).split("\n");
    rest = lines.pop() ?? "";
    lines.forEach(handle);
  });
}
