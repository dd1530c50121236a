/** Runs a town from its first local midnight to its end, on as many threads as one likes: the bytes are the same. */
import { createHash } from "node:crypto";
import { Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { type Share, createEngine } from "./engine.js";
import { createAdvertMemory } from "./on-air.js";
import { ALONE, createClocks, createPeers } from "./peers.js";
import type { Scenario } from "./scenario.js";
import { type Scores, type Tally, runOf, score, tallyLogs } from "./scores.js";
import type { ScoredRun } from "./scores/pairs.js";
import { createWorld } from "./world.js";

export interface RunOptions {
  scenario: Scenario;
  /** 0…2^32-1 */
  seed: number;
  /** Threads; 1 runs in this one, which is then busy until the end. */
  workers: number;
  /** Simulated hours that are over, of so many. */
  onHour?: (hour: number, hours: number) => void;
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

/** What a worker is started with. */
interface Order {
  scenario: Scenario;
  seed: number;
  worker: number;
  workers: number;
  clocks: SharedArrayBuffer;
  adverts: SharedArrayBuffer;
}

interface PartialOutcome {
  logHashes: Uint8Array;
  tally: Tally;
}

type Message = { hour: number } | PartialOutcome;

const HOUR_MS = 3_600_000;

/** A larger space for young objects than V8's own choice: what a slot allocates is then dead when it is looked through. */
const YOUNG_MEGABYTES = 64;

export async function runTown(options: RunOptions): Promise<Outcome> {
  const { run, ...rest } = await finishTown(options);
  return { scores: score(run), ...rest };
}

/** The same without the scores, for those who look closer. */
export async function finishTown(options: RunOptions): Promise<FinishedRun> {
  const { scenario, seed, workers, onHour } = options;
  const people = scenario.people;
  const hours = scenario.days * 24;
  const order = (worker: number): Order => ({ ...shared, scenario, seed, worker, workers });
  const shared = {
    clocks: createClocks(workers),
    adverts: createAdvertMemory(people),
  };
  const report = (hour: number) => onHour?.(hour, hours);
  if (workers === 1) return join(scenario, seed, [runShare(order(0), report)]);
  const started: Worker[] = [];
  try {
    const parts = Array.from({ length: workers }, (_, worker) => {
      const thread = startThread(order(worker));
      started.push(thread);
      return outcomeOf(thread, worker === 0 ? report : () => {});
    });
    return join(scenario, seed, await Promise.all(parts));
  } finally {
    // One that failed leaves the others waiting for it.
    await Promise.all(started.map((thread) => thread.terminate()));
  }
}

/** This file again, in a thread of its own. Run from its TypeScript source it needs tsx, which a thread does not inherit. */
function startThread(order: Order): Worker {
  const limits = { maxYoungGenerationSizeMb: YOUNG_MEGABYTES };
  const url = import.meta.url;
  if (!url.endsWith(".ts")) return new Worker(new URL(url), { workerData: order, resourceLimits: limits });
  const withTsx = `import("tsx/esm/api").then(({ register }) => (register(), import(${JSON.stringify(url)})))`;
  return new Worker(withTsx, { eval: true, workerData: order, resourceLimits: limits });
}

function outcomeOf(thread: Worker, onHour: (hour: number) => void): Promise<PartialOutcome> {
  return new Promise((resolve, reject) => {
    thread.on("message", (message: Message) => {
      if ("hour" in message) onHour(message.hour);
      else resolve(message);
    });
    thread.on("error", reject);
    thread.on("exit", (code) => reject(new Error(`A worker ended with ${code}`)));
  });
}

function join(scenario: Scenario, seed: number, parts: readonly PartialOutcome[]): FinishedRun {
  const hash = createHash("sha256");
  let tokens = 0;
  for (const { logHashes } of parts) {
    hash.update(logHashes);
    tokens += logHashes.length / 32;
  }
  const tallies = parts.map(({ tally }) => tally);
  const startUtcMs = Date.parse(scenario.startsAt);
  const run = runOf(createWorld(scenario, seed), startUtcMs, scenario.days * 24 * HOUR_MS, tallies);
  return { run, outputHash: hash.digest("hex"), tokens };
}

/** People of one household and hamlet have neighbouring numbers, so most of what a worker hears is its own tokens'. */
function runShare(order: Order, onHour: (hour: number) => void): PartialOutcome {
  const { scenario, seed, worker, workers, clocks, adverts } = order;
  const peers = workers === 1 ? ALONE : createPeers(clocks, worker);
  const share: Share = {
    first: Math.floor((scenario.people * worker) / workers),
    end: Math.floor((scenario.people * (worker + 1)) / workers),
    peers,
    adverts,
  };
  const engine = createEngine(scenario, seed, share);
  for (let hour = 1; hour <= scenario.days * 24; hour++) {
    engine.runUntil(hour * HOUR_MS);
    onHour(hour);
  }
  const tally = tallyLogs(engine, worker === 0);
  return { logHashes: engine.logHashes(), tally };
}

if (!isMainThread && (workerData as Order | undefined)?.clocks instanceof SharedArrayBuffer) {
  const outcome = runShare(workerData as Order, (hour) =>
    parentPort!.postMessage({ hour } satisfies Message),
  );
  parentPort!.postMessage(outcome);
}
