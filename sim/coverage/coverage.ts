/**
 * What coverage buys: how many of 100 real close contacts are found when only some people have a token. In the run everybody
 * wears one; afterwards the logs of those who would have none are left out. A pair is found by what both logs say
 * together, so both people need a token. PARAMETERS.md, Coverage, says what that neglects.
 */
import { draw } from "../../hal/simulated/random.js";
import { handOut } from "../town/carrying.js";
import { type Person, inDrawnOrder } from "../town/people.js";
import { finishTown } from "../run/run.js";
import { type Scenario, TOKEN_STRATEGIES } from "../scenarios/scenario.js";
import { score } from "../scores/score.js";
import { type Estimate, estimate } from "../scores/confidence.js";
import type { World } from "../devices/world.js";

export type Strategy = (typeof TOKEN_STRATEGIES)[number];

/** Share of people with Bluezone in a province of about 450,000, August 2020 (PARAMETERS.md, Devices). */
export const PROVINCE_SHARE = 0.074;

/** Shares of people at which the curves are given. */
export const COVERED_SHARES = [
  0,
  0.02,
  0.05,
  PROVINCE_SHARE,
  0.1,
  0.15,
  0.2,
  0.25,
  0.3,
  0.4,
  0.5,
  0.6,
  0.7,
  0.8,
  0.9,
  1,
] as const;

/** Who happens to be first is drawn that many times in each run, and the mean taken. */
const ORDERS = 20;

/** Android and iPhone in Vietnam, 63 : 36 (PARAMETERS.md, Devices). */
const ANDROID_SHARE = 63 / 99;

export interface CoveragePoint {
  /** Share of all people who have a token. */
  covered: number;
  people: number;
  /** Of all real contacts, the share that a trace calls close … */
  found: Estimate;
  /** … and the share of which any log holds a record. */
  heard: Estimate;
}

export interface CoverageCurve {
  strategy: Strategy;
  /** People whom the strategy names; with none of them it is the same as by lot. */
  named: Estimate;
  points: CoveragePoint[];
}

export interface Coverage {
  scenario: string;
  people: number;
  days: number;
  seeds: number[];
  /** Real contacts: pairs and days. */
  contacts: Estimate;
  curves: CoverageCurve[];
}

export interface CoverageOptions {
  scenario: Scenario;
  seeds: readonly number[];
  workers: number;
  /** Runs that are over, with the part of the present one. */
  onProgress?: (runs: number) => void;
}

/** A real close contact of a run in which everybody has a token. */
export interface FullContact {
  a: number;
  b: number;
  isFound: boolean;
  isHeard: boolean;
}

export async function coverageOf({
  scenario,
  seeds,
  workers,
  onProgress,
}: CoverageOptions): Promise<Coverage> {
  const everybody = withTokensForAll(scenario);
  const counts: number[] = [];
  /** By strategy and share, one number a seed. */
  const found = TOKEN_STRATEGIES.map(() => COVERED_SHARES.map((): (number | null)[] => []));
  const heard = TOKEN_STRATEGIES.map(() => COVERED_SHARES.map((): (number | null)[] => []));
  const named = TOKEN_STRATEGIES.map((): number[] => []);
  for (const [n, seed] of seeds.entries()) {
    const report = (share: number) => onProgress?.(n + share);
    const { run } = await finishTown({ scenario: everybody, seed, workers, onProgress: report });
    const contacts: FullContact[] = [];
    score(run, ({ a, b, isContact, together, isNamed }) => {
      if (!isContact) return;
      contacts.push({ a, b, isFound: isNamed, isHeard: together !== undefined });
    });
    counts.push(contacts.length);
    TOKEN_STRATEGIES.forEach((strategy, s) => {
      const orders = Array.from({ length: ORDERS }, (_, order) =>
        orderOf(scenario, run.world, strategy, draw(draw(seed, 31), order)),
      );
      named[s]!.push(meanOf(orders.map((order) => order.named))!);
      COVERED_SHARES.forEach((share, i) => {
        const shares = orders.map(({ ranks }) =>
          sharesFound(contacts, ranks, peopleOf(share, scenario.people)),
        );
        found[s]![i]!.push(meanOf(shares.map((one) => one.found)));
        heard[s]![i]!.push(meanOf(shares.map((one) => one.heard)));
      });
    });
  }
  return {
    scenario: scenario.name,
    people: scenario.people,
    days: scenario.days,
    seeds: [...seeds],
    contacts: estimate(counts)!,
    curves: TOKEN_STRATEGIES.map((strategy, s) => ({
      strategy,
      named: estimate(named[s]!)!,
      points: COVERED_SHARES.map((covered, i) => ({
        covered,
        people: peopleOf(covered, scenario.people),
        found: estimate(found[s]![i]!) ?? NOTHING,
        heard: estimate(heard[s]![i]!) ?? NOTHING,
      })),
    })),
  };
}

