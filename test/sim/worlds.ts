import { createTimeline } from "../../hal/simulated/timeline.js";
import { type Scenario, parseScenario, scenarioNamed } from "../../sim/scenarios/scenario.js";
import { createWorld } from "../../sim/devices/world.js";

/** A ready scenario with some of its fields changed. */
export function scenarioWith(name: string, change: Partial<Scenario> = {}): Scenario {
  return parseScenario({ ...scenarioNamed(name), ...change });
}

/** A world whose clock stands at its first midnight. */
export function start(scenario: Scenario, seed: number) {
  const world = createWorld(scenario, seed);
  const timeline = createTimeline();
  world.start(timeline);
  return { world, timeline };
}
