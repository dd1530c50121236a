import type { Hal } from "../../../hal/hal.js";
import { isBatteryBack, isBatteryEmpty } from "./battery.js";
import { BEAT_MS } from "../schedule.js";

/** Looks every quarter of an hour whether the token may go on: feeds the watchdog while it does its work, and watches the battery. */
export interface Heartbeat {
  /** The battery is empty: nothing is sent, heard or erased until it is charged. */
  isAsleep(): boolean;
  /** Looks at the battery now. */
  look(): void;
}

/**
 * @param isAlive  the token does what it should; if not, the watchdog is left to restart it
 * @param sleep    the battery is empty: to stop the radio, and to write and save what there is
 * @param wake     it is charged: to begin anew
 */
export function createHeartbeat(
  hal: Hal,
  isAlive: () => boolean,
  sleep: () => void,
  wake: () => void,
): Heartbeat {
  const clock = hal.clock;
  let isAsleep = isBatteryEmpty(hal);

  function look(): void {
    if (isAsleep) {
      if (isBatteryBack(hal)) wake();
    } else if (isBatteryEmpty(hal)) {
      isAsleep = true;
      sleep();
    }
  }

  function beat(): void {
    // First, so that nothing that goes wrong below ends it.
    clock.alarmAt(clock.uptimeMs() + BEAT_MS, beat);
    if (isAsleep || isAlive()) hal.system.feedWatchdog();
    look();
  }

  hal.system.feedWatchdog();
  clock.alarmAt(clock.uptimeMs() + BEAT_MS, beat);

  return {
    isAsleep: function () {
      return isAsleep;
    },
    look: look,
  };
}
