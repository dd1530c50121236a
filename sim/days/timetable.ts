/** What one person does on one day. PARAMETERS.md has the hours and their sources. */
import type { Random } from "../../hal/simulated/random.js";
import { nextRide } from "../town/bus-line.js";
import type { Occupation, Person } from "../town/people.js";
import type { Commons } from "../town/village-map.js";
import type { Base } from "../town/site.js";
import { AWAY } from "../town/places.js";

/**
 * Where in a place: in one's own bed or seat, anywhere, at the stalls, on the chair beside a bed, on a seat of a bus
 * that is free; or from bed to bed, in whichever room that stands.
 */
export type SpotRule = "bed" | "seat" | "anywhere" | "stalls" | "chair" | "bus" | "round";

export interface Activity {
  /** When the person sets out for it, in minutes of the local day. */
  fromMinute: number;
  /** `AWAY`: off the map. */
  place: number;
  spot: SpotRule;
  /** About how long before the person moves to another spot there; undefined: does not move. */
  stayMinutes: number | undefined;
}

/** One entry of a plan: hour of the day, what, and how likely it is on that day (1 where left out). */
type Entry = readonly [hour: number, what: What, chance?: number];
type What =
  | "up"
  | "bed"
  | "chair"
  | "work"
  | "round"
  | "break"
  | "field"
  | "market"
  | "visit"
  | "play"
  | "canteen"
  | "corridor";

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
  teacher: [
    [5.6, "up"],
    [6.6, "work"],
    [8.8, "break"],
    [9.1, "work"],
    [11.3, "up"],
    [19.2, "visit", 0.2],
    [20.5, "up"],
    [22, "bed"],
  ],
  nurse: [
    [5.8, "up"],
    [6.9, "work"],
    [7.4, "round"],
    [11.3, "canteen"],
    [12, "work"],
    [13.3, "round"],
    [16.6, "up"],
    [22, "bed"],
  ],
  patient: [
    [9.5, "corridor", 0.5],
    [10.2, "bed"],
    [15.5, "corridor", 0.5],
    [16.2, "bed"],
  ],
  carer: [
    [6.2, "canteen"],
    [6.9, "chair"],
    [11.2, "canteen"],
    [11.9, "chair"],
    [17.4, "canteen"],
    [18.1, "chair"],
  ],
  isolated: [],
  driver: [
    [4.4, "up"],
    [4.8, "work"],
    [20.2, "up"],
    [21.5, "bed"],
  ],
  commuter: [
    [5, "up"],
    [21.5, "bed"],
  ],
  shopper: [],
  tester: [],
};

/** Of these, on a Sunday nobody works; what is left is the same. */
const SUNDAY_CLOSED: readonly Occupation[] = ["pupil", "worker", "clerk", "teacher", "commuter"];

/** When a commuter sets out and comes back, and a shopper comes and for how long: from, and up to so much later. */
const COMMUTE_OUT = [5 * 60 + 30, 180] as const;
const COMMUTE_BACK = [15 * 60 + 30, 150] as const;
const SHOPPING_FROM = [5 * 60 + 30, 240] as const;
const SHOPPING_MINUTES = [20, 40] as const;

/** To the bus stop, at most; visitors appear at the stop. */
const WALK_TO_STOP_MINUTES = 15;

/** Everybody's hours differ by up to this, each day anew. */
const JITTER_MINUTES = 10;

/** How long one stays at a spot: a customer at a stall, a farmer at a bed of rice, someone about the house. */
const STAY_MINUTES: Partial<Record<What, number>> = {
  up: 15,
  round: 6,
  canteen: 15,
  corridor: 5,
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
  const { occupation } = person;
  const isClosed = weekday === 0 && SUNDAY_CLOSED.includes(occupation);
  const activities: Activity[] = [
    {
      fromMinute: 0,
      place: base.home,
      spot: occupation === "carer" ? "chair" : "bed",
      stayMinutes: undefined,
    },
  ];

  function placeOf(what: What): number {
    if (what === "work") return base.work ?? base.home;
    if (what === "round") return commons.ward!.corridor;
    if (what === "break") return isAtSchool(occupation) ? commons.yard : (base.work ?? base.home);
    if (what === "play") return commons.yard;
    if (what === "market") return commons.market;
    if (what === "canteen") return commons.ward!.canteen;
    if (what === "corridor") return commons.ward!.corridor;
    // A household tills one field; it visits some neighbours more than others.
    if (what === "field") return commons.fields[person.household % commons.fields.length]!;
    if (what === "visit" && commons.homes.length > 0) {
      const own = base.home - commons.homes[0]!; // numbered one after the other
      return commons.homes[Math.min(commons.homes.length - 1, own - (own % 4) + random.below(4))]!;
    }
    return base.home;
  }

  function spotOf(what: What): SpotRule {
    if (what === "bed" || what === "chair" || what === "round") return what;
    if (what === "work") return "seat";
    return what === "market" && commons.stalls > 0 ? "stalls" : "anywhere";
  }

  function add(fromMinute: number, place: number, spot: SpotRule, stayMinutes: number | undefined): void {
    // Two entries never swap, because they lie further apart than their jitter.
    activities.push({
      fromMinute: Math.max(fromMinute, activities.at(-1)!.fromMinute + 1),
      place,
      spot,
      stayMinutes,
    });
  }

  for (const [hour, what, chance = 1] of WORKDAY[occupation]) {
    const happens = random.unit() < chance;
    const jitter = (random.unit() * 2 - 1) * JITTER_MINUTES;
    const isOff = isClosed && (what === "work" || what === "break");
    if (!happens || isOff) continue;
    if (occupation === "commuter" && what === "bed" && !isClosed) addRides();
    add(hour * 60 + jitter, placeOf(what), spotOf(what), STAY_MINUTES[what]);
  }
  if (occupation === "shopper") addShopping();
  return activities;

  /** To a later stop and off the map; in the evening back the same way, unless the last bus has gone. */
  function addRides(): void {
    const last = commons.line!.stops.length - 1;
    const from = random.below(last);
    const to = from + 1 + random.below(last - from);
    const walkMinutes = base.home === AWAY ? 0 : WALK_TO_STOP_MINUTES;
    addRide(from, to, minuteWithin(COMMUTE_OUT), walkMinutes, AWAY);
    addRide(to, from, minuteWithin(COMMUTE_BACK), 0, base.home);
  }

  function addRide(from: number, to: number, minute: number, walkMinutes: number, then: number): void {
    const ride = nextRide(commons.line!, from, to, minute + walkMinutes);
    if (ride !== undefined) {
      add(minute, commons.line!.stops[from]!, "anywhere", undefined);
      add(ride.boardMinute, ride.bus, "bus", undefined);
    }
    add(ride?.alightMinute ?? minute, then, "anywhere", then === AWAY ? undefined : STAY_MINUTES.up);
  }

  function addShopping(): void {
    const minute = minuteWithin(SHOPPING_FROM);
    const spot = spotOf("market");
    add(minute, commons.market, spot, STAY_MINUTES.market);
    add(minute + minuteWithin(SHOPPING_MINUTES), AWAY, "anywhere", undefined);
  }

  function minuteWithin([from, length]: readonly [number, number]): number {
    return from + random.unit() * length;
  }
}

function isAtSchool(occupation: Occupation): boolean {
  return occupation === "pupil" || occupation === "teacher";
}
