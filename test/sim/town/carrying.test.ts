import assert from "node:assert/strict";
import fc from "fast-check";
import { type Scenario, scenarioNamed } from "../../../sim/scenarios/scenario.js";
import { AWAY } from "../../../sim/town/places.js";
import { type World, createWorld } from "../../../sim/devices/world.js";
import { BAG, LEFT, OFF, POCKET, WORN } from "../../../sim/town/carrying.js";
import { scenarioWith, start } from "../worlds.js";

const MINUTE_MS = 60_000;

describe("devices", () => {
  it("are handed out in exactly the stated shares", () => {
    fc.assert(
      fc.property(
        fc
          .tuple(fc.nat(100), fc.nat(100), fc.nat(100), fc.nat(100))
          .filter((parts) => parts.some((p) => p > 0)),
        fc.integer({ min: 2, max: 300 }),
        (parts, people) => {
          const sum = parts.reduce((a, b) => a + b);
          const [token, android, iphone] = parts.map((part) => part / sum) as [number, number, number];
          const none = Math.max(0, 1 - token - android - iphone);
          const devices = { token, android, iphone, none, tokensFirstTo: "anyone" as const };
          const world = createWorld(scenarioWith("village", { people, devices }), 9);
          const count = (kind: string) => world.devices.filter((device) => device === kind).length;
          for (const kind of ["token", "android", "iphone"] as const)
            assert.ok(Math.abs(count(kind) - devices[kind] * people) <= 1, `${count(kind)} ${kind}`);
          world.devices.forEach((device, person) => {
            assert.equal(
              world.phones[person]?.kind,
              device === "android" || device === "iphone" ? device : undefined,
            );
          });
        },
      ),
      { numRuns: 60 },
    );
  });

  const mixed = (tokensFirstTo: Scenario["devices"]["tokensFirstTo"], token = 0.1) =>
    createWorld(
      scenarioWith("commune", {
        people: 2000,
        devices: { token, android: 0.3, iphone: 0.1, none: 0.6 - token, tokensFirstTo },
      }),
      3,
    );

  it("reach, with a larger share, everybody whom a smaller one reached", () => {
    const few = mixed("anyone", 0.05).devices;
    const many = mixed("anyone", 0.4).devices;
    few.forEach((device, person) => assert.ok(device !== "token" || many[person] === "token"));
    assert.ok(few.every((device, person) => (device === "android") === (many[person] === "android")));
  });

  it("go first to whom the strategy names", () => {
    const holders = (world: World) => world.people.filter(({ index }) => world.devices[index] === "token");
    const nurses = mixed("health-staff");
    for (const { index, occupation } of nurses.people)
      assert.ok(occupation !== "nurse" || nurses.devices[index] !== "none", "a nurse without anything");
    const sellers = mixed("sellers");
    const isSeller = holders(sellers).filter(({ occupation }) => occupation === "seller").length;
    const open = sellers.people.filter(
      ({ index, occupation }) => occupation === "seller" && sellers.devices[index] === "none",
    ).length;
    assert.ok(isSeller > 20 && open === 0, `${isSeller} sellers with a token, ${open} without anything`);
    const poor = mixed("households-without-phones");
    const withPhone = new Set(
      poor.people.filter(({ index }) => poor.phones[index] !== undefined).map(({ household }) => household),
    );
    assert.ok(holders(poor).every(({ household }) => !withPhone.has(household)));
    assert.ok(holders(mixed("anyone")).some(({ household }) => withPhone.has(household)));
  });

  it("of children and the old are rarely phones", () => {
    const world = mixed("anyone");
    const owners = world.people.filter(({ index }) => world.phones[index] !== undefined);
    assert.ok(owners.every(({ age }) => age >= 15 && age <= 69));
  });
});

describe("carrying", () => {
  const carrying = { worn: 0.5, pocket: 0.3, bag: 0.2, leftAtHome: 0.2, uncharged: 0.1 };

  it("has the stated shares, within four standard deviations", () => {
    const people = 5000;
    const { world } = start(scenarioWith("village", { people, carrying }), 2);
    const expected: [number, number][] = [
      [WORN, 0.7 * 0.5],
      [POCKET, 0.7 * 0.3],
      [BAG, 0.7 * 0.2],
      [LEFT, 0.2],
      [OFF, 0.1],
    ];
    for (const [how, share] of expected) {
      const count = world.carried.filter((value) => value === how).length;
      const sd = Math.sqrt(people * share * (1 - share));
      assert.ok(Math.abs(count - people * share) < 4 * sd, `${how}: ${count} of ${people * share}`);
    }
  });

  it("leaves a token on a table at home while its owner is about, and takes it along on the next day", () => {
    const { world, timeline } = start(scenarioWith("village", { people: 300, carrying, days: 3 }), 2);
    const { whereabouts, deviceWhereabouts, carried, places } = world;
    assert.notEqual(whereabouts, deviceWhereabouts);
    const homes = Array.from(whereabouts.place);
    let apart = 0;
    let changes = 0;
    let before = carried.slice();
    for (let minute = 1; minute < 3 * 1440; minute += 13) {
      timeline.runUntil(minute * MINUTE_MS);
      for (let person = 0; person < 300; person++) {
        const where = [
          deviceWhereabouts.place[person],
          deviceWhereabouts.xCm[person],
          deviceWhereabouts.yCm[person],
        ];
        if (carried[person] === LEFT) {
          const home = places[homes[person]!]!;
          assert.deepEqual(where, [homes[person], home.xCm + 400, home.yCm + 350]);
          if (whereabouts.place[person] !== homes[person]) apart++;
        } else if (whereabouts.place[person] === AWAY) assert.equal(where[0], AWAY);
        else
          assert.deepEqual(where, [
            whereabouts.place[person],
            whereabouts.xCm[person],
            whereabouts.yCm[person],
          ]);
        if (before[person] !== carried[person]) changes++;
      }
      before = carried.slice();
    }
    assert.ok(apart > 1000 && changes > 50, `${apart} times apart, ${changes} changes`);
  });

  it("is one with the person where nobody ever leaves anything, and OFF where there is nothing", () => {
    const village = createWorld(scenarioNamed("village"), 1);
    assert.equal(village.whereabouts, village.deviceWhereabouts);
    assert.ok(village.carried.every((how) => how === WORN));
    const { world } = start(scenarioNamed("market"), 1);
    world.devices.forEach((device, person) => assert.ok(device !== "none" || world.carried[person] === OFF));
  });
});
