/** Finds whom a device might hear: in a town that lives in step, or in one whose moves are known. Both give the same answer. */
import { type Links, RANGE_CM } from "./links.js";
import { SLICE_MS, type StayIndex, type Stays, endOf } from "../days/stays.js";
import { CELL_CM, type Whereabouts } from "../days/whereabouts.js";
import { AWAY } from "../town/places.js";

const DAY_MS = 86_400_000;

/** Who might be heard by one device at one moment. A buffer that is used again and again. */
export interface Neighbours {
  /** On the way nothing is heard. */
  isAway: boolean;
  count: number;
  /** In the order of `Whereabouts.around`. */
  senders: Int32Array;
  /** `Links.levelDbm`. */
  levelDbm: Float64Array;
  /** `Links.spotOf`: changes when either of the two moves. */
  spots: Int32Array;
}

export type FindNeighbours = (listener: number, ms: number) => Neighbours;

function createNeighbours(room: number): Neighbours {
  return {
    isAway: false,
    count: 0,
    senders: new Int32Array(room),
    levelDbm: new Float64Array(room),
    spots: new Int32Array(room),
  };
}

/** Of the present: for a world that moves in step with those who listen. */
export function createPresentNeighbours(whereabouts: Whereabouts, links: Links): FindNeighbours {
  const { xCm, yCm, place, moves } = whereabouts;
  const neighbours = createNeighbours(place.length);
  const found = new Int32Array(place.length);
  return (listener, ms) => {
    neighbours.isAway = place[listener] === AWAY;
    neighbours.count = 0;
    if (neighbours.isAway) return neighbours;
    const wearing = links.wearingOn(Math.floor(ms / DAY_MS));
    const around = whereabouts.around(listener, found);
    for (let i = 0; i < around; i++) {
      const sender = found[i]!;
      if (sender === listener) continue;
      const dx = xCm[sender]! - xCm[listener]!;
      const dy = yCm[sender]! - yCm[listener]!;
      const mean = links.meanDbm(
        dx * dx + dy * dy,
        place[listener]!,
        place[sender]!,
        wearing[listener]!,
        wearing[sender]!,
      );
      if (mean === -Infinity) continue;
      const spot = links.spotOf(listener, sender, moves[listener]! + moves[sender]!);
      const level = links.levelDbm(mean, spot);
      if (level === -Infinity) continue;
      neighbours.senders[neighbours.count] = sender;
      neighbours.levelDbm[neighbours.count] = level;
      neighbours.spots[neighbours.count++] = spot;
    }
    return neighbours;
  };
}

/**
 * Of any moment, from a world that has run to its end. A listener asks in order of time. What a slice of time has in common,
 * as long as the listener stays, is worked out once, if nobody else asks meanwhile.
 */
export function createRecordedNeighbours(stays: Stays, index: StayIndex, links: Links): FindNeighbours {
  const { person, fromMs, place, xCm, yCm, moves, firstOf } = stays;
  const people = firstOf.length - 1;
  const neighbours = createNeighbours(people);
  /** By listener: their stay when they asked last. */
  const stayOf = firstOf.slice(0, people);
  /** The listener's stay and the slice of time that the candidates are of. */
  let own = -1;
  let slice = -1;
  /** What is heard at some time of the slice, and from when to when. */
  let candidates = createNeighbours(64);
  let candidateFromMs = new Float64Array(64);
  let candidateEndMs = new Float64Array(64);

  /** The listener's stay at that time; the first one where none has begun. */
  function seek(listener: number, ms: number): number {
    const end = firstOf[listener + 1]!;
    let stay = stayOf[listener]!;
    if (stay < end && fromMs[stay]! > ms) stay = firstOf[listener]!;
    while (stay + 1 < end && fromMs[stay + 1]! <= ms) stay++;
    stayOf[listener] = stay;
    return stay;
  }

  /** Cell by cell and person by person, as `Whereabouts.around`. */
  function collect(listener: number, ms: number): void {
    const { columns, rows, starts } = index;
    const wearing = links.wearingOn(Math.floor(ms / DAY_MS));
    const [x, y, here, ownDb] = [xCm[own]!, yCm[own]!, place[own]!, wearing[listener]!];
    const column = Math.floor(x / CELL_CM) - index.firstColumn;
    const row = Math.floor(y / CELL_CM) - index.firstRow;
    candidates.count = 0;
    for (let r = Math.max(0, row - 1); r <= Math.min(rows - 1, row + 1); r++) {
      // Cells of one row lie side by side.
      const line = (slice * rows + r) * columns;
      const end = starts[line + Math.min(columns - 1, column + 1) + 1]!;
      for (let entry = starts[line + Math.max(0, column - 1)]!; entry < end; entry++) {
        const stay = index.stays[entry]!;
        const dx = xCm[stay]! - x;
        const dy = yCm[stay]! - y;
        const squareCm = dx * dx + dy * dy;
        if (squareCm > RANGE_CM * RANGE_CM) continue;
        const sender = person[stay]!;
        if (sender === listener) continue;
        const mean = links.meanDbm(squareCm, here, place[stay]!, ownDb, wearing[sender]!);
        if (mean === -Infinity) continue;
        const spot = links.spotOf(listener, sender, moves[own]! + moves[stay]!);
        const level = links.levelDbm(mean, spot);
        if (level === -Infinity) continue;
        if (candidates.count === candidateFromMs.length) makeRoom();
        candidateFromMs[candidates.count] = fromMs[stay]!;
        candidateEndMs[candidates.count] = endOf(stays, stay);
        candidates.senders[candidates.count] = sender;
        candidates.levelDbm[candidates.count] = level;
        candidates.spots[candidates.count++] = spot;
      }
    }
  }

  function makeRoom(): void {
    const old = candidates;
    const [oldFromMs, oldEndMs] = [candidateFromMs, candidateEndMs];
    const room = 2 * oldFromMs.length;
    candidates = createNeighbours(room);
    candidates.count = old.count;
    candidates.senders.set(old.senders);
    candidates.levelDbm.set(old.levelDbm);
    candidates.spots.set(old.spots);
    candidateFromMs = new Float64Array(room);
    candidateEndMs = new Float64Array(room);
    candidateFromMs.set(oldFromMs);
    candidateEndMs.set(oldEndMs);
  }

  return (listener, ms) => {
    const stay = seek(listener, ms);
    neighbours.count = 0;
    neighbours.isAway = stay === firstOf[listener + 1] || fromMs[stay]! > ms || place[stay] === AWAY;
    if (neighbours.isAway) return neighbours;
    const sliceNow = Math.floor(ms / SLICE_MS);
    if (stay !== own || sliceNow !== slice) {
      own = stay;
      slice = sliceNow;
      collect(listener, ms);
    }
    const { count, senders, levelDbm, spots } = candidates;
    for (let i = 0; i < count; i++) {
      if (ms < candidateFromMs[i]! || ms >= candidateEndMs[i]!) continue;
      neighbours.senders[neighbours.count] = senders[i]!;
      neighbours.levelDbm[neighbours.count] = levelDbm[i]!;
      neighbours.spots[neighbours.count++] = spots[i]!;
    }
    return neighbours;
  };
}
