import { createHash } from "node:crypto";
import { createAttic } from "../hal/simulated/flash-attic.js";
import { createSimulatedHal } from "../hal/simulated/hal.js";
import { createRandom, draw } from "../hal/simulated/random.js";
import { type Timeline, createTimeline } from "../hal/simulated/timeline.js";
import { createToken } from "../src/token/token.js";
import { createAir } from "./air.js";
import { createChannel } from "./channel.js";
import { createAdvertMemory, createAdverts } from "./on-air.js";
import { ALONE, type Peers } from "./peers.js";
import type { Scenario } from "./scenario.js";
import { simulatedBoard } from "./simulated-board.js";
import { type SimulatedToken, logChunks } from "./simulated-token.js";
import { OFF, type World, createWorld } from "./world.js";

export const BOARD = simulatedBoard("XIAOBLE");

const DAY_MS = 86_400_000;

/** In such steps a worker tells the others how far it is, and no further may it run ahead of the slowest. */
const STEP_MS = 1000;
const MAX_LEAD_MS = 300_000;

/** Which part of a town one worker simulates, and with whom. */
export interface Share {
  /** People whose tokens run here: from the first up to and without the end. */
  first: number;
  end: number;
  peers: Peers;
  /** `createAdvertMemory` of all people, the same for all workers. */
  adverts: SharedArrayBuffer;
}

/** A town whose tokens run `src/token` on simulated hardware; phones and people are only played. */
export interface Engine {
  readonly timeline: Timeline;
  readonly world: World;
  /** UTC at the scenario's first local midnight. */
  readonly startUtcMs: number;
  /** Of this share, in the order of people. */
  readonly tokens: readonly SimulatedToken[];
  /** Runs to that many simulated milliseconds since the scenario's first local midnight. */
  runUntil(ms: number): void;
  /** SHA-256 over each token's log as it lies in flash, one after the other in the order of people: 32 bytes each. */
  logHashes(): Uint8Array;
}

/**
 * All tokens have the right time at the start and drift from then on. The same seed and scenario give the same bytes,
 * whoever shares the work.
 *
 * @param seed   0…2^32-1: whatever is drawn by chance follows from it
 * @param share  by default everybody
 */
export function createEngine(scenario: Scenario, seed: number, share = everybody(scenario.people)): Engine {
  const timeline = createTimeline();
  const startUtcMs = Date.parse(scenario.startsAt);
  const world = createWorld(scenario, seed);
  const { people, devices, carried } = world;
  const { peers } = share;
  const oldestMs = () => Math.min(peers.reachedMs(), timeline.nowMs());
  const adverts = createAdverts(share.adverts, people.length, oldestMs);
  const attic = createAttic(BOARD.geometry.pageBytes);
  const air = createAir({
    seed: draw(seed, 5),
    timeline,
    channel: createChannel(draw(seed, 6)),
    whereabouts: world.deviceWhereabouts,
    places: world.places,
    carried,
    phones: world.phones,
    adverts,
    peers,
  });

  function createSimulatedToken(person: number): SimulatedToken {
    const chipId = draw(draw(seed, 2), person);
    const drift = createRandom(draw(draw(seed, 3), person)).unit() * 2 - 1;
    const { hal, control } = createSimulatedHal({
      timeline,
      ...BOARD.geometry,
      seed: draw(draw(seed, 4), person),
      chipId: chipId.toString(16).padStart(8, "0").toUpperCase() + person.toString(16).padStart(8, "0"),
      startUtcMs,
      attic,
      driftPpm: drift * scenario.maxDriftPpm,
    });
    air.connect(person, control.radio, control.clock.nextAlarmMs);
    const simulated: SimulatedToken = { person, hal, control, token: createToken(hal, BOARD.tokenConfig) };
    control.power.onStart(() => {
      simulated.token = createToken(hal, BOARD.tokenConfig);
    });
    return simulated;
  }

  /** Who has forgotten to charge the token, or has charged it again. */
  function switchPower(): void {
    air.settleAll(); // a token without power can be given no reports
    for (const { person, control } of tokens) {
      if (control.power.isOn() === (carried[person] !== OFF)) continue;
      if (control.power.isOn()) control.power.cut();
      else control.power.restore();
    }
    // Ways of carrying change at midnight. A little later, so that the order of alarms of that instant does not matter.
    timeline.at((Math.floor(timeline.nowMs() / DAY_MS) + 1) * DAY_MS + 1, switchPower);
  }

  const tokens: SimulatedToken[] = [];
  for (let person = share.first; person < share.end; person++) {
    if (devices[person] === "token") tokens.push(createSimulatedToken(person));
  }
  world.start(timeline);
  timeline.at(1, switchPower);

  return {
    timeline,
    world,
    startUtcMs,
    tokens,
    runUntil(ms) {
      while (timeline.nowMs() < ms) {
        const nextMs = Math.min(ms, timeline.nowMs() + STEP_MS);
        timeline.runUntil(nextMs);
        peers.publish(nextMs);
        air.settle();
        peers.waitFor(nextMs - MAX_LEAD_MS);
      }
      timeline.runUntil(ms); // also what is due just now
      air.settleAll();
    },
    logHashes() {
      const hashes = new Uint8Array(tokens.length * 32);
      tokens.forEach((token, n) => hashes.set(logHash(token), n * 32));
      return hashes;
    },
  };
}

function everybody(people: number): Share {
  return { first: 0, end: people, peers: ALONE, adverts: createAdvertMemory(people) };
}

function logHash({ token }: SimulatedToken): Uint8Array {
  const hash = createHash("sha256");
  hash.update(`${token.serial()}\n`);
  for (const chunk of logChunks(token.log)) {
    hash.update(`${chunk.pageSequence} ${chunk.position} ${chunk.day} ${chunk.generation}\n`);
    hash.update(chunk.records);
  }
  return hash.digest();
}
