/** Building blocks of the scenario schema. Each says in words what it allows, for whoever wrote a file that is wrong. */
import { z } from "zod";

export function wholeNumber(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.int({ error }).min(min, { error }).max(max, { error });
}

export function number(min: number, max: number) {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export const share = () => number(0, 1);

export function text(what: string) {
  return z.string({ error: what }).min(1, { error: what });
}

export function trueOrFalse() {
  return z.boolean({ error: "true or false" });
}

export function oneOf<const T extends readonly string[]>(values: T) {
  return z.enum(values, { error: `one of ${values.map((value) => `"${value}"`).join(", ")}` });
}

export function list<T extends z.ZodType>(item: T, what: string) {
  return z.array(item, { error: what }).min(1, { error: what });
}

/** An object with these fields and no others. */
export function fields<T extends z.ZodRawShape>(shape: T) {
  const names = Object.keys(shape).join(", ");
  return z.strictObject(shape, {
    error: ({ code }) => (code === "unrecognized_keys" ? names : `an object with the fields ${names}`),
  });
}

/** Sums of decimal fractions are off by a few units in the last place. */
const SUM_TOLERANCE = 1e-9;

/** For `refine` on shares that make up a whole. */
export function addUpToOne(shares: readonly number[]): boolean {
  return Math.abs(sumOf(shares) - 1) < SUM_TOLERANCE;
}

export function sumOf(shares: readonly number[]): number {
  return shares.reduce((sum, value) => sum + value, 0);
}
