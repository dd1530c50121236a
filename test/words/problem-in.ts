import type { Code, Family } from "../../src/words/problem.js";
import { isUserError } from "../../src/words/user-error.js";

type Layer = "bluezone" | "custody" | "sync" | "station";

/** What can be wrong in a layer, as far as callers tell it apart: "no-answer" is what "sync/no-answer/silent" is about. */
export type ProblemOf<L extends Layer> = Problems[L];
/** Worked out once a layer: the compiler gives up where it is to compare lists of hundreds of codes each time. */
type Problems = { [L in Layer]: Second<Extract<Code, `${L}/${string}`>> };
type Second<C> = C extends `${string}/${infer Rest}`
  ? Rest extends `${infer First}/${string}`
    ? First
    : Rest
  : never;

/** The problem of an error of that layer; of any other error, the error in words. */
export function problemIn(layer: Layer, error: unknown): string {
  return isUserError(error, layer) ? error.code.split("/")[1]! : String(error);
}

export function isIn<L extends Layer>(layer: L, error: unknown, ...problems: ProblemOf<L>[]): boolean {
  // Of so many codes the compiler does not compare two lists.
  const names: readonly string[] = problems;
  return isUserError(error, ...names.map((problem) => `${layer}/${problem}` as Family));
}
