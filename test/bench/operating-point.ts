/**
 * What a trace would cost at other settings: precision and recall of "at least 15 minutes near on one day" in a simulated town, by the
 * strength from which a window counts as near.
 *
 *     npx tsx test/bench/operating-point.ts SCENARIO [PEOPLE|-] [SEED]
 *
 * `stronger`: the stronger of the two logs in each window, as a trace has it today. `both`: the mean likelihood ratio of both.
 * `smoothed`: the same over neighbouring windows, as `src/contacts/PARAMETERS.md` has it. Device levels are left in.
 */
import { ratioOf, SLOPE_PER_DB, SMOOTHING_MS, smooth } from "../../src/contacts/likelihood.js";
import { DEFAULT_RULE, type SlotWindows, countedWindows, mergeWindows } from "../../src/contacts/judge.js";
import { NOT_HEARD, WINDOWS_PER_SLOT, WINDOW_MINUTES } from "../../src/contacts/record.js";
import { finishTown } from "../../sim/run/run.js";
import { loadScenario, parseScenario } from "../../sim/scenarios/scenario.js";
import { score } from "../../sim/scores/score.js";
import { type Heard, type View, windowsOf, NOTHING } from "../../sim/scores/views.js";

const RECALL = 0.9;
const THRESHOLDS_DBM = [-66, -64, -62, -60, -58, -56, -54, -52, -50];
const WAYS = ["stronger", "both", "smoothed"] as const;
type Way = (typeof WAYS)[number];

/** Windows with the strength that stands for both logs. */
function combined(view: View, way: Way): SlotWindows[] {
  const sides = [view.heard, view.other].map((heard: Heard) => windowsOf({ ...view, heard, other: NOTHING }));
  if (way === "stronger") return windowsOf(view);
  const ratios = new Map<number, number[]>();
  for (const { slot, rssiDbm } of sides.flat())
    rssiDbm.forEach((rssi, w) => {
      if (rssi === NOT_HEARD) return;
      const index = slot * WINDOWS_PER_SLOT + w;
      ratios.set(index, [...(ratios.get(index) ?? []), ratioOf(rssi)]);
    });
  const windows = [...ratios]
    .sort(([a], [b]) => a - b)
    .map(([index, all]) => ({ index, ratio: all.reduce((sum, one) => sum + one, 0) / all.length }));
  const bySlot = new Map<number, SlotWindows>();
  windows.forEach(({ index, ratio }, position) => {
    const logRatio =
      way === "both"
        ? Math.log(ratio)
        : smooth(windows, WINDOW_MINUTES * 60_000, SMOOTHING_MS, index, index, position).logRatio;
    const slot = Math.floor(index / WINDOWS_PER_SLOT);
    const rssiDbm = Array.from({ length: WINDOWS_PER_SLOT }, (_, w) =>
      w === index % WINDOWS_PER_SLOT ? logRatio / SLOPE_PER_DB : NOT_HEARD,
    );
    const one = { slot, rssiDbm, windowsListened: 0, windowMinutes: WINDOW_MINUTES };
    const before = bySlot.get(slot);
    bySlot.set(slot, before === undefined ? one : mergeWindows(before, one));
  });
  return [...bySlot.values()];
}

/** The highest threshold at which it is still a close contact. */
function highestThreshold(windows: readonly SlotWindows[]): number {
  let minutes = 0;
  const counted = countedWindows(windows).sort((a, b) => b.rssiDbm - a.rssiDbm);
  return counted.find((one) => (minutes += one.minutes) >= DEFAULT_RULE.minutes)?.rssiDbm ?? -Infinity;
}

async function main([name, people = "-", seed = "1"]: readonly string[]): Promise<void> {
  if (name === undefined) throw new Error("Give a scenario: SCENARIO [PEOPLE|-] [SEED]");
  const base = loadScenario(name);
  const scenario = parseScenario({ ...base, people: people === "-" ? base.people : Number(people), days: 1 });
  const { run } = await finishTown({ scenario, seed: Number(seed), workers: 1 });
  const pairs: { isContact: boolean; thresholds: number[] }[] = [];
  score(
    run,
    ({ isContact, together }) =>
      pairs.push({
        isContact,
        thresholds: WAYS.map((way) =>
          together === undefined ? -Infinity : highestThreshold(combined(together, way)),
        ),
      }),
    true,
  );
  const contacts = pairs.filter(({ isContact }) => isContact).length;
  console.log(
    `${name}, ${scenario.people} people, seed ${seed}: ${contacts} contacts of ${pairs.length} pairs`,
  );
  const rates = (way: number, threshold: number) => {
    const said = pairs.filter(({ thresholds }) => thresholds[way]! >= threshold);
    const right = said.filter(({ isContact }) => isContact).length;
    return `${(right / said.length).toFixed(2)} ${(right / contacts).toFixed(2)}`;
  };
  console.log(
    `${"precision recall at".padEnd(20)}${THRESHOLDS_DBM.map((dbm) => `${dbm}`.padStart(11)).join("")}   precision at recall ${RECALL}`,
  );
  WAYS.forEach((way, i) => {
    const sorted = pairs
      .flatMap(({ isContact, thresholds }) => (isContact ? [thresholds[i]!] : []))
      .sort((a, b) => b - a);
    const threshold = sorted[Math.ceil(RECALL * contacts) - 1]!;
    const best =
      threshold === -Infinity ? "recall is not reached" : `${rates(i, threshold)} at ${threshold.toFixed(1)}`;
    console.log(
      `${way.padEnd(20)}${THRESHOLDS_DBM.map((dbm) => rates(i, dbm).padStart(11)).join("")}   ${best}`,
    );
  });
}

main(process.argv.slice(2)).catch((error: Error) => {
  console.error(error.message);
  process.exitCode = 2;
});
