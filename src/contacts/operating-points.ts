/**
 * Whom a trace names: the operating points that staff choose from, with their price. Runs on the host.
 *
 * Price: simulated villages of 1,000 people (seeds 21 to 23), by `npx tsx test/bench/operating-point.ts`. PARAMETERS.md has
 * the other places: in crowds that sit side by side all day it is higher.
 */
import { TX_POWER_DBM } from "./record.js";
import { MIDPOINTS_DBM, type NearnessModel } from "./likelihood.js";

export const POINTS = ["wide", "usual", "narrow"] as const;
export type PointName = (typeof POINTS)[number];

export interface OperatingPoint {
  /** Named is whose probability of a close contact on one day is at least this. */
  readonly leastProbability: number;
  /** People named for each true contact named. */
  readonly namedForOne: number;
  /** Of a hundred true contacts, those missed. */
  readonly missedOf100: number;
}

export const OPERATING_POINTS: Record<PointName, OperatingPoint> = {
  wide: { leastProbability: 0.15, namedForOne: 2.1, missedOf100: 5 },
  usual: { leastProbability: 0.35, namedForOne: 1.7, missedOf100: 10 },
  narrow: { leastProbability: 0.7, namedForOne: 1.3, missedOf100: 22 },
};

/**
 * The other's log is opened where the F0's own gives half the minutes at least this probability: the other may have heard as
 * much again. In a simulated village of 1,000 a trace then opens 17 logs for each F0 instead of 133, and finds 91.0 % of
 * the contacts instead of 91.3 %, in a ward 72.7 % instead of 73.4 %, with no more named wrongly. Seed 11.
 */
export const LEAST_TO_OPEN = 0.1;
export const SHARE_OF_MINUTES_TO_OPEN = 0.5;

/** What makes a close contact. */
export interface CloseContactRule {
  /** Within two metres for at least so many minutes of one local day … */
  readonly minutes: number;
  /** … as probably as this says. */
  readonly point: PointName;
}

/** The 2 m of the Ministry of Health with the 15 minutes that Bluezone's makers name. */
export const DEFAULT_RULE: CloseContactRule = { minutes: 15, point: "usual" };

/** A window of the rendezvous hears 1.25 adverts, and the strongest of few is weaker: fitted to a simulated village, seed 11. */
const FEW_ADVERTS_DB = -2;

/**
 * Between tokens that are worn. Of the time that simulated people hear each other, 4 (market) to 14 % (village) is within two
 * metres.
 */
export const TOKEN_MODEL: NearnessModel = {
  midpointDbm: MIDPOINTS_DBM.token + TX_POWER_DBM + FEW_ADVERTS_DB,
  prior: 0.07,
};

/** The app's thresholds of "near" take an iPhone for 14 to 17 dB stronger than an Android phone: about 0 dBm. */
const IPHONE_POWER_DBM = 0;

/** So many dB less than of a token at the same place are heard of an iPhone; below 0: more. */
export const IPHONE_WEAKER_DB = TX_POWER_DBM - IPHONE_POWER_DBM;

/** An Android phone with Bluezone sends weaker than a token: at one distance it is heard with so many dB less. */
export const PHONE_WEAKER_DB = MIDPOINTS_DBM.token + TX_POWER_DBM - MIDPOINTS_DBM.phone;

/** Of one local day. */
export function isNamed(probability: number, { point }: CloseContactRule): boolean {
  return probability >= OPERATING_POINTS[point].leastProbability;
}
