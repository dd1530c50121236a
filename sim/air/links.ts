/** How strongly one device hears another, as far as their positions and the way they are carried decide it. */
import { OFF } from "../town/carrying.js";
import { CHANNEL, type Channel } from "./channel.js";
import { wallsBetween } from "../town/places.js";
import type { World } from "../devices/world.js";

/** Farther apart than this nothing is heard. */
export const RANGE_CM = CHANNEL.rangeM * 100;

export interface Links {
  /** What the wearers' ways of carrying add on a day, by person, dB. */
  wearingOn(day: number): Float64Array;
  /**
   * Median strength over all shadows, for a transmit power of 0 dBm; -Infinity where nothing can ever be heard.
   *
   * @param squareCm  square of the distance
   * @param here, there  numbers of their places
   * @param ownDb, otherDb  what their ways of carrying add
   */
  meanDbm(squareCm: number, here: number, there: number, ownDb: number, otherDb: number): number;
  /** `Channel.spotOf`. */
  spotOf: Channel["spotOf"];
  /** The same strength at a spot; -Infinity where what stands there leaves too little to be heard. */
  levelDbm(meanDbm: number, spot: number): number;
}

/**
 * @param carriedOn   `World.carriedOn`
 * @param maxPowerDbm  no device sends stronger
 */
export function createLinks(
  channel: Channel,
  { places, people, carriedOn }: Pick<World, "places" | "people" | "carriedOn">,
  maxPowerDbm: number,
): Links {
  const wearing: Float64Array[] = [];
  // With the best of luck.
  const leastLevelDbm = CHANNEL.sensitivityDbm - maxPowerDbm - channel.maxFadingDb;
  const leastMeanDbm = leastLevelDbm - channel.maxShadowDb;
  return {
    wearingOn: (day) =>
      // A device that has just been switched off may still be heard of what it sent before.
      (wearing[day] ??= Float64Array.from(people, ({ index }) =>
        channel.wearingDb(index, Math.min(carriedOn(index, day), OFF - 1)),
      )),
    meanDbm(squareCm, here, there, ownDb, otherDb) {
      if (squareCm > RANGE_CM * RANGE_CM) return -Infinity;
      const walls = there === here ? 0 : wallsBetween(places[here]!, places[there]!);
      const mean = channel.meanDbm(Math.sqrt(squareCm)) - walls * CHANNEL.wallDb + ownDb + otherDb;
      return mean < leastMeanDbm ? -Infinity : mean;
    },
    spotOf: channel.spotOf,
    levelDbm(meanDbm, spot) {
      const level = meanDbm + channel.shadowDb(spot);
      return level < leastLevelDbm ? -Infinity : level;
    },
  };
}
