/** A hamlet, or a place that visitors come to, while it is laid out: what the ward, the bus line and the rest need. */
import type { PlaceSizes } from "../scenarios/scenario.js";
import type { Occupation, Person } from "./people.js";
import type { Place, PlaceKind } from "./places.js";

/** A person's own spots: place numbers, and which seat there. */
export interface Base {
  hamlet: number;
  /** `AWAY` for visitors, who go home off the map. */
  home: number;
  bed: number;
  /** Class, stall, machine, desk or bus; undefined for those who stay at home or go to the fields. */
  work: number | undefined;
  seat: number;
}

/** Adds a place of the site, in metres from the site's corner, and returns its number. */
export type AddPlace = (kind: PlaceKind, xM: number, yM: number, building?: number) => number;

export interface Site {
  hamlet: number;
  /** Those of the site who do that. */
  doing: (occupation: Occupation) => readonly Person[];
  /** Of the whole town, by place number and by person. */
  places: Place[];
  bases: Base[];
  sizes: PlaceSizes;
  add: AddPlace;
}
