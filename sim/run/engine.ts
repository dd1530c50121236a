/** A town whose tokens live in step, on one queue of alarms, so that it can be watched, asked and plugged into. */
import { createHash } from "node:crypto";
import type { RadioControl } from "../../hal/simulated/radio.js";
import { draw } from "../../hal/simulated/random.js";
import { type Timeline, createTimeline } from "../../hal/simulated/timeline.js";
import { type Air, createAir } from "../air/air.js";
import { createChannel } from "../air/channel.js";
import { createLinks } from "../air/links.js";
import { createPresentNeighbours } from "../air/neighbours.js";
import { createReads } from "../air/reads.js";
import { createPresentAdverts } from "../devices/on-air.js";
import { airwavesOf } from "../devices/phones.js";
import type { Scenario } from "../scenarios/scenario.js";
import { type SimulatedToken, createSimulatedToken, logChunks } from "../devices/simulated-token.js";
import { type World, createWorld } from "../devices/world.js";

/** No device sends stronger; nRF52840: +8 dBm. */
const MAX_POWER_DBM = 8;

/** A town whose tokens run `src/token` on simulated hardware; phones and people are only played. */
export interface Engine {
  readonly scenario: Scenario;
  readonly timeline: Timeline;
  readonly world: World;
  /** UTC at the scenario's first local midnight. */
  readonly startUtcMs: number;
  /** In the order of people. */
  readonly tokens: readonly SimulatedToken[];
  /** Runs to that many simulated milliseconds since the scenario's first local midnight. */
  runUntil(ms: number): void;
}

/** @param seed  0…2^32-1: whatever is drawn by chance follows from it */
export function createEngine(scenario: Scenario, seed: number): Engine {
  const timeline = createTimeline();
  const world = createWorld(scenario, seed);
  const { people, devices, carriedOn } = world;
  const { connect } = createPresentAir(scenario, seed, timeline, world);

  const tokens: SimulatedToken[] = [];
  for (let person = 0; person < people.length; person++) {
    if (devices[person] !== "token") continue;
    const birth = { scenario, seed, carriedOn, timeline };
    tokens.push(createSimulatedToken(birth, person, (radio) => connect(radio, person)));
  }
  world.start(timeline);

  return {
    scenario,
    timeline,
    world,
    startUtcMs: Date.parse(scenario.startsAt),
    tokens,
    runUntil: timeline.runUntil,
  };
}

export interface PresentAir extends Air {
  /** A person's radio is in it from now on. */
  connect(radio: RadioControl, person: number): void;
}

/** The exact air of a world that moves on the timeline on which the radios live. */
export function createPresentAir(
  scenario: Scenario,
  seed: number,
  timeline: Timeline,
  world: World,
): PresentAir {
  const people = world.people.length;
  const adverts = createPresentAdverts(people);
  const { channel, airSeed } = createTownChannel(scenario, seed);
  const links = createLinks(channel, world, MAX_POWER_DBM);
  const town = {
    seed: airSeed,
    channel,
    packetLoss: scenario.packetLoss,
    findNeighbours: createPresentNeighbours(world.deviceWhereabouts, links),
    airwaves: airwavesOf(world.phones, adverts),
  };
  const air = createAir({ ...town, people, isExact: true });
  const read = createReads({ ...town, phones: world.phones });
  return {
    hear: air.hear,
    connect(radio, person) {
      radio.onChange((advertising) => adverts.change(person, timeline.nowMs(), advertising));
      radio.takeWindows((startMs, endMs) => air.hear(person, startMs, endMs));
      radio.takeReads((peer, startMs) => read(person, peer, startMs));
    },
  };
}

/** The radio channel of a town, and the seed of what is drawn in its air. */
export function createTownChannel({ foreignAdvertsPerSecond }: Scenario, seed: number) {
  return { channel: createChannel(draw(seed, 6), foreignAdvertsPerSecond), airSeed: draw(seed, 5) };
}

/** SHA-256 over a token's log as it lies in flash. */
export function logHash({ token }: SimulatedToken): Uint8Array {
  const hash = createHash("sha256");
  hash.update(`${token.serial()}\n`);
  for (const chunk of logChunks(token.log)) {
    hash.update(`${chunk.pageSequence} ${chunk.position} ${chunk.sealDay} ${chunk.generation}\n`);
    hash.update(chunk.records);
  }
  return hash.digest();
}
