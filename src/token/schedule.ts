/** When the token does what, as numbers of SCHEDULE.md. Pure functions of time and the slot's ID. */
import { SLOT_MS } from "../bluezone/ids.js";
import { WINDOWS_PER_SLOT } from "../contacts/record.js";

/** Number by which records name this schedule (src/contacts/record.ts). */
export const SCHEDULE = 0;
export const ADVERT_INTERVAL_MS = 500;
export const WINDOW_MS = 1100;
export const WAKE_BEACON_MS = 60000;
/** Most neighbours kept in one slot: many times what one scan window's queue holds, and a third of the chip's variables. */
export const NEIGHBOUR_CAPACITY = 320;
export const SLOTS_PER_SAVE = 4;
/** Between two reminders of a warning. */
export const REMINDER_MS = 60000;

const SIXTH_MS = SLOT_MS / WINDOWS_PER_SLOT;
/** Windows keep clear of the boundary, where IDs change: neighbours' clocks are a second or two apart. */
const GUARD_MS = 2000;
/** When what the next slot needs is made: the last window is over, and the boundary is far for a second's work. */
export const PREPARE_OFFSET_MS = SLOT_MS - GUARD_MS;

/** Milliseconds from the start of the slot to the start of window 0…5. */
export function windowOffsetMs(id: Uint8Array, window: number): number {
  const roomMs = SIXTH_MS - 2 * GUARD_MS - WINDOW_MS;
  return window * SIXTH_MS + GUARD_MS + Math.floor((id[window]! * roomMs) / 255);
}
