/** A run made by hand: who stood where, and which records which token has. */
import { type DeviceKind, WORN } from "../../../sim/town/carrying.js";
import { runOf } from "../../../sim/scores/score.js";
import type { ScoredRun } from "../../../sim/scores/pairs.js";
import type { Fate } from "../../../sim/devices/readings.js";
import { type RecordColumns, createColumns } from "../../../sim/devices/record-columns.js";
import { type TokenSummary, slotZeroOf } from "../../../sim/scores/summary.js";
import { createTruth } from "../../../sim/days/truth.js";
import { createWhereabouts } from "../../../sim/days/whereabouts.js";
import type { World } from "../../../sim/devices/world.js";
import { SLOT_MS } from "../../../src/bluezone/ids.js";
import { NOT_HEARD } from "../../../src/contacts/record.js";

export const START_UTC_MS = Date.parse("2021-02-22T00:00:00+07:00");
const FIRST_SLOT = START_UTC_MS / SLOT_MS;
const SLOTS_A_DAY = 96;
const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

interface StagedRecord {
  slot: number;
  heard: number;
  fate: Fate;
  rssiDbm: readonly number[];
}

/** Four windows of one strength; fewer are followed by silence. */
export function windows(rssiDbm: number, count = 4): number[] {
  return Array.from({ length: 4 }, (_, w) => (w < count ? rssiDbm : NOT_HEARD));
}

/** The ID that a token sends in a slot (from the first local midnight on): its six bytes are all the same. */
function idOf(person: number, slot: number): number {
  const byte = 3;
  return [person, slot >> 8, slot & 255, byte, byte, byte].reduce((number, part) => number * 256 + part, 0);
}

export function createStage(kinds: readonly DeviceKind[], days = 1) {
  const whereabouts = createWhereabouts(kinds.length);
  const truth = createTruth(whereabouts, kinds.length);
  const carried = kinds.map((): number => WORN);
  const records = kinds.map((): StagedRecord[] => []);
  const clockOff = kinds.map((): boolean[] => []);

  return {
    /** How a person carries the device, on all days. */
    carry(person: number, how: number): void {
      carried[person] = how;
    },
    /** From that minute on. */
    move(minute: number, person: number, xCm: number, place: number): void {
      truth.beforeMove(person, minute * MINUTE_MS);
      whereabouts.moveTo(person, place, { xCm, yCm: 0 });
      truth.afterMove(person, minute * MINUTE_MS);
    },
    leave(minute: number, person: number): void {
      truth.beforeMove(person, minute * MINUTE_MS);
      whereabouts.leave(person);
      truth.afterMove(person, minute * MINUTE_MS);
    },
    /** A record of `listener`, in `slot` by its clock, of what `sender` sent in `sentSlot` by its own. */
    hear(
      listener: number,
      sender: number,
      slot: number,
      rssiDbm: readonly number[],
      sentSlot = slot,
      fate: Fate = "heard",
    ): void {
      records[listener]!.push({ slot, heard: idOf(sender, sentSlot), fate, rssiDbm });
    },
    /** The token's clock was off on that day. */
    misdate(person: number, day: number): void {
      clockOff[person]![day] = true;
    },
    /** Ends the days; the moves of all days must have been made. */
    end(): ScoredRun {
      for (let day = 1; day <= days; day++) truth.endDay(day * DAY_MS);
      const summaries = kinds.flatMap((kind, person) => (kind === "token" ? [summaryOf(person)] : []));
      const people = kinds.map((_, index) => ({ index }));
      const world = {
        people,
        devices: kinds,
        phones: kinds.map(() => undefined),
        carriedOn: (person: number) => carried[person]!,
      } as unknown as World;
      const tracks = people.map(({ index }) => truth.tracks.of(index));
      const tally = { summaries, truth: { contacts: truth.contacts(), tracks } };
      return runOf(world, START_UTC_MS, days * DAY_MS, tally);
    },
  };

  function columnsOf(own: readonly StagedRecord[]): RecordColumns {
    const columns = createColumns(own.length);
    own.forEach(({ slot, heard, rssiDbm }, i) => {
      columns.idsLow[i] = heard;
      columns.idsHigh[i] = heard / 2 ** 32;
      columns.slots[i] = FIRST_SLOT + slot - slotZeroOf(START_UTC_MS);
      columns.rssiDbm.set(rssiDbm, 4 * i);
    });
    return columns;
  }

  function summaryOf(person: number): TokenSummary {
    const own = records[person]!;
    const slots = SLOTS_A_DAY * (days + 1);
    return {
      person,
      serial: 1000 + person,
      firstSlot: FIRST_SLOT,
      ids: Float64Array.from({ length: slots }, (_, slot) => idOf(person, slot)),
      heard: columnsOf(own.filter(({ fate }) => fate === "heard")),
      expired: columnsOf(own.filter(({ fate }) => fate === "expired")),
      overwritten: columnsOf(own.filter(({ fate }) => fate === "overwritten")),
      clockOff: clockOff[person]!,
      recordsLost: 0,
      reportsHeard: 10 * own.length,
      reportsLost: 1,
      counted: {
        hours: 24 * days,
        adverts: 1000,
        windows: 576,
        listenMs: 633_600,
        soughtMs: 0,
        reports: 10 * own.length,
        records: own.length,
        slots: 96 * days,
        advertChanges: 768 * days,
        erases: 3,
        programs: own.length,
      },
    };
  }
}
