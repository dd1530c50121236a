import assert from "node:assert/strict";
import fc from "fast-check";
import { createLinks } from "../../../sim/watch/links.js";

const PEOPLE = 5;
const person = fc.nat(PEOPLE - 1);
const event = fc.oneof(
  fc.record({
    kind: fc.constant("window" as const),
    who: person,
    heard: fc.uniqueArray(fc.tuple(person, fc.integer({ min: -95, max: -40 })), { selector: ([id]) => id }),
  }),
  fc.record({ kind: fc.constantFrom("move" as const, "silence" as const, "look" as const), who: person }),
);

/** What is heard now, as plainly as can be. */
function expected(events: readonly (typeof event extends fc.Arbitrary<infer E> ? E : never)[]) {
  const heard: number[][] = Array.from({ length: PEOPLE }, () => new Array<number>(PEOPLE).fill(-Infinity));
  for (const one of events) {
    if (one.kind === "look") continue;
    heard[one.who]!.fill(-Infinity);
    if (one.kind === "window")
      for (const [id, dBm] of one.heard) if (id !== one.who) heard[one.who]![id] = dBm;
    if (one.kind === "move") for (const row of heard) row[one.who] = -Infinity;
  }
  const links: string[] = [];
  for (let a = 0; a < PEOPLE; a++)
    for (let b = a + 1; b < PEOPLE; b++) {
      const dBm = Math.max(heard[a]![b]!, heard[b]![a]!);
      if (dBm > -Infinity) links.push(`${a} ${b} ${dBm >= -67 ? 3 : dBm >= -79 ? 2 : 1}`);
    }
  return links.sort();
}

function triples(list: readonly number[]): number[][] {
  return Array.from({ length: list.length / 3 }, (_, n) => list.slice(3 * n, 3 * n + 3));
}

describe("links of the live view", () => {
  it("are what the latest windows heard of those who have not moved since", () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 40 }), (events) => {
        const links = createLinks(PEOPLE);
        const seen = new Map<string, number>();
        const look = () => {
          for (const [a, b, now] of triples(links.takeChanges())) {
            assert.notEqual(seen.get(`${a} ${b}`) ?? 0, now, "nothing is told twice");
            if (now === 0) seen.delete(`${a} ${b}`);
            else seen.set(`${a} ${b}`, now!);
          }
        };
        for (const one of events) {
          if (one.kind === "window")
            links.onWindow(one.who, new Map(one.heard.filter(([id]) => id !== one.who)));
          else if (one.kind === "move") links.onMove(one.who);
          else if (one.kind === "silence") links.onSilence(one.who);
          else look();
        }
        look();
        const wanted = expected(events);
        assert.deepEqual([...seen].map(([pair, now]) => `${pair} ${now}`).sort(), wanted);
        assert.deepEqual(
          triples(links.all())
            .map((link) => link.join(" "))
            .sort(),
          wanted,
        );
      }),
      { numRuns: 500 },
    );
  });
});
