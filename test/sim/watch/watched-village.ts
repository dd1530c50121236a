/** Small towns that are watched, for the tests of the live view. */
import { parseScenario, scenarioNamed } from "../../../sim/scenarios/scenario.js";
import { type Village, createVillage } from "../../../sim/run/village.js";
import type { Source } from "../../../sim/watch/changes.js";
import { createLiveSource } from "../../../sim/watch/live.js";

export const HOUR_MS = 3_600_000;
export const MINUTE_MS = 60_000;

export function watchedTown(
  name: string,
  people: number,
  changed: Record<string, unknown> = {},
): { village: Village; source: Source } {
  const village = townOf(name, people, changed);
  return { village, source: createLiveSource(village, 1, 0) };
}

export function townOf(name: string, people: number, changed: Record<string, unknown> = {}): Village {
  return createVillage(parseScenario({ ...scenarioNamed(name), people, ...changed }), 1);
}
