/** Why a close contact was missed. */
import { type DeviceKind, LEFT, OFF } from "../town/carrying.js";
import { type PairDay, type ScoredRun, viewWith } from "./pairs.js";
import { exposureOf } from "./views.js";

/** The first that applies counts, so each miss has one. */
export const CAUSES = [
  /** One of the two owns neither token nor phone. */
  "noDevice",
  /** Two phones: they may log each other, which is not simulated. */
  "phonesOnly",
  /** A token cannot read an iPhone's ID. */
  "iphone",
  /** The device of one had no power that day … */
  "uncharged",
  /** … or lay at home. */
  "leftAtHome",
  /** Both logs together name it, but the F0's alone ruled it out, and the other was not opened. */
  "ruledOut",
  /** A trace would have found it, had nothing been erased unread: for its age … */
  "expired",
  /** … or also to make room. */
  "overwritten",
  /** A record was left out because ID and time do not fit, or there is none and a clock was off: it stands under another day. */
  "clock",
  /** No log ever held anything. */
  "notHeard",
  /** Heard for less than 15 minutes, near or far; as in what follows, erased records count. */
  "tooShort",
  /** Heard for long enough, but not near for long enough. */
  "judgedFar",
] as const;

export type Cause = (typeof CAUSES)[number];

/** Two people of a pair and what they have and do with it on the day. */
export interface PairDevices {
  devices: readonly [DeviceKind, DeviceKind];
  /** As in `World.carried`. */
  carried: readonly [number, number];
}

/** Both have a token, powered and with them. */
export function isCovered({ devices, carried }: PairDevices): boolean {
  return devices.every((kind) => kind === "token") && carried.every((how) => how !== OFF && how !== LEFT);
}

export function causeOf(
  run: ScoredRun,
  pair: PairDay,
  { devices, carried }: PairDevices,
  leastMinutes: number,
): Cause {
  if (devices.includes("none")) return "noDevice";
  if (!devices.includes("token")) return "phonesOnly";
  if (devices.includes("iphone")) return "iphone";
  if (carried.includes(OFF)) return "uncharged";
  if (carried.includes(LEFT)) return "leftAtHome";
  if (pair.together?.isClose) return "ruledOut";
  const withExpired = viewWith(run, pair, run.expired);
  if (withExpired?.isClose) return "expired";
  const written = viewWith(run, { ...pair, together: withExpired }, run.overwritten);
  if (written?.isClose) return "overwritten";
  const isClockOff = [pair.a, pair.b].some((person) => run.summaryOf[person]?.clockOff[pair.day]);
  if (pair.outOfTime > 0 || (written === undefined && isClockOff)) return "clock";
  if (written === undefined) return "notHeard";
  return exposureOf(written).minutes < leastMinutes ? "tooShort" : "judgedFar";
}
