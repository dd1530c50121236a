/** The buildings and grounds of a town, on a plane, in whole centimetres. */
import type { Random } from "../../hal/simulated/random.js";

export type PlaceKind =
  | "home"
  | "classroom"
  | "yard"
  | "market"
  | "workshop"
  | "office"
  | "field"
  | "ward"
  | "isolation"
  | "corridor"
  | "canteen"
  | "stop"
  | "bus"
  | "room"
  | "ground";

export interface Place {
  kind: PlaceKind;
  /** Corner nearest the origin. */
  xCm: number;
  yCm: number;
  widthCm: number;
  depthCm: number;
  isIndoors: boolean;
  /** From seat to seat in a row. */
  stepCm: number;
  /** Rooms of one building have one wall between them; undefined: a building of its own. */
  building: number | undefined;
}

/** In place of a place number: on the way, or off the map. */
export const AWAY = -1;

export interface Spot {
  xCm: number;
  yCm: number;
}

/** Sizes in metres, and whether under a roof. */
const SIZES: Record<PlaceKind, readonly [width: number, depth: number, isIndoors: boolean]> = {
  home: [8, 7, true],
  classroom: [8, 7, true],
  yard: [40, 30, false],
  market: [45, 30, false],
  workshop: [20, 12, true],
  office: [8, 5, true],
  field: [70, 50, false],
  ward: [7, 6.5, true],
  isolation: [4, 3, true],
  corridor: [40, 3, true],
  canteen: [10, 8, true],
  stop: [6, 3, false],
  bus: [2.5, 11, true],
  // A protocol's; they grow to its positions.
  room: [0, 0, true],
  ground: [0, 0, false],
};

/** From seat to seat and from row to row, in cm, and seats in a row. */
const SEATS: Record<PlaceKind, readonly [stepCm: number, rowCm: number, perRow: number]> = {
  // Beds: couples and children share one, 0.7 m apart.
  home: [70, 300, 6],
  // Benches of two at 0.6 m; see `seatOf`.
  classroom: [60, 110, 8],
  yard: [300, 300, 12],
  // Stalls.
  market: [300, 400, 13],
  workshop: [220, 250, 8],
  office: [200, 220, 3],
  field: [500, 500, 12],
  // Two rows of beds, feet towards each other.
  ward: [200, 400, 3],
  isolation: [200, 200, 1],
  corridor: [200, 100, 20],
  canteen: [80, 120, 10],
  stop: [100, 100, 5],
  // Two and two; see `seatOf`.
  bus: [45, 80, 4],
  room: [200, 200, 5],
  ground: [200, 200, 5],
};

/** What is left free between pairs of seats: between two benches; between the two sides of a bus, where one stands. */
const AISLE_CM: Partial<Record<PlaceKind, number>> = { classroom: 50, bus: 50 };

/** First seat to the two nearest walls, and last seat to the next. */
const MARGIN_CM = 50;

export function createPlace(kind: PlaceKind, xM: number, yM: number, building?: number): Place {
  const [width, depth, isIndoors] = SIZES[kind];
  return {
    kind,
    xCm: xM * 100,
    yCm: yM * 100,
    widthCm: width * 100,
    depthCm: depth * 100,
    isIndoors,
    stepCm: SEATS[kind][0],
    building,
  };
}

/** A place that must hold more people than usual grows by rows. */
export function fitSeats(place: Place, seats: number): void {
  if (seats === 0) return;
  const last = seatOf(place, seats - 1);
  place.depthCm = Math.max(place.depthCm, last.yCm - place.yCm + MARGIN_CM);
}

/** The n-th fixed spot: a bed, a desk, a machine, a stall, a seat. */
export function seatOf(place: Place, n: number): Spot {
  const [, rowCm, perRow] = SEATS[place.kind];
  const column = n % perRow;
  const aislesCm = Math.floor(column / 2) * (AISLE_CM[place.kind] ?? 0);
  return {
    xCm: place.xCm + MARGIN_CM + column * place.stepCm + aislesCm,
    yCm: place.yCm + MARGIN_CM + Math.floor(n / perRow) * rowCm,
  };
}

/** Anywhere in the place. */
export function spotIn(place: Place, random: Random): Spot {
  return { xCm: place.xCm + random.below(place.widthCm), yCm: place.yCm + random.below(place.depthCm) };
}

/** Where the table stands. */
export function spotInMiddle({ xCm, yCm, widthCm, depthCm }: Place): Spot {
  return { xCm: xCm + Math.round(widthCm / 2), yCm: yCm + Math.round(depthCm / 2) };
}

/** In front of one of the first `stalls` stalls, at arm's length and a bit. */
export function spotAtStall(place: Place, stalls: number, random: Random): Spot {
  const seller = seatOf(place, random.below(stalls));
  return { xCm: seller.xCm - 60 + random.below(120), yCm: seller.yCm + 90 + random.below(60) };
}

/** A relative's chair beside the n-th bed. */
export function chairAt(place: Place, n: number): Spot {
  const bed = seatOf(place, n);
  return { xCm: bed.xCm, yCm: bed.yCm + 90 };
}

/** A nurse at the n-th bed: on its free side, at arm's length and a bit. */
export function spotAtBed(place: Place, n: number, random: Random): Spot {
  const bed = seatOf(place, n);
  return { xCm: bed.xCm + 50 + random.below(50), yCm: bed.yCm + random.below(80) };
}

/** In the aisle of a bus: the n-th of those who stand, from the front. */
export function standingSpot(bus: Place, n: number): Spot {
  const rows = Math.floor((bus.depthCm - 2 * MARGIN_CM) / STANDING_CM);
  return { xCm: bus.xCm + bus.widthCm / 2, yCm: bus.yCm + MARGIN_CM + (n % rows) * STANDING_CM };
}

const STANDING_CM = 50;

/** Walls between two places: one within a building, otherwise an outer wall of each that has a roof. */
export function wallsBetween(a: Place, b: Place): number {
  if (a === b) return 0;
  if (a.building !== undefined && a.building === b.building) return 1;
  return Number(a.isIndoors) + Number(b.isIndoors);
}
