/** When the token does what, as numbers of SCHEDULE.md, which derives them. Pure functions of time, who the token is in the slot and the clock's bound. */
import { SLOT_MS } from "../bluezone/ids.js";
import { BALANCED, RENDEZVOUS, WINDOWS_PER_SLOT } from "../contacts/record.js";
import type { Crypto } from "../../hal/hal.js";
import type { SlotIdentity } from "./identity.js";

/** Most neighbours kept in one slot: many times what one scan window's queue holds, and a third of the chip's variables. */
export const NEIGHBOUR_CAPACITY = 320;
export const SLOTS_PER_SAVE = 4;
/** Between two looks at the watchdog and the battery; the watchdog waits for two of them (hal.ts). */
export const BEAT_MS = SLOT_MS;

const QUARTER_MS = SLOT_MS / WINDOWS_PER_SLOT;
/** Until then the wake-up beacon takes turns with the adverts; in the rendezvous until the second burst, which is about as long. */
const WAKE_BEACON_MS = 300000;
/** When what the next slot needs is made: the last window is over, and the boundary is far for a second's work. */
export const PREPARE_OFFSET_MS = SLOT_MS - 2000;

/** Balanced: an advert in every window. The interval keeps out of step with phones that scan 0.5 s in 5.12 s. */
export const BALANCED_LEAST_MS = 590;
export const BALANCED_MOST_MS = 615;
export const BALANCED_WINDOW_MS = 630;
/**
 * Around the boundary, where ID and address change, a token is silent for up to this on either side, each slot by its secret: whoever
 * heard an ID end or begin on the boundary of the token's own clock would know the clock's error, and so the next ID.
 */
export const SILENCE_MS = 20000;
/** The balanced windows keep clear of that, too, and of clocks that are a second or two apart. */
const GUARD_MS = SILENCE_MS + 2000;

/** Rendezvous: between bursts, for phones. Keeps out of step with the same scans, as few other intervals do. */
export const BACKGROUND_LEAST_MS = 2250;
export const BACKGROUND_MOST_MS = 2450;
export const BURST_INTERVAL_MS = 120;
/** Hears 1.2 adverts of a burst on average: 1.2 × (interval + the most of BLE's random delay) + room for a packet to end in. */
export const BURST_WINDOW_MS = 162;
/** Half of a burst, from its middle to either end: public widths, few, because a width tells how long ago the clock was set. */
export const HALF_WIDTHS_MS = [4100, 6500, 9250, 28000];
/** What a burst needs where both clocks are right. */
const SLACK_MS = 300;
/**
 * By how much a burst's begin and end are moved at least, by the slot's secret: all bursts of a slot together, and each begin and
 * end by itself. The first hides by how much the clock is off, the second how fast its crystal runs, which is 34 ms from the
 * first burst to the last at 50 ppm.
 */
const LEAST_JITTER_MS = 1250;
const EDGE_JITTER_MS = 200;
/** By how much the instants of a slot are moved at most, all four alike: half of a background phone's cycle. */
const MOVE_MS = 15000;

/**
 * Reading iPhones: what a slot may spend, counted in listening, which costs most of a read, and how much of that may be saved up. 200 ms
 * are 19 s a day, 0.03 mAh by TraceBand's model: some fifty reads.
 */
export const SOUGHT_PER_SLOT_MS = 200;
export const MOST_SOUGHT_MS = 6000;
/**
 * What a read costs besides, in listening: the program's 760 turns, 150 ms of a processor that draws about as much
 * (test/espruino/token-budget.test.ts), and the packets of the connection, which are estimated.
 */
export const READ_COST_MS = 200;

/** Changes of what is advertised, and windows; milliseconds from the start of the slot. */
export interface SlotPlan {
  /** Number by which records name the schedule (src/contacts/record.ts). */
  schedule: number;
  windowMs: number;
  /** When window 0…3 opens. */
  windowsAtMs: number[];
  /** Of the adverts outside bursts. */
  intervalMs: number;
  /**
   * When what is advertised changes. With the first one the ID comes on the air, with the last one it leaves it; between them begin
   * and end of each burst in turn, or in the balanced schedule the end of the beacon.
   */
  changesMs: number[];
  /** From so many changes on there is no beacon. */
  beaconChanges: number;
}

