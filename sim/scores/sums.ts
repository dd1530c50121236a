/** Numbers, and lists and tables of them, to any depth. */
type Counts = number | Float64Array | { readonly [name: string]: Counts };

/** Adds up results of one shape, in their order. */
export function sumOf<T extends object>(parts: readonly T[]): T {
  return parts.map((part) => part as Counts).reduce(sum) as T;
}

function sum(one: Counts, other: Counts): Counts {
  if (typeof one === "number") return one + (other as number);
  if (one instanceof Float64Array) return one.map((value, i) => value + (other as Float64Array)[i]!);
  const others = other as typeof one;
  return Object.fromEntries(Object.entries(one).map(([name, value]) => [name, sum(value, others[name]!)]));
}
