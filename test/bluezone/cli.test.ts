import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Command } from "commander";
import sinon from "sinon";
import { idsCommand } from "../../src/commands/ids.js";
import { matchCommand } from "../../src/commands/match.js";
import { UserError } from "../../src/station/user-error.js";
import vectors from "../vectors/bluezone-ids.json" with { type: "json" };

const BASE = vectors.observed.baseId;
const IDS = ["--base", BASE, "--created", "2020-08-08", "--from", "2020-08-08T05:45:00Z", "--slots", "2"];

/** `args` with the value of `option` replaced, or the option left out. */
function withOption(args: readonly string[], option: string, value?: string): string[] {
  const at = args.indexOf(option);
  return args.toSpliced(at, 2, ...(value === undefined ? [] : [option, value]));
}

/** The whole program, as a person runs it. */
function runProgram(...args: string[]) {
  const tsx = join("node_modules", "tsx", "dist", "cli.mjs");
  return spawnSync(process.execPath, [tsx, join("src", "bztoken.ts"), ...args], { encoding: "utf8" });
}

/** Runs a command within this process; its JSON lines. */
async function run(command: Command, args: readonly string[]): Promise<Record<string, unknown>[]> {
  const written: string[] = [];
  const write = sinon.stub(process.stdout, "write").callsFake((chunk) => written.push(String(chunk)) > 0);
  try {
    await command.exitOverride().parseAsync([...args], { from: "user" });
  } finally {
    write.restore();
  }
  return written
    .join("")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
}

async function assertRefused(command: Command, args: readonly string[], message: RegExp): Promise<void> {
  await assert.rejects(run(command, args), (error) => {
    assert(error instanceof UserError, `no UserError: ${String(error)}`);
    assert.match(error.message, message);
    assert.doesNotMatch(error.message, /\n/);
    return true;
  });
}

describe("bztoken ids", () => {
  it("prints the observed vectors", async () => {
    const { day, slot, start, id } = vectors.observed.vectors[0]!;
    assert.deepEqual((await run(idsCommand(), IDS))[0], { day, slot, start, id });
    assert.deepEqual((await run(idsCommand(), IDS))[1], vectors.observed.vectors[1]);
  });

  it("prints the constructed vectors, over days", async () => {
    const args = ["--base", vectors.constructed.baseId, "--created", "2020-01-01", "--from", "2020-01-01"];
    const lines = await run(idsCommand(), [...args, "--slots", String(15 * 96)]);
    assert.equal(lines.length, 15 * 96);
    for (const { day, slot, id } of vectors.constructed.vectors) {
      const start = new Date(Date.UTC(2020, 0, 1 + day, 0, 15 * slot)).toISOString().replace(".000", "");
      assert.deepEqual(lines[day * 96 + slot], { day, slot, start, id });
    }
  });

  it("gives the same IDs wherever it starts", async () => {
    const all = await run(idsCommand(), withOption(IDS, "--slots", "200"));
    const late = await run(
      idsCommand(),
      withOption(withOption(IDS, "--slots", "5"), "--from", "2020-08-10T01:00Z"),
    );
    assert.deepEqual(late, all.slice(173, 178));
  });

  describe("on a computer in Vietnam", () => {
    const { TZ } = process.env;
    before(() => (process.env["TZ"] = "Asia/Ho_Chi_Minh"));
    after(() => {
      if (TZ === undefined) delete process.env["TZ"];
      else process.env["TZ"] = TZ;
    });

    for (const from of ["2020-08-08T05:45", "2020-08-08T05:59:59.999Z", "2020-08-08T12:45:00+07:00"])
      it(`starts with the slot of ${from}`, async () => {
        assert.deepEqual(
          await run(idsCommand(), withOption(IDS, "--from", from)),
          await run(idsCommand(), IDS),
        );
      });
  });

  it("uses the base ID for days before it was made, as the app does", async () => {
    const args = withOption(withOption(IDS, "--from", "2020-08-07T05:45:00Z"), "--slots", "1");
    const { id } = vectors.observed.vectors[0]!;
    assert.deepEqual(await run(idsCommand(), args), [
      { day: -1, slot: 23, start: "2020-08-07T05:45:00Z", id },
    ]);
  });

  const wrong: [option: string, value: string, message: RegExp][] = [
    ["--base", BASE.slice(2), /--base must be 64 hex digits, not 62/],
    ["--base", `${BASE.slice(1)}G`, /--base must be 64 hex digits/],
    ["--base", "", /--base must be 64 hex digits/],
    ["--created", "08/08/2020", /--created .* not "08\/08\/2020"/],
    ["--created", "2020-02-30", /--created/],
    ["--created", "2020-13-01", /--created/],
    ["--created", "2020-08-08T00:00:00Z", /--created/],
    ["--from", "now", /--from .* not "now"/],
    ["--from", "2020-08-08T25:00:00Z", /--from/],
    ["--from", "2021-02-29T00:00:00Z", /--from/],
    ["--from", "2020-08-08 05:45", /--from/],
    ["--slots", "1.5", /--slots must be a whole number .* not "1.5"/],
    ["--slots", "0", /--slots/],
    ["--slots", "-1", /--slots/],
    ["--slots", "two", /--slots/],
    ["--slots", "1000001", /--slots/],
  ];
  for (const [option, value, message] of wrong)
    it(`refuses ${option} "${value}"`, () =>
      assertRefused(idsCommand(), withOption(IDS, option, value), message));

  it("ends with code 2 and one line where the input is bad", () => {
    const { status, stdout, stderr } = runProgram("ids", ...withOption(IDS, "--base", "00"));
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^bztoken: --base must be 64 hex digits, .*\n$/);
  });

  it("ends with code 2 and one line where an option is missing", () => {
    const { status, stdout, stderr } = runProgram("ids", ...withOption(IDS, "--slots"));
    assert.deepEqual({ status, stdout }, { status: 2, stdout: "" });
    assert.match(stderr, /^bztoken: .*--slots.*\n$/);
  });
});

describe("bztoken match", () => {
  let folder: string;
  let list: string;
  let history: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "bztoken-match-"));
    const entry = { daily_key: BASE, time_start: 1596844800, time_end: 1596931200, max: 96 };
    const stranger = { ...entry, daily_key: vectors.constructed.baseId };
    const infoF = JSON.stringify({ data: [stranger, entry] });
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

  it("reads files that Windows marked as UTF-8", async () => {
    const marked = file("marked.json", '\uFEFF{"data":[]}');
    assert.deepEqual(await run(matchCommand(), ["--list", marked, "--history", history]), []);
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
      /broken\.json: .* is not JSON/,
    );
    const lacking = file("lacking.json", `{"data":[{"daily_key":"${BASE}"}]}`);
    await assertRefused(
      matchCommand(),
      ["--list", lacking, "--history", history],
      /lacking\.json: entry 0: time_start must be .* missing/,
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
