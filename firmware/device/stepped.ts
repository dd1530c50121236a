/** The token's very bundle in Espruino's Linux build, with time in our hands (stand-ins/stepped.ts). */
import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { openBench } from "./bench.js";
import { passAfterMark } from "./device.js";
import { prepareFlashFile } from "./flash-file.js";
import { checkInterpreter, startInterpreter } from "./interpreter.js";

const ROW_BYTES = 32;
const ADVERT_BYTES = 23;
const RANDOM_FILE = "random.bin";

export interface SteppedOptions {
  readonly interpreter: string;
  /** Private and empty; removed by `stop`. */
  readonly folder: string;
  /** The repository. */
  readonly root: string;
  /** Text of the bundle. */
  readonly program: string;
  /** As the chip prints its own: "00112233-44556677". */
  readonly chipId: string;
  /** What its random numbers are, in order; more of them than it asks for. */
  readonly random: Uint8Array;
  /** What its clock is set to when it starts. */
  readonly startUtcMs: number;
}

/** An advert of 23 bytes that reaches the antenna. */
export interface TimedAdvert {
  readonly utcMs: number;
  readonly data: Uint8Array;
  readonly rssiDbm: number;
}

export interface SteppedDevice {
  /** Runs the token to `utcMs`; the adverts, in order of time, arrive on the way. */
  play(adverts: readonly TimedAdvert[], utcMs: number): Promise<void>;
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
  const identity = { chipId, random: RANDOM_FILE };
  await writeFile(join(folder, RANDOM_FILE), options.random);
  await prepareFlashFile({ ...options, standIns: "stepped", identity });
  await writeFile(join(folder, "clock"), String(startUtcMs / 1000));

  let onDone: () => void = () => {};
  let onData: (bytes: Uint8Array) => void = () => {};
  const bench = openBench(folder, (line) => {
    if (line === "done") onDone();
  });
  const running = startInterpreter(path, folder);
  const died = running.ended.then(() => {
    throw new Error("the interpreter ended");
  });
  died.catch(() => {}); // whoever waits for it hears of it

  async function command(text: string): Promise<void> {
    const done = new Promise<void>((resolve) => (onDone = resolve));
    bench.tell(text);
    await Promise.race([done, died]);
  }

  async function stop(): Promise<void> {
    await running.kill();
    bench.close();
    await rm(folder, { recursive: true });
  }

  try {
    await passAfterMark(running, (bytes) => onData(bytes));
  } catch (error) {
    await stop();
    throw error;
  }
  return {
    async play(adverts, utcMs) {
      await writeFile(join(folder, "air.bin"), encode(adverts));
      await command(`play ${utcMs}`);
    },
    async talk(use) {
      await command("flow 1");
      try {
        return await use({
          write: (bytes) => running.write(bytes),
          onData: (listener) => (onData = listener),
          onClose: () => {},
          close: () => (onData = () => {}),
        });
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
