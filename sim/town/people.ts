/** Who takes part: households of a commune with ages and trades, or the visitors of one place. Sources: PARAMETERS.md. */
import { type Random, createRandom, draw } from "../../hal/simulated/random.js";
import {
  type Households,
  type Scenario,
  type TRADES,
  type VISITORS,
  type Visitors,
} from "../scenarios/scenario.js";

export type Occupation = "toddler" | "elder" | "tester" | (typeof TRADES)[number] | (typeof VISITORS)[number];

export interface Person {
  index: number;
  /** Plainly invented. */
  name: string;
  age: number;
  /** Those who live together; visitors each count as one. */
  household: number;
  occupation: Occupation;
  /** A carer's patient. */
  caresFor: number | undefined;
}

const SCHOOL_AGE = 6;
const GROWN_UP = 18;
const ELDER = 60;

type Shares<T> = readonly (readonly [T, number])[];

/** @param seed  of its own, apart from the rest of the world's */
export function createPeople(seed: number, scenario: Scenario): Person[] {
  const { population, people } = scenario;
  if (population.kind === "visitors") return createVisitors(seed, population, people);
  if (population.kind === "positions")
    return Array.from({ length: people }, (_, index) => personOf(index, people, "tester", 30, index));
  const residents = createResidents(createRandom(seed), population, people);
  admit(residents, population, seed);
  return residents;
}

function personOf(
  index: number,
  count: number,
  occupation: Occupation,
  age: number,
  household: number,
): Person {
  const digits = Math.max(2, String(count).length);
  const name = `Người mẫu ${String(index + 1).padStart(digits, "0")}`;
  return { index, name, age, household, occupation, caresFor: undefined };
}

function choose<T>(random: Random, shares: Shares<T>): T {
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
function agesOf(random: Random, size: number): number[] {
  const isOld = size <= 2 && random.unit() < 0.35;
  const first = isOld ? between(random, ELDER, 85) : between(random, 26, 55);
  const household = [first];
  if (size >= 2) household.push(Math.max(GROWN_UP, first + between(random, -6, 4)));
  const grandparents = size < 5 ? 0 : size < 6 ? 1 : 2;
  for (let n = 2; n < size - grandparents; n++) household.push(between(random, 1, Math.min(24, first - 20)));
  for (let n = 0; n < grandparents; n++) household.push(Math.max(ELDER, first + between(random, 22, 32)));
  return household;
}

/** `count` people in whole households; the last household may be cut short. */
function createResidents(random: Random, population: Households, count: number): Person[] {
  const people: Person[] = [];
  const sizes = population.householdSizes.map((share, index): [number, number] => [index + 1, share]);
  const trades = sharesAboveZero(population.trades);

  function occupationAt(age: number): Occupation {
    if (age < SCHOOL_AGE) return "toddler";
    if (age < GROWN_UP) return "pupil";
    if (age >= ELDER) return "elder";
    return choose(random, trades);
  }

  for (let household = 0; people.length < count; household++)
    for (const age of agesOf(random, choose(random, sizes)).slice(0, count - people.length))
      people.push(personOf(people.length, count, occupationAt(age), age, household));
  return people;
}

/** Fills the ward and the quarantine rooms with residents, and puts a relative beside a patient. */
function admit(people: Person[], population: Households, seed: number): void {
  const { patients, isolated, patientsWithCarer } = population;
  const order = inDrawnOrder(people, draw(seed, 1)).filter(({ age }) => age >= SCHOOL_AGE);
  const patientCount = Math.round(patients * people.length);
  const isolatedCount = Math.round(isolated * people.length);
  const admitted = order.slice(0, patientCount);
  for (const person of admitted) person.occupation = "patient";
  for (const person of order.slice(patientCount, patientCount + isolatedCount))
    person.occupation = "isolated";
  const withCarer = admitted.slice(0, Math.round(patientsWithCarer * admitted.length));
  const isBusy: readonly Occupation[] = ["patient", "isolated", "carer"];
  for (const patient of withCarer) {
    // Members of a household lie side by side in the list.
    const first = people.findIndex(({ household }) => household === patient.household);
    for (let i = first; people[i]?.household === patient.household; i++) {
      const relative = people[i]!;
      if (relative.age < GROWN_UP || isBusy.includes(relative.occupation)) continue;
      Object.assign(relative, { occupation: "carer", caresFor: patient.index });
      break;
    }
  }
}

const AGES: Partial<Record<Occupation, readonly [from: number, to: number]>> = {
  pupil: [SCHOOL_AGE, GROWN_UP - 1],
  patient: [18, 85],
  shopper: [18, 75],
  commuter: [15, 70],
};
const WORKING_AGE = [22, 58] as const;

/** Groups are dealt out evenly, so that every stretch of the list has its share of each. */
function createVisitors(seed: number, population: Visitors, count: number): Person[] {
  const random = createRandom(seed);
  const groups = sharesAboveZero(population.groups);
  const dealt = groups.map(() => 0);
  const people: Person[] = [];
  let carers: Person[] = [];
  let patients: Person[] = [];
  for (let index = 0; index < count; index++) {
    if (index % population.peoplePerSite === 0) {
      carers = [];
      patients = [];
    }
    const owed = groups.map(([, share], group) => share * (index + 1) - dealt[group]!);
    const group = owed.indexOf(Math.max(...owed));
    dealt[group]!++;
    const occupation = groups[group]![0];
    const [from, to] = AGES[occupation] ?? WORKING_AGE;
    const person = personOf(index, count, occupation, between(random, from, to), index);
    people.push(person);
    // The n-th carer of a place looks after its n-th patient; there may be more of either.
    if (occupation === "carer") carers.push(person);
    if (occupation === "patient") patients.push(person);
    const pair = Math.min(carers.length, patients.length) - 1;
    if (pair >= 0) carers[pair]!.caresFor = patients[pair]!.index;
  }
  return people;
}

function sharesAboveZero<T extends string>(shares: Record<T, number>): Shares<T> {
  return (Object.entries(shares) as [T, number][]).filter(([, share]) => share > 0);
}

/** People in an order that depends on each one's own draw only. */
export function inDrawnOrder(people: readonly Person[], seed: number): Person[] {
  return people
    .map((person) => ({ person, rank: draw(seed, person.index) }))
    .sort((a, b) => a.rank - b.rank || a.person.index - b.person.index)
    .map(({ person }) => person);
}
