/** When the token does what, as numbers of SCHEDULE.md, which derives them. Pure functions of time, the slot's ID and the clock's bound. */
import { SLOT_MS } from "../bluezone/ids.js";
import { BALANCED, RENDEZVOUS, WINDOWS_PER_SLOT } from "../contacts/record.js";
import type { Crypto } from "../../hal/hal.js";

/** Most neighbours kept in one slot: many times what one scan window's queue holds, and a third of the chip's variables. */
export const NEIGHBOUR_CAPACITY = 320;
export const SLOTS_PER_SAVE = 4;
/** Between two reminders of a warning. */
export const REMINDER_MS = 60000;

const QUARTER_MS = SLOT_MS / WINDOWS_PER_SLOT;
/** Until then the wake-up beacon takes turns with the adverts; in the rendezvous until the second burst, which is about as long. */
const WAKE_BEACON_MS = 300000;
/** When what the next slot needs is made: the last window is over, and the boundary is far for a second's work. */
export const PREPARE_OFFSET_MS = SLOT_MS - 2000;

/** Balanced: an advert in every window. The interval keeps out of step with phones that scan 0.5 s in 5.12 s. */
export const BALANCED_LEAST_MS = 590;
export const BALANCED_MOST_MS = 615;
export const BALANCED_WINDOW_MS = 630;
/** Its windows keep clear of the boundary, where IDs change: neighbours' clocks are a second or two apart. */
const GUARD_MS = 2000;

/** Rendezvous: between bursts, for phones. Keeps out of step with the same scans. */
export const BACKGROUND_LEAST_MS = 1730;
export const BACKGROUND_MOST_MS = 1900;
export const BURST_INTERVAL_MS = 120;
/** Hears 1.25 adverts of a burst on average: 1.25 × (interval + the most of BLE's random delay) + room for a packet to end in. */
export const BURST_WINDOW_MS = 168;
/** Half of a burst, from its middle to either end: public widths, few, because a width tells how long ago the clock was set. */
export const HALF_WIDTHS_MS = [3300, 5700, 8300, 28000];
/** What a burst needs where both clocks are right, and by how much it is moved at most. */
const SLACK_MS = 300;
const JITTER_MS = 500;
/** By how much the instants of a slot are moved at most, all four alike: half of a background phone's cycle. */
const MOVE_MS = 15000;

/** Changes of what is advertised, and windows; milliseconds from the start of the slot. */
export interface SlotPlan {
  /** Number by which records name the schedule (src/contacts/record.ts). */
  schedule: number;
  windowMs: number;
  /** When window 0…3 opens. */
  windowsAtMs: number[];
  /** Of the adverts outside bursts. */
  intervalMs: number;
  /** When what is advertised changes: begin and end of each burst in turn; in the balanced schedule the end of the beacon. */
  changesMs: number[];
  /** From this change on there is no beacon. */
  beaconChanges: number;
}

/** Half width of the bursts for a clock that may be wrong by `boundMs`; 0: the balanced schedule costs less. */
export function halfWidthMs(boundMs: number): number {
  for (const halfMs of HALF_WIDTHS_MS) if (SLACK_MS + JITTER_MS + 2 * boundMs <= halfMs) return halfMs;
  return 0;
}

/** `byte` 0…255 as a share of the way from `least` to `most`. */
function between(least: number, most: number, byte: number): number {
  return least + Math.floor((byte * (most - least)) / 255);
}

/** Where the middle of the first quarter is moved to: everybody knows it. @param slot  since 1970 */
export function firstInstantMs(crypto: Pick<Crypto, "sha256">, slot: number): number {
  const hash = crypto.sha256(new Uint8Array([slot, slot >> 8, slot >> 16, 0x62]));
  return QUARTER_MS / 2 - MOVE_MS + Math.floor(((hash[0]! * 256 + hash[1]!) * 2 * MOVE_MS) / 65535);
}

/** @param slot    since 1970  @param halfMs  `halfWidthMs` */
export function planSlot(
  crypto: Pick<Crypto, "sha256">,
  slot: number,
  id: Uint8Array,
  halfMs: number,
): SlotPlan {
  const windowsAtMs: number[] = [];
  const changesMs: number[] = [];
  const first = firstInstantMs(crypto, slot);
  for (let w = 0; w < WINDOWS_PER_SLOT; w++) {
    const quarterMs = w * QUARTER_MS;
    if (halfMs === 0) {
      const most = QUARTER_MS - GUARD_MS - BALANCED_WINDOW_MS;
      windowsAtMs.push(quarterMs + between(GUARD_MS, most, id[w]!));
    } else {
      const middleMs = quarterMs + first + between(-JITTER_MS, JITTER_MS, id[w]!);
      windowsAtMs.push(quarterMs + first - BURST_WINDOW_MS / 2);
      changesMs.push(middleMs - halfMs, middleMs + halfMs);
    }
  }
  if (halfMs === 0) changesMs.push(WAKE_BEACON_MS);
  return {
    schedule: halfMs === 0 ? BALANCED : RENDEZVOUS,
    windowMs: halfMs === 0 ? BALANCED_WINDOW_MS : BURST_WINDOW_MS,
    windowsAtMs: windowsAtMs,
    intervalMs:
      halfMs === 0
        ? between(BALANCED_LEAST_MS, BALANCED_MOST_MS, id[4]!)
        : between(BACKGROUND_LEAST_MS, BACKGROUND_MOST_MS, id[4]!),
    changesMs: changesMs,
    beaconChanges: halfMs === 0 ? 1 : 3,
  };
}
