import { AWAY, type Spot } from "../town/places.js";

/** Where everybody is, in whole centimetres. A grid finds who is near. */
export interface Whereabouts {
  readonly xCm: Int32Array;
  readonly yCm: Int32Array;
  /** Place number, or `AWAY`. */
  readonly place: Int32Array;
  /** How often each person has moved; two people's sum changes when either does. */
  readonly moves: Uint32Array;
  moveTo(person: number, place: number, spot: Spot): void;
  /** On the way, or off the map: met by nobody. */
  leave(person: number): void;
  /** Writes everybody in the nine cells around a person (the person too, and some out of range) into `found`: cell by cell, each ascending. */
  around(person: number, found: Int32Array): number;
}

/** At least as far as a radio reaches (air/channel.ts): neighbours stand in cells that touch. */
export const CELL_CM = 6_000;
/** Cells are numbered by row and column; so many columns are more than a world is wide. */
const COLUMNS = 65_536;

/** @param onMove  runs after each move of a person */
export function createWhereabouts(people: number, onMove?: (person: number) => void): Whereabouts {
  const xCm = new Int32Array(people);
  const yCm = new Int32Array(people);
  const place = new Int32Array(people).fill(AWAY);
  const moves = new Uint32Array(people);
  const cellOf = new Int32Array(people);
  /** Where in its cell's list each person stands. */
  const indexOf = new Uint32Array(people);
  const cells = new Map<number, number[]>();

  const cellAt = (x: number, y: number) => Math.floor(y / CELL_CM) * COLUMNS + Math.floor(x / CELL_CM);

  function takeOut(person: number): void {
    const cell = cells.get(cellOf[person]!)!;
    const last = cell.pop()!;
    if (last === person) return;
    const index = indexOf[person]!;
    cell[index] = last;
    indexOf[last] = index;
  }

  function putIn(person: number, number: number): void {
    cellOf[person] = number;
    const cell = cells.get(number);
    if (cell === undefined) {
      cells.set(number, [person]);
      indexOf[person] = 0;
    } else indexOf[person] = cell.push(person) - 1;
  }

  return {
    xCm,
    yCm,
    place,
    moves,
    moveTo(person, newPlace, spot) {
      const wasAway = place[person] === AWAY;
      moves[person]!++;
      place[person] = newPlace;
      xCm[person] = spot.xCm;
      yCm[person] = spot.yCm;
      const number = cellAt(spot.xCm, spot.yCm);
      if (wasAway || number !== cellOf[person]) {
        if (!wasAway) takeOut(person);
        putIn(person, number);
      }
      onMove?.(person);
    },
    leave(person) {
      if (place[person] !== AWAY) takeOut(person);
      moves[person]!++;
      place[person] = AWAY;
      onMove?.(person);
    },
    around(person, found) {
      const middle = cellOf[person]!;
      let count = 0;
      // In an order that does not depend on who came first.
      for (let row = -COLUMNS; row <= COLUMNS; row += COLUMNS) {
        for (let column = -1; column <= 1; column++) {
          const cell = cells.get(middle + row + column);
          if (cell === undefined) continue;
          found.set(cell, count);
          found.subarray(count, count + cell.length).sort();
          count += cell.length;
        }
      }
      return count;
    },
  };
}
