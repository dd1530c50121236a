import assert from "node:assert/strict";
import { createRandom } from "../../../hal/simulated/random.js";
import { createPeople } from "../../../sim/town/people.js";
import { wallsBetween } from "../../../sim/town/places.js";
import { type Households, scenarioNamed } from "../../../sim/scenarios/scenario.js";
import { activitiesOf } from "../../../sim/days/timetable.js";
import { createVillageMap } from "../../../sim/town/village-map.js";

const SUNDAY = 0;
const MONDAY = 1;

function createVillage(count: number) {
  const scenario = { ...scenarioNamed("village"), people: count };
  const people = createPeople(3, scenario);
  return { people, map: createVillageMap(scenario.population as Households, people) };
}

describe("people", () => {
  it("live in households of realistic sizes and ages", () => {
    const { people } = createVillage(5000);
    const households = new Map<number, number[]>();
    for (const { household, age } of people) {
      if (!households.has(household)) households.set(household, []);
      households.get(household)!.push(age);
    }
    const size = people.length / households.size;
    assert.ok(size > 3.4 && size < 3.7, `mean household of ${size}`);
    const share = (from: number, to: number) =>
      people.filter(({ age }) => age >= from && age < to).length / people.length;
    assert.ok(share(0, 18) > 0.2 && share(0, 18) < 0.35, `children ${share(0, 18)}`);
    assert.ok(share(60, 120) > 0.08 && share(60, 120) < 0.2, `elders ${share(60, 120)}`);
    for (const ages of households.values())
      assert.ok(
        ages.some((age) => age >= 18),
        "children alone",
      );
  });

  it("are plainly invented", () => {
    const { people } = createVillage(12);
    assert.equal(people.length, 12);
    assert.deepEqual(
      people.slice(0, 2).map(({ name }) => name),
      ["Người mẫu 01", "Người mẫu 02"],
    );
  });

  it("spend whole days in order of time, in places that exist, and sleep at home", () => {
    const { people, map } = createVillage(2500);
    assert.equal(map.hamlets.length, 3);
    for (const person of people) {
      const base = map.bases[person.index]!;
      const plan = activitiesOf(person, base, map.hamlets[base.hamlet]!, MONDAY, createRandom(person.index));
      assert.equal(plan[0]!.fromMinute, 0);
      for (let i = 1; i < plan.length; i++) assert.ok(plan[i]!.fromMinute > plan[i - 1]!.fromMinute);
      for (const { place } of plan) assert.ok(map.places[place] !== undefined);
      const last = plan.at(-1)!;
      assert.ok(last.fromMinute < 1440 && last.place === base.home && last.spot === "bed");
    }
  });

  it("of one class sit in one room on a weekday, and nobody there on a Sunday", () => {
    const { people, map } = createVillage(300);
    const pupils = people.filter(({ occupation }) => occupation === "pupil");
    const roomsOn = (weekday: number) =>
      pupils.flatMap((person) => {
        const base = map.bases[person.index]!;
        const plan = activitiesOf(person, base, map.hamlets[base.hamlet]!, weekday, createRandom(1));
        return plan.filter(({ place }) => map.places[place]!.kind === "classroom");
      });
    assert.ok(pupils.length > 40);
    assert.equal(new Set(roomsOn(MONDAY).map(({ place }) => place)).size, Math.ceil(pupils.length / 35));
    assert.equal(roomsOn(SUNDAY).length, 0);
  });

  it("have walls between them where they are in different places", () => {
    const { map } = createVillage(300);
    const of = (kind: string) => map.places.filter((place) => place.kind === kind);
    const [home, otherHome] = of("home");
    const [market] = of("market");
    assert.equal(wallsBetween(home!, home!), 0);
    assert.equal(wallsBetween(home!, otherHome!), 2);
    assert.equal(wallsBetween(home!, market!), 1);
  });
});
