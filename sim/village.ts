import { createHash } from "node:crypto";
import { createSimulatedHal } from "../hal/simulated/hal.js";
import { createRandom, draw } from "../hal/simulated/random.js";
import { createTimeline } from "../hal/simulated/timeline.js";
import type { Line } from "../src/sync/host/line.js";
import { createToken } from "../src/token/token.js";
import { connectRadios } from "./air.js";
import { createChannel } from "./channel.js";
import { createLines } from "./lines.js";
import type { Person } from "./people.js";
import type { Scenario } from "./scenario.js";
import { type Scores, scoreVillage } from "./scores.js";
import { simulatedBoard } from "./simulated-board.js";
import { type SimulatedToken, logChunks } from "./simulated-token.js";
import type { Whereabouts } from "./whereabouts.js";
import { createWorld } from "./world.js";

const BOARD = simulatedBoard("XIAOBLE");

const DAY_MS = 86_400_000;

/** Who wears which token. */
export interface TokenWearer {
  /** Number of the person and of the token, from 0; for `plug`. */
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
  /** Counts over the local days that are over. */
  scores(): Scores;
  /** SHA-256 over all tokens' logs as they lie in flash, in order: same seed and scenario, same hash. */
  outputHash(): string;
  /** Where people are; for watching and for tests. */
  readonly whereabouts: Whereabouts;
  readonly people: readonly Person[];
  readonly tokens: readonly SimulatedToken[];
}

/**
 * Every person of the scenario with a token that runs `src/token` on simulated hardware. All tokens have the right
 * time at the start and drift from then on.
 *
 * @param seed  0…2^32-1: whatever is drawn by chance follows from it
 */
export function createVillage(scenario: Scenario, seed: number): Village {
  const timeline = createTimeline();
  const startUtcMs = Date.parse(scenario.startsAt);
  const world = createWorld(scenario, seed);
  const { people, places, whereabouts, truth } = world;

  function createSimulatedToken(person: Person): SimulatedToken {
    const chipId = draw(draw(seed, 2), person.index);
    const drift = createRandom(draw(draw(seed, 3), person.index)).unit() * 2 - 1;
    const { hal, control } = createSimulatedHal({
      timeline,
      ...BOARD.geometry,
      seed: draw(draw(seed, 4), person.index),
      chipId: chipId.toString(16).padStart(8, "0").toUpperCase() + person.index.toString(16).padStart(8, "0"),
      startUtcMs,
      driftPpm: drift * scenario.maxDriftPpm,
    });
    const simulated: SimulatedToken = { hal, control, token: createToken(hal, BOARD.tokenConfig) };
    control.power.onStart(() => {
      simulated.token = createToken(hal, BOARD.tokenConfig);
    });
    return simulated;
  }

  const tokens = people.map(createSimulatedToken);
  connectRadios({
    seed: draw(seed, 5),
    channel: createChannel(draw(seed, 6)),
    whereabouts,
    places,
    radios: tokens.map(({ control }) => control.radio),
  });
  world.start(timeline);
  const lines = createLines(timeline);

  return {
    scenario,
    nowMs: timeline.nowMs,
    utcMs: () => startUtcMs + timeline.nowMs(),
    runUntil: timeline.runUntil,
    wearers: () =>
      people.map(({ index, name, age, household }) => ({
        index,
        serial: tokens[index]!.token.serial(),
        name,
        age,
        household,
      })),
    plug: (index) => lines.open(tokens[index]!.control.usb),
    scores: () =>
      scoreVillage({
        tokens,
        statePages: BOARD.tokenConfig.statePages,
        contacts: truth.contacts(),
        startUtcMs,
        days: Math.floor(timeline.nowMs() / DAY_MS),
      }),
    outputHash() {
      const hash = createHash("sha256");
      for (const { token } of tokens) {
        hash.update(`${token.serial()}\n`);
        for (const chunk of logChunks(token.log)) {
          hash.update(`${chunk.pageSequence} ${chunk.position} ${chunk.day} ${chunk.generation}\n`);
          hash.update(chunk.records);
        }
      }
      return hash.digest("hex");
    },
    whereabouts,
    people,
    tokens,
  };
}
