import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gatherContacts } from "../../../src/station/tracing/trace-contacts.js";
import { DEFAULT_THRESHOLDS } from "../../../src/contacts/judge.js";
import { DEFAULT_RULE } from "../../../src/contacts/operating-points.js";
import { finishTown } from "../../../sim/run/run.js";
import { type ScoredPair, type Scores, score } from "../../../sim/scores/score.js";
import { numbersIn } from "../../../sim/scores/confidence.js";
import { PAIR_COLUMNS } from "../../../sim/scores/pairs-csv.js";
import type { ScoredRun } from "../../../sim/scores/pairs.js";
import { windowsOf } from "../../../sim/scores/views.js";
import { eachStay } from "../../../sim/days/tracks.js";
import type { Contact } from "../../../sim/days/truth.js";
import { LEFT } from "../../../sim/town/carrying.js";
import { scenarioWith, start } from "../worlds.js";
import { assertNear } from "../statistics.js";

const DAY_MS = 86_400_000;

/** A commune with everything that may go wrong in it: phones, nothing, bags, tokens at home and without power. */
const MIXED = {
  people: 70,
  days: 2,
  devices: { token: 0.7, android: 0.1, iphone: 0.1, none: 0.1, tokensFirstTo: "anyone" as const },
  carrying: { worn: 0.7, pocket: 0.2, bag: 0.1, leftAtHome: 0.1, uncharged: 0.1 },
};

/** Pairs with a moment within two metres. */
function truthOf({ contacts, world }: ScoredRun): Contact[] {
  const { firstOf, b, day, minutes } = contacts;
  return world.people.flatMap(({ index: a }) =>
    Array.from(b.subarray(firstOf[a], firstOf[a + 1]), (other, i) => {
      const at = firstOf[a]! + i;
      return { a, b: other, day: day[at]!, minutes: minutes[at]! };
    }),
  );
}

