/**
 * Chains of keys four at a time: SHA-256 of 32 bytes in WebAssembly, whose vectors of four 32-bit words take a step of four chains at
 * once, in a third of the processor's time that `src/station/short-hash.ts` needs. No library hashes chains so: those with vectors take 64 bytes a message.
 */
import { keyLanesProgram } from "./key-lanes-program.js";
import { WORDS, createShortHash } from "../../short-hash.js";

/** Words of 32 bits in a vector, and so chains that go on together. */
export const LANES = 4;
const PAGE_BYTES = 65_536;
const VECTOR_BYTES = 4 * LANES;

export interface KeyLanes {
  /** Word `w` of the key of lane `l` after `s` steps is at `(s * WORDS + w) * LANES + l`. Whoever has done with the keys fills it with 0. */
  readonly keys: Int32Array;
  /** From the keys after no step follow all others. */
  run(): void;
}

/**
 * @param steps    of each chain
 * @param program  other processors than of the last fifteen years may have no vectors that WebAssembly could use
 */
export function createKeyLanes(steps: number, program = keyLanesProgram()): KeyLanes {
  const words = (steps + 1) * WORDS * LANES;
  return WebAssembly.validate(program) ? inVectors(program, steps, words) : oneByOne(steps, words);
}

function inVectors(program: BufferSource, steps: number, words: number): KeyLanes {
  const pages = Math.ceil((4 * words) / PAGE_BYTES);
  const memory = new WebAssembly.Memory({ initial: pages, maximum: pages });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(program), { "": { "": memory } });
  const run = exports[""] as (from: number, to: number) => void;
  return {
    keys: new Int32Array(memory.buffer, 0, words),
    run: () => run(0, steps * WORDS * VECTOR_BYTES),
  };
}

function oneByOne(steps: number, words: number): KeyLanes {
  const keys = new Int32Array(words);
  const { step } = createShortHash();
  const key = new Int32Array(WORDS);
  return {
    keys,
    run() {
      for (let lane = 0; lane < LANES; lane++) {
        for (let w = 0; w < WORDS; w++) key[w] = keys[w * LANES + lane]!;
        for (let s = 1; s <= steps; s++) {
          step(key);
          for (let w = 0; w < WORDS; w++) keys[(s * WORDS + w) * LANES + lane] = key[w]!;
        }
      }
    },
  };
}
