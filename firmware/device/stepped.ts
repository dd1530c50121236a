/** The token's very bundle in Espruino's Linux build, with time in our hands (stand-ins/stepped.ts). */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBench } from "./bench.js";
import { passAfterMark } from "./device.js";
import { RESET_FILE, prepareFlashFile } from "./flash-file.js";
import { checkInterpreter, startInterpreter, type Interpreter } from "./interpreter.js";
import type { Layout } from "../boot/storage.js";
import { UserError } from "../../src/words/user-error.js";

const ROW_BYTES = 32;
const ADVERT_BYTES = 23;
const RANDOM_FILE = "random.bin";
const RANDOM_USED_FILE = "random.used";
/** How long the word of a reset may take to arrive after the interpreter has left. */
const REBOOT_NOTICE_MS = 500;

export interface SteppedOptions {
  readonly interpreter: string;
  /** Private and empty; removed by `stop`. */
  readonly folder: string;
  /** The repository. */
  readonly root: string;
  /** Text of the bundle. */
  readonly program: string;
  /** What starts it, and how the flash is shared out, where these are not what was built. */
  readonly loader?: string;
  readonly layout?: Layout;
  /** As the chip prints its own: "00112233-44556677". */
  readonly chipId: string;
  /** What its random numbers are, in order; more of them than it asks for. */
  readonly random: Uint8Array;
  /** What its clock is set to when it starts. */
  readonly startUtcMs: number;
  /** What the stand-ins report: "watchdog", "uncaught …", and as in device.ts. */
  onBench?(line: string): void;
}

/** An advert of 23 bytes that reaches the antenna. */
export interface TimedAdvert {
  readonly utcMs: number;
  readonly data: Uint8Array;
  readonly rssiDbm: number;
}

/** A phone that can be connected to, and what it does then (stand-ins/gatt.ts). */
export interface NearPhone {
  readonly advert: Uint8Array;
  /** "c0:01:02:03:04:05" */
  readonly address: string;
  /** Which kind of address that is, as Espruino says it; default: random, that is a static one. */
  readonly addressKind?: "random" | "private-resolvable";
  readonly behaviour: "answers" | "silent" | "hangs" | "lacks" | "drops";
  readonly value: Uint8Array;
}

export interface SteppedDevice {
  /** Runs the token to `utcMs`; the adverts, in order of time, arrive on the way. */
  play(adverts: readonly TimedAdvert[], utcMs: number): Promise<void>;
  /** Runs the token for so long, over restarts too. */
  run(ms: number): Promise<void>;
  /** Neighbours that are heard in every window from now on, instead of those before; the phones can be connected to. */
  surround(adverts: readonly Uint8Array[], rssiDbm: number, phones?: readonly NearPhone[]): Promise<void>;
  /** Loss of power and return: RAM and time are gone. */
  losePower(): Promise<void>;
  /** So much later, of the token's time. */
  press(afterMs: number): Promise<void>;
  /** @param isPowered  5 V at the USB socket */
  setBattery(milliVolts: number, isCharging: boolean, isPowered: boolean): Promise<void>;
  /** The program does nothing more from now on. */
  hang(): Promise<void>;
  /** Writes to flash do nothing, or the next one throws; or all is well again. */
  breakFlash(how: "ignores" | "throws" | "well"): Promise<void>;
  /** Plugs in: the token's USB line, while time stands still unless it is made to `run`; `unplug` ends it. */
  plugIn(): Promise<SteppedLine>;
  unplug(): Promise<void>;
  /** Lets time flow while `use` talks over the token's USB line. */
  talk<T>(use: (line: SteppedLine) => Promise<T>): Promise<T>;
  stop(): Promise<void>;
}

/** The host's end of the USB line; it is never closed by the token. */
export interface SteppedLine {
  write(bytes: Uint8Array): void;
  onData(listener: (bytes: Uint8Array) => void): void;
  onClose(listener: () => void): void;
  close(): void;
}

