/** What of a pack was left out, and why: each line stops only itself. */
import { formatSerial } from "../serial-number.js";
import { problem, type Problem } from "../../words/problem.js";

/**
 * `later`: only a later program knows the kind. `unfit`: it does not hold what its kind holds, or hangs on what is not
 * there. `future`: it tells of what has not happened yet. `foreign`: somebody else's row. `full`: more than there can be.
 * `withdrawn`: it tells of somebody who took their consent back.
 */
export type Reason = "later" | "unfit" | "future" | "foreign" | "full" | "withdrawn";

export interface LeftOut {
  /** Serial numbers of tokens that the sender has no right to speak of. */
  unbound: Set<number>;
  /** Of lines by kind; of records, for `full`. */
  counts: Record<Reason, Map<string, number>>;
}

export function nothingLeftOut(): LeftOut {
  const counts = {
    later: new Map(),
    unfit: new Map(),
    future: new Map(),
    foreign: new Map(),
    full: new Map(),
    withdrawn: new Map(),
  };
  return { unbound: new Set(), counts };
}

export function leaveOut({ counts }: LeftOut, reason: Reason, kind: string, count = 1): void {
  counts[reason].set(kind, (counts[reason].get(kind) ?? 0) + count);
}

/** A sentence for each reason. @param unit  fingerprint of the sender, as people compare it */
export function describeLeftOut({ unbound, counts }: LeftOut, unit: string): Problem[] {
  const told: Problem[] = [];
  if (unbound.size > 0) {
    const tokens = [...unbound].sort((a, b) => a - b).map(formatSerial);
    told.push(problem("pack/unbound", { unit, tokens: shortened(tokens) }));
  }
  for (const reason of ["unfit", "future", "foreign", "full", "withdrawn"] as const) {
    if (counts[reason].size > 0)
      told.push(problem(`pack/left-out/${reason}`, { unit, kinds: kindsOf(counts[reason]) }));
  }
  const later = [...counts.later.values()].reduce((sum, count) => sum + count, 0);
  if (later > 0) told.push(problem("pack/later", { count: later }));
  return told;
}

/** "issue 2, page 14": kinds by the names that they have in the pack. */
function kindsOf(counts: ReadonlyMap<string, number>): string {
  return [...counts].map(([kind, count]) => `${kind} ${count}`).join(", ");
}

/** A pack may name any number of tokens. */
function shortened(names: readonly string[]): string {
  const shown = names.slice(0, 20);
  return shown.join(", ") + (shown.length < names.length ? ", …" : "");
}
