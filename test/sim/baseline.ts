/**
 * Scores of fixed scenarios and seeds. Any change of a number is a change of what tokens or towns do: `npm run baseline` shows
 * it, old against new, and takes the new numbers; look at them before they are committed.
 */
import { runTown } from "../../sim/run/run.js";
import { numbersIn } from "../../sim/scores/confidence.js";
import { scenarioWith } from "./worlds.js";

const RUNS = [
  { name: "village", people: 24, seed: 1 },
  { name: "commune", people: 50, seed: 2 },
  { name: "ward", people: 12, seed: 3 },
  { name: "bus-line", people: 40, seed: 4 },
  { name: "office-grid", people: 20, seed: 5 },
  { name: "accuracy-walk", people: 20, seed: 6 },
] as const;

export const BASELINE_FILE = new URL("baseline.json", import.meta.url);

/**
 * Counts and hashes must be equal, and so must all else but for the last digits: sums in another order. Larger relative
 * differences than this are changes.
 */
export const TOLERANCE = 1e-9;

/** By run: hash of all logs, and every score by its path. */
export type Baseline = Record<string, Record<string, number | string | null>>;

export async function computeBaseline(): Promise<Baseline> {
  const baseline: Baseline = {};
  for (const { name, people, seed } of RUNS) {
    const { scores, outputHash } = await runTown({
      scenario: scenarioWith(name, { people }),
      seed,
      workers: 1,
    });
    baseline[`${name}, ${people} people, seed ${seed}`] = {
      outputHash,
      ...Object.fromEntries(numbersIn(scores)),
    };
  }
  return baseline;
}

export interface Difference {
  run: string;
  path: string;
  /** Undefined: there was, or is, no such number. */
  old: number | string | null | undefined;
  new: number | string | null | undefined;
}

export function differences(old: Baseline, now: Baseline): Difference[] {
  return keysOf(old, now).flatMap((run) => {
    const [before, after] = [old[run] ?? {}, now[run] ?? {}];
    return keysOf(before, after)
      .filter((path) => !isSame(before[path], after[path]))
      .map((path) => ({ run, path, old: before[path], new: after[path] }));
  });
}

function keysOf(one: object, other: object): string[] {
  return [...new Set([...Object.keys(one), ...Object.keys(other)])];
}

function isSame(one: Difference["old"], other: Difference["old"]): boolean {
  if (typeof one !== "number" || typeof other !== "number") return one === other;
  if (Number.isInteger(one) && Number.isInteger(other)) return one === other;
  return Math.abs(one - other) <= TOLERANCE * Math.max(Math.abs(one), Math.abs(other));
}

export function describeDifferences(all: readonly Difference[]): string {
  const lines: string[] = [];
  let run = "";
  for (const one of all) {
    if (one.run !== run) lines.push((run = one.run));
    lines.push(`  ${one.path}: ${one.old ?? "–"} -> ${one.new ?? "–"}${change(one)}`);
  }
  return lines.join("\n");
}

function change({ old, new: now }: Difference): string {
  if (typeof old !== "number" || typeof now !== "number" || old === 0) return "";
  const percent = (100 * (now - old)) / Math.abs(old);
  return ` (${percent > 0 ? "+" : ""}${percent.toPrecision(3)} %)`;
}
