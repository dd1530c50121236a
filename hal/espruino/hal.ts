import type { Battery, Button, Hal, Indicator } from "../hal.js";
import {
  BATTERY_DIVIDER,
  BATTERY_DIVIDER_ON,
  BATTERY_DIVIDER_PIN,
  BATTERY_PIN,
  BUTTON_PIN,
  CHARGING_LEVEL,
  CHARGING_PIN,
  DEBOUNCE_MS,
  LED_PIN,
  USB_REGULATOR,
} from "./board.js";
import { createClock } from "./clock.js";
import { createCrypto } from "./crypto.js";
import { createFlash, type FlashLayout } from "./flash.js";
import { createRadio } from "./radio.js";
import { createSystem } from "./system.js";
import { createUsb } from "./usb.js";

export interface EspruinoOptions {
  readonly layout: FlashLayout;
  /** Name of the reserved Storage file. */
  readonly logFile: string;
  /** Adverts worth a call into the program, where one of these fits; all of them without. */
  readonly scanFilters?: ScanFilter[];
}

/** The chip and its board. Throws where Storage does not begin with the reserved file. */
export function createEspruinoHal(options: EspruinoOptions): Hal {
  const clock = createClock();
  return {
    clock: clock,
    flash: createFlash(options.layout, options.logFile),
    radio: createRadio(clock, options.scanFilters),
    crypto: createCrypto(),
    usb: createUsb(),
    indicator: createIndicator(),
    button: createButton(),
    battery: createBattery(),
    system: createSystem(),
  };
}

function createIndicator(): Indicator {
  return {
    set(isLit) {
      digitalWrite(LED_PIN, isLit);
    },
  };
}

function createButton(): Button {
  pinMode(BUTTON_PIN, "input_pullup");
  return {
    onPress(listener) {
      setWatch(listener, BUTTON_PIN, { edge: "falling", repeat: true, debounce: DEBOUNCE_MS });
    },
  };
}

function createBattery(): Battery {
  digitalWrite(BATTERY_DIVIDER_PIN, BATTERY_DIVIDER_ON);
  pinMode(CHARGING_PIN, "input");
  return {
    milliVolts() {
      // `analogRead` is relative to the chip's supply, which `getBattery` measures.
      return Math.round(analogRead(BATTERY_PIN) * NRF.getBattery() * BATTERY_DIVIDER * 1000);
    },
    isCharging() {
      return digitalRead(CHARGING_PIN) === CHARGING_LEVEL;
    },
    isPowered() {
      return (peek32(USB_REGULATOR) & 1) !== 0;
    },
    onCharging(listener) {
      setWatch(listener, CHARGING_PIN, { edge: "both", repeat: true, debounce: DEBOUNCE_MS });
    },
  };
}
