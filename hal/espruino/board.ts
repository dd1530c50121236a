/**
 * Pins of the board that the program is built for; another board's file in `boards` takes this one's place then. This is the XIAO nRF52840 as Espruino names its pins (boards/XIAOBLE.py; Espruino inverts the pins it marks NEGATED, so
 * that 1 means lit, on, charging).
 */

/** Red LED, negated. */
export const LED_PIN = "D11";

/**
 * The wearer's button, between this pin and ground. Any free pin but D1, which makes Espruino skip the program
 * when it is high at reset.
 */
export const BUTTON_PIN = "D2";

/**
 * Connects the battery's divider to ground; negated. It stays on: the divider takes 3 µA, and with it off the
 * battery's full voltage stands at the analogue pin, above what the chip bears (Seeed's wiki on charging).
 */
export const BATTERY_DIVIDER_PIN = "D14";
export const BATTERY_DIVIDER_ON = true;
export const BATTERY_PIN = "D32";
/** 1 MΩ over 510 kΩ in the board's circuit diagram. */
export const BATTERY_DIVIDER = 1510 / 510;
/** The charger's status line, negated. */
export const CHARGING_PIN = "D23";
/** What it reads while the cell is charged. */
export const CHARGING_LEVEL = 1;

/** Contacts of small buttons settle within 10 ms; nobody presses twice within 50 ms. */
export const DEBOUNCE_MS = 30;

/**
 * Registers of the chip's power supply (nRF52840 product specification 1.11, POWER). To be read only: they are the SoftDevice's,
 * which ends a program that writes to them. Causes of resets add up in the first, and only a loss of power clears them.
 */
export const RESET_REASON = 0x40000400;
/** Bit 0: 5 V at the USB socket. */
export const USB_REGULATOR = 0x40000438;
