import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { PassThrough } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { printable } from "../../src/station/printable.js";
import { whyUnreadable } from "../../src/station/unreadable.js";
import { UserError, isUserError } from "../../src/words/user-error.js";
import { type Problem, problem } from "../../src/words/problem.js";

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

/** What was noticed in a file that was read, as counts of rows. */
export interface SightingCounts {
  /** Skipped: an advert was heard, but its strength not measured (127), as Core Specification Vol 4 Part E 7.7.65.2 has it. */
  unmeasured: number;
  /** Skipped: the strength is left empty or NaN, as programs write what they lack. */
  withoutStrength: number;
  /** Skipped: the header again, as where files were put together. */
  headers: number;
  /** Played: 0 dBm or more, which radios may report, but iPhones' logs mean "not measured". */
  loud: number;
}

const HEADER = ["pair", "tx", "rx", "context", "t_s", "rssi_dbm", "distance_m"];
const PAIR = 0;
const T_S = 4;
const RSSI_DBM = 5;
const NOT_MEASURED_DBM = 127;

/** A day and a half: the longest recording known is 27 hours. A longer one is a mistake in the time column. */
const MAX_T_S = 130_000;

export function noSightings(): SightingCounts {
  return { unmeasured: 0, withoutStrength: 0, headers: 0, loud: 0 };
}

/**
 * The runs of a SIGHTINGS.csv or .csv.gz, one at a time, in the order of the file. The distance is not read: nothing
 * that is judged here may know it. A row without a strength is counted and left out; one that makes no sense is an
 * error. @throws UserError naming file, line and field
 */
export async function* readRuns(path: string, counts = noSightings()): AsyncGenerator<Run> {
  const parser = parse({ bom: true, relax_column_count: true, skip_empty_lines: true, info: true });
  const reading = feed(path, parser);
  reading.catch(() => {}); // comes out of the loop below
  const seen = new Set<string>();
  let hasHeader = false;
  let isAny = false;
  let pair: string | undefined;
  let tS = 0;
  let readings: Reading[] = [];
  try {
    for await (const { record: row, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const where = () => problem("word/at-line", { path, line: info.lines });
      const isHeader = row[PAIR] === HEADER[PAIR] && row.join() === HEADER.join();
      if (!hasHeader && !isHeader)
        throw new UserError("simulator/sightings/header", {
          path,
          header: HEADER.join(),
          found: printable(row.join().slice(0, 80)),
        });
      if (isHeader) {
        if (hasHeader) counts.headers++;
        hasHeader = true;
        continue;
      }
      const next = toReading(where, row, counts);
      if (row[PAIR] !== pair) {
        if (readings.length > 0) yield { pair: pair!, readings };
        pair = row[PAIR]!;
        if (seen.has(pair))
          throw new UserError("simulator/sightings/pair-again", { where: where(), pair: printable(pair) });
        seen.add(pair);
        readings = [];
      } else if (next.tS < tS) {
        throw new UserError("simulator/sightings/order", { where: where(), before: tS, after: next.tS });
      }
      tS = next.tS;
      if (next.rssiDbm === undefined) continue;
      isAny = true;
      readings.push({ tS, rssiDbm: next.rssiDbm });
    }
    await reading;
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError("simulator/sightings/unreadable", { path, why: whyUnreadable(error) });
  }
  if (readings.length > 0) yield { pair: pair!, readings };
  if (!isAny) throw new UserError("simulator/sightings/empty", { path });
}

async function feed(path: string, parser: NodeJS.WritableStream): Promise<void> {
  const unpack = path.endsWith(".gz") ? createGunzip() : new PassThrough();
  try {
    await pipeline(createReadStream(path), unpack, parser);
  } catch (error) {
    (parser as unknown as { destroy(error: unknown): void }).destroy(error);
    throw error;
  }
}

/** Without `rssiDbm` where none was measured. */
function toReading(
  where: () => Problem,
  row: string[],
  counts: SightingCounts,
): { tS: number; rssiDbm: number | undefined } {
  if (row.length !== HEADER.length)
    throw new UserError("simulator/sightings/fields", {
      where: where(),
      found: row.length,
      expected: HEADER.length,
    });
  if (row[PAIR]!.trim() === "") throw new UserError("simulator/sightings/pair-empty", { where: where() });
  return { tS: number(T_S, 0, MAX_T_S), rssiDbm: strength() };

  function strength(): number | undefined {
    const text = row[RSSI_DBM]!.trim();
    if (text === "" || /^nan$/i.test(text)) counts.withoutStrength++;
    else if (decimal(text) === NOT_MEASURED_DBM) counts.unmeasured++;
    else {
      const rssiDbm = Math.round(number(RSSI_DBM, -127, 20));
      if (rssiDbm >= 0) counts.loud++;
      return rssiDbm;
    }
    return undefined;
  }

  function number(column: number, low: number, high: number): number {
    const text = row[column]!.trim();
    const value = decimal(text);
    if (value >= low && value <= high) return value;
    throw new UserError("simulator/sightings/number", {
      where: where(),
      column: HEADER[column]!,
      value: printable(text.slice(0, 80)),
      low,
      high,
    });
  }
}

/** JavaScript takes 0x7F and the like for numbers too; a recording does not mean them. */
function decimal(text: string): number {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : NaN;
}
