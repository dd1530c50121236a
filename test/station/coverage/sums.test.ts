/** Figures add up at every level, nobody counts twice, and what does not fit is told. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  type Book,
  type Figures,
  EMPTY_BOOK,
  FIGURES,
  addBooks,
  shareOf,
} from "../../../src/station/coverage/figures.js";
import { createPlacing } from "../../../src/station/coverage/placing.js";
import { isTerritory, reportersOf, scopeOf } from "../../../src/station/coverage/scope.js";
import { type Own, type Told, sumUp } from "../../../src/station/coverage/sums.js";
import type { Unit, UnitKind } from "../../../src/station/store/types.js";

const unit = (id: string, kind: UnitKind, parentId: string | null, reportsTo: string[] = []): Unit => ({
  ...{ id, code: null, name: `Đơn vị ${id}`, kind, parentId, fromDay: null, toDay: null, reportsTo },
});
const book = (all: Figures, groups: Book["groups"] = {}): Book => ({ all, groups });
const own = (all: Figures, tokens: Own["tokens"] = {}): Own => ({ book: book(all), tokens });
const NOTHING: Told = { register: new Map(), rows: new Map(), entered: new Map() };

const units = [
  unit("tinh", "province", null),
  unit("so", "office", "tinh"),
  unit("huyen", "district", "tinh"),
  unit("xa", "commune", "huyen"),
  unit("thon1", "hamlet", "xa"),
  unit("thon2", "hamlet", "xa"),
  unit("truong", "school", "xa"),
  // Belongs to the district, reports to the department.
  unit("phong", "office", "huyen", ["so"]),
  unit("doi", "office", "phong"),
];
const scope = (id: string) => scopeOf(units, id)!;
const sum = (id: string, told: Partial<Told>) => {
  const { lines, notes } = sumUp(scope(id), { ...NOTHING, ...told });
  return { of: (unit: string) => lines.find((line) => line.unit.id === unit)!, lines, notes };
};

describe("the scope of a report", () => {
  it("is the unit, all below it, and all that report to one of them, each once", () => {
    assert.deepEqual(scope("tinh").units.length, units.length);
    assert.equal(scope("tinh").above.get("phong"), "huyen");
    assert.deepEqual(scope("so").units.map(({ id }) => id), ["so", "phong", "doi"]); // prettier-ignore
    assert.equal(scope("so").above.get("phong"), "so");
    assert.equal(scopeOf(units, "nowhere"), undefined);
  });

  it("ends where reporting lines or a wrong tree go round in a circle", () => {
    const round = [
      unit("a", "office", null),
      unit("b", "office", "c", ["a"]),
      unit("c", "office", "d", ["b"]),
      unit("d", "office", null, ["c"]),
    ];
    for (const { id } of round.slice(0, 2)) {
      const { units: found, above } = scopeOf(round, id)!;
      assert.equal(new Set(found).size, found.length);
      assert.ok(found.length >= 3);
      assert.equal(above.size, found.length - 1);
    }
    const loop = scopeOf([unit("x", "commune", "y"), unit("y", "district", "x")], "x")!;
    assert.deepEqual(loop.units.map(({ id }) => id), ["x", "y"]); // prettier-ignore
  });

  it("asks for reports those that name the unit, and those below it that name nobody", () => {
    assert.deepEqual(reportersOf(scope("so"), "so").map(({ id }) => id), ["phong"]); // prettier-ignore
    assert.deepEqual(reportersOf(scope("huyen"), "huyen").map(({ id }) => id), ["xa"]); // prettier-ignore
  });
});

describe("sums", () => {
  it("hold at every level, for every figure, group and book, whatever was told", () => {
    const kinds: UnitKind[] = ["district", "commune", "hamlet", "office", "school"];
    const figures = fc.dictionary(fc.constantFrom(...FIGURES), fc.nat(500), { maxKeys: 6 });
    const books = fc.record({
      all: figures,
      groups: fc.dictionary(fc.constantFrom("can bo", "hoc sinh"), figures),
    });
    const keys = fc.dictionary(
      fc.constantFrom("", "can bo"),
      fc.uniqueArray(fc.nat(40).map(String), { maxLength: 6 }),
    );
    const ids = fc.integer({ min: 0, max: 14 });
    const owns = fc.array(fc.tuple(ids, fc.record({ book: books, tokens: keys })), { maxLength: 8 });
    const tree = fc.array(fc.tuple(fc.nat(), fc.constantFrom(...kinds), fc.option(fc.nat())), {
      minLength: 1,
      maxLength: 14,
    });
    fc.assert(
      fc.property(
        tree,
        owns,
        owns,
        fc.array(fc.tuple(ids, books), { maxLength: 6 }),
        (rows, register, sent, entered) => {
          const made = [unit("0", "province", null)];
          for (const [at, kind, to] of rows) {
            const reportsTo = to === null ? [] : [String(to % made.length)];
            made.push(unit(String(made.length), kind, String(at % made.length), reportsTo));
          }
          const mapOf = <T>(list: readonly (readonly [number, T])[]) =>
            new Map(list.map(([id, one]) => [String(id), one]));
          const told = { register: mapOf(register), rows: mapOf(sent), entered: mapOf(entered) };
          const here = scopeOf(made, "0")!;
          const { lines } = sumUp(here, told);
          const of = new Map(lines.map((line) => [line.unit.id, line]));
          const counted: string[] = [];
          for (const line of lines) {
            counted.push(...Object.values(line.tokens).flat());
            const below = (here.under.get(line.unit.id) ?? []).map(({ id }) => of.get(id)!);
            for (const kind of ["residents", "places"] as const) {
              const isOwn = (kind === "residents") === isTerritory(line.unit.kind);
              const parts = below.map((one) => one[kind]).reduce(addBooks, isOwn ? line.own : EMPTY_BOOK);
              for (const [key, whole, part] of pairsOf(line[kind], parts)) {
                for (const figure of FIGURES) assert.equal(whole[figure] ?? 0, part[figure] ?? 0, `${line.unit.id} ${key} ${figure}`); // prettier-ignore
              }
            }
            for (const figures of [line.own.all, ...Object.values(line.own.groups)]) {
              for (const figure of FIGURES) assert.ok((figures[figure] ?? 0) >= 0);
            }
            assert.ok((line.own.all.tokens ?? 0) >= Object.values(line.tokens).flat().length);
          }
          assert.equal(new Set(counted).size, counted.length, "a token counts twice");
          const known = [...told.register, ...told.rows].filter(([id]) => of.has(id));
          const all = new Set(known.flatMap(([, one]) => Object.values(one.tokens).flat()));
          assert.deepEqual([...counted].sort(), [...all].sort());
        },
      ),
      { numRuns: 100 },
    );
  });

  it("leave unknown what nobody told", () => {
    const { of } = sum("tinh", { entered: new Map([["thon1", book({ population: 400 })]]) });
    assert.deepEqual(of("tinh").residents.all, { population: 400 });
    assert.equal(shareOf(of("tinh").residents.all.installs, 400), undefined);
    assert.equal(shareOf(3, 0), undefined);
  });

  it("take a total that was entered, and what its parts do not tell for the unit's own", () => {
    const entered = new Map([
      ["xa", book({ population: 1000 })],
      ["thon1", book({ population: 400 })],
    ]);
    const { of, notes } = sum("tinh", { entered });
    assert.equal(of("xa").residents.all.population, 1000);
    assert.equal(of("xa").own.all.population, 600);
    assert.equal(of("tinh").residents.all.population, 1000);
    assert.deepEqual(notes, []);
  });

  it("believe the parts where they tell more than the total, and say so", () => {
    const entered = new Map([
      ["xa", book({ population: 300 })],
      ["thon1", book({ population: 400 })],
    ]);
    const { of, notes } = sum("tinh", { entered });
    assert.equal(of("xa").residents.all.population, 400);
    assert.deepEqual(notes.map(({ code, parameters }) => [code, parameters["said"], parameters["sum"]]), [["coverage/note/less", 300, 400]]); // prettier-ignore
  });

  it("keep residents and the people of places apart", () => {
    const entered = new Map([
      ["thon1", book({ population: 400, installs: 40 })],
      ["truong", book({ population: 900, installs: 90 }, { "hoc sinh": { population: 850 } })],
    ]);
    const { of } = sum("tinh", { entered });
    assert.equal(of("tinh").residents.all.population, 400);
    assert.equal(of("tinh").places.all.population, 900);
    assert.equal(of("huyen").places.groups["hoc sinh"]!.population, 850);
  });

  it("count the same people once where register and report both tell of them", () => {
    const register = new Map([["thon1", own({ population: 380, tokens: 2 }, { "": ["1", "2"] })]]);
    const rows = new Map([["thon1", own({ population: 400, tokens: 3 }, { "": ["2", "3"] })]]);
    const { of } = sum("xa", { register, rows });
    assert.equal(of("thon1").residents.all.population, 400);
    // 1, 2, 3, and one that the report counts without its key.
    assert.equal(of("xa").residents.all.tokens, 4);
  });

  it("count a token that two units tell of in one, and say which", () => {
    const rows = new Map([
      ["thon1", own({ tokens: 2 }, { "": ["1", "2"] })],
      ["thon2", own({ tokens: 2 }, { "": ["2", "3"] })],
    ]);
    const { of, notes } = sum("xa", { rows });
    assert.equal(of("xa").residents.all.tokens, 3);
    assert.deepEqual(notes.map(({ code, parameters }) => [code, parameters["count"], parameters["other"]]), [
      ["coverage/note/two-units", 1, "Đơn vị thon1"],
      ["coverage/note/unknown", 2, undefined],
    ]); // prettier-ignore
  });

  it("say where more people are covered than there are", () => {
    const { notes } = sum("thon1", {
      entered: new Map([["thon1", book({ population: 10, installs: 8, tokens: 5 })]]),
    });
    assert.deepEqual(notes.map(({ code }) => code), ["coverage/note/over"]); // prettier-ignore
  });
});

/** Everybody, and each group, of either. */
function pairsOf(one: Book, other: Book): [string, Figures, Figures][] {
  const keys = [...new Set([...Object.keys(one.groups), ...Object.keys(other.groups)])];
  return [["", one.all, other.all], ...keys.map((key) => [key, one.groups[key] ?? {}, other.groups[key] ?? {}] as [string, Figures, Figures])]; // prettier-ignore
}

describe("the unit of a person", () => {
  const named = [
    { ...unit("a", "commune", null), name: "Xã Bình An", code: "00123" },
    { ...unit("b", "commune", null), name: "Xã Bình Minh" },
    { ...unit("a1", "hamlet", "a"), name: "Thôn 1" },
    { ...unit("a2", "hamlet", "a"), name: "Thôn Đông" },
    { ...unit("b1", "hamlet", "b"), name: "Thôn 1" },
  ];
  const place = createPlacing(named);
  for (const [text, id] of [
    ["Thôn Đông", "a2"],
    ["thon dong", "a2"],
    ["Hộ 12, Thôn Đông, xã Bình An", "a2"],
    ["Thôn 1, xã Bình Minh", "b1"],
    ["00123", "a"],
    ["Lớp 9A", undefined],
    ["", undefined],
    ["Thôn 1", undefined],
    ["Thôn Đông, xã Bình Minh", undefined],
  ] as const) {
    it(`of “${text}” is ${id ?? "not known"}`, () => assert.equal(place(text), id));
  }
});
