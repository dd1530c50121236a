import type { Timeline } from "../../hal/simulated/timeline.js";
import { LEFT } from "../town/carrying.js";
import { AWAY, type Place, type Spot, spotInMiddle } from "../town/places.js";
import type { Truth } from "./truth.js";
import type { Whereabouts } from "./whereabouts.js";

/** Moves people and the devices that they carry, and keeps the truth informed. */
export interface Mover {
  moveTo(person: number, place: number, spot: Spot): void;
  leave(person: number): void;
  /** From now on, until the next call: how the device is carried. One that is left lies on a table of place `home`. */
  carry(person: number, how: number, home: number): void;
}

export function createMover(world: {
  timeline: Timeline;
  places: readonly Place[];
  whereabouts: Whereabouts;
  deviceWhereabouts: Whereabouts;
  carried: Uint8Array;
  truth: Truth;
}): Mover {
  const { timeline, places, whereabouts, deviceWhereabouts, carried, truth } = world;
  const staysBehind = deviceWhereabouts !== whereabouts;

  function isWith(person: number): boolean {
    return staysBehind && carried[person] !== LEFT;
  }

  return {
    moveTo(person, place, spot) {
      truth.beforeMove(person, timeline.nowMs());
      whereabouts.moveTo(person, place, spot);
      truth.afterMove(person, timeline.nowMs());
      if (isWith(person)) deviceWhereabouts.moveTo(person, place, spot);
    },
    leave(person) {
      truth.beforeMove(person, timeline.nowMs());
      whereabouts.leave(person);
      if (isWith(person)) deviceWhereabouts.leave(person);
    },
    carry(person, how, home) {
      const before = carried[person];
      if (how === before && (how !== LEFT || deviceWhereabouts.place[person] === home)) return;
      carried[person] = how;
      if (how === LEFT) {
        if (home === AWAY) deviceWhereabouts.leave(person);
        else deviceWhereabouts.moveTo(person, home, spotInMiddle(places[home]!));
      } else if (before === LEFT) {
        const { place, xCm, yCm } = whereabouts;
        if (place[person] === AWAY) deviceWhereabouts.leave(person);
        else deviceWhereabouts.moveTo(person, place[person]!, { xCm: xCm[person]!, yCm: yCm[person]! });
      }
    },
  };
}
