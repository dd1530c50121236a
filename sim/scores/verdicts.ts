/** How often a verdict "at least 15 minutes within 2 m" is right. */
export interface Verdict {
  /** Pairs and days of which it was said … */
  said: number;
  /** … and those of them of which it was true. */
  right: number;
  /** Share of the true ones that were found; null where there is none. */
  sensitivity: number | null;
  /** Share of what was said that was right; null where nothing was. */
  precision: number | null;
  /** Harmonic mean of the two. */
  f1: number | null;
}

/** Counts one kind of verdict. */
export function createVerdict() {
  let said = 0;
  let right = 0;
  return {
    add(isSaid: boolean, isTrue: boolean): void {
      if (!isSaid) return;
      said++;
      if (isTrue) right++;
    },
    /** @param truths  of which it would have been right to say it */
    result(truths: number): Verdict {
      return {
        said,
        right,
        sensitivity: share(right, truths),
        precision: share(right, said),
        f1: share(2 * right, said + truths),
      };
    },
  };
}

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
