import assert from "node:assert/strict";
import fc from "fast-check";
import { BAG, LEFT, OFF } from "../../../sim/town/carrying.js";
import { type ScoredPair, score } from "../../../sim/scores/score.js";
import { CAUSES } from "../../../sim/scores/causes.js";
import { createIdTable, findId, senderAt, slotAt } from "../../../sim/scores/ids.js";
import { PAIR_COLUMNS, pairRow } from "../../../sim/scores/pairs-csv.js";
import { windowsOf } from "../../../sim/scores/views.js";
import { createStage, windows } from "./staged.js";
import { assertNear } from "../statistics.js";

const NEAR = -50;
const MID = -70;
const FAR = -85;

/** Two people with tokens, 1 m apart for `minutes` from midnight on, unless told otherwise. */
function pairStage(minutes = 60, xCm = 100) {
  const stage = createStage(["token", "token"]);
  stage.move(0, 0, 0, 7);
  stage.move(0, 1, xCm, 7);
  stage.leave(minutes, 0);
  return stage;
}

describe("scores", () => {
  it("count a contact that both logs tell", () => {
    const stage = pairStage();
    for (const slot of [0, 1]) {
      stage.hear(0, 1, slot, windows(NEAR));
      stage.hear(1, 0, slot, windows(NEAR));
    }
    const scores = score(stage.end());
    const perfect = { sensitivity: 1, precision: 1, f1: 1 };
    assert.deepEqual(scores.trace, { said: 1, right: 1, ...perfect });
    assert.deepEqual(scores.oneLog, { said: 2, right: 2, ...perfect });
    assert.deepEqual(scores.eitherLog, { said: 1, right: 1, ...perfect });
    assert.deepEqual(scores.bothLogs, { said: 1, right: 1, ...perfect });
    assert.deepEqual(
      [scores.contacts, scores.contactsCovered, scores.foundInOneLog, scores.foundInBothLogs],
      [1, 1, 1, 1],
    );
    assert.deepEqual(scores.reciprocity, { contacts: 1, slots: 1 });
    assert.deepEqual([scores.records, scores.reportsHeard, scores.reportsLost], [4, 40, 2]);
    assert.equal(
      Object.values(scores.missed).reduce((sum, count) => sum + count),
      0,
    );
  });

  it("tell the verdict of one log, of either, of both, and of a trace", () => {
    const stage = pairStage();
    // Eleven minutes in one log, eleven others in the other one: only together is it enough.
    stage.hear(0, 1, 0, windows(NEAR, 3));
    stage.hear(1, 0, 2, windows(NEAR, 3));
    let scores = score(stage.end());
    assert.deepEqual(
      [scores.trace.said, scores.oneLog.said, scores.eitherLog.said, scores.bothLogs.said],
      [1, 0, 0, 0],
    );
    const oneSided = pairStage();
    oneSided.hear(0, 1, 0, windows(NEAR));
    scores = score(oneSided.end());
    assert.deepEqual(
      [scores.trace.said, scores.oneLog.said, scores.eitherLog.said, scores.bothLogs.said],
      [1, 1, 1, 0],
    );
    assert.equal(scores.oneLog.sensitivity, 0.5);
    assert.equal(scores.foundInBothLogs, 0);
    assert.deepEqual(scores.reciprocity, { contacts: 0, slots: 0 });
  });

  it("take 15 minutes and 2 m as the limits of truth and judgement", () => {
    const verdict = (minutes: number, xCm: number, count: number) => {
      const stage = pairStage(minutes, xCm);
      stage.hear(0, 1, 0, windows(NEAR, count));
      const { contacts, trace } = score(stage.end());
      return [contacts, trace.said, trace.right];
    };
    assert.deepEqual(verdict(15, 200, 4), [1, 1, 1]);
    assert.deepEqual(verdict(14.9, 200, 4), [0, 1, 0]);
    assert.deepEqual(verdict(60, 201, 4), [0, 1, 0]);
    assert.deepEqual(verdict(15, 200, 3), [1, 0, 0]);
  });

  it("count false alarms against precision and F1", () => {
    const stage = createStage(["token", "token", "token"]);
    stage.move(0, 0, 0, 7);
    stage.move(0, 1, 100, 7);
    stage.move(0, 2, 400, 7); // 3 m from the nearer one
    for (const other of [1, 2]) stage.hear(0, other, 0, windows(NEAR));
    const { trace, contacts } = score(stage.end());
    assert.equal(contacts, 1);
    assert.deepEqual(trace, { said: 2, right: 1, sensitivity: 1, precision: 0.5, f1: 2 / 3 });
  });

  it("blame the erasure of records for a miss only where a trace would have found the pair with them", () => {
    const causeOf = (hear: (stage: ReturnType<typeof pairStage>) => void) => {
      const stage = pairStage();
      hear(stage);
      const { missed, trace, records, recordsExpired, recordsOverwritten } = score(stage.end());
      const causes = CAUSES.filter((cause) => missed[cause] > 0);
      assert.equal(causes.length, 1 - trace.right);
      return [...causes, records, recordsExpired, recordsOverwritten];
    };
    const near = windows(NEAR);
    assert.deepEqual(
      causeOf((stage) => stage.hear(0, 1, 0, near, 0, "expired")),
      ["expired", 0, 1, 0],
    );
    assert.deepEqual(
      causeOf((stage) => stage.hear(1, 0, 0, near, 0, "overwritten")),
      ["overwritten", 0, 0, 1],
    );
    // Eleven minutes are left, and the other eleven are not: each log alone, or both logs together.
    for (const fate of ["expired", "overwritten"] as const)
      for (const listener of [0, 1]) {
        const [cause] = causeOf((stage) => {
          stage.hear(0, 1, 0, windows(NEAR, 3));
          stage.hear(listener, 1 - listener, 2, windows(NEAR, 3), 2, fate);
        });
        assert.equal(cause, fate);
      }
    // Only with both is it enough: the one that lacked room is named.
    assert.deepEqual(
      causeOf((stage) => {
        stage.hear(0, 1, 0, windows(NEAR, 3), 0, "expired");
        stage.hear(1, 0, 2, windows(NEAR, 3), 2, "overwritten");
      }),
      ["overwritten", 0, 1, 1],
    );
    assert.deepEqual(
      causeOf((stage) => stage.hear(0, 1, 0, windows(FAR, 3), 0, "expired")),
      ["tooShort", 0, 1, 0],
    );
    assert.deepEqual(
      causeOf((stage) => stage.hear(0, 1, 0, windows(MID), 0, "overwritten")),
      ["judgedFar", 0, 0, 1],
    );
    assert.deepEqual(
      causeOf((stage) => {
        stage.hear(0, 1, 0, near);
        stage.hear(1, 0, 0, near, 0, "expired");
      }),
      [1, 1, 0],
    );
    // What was erased counts for its own day, which the clock of the lower number tells.
    for (const [slot, sentSlot, cause] of [
      [96, 96, "notHeard"],
      [96, 95, "expired"],
    ] as const) {
      const stage = createStage(["token", "token"], 2);
      stage.move(0, 0, 0, 7);
      stage.move(0, 1, 100, 7);
      stage.leave(60, 0);
      stage.hear(1, 0, slot, near, sentSlot, "expired");
      assert.equal(score(stage.end()).missed[cause], 1);
    }
  });

  it("blame a clock that was off for a contact that stands under another day", () => {
    for (const [day, cause] of [
      [0, "clock"],
      [1, "notHeard"],
    ] as const) {
      const stage = createStage(["token", "token"], 2);
      stage.move(0, 0, 0, 7);
      stage.move(0, 1, 100, 7);
      stage.leave(60, 0);
      // Both tokens are a day ahead.
      stage.hear(0, 1, 96, windows(NEAR));
      stage.misdate(1, day);
      assert.equal(score(stage.end()).missed[cause], 1);
    }
    const heard = pairStage();
    heard.misdate(0, 0);
    heard.hear(0, 1, 0, windows(FAR, 3));
    assert.equal(score(heard.end()).missed.tooShort, 1);
  });

  it("give every missed contact its one cause", () => {
    const kinds = ["token", "none", "android", "android", "token", "iphone"] as const;
    const stage = createStage([...kinds, ...Array.from({ length: 20 }, () => "token" as const)]);
    for (let pair = 0; pair < 13; pair++) {
      stage.move(0, 2 * pair, 0, pair);
      stage.move(0, 2 * pair + 1, 100, pair);
    }
    stage.carry(6, OFF); // 6 and 7
    stage.carry(9, LEFT); // 8 and 9
    stage.hear(10, 11, 5, windows(NEAR), 7); // a clock is off by two slots
    // 12 and 13: nothing
    stage.hear(14, 15, 0, windows(FAR, 3)); // 11.25 minutes
    stage.hear(16, 17, 0, windows(MID)); // 15 minutes, but not near
    stage.hear(18, 19, 5, windows(NEAR), 6); // found: one slot off is within the tolerance
    stage.hear(20, 21, 0, windows(NEAR), 0, "expired");
    stage.hear(25, 24, 0, windows(NEAR)); // the log of 24 has nothing of it
    stage.hear(22, 23, 0, windows(NEAR), 0, "overwritten");
    const causes: [number, string | undefined][] = [];
    const scores = score(stage.end(), ({ a, cause }) => causes.push([a, cause]));
    assert.deepEqual(causes, [
      [0, "noDevice"],
      [2, "phonesOnly"],
      [4, "iphone"],
      [6, "uncharged"],
      [8, "leftAtHome"],
      [10, "clock"],
      [12, "notHeard"],
      [14, "tooShort"],
      [16, "judgedFar"],
      [18, undefined],
      [20, "expired"],
      [22, "overwritten"],
      [24, "ruledOut"],
    ]);
    assert.deepEqual(scores.missed, Object.fromEntries(CAUSES.map((cause) => [cause, 1])));
    assert.equal(scores.contacts, 13);
    assert.equal(scores.trace.right, 1);
    assert.equal(scores.contactsCovered, 8);
  });

  it("keep days apart, and count none that is not over", () => {
    const stage = createStage(["token", "token"], 2);
    stage.move(0, 0, 0, 7);
    stage.move(0, 1, 100, 7);
    stage.hear(0, 1, 95, windows(NEAR, 3)); // eleven minutes before midnight, eleven after
    stage.hear(0, 1, 96, windows(NEAR, 3));
    stage.hear(0, 1, 192, windows(NEAR)); // the third day
    const days: number[] = [];
    const { contacts, trace, missed } = score(stage.end(), ({ day }) => days.push(day));
    assert.deepEqual(days, [0, 1]);
    assert.equal(contacts, 2);
    assert.equal(trace.said, 0);
    assert.equal(missed.tooShort, 2);
  });

  it("put two records of one slot together, as a trace does", () => {
    const stage = pairStage();
    stage.hear(0, 1, 0, windows(NEAR, 2));
    stage.hear(0, 1, 0, [-128, -128, NEAR, NEAR]);
    const run = stage.end();
    const pairs: ScoredPair[] = [];
    score(run, (pair) => pairs.push(pair));
    assert.deepEqual(
      windowsOf(pairs[0]!.together!).map(({ rssiDbm }) => rssiDbm),
      [windows(NEAR)],
    );
    assert.equal(pairs[0]!.byA?.isClose, true);
  });

  it("pass over IDs that nobody sent, and a token's own", () => {
    const stage = pairStage();
    for (const sender of [0, 5]) stage.hear(0, sender, 0, windows(NEAR));
    stage.hear(0, 1, 0, windows(NEAR));
    stage.hear(0, 4, 1, windows(NEAR));
    const pairs: ScoredPair[] = [];
    const scores = score(stage.end(), (pair) => pairs.push(pair), true);
    assert.deepEqual(
      pairs.map(({ a, b, byA, byB }) => [a, b, byA?.slots, byB?.slots]),
      [[0, 1, 1, undefined]],
    );
    assert.equal(scores.records, 4);
  });

  it("know how soon the people around a case are warned", () => {
    // By pair: found from either's log at once; heard by one log only; both logs needed; never.
    const stage = createStage(Array.from({ length: 8 }, () => "token" as const));
    for (let pair = 0; pair < 4; pair++) {
      stage.move(0, 2 * pair, 0, pair);
      stage.move(0, 2 * pair + 1, 100, pair);
    }
    stage.hear(0, 1, 0, windows(NEAR));
    stage.hear(1, 0, 0, windows(NEAR));
    stage.hear(2, 3, 0, windows(FAR, 1)); // 2's token will warn of case 3; nobody warns 3 of case 2
    stage.hear(4, 5, 0, windows(NEAR, 3));
    stage.hear(5, 4, 2, windows(NEAR, 3));
    const { timeToWarn } = score(stage.end());
    assert.deepEqual(timeToWarn, {
      checkEveryDays: 7,
      contacts: 8,
      atOnce: 2,
      atCheck: 3,
      never: 3,
      meanDays: (3 * 4) / 5, // 1 … 7 days, evenly
    });
  });

  it("give battery life from what was counted, its terms adding up", () => {
    const stage = pairStage();
    stage.carry(1, BAG);
    const { battery } = score(stage.end());
    for (const life of Object.values(battery)) {
      const sum = Object.values(life!.terms).reduce((total: number, mAh: number) => total + mAh, 0);
      assertNear(sum, life!.mAhPerDay, 1e-12);
      assertNear(life!.days, 100 / life!.mAhPerDay, 1e-9);
      assert.ok(life!.leastDays <= life!.days);
    }
    // By hand: 633.6 s and 576 starts of 15 ms at 6.01 mA.
    assertNear(battery.traceband!.terms.listening, (6.01 * (633.6 + 576 * 0.015)) / 3600, 1e-9);
    assertNear(battery.espruino!.terms.sleep, 0.012 * 24, 1e-12);
  });

  it("say null where nothing can be said", () => {
    const scores = score(createStage(["token", "none"]).end());
    assert.deepEqual(scores.trace, { said: 0, right: 0, sensitivity: null, precision: null, f1: null });
    assert.equal(scores.herald.efficacy, null);
    assert.equal(scores.timeToWarn.meanDays, null);
    assert.equal(score(createStage(["none", "none"]).end()).battery.espruino, null);
  });

  it("list a pair with its true distance and what the logs say", () => {
    const stage = pairStage(60);
    stage.move(60, 0, 400, 7); // now 3 m apart
    stage.leave(80, 0);
    stage.hear(0, 1, 0, [NEAR, NEAR, FAR, FAR]);
    const run = stage.end();
    const rows: string[] = [];
    score(run, (pair) => rows.push(pairRow(run, pair)));
    const row = Object.fromEntries(rows[0]!.split(",").map((cell, i) => [PAIR_COLUMNS[i]!, cell]));
    assert.deepEqual(row, {
      day: "0",
      a: "0",
      b: "1",
      device_a: "token",
      device_b: "token",
      together_min: "80.0",
      mean_distance_m: "1.50", // (60 · 1 m + 20 · 3 m) / 80
      least_distance_m: "1.00",
      close_min: "60.0",
      contact: "1",
      log_a_near_min: "7.5",
      log_a_min: "15",
      log_b_near_min: "0",
      log_b_min: "0",
      trace_near_min: "7.5",
      trace_min: "15",
      trace_close_min: "6.4",
      trace_probability: "0.000",
      trace_close: "0",
      cause: "judgedFar",
    });
  });

  it("find the sender of every ID and of no other", () => {
    const id = fc.integer({ min: 0, max: 2 ** 48 - 1 });
    fc.assert(
      fc.property(
        fc.uniqueArray(id, { minLength: 2, maxLength: 200 }),
        fc.integer({ min: 1, max: 7 }),
        (all, lists) => {
          const [missing, ...known] = all;
          const sent = Array.from({ length: lists }, (_, list) => ({
            person: list,
            firstSlot: 1000 * list,
            ids: Float64Array.from(known.filter((_, i) => i % lists === list)),
          }));
          const table = createIdTable(sent);
          known.forEach((one, i) => {
            const found = findId(table, one);
            assert.equal(senderAt(table, found), i % lists);
            assert.equal(sent[i % lists]!.ids[slotAt(table, found) - 1000 * (i % lists)], one);
          });
          assert.equal(findId(table, missing!), -1);
        },
      ),
    );
  });
});
