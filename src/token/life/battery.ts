import type { Flash, Hal } from "../../../hal/hal.js";
import { EMPTY_MV, LOW_MV } from "../../wearer/battery.js";

export function isBatteryLow(hal: Hal): boolean {
  return hal.battery.milliVolts() < LOW_MV;
}

/** The next page erase might be the one in which the power goes. */
export function isBatteryEmpty(hal: Hal): boolean {
  return hal.battery.milliVolts() < EMPTY_MV && !hal.battery.isPowered();
}

/** An empty battery has been charged, or is being. */
export function isBatteryBack(hal: Hal): boolean {
  return hal.battery.isPowered() || !isBatteryLow(hal);
}

/**
 * The flash, which erases nothing while the battery is empty: an erase takes longest and most, and a cut one leaves bits that
 * change. What needs it fails as on a bad page, and is tried again after the restart that ends the sleep. Programs go on: each of
 * the formats bears a cut in them.
 */
export function guardFlash(hal: Hal): Flash {
  const flash = hal.flash;
  return {
    pageBytes: flash.pageBytes,
    pageCount: flash.pageCount,
    read: flash.read,
    program: flash.program,
    erase: function (page) {
      if (!isBatteryEmpty(hal)) flash.erase(page);
    },
  };
}
