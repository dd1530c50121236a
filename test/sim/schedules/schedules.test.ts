import assert from "node:assert/strict";
import { createEngine } from "../../../sim/run/engine.js";
import {
  type Rendezvous,
  SCHEDULES,
  type ScheduleDescription,
  burstOf,
} from "../../../sim/schedules/descriptions.js";
import { compareSchedule } from "../../../sim/schedules/comparison.js";
import { schedulesCommand } from "../../../sim/commands/schedules.js";
import { printedBy } from "../printed.js";
import { scenarioWith } from "../worlds.js";
import { assertNear, mean } from "../statistics.js";

const named = (name: string) => SCHEDULES.find((one) => one.name === name)!;
const RENDEZVOUS = named("rendezvous");
const RULE = RENDEZVOUS.windows as Rendezvous;

const OPTIONS = {
  seed: 1,
  pairs: 40,
  villagers: 0,
  clockBoundPpm: 20,
  daysSinceSet: 4,
  packetLosses: [0],
};

function pairsOf(description: ScheduleDescription, options: Partial<typeof OPTIONS> = {}) {
  return compareSchedule(description, { ...OPTIONS, ...options }).pairs[0]!;
}

describe("schedules", function () {
  this.timeout(180_000);

  it("of the firmware cost on paper what they do in the firmware", () => {
    const people = 4;
    const { village } = compareSchedule(named("firmware"), {
      ...OPTIONS,
      villagers: people,
      clockBoundPpm: 50,
      daysSinceSet: 0,
      packetLosses: [],
    });
    const engine = createEngine(scenarioWith("village", { people }), 1);
    engine.runUntil(86_400_000);
    const activities = engine.tokens.map(({ control }) => control.radio.activity());
    const { perDay } = village!;
    assert.equal(perDay.windows, mean(activities.map(({ windows }) => windows)));
    assertNear(perDay.listenMs, mean(activities.map(({ listenMs }) => listenMs)), 1e-6 * perDay.listenMs);
    assertNear(perDay.adverts, mean(activities.map(({ adverts }) => adverts)), 1e-3 * perDay.adverts);
    const reports = mean(engine.tokens.map(({ control }) => control.radio.counters().reportsHeard));
    assertNear(perDay.reports / reports, 1, 0.05);
  });

  it("find every pair of a quarter of an hour, four days after the clocks were set", () => {
    for (const description of SCHEDULES) {
      const { contacts, any, three } = pairsOf(description);
      assert.deepEqual([contacts, any, three], [40, 1, 1], description.name);
    }
  });

  it("miss pairs where a burst is not as long as clocks differ", () => {
    const fixed = { ...RENDEZVOUS, windows: { ...RULE, slackMs: 1_500, bounds: 0 } };
    const { any, three } = pairsOf(fixed, { pairs: 100 });
    // After 4.4 days at ±20 ppm clocks differ by up to 15.2 s, triangularly; bursts reach 2 s, and half a second more by jitter.
    const reach = 1 - (1 - 2.25 / (2 * 7.6)) ** 2;
    // By chance a window of 115 ms hears an advert of the background.
    const chance = 1 - (1 - 115 / 1655) ** (2 * RENDEZVOUS.windowsPerSlot);
    assertNear(any, reach + (1 - reach) * chance, 0.15);
    assert.ok(three < 0.45, `${three}`);
    assert.equal(pairsOf(fixed, { daysSinceSet: 0, clockBoundPpm: 1 }).three, 1);
  });

  it("count a common instant once, and windows of the two's own twice", () => {
    const once = (description: ScheduleDescription) => ({ ...description, windowsPerSlot: 2 });
    // Within 15 minutes there are two instants, at times one or three.
    assert.ok(pairsOf(once(RENDEZVOUS)).three < 0.2);
    assert.ok(pairsOf(once(named("balanced"))).three > 0.8);
  });
});

describe("a burst", () => {
  const at = (boundMs: number, changed: Partial<Rendezvous> = {}) =>
    burstOf({ ...RULE, ...changed }, RENDEZVOUS.windowsPerSlot, boundMs);

  it("is longer by twice the clock's bound", () => {
    assert.equal(at(0).halfMs, 800);
    assert.equal(at(5_000).halfMs, 10_800);
    assert.equal(at(5_000, { jitterMs: 0 }).halfMs, 10_300);
  });

  it("has a window in which its adverts come, and takes the cheapest interval", () => {
    assert.deepEqual(at(0), { halfMs: 800, intervalMs: 100, windowMs: 115 });
    assert.deepEqual(at(0, { heardAdverts: 2 }), { halfMs: 800, intervalMs: 100, windowMs: 225 });
    for (const heardAdverts of [1, 2]) {
      const { halfMs, intervalMs } = at(20_000, { heardAdverts });
      // An advert costs as much as 1 ms of listening.
      const cost = (ms: number) => (2 * halfMs) / ms + heardAdverts * ms;
      for (const other of [0.8, 0.95, 1.05, 1.25]) assert.ok(cost(intervalMs) < cost(other * intervalMs));
    }
  });

  it("costs as the root of its length", () => {
    const cost = (boundMs: number) => {
      const { halfMs, intervalMs } = at(boundMs);
      return [halfMs, (2 * halfMs) / intervalMs + intervalMs] as const;
    };
    const [[shortMs, little], [longMs, much]] = [cost(8_000), cost(32_000)];
    assertNear(much / little, Math.sqrt(longMs / shortMs), 0.01);
  });

  it("stays in its part of the slot", () => {
    assert.equal(at(1e9).halfMs, 900_000 / 8 - RULE.moveMs - RULE.jitterMs - 500);
  });
});

describe("bztoken schedules", () => {
  const run = (...args: string[]) => printedBy(schedulesCommand(), ...args);
  const FEW = ["--only", "rendezvous, long", "--pairs", "4"];

  it("prints a line a schedule, and all of it as JSON", async () => {
    const text = await run(...FEW, "--people", "3", "--clock-bound", "20");
    assert.match(text, /^4 pairs, 1\.9 m apart for 15 minutes, .*; a day of a village of 3\.$/m);
    assert.match(text, /^Clocks within ±20 ppm, set 3 days before\./m);
    assert.match(text, /^rendezvous, long +100\.0 % +100\.0 % .*\d\.\d{3} +\d\.\d{3} +\d+ +\d+ s +\d+ /m);
    const { results, clockBoundPpm } = JSON.parse(await run(...FEW, "--people", "0", "--json"));
    assert.equal(clockBoundPpm, 50, "the board's");
    assert.deepEqual(results, [
      {
        schedule: "rendezvous, long",
        pairs: [0, 0.3].map((packetLoss) => ({ packetLoss, contacts: 4, any: 1, three: 1 })),
      },
    ]);
  });

  it("refuses what it cannot run", async () => {
    await assert.rejects(run("--only", "nokia"), /"nokia".*firmware; balanced; six windows; traceband/);
    for (const pairs of ["0", "1.5", "many"]) await assert.rejects(run("--pairs", pairs), /from 1 to 50000/);
    for (const days of ["-1", "", "x"])
      await assert.rejects(run("--days-since-set", days), /from 0 to 1000/, days);
    await assert.rejects(run(...FEW, "--people", "1"), /people/);
  });
});
