import assert from "node:assert/strict";
import fc from "fast-check";
import { createTimeline } from "../../../hal/simulated/timeline.js";
import { createChannel } from "../../../sim/air/channel.js";
import { RANGE_CM, createLinks } from "../../../sim/air/links.js";
import {
  type Neighbours,
  createPresentNeighbours,
  createRecordedNeighbours,
} from "../../../sim/air/neighbours.js";
import type { Person } from "../../../sim/town/people.js";
import { createPlace } from "../../../sim/town/places.js";
import { type Stays, createStayRecorder, indexStays } from "../../../sim/days/stays.js";
import { CELL_CM, type Whereabouts, createWhereabouts } from "../../../sim/days/whereabouts.js";
import { WORN } from "../../../sim/town/carrying.js";

const PEOPLE = 9;
const END_MS = 3 * 900_000;

const moves = fc.array(
  fc.record({
    ms: fc.integer({ min: 0, max: END_MS }),
    person: fc.nat(PEOPLE - 2), // the last one is never there
    place: fc.integer({ min: -1, max: 1 }),
    xCm: fc.integer({ min: -15_000, max: 15_000 }),
    yCm: fc.integer({ min: -15_000, max: 15_000 }),
  }),
  { maxLength: 60 },
);

const looks = fc.array(
  fc.record({ ms: fc.integer({ min: 1, max: END_MS - 1 }), listener: fc.nat(PEOPLE - 1) }),
  {
    minLength: 1,
    maxLength: 40,
  },
);

function copyOf({ isAway, count, senders, levelDbm, spots }: Neighbours) {
  return {
    isAway,
    senders: [...senders.subarray(0, count)],
    levelDbm: [...levelDbm.subarray(0, count)],
    spots: [...spots.subarray(0, count)],
  };
}

describe("neighbours", () => {
  const places = [createPlace("home", 0, 0), createPlace("field", 0, 0)];
  const people = Array.from({ length: PEOPLE }, (_, index) => ({ index }) as Person);
  const channel = createChannel(1);
  const links = createLinks(channel, { places, people, carriedOn: () => WORN }, 0);

  it("stand in cells that touch", () => {
    assert.ok(RANGE_CM <= CELL_CM);
  });

  it("are the same from a world that runs and from one that has run", () => {
    fc.assert(
      fc.property(moves, looks, (moves, looks) => {
        const timeline = createTimeline();
        const recorder = createStayRecorder(PEOPLE, timeline, () => whereabouts);
        const whereabouts: Whereabouts = createWhereabouts(PEOPLE, recorder.onDeviceMove);
        const findPresent = createPresentNeighbours(whereabouts, links);
        for (const { ms, person, place, xCm, yCm } of moves)
          timeline.at(ms, () => {
            if (place < 0) whereabouts.leave(person);
            else whereabouts.moveTo(person, place, { xCm, yCm });
          });
        // Half a millisecond later than any move, in order of time.
        const sorted = looks.map(({ ms, listener }) => ({ ms: ms + 0.5, listener }));
        sorted.sort((a, b) => a.ms - b.ms);
        const present = sorted.map(({ ms, listener }) => {
          timeline.runUntil(ms);
          return copyOf(findPresent(listener, ms));
        });
        timeline.runUntil(END_MS);
        const stays = recorder.finish();
        const findRecorded = createRecordedNeighbours(stays, indexStays(stays, END_MS), links);
        const recorded = sorted.map(({ ms, listener }) => copyOf(findRecorded(listener, ms)));
        assert.deepEqual(recorded, present);
        // And again from the start, each listener for themselves.
        const byListener = sorted.map((look, n) => ({ ...look, n })).sort((a, b) => a.listener - b.listener);
        for (const { ms, listener, n } of byListener)
          assert.deepEqual(copyOf(findRecorded(listener, ms)), present[n]);
      }),
      { numRuns: 300 },
    );
  });

  it("are found beside the borders of cells and slices", () => {
    const stays: Stays = {
      firstOf: Int32Array.of(0, 1, 4),
      person: Int32Array.of(0, 1, 1, 1),
      fromMs: Float64Array.of(0, 0, 900_000, 1_800_000),
      place: Int32Array.of(1, 1, 1, -1),
      xCm: Int32Array.of(5999, 6000, 12_001, 0),
      yCm: Int32Array.of(-1, 0, 0, 0),
      moves: Uint32Array.of(1, 1, 2, 3),
    };
    const find = createRecordedNeighbours(stays, indexStays(stays, END_MS), links);
    assert.deepEqual(copyOf(find(0, 899_999)).spots, [channel.spotOf(0, 1, 2)]);
    assert.deepEqual(copyOf(find(0, 900_000)).senders, [], "60.02 m");
    assert.deepEqual(copyOf(find(1, 900_001)).isAway, false);
    assert.deepEqual(copyOf(find(1, 1_800_000)).isAway, true);
    assert.deepEqual(copyOf(find(0, 1_800_001)).senders, []);
    // Who moves in the middle of a slice is in one place at a time.
    const within = {
      ...stays,
      fromMs: Float64Array.of(0, 0, 450_000, 1_800_000),
      xCm: Int32Array.of(0, 1, 2, 0),
    };
    const findWithin = createRecordedNeighbours(within, indexStays(within, END_MS), links);
    assert.deepEqual(copyOf(findWithin(0, 449_999)).spots, [channel.spotOf(0, 1, 2)]);
    assert.deepEqual(copyOf(findWithin(0, 450_000)).spots, [channel.spotOf(0, 1, 3)]);
  });
});
