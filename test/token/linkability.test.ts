/**
 * Whether a token can be followed from one ID to the next (SCHEDULE.md, What the air shows of the clock). Twenty whole tokens, seen by
 * somebody who hears every change of what they send, at its true time, and knows the schedule.
 */
import assert from "node:assert/strict";
import { createRandom } from "../../hal/simulated/random.js";
import { createBench, START_UTC_MS } from "./bench-token.js";
import { NO_KEYS, atTheCable } from "./host.js";
import { ATTACKERS, type Sight, allTogether, createOnlooker, guess, wilsonUpper } from "./onlooker.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 86_400_000;
const TOKENS = 20;
const DAYS = 7;
/** Between one token at the cable and the next. */
const TURN_MS = 180_000;
/** One in twenty is chance. */
const MOST_LINKED = 0.07;

interface Setting {
  seed: number;
  crystalPpm: number;
  /** By how much a host's clock is off, at the first setting and at the second, a week later. */
  hostErrorMs: [number, number];
  /** How long the second settings are spread over, besides the turns. */
  spreadMs: number;
}

/**
 * Each crystal runs within the board's bound. Two settings, a week apart, let the token take off what it measured; the hosts' errors
 * are what it cannot know. Seen for the week after the last token's second setting.
 */
async function watch({ seed, crystalPpm, hostErrorMs, spreadMs }: Setting): Promise<Map<number, Sight>[]> {
  const random = createRandom(seed);
  const within = (most: number) => (2 * random.unit() - 1) * most;
  const watchedFromMs = START_UTC_MS + 7 * DAY_MS + TOKENS * TURN_MS + spreadMs + HOUR_MS;
  const all = [];
  for (let n = 0; n < TOKENS; n++) {
    const chipId = `00112233AABBCC${n.toString(16).padStart(2, "0").toUpperCase()}`;
    const bench = createBench({
      startUtcMs: START_UTC_MS,
      seed: seed * TOKENS + n,
      chipId,
      driftPpm: within(crystalPpm),
    });
    const trueMs = () => START_UTC_MS + bench.timeline.nowMs();
    const runUntil = (utcMs: number) => bench.timeline.runUntil(utcMs - START_UTC_MS);
    const spread = Math.floor(random.unit() * spreadMs);
    for (const [visit, errorMs] of hostErrorMs.entries()) {
      runUntil(START_UTC_MS + visit * (7 * DAY_MS + spread) + (n + 1) * TURN_MS);
      const offMs = within(errorMs);
      await atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        await session.setTime(() => Math.round(trueMs() + offMs));
      });
    }
    runUntil(watchedFromMs);
    const onlooker = createOnlooker();
    bench.control.radio.onChange((advertising) => onlooker.note(trueMs(), advertising));
    runUntil(watchedFromMs + DAYS * DAY_MS);
    all.push(onlooker.sights());
  }
  return all;
}

/** Right guesses of each attacker, printed as well. */
function follow(all: Map<number, Sight>[], seed: number) {
  const slots = [...all[0]!.keys()].slice(1, -2);
  const moves = slots.map((slot) => ({
    before: all.map((sights) => sights.get(slot)!),
    after: all.map((sights) => sights.get(slot + 1)!),
  }));
  const couples = moves.flatMap(({ before, after }) =>
    before.map((sight, n): [Sight, Sight] => [sight, after[n]!]),
  );
  const attackers = { ...ATTACKERS, "all times together": allTogether(couples) };
  return Object.entries(attackers).map(([name, attacker]) => {
    const { right, trials } = guess(attacker, moves, seed);
    const upper = wilsonUpper(right, trials);
    if (process.env["BZ_PRINT"] !== undefined)
      console.log(
        `${name.padEnd(36)} ${((100 * right) / trials).toFixed(1)} %, at most ${(100 * upper).toFixed(1)} % of ${trials}`,
      );
    return { name, upper, trials };
  });
}

describe("a token on the air, to somebody who follows it", () => {
  it("cannot be told among twenty from one ID to the next, by anything it sends", async () => {
    for (const seed of [1, 2])
      for (const { name, upper, trials } of follow(
        await watch({ seed, crystalPpm: 50, hostErrorMs: [500, 500], spreadMs: 0 }),
        seed,
      )) {
        assert.ok(trials >= 2000);
        assert.ok(upper <= MOST_LINKED, `${name}: up to ${(100 * upper).toFixed(1)} %`);
      }
  }).timeout(120_000);

  // What the widths and a clock that is off by all that its bound allows cost in privacy.
  for (const { what, hostErrorMs, spreadMs, most } of [
    {
      what: "where what they measured is off by up to 6 ppm",
      hostErrorMs: [3500, 500],
      spreadMs: 0,
      most: 0.1,
    },
    {
      what: "where their clocks were set within a week",
      hostErrorMs: [500, 500],
      spreadMs: 7 * DAY_MS,
      most: 0.18,
    },
  ] satisfies { what: string; hostErrorMs: [number, number]; spreadMs: number; most: number }[])
    it(`is told more often ${what}`, async () => {
      // Crystals so that the token believes what it measures (a rate beyond the board's bound it would not).
      for (const { name, upper } of follow(
        await watch({ seed: 1, crystalPpm: 43, hostErrorMs, spreadMs }),
        1,
      ))
        assert.ok(upper <= most, `${name}: up to ${(100 * upper).toFixed(1)} %`);
    }).timeout(120_000);
});
