import assert from "node:assert/strict";
import { type Scenario, scenarios } from "../../../sim/scenarios/scenario.js";
import { AWAY } from "../../../sim/town/places.js";
import type { World } from "../../../sim/devices/world.js";
import { scenarioWith, start } from "../worlds.js";

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** Customers stand half a metre to the side of the first stall. */
const OUTDOOR_TOLERANCE_CM = 10;

/** Looks at a world every `stepMinutes` of its first day. */
function watch(
  scenario: Scenario,
  seed: number,
  stepMinutes: number,
  look: (world: World, minute: number) => void,
) {
  const { world, timeline } = start(scenario, seed);
  for (let minute = 0; minute < 1440; minute += stepMinutes) {
    timeline.runUntil(minute * MINUTE_MS);
    look(world, minute);
  }
  timeline.runUntil(DAY_MS);
  return world;
}

function kindOf({ whereabouts, places }: World, person: number): string {
  const place = whereabouts.place[person]!;
  return place === AWAY ? "away" : places[place]!.kind;
}

/** Everything that a world shows, in a few numbers. */
function digest({ people, devices, whereabouts, deviceWhereabouts, carried, truth }: World) {
  const { xCm, yCm, place, moves } = whereabouts;
  const { place: devicePlace } = deviceWhereabouts;
  return JSON.stringify([
    people,
    devices,
    ...[xCm, yCm, place, moves, devicePlace, carried],
    truth.contacts(),
  ]);
}

const NAMES = scenarios().map(({ name }) => name);

describe("world", () => {
  for (const name of NAMES) {
    it(`${name}: people are inside the place they are in, and no two sit on one seat`, () => {
      let seen = 0;
      watch(scenarioWith(name, { people: 150 }), 3, 7, (world) => {
        const { whereabouts, deviceWhereabouts, places, people } = world;
        for (const at of new Set([whereabouts, deviceWhereabouts])) {
          for (const { index } of people) {
            const number = at.place[index]!;
            if (number === AWAY) continue;
            const { kind, xCm, yCm, widthCm, depthCm, isIndoors } = places[number]!;
            const tolerance = isIndoors ? 0 : OUTDOOR_TOLERANCE_CM;
            const x = at.xCm[index]! - xCm;
            const y = at.yCm[index]! - yCm;
            assert.ok(x >= -tolerance && x <= widthCm + tolerance, `${kind}: x ${x} of ${widthCm}`);
            assert.ok(y >= -tolerance && y <= depthCm + tolerance, `${kind}: y ${y} of ${depthCm}`);
            seen++;
          }
        }
        const taken = new Set<string>();
        for (const { index } of people) {
          if (!["classroom", "bus"].includes(kindOf(world, index))) continue;
          const seat = `${whereabouts.place[index]} ${whereabouts.xCm[index]} ${whereabouts.yCm[index]}`;
          assert.ok(!taken.has(seat), `two on one seat: ${seat}`);
          taken.add(seat);
        }
      });
      assert.ok(seen >= 150, `${seen} looked at`);
    });

    it(`${name}: the same seed gives the same world, another seed another`, () => {
      const scenario = scenarioWith(name, { people: 60 });
      const run = (seed: number) => digest(watch(scenario, seed, 1440, () => {}));
      assert.equal(run(7), run(7));
      // Whoever stands where a protocol says, with a token, does so whatever the seed.
      const isFixed = scenario.population.kind === "positions";
      assert.equal(run(7) === run(8), isFixed);
    });
  }

  it("has room for all where classes, rooms, buses and markets are as large as a file may ask for", () => {
    const places = {
      pupilsPerClass: 60,
      bedsPerRoom: 12,
      busSeats: 60,
      busStops: 2,
      minutesBetweenStops: 30,
    };
    for (const [name, people] of [
      ["village", 500],
      ["school-day", 480],
      ["ward", 200],
      ["bus-line", 2000],
      ["market", 2000],
    ] as const) {
      const scenario = scenarioWith(name);
      Object.assign(scenario.population, { places: { ...places, stallWidthM: 3 }, peoplePerSite: 5000 });
      const fullest = new Map<string, number>();
      watch({ ...scenario, people }, 1, 30, (world) => {
        const { place, xCm, yCm } = world.whereabouts;
        const inPlace = new Map<number, number>();
        for (const { index } of world.people) {
          if (place[index] === AWAY) continue;
          const { kind, ...here } = world.places[place[index]!]!;
          const [x, y] = [xCm[index]! - here.xCm, yCm[index]! - here.yCm];
          assert.ok(y >= 0 && y <= here.depthCm, `${kind}: y ${y} of ${here.depthCm}`);
          assert.ok(x >= -OUTDOOR_TOLERANCE_CM && x <= here.widthCm, `${kind}: x ${x} of ${here.widthCm}`);
          inPlace.set(place[index]!, (inPlace.get(place[index]!) ?? 0) + 1);
          fullest.set(kind, Math.max(fullest.get(kind) ?? 0, inPlace.get(place[index]!)!));
        }
      });
      if (name === "school-day") assert.ok(fullest.get("classroom")! >= 60);
      if (name === "ward") assert.ok(fullest.get("ward")! >= 12);
      if (name === "bus-line") assert.ok(fullest.get("bus")! > 60, `${fullest.get("bus")} in a bus`);
      if (name === "market") assert.ok(fullest.get("market")! > 600);
    }
  });

  it("looks the same however often it is looked at", () => {
    const scenario = scenarioWith("commune", { people: 200 });
    assert.equal(digest(watch(scenario, 1, 1, () => {})), digest(watch(scenario, 1, 1440, () => {})));
  });

  it("finds around a person everybody within radio range", () => {
    const found = new Int32Array(300);
    let pairs = 0;
    watch(scenarioWith("village", { people: 300 }), 2, 60, ({ whereabouts }) => {
      const { xCm, yCm, place } = whereabouts;
      for (let a = 0; a < 300; a++) {
        if (place[a] === AWAY) continue;
        const near = new Set(found.subarray(0, whereabouts.around(a, found)));
        for (let b = 0; b < 300; b++) {
          const distance = Math.hypot(xCm[a]! - xCm[b]!, yCm[a]! - yCm[b]!);
          if (place[b] === AWAY) assert.ok(!near.has(b), "somebody who is away");
          else if (distance <= 6000) assert.ok(near.has(b), `${a} and ${b} at ${distance} cm`);
          if (near.has(b)) pairs++;
        }
      }
    });
    assert.ok(pairs > 100_000, `${pairs} pairs`);
  });
});

