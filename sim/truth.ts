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
  /** Whom each person is near now, and since when; entries of the two lists belong together. */
  const near = Array.from({ length: people }, (): number[] => []);
  const sinceMs = Array.from({ length: people }, (): number[] => []);
  /** Who is in each place: only they can be near each other. */
  const occupants: number[][] = [];
  /** By the lower and then the higher number of a pair, milliseconds of this day. */
  const todayMs = Array.from({ length: people }, () => new Map<number, number>());
  const contacts: Contact[] = [];
  let day = 0;

  function book(a: number, b: number, ms: number): void {
    const [low, high] = a < b ? [a, b] : [b, a];
    const booked = todayMs[low]!;
    booked.set(high, (booked.get(high) ?? 0) + ms);
  }

  /** Order in a list means nothing, so its last entry fills a gap. */
  function removeAt(list: number[], index: number): void {
    const last = list.pop()!;
    if (index < list.length) list[index] = last;
  }

  function part(person: number, other: number): void {
    const index = near[person]!.indexOf(other);
    removeAt(near[person]!, index);
    removeAt(sinceMs[person]!, index);
  }

  return {
    beforeMove(person, ms) {
      if (place[person] === AWAY) return;
      const here = occupants[place[person]!]!;
      removeAt(here, here.indexOf(person));
      const others = near[person]!;
      const since = sinceMs[person]!;
      for (let i = 0; i < others.length; i++) {
        book(person, others[i]!, ms - since[i]!);
        part(others[i]!, person);
      }
      others.length = 0;
      since.length = 0;
    },
    afterMove(person, ms) {
      if (place[person] === AWAY) return;
      const here = (occupants[place[person]!] ??= []);
      for (let i = 0; i < here.length; i++) {
        const other = here[i]!;
        const dx = xCm[other]! - xCm[person]!;
        const dy = yCm[other]! - yCm[person]!;
        if (dx * dx + dy * dy > CLOSE_CM * CLOSE_CM) continue;
        near[person]!.push(other);
        sinceMs[person]!.push(ms);
        near[other]!.push(person);
        sinceMs[other]!.push(ms);
      }
      here.push(person);
    },
    endDay(ms) {
      for (let person = 0; person < people; person++) {
        near[person]!.forEach((other, index) => {
          if (person < other) book(person, other, ms - sinceMs[person]![index]!);
          sinceMs[person]![index] = ms;
        });
      }
      for (let a = 0; a < people; a++) {
        const booked = [...todayMs[a]!].sort(([p], [q]) => p - q);
        for (const [b, nearMs] of booked) contacts.push({ a, b, day, minutes: nearMs / 60_000 });
        todayMs[a]!.clear();
      }
      day++;
    },
    contacts: () => contacts,
  };
}
