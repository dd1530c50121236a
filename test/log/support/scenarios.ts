/** What a token does with its flash, in small: each scenario is cut at every flash operation it makes. */
import { createRandom } from "../../../hal/simulated/random.js";
import { type Geometry } from "./ring.js";
import { RETENTION_DAYS, STATE_PAGES, type World } from "./world.js";

export interface Scenario {
  name: string;
  /** Contents of the flash at the start; blank without it. */
  image?(geometry: Geometry): Uint8Array;
  run(world: World): void;
}

const slotsOf = (world: World) => world.geometry.pageBytes / 32 - 1;
const ringPagesOf = (world: World) => world.geometry.pageCount - STATE_PAGES;

function appendAndTend(world: World, count: number): void {
  for (let i = 0; i < count; i++) {
    world.append();
    world.tendOnce();
  }
}

export const SCENARIOS: Scenario[] = [
  {
    name: "append",
    run(world) {
      appendAndTend(world, 2 * slotsOf(world) + 1);
      world.tendAll();
    },
  },
  {
    name: "append-untended",
    run(world) {
      for (let i = 0; i < (ringPagesOf(world) + 2) * slotsOf(world); i++) world.append();
    },
  },
  {
    name: "rotate",
    run(world) {
      for (let i = 0; i < 2 * ringPagesOf(world) + 1; i++) {
        appendAndTend(world, slotsOf(world));
        world.tendAll();
      }
    },
  },
  {
    name: "retention",
    run(world) {
      for (let day = 0; day < 2 * RETENTION_DAYS + 3; day++, world.passDays(1)) {
        world.tendAll();
        appendAndTend(world, (day % 3) + 1);
      }
      world.tendAll();
    },
  },
  {
    name: "alone",
    run(world) {
      appendAndTend(world, 2);
      for (let day = 0; day < 2 * RETENTION_DAYS + 3; day++, world.passDays(1)) world.tendAll();
      world.append();
    },
  },
  {
    name: "ratchet",
    run(world) {
      for (let day = 0; day < RETENTION_DAYS + 2; day++) {
        appendAndTend(world, 2);
        world.ratchet();
        world.passDays(1);
        world.tendAll();
      }
    },
  },
  {
    name: "read-mark",
    run(world) {
      for (let i = 0; i < 6; i++) {
        appendAndTend(world, 2);
        world.setReadMark();
      }
    },
  },
  {
    name: "clock-back",
    run(world) {
      for (const change of [1, 2, -2, 1, -1, 3, 3]) {
        appendAndTend(world, 2);
        world.today += change;
        world.hours += 24;
        world.tendAll();
      }
    },
  },
  {
    name: "erase",
    run(world) {
      for (let i = 0; i < 3; i++) {
        appendAndTend(world, slotsOf(world) * (i + 1) + 1);
        world.eraseAll();
        world.append();
        world.tendAll();
      }
    },
  },
  {
    name: "restarts",
    run(world) {
      for (let i = 0; i < 3 * slotsOf(world); i++) {
        world.append();
        world.restart();
        if (i % 2 === 0) world.tendAll();
      }
    },
  },
  {
    // A wrong computer: nothing may be erased for a date.
    name: "clock-jumps",
    run(world) {
      for (const change of [29, -29, 4000, -4000]) {
        appendAndTend(world, 2);
        world.today += change;
        world.hours += 5;
        world.tendAll();
        world.restart();
      }
    },
  },
  {
    // Pages end after 24 hours, whatever the date.
    name: "hours",
    run(world) {
      for (let i = 0; i < 9; i++) {
        appendAndTend(world, 1);
        world.hours += 11;
        world.tendAll();
      }
    },
  },
  {
    name: "format",
    image(geometry) {
      const random = createRandom(geometry.pageBytes);
      return Uint8Array.from({ length: geometry.pageBytes * geometry.pageCount }, () => random.below(256));
    },
    run(world) {
      world.ratchet();
      world.tendAll();
      appendAndTend(world, 3);
      world.tendAll();
    },
  },
];
