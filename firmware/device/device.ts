/** The token's very bundle in Espruino's Linux build: its flash in a folder, its serial line and its bench in our hands. */
import { mkdir, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBench } from "./bench.js";
import { RESET_FILE, prepareFlashFile } from "./flash-file.js";
import { checkInterpreter, startInterpreter, type Interpreter } from "./interpreter.js";
import { UserError } from "../../src/words/user-error.js";

/** As stand-ins/chip.ts prints it, and what the console says as it leaves the line after that. */
const PROGRAM_MARK = "\x1b[program]";
const CONSOLE_FAREWELL = "-> null\r\n";
const START_TIMEOUT_MS = 20_000;

export interface DeviceOptions {
  /** Path of Espruino's Linux build. */
  readonly interpreter: string;
  /** Keeps the flash; a folder without one gets a new token. */
  readonly folder: string;
  /** The repository, for the stand-ins and the flash's layout. */
  readonly root: string;
  /** Text of the bundle. */
  readonly program: string;
  /** Set the clock to the host's time at each start, not only when the token is new. */
  readonly keepsTime: boolean;
  /** How much faster than the host's clock the token lives; 1 is real time. */
  readonly speed: number;
  /** Bytes from the token's USB line, from the moment its program has taken it. */
  onData(bytes: Buffer): void;
  /** What the stand-ins report: "air …", "silent", "listen", "deaf", "led 1 250" (lit at that uptime, ms), "unheard", "program", "console", "reboot". */
  onBench(line: string): void;
}

export interface Device {
  /** Bytes to the token's USB line. The byte 4 cannot pass. */
  write(bytes: Uint8Array): void;
  /** An advert at the token's antenna now; lost where it does not listen. */
  advert(data: Uint8Array, rssiDbm: number): void;
  /** A neighbour that stays: its advert is heard in every window from now on, until "alone" is told. */
  near(data: Uint8Array, rssiDbm: number): void;
  /** Anything else that firmware/device/stand-ins/live.ts knows: "alone", "press", "usb 0", "battery 3600 1 1" (mV, charging, 5 V at the socket). */
  tell(line: string): void;
  /** Loss of power and return: RAM and, unless it `keepsTime`, the time are gone. */
  powerCycle(): Promise<void>;
  /** Ends it, as a loss of power does. */
  stop(): Promise<void>;
}

/**
 * Starts a token; resolves once its program has taken the serial line. On a new token the clock is set to the host's
 * time, as `bztoken flash` does; one whose folder is used again has lost it with the power, as on the chip. Rejects
 * with what the interpreter printed where the program does not come up.
 */
export async function startDevice(options: DeviceOptions): Promise<Device> {
  const { interpreter: path, folder, keepsTime, speed } = options;
  checkInterpreter(path);
  // Its flash holds the token's secrets.
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const isNew = await prepareFlashFile({ ...options, standIns: "live" });
  await setClock(isNew || keepsTime);
  await forgetReset();
  let running: Interpreter;
  const bench = openBench(folder, (line) => {
    // It leaves on a reset; the chip would start again at once.
    if (line === "reboot") void running.ended.then(start);
    options.onBench(line);
  });

  /** The chip's own clock, see stand-ins/live.ts: the host's time, or a count from power-on. */
  function setClock(isSet: boolean): Promise<void> {
    const hostSeconds = Date.now() / 1000;
    const aheadSeconds = (isSet ? hostSeconds : 0) - hostSeconds * speed;
    return writeFile(join(folder, "clock"), JSON.stringify({ speed, aheadSeconds }));
  }

  /** Power was away. */
  function forgetReset(): Promise<void> {
    return rm(join(folder, RESET_FILE), { force: true });
  }

  async function start(): Promise<void> {
    running = startInterpreter(path, folder);
    await passAfterMark(running, options.onData);
  }

  async function stop(): Promise<void> {
    await running.kill();
    bench.close();
  }

  try {
    await start();
  } catch (error) {
    bench.close();
    throw error;
  }
  return {
    write: (bytes) => running.write(bytes),
    advert: (data, rssiDbm) => bench.tell(`advert ${base64(data)} ${rssiDbm}`),
    near: (data, rssiDbm) => bench.tell(`near ${base64(data)} ${rssiDbm}`),
    tell: bench.tell,
    async powerCycle() {
      await running.kill();
      await forgetReset();
      await setClock(keepsTime);
      await start();
    },
    stop,
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64");
}

/** Passes on what comes after the mark. Resolves at the mark, rejects where the interpreter ends or nothing comes. */
export function passAfterMark(interpreter: Interpreter, pass: (bytes: Buffer) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    let before = "";
    let isThrough = false;
    const timer = setTimeout(() => void interpreter.kill(), START_TIMEOUT_MS);
    void interpreter.ended.then(() => {
      clearTimeout(timer);
      if (!isThrough) reject(new UserError("firmware/not-started/silent", { said: before }));
    });
    interpreter.onData((bytes) => {
      if (isThrough) return pass(bytes);
      before += bytes.toString("latin1");
      const mark = before.indexOf(PROGRAM_MARK);
      const farewell = mark < 0 ? -1 : before.indexOf(CONSOLE_FAREWELL, mark);
      if (farewell < 0) return;
      isThrough = true;
      clearTimeout(timer);
      resolve();
      const rest = before.slice(farewell + CONSOLE_FAREWELL.length);
      if (rest.length > 0) pass(Buffer.from(rest, "latin1"));
    });
  });
}
