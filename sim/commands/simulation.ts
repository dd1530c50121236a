/** What the commands that simulate towns share. */
import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";
import { wholeNumber } from "../../src/station/command-line/options.js";
import { UserError } from "../../src/words/user-error.js";
import { LEAST_PEOPLE, MOST_DAYS, MOST_PEOPLE } from "../scenarios/bounds.js";

export const peopleNumber = wholeNumber(LEAST_PEOPLE, MOST_PEOPLE);
export const daysNumber = wholeNumber(1, MOST_DAYS);
export const MOST_SEEDS = 1000;
/** More than any computer has processors to make use of. */
export const MOST_WORKERS = 256;

/** A town in step keeps every token in memory at once: 5,000 take 1 GB before they have lived an hour. */
export const MOST_LIVE_PEOPLE = 5000;

export function requireLive(people: number): void {
  if (people > MOST_LIVE_PEOPLE)
    throw new UserError("simulator/too-many-live", { people, most: MOST_LIVE_PEOPLE });
}

/** A worker for fewer people than this costs more than it saves; as a power of two. */
const SHARE_BITS = 7;

/** Threads for a town of so many people: the result is the same for any number. */
export function workersFor(people: number): number {
  return Math.max(1, Math.min(availableParallelism(), people >> SHARE_BITS));
}

/** A bar with the time left on a terminal, nothing elsewhere; counts runs and parts of them. */
export async function createProgress(runs: number) {
  const { SingleBar } = (await import("cli-progress")).default;
  const format = "{bar} {percentage} %, {eta_formatted} left";
  const bar = new SingleBar({ format, stream: process.stderr, hideCursor: true });
  const isShown = process.stderr.isTTY;
  if (isShown) bar.start(runs, 0);
  return {
    show: (done: number) => isShown && bar.update(done),
    stop: () => isShown && bar.stop(),
  };
}

/** For options of the simulated clocks. */
export function numberFrom0(text: string): number {
  const value = Number(text);
  if (text.trim() === "" || !(value >= 0 && value <= 1000))
    throw new InvalidArgumentError("Give a number from 0 to 1000.");
  return value;
}
