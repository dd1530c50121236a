import { draw } from "../../hal/simulated/random.js";
import type { Timeline } from "../../hal/simulated/timeline.js";
import { type DeviceKind, createCarrying, handOut } from "../town/carrying.js";
import { startMovement } from "../days/movement.js";
import { createMover } from "../days/mover.js";
import { type Person, createPeople } from "../town/people.js";
import { type Phone, createPhones } from "./phones.js";
import type { Place } from "../town/places.js";
import { createProtocol, startProtocol } from "../days/protocol.js";
import type { Scenario } from "../scenarios/scenario.js";
import { type Truth, createTruth } from "../days/truth.js";
import { createVillageMap } from "../town/village-map.js";
import { type Whereabouts, createWhereabouts } from "../days/whereabouts.js";

/** The town without radio: who lives in it, where they are, and where their tokens and phones are. */
export interface World {
  readonly people: readonly Person[];
  /** By person: what they own. */
  readonly devices: readonly DeviceKind[];
  /** By person, where it is a phone. */
  readonly phones: readonly (Phone | undefined)[];
  /** Where people are: truth. */
  readonly whereabouts: Whereabouts;
  /** Where their token or phone is: what the air sees. The same object as `whereabouts` while nobody ever leaves theirs. */
  readonly deviceWhereabouts: Whereabouts;
  /** By person, how the device is carried now: WORN, POCKET, BAG, LEFT, OFF; changes at midnight only. */
  readonly carried: Uint8Array;
  /** The same on any local day. */
  carriedOn(person: number, day: number): number;
  readonly places: readonly Place[];
  readonly truth: Truth;
  /** Puts movement on the timeline, whose time must be 0: the scenario's first local midnight. */
  start(timeline: Timeline): void;
}

const VIETNAM_UTC_OFFSET_MS = 7 * 3_600_000;

/**
 * @param seed          0…2^32-1: whatever is drawn by chance follows from it
 * @param onDeviceMove  runs after each move of a person's device
 * @param openShare     of the time, in which phones have the app open
 */
export function createWorld(
  scenario: Scenario,
  seed: number,
  onDeviceMove?: (person: number) => void,
  openShare?: number,
): World {
  const { population } = scenario;
  const startUtcMs = Date.parse(scenario.startsAt);
  const people = createPeople(draw(seed, 1), scenario);
  const devices = handOut(scenario, people, draw(seed, 11));
  const carrying = createCarrying(scenario, devices, draw(seed, 12));
  const mayStayBehind = scenario.carrying.leftAtHome > 0;
  const deviceWhereabouts = createWhereabouts(people.length, onDeviceMove);
  const whereabouts = mayStayBehind ? createWhereabouts(people.length) : deviceWhereabouts;
  const carried = Uint8Array.from(people, ({ index }) => carrying(index, 0));
  const truth = createTruth(whereabouts, people.length);
  const town = population.kind === "positions" ? undefined : createVillageMap(population, people);
  const protocol = population.kind === "positions" ? createProtocol(population, people.length) : undefined;
  const places = (town ?? protocol)!.places;

  return {
    people,
    devices,
    phones: createPhones({ devices, startUtcMs, seed: draw(seed, 13), openShare }),
    whereabouts,
    deviceWhereabouts,
    carried,
    carriedOn: carrying,
    places,
    truth,
    start(timeline) {
      const mover = createMover({ timeline, places, whereabouts, deviceWhereabouts, carried, truth });
      if (population.kind === "positions")
        startProtocol({
          timeline,
          positions: population,
          protocol: protocol!,
          people: people.length,
          mover,
          truth,
          carrying,
        });
      else
        startMovement({
          timeline,
          seed: draw(seed, 7),
          firstWeekday: new Date(startUtcMs + VIETNAM_UTC_OFFSET_MS).getUTCDay(),
          people,
          map: town!,
          mover,
          truth,
          carrying,
        });
    },
  };
}
