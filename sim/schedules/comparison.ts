/** Runs schedules in the same towns, through the exact air, and says what each finds and what it costs. */
import { draw } from "../../hal/simulated/random.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { halfWidthMs } from "../../src/token/schedule.js";
import { createWorld } from "../devices/world.js";
import { activityOfDay, scheduleFor } from "../energy/day.js";
import { type Activity, energyOf, totalMah } from "../energy/energy.js";
import { PROFILES, type ProfileName } from "../energy/profiles.js";
import { createPresentAir } from "../run/engine.js";
import { type Scenario, parseScenario, scenarioNamed } from "../scenarios/scenario.js";
import { BATTERY_MAH } from "../scores/battery.js";
import { type ScheduleDescription } from "./descriptions.js";
import { type PaperToken, WINDOWS_KEPT, createPaperToken } from "./paper-token.js";

const DAY_MS = 86_400_000;

/** Close contacts in the sense of the ministry's rule. */
const CONTACT_MINUTES = 15;

export interface ComparisonOptions {
  seed: number;
  /** Pairs that meet for 15 minutes. */
  pairs: number;
  /** People of the village whose day gives the charge; 0 leaves it out. */
  villagers: number;
  /** Clocks are off by up to this, evenly, and each knows the bound. */
  clockBoundPpm: number;
  /** Days since the clocks were set, at the day's start. */
  daysSinceSet: number;
  packetLosses: readonly number[];
}

/** Shares of the contacts of a town. */
export interface Found {
  contacts: number;
  /** In at least one of the two logs. */
  any: number;
  /** In at least three windows of both logs; a common instant that both heard is one. */
  three: number;
}

export interface ScheduleResult {
  schedule: string;
  pairs: (Found & { packetLoss: number })[];
  village?: Found & {
    mAhPerDay: Record<ProfileName, number>;
    /** Of the mean device. */
    perDay: Activity;
    reportsLost: number;
  };
}

export function compareSchedule(
  description: ScheduleDescription,
  options: ComparisonOptions,
): ScheduleResult {
  const { seed, pairs, villagers, clockBoundPpm } = options;
  const scenarioOf = (name: string, people: number, packetLoss: number) =>
    parseScenario({ ...scenarioNamed(name), people, packetLoss, days: 1, maxDriftPpm: clockBoundPpm });
  const result: ScheduleResult = {
    schedule: description.name,
    pairs: options.packetLosses.map((packetLoss) => {
      const { found } = liveDay(description, scenarioOf("pairs", 2 * pairs, packetLoss), seed, options);
      return { packetLoss, ...found };
    }),
  };
  if (villagers > 0) {
    const { found, tokens } = liveDay(description, scenarioOf("village", villagers, 0), seed, options);
    result.village = { ...found, ...costOf(tokens, description) };
  }
  return result;
}

/** A day of a town in which everybody wears a device that follows the schedule. */
function liveDay(
  description: ScheduleDescription,
  scenario: Scenario,
  seed: number,
  { clockBoundPpm, daysSinceSet }: ComparisonOptions,
): { found: Found; tokens: PaperToken[] } {
  const timeline = createTimeline();
  const world = createWorld(scenario, seed);
  const { connect } = createPresentAir(scenario, seed, timeline, world);
  const tokens = world.people.map(({ index: person }) => {
    const drift = draw(draw(seed, 3), person) / 2 ** 31 - 1;
    return createPaperToken({
      description,
      timeline,
      seed: draw(seed, 4),
      person,
      startUtcMs: Date.parse(scenario.startsAt),
      driftPpm: drift * scenario.maxDriftPpm,
      boundPpm: clockBoundPpm,
      sinceSetMs: daysSinceSet * DAY_MS,
      connect: (radio) => connect(radio, person),
    });
  });
  world.start(timeline);
  timeline.runUntil(DAY_MS);
  const contacts = world.truth.contacts().filter(({ minutes }) => minutes >= CONTACT_MINUTES);
  const isCommon = hasCommonInstants(description, (clockBoundPpm / 1e6) * daysSinceSet * DAY_MS);
  const windows = contacts.map(({ a, b }) => {
    const [byA, byB] = [tokens[a]!.heard.get(b) ?? [], tokens[b]!.heard.get(a) ?? []];
    return isCommon ? new Set([...byA, ...byB]).size : byA.length + byB.length;
  });
  const share = (least: number) => windows.filter((heard) => heard >= least).length / contacts.length;
  return { found: { contacts: contacts.length, any: share(1), three: share(WINDOWS_KEPT) }, tokens };
}

function hasCommonInstants({ windows }: ScheduleDescription, boundMs: number): boolean {
  if (windows.kind === "firmware") return !windows.isBalanced && halfWidthMs(boundMs) > 0;
  return windows.kind === "rendezvous";
}

function costOf(tokens: readonly PaperToken[], { txPowerDbm, windows }: ScheduleDescription) {
  const mean = (pick: (token: PaperToken) => number) =>
    tokens.reduce((sum, token) => sum + pick(token), 0) / tokens.length;
  const reports = mean(({ radio }) => radio.counters().reportsHeard);
  const records = mean((token) => token.records());
  const onPaper = activityOfDay(scheduleFor(Infinity), { reports, records, presses: 1 });
  const perDay: Activity = {
    ...onPaper,
    // Only the firmware reads iPhones.
    soughtMs: windows.kind === "firmware" ? onPaper.soughtMs : 0,
    advertChanges: mean(({ radio }) => radio.activity().changes),
    adverts: mean(({ radio }) => radio.activity().adverts),
    windows: mean(({ radio }) => radio.activity().windows),
    listenMs: mean(({ radio }) => radio.activity().listenMs),
  };
  const mAh = Object.entries(PROFILES).map(([name, profile]) => [
    name,
    totalMah(energyOf(perDay, profile, BATTERY_MAH, txPowerDbm)),
  ]);
  const reportsLost = mean(({ radio }) => radio.counters().reportsLost);
  return { mAhPerDay: Object.fromEntries(mAh) as Record<ProfileName, number>, perDay, reportsLost };
}
