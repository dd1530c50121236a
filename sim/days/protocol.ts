/** Tests in which people stand at prescribed positions at prescribed times. */
import type { Timeline } from "../../hal/simulated/timeline.js";
import type { Mover } from "./mover.js";
import { type Place, type Spot, createPlace } from "../town/places.js";
import type { Positions } from "../scenarios/scenario.js";
import type { Truth } from "./truth.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Several of one test stand out of each other's range. */
const PITCH_M = 400;
const ROOMS_PER_ROW = 100;
/** From the outermost positions to the walls. */
const MARGIN_CM = 100;

interface Step {
  minute: number;
  spot: Spot;
}

export interface Protocol {
  places: Place[];
  /** What a person does in a test, in order of time, and where; and how long after the first room's it begins there. */
  stepsOf(person: number): { place: number; delayMs: number; steps: readonly Step[] };
}

/** As many rooms as it takes to give `people` people a position. */
export function createProtocol({ isIndoors, spreadMinutes, steps }: Positions, people: number): Protocol {
  const subjects = Math.max(...steps.map(({ person }) => person));
  const xs = steps.map(({ xM }) => Math.round(xM * 100));
  const ys = steps.map(({ yM }) => Math.round(yM * 100));
  const lowXCm = Math.min(...xs) - MARGIN_CM;
  const lowYCm = Math.min(...ys) - MARGIN_CM;

  const places = Array.from({ length: Math.ceil(people / subjects) }, (_, n) => {
    const [column, row] = [n % ROOMS_PER_ROW, Math.floor(n / ROOMS_PER_ROW)];
    const place = createPlace(isIndoors ? "room" : "ground", column * PITCH_M, row * PITCH_M);
    place.widthCm = Math.max(...xs) + MARGIN_CM - lowXCm;
    place.depthCm = Math.max(...ys) + MARGIN_CM - lowYCm;
    return place;
  });

  return {
    places,
    stepsOf(person) {
      const place = Math.floor(person / subjects);
      const { xCm, yCm } = places[place]!;
      const own = steps.flatMap((step, n): Step[] =>
        step.person - 1 === person % subjects
          ? [{ minute: step.minute, spot: { xCm: xCm + xs[n]! - lowXCm, yCm: yCm + ys[n]! - lowYCm } }]
          : [],
      );
      const delayMs = Math.round((place / places.length) * spreadMinutes * MINUTE_MS);
      return { place, delayMs, steps: own };
    },
  };
}

/** The same test every day; before and after it nobody is on the map. */
export function startProtocol(world: {
  timeline: Timeline;
  positions: Positions;
  protocol: Protocol;
  people: number;
  mover: Mover;
  truth: Truth;
  /** How a person carries the device on a day. */
  carrying: (person: number, day: number) => number;
}): void {
  const { timeline, positions, protocol, people, mover, truth, carrying } = world;

  function runDay(day: number): void {
    for (let person = 0; person < people; person++) {
      const { place, delayMs, steps } = protocol.stepsOf(person);
      const startMs = day * DAY_MS + positions.fromMinute * MINUTE_MS + delayMs;
      mover.carry(person, carrying(person, day), place);
      for (const { minute, spot } of steps)
        timeline.at(startMs + minute * MINUTE_MS, () => mover.moveTo(person, place, spot));
      timeline.at(startMs + positions.minutes * MINUTE_MS, () => mover.leave(person));
    }
    timeline.at((day + 1) * DAY_MS, () => {
      truth.endDay(timeline.nowMs());
      runDay(day + 1);
    });
  }

  runDay(0);
}
