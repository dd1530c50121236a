/** Who spends the day where. */
import { sharedInts } from "../shared-arrays.js";
import { AWAY } from "../town/places.js";
import { type Stays, endOf } from "./stays.js";

/**
 * People by the place in which they are longest apart from the one in which the run finds them, their home: colleagues and
 * pupils of a class follow each other, and people who are always at home follow their neighbours there.
 */
export function inCompany(stays: Stays, endMs: number): Int32Array {
  const order = sharedInts(stays.firstOf.length - 1);
  const placeOf = order.map((_, person) => dayPlaceOf(stays, person, endMs));
  order.forEach((_, person) => (order[person] = person));
  return order.sort((a, b) => placeOf[a]! - placeOf[b]! || a - b);
}

function dayPlaceOf({ firstOf, place, fromMs, ...stays }: Stays, person: number, endMs: number): number {
  const home = place[firstOf[person]!] ?? AWAY;
  const spentMs = new Map<number, number>();
  for (let stay = firstOf[person]!; stay < firstOf[person + 1]!; stay++) {
    const at = place[stay]!;
    if (at === AWAY || at === home) continue;
    const untilMs = Math.min(endOf({ firstOf, place, fromMs, ...stays }, stay), endMs);
    spentMs.set(at, (spentMs.get(at) ?? 0) + untilMs - fromMs[stay]!);
  }
  let longest = home;
  let mostMs = 0;
  for (const [at, ms] of spentMs) if (ms > mostMs) [longest, mostMs] = [at, ms];
  return longest;
}