describe("truth of a world", () => {
  /** Minutes within two metres by looking every second: good to a second at either end of each meeting. */
  function oracle(scenario: Scenario, seed: number) {
    const { world, timeline } = start(scenario, seed);
    const { xCm, yCm, place } = world.whereabouts;
    const seconds = new Map<string, number>();
    for (let second = 0; second < 86_400; second++) {
      timeline.runUntil(second * 1000 + 500);
      for (let a = 0; a < scenario.people; a++) {
        if (place[a] === AWAY) continue;
        for (let b = a + 1; b < scenario.people; b++) {
          if (place[a] !== place[b]) continue;
          const [dx, dy] = [xCm[a]! - xCm[b]!, yCm[a]! - yCm[b]!];
          if (dx * dx + dy * dy <= 200 * 200) seconds.set(`${a}-${b}`, (seconds.get(`${a}-${b}`) ?? 0) + 1);
        }
      }
    }
    timeline.runUntil(DAY_MS);
    return { seconds, world };
  }

  for (const [name, people] of [
    ["village", 24],
    ["ward", 24],
    ["bus-line", 60],
    ["office-grid", 20],
    ["accuracy-walk", 4],
  ] as const) {
    it(`of ${name} is what one sees by looking every second`, () => {
      const { seconds, world } = oracle(scenarioWith(name, { people }), 5);
      const contacts = world.truth.contacts();
      assert.ok(contacts.length >= 2, `${contacts.length} contacts`);
      const booked = new Map(contacts.map(({ a, b, minutes }) => [`${a}-${b}`, minutes * 60]));
      for (const [pair, counted] of seconds) assert.ok(booked.has(pair), `${pair} for ${counted} s`);
      for (const [pair, exact] of booked) {
        // Each meeting is up to a second off; nobody meets more often than moves.
        const [a, b] = pair.split("-").map(Number) as [number, number];
        const { moves } = world.whereabouts;
        const counted = seconds.get(pair) ?? 0;
        assert.ok(
          Math.abs(exact - counted) <= moves[a]! + moves[b]!,
          `${pair}: ${exact} s, seen ${counted} s`,
        );
      }
      const total = [...booked.values()].reduce((sum, value) => sum + value, 0);
      const seen = [...seconds.values()].reduce((sum, value) => sum + value, 0);
      assert.ok(Math.abs(total - seen) < 0.002 * total + 2, `${total} s booked, ${seen} s seen`);
    });
  }
});

