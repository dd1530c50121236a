/** Serial ports of this computer as lines to tokens. */
import { readdir } from "node:fs/promises";
import { SerialPort } from "serialport";
import { whyNotOpen } from "./port-trouble.js";
import type { Line, Timers } from "../../sync/host/line.js";

/** Tokens speak over USB, where the speed means nothing; a real serial port needs one. */
const BAUD_RATE = 115_200;

export const systemTimers: Timers = {
  nowMs: () => performance.now(),
  after(delayMs, run) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};

export interface PortInfo {
  path: string;
  /** What the system says about the device, "" where it says nothing. */
  description: string;
  /** Serial number of the USB device, which stays where the path changes; "" where it has none. */
  device: string;
}

/** USB serial ports. Where the system cannot list them, those that look like one by their name. */
export async function listPorts(): Promise<PortInfo[]> {
  try {
    const ports = await SerialPort.list();
    return ports
      .filter((port) => port.vendorId !== undefined)
      .map((port) => ({
        path: port.path,
        description: port.manufacturer ?? "",
        device: port.serialNumber ?? "",
      }));
  } catch {
    // serialport asks udevadm on Linux, which may be missing.
    const names = await readdir("/dev").catch(() => []);
    return names.filter(isUsbSerial).map((name) => ({ path: `/dev/${name}`, description: "", device: "" }));
  }
}

const isUsbSerial = (name: string): boolean => /^tty(ACM|USB)\d+$/.test(name);

/** Opens a serial port or a pty. Fails with `UserError`: sync/port-missing, sync/port-busy, sync/port-failed. */
export async function openSerialLine(path: string): Promise<Line> {
  const port = new SerialPort({ path, baudRate: BAUD_RATE, autoOpen: false, lock: true });
  const failure = await new Promise<Error | null>((resolve) => port.open(resolve));
  if (failure) throw await whyNotOpen(path, failure);
  // A cable pulled out shows as an error and then as a close; the close is what counts.
  port.on("error", () => {});
  return {
    write: (bytes) => {
      if (port.isOpen) port.write(bytes);
    },
    onData: (listener) => port.on("data", (data: Buffer) => listener(new Uint8Array(data))),
    onClose: (listener) => port.once("close", listener),
    close: () => {
      if (port.isOpen) port.close(() => {});
    },
  };
}