/** Resolves once the program has taken the serial line; rejects with what the interpreter said where it does not. */
export async function startStepped(options: SteppedOptions): Promise<SteppedDevice> {
  const { interpreter: path, folder, chipId, startUtcMs } = options;
  checkInterpreter(path);
  const identity = { chipId, random: RANDOM_FILE, randomUsed: RANDOM_USED_FILE };
  await writeFile(join(folder, RANDOM_FILE), options.random);
  await writeFile(join(folder, RANDOM_USED_FILE), "0");
  await prepareFlashFile({ ...options, standIns: "stepped", identity });

  let onDone: () => void = () => {};
  let onDeath: (error: Error) => void = () => {};
  let onData: (bytes: Uint8Array) => void = () => {};
  let isRebooting = false;
  /** Of the time that was to run when the token restarted. */
  let leftMs = 0;
  let neighbours: readonly string[] = [];
  let running: Interpreter;
  const bench = openBench(folder, (line) => {
    options.onBench?.(line);
    if (line === "done") onDone();
    if (line.startsWith("left ")) leftMs = Number(line.slice(5));
    if (line === "reboot") isRebooting = true;
  });

  async function start(): Promise<void> {
    const started = startInterpreter(path, folder);
    running = started;
    try {
      await passAfterMark(started, (bytes) => onData(bytes));
    } catch (error) {
      await new Promise((resolve) => setTimeout(resolve, REBOOT_NOTICE_MS));
      if (!isRebooting) throw error;
      // A program that threw while it started: the loader starts the one before.
      isRebooting = false;
      return start();
    }
    void started.ended.then(() => setTimeout(() => onEnd(started), REBOOT_NOTICE_MS));
  }

  /** The chip would start again at once after a reset; what it was told to do is over. */
  function onEnd(ended: Interpreter): void {
    if (ended !== running) return;
    if (!isRebooting) return onDeath(new UserError("firmware/interpreter-ended"));
    isRebooting = false;
    start().then(onDone, onDeath);
  }

  function setClock(seconds: number): Promise<void> {
    return writeFile(join(folder, "clock"), String(seconds));
  }

  /** One after the other: somebody may press while time runs. */
  let before: Promise<void> = Promise.resolve();
  function command(text: string): Promise<void> {
    const send = () =>
      new Promise<void>((resolve, reject) => {
        onDone = resolve;
        onDeath = reject;
        bench.tell(text);
      });
    before = before.then(send, send);
    return before;
  }

  async function run(ms: number): Promise<void> {
    await command(`run ${ms}`);
    while (leftMs > 0) {
      const moreMs = leftMs;
      leftMs = 0;
      await tellNeighbours();
      await command(`run ${moreMs}`);
    }
  }

  async function tellNeighbours(): Promise<void> {
    await command("alone");
    for (const neighbour of neighbours) await command(neighbour);
  }

  async function kill(): Promise<void> {
    const killed = running;
    onDeath = () => {};
    await killed.kill();
  }

  async function stop(): Promise<void> {
    await kill();
    bench.close();
    await rm(folder, { recursive: true });
  }

  function line(): SteppedLine {
    return {
      write: (bytes) => running.write(bytes),
      onData: (listener) => (onData = listener),
      onClose: () => {},
      close: () => (onData = () => {}),
    };
  }

  await setClock(startUtcMs / 1000);
  try {
    await start();
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async play(adverts, utcMs) {
      await writeFile(join(folder, "air.bin"), encode(adverts));
      await command(`play ${utcMs}`);
    },
    run,
    async surround(adverts, rssiDbm, phones = []) {
      const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString("base64");
      neighbours = [
        ...adverts.map((advert) => `near ${base64(advert)} ${rssiDbm}`),
        ...phones.map(
          ({ advert, address, addressKind = "random", behaviour, value }) =>
            `phone ${base64(advert)} ${rssiDbm} ${address} ${behaviour} ${base64(value)} ${addressKind}`,
        ),
      ];
      await tellNeighbours();
    },
    async losePower() {
      await kill();
      await rm(join(folder, RESET_FILE), { force: true });
      await setClock(0);
      await start();
      await tellNeighbours();
    },
    press: (afterMs) => command(`press ${afterMs}`),
    setBattery: (milliVolts, isCharging, isPowered) =>
      command(`battery ${milliVolts} ${Number(isCharging)} ${Number(isPowered)}`),
    hang: () => command("hang"),
    breakFlash: (how) => command(`flash ${how}`),
    async plugIn() {
      await command("usb 1");
      return line();
    },
    unplug: () => command("usb 0"),
    async talk(use) {
      await command("flow 1");
      try {
        return await use(line());
      } finally {
        await command("flow 0");
      }
    },
    stop,
  };
}

function encode(adverts: readonly TimedAdvert[]): Buffer {
  const rows = Buffer.alloc(adverts.length * ROW_BYTES);
  adverts.forEach(({ utcMs, data, rssiDbm }, index) => {
    if (data.length !== ADVERT_BYTES) throw new RangeError(`an advert of ${data.length} bytes`);
    rows.writeDoubleLE(utcMs, index * ROW_BYTES);
    rows.writeInt8(rssiDbm, index * ROW_BYTES + 8);
    rows.set(data, index * ROW_BYTES + 9);
  });
  return rows;
}
