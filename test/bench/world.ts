/**
 * What the world costs without radio and tokens: people, places, movement and truth of one day.
 *
 *     npx tsx test/bench/world.ts [PEOPLE …]
 *
 * Processor time of this process, so that others on the machine hardly count; memory after the day.
 */
import { createTimeline } from "../../hal/simulated/timeline.js";
import { parseScenario, scenarioNamed } from "../../sim/scenarios/scenario.js";
import { createWorld } from "../../sim/devices/world.js";

const DAY_MS = 86_400_000;

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

function measure(name: string, people: number): string {
  const scenario = parseScenario({ ...scenarioNamed(name), people });
  const startSeconds = cpuSeconds();
  const world = createWorld(scenario, 1);
  const createdSeconds = cpuSeconds();
  const timeline = createTimeline();
  world.start(timeline);
  timeline.runUntil(DAY_MS);
  const seconds = cpuSeconds() - createdSeconds;
  const moves = world.whereabouts.moves.reduce((sum, count) => sum + count, 0);
  return [
    name.padEnd(12),
    String(people).padStart(6),
    (createdSeconds - startSeconds).toFixed(2).padStart(8),
    seconds.toFixed(2).padStart(8),
    String(moves).padStart(9),
    ((seconds * 1e6) / moves).toFixed(1).padStart(8),
    String(world.truth.contacts().length).padStart(9),
    (process.memoryUsage().heapUsed / 2 ** 20).toFixed(0).padStart(6),
  ].join(" ");
}

const sizes = process.argv.slice(2).map(Number);
console.log("scenario     people create s    day s     moves  us/move     pairs heap MB");
for (const people of sizes.length > 0 ? sizes : [1000, 3000, 10_000, 30_000])
  for (const name of ["village", "commune"]) console.log(measure(name, people));
