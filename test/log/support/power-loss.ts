/**
 * The power-loss runner: cuts a scenario at every flash operation, in every torn shape. At each operation the flash is
 * forked, the operation torn in the fork, and the fork restarted, checked, and made to go on working; the scenario
 * itself runs on undisturbed, so nothing is replayed. With a depth of 2 the recovery of each fork is cut in the same way.
 *
 * A failure prints an id such as `rotate:6x128:17.bits.1/3.mixed.0` (scenario, pages × bytes, then operation, shape and
 * seed of each cut); `POWERLOSS=<id> npm run test:slow` runs that one alone and lets its error through.
 */
import {
  ERASE_CUTS,
  type EraseCut,
  PROGRAM_CUTS,
  type ProgramCut,
} from "../../../hal/simulated/flash-cuts.js";
import type { FlashOperation } from "../../../hal/simulated/flash.js";
import { SLOT_BYTES } from "../../../src/log/format.js";
import type { Geometry } from "./ring.js";
import type { Scenario } from "./scenarios.js";
import { type World, createWorld } from "./world.js";

/** Shapes that chance has a part in are tried with several seeds. */
const CHANCE: ReadonlySet<string> = new Set([
  "words",
  "bits",
  "one-bit",
  "but-one-bit",
  "front",
  "back",
  "mixed",
  "weak",
]);

export interface Plan {
  /** Cuts in a row, the second in the recovery from the first. */
  depth: 1 | 2;
  /** Seeds for each shape that chance has a part in. */
  seeds: number;
  /** Of the programs of records in the outer run, cuts only every n-th, because one is like the other. */
  recordsEvery?: number;
  /** Shapes left out at depth 2. */
  innerShapes?: readonly string[];
}

export interface Tally {
  cuts: number;
  shapes: Set<string>;
  failures: { id: string; error: unknown }[];
}

const ALL_SHAPES: readonly string[] = [...PROGRAM_CUTS, ...ERASE_CUTS];

export const idOf = (scenario: Scenario, { pageCount, pageBytes }: Geometry) =>
  `${scenario.name}:${pageCount}x${pageBytes}`;

/** @param only  an id: only the cut that it names is made */
export function explore(
  scenario: Scenario,
  geometry: Geometry,
  plan: Plan,
  tally: Tally,
  only?: string,
): void {
  const id = idOf(scenario, geometry);
  const world = createWorld(geometry, scenario.image?.(geometry));
  watch(world, `${id}:`, plan, 1, tally, only);
  world.restart();
  scenario.run(world);
  world.restart();
  world.verify();
}

/** Cuts every operation of `world`, each in a fork of it. */
function watch(world: World, path: string, plan: Plan, depth: number, tally: Tally, only?: string): void {
  let count = 0;
  let records = 0;
  world.simulated.control.onOperation((operation) => {
    count++;
    const isRecord = operation.kind === "program" && operation.bytes.length === SLOT_BYTES;
    if (isRecord) records++;
    if (isRecord && depth === 1 && records % (plan.recordsEvery ?? 1) !== 0) return;
    for (const shape of operation.kind === "program" ? PROGRAM_CUTS : ERASE_CUTS) {
      if (depth > 1 && plan.innerShapes !== undefined && !plan.innerShapes.includes(shape)) continue;
      const seeds = CHANCE.has(shape) ? plan.seeds : 1;
      for (let seed = 0; seed < seeds; seed++) {
        const id = `${path}${count}.${shape}.${seed}`;
        if (only !== undefined && !(only === id || only.startsWith(`${id}/`))) continue;
        tally.cuts++;
        tally.shapes.add(shape);
        cut(world, operation, shape, seed, id, plan, depth, tally, only);
      }
    }
  });
}

function cut(
  world: World,
  operation: FlashOperation,
  shape: ProgramCut | EraseCut,
  seed: number,
  id: string,
  plan: Plan,
  depth: number,
  tally: Tally,
  only?: string,
): void {
  const fork = world.fork();
  fork.history.cuts++;
  fork.simulated.control.tear(operation, shape, seed + 1);
  if (depth < plan.depth) watch(fork, `${id}/`, plan, depth + 1, tally, only);
  try {
    goOn(fork);
  } catch (error) {
    if (only === id) throw error;
    tally.failures.push({ id, error });
  }
}

/** Power is back: the token restarts, and goes on working as if nothing had been. */
function goOn(world: World): void {
  world.restart();
  world.verify();
  world.append();
  world.tendAll();
  world.append();
  world.verifyImage();
  world.restart();
  world.verify();
  world.passDays(1);
  world.append();
  world.ratchet();
  world.tendAll();
  world.verifyImage();
  world.restart();
  world.verify();
}

export const newTally = (): Tally => ({ cuts: 0, shapes: new Set(), failures: [] });

/** For a test's assertion: what failed, with the ids that repeat it. */
export function describeFailures({ failures }: Tally): string {
  return failures
    .slice(0, 10)
    .map(({ id, error }) => `POWERLOSS=${id}\n    ${String(error).split("\n")[0]}`)
    .concat(failures.length > 10 ? [`… ${failures.length} in all`] : [])
    .join("\n");
}

export { ALL_SHAPES };
