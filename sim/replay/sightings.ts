import { type SightingCounts, noSightings, readSightings } from "../../src/station/sightings.js";
import { printable } from "../../src/station/text/printable.js";
import { UserError } from "../../src/words/user-error.js";

/** One strength of a run. */
export interface Reading {
  /** Seconds since the run began; never decreasing. */
  readonly tS: number;
  readonly rssiDbm: number;
}

/** One transmitter heard by one receiver, without a break. */
export interface Run {
  readonly pair: string;
  readonly readings: readonly Reading[];
}

/** A day and a half: the longest recording known is 27 hours. A longer one is a mistake in the time column. */
const MAX_T_S = 130_000;

/**
 * The runs of a SIGHTINGS.csv or .csv.gz, one at a time, in the order of the file. A row without a strength is counted and
 * left out. @throws UserError naming file, line and field
 */
export async function* readRuns(path: string, counts: SightingCounts = noSightings()): AsyncGenerator<Run> {
  const seen = new Set<string>();
  let pair: string | undefined;
  let tS = 0;
  let readings: Reading[] = [];
  for await (const next of readSightings(path, [0, MAX_T_S], counts)) {
    if (next.pair !== pair) {
      if (readings.length > 0) yield { pair: pair!, readings };
      pair = next.pair;
      if (seen.has(pair))
        throw new UserError("simulator/sightings/pair-again", { where: next.where(), pair: printable(pair) });
      seen.add(pair);
      readings = [];
    } else if (next.tS < tS) {
      throw new UserError("simulator/sightings/order", { where: next.where(), before: tS, after: next.tS });
    }
    tS = next.tS;
    if (next.rssiDbm !== undefined) readings.push({ tS, rssiDbm: next.rssiDbm });
  }
  if (readings.length > 0) yield { pair: pair!, readings };
}
