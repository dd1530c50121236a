import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sinon from "sinon";
import { stationCommand } from "../../../src/station/commands/station.js";
import { syncCommand } from "../../../src/station/commands/sync.js";
import { traceCommand } from "../../../src/station/commands/trace.js";
import { openStore } from "../../../src/station/store/store.js";
import { PRACTICE_SEAL_KEY, syntheticChunk, syntheticId } from "../synthetic-log.js";
import { PROGRAM } from "../../whole-program.js";

interface Outcome {
  code: number;
  stdout: string;
  stderr: string;
}

/** The whole program, as a person starts it. */
function startProgram(...args: string[]): Promise<Outcome> {
  return new Promise((resolve) => {
    execFile(process.execPath, [...PROGRAM, ...args], (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

const COMMANDS = { sync: syncCommand, trace: traceCommand, station: stationCommand };

/** One command without the start of a program, which takes a second. */
async function run(name: keyof typeof COMMANDS, ...args: string[]): Promise<string> {
  let printed = "";
  const write = sinon.stub(process.stdout, "write").callsFake((text) => {
    printed += String(text);
    return true;
  });
  try {
    await COMMANDS[name]().parseAsync(args, { from: "user" });
    return printed;
  } finally {
    write.restore();
  }
}

describe("bztoken sync, trace and station", function () {
  this.timeout(180_000);
  let folder: string;
  let storePath: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-commands-"));
    storePath = join(folder, "store.sqlite");
    const store = await openStore(storePath);
    const slot = 18_488 * 96 + 20; // 14 August 2020, 12:00 in Vietnam
    const baseId = (n: number) => Buffer.alloc(32, n);
    for (const n of [1, 2]) {
      const serial = 10_000_000 + n;
      const token = await store.tokenOf(serial);
      await store.issueToken(token, { name: `Người mẫu ${n}`, unit: "Thôn 3", phone: null }, 0);
      await store.putSecrets({
        token,
        serial,
        generation: 1,
        baseId: baseId(n),
        createdDay: 18_480,
        sealKey: PRACTICE_SEAL_KEY,
      });
    }
    await store.startSync("10000001-0", 1, 0, 0, 0);
    const record = {
      id: syntheticId(baseId(2), 18_480, slot),
      slot: 20,
      rssi: [-50, -50, -50, -50, -50, -50],
    };
    await store.addChunk(
      "10000001-0",
      1,
      syntheticChunk({ serial: 10_000_001, pageSequence: 1, day: 18_488, createdDay: 18_480 }, [record]),
    );
    await store.close();
  });
  after(() => rmSync(folder, { recursive: true }));

  const trace = (...args: string[]) => run("trace", "--store", storePath, ...args);

  it("prints an F0's contacts as a table and as JSON", async () => {
    assert.match(
      await trace("--token", "10000001", "--onset", "2020-08-15"),
      /CLOSE +10000002 +Người mẫu 2, Thôn 3 +14\/08\/2020 12:00 +12:15 +15 +15\/0\/0 +14 \(15-15\) +96 %/,
    );
    const json = await trace("--token", "10000001", "--onset", "2020-08-15", "--json");
    const { contacts } = JSON.parse(json) as {
      contacts: { tokens: { serial: number }[]; minutes: number }[];
    };
    assert.deepEqual(
      contacts.map(({ tokens, minutes }) => [tokens[0]!.serial, minutes]),
      [[10_000_002, 15]],
    );
  });

  it("takes the F0 by name too, and refuses a name that does not tell who is meant", async () => {
    const onset = ["--onset", "2020-08-15"];
    const byName = await trace("--person", "nguoi mau 1", ...onset);
    assert.equal(byName, await trace("--token", "10000001", ...onset));
    assert.equal(byName, await trace("--token", "10000001", "--person", "Người mẫu 1", ...onset));
    await assert.rejects(trace("--person", "Người mẫu", ...onset), /nobody called Người mẫu/);
    await assert.rejects(trace("--token", "10000002", "--person", "Người mẫu 1", ...onset), /nobody called/);
    await assert.rejects(trace(...onset), /--token .* --person/);
    const store = await openStore(storePath);
    const details = { name: "Người Mẫu 1", unit: "Thôn 7", phone: null, birthYear: 1958 };
    await store.issueToken(await store.tokenOf(10_000_003), details, 0);
    await store.close();
    await assert.rejects(
      trace("--person", "Người mẫu 1", ...onset),
      /2 people are called .*Thôn 3; Thôn 7, 1958/,
    );
  });

  it("follows the rule and the dates given", async () => {
    const onset = ["--token", "10000001", "--onset", "2020-08-15", "--isolated", "2020-08-20"];
    assert.match(await trace(...onset, "--minutes", "16"), /1 contacts, 0 close/);
    assert.match(await trace(...onset), /1 contacts, 1 close.*\n"usual" names 1.7 people for each true one/);
    assert.match(await trace(...onset, "--point", "narrow"), /chance of 70 % or more\n"narrow" names/);
    assert.match(
      await trace("--token", "10000001", "--onset", "2020-08-15", "--isolated", "2020-08-13"),
      /no contacts/,
    );
    assert.match(await trace(...onset, "--look-back", "0"), /no contacts/);
  });

  it("answers bad input with one clear line, and makes no file", async () => {
    const foreign = join(folder, "notes.txt");
    writeFileSync(foreign, "ghi chú\n".repeat(100));
    const missing = join(folder, "missing.sqlite");
    const onset = ["--onset", "2020-08-15", "--isolated", "2020-08-20"];
    const cases: [keyof typeof COMMANDS, string[], RegExp][] = [
      ["trace", ["--store", storePath, "--token", "abc", ...onset], /"abc" is no serial number/],
      ["trace", ["--store", storePath, "--token", "77", ...onset], /00000077 was never read/],
      [
        "trace",
        ["--store", storePath, "--token", "10000001", "--onset", "15/08/2020"],
        /is no date: write it as YYYY-MM-DD/,
      ],
      ["trace", ["--store", storePath, "--token", "10000001", "--onset", "2020-02-30"], /is no date/],
      ["trace", ["--store", storePath, "--token", "10000001", "--onset", "2999-01-01"], /future/],
      ["trace", ["--store", storePath, "--token", "10000001", ...onset, "--minutes", "0"], /--minutes "0"/],
      ["trace", ["--store", missing, "--token", "10000001", ...onset], /no store at/],
      ["trace", ["--store", foreign, "--token", "10000001", ...onset], /not a store/],
      ["sync", ["--store", missing, "--port", join(folder, "no-port")], /there is no port/],
      ["sync", ["--store", missing, "--port", foreign], /serial port|cannot be opened/],
      ["station", ["--store", storePath, "--port", "99999"], /--port "99999"/],
      ["station", ["--store", foreign], /not a store/],
    ];
    for (const [name, args, message] of cases) {
      // By name: commands load their modules late, and a test runner may then hold the class twice.
      await assert.rejects(run(name, ...args), (error: Error) => {
        assert.equal(error.name, "UserError", String(error));
        assert.match(error.message, message);
        assert.doesNotMatch(error.message, /\n/);
        return true;
      });
    }
    assert.equal(existsSync(missing), false);
    assert.equal(readFileSync(foreign, "utf8"), "ghi chú\n".repeat(100));
  });

  it("ends with code 2 and the line on stderr when started as a program", async () => {
    const { code, stdout, stderr } = await startProgram(
      "trace",
      "--store",
      "none",
      "--token",
      "1",
      "--onset",
      "x",
    );
    assert.deepEqual([code, stdout], [2, ""]);
    assert.match(stderr, /^bztoken: --onset "x" is no date[^\n]*\n$/);
  });
});
