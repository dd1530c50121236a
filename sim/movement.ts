import { type Random, createRandom, draw } from "../hal/simulated/random.js";
import type { Timeline } from "../hal/simulated/timeline.js";
import type { Person } from "./people.js";
import { type Place, type Spot, seatOf, spotAtStall, spotIn } from "./places.js";
import { type Activity, activitiesOf } from "./timetable.js";
import type { Truth } from "./truth.js";
import type { VillageMap } from "./village-map.js";
import type { Whereabouts } from "./whereabouts.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** On foot within a hamlet, in metres a second (about 4.5 km/h); long ways by motorcycle take as long as this on foot. */
const WALK_M_PER_S = 1.25;
const MAX_WAY_M = 1000;

/** Moves everybody through their days, alarm by alarm, and keeps the truth informed. Virtual time 0 is local midnight. */
export function startMovement(world: {
  timeline: Timeline;
  seed: number;
  /** Weekday of the first day, 0 = Sunday. */
  firstWeekday: number;
  people: readonly Person[];
  map: VillageMap;
  whereabouts: Whereabouts;
  truth: Truth;
}): void {
  const { timeline, map, whereabouts, truth } = world;

  function move(person: number, change: () => void): void {
    truth.beforeMove(person, timeline.nowMs());
    change();
    truth.afterMove(person, timeline.nowMs());
  }

  function spotOf(activity: Activity, person: Person, random: Random): Spot {
    const base = map.bases[person.index]!;
    const place = map.places[activity.place]!;
    if (activity.spot === "bed") return seatOf(place, base.bed);
    if (activity.spot === "seat") return seatOf(place, base.seat);
    if (activity.spot === "stalls") return spotAtStall(place, map.hamlets[base.hamlet]!.stalls, random);
    return spotIn(place, random);
  }

  /** Runs a person's day from `day` on; each day has randomness of its own, whatever happened before. */
  function live(person: Person, day: number): void {
    const base = map.bases[person.index]!;
    const random = createRandom(draw(draw(world.seed, person.index), day));
    const weekday = (world.firstWeekday + day) % 7;
    const plan = activitiesOf(person, base, map.hamlets[base.hamlet]!, weekday, random);
    const startMs = day * DAY_MS;
    let current = 0;

    const setOutMs = (next: number) =>
      next < plan.length ? startMs + plan[next]!.fromMinute * MINUTE_MS : startMs + DAY_MS;

    function settle(): void {
      const activity = plan[current]!;
      const spot = spotOf(activity, person, random);
      move(person.index, () => whereabouts.moveTo(person.index, activity.place, spot));
      next();
    }

    /** Until the next activity begins a person moves about the place now and then. */
    function next(): void {
      const { stayMinutes } = plan[current]!;
      const leaveMs = setOutMs(current + 1);
      if (stayMinutes !== undefined) {
        const untilMs = timeline.nowMs() + stayMinutes * MINUTE_MS * (0.5 + random.unit());
        if (untilMs < leaveMs) {
          timeline.at(untilMs, settle);
          return;
        }
      }
      timeline.at(leaveMs, setOut);
    }

    function setOut(): void {
      const from = plan[current]!.place;
      current++;
      if (current === plan.length) {
        live(person, day + 1);
      } else if (plan[current]!.place === from) {
        settle();
      } else {
        move(person.index, () => whereabouts.leave(person.index));
        const to = map.places[plan[current]!.place]!;
        timeline.at(timeline.nowMs() + wayMs(map.places[from]!, to), arrive);
      }
    }

    /** A long way may outlast the stay it was for; the person then turns round. */
    function arrive(): void {
      while (timeline.nowMs() >= setOutMs(current + 1) && current + 1 < plan.length) current++;
      settle();
    }

    // A day starts in the bed where the last one ended, so only the first day has to put people into theirs.
    if (day === 0) settle();
    else next();
  }

  function endDay(day: number): void {
    timeline.at((day + 1) * DAY_MS, () => {
      truth.endDay(timeline.nowMs());
      endDay(day + 1);
    });
  }

  endDay(0);
  for (const person of world.people) live(person, 0);
}

/** Time between two places, as the crow flies. */
function wayMs(from: Place, to: Place): number {
  const dx = (from.xCm - to.xCm) / 100;
  const dy = (from.yCm - to.yCm) / 100;
  return Math.round((Math.min(MAX_WAY_M, Math.sqrt(dx * dx + dy * dy)) / WALK_M_PER_S) * 1000);
}
