/**
 * How soon people learn that they were near a case. Everybody in turn is a case, confirmed on the morning after the run
 * (day 0) with the token read at once; every wearer's token is checked once in `CHECK_EVERY_DAYS`, the days evenly
 * spread, so that the next check is 1 … `CHECK_EVERY_DAYS` days away.
 */
import type { PairDay } from "./pairs.js";

/** Weekly, as the offices reported in August 2020. */
export const CHECK_EVERY_DAYS = 7;

export interface TimeToWarn {
  checkEveryDays: number;
  /** People who were close to a case: each pair counts twice, once for either as the case. */
  contacts: number;
  /** On day 0: the case's own log says so. */
  atOnce: number;
  /** At the next check: their token holds the case's IDs, or their log, read then, completes the case's. */
  atCheck: number;
  never: number;
  /** Of those who learn of it, in days; null where nobody does. */
  meanDays: number | null;
}

export type WarningCounts = Pick<TimeToWarn, "contacts" | "atOnce" | "atCheck">;

/** Of a pair on all days so far: how a's and b's log and both together do on any of them. */
interface PairSoFar {
  a: number;
  b: number;
  isContact: boolean;
  isCloseByA: boolean;
  isCloseByB: boolean;
  /** Whether a would be warned of b as a case, and b of a. */
  isKnownToA: boolean;
  isKnownToB: boolean;
}

export function createWarningCounter() {
  const counts: WarningCounts = { contacts: 0, atOnce: 0, atCheck: 0 };
  let pair: PairSoFar | undefined;

  function count(isAtOnce: boolean, isAtCheck: boolean): void {
    counts.contacts++;
    if (isAtOnce) counts.atOnce++;
    else if (isAtCheck) counts.atCheck++;
  }

  /** Days of one pair come one after the other. */
  function finish(): void {
    if (pair?.isContact) {
      count(pair.isCloseByA, pair.isKnownToB);
      count(pair.isCloseByB, pair.isKnownToA);
    }
    pair = undefined;
  }

  return {
    /** @param isContact  really: at least 15 minutes within 2 m */
    add({ a, b, byA, byB, together }: PairDay, isContact: boolean): void {
      if (a !== pair?.a || b !== pair.b) finish();
      pair ??= {
        a,
        b,
        isContact: false,
        isCloseByA: false,
        isCloseByB: false,
        isKnownToA: false,
        isKnownToB: false,
      };
      const isCloseByBoth = together?.isClose ?? false;
      pair.isContact ||= isContact;
      pair.isCloseByA ||= byA?.isClose ?? false;
      pair.isCloseByB ||= byB?.isClose ?? false;
      // A list asks for one slot unless told otherwise, so a token warns of any case that it holds.
      pair.isKnownToA ||= byA !== undefined || isCloseByBoth;
      pair.isKnownToB ||= byB !== undefined || isCloseByBoth;
    },
    /** After the last pair. */
    counts(): WarningCounts {
      finish();
      return counts;
    },
  };
}

export function timeToWarnOf({ contacts, atOnce, atCheck }: WarningCounts): TimeToWarn {
  const warned = atOnce + atCheck;
  return {
    checkEveryDays: CHECK_EVERY_DAYS,
    contacts,
    atOnce,
    atCheck,
    never: contacts - warned,
    meanDays: warned === 0 ? null : (atCheck * (1 + CHECK_EVERY_DAYS)) / 2 / warned,
  };
}
