import { WATCHDOG_MS } from "../hal.js";
import type { System } from "../hal.js";
import { RESET_REASON } from "./board.js";

/**
 * Whether the interpreter's idle loop feeds the watchdog, or only the program. Once started it runs on, over resets too; only a loss of
 * power or the reset pin ends it.
 */
function setWatchdog(isAuto: boolean): void {
  E.enableWatchdog(WATCHDOG_MS / 1000, isAuto);
  E.kickWatchdog();
}

export function createSystem(): System {
  setWatchdog(true);
  return {
    restart() {
      E.reboot();
    },
    isReset() {
      return peek32(RESET_REASON) !== 0;
    },
    feedWatchdog() {
      E.kickWatchdog();
    },
    openConsole() {
      // Whoever installs a program takes minutes, in which no token feeds it.
      setWatchdog(true);
      E.setConsole("USB", { force: true });
    },
    chipId() {
      return getSerial().split("-").join("").toUpperCase();
    },
  };
}

/**
 * Takes the USB line from the interpreter's console, for good: without `force` it would return as soon as a host opens
 * the port. The last act of the boot, so that a program that fails before it leaves the console reachable, and the
 * watchdog to the interpreter.
 */
export function closeConsole(): void {
  setWatchdog(false);
  E.setConsole(null, { force: true });
}
