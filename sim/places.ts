/** Where the village stands: buildings and grounds on a plane, in whole centimetres. */
import type { Random } from "../hal/simulated/random.js";

export type PlaceKind = "home" | "classroom" | "yard" | "market" | "workshop" | "office" | "field";

export interface Place {
  kind: PlaceKind;
  /** Corner nearest the origin. */
  xCm: number;
  yCm: number;
  widthCm: number;
  depthCm: number;
  isIndoors: boolean;
}

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
};

/** A bench has two seats; between benches an aisle is free. */
const AISLE_CM = 50;

export function createPlace(kind: PlaceKind, xM: number, yM: number): Place {
  const [width, depth, isIndoors] = SIZES[kind];
  return {
    kind,
    xCm: xM * 100,
    yCm: yM * 100,
    widthCm: width * 100,
    depthCm: depth * 100,
    isIndoors,
  };
}

/** The n-th fixed spot: a bed, a desk, a machine, a stall. */
export function seatOf(place: Place, n: number): Spot {
  const [stepCm, rowCm, perRow] = SEATS[place.kind];
  const column = n % perRow;
  const aislesCm = place.kind === "classroom" ? Math.floor(column / 2) * AISLE_CM : 0;
  return {
    xCm: place.xCm + 50 + column * stepCm + aislesCm,
    yCm: place.yCm + 50 + Math.floor(n / perRow) * rowCm,
  };
}

/** Anywhere in the place. */
export function spotIn(place: Place, random: Random): Spot {
  return { xCm: place.xCm + random.below(place.widthCm), yCm: place.yCm + random.below(place.depthCm) };
}

/** In front of one of the first `stalls` stalls, at arm's length and a bit. */
export function spotAtStall(place: Place, stalls: number, random: Random): Spot {
  const seller = seatOf(place, random.below(stalls));
  return { xCm: seller.xCm - 60 + random.below(120), yCm: seller.yCm + 90 + random.below(60) };
}

/** Walls between two places: an outer wall of each that has a roof. */
export function wallsBetween(a: Place, b: Place): number {
  return a === b ? 0 : Number(a.isIndoors) + Number(b.isIndoors);
}
