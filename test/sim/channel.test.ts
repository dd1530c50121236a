import assert from "node:assert/strict";
import { createSimulatedHal } from "../../hal/simulated/hal.js";
import { createRandom } from "../../hal/simulated/random.js";
import { createTimeline } from "../../hal/simulated/timeline.js";
import { connectRadios } from "../../sim/air.js";
import { CHANNEL, createChannel } from "../../sim/channel.js";
import { createPlace } from "../../sim/places.js";
import { createWhereabouts } from "../../sim/whereabouts.js";

function mean(values: number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function deviation(values: number[]): number {
  const middle = mean(values);
  return Math.sqrt(mean(values.map((value) => (value - middle) ** 2)));
}

function quantile(values: number[], share: number): number {
  return [...values].sort((a, b) => a - b)[Math.floor(share * values.length)]!;
}

function assertNear(actual: number, expected: number, tolerance: number, what = ""): void {
  assert.ok(Math.abs(actual - expected) <= tolerance, `${what} ${actual}, not ${expected} ± ${tolerance}`);
}

describe("channel", () => {
  const channel = createChannel(1);

  it("loses strength with distance as PARAMETERS.md says", () => {
    const table = {
      0: -50.2,
      30: -50.2,
      100: -58,
      200: -62.5,
      500: -68.5,
      1000: -76.9,
      2500: -88.1,
      6000: -98.7,
    };
    for (const [cm, dbm] of Object.entries(table))
      assertNear(channel.meanDbm(Number(cm)), dbm, 0.06, `${cm} cm`);
    for (let cm = 10; cm <= 6000; cm += 10) assert.ok(channel.meanDbm(cm) <= channel.meanDbm(cm - 10));
  });

  it("spreads people and pairs normally", () => {
    const people = Array.from({ length: 5000 }, (_, person) => channel.wearingDb(person));
    assertNear(mean(people), 0, 0.15);
    assertNear(deviation(people), 3, 0.1);
    const pairs = Array.from({ length: 5000 }, (_, n) => channel.shadowDb(n % 70, 100 + n, 0, 0));
    assertNear(mean(pairs), 0, 0.25);
    assertNear(deviation(pairs), 5, 0.2);
  });

  it("keeps a pair's shadow for five minutes or until one moves, the same both ways", () => {
    const at = (ms: number, stays = 4) => channel.shadowDb(3, 9, stays, ms);
    const changes = Array.from({ length: 3600 }, (_, s) => Number(at(s * 1000) !== at((s + 1) * 1000)));
    assert.equal(
      changes.reduce((a, b) => a + b),
      12,
    );
    assert.equal(channel.shadowDb(9, 3, 4, 0), at(0));
    assert.notEqual(at(0, 5), at(0, 4));
  });

  it("fades packets with the quantiles measured on an nRF52", () => {
    const random = createRandom(5);
    const fades = Array.from({ length: 50_000 }, () => channel.fadingDb(random.uint32()));
    const measured = {
      0.01: -16.9,
      0.05: -10.4,
      0.1: -7.2,
      0.3: -2.2,
      0.5: 0,
      0.7: 1.8,
      0.9: 4.8,
      0.95: 6.2,
      0.99: 9.6,
    };
    for (const [share, db] of Object.entries(measured))
      assertNear(quantile(fades, Number(share)), db, 0.5, `${share}`);
    assertNear(deviation(fades), 5.1, 0.15);
  });

  it("loses packets to each other as unslotted ALOHA", () => {
    for (const senders of [1, 2, 35, 300]) {
      const exact = 1 - Math.exp((-(senders - 1) * 2 * 0.312) / 505);
      assertNear(channel.collisionShare(senders, 500), exact, 1e-4);
    }
  });
});

describe("air", () => {
  /**
   * One person listens to the others, who all stand at `distanceM`, in the open or each side in a house of its own; a
   * window every minute.
   */
  function listen(distanceM: number, senders: number, windows: number, areIndoors = false) {
    const timeline = createTimeline();
    const whereabouts = createWhereabouts(senders + 1);
    const field = createPlace("field", 0, 0);
    const places = areIndoors ? [createPlace("home", 0, 0), createPlace("home", 0, 0)] : [field, field];
    const tokens = Array.from({ length: senders + 1 }, (_, person) => {
      whereabouts.moveTo(person, Math.min(person, 1), { xCm: person === 0 ? 0 : distanceM * 100, yCm: 0 });
      const chip = { pageBytes: 4096, pageCount: 1, chipId: "00" };
      const { hal, control } = createSimulatedHal({ ...chip, timeline, seed: person });
      hal.radio.advertise({
        address: new Uint8Array([0xc0, 0, 0, 0, 0, 0]),
        payloads: [new Uint8Array([person])],
        intervalMs: 500,
        txPowerDbm: 0,
      });
      return { hal, control };
    });
    connectRadios({
      seed: 1,
      channel: createChannel(1),
      whereabouts,
      places,
      radios: tokens.map(({ control }) => control.radio),
    });
    const heard: { sender: number; rssiDbm: number; window: number }[] = [];
    for (let window = 0; window < windows; window++) {
      timeline.at(window * 60_000, () =>
        tokens[0]!.hal.radio.listen(
          1100,
          (data, rssiDbm) => heard.push({ sender: new Uint8Array(data)[0]!, rssiDbm, window }),
          () => {},
        ),
      );
    }
    timeline.runUntil(windows * 60_000);
    return heard;
  }

  it("puts two or three packets of a neighbour into a window of 1.1 s", () => {
    const windows = 2000;
    const counts = new Array<number>(windows).fill(0);
    for (const { window } of listen(1, 1, windows)) counts[window]!++;
    assert.deepEqual([...new Set(counts)].sort(), [2, 3]);
    // One packet each 505 ms on average.
    assertNear(mean(counts), 1100 / 505, 0.03);
  });

  it("gives strengths with the mean and spread of all parts together", () => {
    // 40 neighbours: their ways of wearing it spread too; the listener's own shifts them all.
    const rssi = listen(2, 40, 300).map((report) => report.rssiDbm);
    const own = createChannel(1).wearingDb(0);
    // Fading has its median at 0 and its mean at -0.7 dB.
    assertNear(mean(rssi), -62.5 + own - 0.7, 1.5, "mean");
    assertNear(deviation(rssi), Math.sqrt(3 ** 2 + 5 ** 2 + 5.1 ** 2), 0.7, "SD");
  });

  it("loses ten decibels at each wall", () => {
    const strengths = (areIndoors: boolean) =>
      listen(0.5, 40, 100, areIndoors).map((report) => report.rssiDbm);
    assertNear(mean(strengths(false)) - mean(strengths(true)), 20, 0.2);
  });

  it("hears nothing weaker than the sensitivity, and nothing out of range", () => {
    const far = listen(40, 20, 100);
    assert.ok(far.length > 0 && far.length < 0.8 * 20 * 100 * 2.18, `${far.length} packets`);
    assert.ok(far.every(({ rssiDbm }) => rssiDbm >= CHANNEL.sensitivityDbm));
    assert.equal(listen(61, 20, 20).length, 0);
  });
});
