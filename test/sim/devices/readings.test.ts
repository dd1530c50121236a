import assert from "node:assert/strict";
import { byteStringOf } from "../../../hal/simulated/crypto.js";
import { createSimulatedHal } from "../../../hal/simulated/hal.js";
import { createTimeline } from "../../../hal/simulated/timeline.js";
import { encodeAdvert } from "../../../src/bluezone/advert.js";
import { createToken } from "../../../src/token/token.js";
import { recordsOf } from "../../../sim/devices/heard.js";
import { createPacketBatch } from "../../../sim/air/packet-batch.js";
import { FATES, followReadings } from "../../../sim/devices/readings.js";
import { finishTownInStep, runTown } from "../../../sim/run/run.js";
import { score } from "../../../sim/scores/score.js";
import { slotZeroOf } from "../../../sim/scores/summary.js";
import { BOARD } from "../../../sim/devices/simulated-token.js";
import { scenarioWith } from "../worlds.js";

const DAY_MS = 86_400_000;
const START_UTC_MS = Date.parse("2021-02-22T00:00:00+07:00");

/** A token with a small flash that hears the same two neighbours all day: 192 records, a little more than six pages. */
function followSmallToken(ringPages: number, retentionDays: number, readEveryDays?: number) {
  const timeline = createTimeline();
  const board = { statePages: 4, digestPages: 2, listPages: 2, firmwarePages: 0, reservedPages: 0 };
  const { hal, control } = createSimulatedHal({
    timeline,
    pageBytes: 1024,
    pageCount: ringPages + 8,
    seed: 1,
    chipId: "00112233AABBCCDD",
    startUtcMs: START_UTC_MS,
  });
  const batch = createPacketBatch();
  const adverts = [1, 2].map((byte) => byteStringOf(encodeAdvert(new Uint8Array(12).fill(byte))));
  control.radio.takeWindows((startMs) => {
    batch.clear();
    for (const advert of adverts) batch.add(startMs + 1, -60, advert);
    batch.sort();
    return batch;
  });
  const config = { ...BOARD.tokenConfig, ...board, retentionDays };
  const token = { person: 0, hal, control, token: createToken(hal, config) };
  control.power.onStart(() => {
    token.token = createToken(hal, config);
  });
  const slotZero = slotZeroOf(START_UTC_MS);
  const readings = followReadings({ token, timeline, startUtcMs: START_UTC_MS, slotZero, readEveryDays });
  const counts = () => FATES.map((fate) => readings.records()[fate].slots.length);
  return { token, timeline, readings, counts };
}

describe("readings", function () {
  this.timeout(180_000);

  it("tell what was erased to make room from what was too old", () => {
    const small = followSmallToken(20, 21);
    small.timeline.runUntil(10 * DAY_MS);
    const [heard, expired, overwritten] = small.counts();
    assert.equal(heard, recordsOf(small.token).length);
    assert.ok(heard! > 300 && heard! <= 20 * 31, `${heard} records`);
    assert.equal(expired, 0);
    assert.ok(overwritten! > 1000, `${overwritten} overwritten`);

    const large = followSmallToken(80, 3);
    large.timeline.runUntil(10 * DAY_MS);
    const [kept, tooOld, noRoom] = large.counts();
    assert.equal(kept, recordsOf(large.token).length);
    assert.ok(tooOld! > 900 && noRoom === 0, `${tooOld} expired, ${noRoom} overwritten`);
    assert.equal(kept! + tooOld!, heard! + overwritten!);
  });

  it("lose nothing where staff come in time, and keep what they have read in order", () => {
    const read = followSmallToken(20, 21, 2);
    const unread = followSmallToken(400, 100);
    for (const { timeline } of [read, unread]) timeline.runUntil(10 * DAY_MS);
    assert.deepEqual(read.readings.records(), unread.readings.records());
    assert.deepEqual(read.counts().slice(1), [0, 0]);
    assert.ok(recordsOf(read.token).length <= 20 * 31); // the log itself holds no more
  });

  it("lose what is older than the gap between two visits", () => {
    const rare = followSmallToken(20, 21, 7);
    rare.timeline.runUntil(10 * DAY_MS);
    const slots = [...rare.readings.records().heard.slots].map((slot) => Math.floor((slot - 68) / 96));
    // Read on the evening of day 6 and at the end, each time for about three days.
    assert.deepEqual([...new Set(slots)], [4, 5, 6, 7, 8, 9]);
    assert.ok(rare.counts()[2]! > 500);
  });

  it("go on over restarts, and see when the clock is off", () => {
    const { token, timeline, readings, counts } = followSmallToken(20, 21);
    timeline.runUntil(4 * DAY_MS);
    const before = counts();
    token.control.power.cut();
    timeline.runUntil(4.5 * DAY_MS);
    token.control.power.restore();
    timeline.runUntil(8 * DAY_MS);
    const [heard, expired, overwritten] = counts();
    assert.equal(heard, recordsOf(token).length);
    assert.ok(before[2]! > 0);
    assert.equal(expired, 0);
    assert.ok(heard! + overwritten! > before[0]! + before[2]! + 3 * 180);
    assert.ok(heard! + overwritten! < 8 * 192);
    assert.deepEqual(readings.clockOff(), [false, false, false, false, true, true, true, true]);
  });

  it("find contacts that the token has forgotten by the end of a run, and change no byte of it", async () => {
    const village = scenarioWith("village", { people: 4, days: 25 });
    const late = await runTown({ scenario: village, seed: 1, workers: 1 });
    assert.ok(late.scores.missed.expired > 3 && late.scores.recordsExpired > 500);
    assert.equal(late.scores.missed.notHeard, 0);
    const { expired: forgotten, judgedFar } = late.scores.missed;
    assert.equal(late.scores.contacts - late.scores.trace.right, forgotten + judgedFar);

    const weekly = await runTown({ scenario: { ...village, readEveryDays: 7 }, seed: 1, workers: 1 });
    assert.equal(weekly.outputHash, late.outputHash);
    assert.equal(weekly.scores.missed.expired + weekly.scores.recordsExpired, 0);
    assert.equal(weekly.scores.trace.right + weekly.scores.missed.judgedFar, weekly.scores.contacts);
    assert.equal(weekly.scores.records, late.scores.records + late.scores.recordsExpired);
    assert.deepEqual(weekly.scores.battery, late.scores.battery);

    const rare = await runTown({ scenario: { ...village, readEveryDays: 24 }, seed: 1, workers: 1 });
    const { expired } = rare.scores.missed;
    assert.ok(expired > 0 && expired < late.scores.missed.expired, `${expired} missed`);
  });

  it("are the same in step and token by token", async () => {
    const base = scenarioWith("commune", { people: 4, days: 24, readEveryDays: 23 });
    const scenario = { ...base, devices: { ...base.devices, token: 1, android: 0, iphone: 0, none: 0 } };
    const { scores, ...rest } = await runTown({ scenario, seed: 2, workers: 1, isAirExact: true });
    const { run, ...inStep } = finishTownInStep({ scenario, seed: 2, workers: 1 });
    assert.deepEqual({ ...inStep, scores: score(run) }, { ...rest, scores });
    assert.ok(scores.recordsExpired > 0 && scores.missed.uncharged > 0);
  });
});
