import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  COVERED_SHARES,
  type Coverage,
  PROVINCE_SHARE,
  coverageOf,
  orderOf,
  sharesFound,
  withTokensForAll,
} from "../../../sim/coverage/coverage.js";
import { coverageHtml, coverageSvg, readingOf } from "../../../sim/coverage/coverage-chart.js";
import { createPeople } from "../../../sim/town/people.js";
import { finishTown, runTown } from "../../../sim/run/run.js";
import { TOKEN_STRATEGIES } from "../../../sim/scenarios/scenario.js";
import { score } from "../../../sim/scores/score.js";
import type { ScoredRun } from "../../../sim/scores/pairs.js";
import { coverageCommand } from "../../../sim/commands/coverage.js";
import { scenarioWith } from "../worlds.js";
import { assertNear } from "../statistics.js";
import { printedBy } from "../printed.js";

const PEOPLE = 16;

describe("coverage", function () {
  this.timeout(180_000);
  let coverage: Coverage;

  before(async () => {
    coverage = await coverageOf({
      scenario: scenarioWith("village", { people: PEOPLE }),
      seeds: [1, 2],
      workers: 1,
    });
  });

  it("finds a contact when both have a token, by the order in which they get one", () => {
    const contacts = [
      { a: 0, b: 1, isFound: true, isHeard: true },
      { a: 0, b: 2, isFound: true, isHeard: true },
      { a: 1, b: 2, isFound: false, isHeard: true },
      { a: 2, b: 3, isFound: false, isHeard: false },
    ];
    const ranks = Uint32Array.from([2, 0, 1, 3]); // first person 1, then 2, 0 and 3
    const at = (covered: number) => sharesFound(contacts, ranks, covered);
    assert.deepEqual(at(0), { found: 0, heard: 0 });
    assert.deepEqual(at(1), { found: 0, heard: 0 });
    assert.deepEqual(at(2), { found: 0, heard: 0.25 });
    assert.deepEqual(at(3), { found: 0.5, heard: 0.75 });
    assert.deepEqual(at(4), { found: 0.5, heard: 0.75 });
    assert.deepEqual(sharesFound([], ranks, 4), { found: null, heard: null });
  });

  it("gives tokens first to whom the strategy names, to everybody once", () => {
    const scenario = scenarioWith("commune", { people: 600 });
    const people = createPeople(5, scenario);
    const first = (strategy: (typeof TOKEN_STRATEGIES)[number], seed = 1) => {
      const { ranks, named } = orderOf(scenario, { people }, strategy, seed);
      assert.deepEqual(
        [...ranks].sort((p, q) => p - q),
        people.map(({ index }) => index),
      );
      return people.filter(({ index }) => ranks[index]! < named);
    };
    const isSeller = (one: (typeof people)[0]) => one.occupation === "seller";
    assert.ok(first("sellers").length > 10);
    assert.deepEqual(first("sellers"), people.filter(isSeller));
    assert.deepEqual(
      first("health-staff"),
      people.filter(({ occupation }) => occupation === "nurse"),
    );
    assert.equal(first("anyone").length, 600);
    // 7.4 % have a phone, so most households have none; whole households are named.
    const without = first("households-without-phones");
    const households = new Set(without.map(({ household }) => household));
    assert.ok(without.length > 350 && without.length < 560, `${without.length}`);
    assert.equal(without.length, people.filter(({ household }) => households.has(household)).length);
    const { ranks } = orderOf(scenario, { people }, "anyone", 1);
    assert.notDeepEqual(orderOf(scenario, { people }, "anyone", 2).ranks, ranks);
  });

  it("rises with the share of people, to what a run with tokens for all scores", async () => {
    const scenario = withTokensForAll(scenarioWith("village", { people: PEOPLE }));
    const full = [1, 2].map((seed) => runTown({ scenario, seed, workers: 1 }));
    const scores = (await Promise.all(full)).map((one) => one.scores);
    const mean = (pick: (one: (typeof scores)[0]) => number) => (pick(scores[0]!) + pick(scores[1]!)) / 2;
    assert.equal(
      coverage.contacts.mean,
      mean(({ contacts }) => contacts),
    );
    assert.deepEqual(
      coverage.curves.map(({ strategy }) => strategy),
      [...TOKEN_STRATEGIES],
    );
    for (const { points } of coverage.curves) {
      assert.deepEqual(
        points.map(({ covered }) => covered),
        [...COVERED_SHARES],
      );
      assert.equal(points[0]!.found.mean, 0);
      points.slice(1).forEach(({ found, heard }, i) => {
        assert.ok(found.mean >= points[i]!.found.mean && heard.mean >= points[i]!.heard.mean);
        assert.ok(found.mean <= heard.mean);
      });
      const last = points.at(-1)!;
      assertNear(
        last.found.mean,
        mean(({ trace }) => trace.sensitivity!),
        1e-12,
      );
      assertNear(
        last.heard.mean,
        mean(({ contacts, foundInOneLog }) => foundInOneLog / contacts),
        1e-12,
      );
      assert.ok(last.found.low! <= last.found.mean && last.found.high! >= last.found.mean);
    }
    // By lot both of a pair have a token with nearly the share's square.
    const half = coverage.curves[0]!.points.find(({ covered }) => covered === 0.5)!;
    const chance = (8 / 16) * (7 / 15);
    assertNear(half.found.mean, chance * mean(({ trace }) => trace.sensitivity!), 0.06);
  });

  it("loses nothing but a few readings by leaving logs out afterwards", async () => {
    const half = scenarioWith("village", {
      people: 40,
      devices: { token: 0.5, android: 0, iphone: 0, none: 0.5, tokensFirstTo: "anyone" },
    });
    const [few, all] = await Promise.all(
      [half, withTokensForAll(half)].map((scenario) => finishTown({ scenario, seed: 2, workers: 1 })),
    );
    const contactsOf = (run: ScoredRun) => {
      const found: string[] = [];
      const heard: string[] = [];
      score(run, ({ a, b, day, isContact, together }) => {
        const { devices } = few!.run.world;
        if (!isContact || devices[a] !== "token" || devices[b] !== "token") return;
        if (together !== undefined) heard.push(`${a} ${b} ${day}`);
        if (together?.isClose) found.push(`${a} ${b} ${day}`);
      });
      return { found, heard };
    };
    const really = contactsOf(few!.run);
    const masked = contactsOf(all!.run);
    assert.ok(really.found.length > 10, `${really.found.length} contacts`);
    assert.deepEqual(
      masked.heard.filter((pair) => !really.heard.includes(pair)),
      [],
    );
    assert.deepEqual(
      masked.found.filter((pair) => !really.found.includes(pair)),
      [],
    );
    assert.ok(really.found.length - masked.found.length <= 0.05 * really.found.length);
  });

  it("draws a chart that says in both languages what to read from it", () => {
    const { vi, en } = readingOf(coverage);
    const province = coverage.curves[0]!.points.find(({ covered }) => covered === PROVINCE_SHARE)!;
    const of100 = (100 * province.found.mean).toFixed(1);
    assert.equal(en[0], `With 7.4 % of people covered, about ${of100} of 100 close contacts are found.`);
    assert.ok(vi[0]!.includes(`khoảng ${of100.replace(".", ",")} trong 100 lần tiếp xúc gần`));
    assert.match(en[1]!, /^To find half of them, about (6|7)\d % have to be covered\.$/);
    const svg = coverageSvg(coverage);
    for (const sentence of [...vi, ...en, "7,4 %: mức của một tỉnh", "People with a token"])
      assert.ok(svg.includes(sentence), sentence);
    // Nobody in the village is a nurse, so that strategy is left out.
    const lines = [...svg.matchAll(/<polyline points="([^"]+)"/g)].map(([, points]) => points!);
    const named = coverage.curves.filter((curve) => curve.named.mean > 0);
    assert.ok(named.length >= 2 && named.length <= 3);
    assert.equal(lines.length, named.length);
    for (const line of lines) {
      const corners = line.split(" ").map((corner) => corner.split(",").map(Number));
      assert.equal(corners.length, COVERED_SHARES.length);
      assert.ok(corners.every(([x, y]) => x! >= 110 && x! <= 930 && y! >= 110 && y! <= 520));
    }
    const html = coverageHtml(coverage);
    assert.equal(html.match(/<tr>/g)!.length, 1 + COVERED_SHARES.length);
    assert.doesNotMatch(html, /NaN|undefined|https?:\/\/(?!www\.w3\.org)/);
  });

  describe("bztoken coverage", () => {
    const folder = mkdtempSync(join(tmpdir(), "coverage-"));
    after(() => rmSync(folder, { recursive: true }));

    const run = (...args: string[]) => printedBy(coverageCommand(), ...args);

    it("prints JSON and writes the chart", async () => {
      const file = join(folder, "chart.svg");
      const args = ["village", "--people", String(PEOPLE), "--seeds", "2", "--json", "--out", file];
      const { reading, ...rest } = JSON.parse(await run(...args));
      assert.deepEqual(rest, coverage);
      assert.deepEqual(reading, readingOf(coverage));
      assert.equal(readFileSync(file, "utf8"), coverageSvg(coverage));
    });

    it("refuses what it cannot do before it starts", async () => {
      const refused = (args: string[], why: RegExp) =>
        assert.rejects(run(...args), (error: Error) => error.name === "UserError" && why.test(error.message));
      await refused(["village", "--out", join(folder, "chart.png")], /\.svg or \.html/);
      const there = join(folder, "there.html");
      writeFileSync(there, "mine");
      await refused(["village", "--out", there], /already/);
      assert.equal(readFileSync(there, "utf8"), "mine");
      await refused(["nowhere"], /nowhere/);
      await assert.rejects(run("village", "--seeds", "0"), /--seeds .*whole number from 1 to/);
      assert.ok(!existsSync(join(folder, "chart.png")));
    });
  });
});
