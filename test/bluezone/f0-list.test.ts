import assert from "node:assert/strict";
import fc from "fast-check";
import { createHash } from "node:crypto";
import { type F0Entry, formatF0List, idsOfF0, parseF0List } from "../../src/bluezone/f0-list.js";
import { fromHex, toHex } from "../../src/bluezone/format.js";
import { type Problem, wordsOf } from "../../src/words/problem.js";
import { UserError, isUserError } from "../../src/words/user-error.js";

const KEY = "4C5224B397F8AB3896781D5AA0F3119F280513F1B592CA280EBDED6357E21084";
const ENTRY = { daily_key: KEY, time_start: 1596844800, time_end: 1596931200, max: 96 };

const inWords = (notes: readonly Problem[]) => notes.map((note) => wordsOf(note, "en"));

function listWith(change: object): string {
  return JSON.stringify({ data: [ENTRY, { ...ENTRY, ...change }] });
}

describe("IDs of an F0", () => {
  const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());
  const entry: F0Entry = { f0: 0, ...span(0, 5 * 86_400), dailyKey: fromHex(KEY, 32)!, slotsPerDay: 96 };
  const all = [...idsOfF0({ sha256 }, entry, -Infinity, Infinity)];

  function span(fromS: number, toS: number) {
    return { startS: ENTRY.time_start + fromS, endS: ENTRY.time_start + toS };
  }

  it("are those that a real phone sent, at its times", () => {
    // From 05:45 and 06:00 UTC on the base ID's first day, as observed.
    assert.deepEqual(
      [23, 24].map((slot) => toHex(all[slot]!.id)),
      ["B9A665D754FE65E665D76A45", "3AA8DFC0A15682B27216FC31"],
    );
    assert.equal(all[23]!.startMs, Date.parse("2020-08-08T05:45:00Z"));
    // An end on a boundary brings one slot more, as on a phone.
    assert.equal(all.length, 5 * 96 + 1);
  });

  it("are the same from whatever time they are asked for, and no others", () => {
    const slots = fc.integer({ min: -5, max: 500 });
    fc.assert(
      fc.property(slots, slots, (from, to) => {
        const [fromMs, untilMs] = [from, to].map((slot) => (ENTRY.time_start + 900 * slot) * 1000);
        assert.deepEqual(
          [...idsOfF0({ sha256 }, entry, fromMs!, untilMs!)].map(({ id }) => toHex(id)),
          all.slice(Math.max(from, 0), Math.max(to, 0)).map(({ id }) => toHex(id)),
        );
      }),
    );
  });

  it("stand in a list that is read as it was written", () => {
    const entries = [entry, { ...entry, f0: 1, slotsPerDay: 144 }];
    assert.deepEqual(parseF0List(formatF0List(entries)), { entries, notes: [] });
    assert.equal(
      formatF0List([entry]),
      `{"data":[{"daily_key":"${KEY}","time_start":1596844800,"time_end":1597276800,"max":96}]}`,
    );
  });
});

