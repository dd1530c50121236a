/**
 * Espruino's Jolt.js (boards/JOLTJS.py), an nRF52840 with USB, its Storage in the chip's own flash. It has no cell and no charger: button, divider
 * and a charger's status line go to its Qwiic sockets 0 and 1. **Not tried on a board.**
 */
export { DEBOUNCE_MS, RESET_REASON, USB_REGULATOR } from "../board.js";

/** The first of three colours, negated. */
export const LED_PIN = "D6";
/** Between this pin, Qwiic 0's SDA, and ground. Not the board's own button: Espruino skips the program while that is held at reset. */
export const BUTTON_PIN = "D3";
/** Foot of the divider, Qwiic 1's SCL; not negated. */
export const BATTERY_DIVIDER_PIN = "D31";
export const BATTERY_DIVIDER_ON = false;
/** Qwiic 1's SDA, which is analogue input 0 of the chip. */
export const BATTERY_PIN = "D2";
/** 1 MΩ over 510 kΩ, as on the XIAO. */
export const BATTERY_DIVIDER = 1510 / 510;
/** Qwiic 0's SCL; chargers pull it low while they charge, and need a resistor to 3.3 V here. */
export const CHARGING_PIN = "D29";
export const CHARGING_LEVEL = 0;
