import { report } from "./bench-line.js";
import {
  BATTERY_DIVIDER,
  BUTTON_PIN,
  CHARGING_PIN,
  LED_PIN,
  RESET_REASON,
  USB_REGULATOR,
} from "../../../hal/espruino/board.js";

/** Written by the bench before the first start; it stays with the flash. */
interface Identity {
  readonly chipId: string;
  /** File of random bytes. */
  readonly random: string;
  /** File that says how many of them were used, so that a restart goes on behind them; without it each begins anew. */
  readonly randomUsed?: string;
}

/** Printed on the serial line when the program takes it from the console: what came before is not the token's. */
const PROGRAM_MARK = "\x1b[program]\n";

const RANDOM_BYTES = 4;

/** Bytes that take about as many variables as the chip has, 14,000. */
const ALL_VARIABLES_BYTES = 300000;

/** Is there after a reset, until the bench takes the power away. */
const RESET_FILE = "reset";
/** What the chip's register then holds. */
const RESET_BY_SOFTWARE = 4;

export interface Chip {
  press(): void;
  setUsbOpen(isOpen: boolean): void;
  /** `isPowered`: 5 V at the USB socket, of a host or a charger. */
  setBattery(milliVolts: number, isCharging: boolean, isPowered: boolean): void;
  /** When the watchdog starts the chip anew, in uptime; Infinity while the interpreter feeds it. */
  watchdogMs(): number;
}

/**
 * Pins, serial number, random numbers, console, reset and watchdog: what the Linux build lacks or has otherwise.
 *
 * @param uptimeMs  by which the watchdog goes
 */
export function installChip(uptimeMs: () => number): Chip {
  // The chip has all its variables from the start; Linux makes a few more whenever none is left, and then finds no room in one
  // piece for its cipher. What was made once stays.
  new Uint8Array(ALL_VARIABLES_BYTES);

  const fs = require("fs");
  const identity = JSON.parse(fs.readFileSync("bench.json")) as Identity;
  const randomFile = E.openFile(identity.random, "r");
  let randomUsed = 0;
  if (identity.randomUsed) {
    randomUsed = parseInt(fs.readFileSync(identity.randomUsed));
    randomFile.skip(randomUsed);
  }
  const setConsole = E.setConsole;
  const reboot = E.reboot;
  let onPress: (() => void) | undefined;
  let onCharging: (() => void) | undefined;
  let isPowered = false;
  let watchdogLimitMs = Infinity;
  let fedMs = 0;
  let isUsbOpen = true;
  let batteryMilliVolts = 3900;
  let isCharging = false;

  global.getSerial = function () {
    return identity.chipId;
  };
  global.pinMode = function () {};
  global.digitalWrite = function (pin: string, value: boolean) {
    if (pin === LED_PIN) report("led " + (value ? 1 : 0) + " " + Math.round(uptimeMs()));
  };
  global.digitalRead = function (pin: string) {
    return pin === CHARGING_PIN && isCharging ? 1 : 0;
  };
  global.analogRead = function () {
    return batteryMilliVolts / 1000 / BATTERY_DIVIDER / NRF.getBattery();
  };
  global.setWatch = function (run: () => void, pin: string) {
    if (pin === BUTTON_PIN) onPress = run;
    if (pin === CHARGING_PIN) onCharging = run;
    return 1;
  };
  global.peek32 = function (address: number) {
    if (address === USB_REGULATOR) return isPowered ? 1 : 0;
    if (address === RESET_REASON) return fs.readdirSync(".").indexOf(RESET_FILE) < 0 ? 0 : RESET_BY_SOFTWARE;
    return 0; // the counter that measures what a change of address costs: here it costs nothing
  };
  global.poke32 = function () {};
  E.enableWatchdog = function (seconds, isAuto) {
    watchdogLimitMs = isAuto ? Infinity : seconds * 1000;
  };
  E.kickWatchdog = function () {
    fedMs = uptimeMs();
  };
  E.hwRand = function () {
    const bytes = randomFile.read(RANDOM_BYTES)!;
    if (identity.randomUsed) {
      randomUsed += RANDOM_BYTES;
      fs.writeFileSync(identity.randomUsed, String(randomUsed));
    }
    return new DataView(E.toUint8Array(bytes).buffer).getInt32(0, true);
  };
  USB.isConnected = function () {
    return isUsbOpen;
  };
  E.setConsole = function (device, options) {
    if (device === null) print(PROGRAM_MARK);
    setConsole(device, options);
    report(device === null ? "program" : "console");
  };
  E.reboot = function () {
    report("reboot");
    fs.writeFileSync(RESET_FILE, "");
    reboot();
  };

  return {
    press() {
      if (onPress) onPress();
    },
    setUsbOpen(isOpen) {
      isUsbOpen = isOpen;
    },
    setBattery(milliVolts, charging, powered) {
      batteryMilliVolts = milliVolts;
      isPowered = powered;
      const isChange = charging !== isCharging;
      isCharging = charging;
      if (isChange && onCharging) onCharging();
    },
    watchdogMs() {
      return fedMs + watchdogLimitMs;
    },
  };
}
