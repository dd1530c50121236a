/**
 * Tokens that live a few at a time, each through all days of a run on a timeline of its own. What a token sends does not
 * depend on what it hears. So the half of it that sends lives alone first, and what it sends is noted; then all of it lives and
 * hears what the others were noted to send. The few fit into the processor's caches, and only a summary of each is kept.
 */
import type { RadioControl } from "../../hal/simulated/radio.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { UserError } from "../../src/words/user-error.js";
import { createAir } from "../air/air.js";
import { createTownChannel, logHash } from "./engine.js";
import { createLinks } from "../air/links.js";
import { createRecordedNeighbours } from "../air/neighbours.js";
import { createReads } from "../air/reads.js";
import { followReadings } from "../devices/readings.js";
import type { Scenario } from "../scenarios/scenario.js";
import { type TokenSummary, slotZeroOf, summarise } from "../scores/summary.js";
import { type Sent, createSentComparer, createSentReader, createSentRecorder } from "../devices/sent.js";
import { BOARD, createSimulatedToken } from "../devices/simulated-token.js";
import { airwavesOf } from "../devices/phones.js";
import { startSender } from "../devices/sender.js";
import { OFF } from "../town/carrying.js";
import { SLICE_MS, type StayIndex, type Stays } from "../days/stays.js";
import type { World } from "../devices/world.js";

/** People whose tokens' lives are one piece of work. */
export const CHUNK_PEOPLE = 16;

const DAY_MS = 86_400_000;

/** What the lives of a town's tokens depend on. */
export interface Town {
  scenario: Scenario;
  /** 0…2^32-1 */
  seed: number;
  /** Of scenario and seed; it need not have run. */
  world: World;
  /** `createAir`: as the engine in step has it, at its price. */
  isAirExact: boolean;
}

/** What second lives depend on besides: plain data. */
export interface Past {
  /** Of the town's world, run to its end. */
  stays: Stays;
  index: StayIndex;
  /** Everybody, in the order in which they live again: who hears the same others, one after the other. */
  order: Int32Array;
  /** Of all chunks, in order. */
  sent: readonly Sent[];
}

export interface HeardLife {
  /** SHA-256 over the token's log as it lies in flash. */
  logHash: Uint8Array;
  summary: TokenSummary;
}

/** A token at the first local midnight, with a time of its own. */
function createLife(
  { scenario, seed, world: { carriedOn } }: Town,
  person: number,
  connect: (radio: RadioControl, nowMs: () => number) => void,
) {
  const timeline = createTimeline();
  const simulated = createSimulatedToken({ scenario, seed, carriedOn, timeline }, person, (radio) =>
    connect(radio, timeline.nowMs),
  );
  return { person, timeline, token: simulated };
}

function peopleOf(chunk: number, people: number): [first: number, end: number] {
  return [chunk * CHUNK_PEOPLE, Math.min(people, (chunk + 1) * CHUNK_PEOPLE)];
}

/** The first lives of a chunk's tokens. */
export function liveAlone(town: Town, chunk: number): Sent {
  const { scenario, seed, world } = town;
  const { devices, people, carriedOn } = world;
  const recorder = createSentRecorder();
  const [first, end] = peopleOf(chunk, people.length);
  for (let person = first; person < end; person++) {
    recorder.nextPerson();
    if (devices[person] !== "token") continue;
    const timeline = createTimeline();
    // The whole token lives where it loses power, after which it sends by what it finds in flash.
    const start = isAlwaysOn(town, person) ? startSender : createSimulatedToken;
    start({ scenario, seed, carriedOn, timeline }, person, (radio) =>
      radio.onChange((advertising) => recorder.note(timeline.nowMs(), advertising)),
    );
    timeline.runUntil(scenario.days * DAY_MS);
  }
  return recorder.finish();
}

function isAlwaysOn({ scenario, world }: Town, person: number): boolean {
  for (let day = 0; day <= scenario.days; day++) if (world.carriedOn(person, day) === OFF) return false;
  return true;
}

export function createHearing(town: Town, { stays, index, order, sent }: Past) {
  const { world, seed, scenario } = town;
  const { people, phones, devices } = world;
  const { channel, airSeed } = createTownChannel(scenario, seed);
  const links = createLinks(channel, world, strongest(sent, phones));
  const surroundings = {
    seed: airSeed,
    channel,
    packetLoss: scenario.packetLoss,
    findNeighbours: createRecordedNeighbours(stays, index, links),
    airwaves: airwavesOf(phones, createSentReader(sent, CHUNK_PEOPLE)),
  };
  const air = createAir({ ...surroundings, people: people.length, isExact: town.isAirExact });
  const read = createReads({ ...surroundings, phones });
  const run = { startUtcMs: Date.parse(scenario.startsAt), nowMs: scenario.days * DAY_MS };
  const slotZero = slotZeroOf(run.startUtcMs);
  const { readEveryDays } = scenario;

  return {
    /**
     * The second lives of a chunk's tokens; once, because the air counts their windows.
     *
     * @throws UserError where a token sends something else than in its first life
     */
    live(chunk: number): HeardLife[] {
      const lives = [];
      for (const person of order.subarray(...peopleOf(chunk, people.length))) {
        if (devices[person] !== "token") continue;
        const its = Math.floor(person / CHUNK_PEOPLE);
        const comparer = createSentComparer(sent[its]!, person - its * CHUNK_PEOPLE);
        const life = createLife(town, person, (radio, nowMs) => {
          radio.onChange((advertising) => comparer.note(nowMs(), advertising));
          radio.takeWindows((startMs, endMs) => air.hear(person, startMs, endMs));
          radio.takeReads((peer, startMs) => read(person, peer, startMs));
        });
        const readings = followReadings({ ...life, ...run, slotZero, readEveryDays });
        lives.push({ ...life, comparer, readings });
      }
      // Slice by slice: what one has looked up of its neighbours is still at hand for the next.
      for (let ms = SLICE_MS; ms <= run.nowMs; ms += SLICE_MS)
        for (const { timeline } of lives) timeline.runUntil(ms);
      for (const { person, comparer } of lives) requireSame(person, comparer.differsSinceMs());
      return lives.map(({ token, readings }) => ({
        logHash: logHash(token),
        summary: summarise(readings, BOARD.tokenConfig.statePages, run),
      }));
    },
  };
}

/** Transmit power of the strongest device, dBm; 0 where there is none. */
function strongest(sent: readonly Sent[], phones: World["phones"]): number {
  let maxDbm = 0;
  for (const { forms } of sent) for (const { txPowerDbm } of forms) maxDbm = Math.max(maxDbm, txPowerDbm);
  for (const phone of phones) maxDbm = Math.max(maxDbm, phone?.txPowerDbm ?? 0);
  return maxDbm;
}

function requireSame(person: number, differsSinceMs: number | undefined): void {
  if (differsSinceMs === undefined) return;
  throw new UserError("simulator/not-apart", { person, seconds: Math.round(differsSinceMs / 1000) });
}
