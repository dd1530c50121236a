import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import { replay, type ReplayTarget, type ReplayedRecord } from "../../../sim/replay/replay.js";
import { type Run, readRuns } from "../../../sim/replay/sightings.js";
import { createSimulatedTarget } from "../../../sim/replay/simulated-target.js";
import { noSightings } from "../../../src/station/sightings.js";
import { isUserError } from "../../../src/words/user-error.js";

const HEADER = "pair,tx,rx,context,t_s,rssi_dbm,distance_m\n";

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const list: T[] = [];
  for await (const item of items) list.push(item);
  return list;
}

async function* listed(runs: Run[]): AsyncGenerator<Run> {
  yield* runs;
}

describe("sightings file", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "sightings-"))));
  after(() => rmSync(folder, { recursive: true }));

  function fileOf(content: string | Buffer, name = "sightings.csv"): string {
    const path = join(folder, name);
    writeFileSync(path, content);
    return path;
  }

  const TEXT = HEADER + 'a,x,y,,0,-60,1\na,x,y,,0.5,-61.4,1\nb,x,y,"on, a table",0,-70,\n';
  const RUNS: Run[] = [
    {
      pair: "a",
      readings: [
        { tS: 0, rssiDbm: -60 },
        { tS: 0.5, rssiDbm: -61 },
      ],
    },
    { pair: "b", readings: [{ tS: 0, rssiDbm: -70 }] },
  ];

  it("is read plain and packed, and never by its distance", async () => {
    assert.deepEqual(await all(readRuns(fileOf(TEXT))), RUNS);
    assert.deepEqual(await all(readRuns(fileOf(gzipSync(TEXT), "sightings.csv.gz"))), RUNS);
    assert.deepEqual(await all(readRuns(fileOf("\ufeff" + TEXT))), RUNS);
  });

  it("counts and skips rows without a strength, and headers in between", async () => {
    const counts = noSightings();
    const text =
      "\n" +
      HEADER +
      "a,x,y,,0,127,1\na,x,y,,0.5,-60,1\n\na,x,y,,1,127.0,1\na,x,y,,1.5, NaN ,1\na,x,y,,2,,1\r\n" +
      HEADER +
      "b,x,y,,0,127,1\nc,x,y,,0,0,1\nc,x,y,,0,20,1\nc,x,y,,0,-127,1\n";
    assert.deepEqual(await all(readRuns(fileOf(text), counts)), [
      { pair: "a", readings: [{ tS: 0.5, rssiDbm: -60 }] },
      {
        pair: "c",
        readings: [
          { tS: 0, rssiDbm: 0 },
          { tS: 0, rssiDbm: 20 },
          { tS: 0, rssiDbm: -127 },
        ],
      },
    ]);
    assert.deepEqual(counts, { unmeasured: 3, withoutStrength: 2, headers: 1, loud: 2 });
  });

  it("keeps its order in time where rows are skipped", async () => {
    const text = HEADER + "a,x,y,,5,127,1\na,x,y,,4,-60,1\n";
    await assert.rejects(all(readRuns(fileOf(text))), /line 3: t_s goes back from 5 to 4/);
  });

  it("names lines as an editor counts them", async () => {
    const text = HEADER + '\n\na,x,y,"two\nlines",0,-60,1\na,x,y,,1,loud,1\n';
    await assert.rejects(all(readRuns(fileOf(text))), /line 6: rssi_dbm is "loud"/);
  });

  it("is read or refused in one line, whatever its bytes", async () => {
    const field = fc.constantFrom(
      "a",
      "b",
      "",
      "0",
      "1",
      "-60",
      "127",
      "NaN",
      "1e9",
      '"',
      "\n",
      "\u0085",
      "\u001b",
    );
    const rows = fc
      .array(fc.array(field, { minLength: 6, maxLength: 8 }), { maxLength: 5 })
      .map((lines) => Buffer.from(HEADER + lines.map((fields) => fields.join()).join("\n")));
    const contents = fc.oneof(
      rows,
      rows.map((text) => gzipSync(text)),
      fc.uint8Array({ maxLength: 80 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(contents, fc.constantFrom("any.csv", "any.csv.gz"), async (content, name) => {
        try {
          await all(readRuns(fileOf(content, name)));
        } catch (error) {
          assert.ok(isUserError(error), String(error));
          assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u);
        }
      }),
      { numRuns: 500 },
    );
  });

  const bad: [string, string | Buffer, RegExp][] = [
    ["a wrong header", "pair,tx\na,b\n", /first line must be pair,tx,rx/],
    ["an empty file", "", /holds no sightings/],
    ["a header alone", HEADER, /holds no sightings/],
    ["a field too few", HEADER + "a,x,y,,0,-60\n", /line 2: 6 fields, 7/],
    ["a strength that is none", HEADER + "a,x,y,,0,-60,1\na,x,y,,1,loud,1\n", /line 3: rssi_dbm is "loud"/],
    [
      "an impossible strength",
      HEADER + "a,x,y,,0,90,1\n",
      /line 2: rssi_dbm is "90"; a number from -127 to 20/,
    ],
    ["a strength just beyond the radio's", HEADER + "a,x,y,,0,21,1\n", /line 2: rssi_dbm is "21"/],
    ["a strength of -128", HEADER + "a,x,y,,0,-128,1\n", /line 2: rssi_dbm is "-128"/],
    ["a strength in hex", HEADER + "a,x,y,,0,0x7F,1\n", /line 2: rssi_dbm is "0x7F"/],
    ["no strength in any row", HEADER + "a,x,y,,0,127,1\n", /holds no sightings with a strength/],
    ["a time that is no number", HEADER + "a,x,y,,NaN,-60,1\n", /line 2: t_s is "NaN"/],
    ["a time before the run", HEADER + "a,x,y,,-1,-60,1\n", /line 2: t_s is "-1"/],
    ["a run without a name", HEADER + " ,x,y,,0,-60,1\n", /line 2: pair is empty/],
    ["an empty time", HEADER + "a,x,y,,,-60,1\n", /line 2: t_s is ""/],
    ["time that goes back", HEADER + "a,x,y,,5,-60,1\na,x,y,,4,-60,1\n", /line 3: t_s goes back from 5 to 4/],
    [
      "a pair in two places",
      HEADER + "a,x,y,,0,-60,1\nb,x,y,,0,-60,1\na,x,y,,0,-60,1\n",
      /line 4: pair a appears again/,
    ],
    ["an open quote", HEADER + 'a,x,y,"open,0,-60,1\n', /cannot read the sightings/],
  ];
  for (const [what, content, message] of bad) {
    it(`with ${what} is refused in one line`, async () => {
      await assert.rejects(all(readRuns(fileOf(content))), (error: unknown) => {
        assert.ok(isUserError(error), String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    });
  }

  it("that is missing, cut off or not packed is refused", async () => {
    const whole = gzipSync(TEXT);
    for (const [path, message] of [
      [join(folder, "missing.csv"), /missing\.csv: there is no such file; check the file$/],
      [join(folder, "missing.csv.gz"), /missing\.csv\.gz: there is no such file/],
      [folder, /it is a folder/],
      [fileOf(whole.subarray(0, whole.length - 12), "cut.csv.gz"), /unexpected end of file/],
      [fileOf(TEXT, "plain.csv.gz"), /incorrect header check/],
      [fileOf(whole, "packed.csv"), /first line must be/],
    ] as const) {
      await assert.rejects(all(readRuns(path)), (error: unknown) => {
        assert.ok(isUserError(error), String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    }
  });
});

describe("replay", () => {
  /** A reading every half second; its strength tells its time, so that the windows can be checked. */
  const run = (pair: string, seconds: number): Run => ({
    pair,
    readings: Array.from({ length: 10 * seconds }, (_, n) => ({ tS: n / 10, rssiDbm: -40 - ((n * 7) % 60) })),
  });

  const replayed = (runs: Run[], target: ReplayTarget = createSimulatedTarget()): Promise<ReplayedRecord[]> =>
    all(replay(listed(runs), target));

  it("logs a run of ten seconds once and a run of two hours in each of its slots", async () => {
    const records = await replayed([run("short", 10), run("long", 7360), run("last", 1)]);
    const count = (pair: string) => records.filter((record) => record.pair === pair).length;
    assert.deepEqual([count("short"), count("long"), count("last")], [1, 9, 1]);
    assert.deepEqual(
      records.map(({ slot }) => slot).sort(),
      records.map(({ slot }) => slot),
    );
  });

  it("keeps the strongest reading of each window, as the readings themselves tell", async () => {
    // A window of 168 ms that opens at the run's begin hears the readings of 0 and 0.1 s.
    const [first] = await replayed([run("a", 3)]);
    assert.deepEqual(first!.rssiDbm, [-40, null, null, null]);
    assert.equal(first!.packets, 2);
    const [rising] = await replayed([
      { pair: "b", readings: [-90, -80, -70, -60].map((rssiDbm, n) => ({ tS: n / 15, rssiDbm })) },
    ]);
    assert.equal(rising!.rssiDbm[0], -70, "the reading at 0.2 s is after the window");
  });

  it("gives the same bytes for the same runs", async () => {
    const runs = [run("a", 900), run("b", 60)];
    assert.deepEqual(await replayed(runs), await replayed(runs));
  });

  it("goes on over weeks, reading the log in time", async () => {
    const records = await replayed(Array.from({ length: 2500 }, (_, n) => run(`run ${n}`, 2)));
    assert.equal(records.length, 2500);
    assert.equal(new Set(records.map(({ pair }) => pair)).size, 2500);
  });
});
