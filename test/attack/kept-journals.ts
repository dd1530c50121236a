/** What somebody finds on the disk afterwards: every rollback journal that a store ever had, kept alive by a second name. */
import { existsSync, mkdirSync, readFileSync, readdirSync } from "node:fs";
import { Worker } from "node:worker_threads";

/** Looks for a new journal without a pause: where SQLite unlinks it, it lives for milliseconds. */
const KEEPER = `
  const { linkSync, statSync } = require("node:fs");
  const { parentPort, workerData: { journal, folder, stop } } = require("node:worker_threads");
  const kept = new Set();
  const look = () => {
    try {
      const { ino } = statSync(journal);
      if (kept.has(ino)) return;
      linkSync(journal, folder + "/" + kept.size);
      kept.add(ino);
    } catch {}
  };
  // One that is there is kept whatever else the computer does.
  look();
  parentPort.postMessage("ready");
  while (Atomics.load(stop, 0) === 0) look();
`;

export async function keepJournals(store: string, folder: string) {
  mkdirSync(folder);
  const stop = new Int32Array(new SharedArrayBuffer(4));
  const workerData = { journal: `${store}-journal`, folder, stop };
  const worker = new Worker(KEEPER, { eval: true, workerData });
  await new Promise((resolve) => worker.once("message", resolve));
  return {
    /** All that is on the disk: the store, its journal if there is one, and every journal that was. */
    async end(): Promise<Buffer[]> {
      Atomics.store(stop, 0, 1);
      await new Promise((resolve) => worker.once("exit", resolve));
      const kept = readdirSync(folder).map((name) => `${folder}/${name}`);
      if (kept.length === 0) throw new Error("no journal was caught: this shows nothing");
      return [store, `${store}-journal`, ...kept].filter(existsSync).map((path) => readFileSync(path));
    },
  };
}
