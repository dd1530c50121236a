import { NOT_HEARD, WINDOW_PLACES } from "./record.js";

/** Levels of -128…20 dBm, counted from 0. */
const LEVELS = 149;
/** A rank is the number of windows heard, then the strongest level: 0…1042. */
const RANKS = (WINDOW_PLACES + 1) * LEVELS;
/** As many of each as take less than 100 ms of the chip's time. */
const RANKED_IN_STEP = 10;
const CHOSEN_IN_STEP = 50;
const RANKS_IN_STEP = 70;

/** Which neighbours of a slot stay where there is not room for all. Runs once a slot, in the crowd, in short steps. */
export interface Choice {
  /** True: call again. */
  step(): boolean;
  /** How many stay; all, until the steps are over. */
  kept(): number;
  /** Index of the n-th that stays. */
  indexOf(n: number): number;
}

/**
 * Counts how many neighbours have each rank, goes down from the best until there are enough, and takes all above the last
 * rank and the first ones of it. No sorting: that has no bound that is short enough.
 *
 * @param windows  strongest advert of each neighbour in dBm, for each window
 * @param count    neighbours
 * @param most     how many are to stay, fewer than there are
 */
export function createChoice(windows: readonly Int8Array[], count: number, most: number): Choice {
  const ranks = new Uint16Array(count);
  const withRank = new Uint16Array(RANKS);
  const chosen = new Uint16Array(most);
  let ranked = 0;
  /** All ranks above it stay, and so many of it. */
  let last = RANKS;
  let ofLast = 0;
  let above = 0;
  let seen = 0;
  let found = 0;

  function rankOf(index: number): number {
    let heard = 0;
    let strongest = NOT_HEARD;
    for (const levels of windows) {
      const level = levels[index]!;
      if (level !== NOT_HEARD) heard++;
      if (level > strongest) strongest = level;
    }
    return heard * LEVELS + strongest - NOT_HEARD;
  }

  function rankSome(): void {
    const end = Math.min(count, ranked + RANKED_IN_STEP);
    for (; ranked < end; ranked++) {
      const rank = rankOf(ranked);
      ranks[ranked] = rank;
      withRank[rank]!++;
    }
  }

  function descend(): void {
    const end = last - RANKS_IN_STEP;
    while (last > end && above + ofLast < most) {
      above += ofLast;
      last--;
      ofLast = withRank[last]!;
    }
    if (above + ofLast >= most) ofLast = most - above;
  }

  function chooseSome(): void {
    const end = Math.min(count, seen + CHOSEN_IN_STEP);
    for (; seen < end; seen++) {
      const rank = ranks[seen]!;
      if (rank < last || (rank === last && ofLast === 0)) continue;
      if (rank === last) ofLast--;
      chosen[found] = seen;
      found++;
    }
  }

  return {
    step: function () {
      if (ranked < count) rankSome();
      else if (seen === 0 && above + ofLast < most) descend();
      else chooseSome();
      return seen < count;
    },
    kept: function () {
      return seen < count ? count : most;
    },
    indexOf: function (n) {
      return chosen[n]!;
    },
  };
}
