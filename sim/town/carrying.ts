/** What people own, and how they carry it. */
import { draw } from "../../hal/simulated/random.js";
import { type Person, inDrawnOrder } from "./people.js";
import type { Scenario } from "../scenarios/scenario.js";

export type DeviceKind = "token" | "android" | "iphone" | "none";

/** How a token or phone is carried; entries of `World.carried`. */
export const WORN = 0;
export const POCKET = 1;
export const BAG = 2;
/** On a table at home, also while its owner is out. */
export const LEFT = 3;
/** Without power; also where there is no device. */
export const OFF = 4;

const PHONE_FROM_AGE = 15;
const PHONE_TO_AGE = 69;

/**
 * Hands out devices: exactly the stated shares of all people, rounded. Phones go to those from 15 to 69 first, tokens to
 * whomever the strategy names first, as far as they have no phone; within that by a fixed draw for each person, so
 * that a larger share reaches those of a smaller one and more.
 */
export function handOut(scenario: Scenario, people: readonly Person[], seed: number): DeviceKind[] {
  const { token, android, iphone, tokensFirstTo } = scenario.devices;
  const devices = people.map((): DeviceKind => "none");
  const hasPhone = new Set<number>();

  const order = inDrawnOrder(people, draw(seed, 1));
  const ofPhoneAge = ({ age }: Person) => age >= PHONE_FROM_AGE && age <= PHONE_TO_AGE;
  const phoneOrder = [...order.filter(ofPhoneAge), ...order.filter((person) => !ofPhoneAge(person))];
  const phones = Math.round((android + iphone) * people.length);
  const androids = Math.round(android * people.length);
  // Which of them is an iPhone is another draw: not the youngest of the list.
  inDrawnOrder(phoneOrder.slice(0, phones), draw(seed, 2)).forEach(({ index, household }, n) => {
    devices[index] = n < androids ? "android" : "iphone";
    hasPhone.add(household);
  });

  const isFirst = (person: Person) => {
    if (tokensFirstTo === "households-without-phones") return !hasPhone.has(person.household);
    if (tokensFirstTo === "sellers") return person.occupation === "seller";
    if (tokensFirstTo === "health-staff") return person.occupation === "nurse";
    return true;
  };
  const without = inDrawnOrder(people, draw(seed, 3)).filter(({ index }) => devices[index] === "none");
  const tokenOrder = [...without.filter(isFirst), ...without.filter((person) => !isFirst(person))];
  const tokens = Math.min(Math.round(token * people.length), without.length);
  for (const { index } of tokenOrder.slice(0, tokens)) devices[index] = "token";
  return devices;
}

/** How a person carries the device on a local day; a habit, but for days on which it was left or had no power. */
export function createCarrying(
  scenario: Scenario,
  devices: readonly DeviceKind[],
  seed: number,
): (person: number, day: number) => number {
  const { worn, pocket, leftAtHome, uncharged } = scenario.carrying;
  const unit = (key: number, next: number) => draw(key, next) / 2 ** 32;
  return (person, day) => {
    if (devices[person] === "none") return OFF;
    const habits = draw(seed, person);
    const today = unit(habits, day + 1);
    if (today < uncharged) return OFF;
    if (today < uncharged + leftAtHome) return LEFT;
    const habit = unit(habits, 0);
    if (habit < worn) return WORN;
    return habit < worn + pocket ? POCKET : BAG;
  };
}
