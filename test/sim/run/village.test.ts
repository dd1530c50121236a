import assert from "node:assert/strict";
import { createTimeline } from "../../../hal/simulated/timeline.js";
import { SLOT_MS } from "../../../src/bluezone/ids.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import { hostCustody } from "../../../src/station/node-crypto.js";
import { createSession } from "../../../src/sync/host/session.js";
import { CHANNEL, createChannel } from "../../../sim/air/channel.js";
import { CHUNK_PEOPLE, createHearing, liveAlone } from "../../../sim/run/lives.js";
import { finishTownInStep, runTown, runWorld } from "../../../sim/run/run.js";
import { parseScenario, scenarioNamed } from "../../../sim/scenarios/scenario.js";
import { recordsOf } from "../../../sim/devices/heard.js";
import { score } from "../../../sim/scores/score.js";
import { followReadings } from "../../../sim/devices/readings.js";
import { idNumber } from "../../../sim/devices/record-columns.js";
import { createIdTable, findId, senderAt } from "../../../sim/scores/ids.js";
import { slotZeroOf, summarise } from "../../../sim/scores/summary.js";
import { type Village, createVillage } from "../../../sim/run/village.js";
import { BURST_WINDOW_MS } from "../../../src/token/schedule.js";
import { AWAY } from "../../../sim/town/places.js";
import { createWorld } from "../../../sim/devices/world.js";
import { isUserError } from "../../../src/words/user-error.js";

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const STATE_PAGES = 4;

function run(people: number, hours: number, seed: number): Village {
  const village = createVillage({ ...scenarioNamed("village"), people }, seed);
  village.runUntil(hours * HOUR_MS);
  return village;
}

