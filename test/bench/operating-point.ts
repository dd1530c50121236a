/**
 * Whom a trace names in simulated places, at each operating point, beside what the radio channel allows at best:
 *
 *     npx tsx test/bench/operating-point.ts [--seeds 21,22,23] [SCENARIO[:PEOPLE] …] [--table]
 *
 * Precision and recall are `trace.precision` and `trace.sensitivity` of `bztoken simulate`; `covered` is recall among contacts
 * of whom both have a token with them, powered. `At best` is the precision at a recall of 0.9 with `channel-limit.ts`, among
 * covered contacts too, and so is the trace's own. The operating points were chosen on seed 11.
 *
 * `--table`: of pairs that sit at one distance for so many minutes, the share that is named.
 */
import { parseArgs } from "node:util";
import { SLOTS_PER_DAY } from "../../src/bluezone/ids.js";
import { DEFAULT_RULE, OPERATING_POINTS, POINTS } from "../../src/contacts/operating-points.js";
import { createTownChannel } from "../../sim/run/engine.js";
import { finishTown } from "../../sim/run/run.js";
import { loadScenario, parseScenario, scenarioNamed } from "../../sim/scenarios/scenario.js";
import { score } from "../../sim/scores/score.js";
import { closenessIn } from "../../sim/scores/views.js";
import { createChannelLimit } from "./channel-limit.js";

const PLACES = ["ward", "bus-line", "market", "school-day", "village:1000"];
const SEEDS = "21,22,23";
const RECALL = 0.9;
const DISTANCES_M = [1, 1.5, 2, 3, 4];
const DURATIONS_MINUTES = [10, 15, 20, 30, 60];
const PAIRS = 100;

interface Judged {
  readonly isContact: boolean;
  readonly isCovered: boolean;
  readonly probability: number;
}

const text = (share: number) => (Number.isFinite(share) ? share.toFixed(2) : "–").padStart(6);
const contactsIn = (judged: readonly Judged[]) => judged.filter(({ isContact }) => isContact).length;

/** Without contacts that no two tokens could see. */
function covered(judged: readonly Judged[]): Judged[] {
  return judged.filter(({ isContact, isCovered }) => !isContact || isCovered);
}

function precisionAndRecall(judged: readonly Judged[], contacts: number, least: number): [number, number] {
  const named = judged.filter(({ probability }) => probability >= least);
  const right = contactsIn(named);
  return [right / named.length, right / contacts];
}

/** The precision where `RECALL` of so many contacts are just found; NaN where that many never are. */
function precisionAtRecall(judged: readonly Judged[], contacts: number): number {
  const ofContacts = judged.flatMap(({ isContact, probability }) => (isContact ? [probability] : []));
  const least = ofContacts.sort((a, b) => b - a)[Math.ceil(RECALL * contacts) - 1];
  return least === undefined || least === 0 ? NaN : precisionAndRecall(judged, contacts, least)[0];
}

async function judge(place: string, seed: number): Promise<number[]> {
  const [name, people] = place.split(":");
  const base = loadScenario(name!);
  const scenario = parseScenario({
    ...base,
    people: people === undefined ? base.people : Number(people),
    days: 1,
  });
  const { run } = await finishTown({ scenario, seed, workers: 1 });
  const slotZeroMinutes = ((run.startUtcMs / 900_000) % SLOTS_PER_DAY) * 15;
  const limit = createChannelLimit(run, createTownChannel(scenario, seed).channel, slotZeroMinutes);
  const judged: Judged[] = [];
  const scores = score(run, (pair) => {
    limit.add(pair);
    // An F0's trace opens the other's log unless the own one rules the other out.
    const view = pair.byA?.isRuledOut === false ? pair.together : pair.byA;
    const probability = view === undefined ? 0 : closenessIn(view).probability;
    judged.push({ isContact: pair.isContact, isCovered: pair.isCovered, probability });
  });
  const { contacts, contactsCovered, trace } = scores;
  const rates = POINTS.flatMap((point) =>
    precisionAndRecall(judged, contacts, OPERATING_POINTS[point].leastProbability),
  );
  const usual = 2 * POINTS.indexOf(DEFAULT_RULE.point);
  if (rates[usual] !== trace.precision || rates[usual + 1] !== trace.sensitivity)
    throw new Error("The simulator's trace says something else");
  return [
    ...rates,
    precisionAndRecall(
      covered(judged),
      contactsCovered,
      OPERATING_POINTS[DEFAULT_RULE.point].leastProbability,
    )[1],
    precisionAtRecall(covered(judged), contactsCovered),
    precisionAtRecall(covered(limit.scores()), contactsCovered),
  ];
}

async function reportPlaces(places: readonly string[], seeds: readonly number[]): Promise<void> {
  console.log(
    `precision and recall at ${POINTS.map((point) => `${point} (${OPERATING_POINTS[point].leastProbability})`).join(", ")};`,
  );
  console.log(
    `of the usual: recall of covered contacts; precision at ${RECALL} of these, the trace's and at best`,
  );
  for (const place of places) {
    const rows: number[][] = [];
    for (const seed of seeds) {
      const rates = await judge(place, seed);
      rows.push(rates);
      console.log(`${place.padEnd(13)} seed ${`${seed}`.padEnd(4)}${rates.map(text).join("")}`);
    }
    const means = rows[0]!.map((_, i) => rows.reduce((sum, row) => sum + row[i]!, 0) / rows.length);
    console.log(`${place.padEnd(13)} mean     ${means.map(text).join("")}`);
  }
}

/** Pairs out of range of each other, whose meetings begin everywhere in the slot. */
async function shareNamed(distanceM: number, minutes: number, seed: number): Promise<number> {
  const base = scenarioNamed("pairs");
  if (base.population.kind !== "positions") throw new Error("Pairs stand at positions");
  const steps = [0, distanceM].map((xM, i) => ({ person: i + 1, minute: 0, xM, yM: 0 }));
  const scenario = parseScenario({
    ...base,
    people: 2 * PAIRS,
    population: { ...base.population, minutes, steps },
  });
  const { run } = await finishTown({ scenario, seed, workers: 1 });
  return score(run).trace.said / PAIRS;
}

async function reportTable(seed: number): Promise<void> {
  console.log(
    `\nof ${PAIRS} pairs, the share that is named at "${DEFAULT_RULE.point}", by true distance and minutes, seed ${seed}`,
  );
  console.log(
    `${"".padStart(8)}${DURATIONS_MINUTES.map((minutes) => `${minutes} min`.padStart(8)).join("")}`,
  );
  for (const distanceM of DISTANCES_M) {
    const shares: number[] = [];
    for (const minutes of DURATIONS_MINUTES) shares.push(await shareNamed(distanceM, minutes, seed));
    console.log(`${`${distanceM} m`.padStart(8)}${shares.map((share) => text(share).padStart(8)).join("")}`);
  }
}

const { values, positionals } = parseArgs({
  options: { seeds: { type: "string", default: SEEDS }, table: { type: "boolean", default: false } },
  allowPositionals: true,
});
const seeds = values.seeds.split(",").map(Number);
if (values.table) await reportTable(seeds[0]!);
if (!values.table || positionals.length > 0)
  await reportPlaces(positionals.length > 0 ? positionals : PLACES, seeds);
