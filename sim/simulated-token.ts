import type { Hal } from "../hal/hal.js";
import type { SimulatedControl } from "../hal/simulated/hal.js";
import type { Log, LogChunk } from "../src/log/log.js";
import type { Token } from "../src/token/token.js";

export interface SimulatedToken {
  /** Number of its wearer. */
  readonly person: number;
  readonly hal: Hal;
  readonly control: SimulatedControl;
  /** The program that runs; another one after each restart. */
  token: Token;
}

const SLOTS_A_READ = 128;

/** A log in order, from its start or from a sequence number on, a page or less at a time. */
export function* logChunks(log: Log, from = log.firstSequence()): Generator<LogChunk> {
  let chunk = log.read(from, SLOTS_A_READ);
  while (chunk !== undefined) {
    yield chunk;
    chunk = log.read(chunk.nextSequence, SLOTS_A_READ);
  }
}
