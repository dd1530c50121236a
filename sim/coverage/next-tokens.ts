/**
 * What the next tokens bring a commune with these figures: as in coverage.ts everybody wears a token in the run, and
 * afterwards those who would have none are left out. Who is covered today is drawn by lot; the next tokens go to whom
 * the strategy names, then to anybody.
 */
import { draw } from "../../hal/simulated/random.js";
import { finishTown } from "../run/run.js";
import { parseScenario, type Scenario } from "../scenarios/scenario.js";
import { score } from "../scores/score.js";
import { type Person, inDrawnOrder } from "../town/people.js";
import { type FullContact, sharesFound, withTokensForAll } from "./coverage.js";

export const GIVEN_TO = ["anyone", "households", "sellers", "health-staff"] as const;
export type GivenTo = (typeof GIVEN_TO)[number];

/** A day of so many takes seconds, and has about a thousand close contacts. */
export const MOST_PEOPLE = 300;
const NEXT_TOKENS = 100;
/** Of those who have none yet. */
const SHARES = [0.1, 0.25, 0.5, 0.75, 1];
/** Who happens to be covered is drawn that many times, and the mean taken. */
const ORDERS = 100;

export interface NextTokensOptions {
  /** Its people are as many as the unit has, and no more than `MOST_PEOPLE`. */
  scenario: Scenario;
  population: number;
  /** With a phone that has Bluezone, or a token. */
  covered: number;
  seed: number;
  /** More than one leave this thread free. */
  workers: number;
  onProgress?: (share: number) => void;
}

export interface NextTokens {
  people: number;
  days: number;
  contacts: number;
  steps: { tokens: number; found: Record<GivenTo, number | null> }[];
}

export async function nextTokens(options: NextTokensOptions): Promise<NextTokens> {
  const { population, covered, seed, workers } = options;
  const people = Math.max(2, Math.min(population, MOST_PEOPLE));
  const scenario = parseScenario({ ...options.scenario, people });
  const { run } = await finishTown({
    ...{ scenario: withTokensForAll(scenario), seed, workers },
    ...(options.onProgress && { onProgress: options.onProgress }),
  });
  const contacts: FullContact[] = [];
  score(run, ({ a, b, isContact, together, isNamed }) => {
    if (isContact) contacts.push({ a, b, isFound: isNamed, isHeard: together !== undefined });
  });
  const scale = people / population;
  const left = population - covered;
  const next = Math.min(NEXT_TOKENS, left);
  const more = [
    0,
    next,
    ...SHARES.map((share) => Math.round(share * left)).filter((tokens) => tokens > next),
  ];
  const sums = more.map(() => Object.fromEntries(GIVEN_TO.map((one) => [one, 0])) as Record<GivenTo, number>);
  const named = new Set<GivenTo>(["anyone"]);
  for (let order = 0; order < ORDERS; order++) {
    for (const strategy of GIVEN_TO) {
      const { ranks, count } = orderFrom(run.world.people, covered * scale, strategy, draw(seed, order));
      if (count > 0) named.add(strategy);
      more.forEach((tokens, i) => {
        sums[i]![strategy] += foundWith(contacts, ranks, (covered + tokens) * scale) / ORDERS;
      });
      // Whoever else waits for this thread comes in between.
      await new Promise((resolve) => setImmediate(resolve));
    }
  }
  const steps = more.map((tokens, i) => ({
    tokens,
    found: Object.fromEntries(GIVEN_TO.map((one) => [one, named.has(one) ? sums[i]![one] : null])) as Record<
      GivenTo,
      number | null
    >,
  }));
  return { people, days: scenario.days, contacts: contacts.length, steps };
}

/** Those who are covered today, by lot; then whom the strategy names; then all others. */
export function orderFrom(
  people: readonly Person[],
  covered: number,
  strategy: GivenTo,
  seed: number,
): { ranks: Uint32Array; count: number } {
  const order = inDrawnOrder(people, seed);
  const today = order.slice(0, Math.round(covered));
  const waiting = order.slice(today.length);
  const reached = new Set(today.map(({ household }) => household));
  const isFirst: Record<GivenTo, (person: Person) => boolean> = {
    anyone: () => true,
    households: ({ household }) => !reached.has(household),
    sellers: ({ occupation }) => occupation === "seller",
    "health-staff": ({ occupation }) => occupation === "nurse",
  };
  const first = waiting.filter(isFirst[strategy]);
  const ranks = new Uint32Array(people.length);
  [...today, ...first, ...waiting.filter((person) => !isFirst[strategy](person))].forEach(
    ({ index }, rank) => {
      ranks[index] = rank;
    },
  );
  return { ranks, count: first.length };
}

/** A hundred tokens of a large unit are less than a simulated person: in between lies a straight line. */
function foundWith(contacts: readonly FullContact[], ranks: Uint32Array, covered: number): number {
  const whole = Math.floor(covered + 1e-9);
  const part = Math.max(0, covered - whole);
  const at = (count: number) => sharesFound(contacts, ranks, count).found ?? 0;
  return part === 0 ? at(whole) : (1 - part) * at(whole) + part * at(whole + 1);
}
