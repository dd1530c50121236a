/** SIGHTINGS.csv or .csv.gz: recorded radio, row by row. */
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { PassThrough } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { printable } from "./text/printable.js";
import { whyUnreadable } from "./text/unreadable.js";
import { UserError, isUserError } from "../words/user-error.js";
import { type Problem, problem } from "../words/problem.js";

/** One row of a recording. The distance is not read: nothing that is judged may know it. */
export interface Sighting {
  /** One transmitter heard by one receiver, without a break. */
  readonly pair: string;
  readonly tx: string;
  readonly rx: string;
  readonly tS: number;
  /** Whole dBm; undefined where none was measured. */
  readonly rssiDbm: number | undefined;
  /** Path and line, for what is wrong with it. */
  where(): Problem;
}

/** What was noticed in a file that was read, as counts of rows. */
export interface SightingCounts {
  /** Skipped: an advert was heard, but its strength not measured (127), as Core Specification Vol 4 Part E 7.7.65.2 has it. */
  unmeasured: number;
  /** Skipped: the strength is left empty or NaN, as programs write what they lack. */
  withoutStrength: number;
  /** Skipped: the header again, as where files were put together. */
  headers: number;
  /** Taken: 0 dBm or more, which radios may report, but iPhones' logs mean "not measured". */
  loud: number;
}

export function noSightings(): SightingCounts {
  return { unmeasured: 0, withoutStrength: 0, headers: 0, loud: 0 };
}

/** What is to be said of a file on the side. `taken` says what became of rows that are odd and yet used. */
export function sightingNotes(counts: SightingCounts, taken: string): string[] {
  const notes: [rows: number, what: string][] = [
    [counts.unmeasured, "skipped: no strength was measured (127)"],
    [counts.withoutStrength, "skipped: rssi_dbm is empty or NaN"],
    [counts.headers, "skipped: the header again"],
    [counts.loud, `${taken} with 0 dBm or more; phones write 0 where they measured none`],
  ];
  return notes.flatMap(([rows, what]) => (rows > 0 ? [`${rows} row${rows === 1 ? "" : "s"} ${what}`] : []));
}

const HEADER = ["pair", "tx", "rx", "context", "t_s", "rssi_dbm", "distance_m"];
const [PAIR, TX, RX, T_S, RSSI_DBM] = [0, 1, 2, 4, 5];
const NOT_MEASURED_DBM = 127;

/**
 * The rows of a file in its order, those without a strength too. One that makes no sense is an error.
 *
 * @param limitsS  what `t_s` may be
 * @throws UserError naming file, line and field
 */
export async function* readSightings(
  path: string,
  limitsS: readonly [low: number, high: number],
  counts: SightingCounts,
): AsyncGenerator<Sighting> {
  // Where files were put together, lines end in more than one way.
  const ends = ["\r\n", "\n", "\r"];
  const parser = parse({
    bom: true,
    relax_column_count: true,
    skip_empty_lines: true,
    info: true,
    record_delimiter: ends,
  });
  const reading = feed(path, parser);
  reading.catch(() => {}); // comes out of the loop below
  let hasHeader = false;
  let isAny = false;
  try {
    for await (const { record: row, info } of parser as AsyncIterable<{
      record: string[];
      info: { lines: number };
    }>) {
      const isHeader = row[PAIR] === HEADER[PAIR] && row.join() === HEADER.join();
      if (!hasHeader && !isHeader)
        throw new UserError("command/sightings/header", {
          path,
          header: HEADER.join(),
          found: printable(row.join().slice(0, 80)),
        });
      if (isHeader) {
        if (hasHeader) counts.headers++;
        hasHeader = true;
        continue;
      }
      const sighting = toSighting(
        () => problem("word/at-line", { path, line: info.lines }),
        row,
        limitsS,
        counts,
      );
      isAny ||= sighting.rssiDbm !== undefined;
      yield sighting;
    }
    await reading;
  } catch (error) {
    if (isUserError(error)) throw error;
    throw new UserError("command/sightings/unreadable", { path, why: whyUnreadable(error) });
  }
  if (!isAny) throw new UserError("command/sightings/empty", { path });
}

async function feed(path: string, parser: NodeJS.WritableStream): Promise<void> {
  const unpack = /\.gz$/i.test(path) ? createGunzip() : new PassThrough();
  try {
    await pipeline(createReadStream(path), unpack, parser);
  } catch (error) {
    (parser as unknown as { destroy(error: unknown): void }).destroy(error);
    throw error;
  }
}

function toSighting(
  where: () => Problem,
  row: string[],
  limitsS: readonly [low: number, high: number],
  counts: SightingCounts,
): Sighting {
  if (row.length !== HEADER.length)
    throw new UserError("command/sightings/fields", {
      where: where(),
      found: row.length,
      expected: HEADER.length,
    });
  const pair = row[PAIR]!;
  if (pair.trim() === "") throw new UserError("command/sightings/pair-empty", { where: where() });
  return { pair, tx: row[TX]!, rx: row[RX]!, tS: number(T_S, ...limitsS), rssiDbm: strength(), where };

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
    throw new UserError("command/sightings/number", {
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
