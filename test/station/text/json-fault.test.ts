import assert from "node:assert/strict";
import fc from "fast-check";
import { jsonFault } from "../../../src/station/text/json-fault.js";
import { wordsOf } from "../../../src/words/problem.js";

describe("the fault of a text that is no JSON", () => {
  const faults: [text: string, line: number, column: number, what: RegExp][] = [
    ["", 1, 1, /^something is missing here/],
    ["\n\n", 1, 1, /^something is missing here/],
    ["{", 1, 2, /^something is missing here/],
    ['{"data":[', 1, 10, /^something is missing here/],
    ['{"data":[\n  {"daily_key":"4C52\n', 2, 21, /^something is missing here/],
    ['{\n"data":[1,]}', 2, 11, /^not expected here: \]\}/],
    ["[1]]", 1, 4, /^not expected here: \]/],
    ['\r\n{"a" 1}', 2, 6, /^not expected here: 1\}/],
    ['["a\tb"]', 1, 4, /^not expected here: \uFFFDb"\]/],
    ["// no comments here\n{}", 1, 1, /^not expected here: \/\//],
    ["[".repeat(100_000), 1, 1, /^brackets are nested too deeply/],
  ];
  for (const [text, line, column, what] of faults)
    it(`is found in ${JSON.stringify(text.slice(0, 40))}`, () => {
      const fault = jsonFault(text, "json");
      assert.deepEqual([fault.line, fault.column], [line, column]);
      assert.match(wordsOf(fault.what, "en"), what);
    });

  it("is found in any text, within it, and told in one line", () => {
    const part = fc.constantFrom(
      "{",
      "}",
      "[",
      ",",
      ":",
      '"',
      "\\",
      "tru",
      "1.",
      "\n",
      "\r\n",
      "\u0001",
      "/*",
    );
    const texts = fc.oneof(
      fc.string({ unit: "binary" }),
      fc.array(part, { maxLength: 12 }).map((parts) => parts.join("")),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const { line, column, what } = jsonFault(text, "json");
        const lines = text.split(/\r\n|[\r\n]/);
        assert(line >= 1 && line <= lines.length, `line ${line} of ${lines.length}`);
        assert(column >= 1 && column <= lines[line - 1]!.length + 1, `column ${column}`);
        assert.doesNotMatch(wordsOf(what, "en"), /[\p{Cc}\u2028\u2029]/u);
      }),
      { numRuns: 2000 },
    );
  });
});
