/** Of the `espruino` package only what speaks with a console, without Bluetooth, browsers and the net. */
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { createContext, runInContext } from "node:vm";

/** In the order in which they are loaded. */
export const SCRIPTS = ["espruino.js", "core/config.js", "core/utils.js", "core/serial.js"];

export interface Connection {
  on(event: "packet", listener: (type: number, data: string) => void): void;
  on(event: "nak", listener: () => void): void;
  removeAllListeners(event: "packet" | "nak"): void;
  parsePackets: boolean;
  espruinoSendPacket(type: "EVAL", text: string, options: { noACK: true }): Promise<void>;
  write(text: string): Promise<void>;
}

/** What the scripts make of a serial port. */
export interface Device {
  name: string;
  getPorts(done: (ports: { path: string }[], isComplete: boolean) => void): void;
  open(
    path: string,
    onOpen: (info: string) => void,
    onData: (data: ArrayBuffer) => void,
    onClose: () => void,
  ): void;
  write(text: string, done: () => void): void;
  close(): void;
}

export interface Serial {
  readonly devices: Device[];
  readonly connection: Connection;
  getPorts(done: () => void): void;
  open(port: string, onOpen: (info: unknown) => void, onClose: () => void): void;
  close(): void;
}

/** The parts of the scripts that are used here; they have no types of their own. */
interface Tools {
  readonly Config: Record<string, unknown>;
  readonly Core: Record<string, unknown> & { readonly Serial: Serial };
  init(): void;
}

const nothing = (): void => {};
/** The scripts report each step. */
const SILENT = { log: nothing, warn: nothing, error: nothing };
const NO_STATUS = { setStatus: nothing, hasProgress: () => false, incrementProgress: nothing };

/**
 * Loads them into globals of their own: they know one connection.
 *
 * @param folder  where the build has put them
 */
export async function loadSerial(folder: string, device: Device): Promise<Serial> {
  const globals = { setTimeout, clearTimeout, setInterval, clearInterval, ArrayBuffer, Promise };
  const context = createContext({ console: SILENT, ...globals });
  for (const script of SCRIPTS) {
    const path = join(folder, script);
    runInContext(await readFile(path, "utf8"), context, { filename: path });
  }
  const { Espruino } = context as { Espruino: Tools };
  Espruino.Core.Status = NO_STATUS;
  Espruino.init();
  const serial = Espruino.Core.Serial;
  serial.devices.splice(0, Infinity, device);
  // It keeps the devices that it found first.
  await new Promise<void>((resolve) => serial.getPorts(resolve));
  return serial;
}
