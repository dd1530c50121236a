/**
 * `.boot0` of the interpreter's Linux build for life in steps: time stands still but for what the bench says, so that
 * days of recorded radio pass in seconds and two runs are the same. The other end is firmware/device/stepped.ts.
 */
import { installAir } from "./air.js";
import { openBenchLine, report } from "./bench-line.js";
import { installChip } from "./chip.js";
import { type GattPhone, SteppedPromise } from "./gatt.js";

/** Holds what the chip's counter starts with, in seconds: UTC once that was set; it outlives a reset, not the power. */
const CLOCK_FILE = "clock";
/** Holds the adverts to play: rows of f64 UTC ms, i8 dBm, 23 bytes of advertising data. */
const AIR_FILE = "air.bin";
const ROW_BYTES = 32;
const ROWS_AT_ONCE = 256;
/** Timers come due on such fractions of a millisecond, so that no rounding decides what comes first. */
const TICKS_PER_MS = 16;
/** While time flows: as fast as the host's, in such steps. */
const FLOW_MS = 5;

interface Timer {
  readonly id: number;
  readonly dueMs: number;
  readonly run: () => void;
}

const fs = require("fs");
let startMs = parseFloat(fs.readFileSync(CLOCK_FILE)) * 1000;
const hostInterval = setInterval;
/** Since power-on or reset. */
let nowMs = 0;
/** The next one first; of one time the first made. */
const timers: Timer[] = [];
let lastTimer = 0;
let isFlowing = false;
/** As far as time is to run. */
let untilMs = 0;

global.getTime = function () {
  return (startMs + nowMs) / 1000;
};
global.setTime = function (seconds: number) {
  startMs = seconds * 1000 - nowMs;
};
global.setTimeout = function (run: () => void, delayMs: number) {
  const dueMs = Math.ceil((nowMs + delayMs) * TICKS_PER_MS) / TICKS_PER_MS;
  let index = timers.length;
  while (index > 0 && timers[index - 1]!.dueMs > dueMs) index--;
  const id = ++lastTimer;
  timers.splice(index, 0, { id: id, dueMs: dueMs, run: run });
  return id;
};
global.clearTimeout = function (id: number) {
  const index = timers.findIndex(function (timer) {
    return timer.id === id;
  });
  if (index >= 0) timers.splice(index, 1);
};
/** Neighbours that stay: heard so long after each window opens. */
const HEARD_AFTER_MS = 100;
let neighbours: { data: Uint8Array; rssiDbm: number; phone?: GattPhone }[] = [];
const air = installAir(function () {
  setTimeout(function () {
    for (const one of neighbours) air.deliver(one.data, one.rssiDbm, one.phone);
  }, HEARD_AFTER_MS);
}, SteppedPromise);
const chip = installChip(function () {
  return nowMs;
});
const reboot = E.reboot;
E.reboot = function () {
  fs.writeFileSync(CLOCK_FILE, String(getTime()));
  report("left " + (untilMs - nowMs));
  reboot();
};

/** A program that hangs hears and does nothing more. */
let isHanging = false;

function runUntil(ms: number): void {
  untilMs = ms;
  while (timers.length > 0 && timers[0]!.dueMs <= ms && !isHanging) {
    if (timers[0]!.dueMs > chip.watchdogMs()) break;
    const timer = timers.shift()!;
    nowMs = timer.dueMs;
    try {
      timer.run();
    } catch (error) {
      report("uncaught " + (error as Error).message); // as the interpreter does it: the next timer is not kept from its time
    }
  }
  if (ms > chip.watchdogMs()) {
    nowMs = chip.watchdogMs();
    report("watchdog");
    E.reboot();
  }
  nowMs = ms;
}

const flash = require("Flash");
const writeFlash = flash.write;

/** From now on writes to flash do nothing, or the next one throws, which no program expects; or all is well again. */
function breakFlash(how: string): void {
  flash.write = writeFlash;
  if (how === "ignores") flash.write = function () {};
  if (how === "throws")
    flash.write = function () {
      flash.write = writeFlash;
      throw new Error("write failed");
    };
}

function play(untilUtcMs: number): void {
  const file = E.openFile(AIR_FILE, "r");
  for (
    let chunk = file.read(ROW_BYTES * ROWS_AT_ONCE);
    chunk !== undefined;
    chunk = file.read(ROW_BYTES * ROWS_AT_ONCE)
  ) {
    const bytes = E.toUint8Array(chunk);
    const view = new DataView(bytes.buffer);
    for (let at = 0; at < bytes.length; at += ROW_BYTES) {
      runUntil(view.getFloat64(at, true) - startMs);
      if (air.isListening()) {
        air.deliver(new Uint8Array(bytes.subarray(at + 9, at + ROW_BYTES)), view.getInt8(at + 8));
      }
    }
  }
  file.close();
  runUntil(untilUtcMs - startMs);
}

function neighbour(words: string[]): { data: Uint8Array; rssiDbm: number } {
  return { data: E.toUint8Array(atob(words[1]!)), rssiDbm: parseInt(words[2]!) };
}

hostInterval(function () {
  if (isFlowing) runUntil(nowMs + FLOW_MS);
}, FLOW_MS);
openBenchLine(function (words) {
  if (words[0] === "play") play(parseFloat(words[1]!));
  if (words[0] === "run") runUntil(nowMs + parseFloat(words[1]!));
  if (words[0] === "near") neighbours.push(neighbour(words));
  if (words[0] === "phone")
    neighbours.push(
      Object.assign(neighbour(words), {
        phone: { id: words[3] + " " + words[6], behaviour: words[4], value: E.toUint8Array(atob(words[5]!)) },
      }) as never,
    );
  if (words[0] === "alone") neighbours = [];
  if (words[0] === "usb") chip.setUsbOpen(words[1] === "1");
  if (words[0] === "flow") isFlowing = words[1] === "1";
  if (words[0] === "press") setTimeout(chip.press, parseFloat(words[1]!));
  if (words[0] === "battery") chip.setBattery(parseInt(words[1]!), words[2] === "1", words[3] === "1");
  if (words[0] === "hang") isHanging = true;
  if (words[0] === "flash") breakFlash(words[1]!);
  report("done");
});
