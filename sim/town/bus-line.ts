/** A bus line: where its stops are, and when which bus is where. */
import type { Random } from "../../hal/simulated/random.js";
import { type Place, type Spot, fitSeats, seatOf, standingSpot } from "./places.js";
import type { Site } from "./site.js";

export interface BusLine {
  /** Place numbers from one end to the other. */
  stops: readonly number[];
  /** Place numbers; each bus is a place whose passengers ride together. */
  buses: readonly number[];
  minutesBetweenStops: number;
  seats: number;
}

/** When a ride begins and ends, in minutes of the day. */
export interface Ride {
  bus: number;
  boardMinute: number;
  alightMinute: number;
}

const SERVICE_FROM_MINUTE = 5 * 60;
export const SERVICE_TO_MINUTE = 20 * 60;

const STOP_PITCH_M = 80;
const ROAD_Y_M = -20;
/** A bus on the road is out of range of stops and other buses, so it stands apart on the map. */
const BUS_X_M = -120;
const BUS_PITCH_M = 80;
const BUSES_PER_ROW = 4;

/** @returns undefined where nobody rides or drives */
export function createBusLine({ doing, places, bases, sizes, add }: Site): BusLine | undefined {
  const drivers = doing("driver");
  if (drivers.length + doing("commuter").length === 0) return undefined;
  const stops = Array.from({ length: sizes.busStops }, (_, n) => add("stop", n * STOP_PITCH_M, ROAD_Y_M));
  const buses = Array.from({ length: Math.max(1, drivers.length) }, (_, n) => {
    const row = Math.floor(n / BUSES_PER_ROW);
    const bus = add("bus", BUS_X_M - (n % BUSES_PER_ROW) * BUS_PITCH_M, row * BUS_PITCH_M);
    fitSeats(places[bus]!, sizes.busSeats);
    return bus;
  });
  drivers.forEach((driver, n) => Object.assign(bases[driver.index]!, { work: buses[n]!, seat: 0 }));
  return { stops, buses, minutesBetweenStops: sizes.minutesBetweenStops, seats: sizes.busSeats };
}

/**
 * The first bus that comes to stop `from` at `minute` or later on its way to stop `to`. Each bus goes to and fro all
 * day, with a pause of one stop's time at either end; all follow each other at equal intervals.
 *
 * @returns undefined where no bus comes any more
 */
export function nextRide(line: BusLine, from: number, to: number, minute: number): Ride | undefined {
  const { stops, buses, minutesBetweenStops: step } = line;
  const last = stops.length - 1;
  const roundMinutes = 2 * (last + 1) * step;
  const sinceStart = from < to ? from * step : (last + 1 + (last - from)) * step;
  let first: Ride | undefined;
  buses.forEach((bus, n) => {
    const firstMinute = SERVICE_FROM_MINUTE + (n / buses.length) * roundMinutes + sinceStart;
    const rounds = Math.max(0, Math.ceil((minute - firstMinute) / roundMinutes));
    const boardMinute = firstMinute + rounds * roundMinutes;
    if (first === undefined || boardMinute < first.boardMinute)
      first = { bus, boardMinute, alightMinute: boardMinute + Math.abs(to - from) * step };
  });
  return first !== undefined && first.alightMinute <= SERVICE_TO_MINUTE ? first : undefined;
}

/** Who sits where in which bus. */
export interface Seats {
  /** A free one of `count` seats, the first of which is the driver's; where all are taken, room to stand. */
  take(bus: number, count: number, person: number, random: Random): Spot;
  free(bus: number, person: number): void;
}

export function createSeats(places: readonly Place[]): Seats {
  /** By bus: who has which seat; those after the last seat stand. */
  const taken = new Map<number, (number | undefined)[]>();
  return {
    take(bus, count, person, random) {
      let sitting = taken.get(bus);
      if (sitting === undefined) taken.set(bus, (sitting = []));
      const first = random.below(count - 1);
      for (let n = 0; n < count - 1; n++) {
        const seat = 1 + ((first + n) % (count - 1));
        if (sitting[seat] !== undefined) continue;
        sitting[seat] = person;
        return seatOf(places[bus]!, seat);
      }
      let standing = count;
      while (sitting[standing] !== undefined) standing++;
      sitting[standing] = person;
      return standingSpot(places[bus]!, standing - count);
    },
    free(bus, person) {
      const sitting = taken.get(bus)!;
      sitting[sitting.indexOf(person)] = undefined;
    },
  };
}
