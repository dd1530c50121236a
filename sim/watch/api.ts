/** What page and server say to each other. */
import type { Opening } from "./changes.js";
import type { Deed } from "./deeds.js";
import type { Frame } from "./frames.js";

export const SPEEDS = [0, 1, 10, 60, 600, "max"] as const;
/** Simulated time against real time; 0 = it stands still, "max" = as fast as this computer can. */
export type Speed = (typeof SPEEDS)[number];

export interface Status {
  speed: Speed;
  /** How fast it really goes: simulated seconds in a real second. */
  pace: number;
  /** Hurrying to the moment from which it is worth watching. */
  isOnTheWay: boolean;
  /** The last moment is reached. */
  isOver: boolean;
}

/** GET /api/opening */
export interface OpeningAnswer extends Opening {
  isReplay: boolean;
}

/** What /api/frames sends, one after the other, at most ten a second. */
export interface Message {
  status: Status;
  frame: Frame;
  /** The frame is everything there is, not what has changed. */
  isFull: boolean;
}

/** POST /api/speed */
export interface SpeedInput {
  speed: Speed;
}

/** POST /api/play */
export interface PlayInput {
  person: number;
  deed: Deed;
}

/** POST /api/press */
export interface PressInput {
  person: number;
}
