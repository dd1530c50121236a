/** What the commands that simulate towns share. */
import { availableParallelism } from "node:os";
import { InvalidArgumentError } from "commander";

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
