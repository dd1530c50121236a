/** Who hears whom now: what the latest window of each token heard, as long as neither of the two has moved since. */
import { DEFAULT_THRESHOLDS } from "../../src/contacts/judge.js";
import { linkEnds, linkKey } from "./frames.js";

export interface Links {
  /** A listener's window is over; `heard` has the strongest advert by person, in dBm. */
  onWindow(listener: number, heard: Map<number, number>): void;
  /** What this person heard, and what others heard of them, was elsewhere. */
  onMove(person: number): void;
  /** This person's token hears nothing any more. */
  onSilence(person: number): void;
  /** person, person, number of `LINKS`: what has changed since the last call. */
  takeChanges(): number[];
  /** person, person, number of `LINKS`: all there are. */
  all(): number[];
}

export function createLinks(people: number): Links {
  const heardBy = Array.from({ length: people }, () => new Map<number, number>());
  const listeners = Array.from({ length: people }, () => new Set<number>());
  const dirty = new Set<number>();
  /** By key: the link as told last; 0 is left out. */
  const told = new Map<number, number>();

  function classOf(a: number, b: number): number {
    const dBm = Math.max(heardBy[a]!.get(b) ?? -Infinity, heardBy[b]!.get(a) ?? -Infinity);
    if (dBm === -Infinity) return 0;
    if (dBm >= DEFAULT_THRESHOLDS.nearDbm) return 3;
    return dBm >= DEFAULT_THRESHOLDS.midDbm ? 2 : 1;
  }

  function forget(listener: number): void {
    for (const person of heardBy[listener]!.keys()) {
      listeners[person]!.delete(listener);
      dirty.add(linkKey(listener, person));
    }
    heardBy[listener]!.clear();
  }

  return {
    onWindow(listener, heard) {
      forget(listener);
      for (const [person, dBm] of heard) {
        heardBy[listener]!.set(person, dBm);
        listeners[person]!.add(listener);
        dirty.add(linkKey(listener, person));
      }
    },
    onMove(person) {
      forget(person);
      for (const listener of listeners[person]!) {
        heardBy[listener]!.delete(person);
        dirty.add(linkKey(listener, person));
      }
      listeners[person]!.clear();
    },
    onSilence: forget,
    takeChanges() {
      const changes: number[] = [];
      for (const key of dirty) {
        const [a, b] = linkEnds(key);
        const now = classOf(a, b);
        if (now === (told.get(key) ?? 0)) continue;
        if (now === 0) told.delete(key);
        else told.set(key, now);
        changes.push(a, b, now);
      }
      dirty.clear();
      return changes;
    },
    all() {
      const all: number[] = [];
      heardBy.forEach((heard, a) => {
        for (const b of heard.keys()) {
          // A pair that hears each other is met twice.
          if (a > b && heardBy[b]!.has(a)) continue;
          all.push(Math.min(a, b), Math.max(a, b), classOf(a, b));
        }
      });
      return all;
    },
  };
}
