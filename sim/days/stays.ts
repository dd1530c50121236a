/**
 * Where every device is at any time of a run, in memory that threads share. People move whatever their tokens do, so all
 * of it is known before the first token lives.
 */
import type { Timeline } from "../../hal/simulated/timeline.js";
import { sharedFloats, sharedInts } from "../shared-arrays.js";
import { CELL_CM, type Whereabouts } from "./whereabouts.js";
import { AWAY } from "../town/places.js";

/** Plain data: to be handed to other threads as it is. */
export interface Stays {
  /** By person, and one more: where their stays begin. */
  readonly firstOf: Int32Array;
  /** By stay, those of one person in order of time. It ends where the next one of that person begins. */
  readonly person: Int32Array;
  readonly fromMs: Float64Array;
  /** Place number, or `AWAY`. */
  readonly place: Int32Array;
  readonly xCm: Int32Array;
  readonly yCm: Int32Array;
  /** `Whereabouts.moves` while it lasts. */
  readonly moves: Uint32Array;
}

/** Notes each move of a world that runs. */
export interface StayRecorder {
  /** To be given to `createWorld`. */
  onDeviceMove(person: number): void;
  /** Everything so far, once. */
  finish(): Stays;
}

const NUMBERS = 6;

export function createStayRecorder(
  people: number,
  timeline: Timeline,
  deviceWhereabouts: () => Whereabouts,
): StayRecorder {
  /** In order of time, `NUMBERS` a move: person, time, place, x, y, moves. */
  let noted = new Float64Array(NUMBERS * 4096);
  let count = 0;
  const counts = new Int32Array(people);

  return {
    onDeviceMove(person) {
      const { place, xCm, yCm, moves } = deviceWhereabouts();
      if (NUMBERS * (count + 1) > noted.length) {
        const larger = new Float64Array(2 * noted.length);
        larger.set(noted);
        noted = larger;
      }
      const at = NUMBERS * count++;
      noted[at] = person;
      noted[at + 1] = timeline.nowMs();
      noted[at + 2] = place[person]!;
      noted[at + 3] = xCm[person]!;
      noted[at + 4] = yCm[person]!;
      noted[at + 5] = moves[person]!;
      counts[person]!++;
    },
    finish() {
      const stays: Stays = {
        firstOf: sharedInts(people + 1),
        person: sharedInts(count),
        fromMs: sharedFloats(count),
        place: sharedInts(count),
        xCm: sharedInts(count),
        yCm: sharedInts(count),
        moves: new Uint32Array(new SharedArrayBuffer(4 * count)),
      };
      for (let person = 0; person < people; person++)
        stays.firstOf[person + 1] = stays.firstOf[person]! + counts[person]!;
      const next = stays.firstOf.slice(0, people);
      for (let at = 0; at < NUMBERS * count; at += NUMBERS) {
        const person = noted[at]!;
        const stay = next[person]!++;
        stays.person[stay] = person;
        stays.fromMs[stay] = noted[at + 1]!;
        stays.place[stay] = noted[at + 2]!;
        stays.xCm[stay] = noted[at + 3]!;
        stays.yCm[stay] = noted[at + 4]!;
        stays.moves[stay] = noted[at + 5]!;
      }
      noted = new Float64Array(0); // whoever still holds the recorder holds no more
      return stays;
    },
  };
}

/** When a stay ends; Infinity for a person's last one. */
export function endOf({ firstOf, person, fromMs }: Stays, stay: number): number {
  return stay + 1 < firstOf[person[stay]! + 1]! ? fromMs[stay + 1]! : Infinity;
}

/** Time is cut into slices of this length. */
export const SLICE_MS = 900_000;

/** Which stays touch which slice of time and cell of the map: plain data like `Stays`. */
export interface StayIndex {
  readonly slices: number;
  readonly columns: number;
  readonly rows: number;
  /** Column and row of the cell in the corner, in cells of `CELL_CM` from the map's zero. */
  readonly firstColumn: number;
  readonly firstRow: number;
  /** By slice, row and column, and one more: where the stays begin in `stays`. */
  readonly starts: Int32Array;
  /** Stay numbers; those of one slice and cell ascend. */
  readonly stays: Int32Array;
}

/** Of all stays that begin before `endMs`. */
export function indexStays(stays: Stays, endMs: number): StayIndex {
  const { place, xCm, yCm, fromMs } = stays;
  const slices = Math.ceil(endMs / SLICE_MS);
  let [left, right, top, bottom] = [Infinity, -Infinity, Infinity, -Infinity];
  for (let stay = 0; stay < place.length; stay++) {
    if (place[stay] === AWAY) continue;
    left = Math.min(left, Math.floor(xCm[stay]! / CELL_CM));
    right = Math.max(right, Math.floor(xCm[stay]! / CELL_CM));
    top = Math.min(top, Math.floor(yCm[stay]! / CELL_CM));
    bottom = Math.max(bottom, Math.floor(yCm[stay]! / CELL_CM));
  }
  const columns = Math.max(0, right - left + 1);
  const rows = Math.max(0, bottom - top + 1);

  /** Calls `run` with each slice and cell that a stay touches. */
  function eachCell(run: (cell: number, stay: number) => void): void {
    for (let stay = 0; stay < place.length; stay++) {
      if (place[stay] === AWAY) continue;
      const column = Math.floor(xCm[stay]! / CELL_CM) - left;
      const row = Math.floor(yCm[stay]! / CELL_CM) - top;
      const untilMs = Math.min(endOf(stays, stay), endMs);
      let slice = Math.floor(fromMs[stay]! / SLICE_MS);
      for (; slice * SLICE_MS < untilMs; slice++) run((slice * rows + row) * columns + column, stay);
    }
  }

  const starts = sharedInts(slices * rows * columns + 1);
  eachCell((cell) => starts[cell + 1]!++);
  for (let cell = 1; cell < starts.length; cell++) starts[cell]! += starts[cell - 1]!;
  const entries = sharedInts(starts.at(-1)!);
  const next = starts.slice(0, -1);
  eachCell((cell, stay) => {
    entries[next[cell]!++] = stay;
  });
  return { slices, columns, rows, firstColumn: left, firstRow: top, starts, stays: entries };
}
