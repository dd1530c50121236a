/** The charge a token takes in a day and its days on one charge, from what it was counted to do. */
import { type EnergyTerms, energyOf, totalMah } from "../energy/energy.js";
import { PROFILES, type ProfileName } from "../energy/profiles.js";
import type { TokenSummary } from "./summary.js";

/** As in `bztoken energy`. */
export const BATTERY_MAH = 100;

export interface BatteryLife {
  /** Of the mean token, for each day on which it had power. */
  mAhPerDay: number;
  /** Add up to it. */
  terms: EnergyTerms;
  /** On one charge of `BATTERY_MAH`: the mean token, and the one that lasts shortest. */
  days: number;
  leastDays: number;
}

export type BatteryLives = Record<ProfileName, BatteryLife | null>;

export function batteryLives(summaries: readonly TokenSummary[]): BatteryLives {
  const lives = Object.keys(PROFILES).map((name) => [name, lifeOf(summaries, name as ProfileName)] as const);
  return Object.fromEntries(lives) as BatteryLives;
}

/** Null where no token ever had power. */
function lifeOf(summaries: readonly TokenSummary[], profile: ProfileName): BatteryLife | null {
  const days = summaries.map(({ counted }) => counted.hours / 24);
  const allDays = days.reduce((sum, one) => sum + one, 0);
  if (allDays === 0) return null;
  const spent = summaries.map(({ counted }) =>
    energyOf({ ...counted, ledMs: 0 }, PROFILES[profile], BATTERY_MAH),
  );
  const names = Object.keys(spent[0]!) as (keyof EnergyTerms)[];
  const terms = Object.fromEntries(
    names.map((name) => [name, spent.reduce((sum, one) => sum + one[name], 0) / allDays]),
  ) as unknown as EnergyTerms;
  const mAhPerDay = totalMah(terms);
  const least = Math.min(
    ...spent.map((one, n) => (days[n] === 0 ? Infinity : (BATTERY_MAH * days[n]!) / totalMah(one))),
  );
  return { mAhPerDay, terms, days: BATTERY_MAH / mAhPerDay, leastDays: least };
}
