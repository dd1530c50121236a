import { createRandom, draw } from "../hal/simulated/random.js";
import type { Timeline } from "../hal/simulated/timeline.js";
import { startMovement } from "./movement.js";
import { type Person, createPeople } from "./people.js";
import type { Place } from "./places.js";
import type { Scenario } from "./scenario.js";
import { type Truth, createTruth } from "./truth.js";
import { createVillageMap } from "./village-map.js";
import { type Whereabouts, createWhereabouts } from "./whereabouts.js";

export type DeviceKind = "token" | "android" | "iphone" | "none";

/** How a token or phone is carried; entries of `World.carried`. */
export const WORN = 0;
export const POCKET = 1;
export const BAG = 2;
/** On a table at home, while its owner is elsewhere. */
export const LEFT = 3;
/** Without power, or its owner has none. */
export const OFF = 4;

/** The town without radio: who lives in it, where they are, and where their tokens and phones are. */
export interface World {
  readonly people: readonly Person[];
  /** By person: what they own. */
  readonly devices: readonly DeviceKind[];
  /** Where people are: truth. */
  readonly whereabouts: Whereabouts;
  /** Where their token or phone is: what the air sees. The same object as `whereabouts` while nobody ever leaves theirs. */
  readonly deviceWhereabouts: Whereabouts;
  /** By person, how the device is carried now: WORN, POCKET, BAG, LEFT, OFF. */
  readonly carried: Uint8Array;
  readonly places: readonly Place[];
  readonly truth: Truth;
  /** Puts movement on the timeline. */
  start(timeline: Timeline): void;
}

const VIETNAM_UTC_OFFSET_MS = 7 * 3_600_000;

/** @param seed  0…2^32-1: whatever is drawn by chance follows from it */
export function createWorld(scenario: Scenario, seed: number): World {
  const people = createPeople(createRandom(draw(seed, 1)), scenario.people);
  const map = createVillageMap(scenario, people);
  const whereabouts = createWhereabouts(people.length);
  const truth = createTruth(whereabouts, people.length);
  return {
    people,
    devices: people.map(() => "token"),
    whereabouts,
    deviceWhereabouts: whereabouts,
    carried: new Uint8Array(people.length),
    places: map.places,
    truth,
    start(timeline) {
      startMovement({
        timeline,
        seed: draw(seed, 7),
        firstWeekday: new Date(Date.parse(scenario.startsAt) + VIETNAM_UTC_OFFSET_MS).getUTCDay(),
        people,
        map,
        whereabouts,
        truth,
      });
    },
  };
}
