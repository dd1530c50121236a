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

export type VerdictCounts = Pick<Verdict, "said" | "right">;

export function noVerdicts(): VerdictCounts {
  return { said: 0, right: 0 };
}

export function countVerdict(counts: VerdictCounts, isSaid: boolean, isTrue: boolean): void {
  if (!isSaid) return;
  counts.said++;
  if (isTrue) counts.right++;
}

/** @param truths  of which it would have been right to say it */
export function verdictOf({ said, right }: VerdictCounts, truths: number): Verdict {
  return {
    said,
    right,
    sensitivity: share(right, truths),
    precision: share(right, said),
    f1: share(2 * right, said + truths),
  };
}

export function share(part: number, whole: number): number | null {
  return whole === 0 ? null : part / whole;
}
