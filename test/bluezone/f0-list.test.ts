import assert from "node:assert/strict";
import fc from "fast-check";
import { parseF0List } from "../../src/bluezone/f0-list.js";
import { FormatError, toHex } from "../../src/bluezone/format.js";

const KEY = "4C5224B397F8AB3896781D5AA0F3119F280513F1B592CA280EBDED6357E21084";
const ENTRY = { daily_key: KEY, time_start: 1596844800, time_end: 1596931200, max: 96 };

function listWith(change: object): string {
  return JSON.stringify({ data: [ENTRY, { ...ENTRY, ...change }] });
}

describe("F0 list", () => {
  const plain = JSON.stringify({ data: [ENTRY, { ...ENTRY, daily_key: KEY.toLowerCase(), max: 144 }] });
  const forms = { plain, pushed: JSON.stringify({ FindGUID: "b1", Numberdays: 14, InfoF: plain }) };
  for (const [form, text] of Object.entries(forms))
    it(`is read in its ${form} form`, () => {
      const list = parseF0List(text);
      assert.deepEqual(
        list.map((entry) => ({ ...entry, dailyKey: toHex(entry.dailyKey) })),
        [
          { dailyKey: KEY, startS: 1596844800, endS: 1596931200, slotsPerDay: 96 },
          { dailyKey: KEY, startS: 1596844800, endS: 1596931200, slotsPerDay: 144 },
        ],
      );
    });

  it("may be empty", () => assert.deepEqual(parseF0List('{"data":[]}'), []));

  const longestEndS = ENTRY.time_start + 1000 * 86400;

  it("may span a moment or 1000 days, with one slot a day", () => {
    for (const endS of [ENTRY.time_start, longestEndS])
      assert.equal(parseF0List(listWith({ time_end: endS }))[1]?.endS, endS);
    assert.equal(parseF0List(listWith({ max: 1 }))[1]?.slotsPerDay, 1);
  });

  const wrong: Record<string, [text: string, message: RegExp]> = {
    "no JSON": ["{", /F0 list is not JSON/],
    "an array": ["[]", /F0 list must be a JSON object/],
    null: ["null", /F0 list must be a JSON object/],
    "no data": ["{}", /must have the form/],
    "data that is no array": ['{"data":{}}', /must have the form/],
    "InfoF that is an object": [`{"InfoF":{"data":[]}}`, /InfoF must be a string/],
    "InfoF that is no JSON": [`{"InfoF":"x"}`, /in InfoF is not JSON/],
    "an entry that is no object": ['{"data":[7]}', /entry 0 must be a JSON object, not 7/],
    "a short key": [listWith({ daily_key: "00" }), /entry 1: daily_key must be 64 hex digits, not "00"/],
    "a key that is no hex": [listWith({ daily_key: `${KEY.slice(1)}G` }), /entry 1: daily_key/],
    "a missing key": [listWith({ daily_key: undefined }), /entry 1: daily_key .* missing/],
    "a start that is a string": [listWith({ time_start: "1596844800" }), /entry 1: time_start/],
    "a negative start": [listWith({ time_start: -1 }), /entry 1: time_start/],
    "a start with a fraction": [listWith({ time_start: 1596844800.5 }), /entry 1: time_start/],
    "times in milliseconds": [listWith({ time_end: 1596931200000 }), /entry 1: time_end/],
    "an end before the start": [listWith({ time_end: 1596844799 }), /entry 1: time_end .* before time_start/],
    "an end years away": [listWith({ time_end: longestEndS + 1 }), /entry 1: time_end .* 1000 days/],
    "no slots": [listWith({ max: 0 }), /entry 1: max/],
    "too many slots": [listWith({ max: 1441 }), /entry 1: max/],
    "a missing number of slots": [listWith({ max: undefined }), /entry 1: max .* missing/],
  };
  for (const [what, [text, message]] of Object.entries(wrong))
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseF0List(text), { name: "FormatError", message });
    });

  it("is read or refused in one line, whatever the JSON", () => {
    const lists = fc.array(fc.record({ daily_key: fc.anything(), time_start: fc.anything(), max: fc.nat() }));
    const texts = fc.oneof(
      fc.string(),
      fc.json(),
      lists.map((data) => JSON.stringify({ data })),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          parseF0List(text);
        } catch (error) {
          assert(error instanceof FormatError && !error.message.includes("\n"), String(error));
        }
      }),
    );
  });
});