/** Where there is no contact at all. */
const NOTHING: Estimate = { runs: 0, mean: 0, low: null, high: null };

export function withTokensForAll(scenario: Scenario): Scenario {
  return { ...scenario, devices: { token: 1, android: 0, iphone: 0, none: 0, tokensFirstTo: "anyone" } };
}

function peopleOf(share: number, people: number): number {
  return Math.round(share * people);
}

/** Those whom the strategy names come first, in an order by lot; `ranks`: by person, how many get a token before. */
export function orderOf(
  scenario: Scenario,
  { people }: Pick<World, "people">,
  strategy: Strategy,
  seed: number,
): { ranks: Uint32Array; named: number } {
  const isFirst = firstBy(strategy, scenario, people, draw(seed, 1));
  const order = inDrawnOrder(people, draw(seed, 2));
  const first = order.filter(isFirst);
  const ranks = new Uint32Array(people.length);
  [...first, ...order.filter((person) => !isFirst(person))].forEach(({ index }, rank) => {
    ranks[index] = rank;
  });
  return { ranks, named: first.length };
}

function firstBy(
  strategy: Strategy,
  scenario: Scenario,
  people: readonly Person[],
  seed: number,
): (person: Person) => boolean {
  switch (strategy) {
    case "anyone":
      return () => true;
    case "sellers":
      return ({ occupation }) => occupation === "seller";
    case "health-staff":
      return ({ occupation }) => occupation === "nurse";
    case "households-without-phones": {
      const owned = handOut(withPhones(scenario), people, seed);
      const withPhone = new Set(people.filter((_, i) => owned[i] !== "none").map((one) => one.household));
      return ({ household }) => !withPhone.has(household);
    }
  }
}

/** Who would have a phone; as many as in the province where the scenario knows of none. */
function withPhones(scenario: Scenario): Scenario {
  const given = scenario.devices.android + scenario.devices.iphone;
  const phones = given === 0 ? PROVINCE_SHARE : given;
  const android = given === 0 ? PROVINCE_SHARE * ANDROID_SHARE : scenario.devices.android;
  const devices = { ...scenario.devices, token: 0, android, iphone: phones - android, none: 1 - phones };
  return { ...scenario, devices };
}

/** Of all contacts, the shares found and heard when the first `covered` people have a token; null without contacts. */
export function sharesFound(
  contacts: readonly FullContact[],
  ranks: Uint32Array,
  covered: number,
): { found: number | null; heard: number | null } {
  if (contacts.length === 0) return { found: null, heard: null };
  const both = contacts.filter(({ a, b }) => ranks[a]! < covered && ranks[b]! < covered);
  const share = (pick: (contact: FullContact) => boolean) => both.filter(pick).length / contacts.length;
  return { found: share(({ isFound }) => isFound), heard: share(({ isHeard }) => isHeard) };
}

function meanOf(values: readonly (number | null)[]): number | null {
  return estimate(values)?.mean ?? null;
}
