/**
 * Why a serial port does not open. The driver's library tells it only in a sentence, in which the port's own path
 * stands too, so the system is asked once more: it answers with a code.
 */
import { constants } from "node:fs";
import { open } from "node:fs/promises";
import { isatty } from "node:tty";
import { SerialPort } from "serialport";
import { UserError } from "../../words/user-error.js";

/** What opening the port as a file comes to: a code of the system, or what is behind it. */
export type PortProbe = { code: string } | { isTerminal: boolean };

/** @param failure  what the driver's library said */
export async function whyNotOpen(
  path: string,
  failure: Error,
  probe: (path: string) => Promise<PortProbe> = probePort,
): Promise<UserError> {
  const found = await probe(path);
  if (!("code" in found)) {
    // It opens, so what kept the library from it is the lock that another program holds.
    return found.isTerminal ? busy(path) : notSerial(path);
  }
  switch (found.code) {
    case "ENOENT":
    case "ENOTDIR":
    case "ENXIO":
    case "ENODEV":
    case "EIO":
      return new UserError("sync/port-missing", { path });
    case "EBUSY":
    case "EAGAIN":
      return busy(path);
    case "EACCES":
    case "EPERM":
      return new UserError("sync/port-failed/no-permission", { path });
    case "EISDIR":
      return notSerial(path);
    default:
      return new UserError("sync/port-failed/other", { path, why: failure.message });
  }
}

function busy(path: string): UserError {
  return new UserError("sync/port-busy", { path });
}

function notSerial(path: string): UserError {
  return new UserError("sync/port-failed/not-serial", { path });
}

async function probePort(path: string): Promise<PortProbe> {
  if (process.platform === "win32") {
    // A port is no file there, and one that is listed and does not open is another program's.
    const ports = await SerialPort.list();
    const isListed = ports.some((port) => port.path.toUpperCase() === path.toUpperCase());
    return { code: isListed ? "EBUSY" : "ENOENT" };
  }
  try {
    const { O_RDWR, O_NOCTTY, O_NONBLOCK } = constants;
    const file = await open(path, O_RDWR | O_NOCTTY | O_NONBLOCK);
    try {
      return { isTerminal: isatty(file.fd) };
    } finally {
      await file.close();
    }
  } catch (error) {
    return { code: String((error as NodeJS.ErrnoException).code) };
  }
}
