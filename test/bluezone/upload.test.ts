import assert from "node:assert/strict";
import fc from "fast-check";
import { toHex } from "../../src/bluezone/format.js";
import { formatHistory, formatInfoF, parseHistory, parseInfoF } from "../../src/bluezone/upload.js";
import { isUserError } from "../../src/words/user-error.js";

const OWN = "B9A665D754FE65E665D76A45";
const CONTACT = "3AA8DFC0A15682B27216FC31";
const KEY = "4C5224B397F8AB3896781D5AA0F3119F280513F1B592CA280EBDED6357E21084";

const id = fc.uint8Array({ minLength: 12, maxLength: 12 }).map(toHex);
const rows = fc.array(
  fc.record({
    ownId: id,
    contactId: id,
    rssiDbm: fc.integer({ min: -128, max: 127 }),
    timeMs: fc.integer({ min: 1e11, max: 4e12 }),
  }),
);

describe("contact history", () => {
  it("is read as Android writes it", () => {
    assert.deepEqual(parseHistory(`${OWN}\t${CONTACT}\t-71\t1596866400123\n`), [
      { line: 1, ownId: OWN, contactId: CONTACT, rssiDbm: -71, timeMs: 1596866400123 },
    ]);
  });

  it("is read as iOS writes it, in seconds", () => {
    const text = `${OWN}\t${CONTACT}\t0\t1596866400\n${OWN}\t${CONTACT}\t0\t1596866400.5\n`;
    assert.deepEqual(
      parseHistory(text).map((row) => row.timeMs),
      [1596866400000, 1596866400500],
    );
  });

  it("takes a time for seconds up to 99 999 999 999", () => {
    const text = `${OWN}\t${CONTACT}\t-71\t99999999999\n${OWN}\t${CONTACT}\t-71\t100000000000`;
    assert.deepEqual(
      parseHistory(text).map((row) => row.timeMs),
      [99999999999000, 100000000000],
    );
  });

  it("keeps line numbers over blank lines, spaces and line ends of Windows", () => {
    const text = `\n${OWN.toLowerCase()} \t ${CONTACT} \t -71 \t 1596866400123 \r\n\r\n${CONTACT}\t${OWN}\t-9\t1596866400124\r\n`;
    assert.deepEqual(parseHistory(text), [
      { line: 2, ownId: OWN, contactId: CONTACT, rssiDbm: -71, timeMs: 1596866400123 },
      { line: 4, ownId: CONTACT, contactId: OWN, rssiDbm: -9, timeMs: 1596866400124 },
    ]);
  });

  it("keeps line numbers with line ends of old Macs", () => {
    const text = `${OWN}\t${CONTACT}\t-71\t1596866400123\r\r${OWN}\t${CONTACT}\t-72\t1596866400124\r`;
    assert.deepEqual(
      parseHistory(text).map(({ line, rssiDbm }) => [line, rssiDbm]),
      [
        [1, -71],
        [3, -72],
      ],
    );
  });

  it("takes a time for milliseconds up to 99 999 999 999 000", () => {
    assert.equal(parseHistory(`${OWN}\t${CONTACT}\t-71\t99999999999000`)[0]?.timeMs, 99999999999000);
  });

  it("is refused where it is JSON", () => {
    for (const text of ['{"data":[]}', "\n [1]"])
      assert.throws(() => parseHistory(text), { name: "UserError", message: /^line 1: .*JSON/ });
  });

  it("may be empty", () => assert.deepEqual(parseHistory(""), []));

  it("is written as it is read", () => {
    assert.equal(
      formatHistory([{ ownId: OWN, contactId: CONTACT, rssiDbm: -71, timeMs: 1596866400123 }]),
      `${OWN}\t${CONTACT}\t-71\t1596866400123\n`,
    );
    fc.assert(
      fc.property(rows, (written) => {
        const read = parseHistory(formatHistory(written));
        assert.deepEqual(
          read,
          written.map((row, i) => ({ line: i + 1, ...row })),
        );
      }),
    );
  });

  const good = `${OWN}\t${CONTACT}\t-71\t1596866400123\n`;
  const wrong: Record<string, [line: string, message: RegExp]> = {
    "three fields": [`${OWN}\t${CONTACT}\t-71`, /line 2: .* found 3/],
    "five fields": [`${OWN}\t${CONTACT}\t-71\t1596866400123\t1`, /line 2: .* found 5/],
    "spaces for tabs": [`${OWN} ${CONTACT} -71 1596866400123`, /line 2: .* found 1/],
    "a short own ID": [`${OWN.slice(2)}\t${CONTACT}\t-71\t1596866400123`, /line 2: the own ID/],
    "a contact's ID that is no hex": [
      `${OWN}\t${CONTACT.slice(1)}G\t-71\t1596866400123`,
      /line 2: the contact's/,
    ],
    "an ID of the first app": [`${OWN}\tabc123\t-71\t1596866400123`, /line 2: the contact's ID .*"abc123"/],
    "no RSSI": [`${OWN}\t${CONTACT}\t\t1596866400123`, /line 2: the RSSI/],
    "an RSSI with a fraction": [`${OWN}\t${CONTACT}\t-71.5\t1596866400123`, /line 2: the RSSI/],
    "an impossible RSSI": [`${OWN}\t${CONTACT}\t-129\t1596866400123`, /line 2: the RSSI/],
    "no time": [`${OWN}\t${CONTACT}\t-71\t`, /line 2: the time/],
    "a negative time": [`${OWN}\t${CONTACT}\t-71\t-1`, /line 2: the time/],
    "a time that is a date": [`${OWN}\t${CONTACT}\t-71\t2020-08-08`, /line 2: the time/],
    "a time just too late": [`${OWN}\t${CONTACT}\t-71\t99999999999001`, /line 2: the time .*microseconds/],
    microseconds: [`${OWN}\t${CONTACT}\t-71\t1596866400123000`, /line 2: the time .*microseconds/],
    nanoseconds: [`${OWN}\t${CONTACT}\t-71\t1596866400123000000`, /line 2: the time .*nanoseconds/],
    "a time beyond all numbers": [`${OWN}\t${CONTACT}\t-71\t9999999999999999999`, /line 2: the time/],
  };
  for (const [what, [line, message]] of Object.entries(wrong))
    it(`is refused with ${what}`, () => {
      assert.throws(() => parseHistory(good + line), { name: "UserError", message });
    });
});

describe("contact history and InfoF", () => {
  const field = fc.oneof(
    fc.string({ unit: "binary" }),
    fc.constantFrom(OWN, CONTACT, "-71", "127", "1596866400123", "NaN", "1e3", "0x10", "", "\u2028", "\0"),
  );
  const texts = fc.oneof(
    fc.string({ unit: "binary" }),
    fc
      .array(fc.array(field, { maxLength: 6 }), { maxLength: 4 })
      .map((lines) => lines.map((fields) => fields.join("\t")).join("\n")),
    fc.json(),
  );
  for (const [what, parse] of Object.entries({ history: parseHistory, InfoF: parseInfoF }))
    it(`are read or refused in one line, whatever the text (${what})`, () => {
      fc.assert(
        fc.property(texts, (text) => {
          try {
            parse(text);
          } catch (error) {
            assert(isUserError(error), String(error));
            assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u);
          }
        }),
        { numRuns: 2000 },
      );
    });
});

describe("InfoF", () => {
  const keys = {
    baseId: Uint8Array.from(Buffer.from(KEY, "hex")),
    createdS: 1596844800,
    dailyKey: Uint8Array.from(Buffer.from(KEY, "hex").reverse()),
    dailyKeyStartS: 1598054400,
  };
  const reversed = toHex(keys.dailyKey);

  it("is written as Bluezone writes it, and read back", () => {
    const text = formatInfoF(keys);
    assert.equal(
      text,
      `{"base_id":"${KEY}","time":1596844800,"daily_key":"${reversed}","time_start":1598054400}`,
    );
    assert.deepEqual(parseInfoF(text), keys);
  });

  for (const field of ["base_id", "time", "daily_key", "time_start"])
    it(`is refused without ${field}`, () => {
      const info = { ...(JSON.parse(formatInfoF(keys)) as object), [field]: undefined };
      assert.throws(() => parseInfoF(JSON.stringify(info)), {
        name: "UserError",
        message: new RegExp(`InfoF: ${field} `),
      });
    });
});
