import { NOT_HEARD, WINDOW_PLACES } from "./record.js";

/** Levels of -128…20 dBm, counted from 0. */
const LEVELS = 149;
/** A rank is the number of windows heard, then the strongest level: 0…1042. */
const RANKS = (WINDOW_PLACES + 1) * LEVELS;
/**
 * Bands of strength: 0 is below -80 dBm, where hardly anybody is within two metres, then 6 dB each, which is about how much packets
 * from one place spread (sim/PARAMETERS.md); the last one has all from -44 dBm on.
 */
const BANDS = 8;
const BAND_DB = 6;
const BANDS_FROM = -80 - NOT_HEARD;
/** As many of each as take less than 100 ms of the chip's time. */
const RANKED_IN_STEP = 7;
const RANKS_IN_STEP = 16;
const CHOSEN_IN_STEP = 17;

/** Which neighbours of a slot stay where there is not room for all. Runs once a slot, in the crowd, in short steps. */
export interface Choice {
  /** True: call again. */
  step(): boolean;
  /** How many stay; all, until the steps are over. */
  kept(): number;
  /** Index of the n-th that stays. */
  indexOf(n: number): number;
}

function bandOf(rank: number): number {
  const level = rank % LEVELS;
  return level < BANDS_FROM ? 0 : Math.min(BANDS - 1, 1 + Math.floor((level - BANDS_FROM) / BAND_DB));
}

/**
 * Some places go to those heard in the most windows, of these to the strongest. The others are shared out evenly among the bands of
 * strength, and in each go to those heard in the most windows. Invented IDs come from one place: however strong and many they are,
 * they cannot push out who is heard in other bands.
 *
 * Counts how many neighbours have each rank, and goes down from the best until there are enough. No sorting: that has no bound that
 * is short enough.
 *
 * @param windows  strongest advert of each neighbour in dBm, for each window
 * @param count    neighbours
 * @param most     how many are to stay, fewer than there are
 * @param best     how many of these by rank alone
 */
export function createChoice(
  windows: readonly Int8Array[],
  count: number,
  most: number,
  best: number,
): Choice {
  const ranks = new Uint16Array(count);
  const withRank = new Uint16Array(RANKS);
  const chosen = new Uint16Array(most);
  /** Neighbours of each band that have no place by rank alone. */
  const inBand = new Uint16Array(BANDS);
  /** Places of each band that are still free, and last those by rank alone. */
  const free = new Uint16Array(BANDS + 1);
  /** Who has got them: all ranks above it, and so many of it; where there is no place, none. */
  const last = new Uint16Array(BANDS + 1).fill(RANKS);
  const ofLast = new Uint16Array(BANDS + 1);
  let ranked = 0;
  let isShared = false;
  /** How far down, and places that are still free. */
  let rank = RANKS;
  let left = best;
  let seen = 0;
  let found = 0;
  free[BANDS] = best;

  function rankSome(): void {
    const end = Math.min(count, ranked + RANKED_IN_STEP);
    for (; ranked < end; ranked++) {
      let heard = 0;
      let strongest = NOT_HEARD;
      for (const levels of windows) {
        const level = levels[ranked]!;
        if (level !== NOT_HEARD) heard++;
        if (level > strongest) strongest = level;
      }
      const own = heard * LEVELS + strongest - NOT_HEARD;
      ranks[ranked] = own;
      withRank[own]!++;
      inBand[bandOf(own)]!++;
    }
  }

  /** Each band gets as many places as the others, or all that it needs; the weakest what they leave. */
  function share(): void {
    isShared = true;
    rank = RANKS;
    left = most - best;
    let rest = left;
    let open = BANDS - 1;
    while (open > 0 && rest > 0) {
      const each = Math.max(1, Math.floor(rest / open));
      open = 0;
      for (let band = BANDS - 1; band > 0; band--) {
        const more = Math.min(each, rest, inBand[band]! - free[band]!);
        free[band]! += more;
        rest -= more;
        if (free[band]! < inBand[band]!) open++;
      }
    }
    free[0] = rest;
  }

  function descend(): void {
    const end = rank - RANKS_IN_STEP;
    while (rank > end && left > 0) {
      rank--;
      const there = withRank[rank]!;
      if (there === 0) continue;
      const band = bandOf(rank);
      const pool = isShared ? band : BANDS;
      const taken = Math.min(there, free[pool]!);
      if (taken === 0) continue;
      last[pool] = rank;
      ofLast[pool] = taken;
      free[pool]! -= taken;
      left -= taken;
      withRank[rank] = there - taken;
      if (!isShared) inBand[band]! -= taken;
    }
  }

  /** Whether it is among those who have a place there; of the last rank the first ones are. */
  function hasPlace(pool: number, own: number): boolean {
    if (own !== last[pool]) return own > last[pool]!;
    if (ofLast[pool] === 0) return false;
    ofLast[pool]!--;
    return true;
  }

  function chooseSome(): void {
    const end = Math.min(count, seen + CHOSEN_IN_STEP);
    for (; seen < end; seen++) {
      const own = ranks[seen]!;
      if (!hasPlace(BANDS, own) && !hasPlace(bandOf(own), own)) continue;
      chosen[found] = seen;
      found++;
    }
  }

  return {
    step: function () {
      if (ranked < count) rankSome();
      else if (left > 0) descend();
      else if (!isShared) share();
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
