/** A token: its own program on simulated hardware. */
import type { Hal } from "../../hal/hal.js";
import { type SimulatedControl, createSimulatedHal } from "../../hal/simulated/hal.js";
import type { RadioControl } from "../../hal/simulated/radio.js";
import { createRandom, draw } from "../../hal/simulated/random.js";
import type { Timeline } from "../../hal/simulated/timeline.js";
import type { Log, LogChunk } from "../../src/log/log.js";
import { type Token, createToken } from "../../src/token/token.js";
import { OFF } from "../town/carrying.js";
import type { Scenario } from "../scenarios/scenario.js";
import { simulatedBoard } from "./simulated-board.js";

export const BOARD = simulatedBoard("XIAOBLE");

const DAY_MS = 86_400_000;

export interface SimulatedToken {
  /** Number of its wearer. */
  readonly person: number;
  readonly hal: Hal;
  readonly control: SimulatedControl;
  /** The program that runs; another one after each restart. */
  token: Token;
}

/** What a token's life depends on, besides what it hears. */
export interface Birth {
  scenario: Scenario;
  /** 0…2^32-1, of the whole town. */
  seed: number;
  /** How the wearer carries it on a local day (`World.carriedOn`): without power it is OFF. */
  carriedOn: (person: number, day: number) => number;
  /** Its time is 0: the scenario's first local midnight. */
  timeline: Timeline;
}

/** A token's chip, which has the right time at the start and drifts from then on. */
export function createChip({ scenario, seed, timeline }: Birth, person: number) {
  const chipId = draw(draw(seed, 2), person);
  const drift = createRandom(draw(draw(seed, 3), person)).unit() * 2 - 1;
  return createSimulatedHal({
    timeline,
    ...BOARD.geometry,
    seed: draw(draw(seed, 4), person),
    chipId: [chipId, person].map((half) => half.toString(16).padStart(8, "0").toUpperCase()).join(""),
    startUtcMs: Date.parse(scenario.startsAt),
    driftPpm: drift * scenario.maxDriftPpm,
  });
}

/** @param connect  gets its radio before its program starts */
export function createSimulatedToken(
  birth: Birth,
  person: number,
  connect: (radio: RadioControl) => void,
): SimulatedToken {
  const { carriedOn, timeline } = birth;
  const { hal, control } = createChip(birth, person);
  connect(control.radio);
  const simulated: SimulatedToken = { person, hal, control, token: createToken(hal, BOARD.tokenConfig) };
  control.power.onStart(() => {
    simulated.token = createToken(hal, BOARD.tokenConfig);
  });

  /** Who has forgotten to charge the token, or has charged it again. */
  function switchPower(): void {
    const day = Math.floor(timeline.nowMs() / DAY_MS);
    const isOn = carriedOn(person, day) !== OFF;
    if (isOn !== control.power.isOn()) {
      if (isOn) control.power.restore();
      else control.power.cut();
    }
    // Ways of carrying change at midnight. A little later, so that the order of alarms of that instant does not matter.
    timeline.at((day + 1) * DAY_MS + 1, switchPower);
  }

  timeline.at(1, switchPower);
  return simulated;
}

const SLOTS_A_READ = 128;

/** A log in order, from its start or from a sequence number on, a page or less at a time. */
export function* logChunks(log: Log, from = log.firstSequence()): Generator<LogChunk> {
  let chunk = log.read(from, SLOTS_A_READ);
  while (chunk !== undefined) {
    yield chunk;
    chunk = log.read(chunk.nextSequence, SLOTS_A_READ);
  }
}
