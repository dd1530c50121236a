import assert from "node:assert/strict";
import { CHANNEL, createChannel } from "../../../sim/air/channel.js";
import { createLinks } from "../../../sim/air/links.js";
import type { Person } from "../../../sim/town/people.js";
import { createPlace } from "../../../sim/town/places.js";
import { LEFT, OFF, POCKET, WORN } from "../../../sim/town/carrying.js";

describe("links", () => {
  const channel = createChannel(1);
  const places = [createPlace("field", 0, 0), createPlace("home", 0, 0), createPlace("home", 0, 0)];
  const people = [WORN, POCKET, OFF].map((_, index) => ({ index }) as Person);
  const carriedOn = (person: number, day: number) => (day === 0 ? [WORN, POCKET, OFF][person]! : WORN);
  const links = createLinks(channel, { places, people, carriedOn }, 0);

  it("add what both ways of carrying do, and take ten decibels for each wall", () => {
    const bare = channel.meanDbm(300);
    assert.equal(links.meanDbm(300 ** 2, 0, 0, 0, 0), bare);
    assert.equal(links.meanDbm(300 ** 2, 0, 0, -3, 1.5), bare - 1.5);
    assert.equal(links.meanDbm(300 ** 2, 0, 0, 1.5, -4), bare - 2.5);
    assert.equal(links.meanDbm(300 ** 2, 0, 1, 0, 0), bare - CHANNEL.wallDb);
    assert.equal(links.meanDbm(300 ** 2, 2, 1, 0, 0), bare - 2 * CHANNEL.wallDb);
  });

  it("end where nothing can be heard, with the best of luck", () => {
    const rangeCm = CHANNEL.rangeM * 100;
    assert.ok(links.meanDbm(rangeCm ** 2, 0, 0, 0, 0) > -Infinity);
    assert.equal(links.meanDbm((rangeCm + 1) ** 2, 0, 0, 0, 0), -Infinity);
    const best = CHANNEL.sensitivityDbm - channel.maxFadingDb - channel.maxShadowDb;
    const missing = best - channel.meanDbm(rangeCm);
    assert.ok(links.meanDbm(rangeCm ** 2, 0, 0, missing + 0.01, 0) > -Infinity);
    assert.equal(links.meanDbm(rangeCm ** 2, 0, 0, missing - 0.01, 0), -Infinity);
    const loud = createLinks(channel, { places, people, carriedOn }, 8);
    assert.ok(loud.meanDbm(rangeCm ** 2, 0, 0, missing - 0.01, 0) > -Infinity);
  });

  it("know how each is carried on a day; what has just gone off lies where it was", () => {
    const expected = [WORN, POCKET, LEFT].map((how, person) => channel.wearingDb(person, how));
    assert.deepEqual([...links.wearingOn(0)], expected);
    assert.deepEqual(
      [...links.wearingOn(1)],
      people.map(({ index }) => channel.wearingDb(index, WORN)),
    );
  });
});
