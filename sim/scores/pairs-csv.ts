/** The pairs one by one, for a spreadsheet. Columns: PARAMETERS.md, Scores. */
import type { ScoredPair } from "./score.js";
import { eachStay } from "../days/tracks.js";
import { CLOSE_CM } from "../days/truth.js";
import type { ScoredRun } from "./pairs.js";
import { type View, closenessIn, exposureOf } from "./views.js";

export const PAIR_COLUMNS = [
  "day",
  "a",
  "b",
  "device_a",
  "device_b",
  "together_min",
  "mean_distance_m",
  "least_distance_m",
  "close_min",
  "contact",
  "log_a_near_min",
  "log_a_min",
  "log_b_near_min",
  "log_b_min",
  "trace_near_min",
  "trace_min",
  "trace_close_min",
  "trace_probability",
  "trace_close",
  "cause",
] as const;

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

export function pairRow({ world, tracks }: ScoredRun, pair: ScoredPair): string {
  const { a, b, day, byA, byB, together, isNamed, closeMinutes, isContact, cause } = pair;
  let togetherMs = 0;
  let distanceMs = 0;
  let leastCm = Infinity;
  let closeMs = 0;
  eachStay(tracks[a]!, tracks[b]!, day * DAY_MS, (day + 1) * DAY_MS, (fromMs, toMs, distanceCm) => {
    togetherMs += toMs - fromMs;
    distanceMs += distanceCm * (toMs - fromMs);
    leastCm = Math.min(leastCm, distanceCm);
    if (distanceCm <= CLOSE_CM) closeMs += toMs - fromMs;
  });
  if (Math.abs(closeMs / MINUTE_MS - closeMinutes) > 0.001) throw new Error(`Pair ${a}, ${b}: two truths`);
  const minutes = (view: View | undefined) => {
    const exposure = view && exposureOf(view);
    return [exposure?.nearMinutes ?? 0, exposure?.minutes ?? 0];
  };
  const closeness = together && closenessIn(together);
  return [
    day,
    a,
    b,
    world.devices[a],
    world.devices[b],
    (togetherMs / MINUTE_MS).toFixed(1),
    togetherMs === 0 ? "" : (distanceMs / togetherMs / 100).toFixed(2),
    togetherMs === 0 ? "" : (leastCm / 100).toFixed(2),
    closeMinutes.toFixed(1),
    isContact ? 1 : 0,
    ...minutes(byA),
    ...minutes(byB),
    ...minutes(together),
    (closeness?.closeMinutes ?? 0).toFixed(1),
    (closeness?.probability ?? 0).toFixed(3),
    isNamed ? 1 : 0,
    cause ?? "",
  ].join(",");
}
