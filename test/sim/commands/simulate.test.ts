import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { PAIR_COLUMNS } from "../../../sim/scores/pairs-csv.js";
import { simulateCommand } from "../../../sim/commands/simulate.js";
import { printedBy } from "../printed.js";

const run = (...args: string[]) => printedBy(simulateCommand(), ...args);

describe("scores of bztoken simulate", () => {
  const folder = mkdtempSync(join(tmpdir(), "scores-"));
  after(() => rmSync(folder, { recursive: true }));

  it("come as JSON, with intervals over seeds, and pair by pair", async () => {
    const file = join(folder, "pairs.csv");
    const args = ["office-grid", "--people", "20", "--seed", "4", "--seeds", "2"];
    const result = JSON.parse(await run(...args, "--json", "--pairs", file));
    assert.deepEqual(
      result.runs.map((one: { seed: number }) => one.seed),
      [4, 5],
    );
    assert.deepEqual(result.scores, result.runs[0].scores);
    assert.equal(result.outputHash, result.runs[0].outputHash);
    const f1 = result.runs.map((one: { scores: { trace: { f1: number } } }) => one.scores.trace.f1);
    const estimate = result.estimates["trace.f1"];
    assert.equal(estimate.mean, (f1[0] + f1[1]) / 2);
    assert.ok(estimate.low < Math.min(...f1) && estimate.high > Math.max(...f1)); // t(1) is 12.7

    const [head, ...rows] = readFileSync(file, "utf8").trimEnd().split("\n");
    assert.equal(head, ["seed", ...PAIR_COLUMNS].join(","));
    const column = (name: (typeof PAIR_COLUMNS)[number]) => 1 + PAIR_COLUMNS.indexOf(name);
    const ofFirst = rows.map((row) => row.split(",")).filter(([seed]) => seed === "4");
    assert.equal(ofFirst.filter((row) => row[column("contact")] === "1").length, result.scores.contacts);
    assert.equal(
      ofFirst.filter((row) => row[column("trace_close")] === "1").length,
      result.scores.trace.said,
    );
    assert.equal(ofFirst.length, (20 * 19) / 2); // everybody hears everybody in one room
    await assert.rejects(run(...args, "--pairs", file), /already/);
    await assert.rejects(run("office-grid", "--seeds", "0"), /--seeds .*whole number from 1 to 1000/);
  });

  it("come as text that names what was missed, and why", async () => {
    const text = await run("market", "--people", "60");
    assert.match(text, /15 minutes or more within 2 m on one day: \d+ pairs/);
    assert.match(text, /called close by a trace +\d+ \(.* %\), and \d+ that were not; precision/);
    assert.match(text, /missed by a trace +noDevice \d+/);
    assert.match(text, /days on 100 mAh: \d+ \(traceband\), \d+ \(espruino\)/);
  });

  it("tell what was erased unread, and find it where staff read on the way", async () => {
    const args = ["village", "--people", "4", "--days", "24"];
    const late = await run(...args);
    assert.match(late, /missed by a trace +expired [1-9]\d*(, judgedFar \d+)?\n/);
    assert.match(
      late,
      /records read \d+, erased unread [1-9]\d* for their age and 0 to make room, not stored 0/,
    );
    const weekly = await run(...args, "--read-every", "7");
    assert.match(weekly, /missed by a trace +(none|judgedFar \d+)\n/);
    assert.match(weekly, /erased unread 0 for their age and 0 to make room/);
    const outputOf = (text: string) => /output ([0-9a-f]{64})/.exec(text)![1];
    assert.equal(outputOf(weekly), outputOf(late));
    await assert.rejects(run("village", "--read-every", "61"), /--read-every .*whole number from 1 to 60/);
  });
});
