/** Who lives in the village: households, ages and what people do by day. Shares and sources: PARAMETERS.md. */
import type { Random } from "../hal/simulated/random.js";

export type Occupation =
  "toddler" | "pupil" | "farmer" | "worker" | "seller" | "clerk" | "homemaker" | "elder";

export interface Person {
  index: number;
  /** Plainly invented. */
  name: string;
  age: number;
  household: number;
  occupation: Occupation;
}

/** Share of households with 1, 2, … 7 members. */
const HOUSEHOLD_SHARES = [0.1, 0.18, 0.21, 0.26, 0.14, 0.08, 0.03];

const SCHOOL_AGE = 6;
const GROWN_UP = 18;
const ELDER = 60;

const OCCUPATION_SHARES: readonly (readonly [Occupation, number])[] = [
  ["farmer", 0.5],
  ["worker", 0.24],
  ["seller", 0.1],
  ["clerk", 0.06],
  ["homemaker", 0.1],
];

function choose<T>(random: Random, shares: readonly (readonly [T, number])[]): T {
  let left = random.unit();
  for (const [value, share] of shares) {
    left -= share;
    if (left < 0) return value;
  }
  return shares.at(-1)![0];
}

function between(random: Random, from: number, to: number): number {
  return from + random.below(to - from + 1);
}

/** Ages of a household: a couple first, then children, from five members on also grandparents. */
function ages(random: Random, size: number): number[] {
  const isOld = size <= 2 && random.unit() < 0.35;
  const first = isOld ? between(random, ELDER, 85) : between(random, 26, 55);
  const household = [first];
  if (size >= 2) household.push(Math.max(GROWN_UP, first + between(random, -6, 4)));
  const grandparents = size < 5 ? 0 : size < 6 ? 1 : 2;
  for (let n = 2; n < size - grandparents; n++) household.push(between(random, 1, Math.min(24, first - 20)));
  for (let n = 0; n < grandparents; n++) household.push(Math.max(ELDER, first + between(random, 22, 32)));
  return household;
}

function occupationAt(random: Random, age: number): Occupation {
  if (age < SCHOOL_AGE) return "toddler";
  if (age < GROWN_UP) return "pupil";
  if (age >= ELDER) return "elder";
  return choose(random, OCCUPATION_SHARES);
}

/** `count` people in whole households; the last household may be cut short. */
export function createPeople(random: Random, count: number): Person[] {
  const people: Person[] = [];
  const digits = Math.max(2, String(count).length);
  const sizes = HOUSEHOLD_SHARES.map((share, index): [number, number] => [index + 1, share]);
  for (let household = 0; people.length < count; household++) {
    for (const age of ages(random, choose(random, sizes)).slice(0, count - people.length)) {
      const index = people.length;
      const name = `Người mẫu ${String(index + 1).padStart(digits, "0")}`;
      people.push({ index, name, age, household, occupation: occupationAt(random, age) });
    }
  }
  return people;
}
