import type { Hal } from "../../../hal/hal.js";
import {
  AGREED,
  BATTERY_LOW,
  CHARGER_EVERY_MS,
  CHARGING,
  FAULTY,
  FULL,
  REMINDER,
  REMINDER_EVERY_MS,
  TIME_LOST,
  WARNED,
  WELL,
} from "../../wearer/signals.js";
import { isBatteryLow } from "../life/battery.js";
import { createLight } from "./light.js";

/** What the wearer sees and does: the LED's rows (src/wearer/signals.ts) and the button. */
export interface Wearer {
  /** Shows a row, unless the LED shows one that it gives way to. */
  show(signal: number): void;
  /** The row that a press shows now, as long as no station waits for an answer. */
  signal(): number;
  /** The warning has changed, or whether it is to remind. */
  onWarning(): void;
  /** Charging began or ended. */
  onCharging(): void;
}

export interface WearerServices {
  isWarned(): boolean;
  /** A warning stands, and its reminder was not turned off. */
  isReminding(): boolean;
  /** The token does not keep what it should. */
  isFaulty(): boolean;
  /** It has stopped because the battery is empty. */
  isAsleep(): boolean;
  /** A press; true where it answered a station's question. */
  onPress(): boolean;
  /** Finds out whether this is a gate, where others look on, and lets a gate see the press; then says so. */
  lookAround(show: (isAtGate: boolean) => void): void;
  /** A gate was heard a moment ago. */
  isAtGate(): boolean;
}

/** A reminder that finds the LED in use comes so much later. */
const AGAIN_MS = 1000;

export function createWearer(hal: Hal, services: WearerServices): Wearer {
  const clock = hal.clock;
  const light = createLight(clock, hal.indicator);
  let isReminding = false;
  let isOnCharger = false;

  function signal(): number {
    if (services.isWarned()) return WARNED;
    if (services.isAsleep()) return BATTERY_LOW;
    if (services.isFaulty()) return FAULTY;
    if (clock.timeState() !== "set") return TIME_LOST;
    return isBatteryLow(hal) ? BATTERY_LOW : WELL;
  }

  /** Never the warning, and not that all is well where no advert leaves the token. */
  function signalAtGate(): number {
    if (services.isAsleep()) return BATTERY_LOW;
    return clock.timeState() === "unset" ? TIME_LOST : WELL;
  }

  function remind(): void {
    isReminding = services.isReminding() && !services.isAsleep();
    if (!isReminding) return;
    const isShown = services.isAtGate() || light.show(REMINDER);
    clock.alarmAt(clock.uptimeMs() + (isShown ? REMINDER_EVERY_MS : AGAIN_MS), remind);
  }

  function showCharger(): void {
    isOnCharger = hal.battery.isPowered();
    if (!isOnCharger) return;
    light.show(hal.battery.isCharging() ? CHARGING : FULL);
    clock.alarmAt(clock.uptimeMs() + CHARGER_EVERY_MS, showCharger);
  }

  function onCharging(): void {
    if (!isOnCharger) showCharger();
  }

  hal.button.onPress(function () {
    if (services.onPress()) light.show(AGREED);
    else
      services.lookAround(function (isAtGate) {
        light.show(isAtGate ? signalAtGate() : signal());
      });
    onCharging(); // a charger that found the cell full has told nobody
  });
  onCharging();

  return {
    show: light.show,
    signal: signal,
    onWarning: function () {
      if (!isReminding) remind();
    },
    onCharging: onCharging,
  };
}
