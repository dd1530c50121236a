/** Keeps the truth: who was really within two metres of whom, and for how long. */
import { type Tracks, createTracks } from "./tracks.js";
import type { Whereabouts } from "./whereabouts.js";
import { AWAY } from "../town/places.js";

/** Two people who were within two metres of each other on one local day. */
export interface Contact {
  /** The lower number of the two. */
  a: number;
  b: number;
  /** Local days since the first. */
  day: number;
  /** All minutes of that day together. */
  minutes: number;
}

/** What really happened: kept apart from the tokens, which cannot see it. */
export interface Truth {
  /** To be called before a person moves or leaves … */
  beforeMove(person: number, ms: number): void;
  /** … and after. */
  afterMove(person: number, ms: number): void;
  /** Ends the day: contacts so far are booked under it, those under way go on into the next. */
  endDay(ms: number): void;
  /** The contacts of all days ended. */
  contacts(): readonly Contact[];
  /** Where everybody has been. */
  readonly tracks: Tracks;
}

/** A close contact in the Ministry of Health's tracing rules: within 2 m. */
export const CLOSE_CM = 200;

export function createTruth(whereabouts: Whereabouts, people: number): Truth {
  const { xCm, yCm, place } = whereabouts;
  /** Who is in each place: only they can be near each other. */
  const occupants: number[][] = [];
  /** Where in its place's list each person stands. */
  const indexOf = new Uint32Array(people);
  const movedMs = new Float64Array(people);
  /** By the lower and then the higher number of a pair, milliseconds of this day. */
  const todayMs = Array.from({ length: people }, () => new Map<number, number>());
  const contacts: Contact[] = [];
  const tracks = createTracks(people);
  let day = 0;
  let dayStartMs = -Infinity;

  /** Two who are in one place have stood as they stand now since one of them moved: if near, then for all that time. */
  function bookIfNear(a: number, b: number, ms: number): void {
    const dx = xCm[a]! - xCm[b]!;
    const dy = yCm[a]! - yCm[b]!;
    if (dx * dx + dy * dy > CLOSE_CM * CLOSE_CM) return;
    const nearMs = ms - Math.max(movedMs[a]!, movedMs[b]!, dayStartMs);
    if (nearMs === 0) return;
    const [low, high] = a < b ? [a, b] : [b, a];
    const booked = todayMs[low]!;
    booked.set(high, (booked.get(high) ?? 0) + nearMs);
  }

  return {
    beforeMove(person, ms) {
      if (place[person] === AWAY) return;
      tracks.note(person, ms, AWAY, 0, 0);
      const here = occupants[place[person]!]!;
      const last = here.pop()!;
      if (last !== person) {
        here[indexOf[person]!] = last;
        indexOf[last] = indexOf[person]!;
      }
      for (let i = 0; i < here.length; i++) bookIfNear(person, here[i]!, ms);
    },
    afterMove(person, ms) {
      movedMs[person] = ms;
      if (place[person] === AWAY) return;
      tracks.note(person, ms, place[person]!, xCm[person]!, yCm[person]!);
      const here = (occupants[place[person]!] ??= []);
      indexOf[person] = here.push(person) - 1;
    },
    endDay(ms) {
      for (const here of occupants) {
        if (here === undefined) continue;
        for (let i = 0; i < here.length; i++)
          for (let j = i + 1; j < here.length; j++) bookIfNear(here[i]!, here[j]!, ms);
      }
      for (let a = 0; a < people; a++) {
        const booked = [...todayMs[a]!].sort(([p], [q]) => p - q);
        for (const [b, nearMs] of booked) contacts.push({ a, b, day, minutes: nearMs / 60_000 });
        todayMs[a]!.clear();
      }
      day++;
      dayStartMs = ms;
    },
    contacts: () => contacts,
    tracks,
  };
}
