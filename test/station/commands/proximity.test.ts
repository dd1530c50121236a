import assert from "node:assert/strict";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import fc from "fast-check";
import sinon from "sinon";
import { proximityCommand } from "../../../src/station/commands/proximity.js";
import { isUserError } from "../../../src/words/user-error.js";
import { runProgram } from "./run-command.js";

const HEADER = "pair,tx,rx,context,t_s,rssi_dbm,distance_m";

describe("bztoken proximity", () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "bztoken-proximity-"))));
  after(() => rmSync(folder, { recursive: true }));

  function fileOf(lines: readonly string[] | Buffer, name = "sightings.csv"): string {
    const path = join(folder, name);
    writeFileSync(
      path,
      Buffer.isBuffer(lines) ? lines : [HEADER, ...lines].map((line) => `${line}\n`).join(""),
    );
    return path;
  }

  /** What the command prints and says. */
  async function run(...args: string[]): Promise<{ out: string; said: string }> {
    const written = { stdout: "", stderr: "" };
    const stubs = (["stdout", "stderr"] as const).map((stream) =>
      sinon.stub(process[stream], "write").callsFake((chunk) => {
        written[stream] += String(chunk);
        return true;
      }),
    );
    try {
      await proximityCommand().exitOverride().parseAsync(args, { from: "user" });
    } finally {
      for (const stub of stubs) stub.restore();
    }
    return { out: written.stdout, said: written.stderr };
  }

  const ROWS = [
    "p1,x,y,,0,-50,1",
    "p1,x,y,,400.5,-90,4",
    "p1,x,y,,1000,-52,1",
    '"p,2",y,x,"hand, pocket",10,-51,1',
  ];

  it("takes files that were put together, however the lines of each end", async () => {
    const [first, ...others] = ROWS;
    const ofEnds = (ends: readonly [string, string, string]) => {
      const parts = [[HEADER, first], [HEADER, ...others.slice(0, 2)], others.slice(2)]; // prettier-ignore
      return parts.map((lines, i) => lines.map((line) => line + ends[i]!).join("")).join("");
    };
    const expected = (await run("--window", "300", fileOf(ROWS))).out;
    for (const ends of [
      ["\n", "\r\n", "\r"],
      ["\r\n", "\r", "\n"],
      ["\r", "\n", "\r\n"],
    ] as const)
      // prettier-ignore
      assert.equal((await run("--window", "300", fileOf(Buffer.from(ofEnds(ends))))).out, expected);
  });

  it("prints a probability for each span in which a pair was heard", async () => {
    const { out, said } = await run("--window", "300", "--hardware", "token", fileOf(ROWS));
    const lines = out.trimEnd().split("\n");
    assert.equal(lines[0], "pair,window_start_s,window_s,p_close");
    assert.deepEqual(
      lines.slice(1).map((line) => line.replace(/,[^,]*$/, "")),
      ["p1,0,300", "p1,300,300", "p1,900,300", '"p,2",0,300'],
    );
    const chances = lines.slice(1).map((line) => Number(line.split(",").at(-1)));
    assert.ok(chances.every((p) => p > 0 && p < 1));
    assert.ok(chances[0]! > chances[1]! && chances[2]! > chances[1]!);
    assert.equal(said, "");
  });

  it("prints the minutes of each pair", async () => {
    const rows = Array.from({ length: 31 }, (_, minute) => `p,x,y,,${60 * minute},-40,1`);
    const { out } = await run("--close-minutes", "--hardware", "token", fileOf([...rows, "q,x,z,,0,-95,9"]));
    const [header, close, far] = out.trimEnd().split("\n");
    assert.equal(header, "pair,close_minutes");
    assert.match(close!, /^p,(29|30|31)\.\d\d$/);
    assert.match(far!, /^q,0\.0\d$/);
  });

  it("never reads the last column", async () => {
    const garbage = fc.array(fc.constantFrom("0.1", "99", "", "near", "-1", "NaN", '"1,5"'), {
      minLength: ROWS.length,
      maxLength: ROWS.length,
    });
    for (const args of [["--window", "300"], ["--close-minutes"], ["--window", "900", "--one-clock"]]) {
      const plain = await run(...args, fileOf(ROWS, "same.csv"));
      await fc.assert(
        fc.asyncProperty(garbage, async (last) => {
          const scrambled = ROWS.map((row, i) => row.replace(/[^,]*$/, last[i]!));
          assert.deepEqual(await run(...args, fileOf(scrambled, "same.csv")), plain);
        }),
        { numRuns: 20 },
      );
    }
  });

  it("puts directions together with --one-clock only", async () => {
    const chance = async (...args: string[]) =>
      (
        await run(
          "--window",
          "300",
          "--midpoint",
          "-65",
          ...args,
          fileOf(["a,x,y,,0,-80,1", "b,y,x,,5,-50,1"]),
        )
      ).out.split(/[,\n]/)[7];
    assert.notEqual(await chance("--one-clock"), await chance());
    const alone = (await run("--window", "300", "--midpoint", "-65", fileOf(["a,x,y,,0,-80,1"]))).out.split(
      /[,\n]/,
    )[7];
    assert.equal(await chance(), alone);
  });

  it("takes the level from the file where none is given, and says so", async () => {
    const louder = ROWS.map((row) =>
      row.replace(/-(\d\d),(\d)$/, (_, dbm: string, m: string) => `-${Number(dbm) - 20},${m}`),
    );
    const [quiet, loud] = [
      await run("--window", "300", fileOf(ROWS)),
      await run("--window", "300", fileOf(louder)),
    ];
    assert.equal(quiet.out, loud.out);
    assert.match(quiet.said, /midpoint -\d+\.\d dBm, taken from the file/);
  });

  it("skips what was not measured, and says how many rows", async () => {
    const { out, said } = await run(
      "--window",
      "300",
      "--hardware",
      "phone",
      fileOf([...ROWS, "p1,x,y,,2000,127,1"]),
    );
    assert.doesNotMatch(out, /p1,1800/);
    assert.match(said, /1 row skipped: no strength was measured/);
  });

  it("reads packed files, gaps, any order and a clock that began long ago", async () => {
    const late = ROWS.map((row) =>
      row.replace(/,(\d+\.?\d*),-/, (_, t: string) => `,${1_600_000_200 + Number(t)},-`),
    ).reverse();
    const { out } = await run(
      "--window",
      "300",
      "--one-clock",
      fileOf(gzipSync([HEADER, ...late].join("\r\n")), "late.csv.gz"),
    );
    assert.deepEqual(
      out
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.replace(/,[^,]*$/, "")),
      ['"p,2",1600000200,300', "p1,1600000200,300", "p1,1600000500,300", "p1,1600001100,300"],
    );
  });

  const refused: [what: string, args: string[], rows: string[], message: RegExp][] = [
    ["nothing asked for", [], ROWS, /either --window SECONDS or --close-minutes/],
    ["both asked for", ["--window", "300", "--close-minutes"], ROWS, /either --window/],
    ["a span of nothing", ["--window", "0"], ROWS, /--window must be a number from 1 to 86400, not "0"/],
    ["a span in words", ["--window", "long"], ROWS, /--window must be a number/],
    ["a level twice", ["--window", "300", "--hardware", "token", "--midpoint", "-65"], ROWS, /leave out one/],
    ["a certain prior", ["--window", "300", "--prior", "1"], ROWS, /--prior must be a number from 0.01/],
    [
      "a level that is none",
      ["--window", "300", "--midpoint", "65"],
      ROWS,
      /--midpoint must be a number from -120 to 0/,
    ],
    [
      "two devices in one pair",
      ["--window", "300"],
      ["p,x,y,,0,-50,1", "p,x,z,,1,-50,1"],
      /line 3: pair p had another tx or rx/,
    ],
    [
      "a device without a name on one clock",
      ["--window", "300", "--one-clock"],
      ["p,x,,,0,-50,1"],
      /line 2: tx or rx is empty/,
    ],
    [
      "a device that hears itself",
      ["--window", "300", "--one-clock"],
      ["p,x,x,,0,-50,1"],
      /line 2: tx and rx are both x/,
    ],
    [
      "a row cut short",
      ["--window", "300"],
      ["p,x,y,,0,-50,1", "p,x,y,,1"],
      /line 3: 5 fields, 7 are expected/,
    ],
    ["a strength in words", ["--window", "300"], ["p,x,y,,0,strong,1"], /line 2: rssi_dbm is "strong"/],
    ["an impossible strength", ["--window", "300"], ["p,x,y,,0,-200,1"], /line 2: rssi_dbm is "-200"/],
    ["a time in words", ["--window", "300"], ["p,x,y,,noon,-50,1"], /line 2: t_s is "noon"/],
    [
      "a time in milliseconds since 1970",
      ["--window", "300"],
      ["p,x,y,,1600000000000,-50,1"],
      /line 2: t_s is "1600000000000"/,
    ],
    ["no name of a pair", ["--window", "300"], [",x,y,,0,-50,1"], /line 2: pair is empty/],
    ["nothing but a header", ["--window", "300"], [], /holds no sightings/],
  ];
  for (const [what, args, rows, message] of refused)
    it(`with ${what} is refused in one line, and prints nothing`, async () => {
      await assert.rejects(run(...args, fileOf(rows)), (error) => {
        assert(isUserError(error), String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    });

  it("answers any rows with numbers or one line", async () => {
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
      "-0.5",
      '"',
      "\n",
      "\u001b",
      "١",
    );
    // What a pair is called is printed, whatever it is.
    const name = field.filter((one) => one !== "NaN");
    const row = fc.tuple(name, fc.array(field, { minLength: 5, maxLength: 7 }));
    const rows = fc.array(row, { maxLength: 6 });
    const args = fc.constantFrom(["--window", "1"], ["--window", "300", "--one-clock"], ["--close-minutes"]);
    await fc.assert(
      fc.asyncProperty(rows, args, async (lines, some) => {
        try {
          const { out } = await run(...some, fileOf(lines.map(([pair, fields]) => [pair, ...fields].join())));
          assert.doesNotMatch(out, /NaN|Infinity|undefined/);
        } catch (error) {
          assert.ok(isUserError(error), String(error));
          assert.doesNotMatch(error.message, /[\p{Cc}\u2028\u2029]/u);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("is a command of the program", () => {
    const good = runProgram("proximity", "--window", "300", fileOf(ROWS));
    assert.equal(good.status, 0);
    assert.match(good.stdout, /^pair,window_start_s,window_s,p_close\np1,0,300,0\.\d{6}\n/);
    const bad = runProgram("proximity", "--window", "300", join(folder, "missing.csv"));
    assert.equal(bad.status, 2);
    assert.match(bad.stderr, /^bztoken: [^\n]*missing\.csv[^\n]*\n$/);
  });
});
