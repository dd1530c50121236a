import assert from "node:assert/strict";
import fc from "fast-check";
import { ERASE_CUTS, PROGRAM_CUTS } from "../../hal/simulated/flash-cuts.js";
import { PowerLoss } from "../../hal/simulated/flash.js";
import { encodeOpening } from "../../src/log/format.js";
import { createSimulatedFlash } from "../../hal/simulated/flash.js";
import { type Geometry, crypto, daysOf, mountLog, plainOf, tendAll } from "./support/ring.js";
import { type World, createWorld } from "./support/world.js";

const GEOMETRIES: Geometry[] = [
  { pageCount: 7, pageBytes: 128 },
  { pageCount: 10, pageBytes: 128 },
  { pageCount: 8, pageBytes: 256 },
];

/** What a token may do, in any order. */
const ACTIONS: Record<string, (world: World) => void> = {
  append: (world) => world.append(),
  appendFour: (world) => {
    for (let i = 0; i < 4; i++) world.append();
  },
  tendOnce: (world) => void world.tendOnce(),
  tendAll: (world) => world.tendAll(),
  nextDay: (world) => world.passDays(1),
  fiveHours: (world) => void (world.hours += 5),
  wrongClock: (world) => void (world.today += 29),
  clockBack: (world) => void (world.today -= 29),
  ratchet: (world) => world.ratchet(),
  readMark: (world) => world.setReadMark(),
  eraseAll: (world) => world.eraseAll(),
  restart: (world) => world.restart(),
};

const action = fc.constantFrom(...Object.keys(ACTIONS));
const cut = fc.record({
  operation: fc.integer({ min: 1, max: 12 }),
  program: fc.constantFrom(...PROGRAM_CUTS),
  erase: fc.constantFrom(...ERASE_CUTS),
  seed: fc.nat(1000),
});

describe("the log, whatever happens", () => {
  it("keeps its guarantees under any operations and power cuts", function () {
    this.timeout(180_000);
    fc.assert(
      fc.property(
        fc.constantFrom(...GEOMETRIES),
        fc.array(fc.tuple(fc.array(action, { maxLength: 25 }), cut), { minLength: 1, maxLength: 6 }),
        (geometry, lives) => {
          const world = createWorld(geometry);
          world.restart();
          for (const [actions, { operation, ...shape }] of lives) {
            world.simulated.control.cutPowerAt(operation, shape);
            try {
              for (const name of actions) ACTIONS[name]!(world);
            } catch (error) {
              if (!(error instanceof PowerLoss)) throw error;
              world.history.cuts++;
            }
            world.powerOn();
            world.verify();
          }
          world.tendAll();
          world.verifyImage();
        },
      ),
      { numRuns: 400 },
    );
  });

  const openings = fc
    .tuple(fc.nat(0x7fffffff), fc.nat(0xffff), fc.nat(3), fc.nat(0xffff))
    .map(([sequence, day, generation, clean]) =>
      encodeOpening(crypto, sequence, daysOf(day), generation, clean),
    );
  const closings = fc.nat(255).map((used) => new Uint8Array(8).fill(used));
  const page = fc.record({
    fill: fc.constantFrom(0xff, 0xff, 0x00, 0xa5),
    opening: fc.option(openings),
    closing: fc.option(closings),
    noise: fc.option(fc.uint8Array({ minLength: 4, maxLength: 128 })),
    noiseAt: fc.nat(127),
  });

  /** A page with a header that may be right, and anything in it. */
  function pageBytes({
    fill,
    opening,
    closing,
    noise,
    noiseAt,
  }: typeof page extends fc.Arbitrary<infer T> ? T : never) {
    const bytes = new Uint8Array(128).fill(fill);
    if (noise !== null) bytes.set(noise.subarray(0, 128 - noiseAt), noiseAt);
    if (opening !== null) bytes.set(opening);
    if (closing !== null) bytes.set(closing, 24);
    return bytes;
  }

  it("mounts on any bytes, reads them, and goes on logging", () => {
    fc.assert(
      fc.property(fc.array(page, { minLength: 4, maxLength: 9 }), (pages) => {
        const simulated = createSimulatedFlash({ pageBytes: 128, pageCount: pages.length });
        simulated.control.load(Uint8Array.from(pages.flatMap((one) => [...pageBytes(one)])));
        const log = mountLog(simulated);
        assert(simulated.control.totals().reads <= pages.length + 40);
        for (const start of [log.firstSequence(), 0, -5]) {
          let chunks = 0;
          let last = -1;
          for (let chunk = log.read(start, 2); chunk; chunk = log.read(chunk.nextSequence, 2)) {
            assert(chunk.nextSequence > last, "reading does not go forward");
            last = chunk.nextSequence;
            assert(++chunks <= 2 * pages.length);
          }
        }
        tendAll(log, 100);
        const isWornOut = log.nextPageSequence() > 0x7ffffff0;
        const sequence = log.append(daysOf(100), plainOf(7));
        assert(isWornOut || sequence >= 0);
        assert(isWornOut || log.read(sequence, 1)!.position === sequence % log.recordsPerPage);
        mountLog(simulated);
      }),
      { numRuns: 2000 },
    );
  });
});
