/** Whose the IDs are that somebody heard, on all of the computer's cores where there are many tokens. */
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { KEY_BYTES, SLOTS_PER_DAY } from "../../bluezone/ids.js";
import type { IdDay } from "../cases/case-material.js";
import { startThread } from "../threads.js";
import { askHelper, helpersOf, shuffled } from "./id-helpers.js";
import { findIds, type Found, type Sender } from "./id-lookup.js";

interface Task {
  idsHeard: ReadonlySet<string>;
  subKeys: Uint8Array;
}

/** A million IDs, a sixth of a second: what a thread takes to start is less. */
const DAYS_FOR_A_THREAD = 10_000;

/**
 * Who sent the IDs asked for; IDs of no known token, or of other days, are missing from the answer.
 *
 * @param helpers  commands that derive on other computers (`id-helpers.ts`); none: this one does it, on all its cores
 */
export async function sendersOf(
  ids: ReadonlySet<string>,
  days: readonly IdDay[],
  cores = availableParallelism(),
  helpers = helpersOf(process.env),
): Promise<Map<string, Sender>> {
  // A helper is told no order by which tokens could be known.
  const asked = helpers.length === 0 ? days : shuffled(days);
  const subKeys = new Uint8Array(asked.length * KEY_BYTES);
  asked.forEach(({ subKey }, i) => subKeys.set(subKey, i * KEY_BYTES));
  const found = await (helpers.length === 0
    ? findOnCores(ids, subKeys, cores)
    : inShares(subKeys, helpers.length, (share, i) => askHelper(helpers[i]!, ids, share)));
  const senders = new Map<string, Sender>();
  for (const { id, day: index, slot } of found) {
    const { token, generation, day } = asked[index]!;
    senders.set(id, { token, generation, slot: day * SLOTS_PER_DAY + slot });
  }
  return senders;
}

/** The same of sub-keys alone, each of slot 0 of a day. */
export function findOnCores(
  ids: ReadonlySet<string>,
  subKeys: Uint8Array,
  cores = availableParallelism(),
): Promise<Found[]> {
  const threads = Math.max(1, Math.min(cores, Math.floor(subKeys.length / KEY_BYTES / DAYS_FOR_A_THREAD)));
  return inShares(subKeys, threads, (share) =>
    threads === 1 ? findIds(ids, share) : inThread({ idsHeard: ids, subKeys: share }),
  );
}

async function inShares(
  subKeys: Uint8Array,
  shares: number,
  find: (share: Uint8Array, i: number) => Found[] | Promise<Found[]>,
): Promise<Found[]> {
  const days = Math.ceil(subKeys.length / KEY_BYTES / shares);
  const found = await Promise.all(
    Array.from({ length: shares }, (_, i) =>
      find(subKeys.slice(i * days * KEY_BYTES, (i + 1) * days * KEY_BYTES), i),
    ),
  );
  return found.flatMap((ofShare, i) => ofShare.map((one) => ({ ...one, day: i * days + one.day })));
}

function inThread(task: Task): Promise<Found[]> {
  const worker = startThread(import.meta.url, { workerData: task });
  return new Promise((resolve, reject) => {
    worker.on("message", resolve);
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`A thread ended with ${code}`)));
  });
}

const task = isMainThread ? undefined : (workerData as Partial<Task> | null);
if (task?.idsHeard !== undefined) parentPort!.postMessage(findIds(task.idsHeard, task.subKeys!));
