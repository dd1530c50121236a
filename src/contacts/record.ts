/**
 * One encounter record: what one neighbour ID looked like in one 15-minute slot. 24 bytes, little-endian:
 *
 *     0  id               12   Bluezone ID as heard
 *    12  slot              1   0…95, UTC quarter hours of the page's calendar day
 *    13  schedule          1   number of the schedule by which it listened: how many minutes a window stands for
 *    14  flags             1   bit 0: the token's time was only estimated; bit 1: heard by connecting (GATT)
 *    15  windowsListened   1   bit w: the token listened in window w
 *    16  packets           1   adverts heard, 255 = 255 or more
 *    17  clockEpoch        1   counts how often the token's time was lost or moved, modulo 256: records of one epoch are off by
 *                           the same amount, so that they can be dated anew
 *    18  rssi              6   signed dBm of the strongest advert in each window, -128 = nothing heard or no such window
 *
 * One strength a window instead of statistics, so that better methods can be applied later (DESIGN.md, decisions). A reader
 * must not guess at a schedule that it does not know.
 */
export const RECORD_BYTES = 24;
/** Windows that a record has room for. */
export const WINDOW_PLACES = 6;
/** Of the schedules that tokens follow today. */
export const WINDOWS_PER_SLOT = 4;
/** No advert was heard in the window. Real readings are clamped to -127…0. */
export const NOT_HEARD = -128;
/** At which tokens send, and what is heard of them is judged by it. Why: src/token/SCHEDULE.md, Transmit power. */
export const TX_POWER_DBM = -4;

export const ID_OFFSET = 0;
export const SLOT_OFFSET = 12;
export const SCHEDULE_OFFSET = 13;
export const FLAGS_OFFSET = 14;
export const WINDOWS_OFFSET = 15;
export const PACKETS_OFFSET = 16;
export const CLOCK_EPOCH_OFFSET = 17;
export const RSSI_OFFSET = 18;

export const FLAG_TIME_ESTIMATED = 1;
export const FLAG_BY_GATT = 2;

/** Schedules, by number. 0: six windows, one in each sixth of the slot; firmware up to 0.1 follows it. */
const SIXTHS = 0;
/** Four windows, one in each quarter: at places of the token's own, or at instants that all tokens share. */
export const BALANCED = 1;
export const RENDEZVOUS = 2;

/** Of `WINDOWS_PER_SLOT` windows a slot. */
export const WINDOW_MINUTES = 3.75;
const SIXTH_MINUTES = 2.5;

export interface EncounterRecord {
  /** 12 bytes. */
  id: Uint8Array;
  /** 0…95. */
  slot: number;
  /** Number of the schedule by which the token listened. */
  schedule: number;
  isTimeEstimated: boolean;
  /** Read from the neighbour by connecting to it, not from an advert. */
  isByGatt: boolean;
  /** 0…255. */
  clockEpoch: number;
  /** Bit w: the token listened in window w. */
  windowsListened: number;
  packets: number;
  /** A value for each window of the schedule, `NOT_HEARD` where nothing was heard. */
  rssiDbm: number[];
}

/** Minutes that a window of this schedule stands for; undefined for a schedule of a newer firmware. */
export function windowMinutesOf(schedule: number): number | undefined {
  if (schedule === SIXTHS) return SIXTH_MINUTES;
  return schedule === BALANCED || schedule === RENDEZVOUS ? WINDOW_MINUTES : undefined;
}

/** Reads the 24 bytes that `createEncounterTable().take()` wrote. */
export function decodeRecord(plain: Uint8Array): EncounterRecord {
  const rssiDbm: number[] = [];
  const schedule = plain[SCHEDULE_OFFSET]!;
  const windows = schedule === SIXTHS ? WINDOW_PLACES : WINDOWS_PER_SLOT;
  for (let window = 0; window < windows; window++) {
    const byte = plain[RSSI_OFFSET + window]!;
    rssiDbm.push(byte > 127 ? byte - 256 : byte);
  }
  return {
    id: new Uint8Array(plain.subarray(ID_OFFSET, ID_OFFSET + 12)),
    slot: plain[SLOT_OFFSET]!,
    schedule: schedule,
    isTimeEstimated: (plain[FLAGS_OFFSET]! & FLAG_TIME_ESTIMATED) !== 0,
    isByGatt: (plain[FLAGS_OFFSET]! & FLAG_BY_GATT) !== 0,
    clockEpoch: plain[CLOCK_EPOCH_OFFSET]!,
    windowsListened: plain[WINDOWS_OFFSET]!,
    packets: plain[PACKETS_OFFSET]!,
    rssiDbm: rssiDbm,
  };
}
