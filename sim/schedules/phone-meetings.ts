/** Meetings of a phone and a token for a quarter of an hour: who logs whom. */
import type { ByteString } from "../../hal/hal.js";
import { byteStringOf } from "../../hal/simulated/crypto.js";
import { draw } from "../../hal/simulated/random.js";
import { type Timeline, createTimeline } from "../../hal/simulated/timeline.js";
import { parseAdvert, wakeBeacon } from "../../src/bluezone/advert.js";
import type { Air } from "../air/air.js";
import { createSimulatedToken } from "../devices/simulated-token.js";
import { createWorld } from "../devices/world.js";
import { createPresentAir } from "../run/engine.js";
import { type Scenario, parseScenario, scenarioNamed } from "../scenarios/scenario.js";
import type { ScheduleDescription } from "./descriptions.js";
import { createPaperToken } from "./paper-token.js";
import type { PhoneKind } from "./phone-kinds.js";

export interface MeetingOptions {
  seed: number;
  /** Meetings wanted; the devices are dealt out by lot, so that some more or fewer come together. */
  pairs: number;
  packetLoss: number;
}

/** Shares of the meetings. */
export interface Logged {
  meetings: number;
  /** The phone has the token's ID, and the token has the phone's. */
  byPhone: number;
  byToken: number;
  /** Means of a token: how long it listened for phones to connect to, and how often it read one. */
  soughtMs: number;
  reads: number;
}

const BEACON = byteStringOf(wakeBeacon());
const MINUTE_MS = 60_000;
/** So long after the last meeting every token has written its slot. */
const SETTLE_MINUTES = 20;

/**
 * @param description  what the tokens follow; undefined: the firmware itself, whose program is run
 */
export function meetPhones(
  kind: PhoneKind,
  description: ScheduleDescription | undefined,
  { seed, pairs, packetLoss }: MeetingOptions,
): Logged {
  const scenario = scenarioOf(kind, pairs, packetLoss);
  const { fromMinute, spreadMinutes, minutes } = positionsOf(scenario);
  const timeline = createTimeline();
  const world = createWorld(scenario, seed, undefined, kind.isOpen ? 1 : 0);
  const { devices, carriedOn } = world;
  const air = createPresentAir(scenario, seed, timeline, world);
  const couples: [token: number, phone: number][] = [];
  for (let a = 0; a < devices.length; a += 2)
    if (devices[a] !== devices[a + 1]) couples.push(devices[a] === "token" ? [a, a + 1] : [a + 1, a]);

  const tokens = couples.map(([person]) => {
    if (description === undefined) {
      const birth = { scenario, seed, carriedOn, timeline };
      const { token, control } = createSimulatedToken(birth, person, (radio) => air.connect(radio, person));
      return { radio: control.radio, records: () => token.log.nextSequence() };
    }
    return createPaperToken({
      description,
      timeline,
      seed: draw(seed, 4),
      person,
      startUtcMs: Date.parse(scenario.startsAt),
      driftPpm: 0,
      boundPpm: 0,
      sinceSetMs: 0,
      connect: (radio) => air.connect(radio, person),
    });
  });
  world.start(timeline);
  const fromMs = (fromMinute - 1) * MINUTE_MS;
  const untilMs = (fromMinute + spreadMinutes + minutes + 1) * MINUTE_MS;
  const phones = couples.map(([, person]) =>
    listenAs(kind, timeline, air, person, draw(draw(seed, 5), person), fromMs, untilMs),
  );
  timeline.runUntil(untilMs + SETTLE_MINUTES * MINUTE_MS);
  const share = (count: number) => count / couples.length;
  const activities = tokens.map(({ radio }) => radio.activity());
  return {
    meetings: couples.length,
    byPhone: share(phones.filter((hasLogged) => hasLogged()).length),
    byToken: share(tokens.filter((token) => token.records() > 0).length),
    soughtMs: share(activities.reduce((sum, { soughtMs }) => sum + soughtMs, 0)),
    reads: share(activities.reduce((sum, { reads }) => sum + reads, 0)),
  };
}

/** Half of the people have a token, half a phone of that kind, by lot: of half of those who meet, one has the one and one the other. */
function scenarioOf({ device }: PhoneKind, pairs: number, packetLoss: number): Scenario {
  const devices = { token: 0.5, android: 0, iphone: 0, none: 0, [device]: 0.5 };
  return parseScenario({ ...scenarioNamed("pairs"), people: 4 * pairs, packetLoss, days: 1, devices });
}

function positionsOf({ population }: Scenario) {
  if (population.kind !== "positions") throw new Error("The scenario of pairs has positions");
  return population;
}

/** A phone's ear: nobody else with Bluezone is in its range. */
function listenAs(
  { onMs, offMs, windowMs, intervalMs, isSuspended }: PhoneKind,
  timeline: Timeline,
  air: Air,
  person: number,
  seed: number,
  fromMs: number,
  untilMs: number,
): () => boolean {
  let isAwake = !isSuspended;
  let hasLogged = false;
  const phaseOf = (key: number, ms: number) => (draw(seed, key) / 2 ** 32) * ms;
  const cycleMs = onMs + offMs;
  const cycleFromMs = Number.isFinite(cycleMs) ? fromMs - phaseOf(0, cycleMs) : fromMs;
  const isOn = (ms: number) => !Number.isFinite(cycleMs) || (ms - cycleFromMs) % cycleMs < onMs;

  function hear(data: readonly ByteString[], count: number): void {
    for (let i = 0; i < count; i++) {
      if (data[i] === BEACON) isAwake = true;
      else if (isAwake && parseAdvert(data[i]!) !== "") hasLogged = true;
    }
  }

  function listen(startMs: number): void {
    if (hasLogged || startMs > untilMs) return;
    const nextMs = startMs + intervalMs;
    timeline.at(startMs + windowMs, () => {
      if (isOn(startMs)) {
        const { data, count } = air.hear(person, startMs, startMs + windowMs);
        hear(data, count);
      }
      listen(nextMs);
    });
  }

  listen(fromMs + phaseOf(1, intervalMs));
  return () => hasLogged;
}
