/** Where tokens are plugged in: the ports that somebody named, or every USB serial port as it comes. */
import type { Timers } from "../../sync/host/line.js";
import { UserError } from "../../words/user-error.js";
import { listPorts, openSerialLine, type PortInfo } from "../reading/serial-line.js";
import type { LinePort } from "./one-token.js";

const LOOK_MS = 1000;

export function namedPort(path: string): LinePort {
  return { id: path, path: () => Promise.resolve(path), open: () => openSerialLine(path) };
}

/** What is shorter names a make, not a device: a token's own build says "0" (firmware/ESPRUINO.md). */
const FEWEST_CHARACTERS = 8;

/** A device that comes back under another path is the same port. */
export function usbPort({ device, path: first }: PortInfo, list: () => Promise<PortInfo[]>): LinePort {
  if (device.length < FEWEST_CHARACTERS) return namedPort(first);
  const path = async () => {
    const here = (await list()).find((port) => port.device === device);
    if (here === undefined) throw new UserError("sync/port-missing", { path: first });
    return here.path;
  };
  return { id: device, path, open: async () => openSerialLine(await path()) };
}

/** Every USB serial port of this computer. */
async function usbPorts(): Promise<LinePort[]> {
  return (await listPorts()).map((info) => usbPort(info, listPorts));
}

/**
 * Tells of every port once each time something is plugged in there, what is there already first. Returns how to end it.
 *
 * @param look  where something is plugged in now
 */
export function watchPorts(
  onPlugged: (port: LinePort) => void,
  timers: Timers,
  look: () => Promise<readonly LinePort[]> = usbPorts,
): () => void {
  let known: ReadonlySet<string> = new Set();
  let isOver = false;
  let cancel = () => {};

  async function goOn(): Promise<void> {
    const ports = await look();
    if (isOver) return;
    for (const port of ports) if (!known.has(port.id)) onPlugged(port);
    known = new Set(ports.map(({ id }) => id));
    cancel = timers.after(LOOK_MS, () => void goOn());
  }

  void goOn();
  return () => {
    isOver = true;
    cancel();
  };
}
