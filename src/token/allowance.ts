import { SLOTS_PER_DAY } from "../bluezone/ids.js";

/** Of what is saved up, a slot may spend one part in so many: enough for a crowd of 250, and the next slot has some left. */
const SLOTS_OF_CREDIT = 8;

/**
 * How many neighbours of a slot are kept, so that the log holds all its days whatever the crowd: what quiet slots leave is
 * saved up, to a day's records at most, and busy ones spend it. In the mean it is never more than `recordsPerDay`.
 */
export interface Allowance {
  /** Neighbours of the slot to be written that may be kept. */
  ofSlot(): number;
  /**
   * Of these, those chosen by rank alone; the others come from all bands of strength alike (src/contacts/choice.ts). The more has
   * been used up the fewer: a crowd that comes and goes leaves its nearest in the log, and somebody who sends strong invented
   * IDs for hours does not get all places.
   */
  byRank(): number;
  /** A record was written. */
  spend(): void;
  endSlot(): void;
}

export function createAllowance(recordsPerDay: number): Allowance {
  const share = recordsPerDay / SLOTS_PER_DAY;
  let credit = recordsPerDay;
  let spent = 0;

  // Both are the same from a slot's first record to its end.
  function ofSlot(): number {
    return Math.floor(Math.max(share, credit / SLOTS_OF_CREDIT));
  }

  return {
    ofSlot: ofSlot,
    byRank: function () {
      return Math.floor((ofSlot() * Math.max(0, credit)) / recordsPerDay);
    },
    spend: function () {
      spent++;
    },
    endSlot: function () {
      credit = Math.min(recordsPerDay, credit - spent + share);
      spent = 0;
    },
  };
}
