/** Takes people through their days: when they set out, how long they walk, and where they settle. */
import { type Random, createRandom, draw } from "../../hal/simulated/random.js";
import type { Timeline } from "../../hal/simulated/timeline.js";
import { createSeats } from "../town/bus-line.js";
import type { Mover } from "./mover.js";
import type { Person } from "../town/people.js";
import {
  AWAY,
  type Place,
  type Spot,
  chairAt,
  seatOf,
  spotAtBed,
  spotAtStall,
  spotIn,
} from "../town/places.js";
import { type Activity, activitiesOf } from "./timetable.js";
import type { Truth } from "./truth.js";
import type { VillageMap } from "../town/village-map.js";
import { nextRound } from "../town/ward.js";

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** On foot within a hamlet, in metres a second (about 4.5 km/h); long ways by motorcycle take as long as this on foot. */
const WALK_M_PER_S = 1.25;
const MAX_WAY_M = 1000;

/** Moves everybody through their days, alarm by alarm. Virtual time 0 is local midnight. */
export function startMovement(world: {
  timeline: Timeline;
  seed: number;
  /** Weekday of the first day, 0 = Sunday. */
  firstWeekday: number;
  people: readonly Person[];
  map: VillageMap;
  mover: Mover;
  truth: Truth;
  /** How a person carries the device on a day. */
  carrying: (person: number, day: number) => number;
}): void {
  const { timeline, map, mover, truth, carrying } = world;
  const seats = createSeats(map.places);

  function spotOf({ place: number, spot }: Activity, person: Person, random: Random): Spot {
    const base = map.bases[person.index]!;
    const place = map.places[number]!;
    if (spot === "bed") return seatOf(place, base.bed);
    if (spot === "seat") return seatOf(place, base.seat);
    if (spot === "chair") return chairAt(place, base.bed);
    if (spot === "bus")
      return seats.take(number, map.hamlets[base.hamlet]!.line!.seats, person.index, random);
    if (spot === "stalls") return spotAtStall(place, map.hamlets[base.hamlet]!.stalls, random);
    return spotIn(place, random);
  }

  /** Runs a person's day from `day` on; each day has randomness of its own, whatever happened before. */
  function live(person: Person, day: number): void {
    const { index } = person;
    const base = map.bases[index]!;
    const commons = map.hamlets[base.hamlet]!;
    const random = createRandom(draw(draw(world.seed, index), day));
    const weekday = (world.firstWeekday + day) % 7;
    const plan = activitiesOf(person, base, commons, weekday, random);
    const startMs = day * DAY_MS;
    let current = 0;

    const setOutMs = (next: number) =>
      next < plan.length ? startMs + plan[next]!.fromMinute * MINUTE_MS : startMs + DAY_MS;

    function settle(): void {
      const activity = plan[current]!;
      if (activity.spot === "round") goRound(activity.place);
      else if (activity.place === AWAY) mover.leave(index);
      else mover.moveTo(index, activity.place, spotOf(activity, person, random));
      next();
    }

    /** To the bed of somebody in the ward; where there is none, to and fro in the corridor. */
    function goRound(corridor: number): void {
      const bed = nextRound(commons.ward!, random);
      if (bed === undefined) mover.moveTo(index, corridor, spotIn(map.places[corridor]!, random));
      else mover.moveTo(index, bed.place, spotAtBed(map.places[bed.place]!, bed.seat, random));
    }

    /** Until the next activity begins a person moves about the place now and then. */
    function next(): void {
      const { stayMinutes, place } = plan[current]!;
      const leaveMs = setOutMs(current + 1);
      if (stayMinutes !== undefined && place !== AWAY) {
        const untilMs = timeline.nowMs() + stayMinutes * MINUTE_MS * (0.5 + random.unit());
        if (untilMs < leaveMs) {
          timeline.at(untilMs, settle);
          return;
        }
      }
      timeline.at(leaveMs, setOut);
    }

    function setOut(): void {
      const { place: from, spot } = plan[current]!;
      if (spot === "bus") seats.free(from, index);
      current++;
      if (current === plan.length) {
        live(person, day + 1);
        return;
      }
      const to = plan[current]!.place;
      const onTheWayMs = wayMs(map.places[from], map.places[to]);
      if (from === to || onTheWayMs === 0) {
        settle();
      } else {
        mover.leave(index);
        timeline.at(timeline.nowMs() + onTheWayMs, arrive);
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
    mover.carry(index, carrying(index, day), base.home);
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

/** Time between two places, as the crow flies; none where a bus, or the road off the map, is one of them. */
function wayMs(from: Place | undefined, to: Place | undefined): number {
  if (from === undefined || to === undefined || from.kind === "bus" || to.kind === "bus") return 0;
  const dx = (from.xCm - to.xCm) / 100;
  const dy = (from.yCm - to.yCm) / 100;
  return Math.round((Math.min(MAX_WAY_M, Math.sqrt(dx * dx + dy * dy)) / WALK_M_PER_S) * 1000);
}
