/** Watches a running simulation. */
import { ringPages } from "../../src/log/layout.js";
import { CHARGING, FULL, LIGHTS } from "../../src/wearer/signals.js";
import { SAMPLE_MS, type Change, type Opening, type Source, TIME_STATES } from "./changes.js";
import { BOARD } from "../devices/simulated-token.js";
import type { Village } from "../run/village.js";
import type { Whereabouts } from "../days/whereabouts.js";
import { AWAY } from "../town/places.js";
import { createHands } from "./hands.js";
import { createIdBook } from "./id-book.js";
import { type LogWatch, createLogWatch } from "./log-watch.js";
import { type HeardWindow, tapToken } from "./taps.js";

const DAY_MS = 86_400_000;

/** What was last told of a token. */
interface Told {
  slot: unknown;
  timeState: number;
  isOn: boolean;
  isWarned: boolean;
  signals: number;
  battery: number;
  log: LogWatch;
}

/**
 * @param village  has not run yet; only the source may run it from now on
 * @param fromMs   when it becomes worth watching
 */
export function createLiveSource(village: Village, seed: number, fromMs: number): Source {
  const { world, tokens } = village;
  const { whereabouts, deviceWhereabouts, carried, phones } = world;
  const opening = describe(village, seed, fromMs);
  const seen = new Uint32Array(carried.length);
  const seenDevices = new Uint32Array(carried.length);
  /** By person; 255 = not told yet. */
  const toldCarried = new Uint8Array(carried.length).fill(255);
  const told = tokens.map(({ person }): Told => ({
    slot: "not told yet",
    timeState: -1,
    isOn: true,
    isWarned: false,
    signals: -1,
    battery: -1,
    log: createLogWatch(person),
  }));
  const ids = createIdBook(phones);
  const hands = new Map(tokens.map((token) => [token.person, createHands(token, village.utcMs)]));
  let windows: HeardWindow[] = [];
  let lit: number[] = [];
  let isFirst = true;

  for (const token of tokens) {
    tapToken(token, village.nowMs, {
      onWindow: (heard) => windows.push(heard),
      onLight: (person, isLit) => lit.push(person, Number(isLit)),
    });
  }

  function notePeople(change: Change): void {
    for (let person = 0; person < seen.length; person++) {
      if (isFirst || seen[person] !== whereabouts.moves[person])
        pushPosition((change.moved ??= []), whereabouts, person);
      seen[person] = whereabouts.moves[person]!;
      if (carried[person] !== toldCarried[person]) (change.carried ??= []).push(person, carried[person]!);
      toldCarried[person] = carried[person]!;
    }
    if (deviceWhereabouts === whereabouts) return;
    for (let person = 0; person < seen.length; person++) {
      if (isFirst || seenDevices[person] !== deviceWhereabouts.moves[person])
        pushPosition((change.devices ??= []), deviceWhereabouts, person);
      seenDevices[person] = deviceWhereabouts.moves[person]!;
    }
  }

  function noteTokens(change: Change): void {
    for (let n = 0; n < tokens.length; n++) {
      const { person, control, hal, token } = tokens[n]!;
      const last = told[n]!;
      const isOn = control.power.isOn();
      if (isOn !== last.isOn) (change.power ??= []).push(person, Number(isOn));
      last.isOn = isOn;
      if (!isOn) continue;

      const slot = token.slot();
      const timeState = TIME_STATES.indexOf(hal.clock.timeState());
      if (slot !== last.slot || timeState !== last.timeState) {
        const id = slot === undefined ? -1 : ids.enter(change, textOf(slot.identity.id), person);
        const aheadMs = timeState === 0 ? 0 : Math.round(hal.clock.utcMs() - village.utcMs());
        (change.slots ??= []).push(person, slot?.day ?? 0, slot?.slot ?? -1, id, timeState, aheadMs);
      }
      last.slot = slot;
      last.timeState = timeState;

      const isWarned = token.isWarned();
      if (isWarned !== last.isWarned) (change.warned ??= []).push(person, Number(isWarned));
      last.isWarned = isWarned;

      const pressed = token.signal();
      const charger = hal.battery.isPowered() ? (hal.battery.isCharging() ? CHARGING : FULL) : -1;
      const signals = pressed + LIGHTS.length * charger;
      if (signals !== last.signals) (change.signals ??= []).push(person, pressed, charger);
      last.signals = signals;

      const milliVolts = hal.battery.milliVolts();
      const isCharging = Number(hal.battery.isCharging());
      const battery = 2 * milliVolts + isCharging;
      if (battery !== last.battery) (change.batteries ??= []).push(person, milliVolts, isCharging);
      last.battery = battery;

      last.log(token.log, change);
    }
  }

  function noteWindows(change: Change): void {
    for (const { person, slot, window, startMs, endMs, byId } of windows) {
      const heard = (change.heard ??= []);
      heard.push(person, slot, window, byId.size);
      for (const [id, { strongestDbm, adverts }] of byId)
        heard.push(ids.find(change, id, startMs, endMs), strongestDbm, adverts);
    }
    windows = [];
  }

  function look(): Change {
    const change: Change = { ms: village.nowMs() };
    notePeople(change);
    noteTokens(change);
    noteWindows(change);
    if (lit.length > 0) change.lit = lit;
    lit = [];
    isFirst = false;
    return change;
  }

  return {
    opening,
    runUntil(ms) {
      const changes = isFirst ? [look()] : [];
      const untilMs = Math.min(ms, opening.endMs);
      while (village.nowMs() < untilMs) {
        const sampleMs = (Math.floor(village.nowMs() / SAMPLE_MS) + 1) * SAMPLE_MS;
        village.runUntil(Math.min(untilMs, sampleMs));
        changes.push(look());
      }
      return changes;
    },
    play: (person, deed) => hands.get(person)?.(deed),
    press: (person) => tokens.find((token) => token.person === person)?.control.button.press(),
  };
}

function describe({ world, tokens, scenario }: Village, seed: number, fromMs: number): Opening {
  const serials = new Map(tokens.map(({ person, token }) => [person, token.serial()]));
  const { pageCount } = BOARD.geometry;
  return {
    scenario: scenario.name,
    seed,
    startUtcMs: Date.parse(scenario.startsAt),
    fromMs,
    endMs: scenario.days * DAY_MS,
    log: {
      pages: ringPages(BOARD.tokenConfig, pageCount),
      recordsPerPage: tokens[0]?.token.log.recordsPerPage ?? 0,
    },
    places: world.places.map(({ kind, xCm, yCm, widthCm, depthCm }) => ({
      kind,
      xCm,
      yCm,
      widthCm,
      depthCm,
    })),
    people: world.people.map(({ index, name, age, household, occupation }) => {
      const serial = serials.get(index);
      const device = world.devices[index]!;
      return { name, age, household, occupation, device, ...(serial !== undefined && { serial }) };
    }),
  };
}

function pushPosition(into: number[], { place, xCm, yCm }: Whereabouts, person: number): void {
  const isAway = place[person] === AWAY;
  into.push(person, place[person]!, isAway ? 0 : xCm[person]!, isAway ? 0 : yCm[person]!);
}

function textOf(id: Uint8Array): string {
  return Buffer.from(id).toString("latin1");
}
