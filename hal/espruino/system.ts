import type { System } from "../hal.js";
import { WATCHDOG_S } from "./board.js";

export function createSystem(): System {
  E.enableWatchdog(WATCHDOG_S, true);
  return {
    restart() {
      E.reboot();
    },
    openConsole() {
      E.setConsole("USB", { force: true });
    },
    chipId() {
      return getSerial().split("-").join("").toUpperCase();
    },
  };
}

/**
 * Takes the USB line from the interpreter's console, for good: without `force` it would return as soon as a host opens
 * the port. The last act of the boot, so that a program that fails before it leaves the console reachable.
 */
export function closeConsole(): void {
  E.setConsole(null, { force: true });
}
