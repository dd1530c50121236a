import { Command } from "commander";
import { UserError } from "../../src/words/user-error.js";
import type { Device } from "../device/device.js";
import { note, print } from "../../src/station/command-line/print.js";

interface DeviceCommandOptions {
  interpreter: string;
  dir?: string;
  keepTime?: boolean;
  speed: number;
  trace?: boolean;
}

/** A window of 1,100 ms still takes longer than the interpreter's timers are late. */
const MAX_SPEED = 100;

const HELP = `
Lines on standard input:
  advert HEX RSSI   an advert reaches the token now (its advertising data, dBm)
  near HEX RSSI     a neighbour that stays: its advert is heard in every window from now on
  alone             the neighbours are gone
  press             the wearer presses the button
  battery MV 0|1    the battery's voltage, and whether it charges
  usb 0|1           the cable is pulled out, or plugged in again
  power-cycle       the power fails and returns: what is not in flash is lost, the time too
  quit              ends it, as SIGINT and SIGTERM do

The clock of a new token is set to this computer's time, as "bztoken flash" does. When power returns (power-cycle, or
--dir used again) the token has lost the time, as a real one has; --keep-time sets it then, too.`;

/** `bztoken device`: the very bundle of the board in Espruino's Linux build, on a serial port of its own. */
export function deviceCommand(): Command {
  return new Command("device")
    .description("run the token's firmware in a real Espruino interpreter")
    .requiredOption("--interpreter <path>", "Espruino's Linux build (its bin/espruino)")
    .option("--pty", "serve the token's USB line on a pseudo-terminal (the default)", true)
    .option("--dir <folder>", "keep the token's flash there; without it the token is gone at the end")
    .option("--keep-time", "set the clock at each start, not only the first")
    .option("--speed <times>", "let the token live faster than the clock on the wall", parseSpeed, 1)
    .option("--trace", "show what the token does with radio, LED and console")
    .addHelpText("after", HELP)
    .action(runDevice);
}

async function runDevice(options: DeviceCommandOptions): Promise<void> {
  const { mkdtemp, rm } = await import("node:fs/promises");
  const { tmpdir } = await import("node:os");
  const { join } = await import("node:path");
  const { createInterface } = await import("node:readline");
  const { readFirmware } = await import("../device/built-firmware.js");
  const { repositoryRoot } = await import("../../src/station/repository-root.js");
  const { startDevice } = await import("../device/device.js");
  const { openPty } = await import("../device/pty.js");

  const stop = waitForSignal();
  const root = repositoryRoot();
  const folder = options.dir ?? (await mkdtemp(join(tmpdir(), "bztoken-device-")));
  const removeFolder = () => (options.dir === undefined ? rm(folder, { recursive: true }) : undefined);
  const pty = await openPty();
  try {
    const { program } = await readFirmware(root);
    const device = await startDevice({
      interpreter: options.interpreter,
      folder,
      root,
      program,
      keepsTime: options.keepTime === true,
      speed: options.speed,
      onData: pty.write,
      onBench: (line) => options.trace && note(line),
    }).catch(asNotStarted);
    pty.onData(device.write);
    print(`port: ${pty.path}`);
    const input = createInterface({ input: process.stdin });
    input.on("line", (line) => {
      void obey(device, line.trim()).then((isOver) => isOver && stop.now(), stop.fail);
    });
    try {
      await stop.signal;
    } finally {
      input.close();
      await device.stop();
    }
  } finally {
    await pty.close();
    await removeFolder();
  }
}

function parseSpeed(text: string): number {
  const speed = Number(text);
  if (speed >= 1 && speed <= MAX_SPEED) return speed;
  throw new UserError("command/speed", { text, most: MAX_SPEED });
}

/** Resolves with true at the end. */
async function obey(device: Device, line: string): Promise<boolean> {
  const radio = /^(advert|near) ((?:[0-9a-f]{2}){1,31}) (-?\d{1,3})$/i.exec(line);
  if (radio) device[radio[1] as "advert" | "near"](Buffer.from(radio[2]!, "hex"), Number(radio[3]));
  else if (/^(alone|press|usb [01]|battery \d{1,5} [01])$/.test(line)) device.tell(line);
  else if (line === "power-cycle") await device.powerCycle();
  else if (line === "quit") return true;
  else if (line !== "") note(`bztoken: unknown line "${line}": see bztoken device --help`);
  return false;
}

/** `signal` resolves at SIGINT, SIGTERM or `now`, rejects at `fail`. */
function waitForSignal(): { signal: Promise<void>; now(): void; fail(error: unknown): void } {
  let now: () => void = () => {};
  let fail: (error: unknown) => void = () => {};
  const signal = new Promise<void>((resolve, reject) => {
    now = resolve;
    fail = reject;
  });
  process.on("SIGINT", now);
  process.on("SIGTERM", now);
  return { signal, now, fail };
}

/** What the system refuses, such as a folder that may not be written or an interpreter of another kind of computer. */
function asNotStarted(error: unknown): never {
  if (error instanceof Error && "syscall" in error) {
    throw new UserError("firmware/not-started/failed", { why: error.message });
  }
  throw error;
}