describe("days", () => {
  const minutesIn = (name: string, people: number, seed = 4) => {
    const minutes = new Map<string, Map<string, number>>();
    const STEP = 5;
    const world = watch(scenarioWith(name, { people }), seed, STEP, (now, minute) => {
      for (const { index, occupation } of now.people) {
        const kinds = minutes.get(occupation) ?? new Map<string, number>();
        minutes.set(occupation, kinds);
        const kind = kindOf(now, index);
        kinds.set(kind, (kinds.get(kind) ?? 0) + STEP);
        if (minute === 3 * 60 && now.people.some(({ age }) => age < 6))
          assert.ok(["home", "ward", "isolation"].includes(kind), `${occupation} in ${kind} at night`);
      }
    });
    const count = (occupation: string) => world.people.filter((p) => p.occupation === occupation).length;
    return (occupation: string, kind: string) =>
      (minutes.get(occupation)?.get(kind) ?? 0) / count(occupation);
  };

  it("of a commune follow age and trade", () => {
    const mean = minutesIn("commune", 1500);
    assert.ok(mean("pupil", "classroom") > 200 && mean("pupil", "classroom") < 270);
    assert.ok(mean("teacher", "classroom") > 100);
    assert.equal(mean("toddler", "classroom") + mean("elder", "workshop"), 0);
    assert.ok(mean("farmer", "field") > 400);
    assert.ok(mean("worker", "workshop") > 500);
    assert.ok(mean("seller", "market") > 330);
    assert.ok(mean("nurse", "ward") > 250);
    assert.ok(mean("nurse", "isolation") > 5 && mean("nurse", "isolation") < 100);
    assert.equal(mean("isolated", "isolation"), 1440);
    assert.ok(mean("patient", "ward") > 1300);
    assert.ok(mean("carer", "ward") > 1200 && mean("carer", "canteen") > 60);
    assert.ok(mean("driver", "bus") > 800);
    assert.ok(mean("commuter", "bus") > 8 && mean("commuter", "bus") < 60);
    assert.ok(mean("commuter", "stop") > 5 && mean("commuter", "away") > 400);
  });

  it("have pupils in class by age, not mixed up", () => {
    const { world, timeline } = start(scenarioWith("commune", { people: 900 }), 1);
    timeline.runUntil(8 * 60 * MINUTE_MS);
    const ages = new Map<number, number[]>();
    for (const { index, age, occupation } of world.people) {
      if (occupation !== "pupil" || kindOf(world, index) !== "classroom") continue;
      const room = world.whereabouts.place[index]!;
      ages.set(room, [...(ages.get(room) ?? []), age]);
    }
    assert.ok(ages.size >= 5);
    for (const list of ages.values()) {
      assert.ok(list.length <= 35);
      assert.ok(Math.max(...list) - Math.min(...list) <= 3, `ages ${list.join(" ")} in one class`);
    }
  });

  it("put a carer beside the bed of a relative, and a patient's carer sleeps there", () => {
    const { world, timeline } = start(scenarioWith("commune", { people: 2000 }), 6);
    timeline.runUntil(2 * 60 * MINUTE_MS);
    const carers = world.people.filter(({ occupation }) => occupation === "carer");
    assert.ok(carers.length >= 10, `${carers.length} carers`);
    for (const { index, caresFor, household } of carers) {
      const { xCm, yCm, place } = world.whereabouts;
      assert.equal(world.people[caresFor!]!.household, household);
      assert.equal(place[index], place[caresFor!]);
      const distance = Math.hypot(xCm[index]! - xCm[caresFor!]!, yCm[index]! - yCm[caresFor!]!);
      assert.ok(distance > 50 && distance < 120, `${distance} cm`);
    }
  });

  it("of nurses without patients pass in the corridor and at their desks", () => {
    const scenario = scenarioWith("ward", { people: 10 });
    assert.ok(scenario.population.kind === "visitors");
    Object.assign(scenario.population.groups, { nurse: 1, patient: 0, carer: 0, isolated: 0 });
    const kinds = new Map<string, number>();
    watch(scenario, 1, 10, (world, minute) => {
      if (minute < 450 || minute > 660) return;
      for (const { index } of world.people)
        kinds.set(kindOf(world, index), (kinds.get(kindOf(world, index)) ?? 0) + 1);
    });
    assert.ok(kinds.get("corridor")! > 150, JSON.stringify([...kinds]));
    assert.equal(kinds.get("away"), undefined);
  });

  it("at positions are those of the file, and several tests at once are out of range of each other", () => {
    const expected = [300, 200, 120, 80, 100, 150, 250, 350];
    const { world, timeline } = start(scenarioWith("accuracy-walk", { people: 6 }), 1);
    const { xCm, yCm, place } = world.whereabouts;
    timeline.runUntil(600 * MINUTE_MS - 1);
    assert.ok(place.every((number) => number === AWAY));
    expected.forEach((cm, minute) => {
      timeline.runUntil((600 + minute) * MINUTE_MS + 30_000);
      for (const stays of [0, 2, 4]) {
        assert.equal(Math.hypot(xCm[stays]! - xCm[stays + 1]!, yCm[stays]! - yCm[stays + 1]!), cm);
        assert.equal(place[stays], place[stays + 1]);
      }
      assert.ok(Math.abs(xCm[0]! - xCm[2]!) > 30_000);
    });
    timeline.runUntil(608 * MINUTE_MS);
    assert.ok(place.every((number) => number === AWAY));
  });
});
