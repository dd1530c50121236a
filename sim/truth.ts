import { AWAY, type Whereabouts } from "./whereabouts.js";

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
}

/** The Ministry of Health's close contact (FIELD.md). */
export const CLOSE_CM = 200;

export function createTruth(whereabouts: Whereabouts, people: number): Truth {
  const { xCm, yCm, place } = whereabouts;
  /** Whom each person is near now. */
  const near = Array.from({ length: people }, (): number[] => []);
  /** By pair: since when they are near. */
  const sinceMs = new Map<number, number>();
  const todayMs = new Map<number, number>();
  const contacts: Contact[] = [];
  const found = new Int32Array(people);
  let day = 0;

  const pairOf = (a: number, b: number) => (a < b ? a * people + b : b * people + a);

  function book(pair: number, ms: number): void {
    todayMs.set(pair, (todayMs.get(pair) ?? 0) + ms - sinceMs.get(pair)!);
  }

  return {
    beforeMove(person, ms) {
      for (const other of near[person]!) {
        const pair = pairOf(person, other);
        book(pair, ms);
        sinceMs.delete(pair);
        near[other]!.splice(near[other]!.indexOf(person), 1);
      }
      near[person]!.length = 0;
    },
    afterMove(person, ms) {
      if (place[person] === AWAY) return;
      const count = whereabouts.around(person, found);
      for (let i = 0; i < count; i++) {
        const other = found[i]!;
        if (other === person || place[other] !== place[person]) continue;
        const dx = xCm[other]! - xCm[person]!;
        const dy = yCm[other]! - yCm[person]!;
        if (dx * dx + dy * dy > CLOSE_CM * CLOSE_CM) continue;
        near[person]!.push(other);
        near[other]!.push(person);
        sinceMs.set(pairOf(person, other), ms);
      }
    },
    endDay(ms) {
      for (const pair of sinceMs.keys()) {
        book(pair, ms);
        sinceMs.set(pair, ms);
      }
      for (const [pair, nearMs] of todayMs) {
        contacts.push({ a: Math.floor(pair / people), b: pair % people, day, minutes: nearMs / 60_000 });
      }
      contacts.sort((p, q) => p.day - q.day || p.a - q.a || p.b - q.b);
      todayMs.clear();
      day++;
    },
    contacts: () => contacts,
  };
}