/** Half width of the bursts for a clock that may be wrong by `boundMs`; 0: the balanced schedule costs less. */
export function halfWidthMs(boundMs: number): number {
  for (const halfMs of HALF_WIDTHS_MS)
    if (SLACK_MS + EDGE_JITTER_MS + LEAST_JITTER_MS + 2 * boundMs <= halfMs) return halfMs;
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

/** When the four windows of a slot open. @param slot  since 1970  @param halfMs  `halfWidthMs` */
export function windowsAtMs(
  crypto: Pick<Crypto, "sha256">,
  slot: number,
  id: Uint8Array,
  halfMs: number,
): number[] {
  const windows: number[] = [];
  const opensMs = halfMs === 0 ? 0 : firstInstantMs(crypto, slot) - BURST_WINDOW_MS / 2;
  const mostMs = QUARTER_MS - GUARD_MS - BALANCED_WINDOW_MS;
  for (let w = 0; w < WINDOWS_PER_SLOT; w++)
    windows.push(w * QUARTER_MS + (halfMs === 0 ? between(GUARD_MS, mostMs, id[w]!) : opensMs));
  return windows;
}

/** A part of `ms` by two bytes of a secret. Not in whole milliseconds: they would show the clock's fraction of one. */
function partOf(ms: number, secret: Uint8Array, at: number): number {
  return ((secret[at]! * 256 + secret[at + 1]!) * ms) / 65535;
}

/** @param slot  since 1970  @param boundMs  by how much the clock may be wrong */
export function planSlot(
  crypto: Pick<Crypto, "sha256">,
  slot: number,
  who: SlotIdentity,
  boundMs: number,
): SlotPlan {
  const halfMs = halfWidthMs(boundMs);
  const windows = windowsAtMs(crypto, slot, who.id, halfMs);
  const changesMs = [partOf(SILENCE_MS, who.secret, 0)];
  if (halfMs === 0) {
    changesMs.push(WAKE_BEACON_MS - partOf(SILENCE_MS, who.secret, 4));
  } else {
    // As much as the width has to spare; one for all four bursts, which cannot be averaged out.
    const jitterMs = halfMs - SLACK_MS - EDGE_JITTER_MS - 2 * boundMs;
    const movedMs = BURST_WINDOW_MS / 2 + partOf(2 * jitterMs, who.secret, 4) - jitterMs - EDGE_JITTER_MS;
    for (let edge = 0; edge < 2 * WINDOWS_PER_SLOT; edge++)
      changesMs.push(
        windows[edge >> 1]! +
          movedMs +
          ((edge & 1) === 0 ? -halfMs : halfMs) +
          partOf(2 * EDGE_JITTER_MS, who.secret, 6 + 2 * edge),
      );
  }
  changesMs.push(SLOT_MS - partOf(SILENCE_MS, who.secret, 2));
  return {
    schedule: halfMs === 0 ? BALANCED : RENDEZVOUS,
    windowMs: halfMs === 0 ? BALANCED_WINDOW_MS : BURST_WINDOW_MS,
    windowsAtMs: windows,
    intervalMs:
      halfMs === 0
        ? between(BALANCED_LEAST_MS, BALANCED_MOST_MS, who.id[4]!)
        : between(BACKGROUND_LEAST_MS, BACKGROUND_MOST_MS, who.id[4]!),
    changesMs: changesMs,
    beaconChanges: halfMs === 0 ? 2 : 4,
  };
}

/** After a window, until the next one or the burst around it: when the radio has time for something else. */
export function quietAfter(plan: SlotPlan, window: number): { fromMs: number; untilMs: number } {
  const changesMs = plan.changesMs;
  if (plan.schedule === RENDEZVOUS)
    return { fromMs: changesMs[2 * window + 2]!, untilMs: changesMs[2 * window + 3]! };
  const isLast = window + 1 === WINDOWS_PER_SLOT;
  return {
    fromMs: plan.windowsAtMs[window]! + plan.windowMs,
    untilMs: isLast ? changesMs[changesMs.length - 1]! : plan.windowsAtMs[window + 1]!,
  };
}
