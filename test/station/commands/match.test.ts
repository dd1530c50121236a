import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import sinon from "sinon";
import { matchCommand } from "../../../src/station/commands/match.js";
import vectors from "../../vectors/bluezone-ids.json" with { type: "json" };
import { assertRefused, run, runAll, runProgram } from "./run-command.js";
import { isUserError } from "../../../src/words/user-error.js";

const BASE = vectors.observed.baseId;
const ENTRY = { daily_key: BASE, time_start: 1596844800, time_end: 1596931200, max: 96 };
/** When the phone began to send the first of the observed IDs. */
const SENT_MS = Date.parse(vectors.observed.vectors[0]!.start);

describe("bztoken match", () => {
  let folder: string;
  let list: string;
  let history: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "bztoken-match-"));
    const stranger = { ...ENTRY, daily_key: vectors.constructed.baseId };
    const infoF = JSON.stringify({ data: [stranger, ENTRY] });
    list = file("list.json", JSON.stringify({ FindGUID: "b1", Numberdays: 14, InfoF: infoF }));
    const [first, second] = vectors.observed.vectors;
    const boundaryMs = Date.parse(second!.start);
    history = file(
      "data_trace.txt",
      [
        ["00".repeat(12), first!.id, -71, boundaryMs],
        ["00".repeat(12), second!.id, -72, boundaryMs - 1],
        ["00".repeat(12), "FF".repeat(12), -73, boundaryMs],
        ["00".repeat(12), second!.id, -74, boundaryMs / 1000 + 1800],
        ["00".repeat(12), second!.id, -75, boundaryMs + 1_800_001],
      ]
        .map((row) => `${row.join("\t")}\n`)
        .join(""),
    );
  });
  after(() => rmSync(folder, { recursive: true }));

  function file(name: string, content: string | Uint8Array): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  /** A file with a list of such entries. */
  function listOf(...entries: object[]): string {
    return file("some list.json", JSON.stringify({ data: entries.map((entry) => ({ ...ENTRY, ...entry })) }));
  }

  /** A history of one row with the ID that a phone sent from 05:45, and what is different about it. */
  function rowWith({ own = "00".repeat(12), rssi = -71, time = SENT_MS as number | string } = {}): string {
    return file("some history.txt", `${own}\t${vectors.observed.vectors[0]!.id}\t${rssi}\t${time}\n`);
  }

  function match(listPath: string, historyPath: string) {
    return runAll(matchCommand(), ["--list", listPath, "--history", historyPath]);
  }

  function expected(): object[] {
    const [first, second] = vectors.observed.vectors;
    const boundaryMs = Date.parse(second!.start);
    return [
      { line: 1, id: first!.id, timeMs: boundaryMs, rssiDbm: -71, f0: 1, exact: true },
      { line: 2, id: second!.id, timeMs: boundaryMs - 1, rssiDbm: -72, f0: 1, exact: false },
      { line: 4, id: second!.id, timeMs: boundaryMs + 1_800_000, rssiDbm: -74, f0: 1, exact: false },
    ];
  }

  it("prints the rows of the F0s, exact or not", async () => {
    assert.deepEqual(await run(matchCommand(), ["--list", list, "--history", history]), expected());
  });

  it("does so as a program", () => {
    const { status, stdout, stderr } = runProgram("match", "--list", list, "--history", history);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: "" });
    assert.equal(
      stdout,
      expected()
        .map((line) => `${JSON.stringify(line)}\n`)
        .join(""),
    );
  });

  const encodings: Record<string, (text: string) => Uint8Array> = {
    "UTF-8 with a mark": (text) => Buffer.from(`\uFEFF${text}`, "utf8"),
    "UTF-16": (text) => Buffer.from(text, "utf16le"),
    "UTF-16 with a mark": (text) => Buffer.from(`\uFEFF${text}`, "utf16le"),
    "UTF-16, the other way round": (text) => Buffer.from(text, "utf16le").swap16(),
    "UTF-16, the other way round, with a mark": (text) => Buffer.from(`\uFEFF${text}`, "utf16le").swap16(),
    "UTF-8 with line ends of Windows": (text) => Buffer.from(text.replaceAll("\n", "\r\n"), "utf8"),
  };
  for (const [what, encode] of Object.entries(encodings))
    it(`reads files in ${what}`, async () => {
      const files = [list, history].map((path, i) =>
        file(`encoded ${i}`, encode(readFileSync(path, "utf8"))),
      );
      const { printed, said } = await match(files[0]!, files[1]!);
      assert.deepEqual(printed, expected());
      assert.deepEqual(said, []);
    });

  it("takes the push message as it came", async () => {
    const pushed = { Type: "KiemTraLichSuTiepXuc", DataContent: readFileSync(list, "utf8") };
    assert.deepEqual((await match(file("pushed", JSON.stringify(pushed)), history)).printed, expected());
  });

  it("refuses a missing file", async () => {
    const missing = join(folder, "missing");
    await assertRefused(
      matchCommand(),
      ["--list", missing, "--history", history],
      /F0 list .*missing: there is no/,
    );
    await assertRefused(
      matchCommand(),
      ["--list", list, "--history", missing],
      /history .*missing: there is no/,
    );
  });

  it("refuses a folder", () =>
    assertRefused(matchCommand(), ["--list", folder, "--history", history], /it is a folder/));

  it("refuses a list that is no JSON, or lacks a field, and names file, entry and field", async () => {
    const broken = file("broken.json", '{"data":[');
    await assertRefused(
      matchCommand(),
      ["--list", broken, "--history", history],
      /broken\.json: the F0 list is not JSON: line 1, column 10: something is missing here/,
    );
    const lacking = file("lacking.json", `{"data":[{"daily_key":"${BASE}"}]}`);
    await assertRefused(
      matchCommand(),
      ["--list", lacking, "--history", history],
      /lacking\.json: entry 0: time_start must be .* missing/,
    );
  });

  it("names the place of a fault within a text within the list", async () => {
    const inner = file("inner.json", JSON.stringify({ InfoF: '{\n"data":[1,]}' }));
    await assertRefused(
      matchCommand(),
      ["--list", inner, "--history", history],
      /inner\.json: the F0 list in InfoF is not JSON: line 2, column 11: not expected here: \]\}/,
    );
  });

  it("refuses files of other kinds", async () => {
    for (const [begin, message] of [
      [gzipSync("{}"), /is packed \(gzip\); unpack/],
      [Buffer.from("PK\x03\x04zip"), /is packed \(zip\); unpack/],
      [Buffer.from("SQLite format 3\0"), /is a whole database/],
    ] as const) {
      const path = file("other", begin);
      await assertRefused(matchCommand(), ["--list", path, "--history", history], message);
      await assertRefused(matchCommand(), ["--list", list, "--history", path], message);
    }
  });

  it("notices when the two files have changed places", async () => {
    await assertRefused(matchCommand(), ["--list", history, "--history", list], /changed places/);
    await assertRefused(matchCommand(), ["--list", list, "--history", list], /changed places/);
  });

  it("refuses a history without rows: it says nothing about contacts", async () => {
    for (const content of ["", "\n \r\n", "\uFEFF"])
      await assertRefused(
        matchCommand(),
        ["--list", list, "--history", file("empty.txt", content)],
        /empty\.txt: the contact history holds no row/,
      );
  });

  for (const [unit, factor] of Object.entries({ microseconds: "000", nanoseconds: "000000" }))
    it(`refuses a history in ${unit}`, () =>
      assertRefused(
        matchCommand(),
        ["--list", list, "--history", rowWith({ time: `${SENT_MS}${factor}` })],
        new RegExp(`line 1: the time .*looks like ${unit}`),
      ));

  it("refuses a list in milliseconds", () =>
    assertRefused(
      matchCommand(),
      ["--list", listOf({ time_start: 1596844800000 }), "--history", history],
      /entry 0: time_start .*looks like milliseconds/,
    ));

  describe("speaks of what is odd and goes on", () => {
    it("leaves entries out and reads others loosely, with one line for each, and keeps their numbers", async () => {
      const loose = { max: "96", time_start: "1596844800", time_end: 1596931200.5 };
      const mixed = listOf({ daily_key: "00" }, { time_end: 0 }, loose, {});
      const { printed, said } = await match(mixed, history);
      assert.deepEqual(
        printed,
        expected().flatMap((line) => [2, 3].map((f0) => ({ ...line, f0 }))),
      );
      assert.equal(said.length, 3);
      for (const [i, text] of ["0: left out", "1: left out", "2: time_start"].entries())
        assert.match(said[i]!, new RegExp(`^bztoken: .*some list\\.json: entry ${text}`));
    });

    it("says what it searched where it finds nothing", async () => {
      const { printed, said } = await match(listOf({ daily_key: vectors.constructed.baseId }), rowWith());
      assert.deepEqual(printed, []);
      assert.equal(said.length, 1);
      assert.match(
        said[0]!,
        /no contact: 1 row from 2020-08-08T05:45:00Z to 2020-08-08T05:45:00Z, 1 F0 from 2020-08-08T00:00:00Z to 2020-08-09T00:00:00Z$/,
      );
    });

    const silent: [what: string, files: () => [list: string, history: string], said: RegExp[]][] = [
      ["an empty list", () => [listOf(), history], [/no contact: there is no F0 to look for/]],
      [
        "a list of which nothing is left",
        () => [listOf({ daily_key: "" }), history],
        [/entry 0: left out/, /no contact: there is no F0 to look for/],
      ],
      [
        "a list before the history",
        () => [listOf({ time_start: 1596844800 - 86400, time_end: 1596844800 }), rowWith()],
        [/1 row with IDs of entry 0, but/, /no contact/, /F0s lie before the history/],
      ],
      [
        "a list after the history",
        () => [listOf({ time_start: 1598918400, time_end: 1599004800 }), rowWith()],
        [/no contact/, /F0s lie after the history/],
      ],
      [
        "a list made at local midnight",
        () => [listOf({ time_start: 1596844800 - 7 * 3600 }), rowWith()],
        [
          /entry 0: time_start 1596819600 \(2020-08-07T17:00:00Z\) is not a UTC midnight.* one of Vietnam/,
          /1 row with IDs of entry 0, but at other times \(first: line 1, 6 h 45 min too late\)/,
          /no contact/,
        ],
      ],
    ];
    for (const [what, files, lines] of silent)
      it(`where ${what} finds nothing`, async () => {
        const { printed, said } = await match(...files());
        assert.deepEqual(printed, []);
        assert.equal(said.length, lines.length, said.join("\n"));
        lines.forEach((line, i) => assert.match(said[i]!, line));
      });

    const odd: [what: string, files: () => [list: string, history: string], said: RegExp][] = [
      [
        "a start that is no midnight",
        () => [listOf({ time_start: 1596844801 }), rowWith()],
        /entry 0: time_start 1596844801 .* is not a UTC midnight, at which daily keys begin;/,
      ],
      [
        "an unusual number of IDs",
        () => [listOf({}, { max: 24 }, { max: 7 }), rowWith()],
        /entries 1, 2, of which the first: max is 24; Bluezone/,
      ],
      [
        "a span of years",
        () => [listOf({ time_end: 1596844800 + 1001 * 86400 }), rowWith()],
        /entry 0: time_end .* is 1001 days after/,
      ],
      ["no strength at all", () => [listOf({}), rowWith({ rssi: 0 })], /RSSI is 0 or 127 in all rows/],
      ["no strength measured", () => [listOf({}), rowWith({ rssi: 127 })], /RSSI is 0 or 127 in all rows/],
      [
        "a strength without its sign",
        () => [listOf({}), rowWith({ rssi: 71 })],
        /1 row \(first: line 1\): no radio reports this RSSI/,
      ],
      [
        "the phone's own ID",
        () => [listOf({}), rowWith({ own: vectors.observed.vectors[0]!.id })],
        /1 row \(first: line 1\): the contact's ID is the phone's own/,
      ],
      [
        "the case's own history",
        () => [listOf({}), rowWith({ own: vectors.observed.vectors[1]!.id })],
        /1 row with an ID of entry 0 as the phone's own: this is the case's own history/,
      ],
    ];
    for (const [what, files, line] of odd)
      it(`where there is ${what}`, async () => {
        const { printed, said } = await match(...files());
        assert.equal(printed[0]!["line"], 1);
        assert(
          said.some((text) => line.test(text)),
          said.join("\n"),
        );
      });

    for (const [what, time] of Object.entries({ "before Bluezone": 86400, "in the future": 9_999_999_999 }))
      it(`where a time is ${what}`, async () => {
        const { said } = await match(list, rowWith({ time }));
        assert.match(
          said[0]!,
          /1 row \(first: line 1\): the time is (before Bluezone's first day|in the future)/,
        );
      });

    it("shortens the names of many entries", async () => {
      const { said } = await match(listOf(...Array.from({ length: 30 }, () => ({ max: 24 }))), rowWith());
      assert.match(said[0]!, /entries 0, 1, 2, 3, 4 and 25 more, of which the first: max is 24/);
    });
  });

  it("says how far it is where it takes long", async () => {
    const clock = sinon.stub(performance, "now");
    try {
      let ms = 0;
      clock.callsFake(() => (ms += 1_000));
      const { said } = await match(listOf({ time_end: 1596931200 + 86400, max: 50_000 }), rowWith());
      const words = said.filter((line) => / % searched$/.test(line));
      assert.equal(words.length, 1, said.join("\n"));
      assert.match(words[0]!, /^bztoken: \d+ % searched$/);
    } finally {
      clock.restore();
    }
  });

  it("reads or refuses any two files in lines", async () => {
    const bytes = fc.uint8Array({ maxLength: 60 });
    const begins = fc.constantFrom(
      "",
      '{"data":[',
      '{"InfoF":"{',
      "\uFEFF",
      "{\0",
      "\0{",
      "\xFF\xFE",
      "\xFE\xFF",
    );
    const content = fc
      .tuple(begins, bytes)
      .map(([begin, rest]) => Buffer.concat([Buffer.from(begin, "latin1"), rest]));
    await fc.assert(
      fc.asyncProperty(content, content, fc.boolean(), async (one, other, isListGood) => {
        try {
          await match(isListGood ? list : file("one", one), file("other", other));
        } catch (error) {
          assert(isUserError(error), String(error));
          assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("refuses a history with a malformed line, and names it", async () => {
    const malformed = file("malformed.txt", "\nnonsense\n");
    await assertRefused(
      matchCommand(),
      ["--list", list, "--history", malformed],
      /malformed\.txt: line 2: expected 4 fields/,
    );
    const binary = file(
      "binary.txt",
      Uint8Array.from({ length: 4000 }, (_, i) => (i * 7) % 256),
    );
    await assertRefused(matchCommand(), ["--list", list, "--history", binary], /binary\.txt: line 1: /);
  });

  it("ends with code 2, one line and no matches where the input is bad", () => {
    const { status, stdout, stderr } = runProgram("match", "--list", list, "--history", list);
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^bztoken: .*list\.json: line 1: .*\n$/);
  });
});
