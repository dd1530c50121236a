import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { PassThrough } from "node:stream";
import { createGunzip } from "node:zlib";
import { parse } from "csv-parse";
import { UserError } from "../../src/station/user-error.js";

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

const HEADER = ["pair", "tx", "rx", "context", "t_s", "rssi_dbm", "distance_m"];
const PAIR = 0;
const T_S = 4;
const RSSI_DBM = 5;

/** A day and a half: the longest recording known is 27 hours. A longer one is a mistake in the time column. */
const MAX_T_S = 130_000;

/**
 * The runs of a SIGHTINGS.csv or .csv.gz, one at a time, in the order of the file. The distance is not read: nothing
 * that is judged here may know it. @throws UserError naming file, line and field
 */
export async function* readRuns(path: string): AsyncGenerator<Run> {
  const parser = parse({ bom: true, relax_column_count: true });
  const reading = feed(path, parser);
  reading.catch(() => {}); // comes out of the loop below
  const seen = new Set<string>();
  let line = 0;
  let pair = "";
  let readings: Reading[] = [];
  try {
    for await (const row of parser as AsyncIterable<string[]>) {
      line++;
      if (line === 1) {
        if (row.join() !== HEADER.join()) {
          throw new UserError(
            `${path}: the first line must be ${HEADER.join()}; it is ${row.join().slice(0, 80)}`,
          );
        }
        continue;
      }
      const next = toReading(path, line, row);
      if (row[PAIR] !== pair) {
        if (readings.length > 0) yield { pair, readings };
        pair = row[PAIR]!;
        if (seen.has(pair)) {
          throw new UserError(
            `${path} line ${line}: pair ${pair} appears again; sort the file by pair and time`,
          );
        }
        seen.add(pair);
        readings = [];
      } else if (next.tS < readings[readings.length - 1]!.tS) {
        throw new UserError(
          `${path} line ${line}: t_s goes back from ${readings[readings.length - 1]!.tS} to ${next.tS}; sort the file by pair and time`,
        );
      }
      readings.push(next);
    }
    await reading;
  } catch (error) {
    if (error instanceof UserError) throw error;
    throw new UserError(`cannot read the sightings ${path}: ${(error as Error).message}`);
  }
  if (readings.length > 0) yield { pair, readings };
  if (line < 2) throw new UserError(`${path} holds no sightings: expected a header and one line a reading`);
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

function toReading(path: string, line: number, row: string[]): Reading {
  if (row.length !== HEADER.length) {
    throw new UserError(`${path} line ${line}: ${row.length} fields, ${HEADER.length} are expected`);
  }
  return {
    tS: number(T_S, 0, MAX_T_S),
    rssiDbm: Math.round(number(RSSI_DBM, -127, 20)),
  };

  function number(column: number, low: number, high: number): number {
    const text = row[column]!;
    const value = text.trim() === "" ? NaN : Number(text);
    if (value >= low && value <= high) return value;
    throw new UserError(
      `${path} line ${line}: ${HEADER[column]} is ${JSON.stringify(text)}; a number from ${low} to ${high} is expected`,
    );
  }
}
