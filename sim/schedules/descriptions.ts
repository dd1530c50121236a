/**
 * Schedules as data, side by side: when a device advertises and when it listens. `paper-token.ts` follows any of them; what the
 * firmware follows is taken from its own code. src/token/SCHEDULE.md derives it.
 */
import { SLOT_MS } from "../../src/bluezone/ids.js";
import { WINDOWS_PER_SLOT } from "../../src/contacts/record.js";
import { TX_POWER_DBM } from "../../src/contacts/record.js";

export interface ScheduleDescription {
  readonly name: string;
  readonly txPowerDbm: number;
  /** Of the adverts outside bursts; drawn from the slot's ID between the two. */
  readonly advertIntervalMs: readonly [least: number, most: number];
  readonly windowsPerSlot: number;
  /** From each slot's start on the wake-up beacon takes turns with the adverts for so long. */
  readonly beaconMs?: number;
  readonly windows: FirmwareWindows | OwnWindows | RegularWindows | Rendezvous;
}

/** As src/token/schedule.ts has it for the clock's bound. */
export interface FirmwareWindows {
  readonly kind: "firmware";
  /** As if nobody knew how wrong the clock is. */
  readonly isBalanced: boolean;
}

/** Each window somewhere in its part of the slot, by the slot's ID. */
export interface OwnWindows {
  readonly kind: "own";
  readonly windowMs: number;
  /** Kept clear at both ends of the part. */
  readonly guardMs: number;
}

/** At equal spacing, from a moment of the device's own on. */
export interface RegularWindows {
  readonly kind: "regular";
  readonly windowMs: number;
}

/** All devices listen at common instants, and send densely for so long before and after that their clocks may differ. */
export interface Rendezvous {
  readonly kind: "rendezvous";
  /** An instant is moved by up to this from the middle of its part, by a public hash of slot and part. */
  readonly moveMs: number;
  /** A burst is moved by up to this by the slot's ID, so that its edges do not betray the clock. */
  readonly jitterMs: number;
  /** A burst's half length with a perfect clock and without jitter. */
  readonly slackMs: number;
  /** By how many times the own clock's bound a burst is longer, each way. */
  readonly bounds: number;
  readonly leastIntervalMs: number;
  /** Adverts of each neighbour that a window hears on average, 1 at least; more of them weather loss. */
  readonly heardAdverts: number;
}

/** Core Specification 5, Vol 6 Part B 4.4.2.2.1. */
const MAX_DELAY_MS = 10;

/** For a packet to end in, and for the advertising channels. */
const WINDOW_SPARE_MS = 5;

/**
 * What one advert costs, counted in milliseconds of listening: 1.6 by TraceBand's constants, 0.6 by Espruino's
 * (sim/PARAMETERS.md, Energy); between the two.
 */
const ADVERT_LISTENING_MS = 1;

/** A burst's ends stay in its own part of the slot. */
const PART_GUARD_MS = 500;

const RENDEZVOUS: Rendezvous = {
  kind: "rendezvous",
  moveMs: 15_000,
  jitterMs: 500,
  slackMs: 300,
  bounds: 2,
  leastIntervalMs: 100,
  heardAdverts: 1,
};

const FIRMWARE: ScheduleDescription = {
  name: "firmware",
  txPowerDbm: TX_POWER_DBM,
  advertIntervalMs: [0, 0],
  windowsPerSlot: WINDOWS_PER_SLOT,
  windows: { kind: "firmware", isBalanced: false },
};

const BALANCED: ScheduleDescription = {
  ...FIRMWARE,
  name: "balanced",
  windows: { kind: "firmware", isBalanced: true },
};

/** The firmware's, up to 0.1. */
const SIX_WINDOWS: ScheduleDescription = {
  name: "six windows",
  txPowerDbm: 0,
  advertIntervalMs: [500, 500],
  windowsPerSlot: 6,
  beaconMs: 60_000,
  windows: { kind: "own", windowMs: 1100, guardMs: 2000 },
};

const TRACEBAND: ScheduleDescription = {
  name: "traceband",
  txPowerDbm: 0,
  advertIntervalMs: [250, 250],
  windowsPerSlot: 3,
  windows: { kind: "regular", windowMs: 2000 },
};

const PHONE: ScheduleDescription = {
  name: "phone-like",
  txPowerDbm: 0,
  advertIntervalMs: [250, 250],
  windowsPerSlot: 3,
  windows: { kind: "own", windowMs: 4000, guardMs: 2000 },
};

/** Between bursts for phones only: by intervals that do not keep step with their scans. */
const BACKGROUND_MS = [1400, 1900] as const;

export const SCHEDULES: readonly ScheduleDescription[] = [
  FIRMWARE,
  BALANCED,
  SIX_WINDOWS,
  TRACEBAND,
  PHONE,
  {
    name: "rendezvous",
    txPowerDbm: 0,
    advertIntervalMs: BACKGROUND_MS,
    windowsPerSlot: 4,
    windows: RENDEZVOUS,
  },
  {
    name: "rendezvous, 1.25",
    txPowerDbm: 0,
    advertIntervalMs: BACKGROUND_MS,
    windowsPerSlot: 4,
    windows: { ...RENDEZVOUS, heardAdverts: 1.25 },
  },
  {
    name: "rendezvous, long",
    txPowerDbm: 0,
    advertIntervalMs: BACKGROUND_MS,
    windowsPerSlot: 4,
    windows: { ...RENDEZVOUS, heardAdverts: 2 },
  },
  {
    name: "rendezvous, six",
    txPowerDbm: 0,
    advertIntervalMs: BACKGROUND_MS,
    windowsPerSlot: 6,
    windows: RENDEZVOUS,
  },
];

/** A burst and the window in it. */
export interface Burst {
  /** From its middle to either end. */
  halfMs: number;
  intervalMs: number;
  windowMs: number;
}

/**
 * Half the burst is H = slack + bounds × the own clock's bound + jitter. Of all intervals τ with a window that hears n adverts,
 * τ = √(2 H × what an advert costs / n) is the cheapest: 2 H / τ adverts and n τ of listening then cost the same.
 *
 * @param boundMs  by how much the own clock may be wrong
 */
export function burstOf(rendezvous: Rendezvous, windowsPerSlot: number, boundMs: number): Burst {
  const { slackMs, bounds, jitterMs, moveMs, leastIntervalMs, heardAdverts } = rendezvous;
  const mostMs = SLOT_MS / windowsPerSlot / 2 - moveMs - jitterMs - PART_GUARD_MS;
  const halfMs = Math.min(mostMs, slackMs + bounds * boundMs + jitterMs);
  const cheapestMs = Math.sqrt((2 * halfMs * ADVERT_LISTENING_MS) / heardAdverts);
  const intervalMs = Math.max(leastIntervalMs, Math.round(cheapestMs));
  return { halfMs, intervalMs, windowMs: heardAdverts * (intervalMs + MAX_DELAY_MS) + WINDOW_SPARE_MS };
}