describe("scores of a run", function () {
  this.timeout(180_000);
  let run: ScoredRun;
  let scores: Scores;
  const pairs: ScoredPair[] = [];

  before(async () => {
    ({ run } = await finishTown({ scenario: scenarioWith("commune", MIXED), seed: 3, workers: 1 }));
    scores = score(run, (pair) => pairs.push(pair), true);
    assert.deepEqual(score(run), scores); // pairs that count for nothing, left out or not
  });

  it("agree with each other", () => {
    const sum = (counts: object) => Object.values(counts).reduce((total: number, n: number) => total + n, 0);
    const { contacts, contactsCovered, foundInOneLog, foundInBothLogs, trace, timeToWarn } = scores;
    assert.ok(contacts > 200, `${contacts} contacts`);
    assert.equal(sum(scores.missed), contacts - trace.right);
    assert.ok(foundInBothLogs <= foundInOneLog && foundInOneLog <= contacts);
    assert.ok(contactsCovered <= contacts);
    const { bothLogs, oneLog, eitherLog } = scores;
    assert.ok(bothLogs.said <= eitherLog.said && bothLogs.right <= eitherLog.right);
    assert.equal(bothLogs.said + eitherLog.said, oneLog.said);
    assert.ok(eitherLog.right <= foundInOneLog && trace.right <= foundInOneLog);
    assert.equal(timeToWarn.atOnce + timeToWarn.atCheck + timeToWarn.never, timeToWarn.contacts);
    assert.equal(
      scores.records,
      run.summaries.reduce((total, { heard }) => total + heard.slots.length, 0),
    );
    for (const life of Object.values(scores.battery)) assertNear(sum(life!.terms), life!.mAhPerDay, 1e-12);
    for (const [path, value] of numbersIn(scores))
      if (/sensitivity|precision|f1|reciprocity|herald/.test(path) && value !== null)
        assert.ok(value >= 0 && value <= 1, `${path} ${value}`);
  });

  it("meet every cause that this commune holds", () => {
    for (const cause of ["noDevice", "iphone", "uncharged", "leftAtHome", "clock"] as const)
      assert.ok(scores.missed[cause] > 0, cause);
    const { devices, carriedOn } = run.world;
    const covered = pairs.filter((pair) => pair.isContact && pair.isCovered);
    assert.ok(covered.every(({ a, b }) => devices[a] === "token" && devices[b] === "token"));
    assert.ok(covered.every(({ a, b, day }) => Math.max(carriedOn(a, day), carriedOn(b, day)) < LEFT));
    assert.equal(covered.length, scores.contactsCovered);
  });

  it("call close whom the station's own trace calls close", () => {
    const heard = pairs.filter(({ together }) => together !== undefined);
    assert.ok(heard.length > 400, `${heard.length} pairs`);
    for (const { a, b, day, byA, byB, together } of heard) {
      const evidence = [byA, byB].flatMap((view, i) =>
        (view === undefined ? [] : windowsOf(view)).map((slot) => ({
          token: String(b),
          isOwnLog: i === 0,
          windows: slot,
        })),
      );
      const contacts = gatherContacts(evidence, Number, () => null, DEFAULT_RULE, DEFAULT_THRESHOLDS);
      assert.equal(contacts[0]?.isClose ?? false, together!.isClose, `${a}, ${b} on day ${day}`);
    }
  });

  it("have the truth from where people were", () => {
    let contacts = 0;
    for (const { a, b, day, minutes } of truthOf(run)) {
      let ms = 0;
      eachStay(
        run.tracks[a]!,
        run.tracks[b]!,
        day * DAY_MS,
        (day + 1) * DAY_MS,
        (fromMs, toMs, distanceCm) => {
          if (distanceCm <= 200) ms += toMs - fromMs;
        },
      );
      assertNear(ms / 60_000, minutes, 1e-6, `${a}, ${b}`);
      if (minutes >= 15) contacts++;
    }
    assert.equal(contacts, scores.contacts);
  });

  it("are documented, every one", () => {
    const text = readFileSync(new URL("../../../sim/PARAMETERS.md", import.meta.url), "utf8");
    const names = new Set(numbersIn(scores).flatMap(([path]) => path.split(".")));
    for (const name of [...names, ...PAIR_COLUMNS]) assert.ok(text.includes(`\`${name}\``), name);
  });
});

describe("tracks", () => {
  it("say where two people were, as one who looks every few seconds sees it", () => {
    const { world, timeline } = start(scenarioWith("village", { people: 12 }), 4);
    const { whereabouts, truth } = world;
    const STEP_MS = 7_777;
    const [fromMs, toMs] = [6 * 3_600_000, 12 * 3_600_000];
    const seen: { ms: number; place: number[]; xCm: number[]; yCm: number[] }[] = [];
    for (let ms = fromMs; ms < toMs; ms += STEP_MS) {
      timeline.runUntil(ms);
      seen.push({ ms, place: [...whereabouts.place], xCm: [...whereabouts.xCm], yCm: [...whereabouts.yCm] });
    }
    timeline.runUntil(toMs);
    let together = 0;
    for (let a = 0; a < 12; a++) {
      for (let b = a + 1; b < 12; b++) {
        const stays: [number, number, number][] = [];
        eachStay(truth.tracks.of(a), truth.tracks.of(b), fromMs, toMs, (...stay) => stays.push(stay));
        for (const { ms, place, xCm, yCm } of seen) {
          const stay = stays.find(([from, to]) => ms >= from && ms < to);
          const isTogether = place[a]! >= 0 && place[a] === place[b];
          assert.equal(stay !== undefined, isTogether, `${a}, ${b} at ${ms}`);
          if (stay === undefined) continue;
          together++;
          assertNear(stay[2], Math.hypot(xCm[a]! - xCm[b]!, yCm[a]! - yCm[b]!), 1e-9);
        }
      }
    }
    assert.ok(together > 1000, `${together} looks`);
  });
});
