/**
 * How long two people were within two metres of each other, out of their spells. Runs on the host. PARAMETERS.md has the source
 * of each number.
 *
 * Of each spell the whole was within two metres or none of it, with the probability that its mean strength gives. So the
 * minutes have a distribution, and from it come their mean, their interval, and how likely it is that they were enough to
 * matter: a whole night at a probability of a tenth is 48 expected minutes, and still hardly a contact.
 */
import { LASTING_SHARE, type NearnessModel, SLOPE_PER_DB, probability } from "./likelihood.js";
import type { Spell } from "./spells.js";

export interface Closeness {
  /** Heard at all. */
  readonly minutes: number;
  /** Expected minutes within two metres, and 80 % of what they may be. */
  readonly closeMinutes: number;
  readonly lowMinutes: number;
  readonly highMinutes: number;
  /** That it was so many minutes as the question was. */
  readonly probability: number;
}

/** Of those who are heard for hours more sit beyond two metres than of those who are heard for minutes. */
const ODDS_BY_DURATION = 0.25;
const TYPICAL_MINUTES = 15;
const SHORTEST_MINUTES = 5;
/** Rarer than this it is taken for never: many weak spells do not add up to a near one. */
const LEAST_PROBABILITY = 0.05;
/** Minutes are told apart so finely; a multiple of every schedule's half window. */
const STEP_MINUTES = 0.625;
const INTERVAL = [0.1, 0.9] as const;

/** That two people were within two metres during a spell. */
export function spellProbability({ minutes, meanDbm, readings }: Spell, model: NearnessModel): number {
  const byDuration = -ODDS_BY_DURATION * Math.log(Math.max(minutes, SHORTEST_MINUTES) / TYPICAL_MINUTES);
  const p = probability({ logRatio: SLOPE_PER_DB * meanDbm, windows: readings }, model, byDuration);
  return p < LEAST_PROBABILITY ? 0 : p;
}

/** @param leastMinutes  of which the probability is asked */
export function closenessOf(spells: readonly Spell[], model: NearnessModel, leastMinutes: number): Closeness {
  const sum = (of: (spell: Spell) => number) => spells.reduce((total, spell) => total + of(spell), 0);
  const minutes = sum((spell) => spell.minutes);
  const shares = distributionOf(spells, model, stepsOf(minutes));
  const quantile = (share: number) => {
    let below = 0;
    const steps = shares.findIndex((one) => (below += one) >= share);
    return Math.min(minutes, (steps < 0 ? shares.length - 1 : steps) * STEP_MINUTES);
  };
  return {
    minutes,
    closeMinutes: sum((spell) => spell.minutes * spellProbability(spell, model)),
    lowMinutes: quantile(INTERVAL[0]),
    highMinutes: quantile(INTERVAL[1]),
    probability: probabilityOfAtLeast(spells, model, leastMinutes),
  };
}

/** That two people were within two metres for at least so many minutes. */
export function probabilityOfAtLeast(
  spells: readonly Spell[],
  model: NearnessModel,
  leastMinutes: number,
): number {
  const steps = stepsOf(leastMinutes);
  return distributionOf(spells, model, steps)[steps]!;
}

function stepsOf(minutes: number): number {
  return Math.round(minutes / STEP_MINUTES);
}

/** The probability of each number of steps within two metres; the last stands for all from there on. */
function distributionOf(spells: readonly Spell[], model: NearnessModel, most: number): Float64Array {
  const shares = new Float64Array(most + 1);
  shares[0] = 1;
  for (const spell of spells) {
    const p = spellProbability(spell, model);
    const long = stepsOf(spell.minutes);
    if (p === 0 || long === 0) continue;
    for (let steps = most - 1; steps >= 0; steps--) {
      const share = shares[steps]!;
      shares[Math.min(most, steps + long)]! += share * p;
      shares[steps] = share * (1 - p);
    }
  }
  return shares;
}

/** No spell counts whose mean is weaker than this. */
export function leastMeanDbm({ midpointDbm, prior }: NearnessModel): number {
  const mostOdds = logit(prior) - ODDS_BY_DURATION * Math.log(SHORTEST_MINUTES / TYPICAL_MINUTES);
  const lackingOdds = logit(LEAST_PROBABILITY) - mostOdds;
  // The more readings, the more each dB says: what speaks against counts least where there is one, what speaks for most where there are many.
  return midpointDbm + (lackingOdds / SLOPE_PER_DB) * (lackingOdds < 0 ? 1 : LASTING_SHARE);
}

function logit(p: number): number {
  return Math.log(p / (1 - p));
}
