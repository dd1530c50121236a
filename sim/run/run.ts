/** Runs a town from its first local midnight to its end. The bytes are the same for any number of threads. */
import { createHash } from "node:crypto";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { type Crew, createCrew } from "./crew.js";
import { createEngine, logHash } from "./engine.js";
import { CHUNK_PEOPLE } from "./lives.js";
import type { Scenario } from "../scenarios/scenario.js";
import { type Scores, joinParts, partsOf, followTokens, runOf } from "../scores/score.js";
import type { ScoredRun } from "../scores/pairs.js";
import {
  type SharedRun,
  knownTruthOf,
  logChunksOf,
  openRun,
  shareRun,
  shareTruth,
} from "../scores/shared-run.js";
import { inCompany } from "../days/company.js";
import { createStayRecorder, indexStays } from "../days/stays.js";
import { type World, createWorld } from "../devices/world.js";

export interface RunOptions {
  scenario: Scenario;
  /** 0…2^32-1 */
  seed: number;
  /** Threads; 1 runs in this one, which is then busy until the end. */
  workers: number;
  /** With the air of the engine in step, for a comparison of the two airs and of the two engines. */
  isAirExact?: boolean;
  /** How much of the work is done, 0…1. */
  onProgress?: (share: number) => void;
}

export interface Outcome extends Omit<FinishedRun, "run"> {
  scores: Scores;
}

export interface FinishedRun {
  /** What the scores are made from. */
  run: ScoredRun;
  /** SHA-256 over the hashes of all tokens' logs as they lie in flash, in the order of people. */
  outputHash: string;
  tokens: number;
}

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Of the time that both lives of a token take. */
const FIRST_LIFE_SHARE = 0.15;

export function runTown(options: RunOptions): Promise<Outcome> {
  return withLivedTown(options, async ({ crew, world, shared, outputHash, tokens }) => {
    const parts = await crew.work("score", shared, partsOf({ world }));
    return { scores: joinParts({ ...shared, world }, parts), outputHash, tokens };
  });
}

/** The same without the scores, for those who look closer. */
export function finishTown(options: RunOptions): Promise<FinishedRun> {
  return withLivedTown(options, ({ world, shared, outputHash, tokens }) => ({
    run: openRun(shared, world),
    outputHash,
    tokens,
  }));
}

/** A town whose days are over, with the threads that have simulated it. */
interface LivedTown extends Omit<FinishedRun, "run"> {
  crew: Crew;
  world: World;
  shared: SharedRun;
}

async function withLivedTown<T>(options: RunOptions, use: (lived: LivedTown) => T | Promise<T>): Promise<T> {
  const { scenario, seed, workers, isAirExact = false, onProgress } = options;
  const endMs = scenario.days * DAY_MS;
  const world = createWorld(scenario, seed);
  const chunks = Math.ceil(scenario.people / CHUNK_PEOPLE);
  let done = 0;
  const progress = (ofLife: number) => () => onProgress?.((done += ofLife / chunks));
  const crew = createCrew({ scenario, seed, world, isAirExact }, workers);
  try {
    const [sent, { truth, ...history }] = await Promise.all([
      crew.work("liveAlone", undefined, chunks, progress(FIRST_LIFE_SHARE)),
      Promise.resolve().then(() => runWorld(scenario, seed)),
    ]);
    const heard = await crew.work("hear", { ...history, sent }, chunks, progress(1 - FIRST_LIFE_SHARE));
    const lives = heard.flat().sort((a, b) => a.summary.person - b.summary.person);
    const summaries = lives.map(({ summary }) => summary);
    const shared = shareRun(world, truth, summaries, Date.parse(scenario.startsAt), endMs);
    await crew.work("sortLogs", shared, logChunksOf(shared));
    const outputHash = hashOf(lives.map((life) => life.logHash));
    return await use({ crew, world, shared, outputHash, tokens: summaries.length });
  } finally {
    await crew.end();
  }
}

/** People move without regard to tokens. Of their world only what is needed is kept: the rest is a third more. */
export function runWorld(scenario: Scenario, seed: number) {
  const endMs = scenario.days * DAY_MS;
  const timeline = createTimeline();
  const recorder = createStayRecorder(scenario.people, timeline, () => world.deviceWhereabouts);
  const world: World = createWorld(scenario, seed, recorder.onDeviceMove);
  world.start(timeline);
  timeline.runUntil(endMs);
  const stays = recorder.finish();
  const past = { stays, index: indexStays(stays, endMs), order: inCompany(stays, endMs) };
  return { ...past, truth: shareTruth(knownTruthOf(world), endMs) };
}

/** The same town in step, on one thread: slower, and with the same result. */
export function finishTownInStep({ scenario, seed, onProgress }: RunOptions): FinishedRun {
  const engine = createEngine(scenario, seed);
  const tally = followTokens(engine);
  const hours = scenario.days * 24;
  for (let hour = 1; hour <= hours; hour++) {
    engine.runUntil(hour * HOUR_MS);
    onProgress?.(hour / hours);
  }
  return {
    run: runOf(engine.world, engine.startUtcMs, engine.timeline.nowMs(), tally()),
    outputHash: hashOf(engine.tokens.map(logHash)),
    tokens: engine.tokens.length,
  };
}

function hashOf(logHashes: readonly Uint8Array[]): string {
  const hash = createHash("sha256");
  for (const bytes of logHashes) hash.update(bytes);
  return hash.digest("hex");
}
