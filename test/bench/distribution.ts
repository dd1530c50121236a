/** A distribution of whole decibels, in which every run counts the same however many packets it has. */
const LOW_DBM = -250;
const CELLS = 400;

export interface Distribution {
  /** Adds a run's strengths, moved by `offsetDb`. */
  add(rssiDbm: readonly number[] | Int16Array, offsetDb?: number): void;
  quantile(share: number): number;
  /** Share of weight at or below each whole decibel. */
  cumulative(): Float64Array;
}

export function createDistribution(): Distribution {
  const weight = new Float64Array(CELLS);
  let total = 0;

  function cumulative(): Float64Array {
    let sum = 0;
    return weight.map((w) => (sum += w / total));
  }

  return {
    add(rssiDbm, offsetDb = 0) {
      for (const dbm of rssiDbm) weight[Math.round(dbm + offsetDb) - LOW_DBM]! += 1 / rssiDbm.length;
      total++;
    },
    quantile: (share) => cumulative().findIndex((below) => below >= share) + LOW_DBM,
    cumulative,
  };
}

/** Kolmogorov and Smirnov's distance: the largest difference of the two distribution functions, 0…1. */
export function ksDistance(a: Distribution, b: Distribution): number {
  const other = b.cumulative();
  return a.cumulative().reduce((most, below, i) => Math.max(most, Math.abs(below - other[i]!)), 0);
}