describe("village", function () {
  // Whole days of a town, on a machine that may do other things.
  this.timeout(180_000);
  it("gives the same bytes for the same seed, and others for another", () => {
    const hash = run(15, 9, 1).outputHash();
    assert.equal(run(15, 9, 1).outputHash(), hash);
    assert.notEqual(run(15, 9, 2).outputHash(), hash);
  });

  it("runs the same whether in one go or in steps", () => {
    const village = createVillage({ ...scenarioNamed("village"), people: 15 }, 1);
    for (let minute = 7; minute < 9 * 60; minute += 7) village.runUntil(minute * 60_000);
    village.runUntil(9 * HOUR_MS);
    assert.equal(village.outputHash(), run(15, 9, 1).outputHash());
  });

  it("gives the same bytes and scores for any number of workers, phones and empty batteries included", async () => {
    const village = scenarioNamed("village");
    const scenario = {
      ...village,
      people: 6 * CHUNK_PEOPLE + 10,
      days: 2,
      devices: { ...village.devices, token: 0.3, android: 0.2, iphone: 0.1, none: 0.4 },
      carrying: { ...village.carrying, uncharged: 0.2, leftAtHome: 0.1 },
    };
    const outcomes = [];
    for (const workers of [1, 2]) outcomes.push(await runTown({ scenario, seed: 3, workers }));
    assert.equal(outcomes[0]!.tokens, 32);
    assert.ok(outcomes[0]!.scores.records > 500);
    assert.deepEqual(outcomes[1], outcomes[0]);
    // All tokens in step, each of them living once: nothing of the other way is used. Readings are compared so over weeks.
    const oneDay = { scenario: { ...scenario, days: 1 }, seed: 3 };
    const exact = await runTown({ ...oneDay, workers: 2, isAirExact: true });
    const { run, ...inStep } = finishTownInStep({ ...oneDay, workers: 1 });
    assert.deepEqual({ ...inStep, scores: score(run) }, exact);
  });

  it("has as much crowd noise as the scenario says", async () => {
    const quiet = { ...scenarioNamed("village"), people: 3 };
    const noisy = { ...quiet, foreignAdvertsPerSecond: 10 };
    const [heardQuiet, heardNoisy] = await Promise.all(
      [quiet, noisy].map(
        async (scenario) => (await runTown({ scenario, seed: 1, workers: 1 })).scores.reportsHeard,
      ),
    );
    const windowsSeconds = 3 * 96 * 4 * (BURST_WINDOW_MS / 1000); // at home or in sight of it, so hardly ever on the way
    const rate = (heardNoisy! - heardQuiet!) / windowsSeconds;
    assert.ok(rate > 9 && rate < 10.3, `${rate} a second`);
  });

  it("refuses tokens that send something else because of what they heard", () => {
    const scenario = { ...scenarioNamed("village"), people: 3 };
    const town = { scenario, seed: 1, world: createWorld(scenario, 1), isAirExact: false };
    const sent = liveAlone(town, 0);
    const past = { ...runWorld(scenario, 1), sent: [sent] };
    createHearing(town, past).live(0);
    sent.sinceMs[sent.firstOf[1]! + 5]! += 1;
    assert.throws(() => createHearing(town, past).live(0), /person 1 sends something else from 335 s on/);
  });

  it("ends all workers when one fails", async () => {
    const scenario = { ...scenarioNamed("village"), people: 20, startsAt: "no time" };
    await assert.rejects(runTown({ scenario, seed: 1, workers: 2 }));
  });

  it("finds who was near whom for a quarter of an hour", () => {
    const scenario = { ...scenarioNamed("village"), people: 40 };
    const scores = score(finishTownInStep({ scenario, seed: 1, workers: 1 }).run);
    assert.ok(scores.contacts > 60, `${scores.contacts} contacts`);
    assert.ok(scores.foundInOneLog >= 0.99 * scores.contacts);
    assert.ok(scores.foundInBothLogs <= scores.foundInOneLog);
    assert.ok(scores.foundInBothLogs >= 0.97 * scores.contacts);
    assert.equal(scores.recordsLost, 0);
    assert.ok(scores.records > 0 && scores.reportsHeard > scores.records);
  });

  it("writes no record without people who were in range of each other in that slot", () => {
    const STEP_MS = 10_000;
    const people = 40;
    const village = createVillage({ ...scenarioNamed("village"), people }, 5);
    const { whereabouts } = village;
    const startSlot = Math.floor(village.utcMs() / SLOT_MS);
    /** By slot and pair: their smallest distance in cm. */
    const nearest = new Map<number, number>();
    const keyOf = (slot: number, a: number, b: number) =>
      (slot * people + Math.min(a, b)) * people + Math.max(a, b);
    for (let ms = 0; ms <= DAY_MS; ms += STEP_MS) {
      village.runUntil(ms);
      for (let a = 0; a < people; a++) {
        for (let b = a + 1; b < people; b++) {
          if (whereabouts.place[a] === AWAY || whereabouts.place[b] === AWAY) continue;
          const dx = whereabouts.xCm[a]! - whereabouts.xCm[b]!;
          const dy = whereabouts.yCm[a]! - whereabouts.yCm[b]!;
          const distanceCm = Math.sqrt(dx * dx + dy * dy);
          // Clocks drift by less than two seconds in a day, so a moment at a boundary belongs to both slots.
          for (const at of [ms - STEP_MS, ms + STEP_MS]) {
            const key = keyOf(Math.floor(at / SLOT_MS), a, b);
            nearest.set(key, Math.min(nearest.get(key) ?? Infinity, distanceCm));
          }
        }
      }
    }
    const run = { startUtcMs: startSlot * SLOT_MS, nowMs: DAY_MS };
    const follow = { ...run, timeline: createTimeline(DAY_MS), slotZero: slotZeroOf(run.startUtcMs) };
    const sent = village.tokens.map((token) =>
      summarise(followReadings({ ...follow, token, readEveryDays: undefined }), STATE_PAGES, run),
    );
    const ids = createIdTable(sent);
    const channel = createChannel(0);
    let records = 0;
    village.tokens.forEach((token, listener) => {
      for (const { slot, record } of recordsOf(token)) {
        const found = findId(ids, idNumber(record.id));
        assert.ok(found >= 0, "an ID that nobody sent");
        const sender = senderAt(ids, found);
        assert.notEqual(sender, listener);
        const distanceCm = nearest.get(keyOf(slot - startSlot, listener, sender));
        assert.ok(distanceCm !== undefined && distanceCm <= CHANNEL.rangeM * 100, `${distanceCm} cm`);
        const strongest = Math.max(...record.rssiDbm);
        const wearingDb = 2 * 3.7 * CHANNEL.carriedSdDb[0];
        const bound = channel.meanDbm(distanceCm) + wearingDb + channel.maxShadowDb + channel.maxFadingDb;
        assert.ok(strongest <= bound, `${strongest} dBm at ${distanceCm} cm`);
        records++;
      }
    });
    assert.ok(records > 5000, `${records} records`);
  });

  it("lets a station read a token over its USB line, while simulated time flows", async () => {
    const village = run(12, 3, 1);
    const wearer = village.wearers()[4]!;
    assert.equal(wearer.name, "Người mẫu 05");
    const before = village.nowMs();
    const line = village.plug(wearer.index);
    assert.throws(() => village.plug(wearer.index), /plugged in/);
    const session = createSession(line, systemTimers, hostCustody);
    await session.enter({ operator: [], admin: [] });
    const identity = await session.identify();
    assert.equal(identity.serial, wearer.serial);
    assert.equal(identity.timeState, "set");
    let slots = 0;
    await session.read({
      from: 0,
      onChunk: (chunk) => {
        slots += chunk.records.length / 32;
      },
    });
    assert.equal(slots, recordsOf(village.tokens[4]!).length);
    assert.ok(slots > 10, `${slots} records`);
    assert.ok(village.nowMs() > before);
    session.close();
    const closed = village.plug(wearer.index); // the socket is free again
    await new Promise<void>((resolve) => {
      closed.onClose(resolve);
      closed.close();
    });
    const after = village.nowMs();
    await new Promise((resolve) => setTimeout(resolve, 60));
    assert.equal(village.nowMs(), after, "time flows on without a line");
  });
});

describe("scenarios", () => {
  it("are refused by name with a list of those there are", () => {
    assert.throws(
      () => scenarioNamed("vilage"),
      (error: unknown) => isUserError(error) && /"vilage".*village/.test(error.message),
    );
  });

  it("are refused by field where a value is wrong", () => {
    const village = scenarioNamed("village");
    const wrong = [{ people: 1 }, { people: 2.5 }, { days: 0 }, { startsAt: "yesterday" }, { colour: "red" }];
    for (const part of wrong) {
      const [field] = Object.keys(part);
      assert.throws(
        () => parseScenario({ ...village, ...part }),
        (error: unknown) => isUserError(error) && error.message.includes(field!),
        field,
      );
    }
    assert.deepEqual(parseScenario(village), village);
  });
});
