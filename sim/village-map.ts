/** Gives every person a home and a place by day. */
import type { Person } from "./people.js";
import { type Place, type PlaceKind, createPlace } from "./places.js";
import type { Scenario } from "./scenario.js";

/** A person's own spots: place numbers, and which seat there. */
export interface Base {
  hamlet: number;
  home: number;
  bed: number;
  /** Class, stall, machine or desk; undefined for those who stay at home or go to the fields. */
  work: number | undefined;
  seat: number;
}

/** Places that everybody of a hamlet uses. */
export interface Commons {
  yard: number;
  market: number;
  /** Stalls that are taken. */
  stalls: number;
  fields: number[];
  homes: number[];
}

export interface VillageMap {
  places: Place[];
  bases: Base[];
  hamlets: Commons[];
}

/** Free land between hamlets, in metres: out of radio range of each other. */
const BETWEEN_HAMLETS_M = 400;
const HOME_PITCH_M = 35;
const WORKSHOP_SEATS = 24;
const OFFICE_SEATS = 6;
const PEOPLE_PER_FIELD = 12;
/** Rows of homes run north from here; everything else lies south of it. */
const HOMES_Y_M = 300;
const FIELDS_PER_ROW = 8;

export function createVillageMap(scenario: Scenario, people: readonly Person[]): VillageMap {
  const places: Place[] = [];
  const hamlets: Commons[] = [];
  const bases: Base[] = [];
  const hamletCount = Math.ceil(people.length / scenario.peoplePerHamlet);
  const hamletsPerRow = Math.ceil(Math.sqrt(hamletCount));

  const households = groupBy(people, (person) => person.household);
  const householdsPerHamlet = Math.ceil(households.size / hamletCount);
  const homesPerRow = Math.ceil(Math.sqrt(householdsPerHamlet * 1.6));
  const pitchM = Math.max(FIELDS_PER_ROW * 80, homesPerRow * HOME_PITCH_M) + HOMES_Y_M + BETWEEN_HAMLETS_M;

  function add(hamlet: number, kind: PlaceKind, xM: number, yM: number): number {
    const originX = (hamlet % hamletsPerRow) * pitchM;
    const originY = Math.floor(hamlet / hamletsPerRow) * pitchM;
    return places.push(createPlace(kind, originX + xM, originY + yM)) - 1;
  }

  for (let hamlet = 0; hamlet < hamletCount; hamlet++) {
    const commons: Commons = {
      yard: add(hamlet, "yard", 0, 40),
      market: add(hamlet, "market", 150, 0),
      stalls: 0,
      fields: [],
      homes: [],
    };
    hamlets.push(commons);
    const members: Person[] = [];
    for (let n = 0; n < householdsPerHamlet; n++) {
      const household = households.get(hamlet * householdsPerHamlet + n);
      if (household === undefined) break;
      const column = n % homesPerRow;
      const row = Math.floor(n / homesPerRow);
      const home = add(hamlet, "home", column * HOME_PITCH_M, HOMES_Y_M + row * HOME_PITCH_M);
      commons.homes.push(home);
      household.forEach((person, bed) => {
        bases[person.index] = { hamlet, home, bed, work: undefined, seat: 0 };
        members.push(person);
      });
    }

    /** Seats people in rooms of `capacity`, one room after the other. */
    function seat(who: Person[], kind: PlaceKind, capacity: number, xM: number, yM: number): void {
      const roomPitchM = kind === "workshop" ? 30 : 10;
      let room = 0;
      who.forEach((person, n) => {
        if (n % capacity === 0) room = add(hamlet, kind, xM + (n / capacity) * roomPitchM, yM);
        Object.assign(bases[person.index]!, { work: room, seat: n % capacity });
      });
    }

    const doing = groupBy(members, (person) => person.occupation);
    // Children of one age share a class, so the class list follows age.
    const pupils = (doing.get("pupil") ?? []).sort((a, b) => a.age - b.age || a.index - b.index);
    seat(pupils, "classroom", scenario.pupilsPerClass, 0, 0);
    seat(doing.get("worker") ?? [], "workshop", WORKSHOP_SEATS, 0, 120);
    seat(doing.get("clerk") ?? [], "office", OFFICE_SEATS, 0, 180);
    const sellers = doing.get("seller") ?? [];
    sellers.forEach((person, n) => Object.assign(bases[person.index]!, { work: commons.market, seat: n }));
    commons.stalls = sellers.length;
    const farmers = doing.get("farmer")?.length ?? 0;
    for (let n = 0; n * PEOPLE_PER_FIELD <= farmers; n++) {
      const row = Math.floor(n / FIELDS_PER_ROW);
      commons.fields.push(add(hamlet, "field", (n % FIELDS_PER_ROW) * 80, -(row + 2) * 60));
    }
  }
  return { places, bases, hamlets };
}

function groupBy<K, T>(items: readonly T[], keyOf: (item: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
