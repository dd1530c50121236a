/** Whose the IDs are that somebody heard, on all of the computer's cores where there are many tokens. */
import { availableParallelism } from "node:os";
import { isMainThread, parentPort, workerData } from "node:worker_threads";
import { KEY_BYTES, SLOTS_PER_DAY } from "../../bluezone/ids.js";
import type { IdDay } from "../cases/case-material.js";
import { startThread } from "../threads.js";
import { findIds, type Found, type Sender } from "./id-lookup.js";

interface Task {
  idsHeard: ReadonlySet<string>;
  subKeys: Uint8Array;
}

/** Half a million IDs, a third of a second: what a thread takes to start is less. */
const DAYS_FOR_A_THREAD = 5_000;

/** Who sent the IDs asked for; IDs of no known token, or of other days, are missing from the answer. */
export async function sendersOf(
  ids: ReadonlySet<string>,
  days: readonly IdDay[],
  cores = availableParallelism(),
): Promise<Map<string, Sender>> {
  const threads = Math.max(1, Math.min(cores, Math.floor(days.length / DAYS_FOR_A_THREAD)));
  const share = Math.ceil(days.length / threads);
  const tasks = Array.from({ length: threads }, (_, thread) => {
    const part = days.slice(thread * share, (thread + 1) * share);
    const subKeys = new Uint8Array(part.length * KEY_BYTES);
    part.forEach(({ subKey }, i) => subKeys.set(subKey, i * KEY_BYTES));
    return { idsHeard: ids, subKeys };
  });
  const found = await Promise.all(
    threads === 1 ? tasks.map(({ idsHeard, subKeys }) => findIds(idsHeard, subKeys)) : tasks.map(inThread),
  );
  const senders = new Map<string, Sender>();
  found.forEach((ofThread, thread) => {
    for (const { id, day: index, slot } of ofThread) {
      const { token, generation, day } = days[thread * share + index]!;
      senders.set(id, { token, generation, slot: day * SLOTS_PER_DAY + slot });
    }
  });
  return senders;
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
