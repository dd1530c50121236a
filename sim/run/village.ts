import { createHash } from "node:crypto";
import type { Line } from "../../src/sync/host/line.js";
import { createEngine, logHash } from "./engine.js";
import { createLines } from "../devices/lines.js";
import type { Person } from "../town/people.js";
import type { Scenario } from "../scenarios/scenario.js";
import type { SimulatedToken } from "../devices/simulated-token.js";
import type { Whereabouts } from "../days/whereabouts.js";
import type { World } from "../devices/world.js";

/** Who wears which token. */
export interface TokenWearer {
  /** Number of the person, from 0; for `plug`. */
  index: number;
  serial: number;
  /** Plainly invented. */
  name: string;
  age: number;
  household: number;
}

export interface Village {
  readonly scenario: Scenario;
  /** Simulated milliseconds since the scenario's first local midnight. */
  nowMs(): number;
  utcMs(): number;
  /** Runs to that many simulated milliseconds since the start, as fast as the computer can. */
  runUntil(ms: number): void;
  wearers(): TokenWearer[];
  /**
   * Plugs the token into a computer and opens the port; throws where it is plugged in already. As long as a line is
   * open, simulated time flows by itself, at least as fast as real time.
   */
  plug(index: number): Line;
  /** SHA-256 over all tokens' logs as they lie in flash, in order: same seed and scenario, same hash. */
  outputHash(): string;
  readonly world: World;
  /** Where people are; for watching and for tests. */
  readonly whereabouts: Whereabouts;
  readonly people: readonly Person[];
  /** In the order of people; not everybody has one. */
  readonly tokens: readonly SimulatedToken[];
}

/**
 * A whole town in this process, to be watched, asked and plugged into a computer.
 *
 * @param seed  0…2^32-1: whatever is drawn by chance follows from it
 */
export function createVillage(scenario: Scenario, seed: number): Village {
  const engine = createEngine(scenario, seed);
  const { timeline, tokens, startUtcMs } = engine;
  const { people, whereabouts } = engine.world;
  const lines = createLines(timeline);

  function tokenOf(person: number): SimulatedToken {
    const found = tokens.find((token) => token.person === person);
    if (found === undefined) throw new RangeError(`Person ${person} has no token`);
    return found;
  }

  return {
    scenario,
    nowMs: timeline.nowMs,
    utcMs: () => startUtcMs + timeline.nowMs(),
    runUntil: engine.runUntil,
    wearers: () =>
      tokens.map(({ person, token }) => {
        const { index, name, age, household } = people[person]!;
        return { index, serial: token.serial(), name, age, household };
      }),
    plug: (index) => lines.open(tokenOf(index).control.usb),
    outputHash: () =>
      tokens.reduce((hash, token) => hash.update(logHash(token)), createHash("sha256")).digest("hex"),
    world: engine.world,
    whereabouts,
    people,
    tokens,
  };
}
