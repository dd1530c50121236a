/** What one person does on one day. Hours and their sources: PARAMETERS.md. */
import type { Random } from "../hal/simulated/random.js";
import type { Occupation, Person } from "./people.js";
import type { Base, Commons } from "./village-map.js";

/** Where in a place: in one's own bed or seat, anywhere, or at the stalls. */
export type SpotRule = "bed" | "seat" | "anywhere" | "stalls";

export interface Activity {
  /** When the person sets out for it, in minutes of the local day. */
  fromMinute: number;
  place: number;
  spot: SpotRule;
  /** About how long before the person moves to another spot there; undefined: does not move. */
  stayMinutes: number | undefined;
}

/** One entry of a plan: hour of the day, what, and how likely it is on that day (1 where left out). */
type Entry = readonly [hour: number, what: What, chance?: number];
type What = "up" | "rest" | "bed" | "work" | "break" | "field" | "market" | "visit" | "play";

/** What a person's day looks like, in order of time; an entry left to chance that does not happen leaves the one before. */
const WORKDAY: Record<Occupation, readonly Entry[]> = {
  toddler: [
    [6.5, "up"],
    [16, "play", 0.5],
    [17.3, "up"],
    [20.5, "bed"],
  ],
  pupil: [
    [6, "up"],
    [6.75, "work"],
    [8.8, "break"],
    [9.1, "work"],
    [11.2, "up"],
    [14.5, "play", 0.5],
    [17, "up"],
    [21.5, "bed"],
  ],
  farmer: [
    [5, "up"],
    [5.5, "market", 0.3],
    [6.2, "field"],
    [10.6, "up"],
    [13.3, "field"],
    [17, "up"],
    [19.2, "visit", 0.2],
    [20.5, "up"],
    [21.5, "bed"],
  ],
  worker: [
    [5.5, "up"],
    [6.8, "work"],
    [11.5, "break"],
    [12.3, "work"],
    [16.5, "up"],
    [19.2, "visit", 0.2],
    [20.5, "up"],
    [22, "bed"],
  ],
  seller: [
    [4.3, "up"],
    [4.8, "work"],
    [11, "up"],
    [15.5, "visit", 0.3],
    [17, "up"],
    [21, "bed"],
  ],
  clerk: [
    [5.8, "up"],
    [6.2, "market", 0.2],
    [7.2, "work"],
    [11.5, "up"],
    [13.3, "work"],
    [17, "up"],
    [22, "bed"],
  ],
  homemaker: [
    [5, "up"],
    [6, "market", 0.7],
    [7.2, "up"],
    [15, "visit", 0.5],
    [16.5, "up"],
    [21.5, "bed"],
  ],
  elder: [
    [4.8, "up"],
    [6.2, "market", 0.4],
    [7, "up"],
    [15, "visit", 0.5],
    [16.5, "up"],
    [20.8, "bed"],
  ],
};

/** Of these, on a Sunday nobody works; what is left is the same. */
const SUNDAY_CLOSED: readonly Occupation[] = ["pupil", "worker", "clerk"];

/** Everybody's hours differ by up to this, each day anew. */
const JITTER_MINUTES = 10;

/** How long one stays at a spot: a customer at a stall, a farmer at a bed of rice, someone about the house. */
const STAY_MINUTES: Partial<Record<What, number>> = {
  up: 15,
  break: 5,
  field: 20,
  market: 3,
  visit: 20,
  play: 5,
};

/**
 * @param weekday  0 = Sunday … 6
 * @returns in order of time; the first begins at minute 0, asleep
 */
export function activitiesOf(
  person: Person,
  base: Base,
  commons: Commons,
  weekday: number,
  random: Random,
): Activity[] {
  const isClosed = weekday === 0 && SUNDAY_CLOSED.includes(person.occupation);
  const activities: Activity[] = [{ fromMinute: 0, place: base.home, spot: "bed", stayMinutes: undefined }];

  function placeOf(what: What): number {
    if (what === "work") return base.work ?? base.home;
    if (what === "break") return person.occupation === "pupil" ? commons.yard : (base.work ?? base.home);
    if (what === "play") return commons.yard;
    if (what === "market") return commons.market;
    // A household tills one field; it visits some neighbours more than others.
    if (what === "field") return commons.fields[person.household % commons.fields.length]!;
    if (what === "visit") {
      const own = commons.homes.indexOf(base.home);
      return commons.homes[Math.min(commons.homes.length - 1, own - (own % 4) + random.below(4))]!;
    }
    return base.home;
  }

  function spotOf(what: What): SpotRule {
    if (what === "bed") return "bed";
    if (what === "work") return "seat";
    return what === "market" && commons.stalls > 0 ? "stalls" : "anywhere";
  }

  for (const [hour, what, chance = 1] of WORKDAY[person.occupation]) {
    const happens = random.unit() < chance;
    const jitter = (random.unit() * 2 - 1) * JITTER_MINUTES;
    const isOff = isClosed && (what === "work" || what === "break");
    if (!happens || isOff) continue;
    activities.push({
      // Two entries never swap, because they lie further apart than their jitter.
      fromMinute: Math.max(hour * 60 + jitter, activities.at(-1)!.fromMinute + 1),
      place: placeOf(what),
      spot: spotOf(what),
      stayMinutes: STAY_MINUTES[what],
    });
  }
  return activities;
}
