/**
 * Windows put together to spells: stretches of time in which two people stayed as they were. Runs on the host.
 *
 * What stands between two people who sit changes all their windows alike, so a spell is one piece of evidence however long
 * it lasts; and fading, which differs from window to window, averages out within it. Where one of them moved is read from
 * the strengths: a spell is cut in two where that explains them much better.
 */

export interface Spell {
  /** How many it is made of, one after the other. */
  readonly windows: number;
  readonly minutes: number;
  /** Mean over its readings. */
  readonly meanDbm: number;
  readonly readings: number;
}

export interface SpellFinder {
  /**
   * The next window in which something was heard.
   *
   * @param minutes   what it stands for
   * @param sumDbm    of its readings
   * @param isApart   whether they were out of touch before it
   */
  add(minutes: number, sumDbm: number, readings: number, isApart: boolean): void;
  /** The spells of all windows so far, in order of time; the finder is empty then. */
  take(): Spell[];
}

/** SD of a reading about the mean of its spell: fading, and what a few centimetres change. */
const READING_SD_DB = 4.5;
/**
 * By how much two means must explain the readings better than one, as a sum of squares in units of their variance. In 576
 * windows of a day the best of all cuts of pure noise stays below 12 on 39 of 40 days.
 */
const CUT_GAIN = 12;
const LEAST_GAIN_DB2 = CUT_GAIN * READING_SD_DB ** 2;

export function createSpellFinder(): SpellFinder {
  let count = 0;
  /** Sums over the windows before each, and one more. */
  const sumDbm = [0];
  const readings = [0];
  const minutes = [0];
  const apartAt: number[] = [];

  /** Cuts where it explains most, and each part again. */
  function cut(from: number, to: number, spells: Spell[]): void {
    const allDbm = sumDbm[to]! - sumDbm[from]!;
    const all = readings[to]! - readings[from]!;
    let bestDb2 = LEAST_GAIN_DB2;
    let best = from;
    for (let at = from + 1; at < to; at++) {
      const beforeDbm = sumDbm[at]! - sumDbm[from]!;
      const before = readings[at]! - readings[from]!;
      const after = all - before;
      const stepDb = beforeDbm / before - (allDbm - beforeDbm) / after;
      const gainDb2 = ((before * after) / all) * stepDb * stepDb;
      if (gainDb2 > bestDb2) [bestDb2, best] = [gainDb2, at];
    }
    if (best === from) {
      spells.push({
        windows: to - from,
        minutes: minutes[to]! - minutes[from]!,
        meanDbm: allDbm / all,
        readings: all,
      });
      return;
    }
    cut(from, best, spells);
    cut(best, to, spells);
  }

  return {
    add(ofWindow, dbm, heard, isApart) {
      if (isApart && count > 0) apartAt.push(count);
      sumDbm[count + 1] = sumDbm[count]! + dbm;
      readings[count + 1] = readings[count]! + heard;
      minutes[count + 1] = minutes[count]! + ofWindow;
      count++;
    },
    take() {
      const spells: Spell[] = [];
      let from = 0;
      if (count > 0) apartAt.push(count);
      for (const to of apartAt) {
        cut(from, to, spells);
        from = to;
      }
      count = apartAt.length = 0;
      return spells;
    },
  };
}
