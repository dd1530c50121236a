/**
 * What Espruino runs at each start (`.bootcde`): it chooses the program and starts it (src/token/update/UPDATE.md, 1). It is written once,
 * by `bztoken flash`, so it is small and knows nothing of what the programs do.
 */
import { createFlash } from "../hal/espruino/flash.js";
import { WATCHDOG_MS } from "../hal/hal.js";
import { BOOT_STORAGE, FAILED_AT, chooseProgram, headerAddress, setMark } from "../src/token/update/slots.js";
import type { Choice } from "../src/token/update/slots.js";
import { boardLayout, logFile } from "./board-layout.js";

/** The first program, which lies in Storage. */
const FIRST_PROGRAM = "bztoken";
/** Of Espruino's Storage, before each file. */
const FILE_HEADER_BYTES = 32;

const storage = require("Storage");

/** Of the region's flash: a text that lies there, of which nothing is copied. */
function textAt(address: number, length: number): string {
  return storage.read(logFile, boardLayout.pageBytes - FILE_HEADER_BYTES + address, length)!;
}

function start(): void {
  const flash = createFlash(boardLayout, logFile);
  const chosen: Choice = chooseProgram(flash, boardLayout, E.CRC32, function (address, length) {
    return E.CRC32(textAt(address, length));
  });
  global.bootSlot = chosen.boot;
  if (chosen.boot === BOOT_STORAGE) return;
  // A program that never comes to feed it is ended by it; while it starts, the interpreter's idle loop does.
  E.enableWatchdog(WATCHDOG_MS / 1000, true);
  try {
    eval(textAt(chosen.address, chosen.length));
  } catch {
    try {
      setMark(flash, headerAddress(flash, boardLayout, chosen.boot), FAILED_AT);
    } finally {
      E.reboot();
    }
  }
  if (chosen.isTrial) E.enableWatchdog(WATCHDOG_MS / 1000, false);
}

try {
  start();
} catch {
  // The region is not what it should be: the first program says so on the console.
  global.bootSlot = BOOT_STORAGE;
}
if (global.bootSlot === BOOT_STORAGE) eval(storage.read(FIRST_PROGRAM)!);
