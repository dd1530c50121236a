/**
 * How strong and how long: from the strongest advert of each window to minutes by class. Runs on the host. Whom a trace names
 * does not follow from these classes but from `closeness.ts`; they show staff what was heard.
 *
 * A window stands for the minutes that the schedule of its record says. One silent or missed window between two heard
 * ones counts as heard at the weaker of their strengths: a body turning away hides single windows.
 *
 * The class is a class and not a distance. Shares of 1.1 s windows whose strongest reading reaches -63 dBm
 * ("near"), and -75 dBm (not "far"), by true distance, of what is sent at 0 dBm:
 *
 *     recording                                   windows   near: <= 2 m  >= 3 m    not far: <= 2 m  >= 3 m
 *     nRF52 receiver, phones on a person, 6 ft      4,224           96 %       -               100 %       -
 *     MITRE range-angle, phones on people          31,253           60 %    36 %                85 %    75 %
 *     multi-channel, office and vehicles           14,830           83 %    75 %                98 %    96 %
 *     Raspberry Pi, line of sight                  17,487           99 %    62 %               100 %    99 %
 *     Herald cable car, phones without bodies     978,700           48 %    26 %                73 %    43 %
 *     human-human, HTC One M9 (a quiet phone)      15,854            7 %     1 %                27 %    10 %
 *
 * So of the windows at two metres four in ten are missed and of those at three metres one in three is called near; between
 * models of phone it is far worse. Both numbers are parameters.
 */
import { NOT_HEARD, TX_POWER_DBM } from "./record.js";

const SLOT_MINUTES = 15;

export type Nearness = "near" | "mid" | "far";

export interface NearnessThresholds {
  /** At least this strong: near. */
  readonly nearDbm: number;
  /** At least this strong: mid; weaker: far. */
  readonly midDbm: number;
}

/** The shares above are those of tokens that sent at 0 dBm. */
export const DEFAULT_THRESHOLDS: NearnessThresholds = {
  nearDbm: -63 + TX_POWER_DBM,
  midDbm: -75 + TX_POWER_DBM,
};

/** What was heard of one neighbour in one slot. */
export interface SlotWindows {
  /** Slots since 1970: day × 96 + slot of the day. */
  readonly slot: number;
  /** One value for each window of the schedule, `NOT_HEARD` where nothing was heard. */
  readonly rssiDbm: readonly number[];
  /** Bit w: somebody listened in window w. */
  readonly windowsListened: number;
  /** What one window stands for, by the record's schedule. */
  readonly windowMinutes: number;
}

export interface Exposure {
  /** Minutes of each class; they add up to `minutes`. */
  readonly nearMinutes: number;
  readonly midMinutes: number;
  readonly farMinutes: number;
  readonly minutes: number;
  /** Class of the median window: half of the time was at least this near. */
  readonly nearness: Nearness;
}

export function nearnessOf(rssiDbm: number, thresholds: NearnessThresholds): Nearness {
  if (rssiDbm >= thresholds.nearDbm) return "near";
  return rssiDbm >= thresholds.midDbm ? "mid" : "far";
}

/** When window `w` of a slot begins, in minutes since 1970. */
export function windowStart(
  { slot, windowMinutes }: Pick<SlotWindows, "slot" | "windowMinutes">,
  w: number,
): number {
  return slot * SLOT_MINUTES + w * windowMinutes;
}

/**
 * The same slot as two logs, or two records of one log, saw it: the stronger reading of each window. Where the second followed
 * another schedule its windows count for those in which they lie.
 */
export function mergeWindows(a: SlotWindows, b: SlotWindows): SlotWindows {
  return {
    slot: a.slot,
    rssiDbm: a.rssiDbm.map((rssi, window) =>
      Math.max(rssi, ...within(a, window, b).map((w) => b.rssiDbm[w]!)),
    ),
    windowsListened: a.rssiDbm.reduce(
      (mask, _, window) =>
        within(a, window, b).some((w) => (b.windowsListened >> w) & 1) ? mask | (1 << window) : mask,
      a.windowsListened,
    ),
    windowMinutes: a.windowMinutes,
  };
}

/** Windows of `b` whose middle lies in one of `a`. */
function within(a: SlotWindows, window: number, b: SlotWindows): number[] {
  return [...b.rssiDbm.keys()].filter(
    (w) => Math.floor(((w + 0.5) * b.windowMinutes) / a.windowMinutes) === window,
  );
}

export interface CountedWindow {
  /** When it begins, in minutes since 1970. */
  startMinute: number;
  rssiDbm: number;
  minutes: number;
}

/** Every window that counts, bridged ones included. `slots` ascend and each comes once. */
export function countedWindows(slots: readonly SlotWindows[]): CountedWindow[] {
  const counted: CountedWindow[] = [];
  for (const { slot, rssiDbm, windowMinutes: minutes } of slots) {
    for (let i = 0; i < rssiDbm.length; i++) {
      if (rssiDbm[i] === NOT_HEARD) continue;
      const heard = {
        startMinute: windowStart({ slot, windowMinutes: minutes }, i),
        rssiDbm: rssiDbm[i]!,
        minutes,
      };
      const last = counted.at(-1);
      if (last !== undefined && heard.startMinute - last.startMinute === 2 * minutes) {
        const bridged = last.startMinute + minutes;
        counted.push({ ...heard, startMinute: bridged, rssiDbm: Math.min(last.rssiDbm, heard.rssiDbm) });
      }
      counted.push(heard);
    }
  }
  return counted;
}

/** Sums up one contact's windows; `slots` ascend and each comes once. All zero and "far" where nothing was heard. */
export function judge(slots: readonly SlotWindows[], thresholds: NearnessThresholds): Exposure {
  const minutes = { near: 0, mid: 0, far: 0 };
  for (const one of countedWindows(slots)) minutes[nearnessOf(one.rssiDbm, thresholds)] += one.minutes;
  const { near, mid, far } = minutes;
  const all = near + mid + far;
  return {
    nearMinutes: near,
    midMinutes: mid,
    farMinutes: far,
    minutes: all,
    nearness: medianOf(near, mid, all),
  };
}

/** The class that half of the minutes were at least as near as. */
function medianOf(near: number, mid: number, all: number): Nearness {
  if (near > 0 && 2 * near >= all) return "near";
  return near + mid > 0 && 2 * (near + mid) >= all ? "mid" : "far";
}
