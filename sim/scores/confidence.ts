/** What several seeds say together. */

export interface Estimate {
  /** Runs that gave a number. */
  runs: number;
  mean: number;
  /** 95 % interval of the mean by Student's t; null for a single run. */
  low: number | null;
  high: number | null;
}

const CONFIDENCE = 0.95;

/** Mean and 95 % interval; null where there is no number at all. Runs count as independent and the mean as normal. */
export function estimate(values: readonly (number | null)[]): Estimate | null {
  const known = values.filter((value) => value !== null);
  const runs = known.length;
  if (runs === 0) return null;
  const mean = known.reduce((sum, value) => sum + value, 0) / runs;
  if (runs === 1) return { runs, mean, low: null, high: null };
  const squares = known.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  const half = studentQuantile(runs - 1, CONFIDENCE) * Math.sqrt(squares / (runs - 1) / runs);
  return { runs, mean, low: mean - half, high: mean + half };
}

/** The t that ±t holds `share` of Student's distribution with `freedom` whole degrees of freedom. */
export function studentQuantile(freedom: number, share: number): number {
  let low = 0;
  let high = 1;
  while (studentShare(freedom, high) < share) high *= 2;
  for (let halving = 0; halving < 60; halving++) {
    const middle = (low + high) / 2;
    if (studentShare(freedom, middle) < share) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** Share of Student's distribution between −t and t: Abramowitz and Stegun 26.7.3 and 26.7.4, finite sums. */
function studentShare(freedom: number, t: number): number {
  const angle = Math.atan(t / Math.sqrt(freedom));
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  const isOdd = freedom % 2 === 1;
  let term = isOdd ? cos : 1;
  let sum = freedom === 1 ? 0 : term;
  for (let k = isOdd ? 3 : 2; k < freedom; k += 2) {
    term *= (cos * cos * (k - 1)) / k;
    sum += term;
  }
  return isOdd ? (2 / Math.PI) * (angle + sin * sum) : sin * sum;
}

/** The same of every number in results of one shape, under its path: "trace.f1", "missed.clock". */
export function estimateAll(results: readonly object[]): Record<string, Estimate | null> {
  const tables = results.map((result) => new Map(numbersIn(result)));
  const paths = new Set(tables.flatMap((table) => [...table.keys()]));
  return Object.fromEntries(
    [...paths].map((path) => [path, estimate(tables.map((table) => table.get(path) ?? null))]),
  );
}

/** Every number, or null in its place, with the names that lead to it. */
export function numbersIn(value: unknown, path = ""): [string, number | null][] {
  if (typeof value === "number") return [[path, value]];
  if (value === null) return [[path, null]];
  if (typeof value !== "object") return [];
  return Object.entries(value as object).flatMap(([name, part]) =>
    numbersIn(part, path === "" ? name : `${path}.${name}`),
  );
}
