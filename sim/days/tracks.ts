/** Keeps who was where and since when. The true distance of any pair at any time follows from it. */
import { AWAY } from "../town/places.js";

/** One person's stays in order of time, four numbers each: since when (ms), place or `AWAY`, x and y in cm. */
export type Track = ArrayLike<number>;

const NUMBERS = 4;

export interface Tracks {
  /** From now on the person is there; a later call at the same instant replaces it. */
  note(person: number, ms: number, place: number, xCm: number, yCm: number): void;
  of(person: number): Track;
}

export function createTracks(people: number): Tracks {
  const tracks = Array.from({ length: people }, (): number[] => []);
  return {
    note(person, ms, place, xCm, yCm) {
      const track = tracks[person]!;
      if (track[track.length - NUMBERS] === ms) track.length -= NUMBERS;
      track.push(ms, place, xCm, yCm);
    },
    of: (person) => tracks[person]!,
  };
}

/** Index of the stay that is under way at `ms`; of the first one where none is yet. */
function stayAt(track: Track, ms: number): number {
  let low = 0;
  let high = track.length / NUMBERS;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (track[middle * NUMBERS]! <= ms) low = middle;
    else high = middle;
  }
  return low * NUMBERS;
}

/**
 * Calls `run` for each stretch of time between `fromMs` and `toMs` in which two people stood still in one place, in
 * order, with their true distance in cm.
 */
export function eachStay(
  one: Track,
  other: Track,
  fromMs: number,
  toMs: number,
  run: (fromMs: number, toMs: number, distanceCm: number) => void,
): void {
  let i = stayAt(one, fromMs);
  let j = stayAt(other, fromMs);
  while (i < one.length && j < other.length) {
    const startMs = Math.max(fromMs, one[i]!, other[j]!);
    const oneEndsMs = i + NUMBERS < one.length ? one[i + NUMBERS]! : Infinity;
    const otherEndsMs = j + NUMBERS < other.length ? other[j + NUMBERS]! : Infinity;
    const endMs = Math.min(toMs, oneEndsMs, otherEndsMs);
    const place = one[i + 1]!;
    if (place !== AWAY && place === other[j + 1] && endMs > startMs) {
      const dx = one[i + 2]! - other[j + 2]!;
      const dy = one[i + 3]! - other[j + 3]!;
      run(startMs, endMs, Math.sqrt(dx * dx + dy * dy));
    }
    if (endMs === toMs) return;
    if (oneEndsMs <= otherEndsMs) i += NUMBERS;
    if (otherEndsMs <= oneEndsMs) j += NUMBERS;
  }
}
