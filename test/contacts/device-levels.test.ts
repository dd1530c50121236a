import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Link,
  MIN_PARTNERS,
  SHRINKING_PARTNERS,
  deviceLevels,
} from "../../src/contacts/device-levels.js";

const names = ["a", "b", "c", "d", "e", "f", "g"];

/** Every device hears every other one. */
function meeting(dbm: (sender: string, receiver: string) => number): Link[] {
  return names.flatMap((sender) =>
    names
      .filter((receiver) => receiver !== sender)
      .map((receiver) => ({ sender, receiver, meanDbm: dbm(sender, receiver) })),
  );
}

/**
 * The same by linear algebra: a level times (partners + 3), and the levels of all its partners, add up to what is above the
 * mean. Gauss's elimination with pivots.
 */
function solved(links: readonly Link[]): Map<string, number> {
  const mean = links.reduce((sum, link) => sum + link.meanDbm, 0) / links.length;
  const count = (role: "sender" | "receiver", name: string) =>
    links.filter((link) => link[role] === name).length;
  const unknowns = (["sender", "receiver"] as const).flatMap((role) =>
    [...new Set(links.map((link) => link[role]))]
      .filter((name) => count(role, name) >= MIN_PARTNERS)
      .map((name) => ({ role, name })),
  );
  const rows = unknowns.map(({ role, name }) => {
    const own = links.filter((link) => link[role] === name);
    const other = role === "sender" ? "receiver" : "sender";
    return [
      ...unknowns.map((one) => {
        if (one.role === role) return one.name === name ? own.length + SHRINKING_PARTNERS : 0;
        return own.filter((link) => link[other] === one.name).length;
      }),
      own.reduce((sum, link) => sum + link.meanDbm - mean, 0),
    ];
  });
  for (let column = 0; column < unknowns.length; column++) {
    const pivot = rows.findIndex(
      (row, i) =>
        i >= column &&
        Math.abs(row[column]!) === Math.max(...rows.slice(column).map((one) => Math.abs(one[column]!))),
    );
    [rows[column], rows[pivot]] = [rows[pivot]!, rows[column]!];
    for (let i = 0; i < rows.length; i++) {
      if (i === column) continue;
      const factor = rows[i]![column]! / rows[column]![column]!;
      rows[i] = rows[i]!.map((value, j) => value - factor * rows[column]![j]!);
    }
  }
  return new Map(unknowns.map(({ role, name }, i) => [`${role} ${name}`, rows[i]!.at(-1)! / rows[i]![i]!]));
}

describe("levels of devices", () => {
  it("are what linear algebra finds, for any pairs that met", () => {
    const links = fc
      .uniqueArray(fc.tuple(fc.constantFrom(...names), fc.constantFrom(...names)), {
        selector: String,
        minLength: 1,
        maxLength: 42,
      })
      .chain((pairs) =>
        fc
          .array(fc.integer({ min: -100, max: -30 }), { minLength: pairs.length, maxLength: pairs.length })
          .map((dbm) => pairs.map(([sender, receiver], i) => ({ sender, receiver, meanDbm: dbm[i]! }))),
      );
    fc.assert(
      fc.property(links, (all) => {
        const { sendingDb, receivingDb } = deviceLevels(all);
        const expected = solved(all);
        assert.equal(sendingDb.size + receivingDb.size, expected.size);
        for (const [device, db] of sendingDb)
          assert.ok(Math.abs(db - expected.get(`sender ${device}`)!) < 1e-6);
        for (const [device, db] of receivingDb)
          assert.ok(Math.abs(db - expected.get(`receiver ${device}`)!) < 1e-6);
      }),
    );
  });

  it("lay what one sender has more to the sender, and to no receiver", () => {
    const { sendingDb, receivingDb } = deviceLevels(meeting((sender) => (sender === "a" ? -58 : -70)));
    assert.ok(sendingDb.get("a")! > 5 && sendingDb.get("a")! < 12);
    for (const name of names.slice(1)) {
      assert.ok(sendingDb.get(name)! < 0);
      assert.ok(Math.abs(receivingDb.get(name)! - receivingDb.get("b")!) < 1e-9);
    }
  });

  it("keep all but three parts in n + 3 of a device's constant from what is left of strengths", () => {
    const strength = (sender: string, receiver: string) =>
      -60 - 3 * names.indexOf(sender) - names.indexOf(receiver) ** 2;
    fc.assert(
      fc.property(fc.constantFrom(...names), fc.integer({ min: -20, max: 20 }), (device, constantDb) => {
        const plain = deviceLevels(meeting(strength));
        const moved = deviceLevels(meeting((s, r) => strength(s, r) + (s === device ? constantDb : 0)));
        const left = (s: string, r: string, levels: typeof plain) =>
          -levels.sendingDb.get(s)! - levels.receivingDb.get(r)!;
        const partners = names.length - 1;
        for (const s of names)
          for (const r of names.filter((name) => name !== s)) {
            // The mean of all rises too, by a seventh; that is no difference between devices.
            const change =
              left(s, r, moved) -
              left(s, r, plain) +
              (s === device ? constantDb : 0) -
              constantDb / names.length;
            const bound = (SHRINKING_PARTNERS / (partners + SHRINKING_PARTNERS)) * Math.abs(constantDb);
            assert.ok(Math.abs(change) <= bound + 1e-6, `${change} of ${constantDb}`);
          }
      }),
    );
  });

  it("are none with three partners, and some with four", () => {
    const star = (partners: number) =>
      deviceLevels(
        names
          .slice(1, partners + 1)
          .map((receiver) => ({ sender: "a", receiver, meanDbm: -50 - receiver.charCodeAt(0) })),
      );
    assert.equal(star(MIN_PARTNERS - 1).sendingDb.size, 0);
    assert.equal(star(MIN_PARTNERS).sendingDb.size, 1);
    assert.equal(star(MIN_PARTNERS).receivingDb.size, 0);
  });

  it("do not depend on the order of the links, to the last bit", () => {
    const links = meeting((s, r) => -60.1 - names.indexOf(s) / 3 - names.indexOf(r) / 7);
    const shuffled = fc.shuffledSubarray(links, { minLength: links.length });
    const expected = deviceLevels(links);
    fc.assert(
      fc.property(shuffled, (all) =>
        assert.deepEqual(new Map(deviceLevels(all).sendingDb), expected.sendingDb),
      ),
    );
  });

  it("of nothing are none", () => {
    assert.equal(deviceLevels([]).sendingDb.size, 0);
  });
});
