/**
 * From strengths to the probability of "within two metres". Runs on the host. PARAMETERS.md derives it and has the source of
 * each number.
 *
 *   likelihood ratio of one reading    e^(slope × (strength − midpoint))
 *   of one window                      mean over its readings, of both directions
 *   smoothed                           mean over neighbouring windows, weights falling with time
 *   evidence                           its logarithm / (lasting + (1 − lasting) / windows)
 *   probability                        logistic(evidence + logit(prior))
 */

export interface NearnessModel {
  /** Strength that is as likely within two metres as beyond: a matter of the hardware. */
  readonly midpointDbm: number;
  /** Share of windows within two metres among those heard, before any strength is known. */
  readonly prior: number;
}

/** By how much one dB moves the logarithm of the likelihood ratio, for one reading and within one pair of models. */
export const SLOPE_PER_DB = 0.14;
/** A window so far away in time counts 1/e. */
export const SMOOTHING_MS = 200_000;
/**
 * The same where devices' levels are not taken off. They differ most and stay, so that smoothing takes away more of what tells
 * one place from the next than of what disturbs.
 */
export const SMOOTHING_APART_MS = 75_000;
/** Share of a strength's variance that stays however many windows are averaged: what is worn, and where. */
export const LASTING_SHARE = 0.4;

/** Strength at which "within two metres" is as likely as not, by kind of hardware on both sides; tokens that send at 0 dBm. */
export const MIDPOINTS_DBM = { token: -65, phone: -80 } as const;
export type Hardware = keyof typeof MIDPOINTS_DBM;

/** Farther windows would weigh less than e^-12. */
const FARTHEST = 12;

/** A window in which something was heard. */
export interface HeardWindow {
  /** Counts windows of one length on one clock. */
  readonly index: number;
  /** Mean likelihood ratio of its readings, for a midpoint of 0 dBm. */
  readonly ratio: number;
}

/** What is known of a stretch of time. */
export interface Evidence {
  /** Logarithm of the smoothed ratio, for a midpoint of 0 dBm. */
  readonly logRatio: number;
  /** How many windows it is made of, each by its weight. */
  readonly windows: number;
}

export function ratioOf(strengthDbm: number): number {
  return Math.exp(SLOPE_PER_DB * strengthDbm);
}

/**
 * Evidence of the stretch from window `first` to `last`, from those windows and their neighbours.
 *
 * @param windows      ascending by index, each once, at least one
 * @param windowMs     length of a window
 * @param smoothingMs  after which time a window counts 1/e
 * @param from         position in `windows` of one in the stretch
 */
export function smooth(
  windows: readonly HeardWindow[],
  windowMs: number,
  smoothingMs: number,
  first: number,
  last: number,
  from: number,
): Evidence {
  let sum = 0;
  let weights = 0;
  const add = (position: number): boolean => {
    const { index, ratio } = windows[position]!;
    const apart = (Math.max(0, first - index, index - last) * windowMs) / smoothingMs;
    if (apart > FARTHEST) return false;
    const weight = Math.exp(-apart);
    sum += weight * ratio;
    weights += weight;
    return true;
  };
  for (let position = from; position < windows.length && add(position); position++);
  for (let position = from - 1; position >= 0 && add(position); position--);
  return { logRatio: Math.log(sum / weights), windows: weights };
}

/** @param logOdds  what else is known, besides the prior */
export function probability({ logRatio, windows }: Evidence, model: NearnessModel, logOdds = 0): number {
  const logRatioThere = logRatio - SLOPE_PER_DB * model.midpointDbm;
  const evidence = logRatioThere / (LASTING_SHARE + (1 - LASTING_SHARE) / windows);
  return 1 / (1 + Math.exp(-evidence - logOdds - Math.log(model.prior / (1 - model.prior))));
}

/**
 * The midpoint with which the mean probability is the prior: for hardware that nobody calibrated. It is as right as the
 * prior is.
 */
export function midpointOf(evidence: readonly Evidence[], prior: number): number {
  const meanAt = (midpointDbm: number) =>
    evidence.reduce((sum, one) => sum + probability(one, { midpointDbm, prior }), 0) / evidence.length;
  let [low, high] = [-200, 100];
  for (let halving = 0; halving < 50; halving++) {
    const middle = (low + high) / 2;
    if (meanAt(middle) > prior) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}
