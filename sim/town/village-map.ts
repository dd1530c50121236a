/** Gives every person a home and a place by day. */
import { type BusLine, createBusLine } from "./bus-line.js";
import type { Person } from "./people.js";
import { AWAY, type Place, type PlaceKind, createPlace, fitSeats } from "./places.js";
import type { Households, Visitors } from "../scenarios/scenario.js";
import type { AddPlace, Base, Site } from "./site.js";
import { type Ward, createWard } from "./ward.js";

/** Places that everybody of a hamlet uses. */
export interface Commons {
  yard: number;
  market: number;
  /** Stalls that are taken. */
  stalls: number;
  fields: number[];
  homes: number[];
  /** Where somebody is ill, or nurses. */
  ward: Ward | undefined;
  /** Where somebody rides or drives. */
  line: BusLine | undefined;
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
/** Customers of the last row of stalls stand where another row would be. */
const STALLS_PER_ROW = 13;

export function createVillageMap(population: Households | Visitors, people: readonly Person[]): VillageMap {
  const places: Place[] = [];
  const hamlets: Commons[] = [];
  const bases: Base[] = [];
  const isCommune = population.kind === "households";

  const households = groupBy(people, (person) => person.household);
  const hamletCount = Math.ceil(
    people.length / (isCommune ? population.peoplePerHamlet : population.peoplePerSite),
  );
  const hamletsPerRow = Math.ceil(Math.sqrt(hamletCount));
  const householdsPerHamlet = isCommune ? Math.ceil(households.size / hamletCount) : population.peoplePerSite;
  const homesPerRow = Math.ceil(Math.sqrt(householdsPerHamlet * 1.6));
  const pitchM = Math.max(FIELDS_PER_ROW * 80, homesPerRow * HOME_PITCH_M) + HOMES_Y_M + BETWEEN_HAMLETS_M;

  for (let hamlet = 0; hamlet < hamletCount; hamlet++) {
    const originX = (hamlet % hamletsPerRow) * pitchM;
    const originY = Math.floor(hamlet / hamletsPerRow) * pitchM;
    const add: AddPlace = (kind, xM, yM, building) =>
      places.push(createPlace(kind, originX + xM, originY + yM, building)) - 1;

    const commons: Commons = {
      yard: AWAY,
      market: AWAY,
      stalls: 0,
      fields: [],
      homes: [],
      ward: undefined,
      line: undefined,
    };
    hamlets.push(commons);
    const members: Person[] = [];
    for (let n = 0; n < householdsPerHamlet; n++) {
      const household = households.get(hamlet * householdsPerHamlet + n);
      if (household === undefined) break;
      const column = n % homesPerRow;
      const row = Math.floor(n / homesPerRow);
      const home = isCommune ? add("home", column * HOME_PITCH_M, HOMES_Y_M + row * HOME_PITCH_M) : AWAY;
      if (isCommune) commons.homes.push(home);
      household.forEach((person, bed) => {
        bases[person.index] = { hamlet, home, bed, work: undefined, seat: 0 };
        members.push(person);
      });
      if (isCommune) fitSeats(places[home]!, household.length);
    }
    const doing = groupBy(members, (person) => person.occupation);
    // A commune has a yard, a market and fields whoever lives there; visitors come to what they need.
    if (isCommune || doing.has("pupil")) commons.yard = add("yard", 0, 40);
    if (isCommune || doing.has("seller") || doing.has("shopper")) commons.market = add("market", 150, 0);
    if (isCommune) commons.fields = addFields(doing.get("farmer")?.length ?? 0, add);
    settleIn(commons, {
      hamlet,
      doing: (occupation) => doing.get(occupation) ?? [],
      places,
      bases,
      sizes: population.places,
      add,
    });
  }
  return { places, bases, hamlets };
}

function addFields(farmers: number, add: AddPlace): number[] {
  const fields: number[] = [];
  for (let n = 0; n * PEOPLE_PER_FIELD <= farmers; n++) {
    const row = Math.floor(n / FIELDS_PER_ROW);
    fields.push(add("field", (n % FIELDS_PER_ROW) * 80, -(row + 2) * 60));
  }
  return fields;
}

/** Seats everybody who has something to do in this hamlet. */
function settleIn(commons: Commons, site: Site): void {
  const { doing, places, bases, sizes, add } = site;

  /** Seats people in rooms of `capacity`, one room after the other, and returns the rooms. */
  function seat(who: readonly Person[], kind: PlaceKind, capacity: number, xM: number, yM: number): number[] {
    const pitchM = kind === "workshop" ? 30 : 10;
    const rooms: number[] = [];
    who.forEach((person, n) => {
      if (n % capacity === 0) rooms.push(add(kind, xM + rooms.length * pitchM, yM));
      Object.assign(bases[person.index]!, { work: rooms.at(-1)!, seat: n % capacity });
    });
    for (const room of rooms) fitSeats(places[room]!, Math.min(capacity, who.length));
    return rooms;
  }

  // Children of one age share a class, so the class list follows age.
  const pupils = [...doing("pupil")].sort((a, b) => a.age - b.age || a.index - b.index);
  const classes = seat(pupils, "classroom", sizes.pupilsPerClass, 0, 0);
  seat(doing("worker"), "workshop", WORKSHOP_SEATS, 0, 120);
  seat(doing("clerk"), "office", OFFICE_SEATS, 0, 180);

  const sellers = doing("seller");
  sellers.forEach((person, n) => Object.assign(bases[person.index]!, { work: commons.market, seat: n }));
  commons.stalls = sellers.length;
  if (commons.market !== AWAY) places[commons.market]!.stepCm = Math.round(sizes.stallWidthM * 100);
  if (sellers.length > 0) fitSeats(places[commons.market]!, sellers.length + STALLS_PER_ROW);

  // A teacher has the seat after the last pupil's; one without a class has a desk.
  const teachers = doing("teacher");
  teachers.slice(0, classes.length).forEach((person, n) => {
    const inClass = Math.min(sizes.pupilsPerClass, pupils.length - n * sizes.pupilsPerClass);
    Object.assign(bases[person.index]!, { work: classes[n]!, seat: inClass });
    fitSeats(places[classes[n]!]!, inClass + 1);
  });
  seat(teachers.slice(classes.length), "office", OFFICE_SEATS, 0, 90);

  commons.ward = createWard(site);
  commons.line = createBusLine(site);
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