describe("F0 list", () => {
  const plain = JSON.stringify({ data: [ENTRY, { ...ENTRY, daily_key: KEY.toLowerCase(), max: 144 }] });
  const inner = { FindGUID: "b1", Numberdays: 14, InfoF: plain };
  const asObject = { ...inner, InfoF: JSON.parse(plain) as object };
  const Type = "KiemTraLichSuTiepXuc";
  const forms = {
    plain,
    inner: JSON.stringify(inner),
    "inner, InfoF an object,": JSON.stringify(asObject),
    pushed: JSON.stringify({ Type, DataContent: JSON.stringify(inner) }),
    "pushed, DataContent an object,": JSON.stringify({ Type, DataContent: inner }),
    "pushed, all objects,": JSON.stringify({ Type, DataContent: asObject }),
    "pushed, the list itself in it,": JSON.stringify({ Type, DataContent: plain }),
  };
  for (const [form, text] of Object.entries(forms))
    it(`is read in its ${form} form`, () => {
      const { entries, notes } = parseF0List(text);
      assert.deepEqual(notes, []);
      assert.deepEqual(
        entries.map((entry) => ({ ...entry, dailyKey: toHex(entry.dailyKey) })),
        [
          { f0: 0, dailyKey: KEY, startS: 1596844800, endS: 1596931200, slotsPerDay: 96 },
          { f0: 1, dailyKey: KEY, startS: 1596844800, endS: 1596931200, slotsPerDay: 144 },
        ],
      );
    });

  it("may be empty", () => assert.deepEqual(parseF0List('{"data":[]}'), { entries: [], notes: [] }));

  const asGiven: [field: string, value: number][] = [
    ["time_end", ENTRY.time_start],
    ["time_end", ENTRY.time_start + 1001 * 86400],
    ["time_end", 99_999_999_999],
    ["time_start", 0],
    ["time_start", -86400],
    ["max", 1],
    ["max", 1441],
    ["max", 86_400_000],
  ];
  for (const [field, value] of asGiven)
    it(`takes ${field} ${value} as given`, () => {
      const { entries, notes } = parseF0List(listWith({ [field]: value }));
      const [{ startS, endS, slotsPerDay }] = [entries[1]!];
      assert.equal({ time_start: startS, time_end: endS, max: slotsPerDay }[field], value);
      assert.deepEqual(notes, []);
    });

  const loose: [field: string, value: unknown, read: number][] = [
    ["max", "96", 96],
    ["max", 96.9, 96],
    ["max", " 96.9 ", 96],
    ["max", "9.6e1", 96],
    ["time_start", "1596844800", 1596844800],
    ["time_start", 1596844800.999, 1596844800],
    ["time_start", -0.5, 0],
    ["time_start", -1.5, -1],
    ["time_end", "1596931200.5", 1596931200],
  ];
  for (const [field, value, read] of loose)
    it(`reads ${field} ${JSON.stringify(value)} as ${read}, as a phone does, and says so`, () => {
      const { entries, notes } = parseF0List(listWith({ [field]: value }));
      const [{ startS, endS, slotsPerDay }] = [entries[1]!];
      assert.equal({ time_start: startS, time_end: endS, max: slotsPerDay }[field], read);
      assert.deepEqual(inWords(notes), [
        `entry 1: ${field} ${JSON.stringify(value)} is read as ${read}, as a phone does`,
      ]);
    });

  it("says all about an entry in one line", () => {
    const { notes } = parseF0List(listWith({ max: "96", time_start: 1596844800.5, daily_key: "00" }));
    assert.equal(notes.length, 1);
    assert.match(inWords(notes)[0]!, /^entry 1: time_start .* is read as .*; max .* is read as .*; left out/);
  });

  const leftOut: Record<string, [change: object, note: RegExp]> = {
    "a short key": [{ daily_key: "00" }, /^entry 1: left out.*daily_key has 2 hex digits, not 64$/],
    "half a byte too little": [{ daily_key: KEY.slice(1) }, /^entry 1: left out.*63 hex digits/],
    "a long key": [{ daily_key: `${KEY}00` }, /^entry 1: left out.*66 hex digits/],
    "an empty key": [{ daily_key: "" }, /^entry 1: left out.* 0 hex digits/],
    "an end before the start": [
      { time_end: 1596844799 },
      /^entry 1: left out.*time_end 1596844799 is before time_start 1596844800$/,
    ],
  };
  for (const [what, [change, note]] of Object.entries(leftOut))
    it(`goes on without an entry that has ${what}, and says so`, () => {
      const text = JSON.stringify({ data: [ENTRY, { ...ENTRY, ...change }, ENTRY] });
      const { entries, notes } = parseF0List(text);
      assert.deepEqual(
        entries.map(({ f0 }) => f0),
        [0, 2],
      );
      assert.equal(notes.length, 1);
      assert.match(inWords(notes)[0]!, note);
    });

  const wrong: Record<string, [text: string, message: RegExp]> = {
    "no JSON": ["{", /F0 list is not JSON/],
    "an array": ["[]", /F0 list must be a JSON object/],
    null: ["null", /F0 list must be a JSON object/],
    "no data": ["{}", /must have the form/],
    "data that is no array": ['{"data":{}}', /must have the form/],
    "InfoF that is a list": [`{"InfoF":[]}`, /in InfoF must be a JSON object, not a list/],
    "DataContent that is no JSON": [`{"DataContent":"{"}`, /in DataContent is not JSON/],
    "DataContent that is null": [`{"DataContent":null}`, /in DataContent must be a JSON object, not null/],
    "a phone's own keys": [`{"base_id":"${KEY}","time":1}`, /keys that one phone uploads/],
    "a history": [`${"00".repeat(12)}\t${"00".repeat(12)}\t-71\t1596866400123\n`, /is a contact history/],
    "InfoF that is no JSON": [`{"InfoF":"x"}`, /in InfoF is not JSON/],
    "an entry that is no object": ['{"data":[7]}', /entry 0 must be a JSON object, not 7/],
    "a key that is no hex": [listWith({ daily_key: `${KEY.slice(1)}G` }), /entry 1: daily_key/],
    "a missing key": [listWith({ daily_key: undefined }), /entry 1: daily_key .* missing/],
    "times in milliseconds": [listWith({ time_end: 1596931200000 }), /entry 1: time_end .*milliseconds$/],
    "a start that is a word": [listWith({ time_start: "today" }), /entry 1: time_start .* not "today"/],
    "a start in hex": [listWith({ time_start: "0x10" }), /entry 1: time_start .* not "0x10"/],
    "an empty start": [listWith({ time_start: "" }), /entry 1: time_start .* not ""/],
    "a start beyond all numbers": [listWith({}).replace("1596844800", "1e999"), /entry 0: time_start/],
    "a missing end": [listWith({ time_end: undefined }), /entry 1: time_end .* missing/],
    "a number of slots that is true": [listWith({ max: true }), /entry 1: max .* not true/],
    "less than a slot": [listWith({ max: 0.9 }), /entry 1: max/],
    "slots without length": [listWith({ max: 86_400_001 }), /entry 1: max/],
    "a damaged field in an entry that would be left out": [
      listWith({ daily_key: "", max: 0 }),
      /entry 1: max/,
    ],
    "no slots": [listWith({ max: 0 }), /entry 1: max/],
    "a missing number of slots": [listWith({ max: undefined }), /entry 1: max .* missing/],
  };
  for (const [what, [text, message]] of Object.entries(wrong))
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseF0List(text), { name: "UserError", message });
    });

  it("is read or refused in one line, whatever the JSON", () => {
    const value = fc.oneof(
      fc.anything(),
      fc.constantFrom("96", 96, 1596844800, "1596844800.5", KEY, KEY.slice(2), -1, 1e300, "NaN", null),
    );
    const entry = fc.record(
      { daily_key: value, time_start: value, time_end: value, max: value },
      { requiredKeys: [] },
    );
    const data = fc.array(fc.oneof(entry, fc.anything()), { maxLength: 3 });
    const content = fc.oneof(
      data.map((list) => ({ data: list })),
      fc.anything(),
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.json(),
      content.map((list) => stringify(list)),
      content.map((list) => stringify({ InfoF: list })),
      content.map((list) => stringify({ DataContent: stringify({ InfoF: stringify(list) }) })),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          const { notes } = parseF0List(text);
          for (const note of inWords(notes)) assert.doesNotMatch(note, /[\p{Cc}\u2028\u2029]/u);
        } catch (error) {
          assert(isUserError(error), String(error));
          assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("is refused in one line where it is nested without end", () => {
    for (const text of ["[".repeat(1e5), "[".repeat(1e5) + "]".repeat(1e5)])
      for (const list of [text, `{"data":[${text}]}`, `{"data":${text}}`, `{"data":[{"max":${text}}]}`])
        assert.throws(() => parseF0List(list), UserError);
  });
});

/** JSON of what JavaScript can make JSON of. */
function stringify(value: unknown): string {
  try {
    return JSON.stringify(value) ?? "";
  } catch {
    return "";
  }
}
