import { report } from "./bench-line.js";
import { BATTERY_DIVIDER, BUTTON_PIN, CHARGING_PIN, LED_PIN } from "../../../hal/espruino/board.js";

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

export interface Chip {
  press(): void;
  setUsbOpen(isOpen: boolean): void;
  setBattery(milliVolts: number, isCharging: boolean): void;
}

/** Pins, serial number, random numbers, console and reset: what the Linux build lacks or has otherwise. */
export function installChip(): Chip {
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
  let isUsbOpen = true;
  let batteryMilliVolts = 3900;
  let isCharging = false;

  global.getSerial = function () {
    return identity.chipId;
  };
  global.pinMode = function () {};
  global.digitalWrite = function (pin: string, value: boolean) {
    if (pin === LED_PIN) report("led " + (value ? 1 : 0));
  };
  global.digitalRead = function (pin: string) {
    return pin === CHARGING_PIN && isCharging ? 1 : 0;
  };
  global.analogRead = function () {
    return batteryMilliVolts / 1000 / BATTERY_DIVIDER / NRF.getBattery();
  };
  global.setWatch = function (run: () => void, pin: string) {
    if (pin === BUTTON_PIN) onPress = run;
    return 1;
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
    reboot();
  };

  return {
    press() {
      if (onPress) onPress();
    },
    setUsbOpen(isOpen) {
      isUsbOpen = isOpen;
    },
    setBattery(milliVolts, charging) {
      batteryMilliVolts = milliVolts;
      isCharging = charging;
    },
  };
}
