/**
 * What can be watched of a town: how it looks at the start, and then what changes. A running simulation gives this, a
 * recording holds it (RECORDING.md), and a scene (scene.ts) is all of it put together.
 */
import type { Occupation } from "../town/people.js";
import type { PlaceKind } from "../town/places.js";
import type { DeviceKind } from "../town/carrying.js";
import type { Deed } from "./deeds.js";

export interface WatchedPlace {
  kind: PlaceKind;
  xCm: number;
  yCm: number;
  widthCm: number;
  depthCm: number;
}

export interface WatchedPerson {
  name: string;
  age: number;
  household: number;
  occupation: Occupation;
  device: DeviceKind;
  /** Of a token. */
  serial?: number;
}

/** The first line of a recording. */
export interface Opening {
  scenario: string;
  seed: number;
  /** UTC of moment 0, the first local midnight. */
  startUtcMs: number;
  /** The moment from which on it is worth watching, and the last one. */
  fromMs: number;
  endMs: number;
  /** Of each token's log. */
  log: { pages: number; recordsPerPage: number };
  places: WatchedPlace[];
  people: WatchedPerson[];
}

/** Entries of `slots`, by number. */
export const TIME_STATES = ["unset", "estimated", "set"] as const;

/**
 * What has happened since the change before. Lists are flat, entry after entry, in the order in which things happened
 * (of people's positions only the last counts); a list that would be empty is left out.
 */
export interface Change {
  /** Simulated milliseconds since the start. */
  ms: number;
  /** person, place (-1: on the way), x, y in cm */
  moved?: number[];
  /** The same for tokens and phones; left out altogether where nobody ever leaves theirs anywhere. */
  devices?: number[];
  /** person, how the device is carried (town/carrying.ts) */
  carried?: number[];
  /** IDs on the air for the first time; they are numbered in this order from 0. The person is -1 where nobody's is known. */
  ids?: [person: number, hex: string][];
  /** person, UTC day, slot (-1: none, the time is unknown), number of the own ID, time state, own clock minus true time in ms */
  slots?: number[];
  /** listener, slots since 1970 on its own clock, window, count, then count times: ID, strongest advert in dBm, adverts */
  heard?: number[];
  /** person, 1 or 0: the LED goes on or off */
  lit?: number[];
  /** person, page sequence, UTC day, records, 1 where the page takes no more */
  pages?: number[];
  /** person, page sequence of the oldest page kept */
  erased?: number[];
  /** person, 1 or 0: has power */
  power?: number[];
  /** person, 1 or 0: shows a warning */
  warned?: number[];
  /** person, row of src/wearer/signals.ts that a press shows, that of the charger (-1: none) */
  signals?: number[];
  /** person, millivolts at the battery, 1 or 0: charging */
  batteries?: number[];
}

/** People are looked at this often or more often; windows, LEDs and logs are never missed. */
export const SAMPLE_MS = 10_000;

/** Something to watch that goes on when told to: a simulation, or a recording of one. */
export interface Source {
  readonly opening: Opening;
  /**
   * Goes on to that moment, at most to the opening's `endMs`; what has happened since the last call, in order of time. The
   * last change is of that moment, even if it is empty.
   */
  runUntil(ms: number): Change[];
  /** Somebody presses the button of a person's token; not where everything has happened already. */
  press?: (person: number) => void;
  /** The same for what else may happen to a token. */
  play?: (person: number, deed: Deed) => void;
  /** Back to moment 0; only where everything has happened already. */
  restart?: () => void;
}
