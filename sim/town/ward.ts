/** A hospital ward with quarantine rooms: who lies where, and who goes from bed to bed. */
import type { Random } from "../../hal/simulated/random.js";
import { fitSeats } from "./places.js";
import type { Site } from "./site.js";

export interface Ward {
  corridor: number;
  canteen: number;
  /** Beds with somebody in them, and those among them that stand in a quarantine room. */
  beds: readonly Bed[];
  isolated: readonly Bed[];
}

export interface Bed {
  place: number;
  seat: number;
}

/** The ward stands between the offices and the rows of homes, out of range of both. */
const WARD_X_M = 300;
const WARD_Y_M = 222;
const ROOM_PITCH_M = 7;
const CELL_PITCH_M = 4;
const DESK_SEATS = 6;

/** A quarantine room is entered once in so many visits of a nurse. */
const ISOLATION_VISITS = 10;

/** @returns undefined where nobody is ill or nurses */
export function createWard({ hamlet, doing, places, bases, sizes, add }: Site): Ward | undefined {
  const [patients, isolated, nurses] = [doing("patient"), doing("isolated"), doing("nurse")];
  if (patients.length + isolated.length + nurses.length === 0) return undefined;

  const corridor = add("corridor", WARD_X_M, WARD_Y_M + 7, hamlet);
  const canteen = add("canteen", WARD_X_M - 15, WARD_Y_M);
  const desk = add("office", WARD_X_M - 8, WARD_Y_M + 10, hamlet);
  fitSeats(places[desk]!, Math.min(nurses.length, DESK_SEATS));
  nurses.forEach((nurse, n) => {
    Object.assign(bases[nurse.index]!, { work: desk, seat: n % DESK_SEATS });
  });

  const beds: Bed[] = [];
  let room = 0;
  patients.forEach((patient, n) => {
    if (n % sizes.bedsPerRoom === 0) {
      room = add("ward", WARD_X_M + (n / sizes.bedsPerRoom) * ROOM_PITCH_M, WARD_Y_M, hamlet);
      // One row more, for the chairs at the last beds.
      fitSeats(places[room]!, sizes.bedsPerRoom + 3);
    }
    const bed = { place: room, seat: n % sizes.bedsPerRoom };
    beds.push(bed);
    Object.assign(bases[patient.index]!, { home: bed.place, bed: bed.seat });
  });
  for (const carer of doing("carer")) {
    const patient = carer.caresFor === undefined ? undefined : bases[carer.caresFor];
    if (patient !== undefined) Object.assign(bases[carer.index]!, { home: patient.home, bed: patient.bed });
  }
  const cells = isolated.map((person, n): Bed => {
    const place = add("isolation", WARD_X_M + n * CELL_PITCH_M, WARD_Y_M + 10, hamlet);
    Object.assign(bases[person.index]!, { home: place, bed: 0 });
    return { place, seat: 0 };
  });
  return { corridor, canteen, beds, isolated: cells };
}

/** The bed a nurse goes to next; undefined where there is none. */
export function nextRound({ beds, isolated }: Ward, random: Random): Bed | undefined {
  const isIsolated = isolated.length > 0 && (beds.length === 0 || random.below(ISOLATION_VISITS) === 0);
  const choice = isIsolated ? isolated : beds;
  return choice.length === 0 ? undefined : choice[random.below(choice.length)];
}
