/** Threads that share the work on one town. The result is the same, whichever of them does a piece of it. */
import { type Worker, isMainThread, parentPort, workerData } from "node:worker_threads";
import { startThread } from "../../src/station/threads.js";
import { UserError, isUserError, problemOf } from "../../src/words/user-error.js";
import { type HeardLife, type Past, type Town, createHearing, liveAlone } from "./lives.js";
import { type ScorePart, scorePart } from "../scores/score.js";
import { type SharedRun, openRun, sortLogs } from "../scores/shared-run.js";
import type { Sent } from "../devices/sent.js";
import { createWorld } from "../devices/world.js";
import { type Problem } from "../../src/words/problem.js";

/** Kinds of work: what all pieces of one kind start from, and what each gives. */
interface Kinds {
  liveAlone: { input: undefined; output: Sent };
  hear: { input: Past; output: HeardLife[] };
  /** Of `logChunksOf` chunks. */
  sortLogs: { input: SharedRun; output: void };
  /** Of `partsOf` chunks, after their logs were sorted. */
  score: { input: SharedRun; output: ScorePart };
}

type Kind = keyof Kinds;

type Prepare<K extends Kind> = (
  town: Town,
  input: Kinds[K]["input"],
) => (chunk: number) => Kinds[K]["output"];

const PREPARE: { [K in Kind]: Prepare<K> } = {
  liveAlone: (town) => (chunk) => liveAlone(town, chunk),
  hear: (town, past) => createHearing(town, past).live,
  sortLogs: (_, shared) => (chunk) => sortLogs(shared, chunk),
  score: ({ world }, shared) => {
    const run = openRun(shared, world);
    return (chunk) => scorePart(run, chunk);
  },
};

export interface Crew {
  /**
   * Does one kind of work on chunks 0…`chunks`-1; the results are in their order.
   *
   * @param onDone  runs after each chunk
   */
  work<K extends Kind>(
    kind: K,
    input: Kinds[K]["input"],
    chunks: number,
    onDone?: () => void,
  ): Promise<Kinds[K]["output"][]>;
  end(): Promise<void>;
}

/** What a thread is started with: a town without its world, which each makes itself. */
type TownData = Omit<Town, "world">;

/** One kind of work, for all threads; each takes the next chunk until there is none. */
interface Order {
  kind: Kind;
  input: unknown;
  chunks: number;
  nextChunk: Int32Array;
}

type Answer = { chunk: number; output: unknown } | "done" | { problem: Problem };

/** A larger space for young objects than V8's own choice: what a slot allocates is then dead when it is looked through. */
const YOUNG_MEGABYTES = 32;

/** @param threads  1: all work is done in this one, which is then busy until the end */
export function createCrew(town: Town, threads: number): Crew {
  return threads === 1 ? createLoneWorker(town) : createThreads(town, threads);
}

function createLoneWorker(town: Town): Crew {
  return {
    work(kind, input, chunks, onDone) {
      const workOn = (PREPARE[kind] as Prepare<typeof kind>)(town, input);
      const outputs = Array.from({ length: chunks }, (_, chunk) => {
        const output = workOn(chunk);
        onDone?.();
        return output;
      });
      return Promise.resolve(outputs);
    },
    end: () => Promise.resolve(),
  };
}

function createThreads({ scenario, seed, isAirExact }: Town, threads: number): Crew {
  const data: TownData = { scenario, seed, isAirExact };
  const options = { workerData: data, resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MEGABYTES } };
  const workers = Array.from({ length: threads }, () => startThread(import.meta.url, options));
  return {
    async work<K extends Kind>(kind: K, input: Kinds[K]["input"], chunks: number, onDone?: () => void) {
      const order: Order = { kind, input, chunks, nextChunk: new Int32Array(new SharedArrayBuffer(4)) };
      const outputs: Kinds[K]["output"][] = [];
      const onOutput = (chunk: number, output: unknown) => {
        outputs[chunk] = output as Kinds[K]["output"];
        onDone?.();
      };
      await Promise.all(workers.map((worker) => giveOrder(worker, order, onOutput)));
      return outputs;
    },
    async end() {
      await Promise.all(workers.map((worker) => worker.terminate()));
    },
  };
}

function giveOrder(
  worker: Worker,
  order: Order,
  onOutput: (chunk: number, output: unknown) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const onAnswer = (answer: Answer) => {
      if (answer === "done") {
        worker.off("message", onAnswer);
        worker.off("error", reject);
        worker.off("exit", onExit);
        resolve();
      } else if ("problem" in answer) reject(UserError.from(answer.problem));
      else onOutput(answer.chunk, answer.output);
    };
    const onExit = (code: number) => reject(new Error(`A worker ended with ${code}`));
    worker.on("message", onAnswer);
    worker.on("error", reject);
    worker.on("exit", onExit);
    worker.postMessage(order);
  });
}

/** In a thread: does as it is told. */
function serve(data: TownData): void {
  const town: Town = { ...data, world: createWorld(data.scenario, data.seed) };
  const answer = (what: Answer) => parentPort!.postMessage(what);
  parentPort!.on("message", ({ kind, input, chunks, nextChunk }: Order) => {
    try {
      const workOn = (PREPARE[kind] as Prepare<Kind>)(town, input as never);
      for (;;) {
        const chunk = Atomics.add(nextChunk, 0, 1);
        if (chunk >= chunks) break;
        answer({ chunk, output: workOn(chunk) });
      }
      answer("done");
    } catch (error) {
      if (!isUserError(error)) throw error;
      answer({ problem: problemOf(error) });
    }
  });
}

if (!isMainThread && (workerData as TownData | undefined)?.scenario !== undefined)
  serve(workerData as TownData);
