import assert from "node:assert/strict";
import fc from "fast-check";
import { createRandom, draw } from "../../../hal/simulated/random.js";
import { CHANNEL, createChannel } from "../../../sim/air/channel.js";
import { BAG, LEFT, POCKET, WORN } from "../../../sim/town/carrying.js";
import { assertNear, deviation, mean, quantile } from "../statistics.js";

/** Rice's distribution function at `db` about the mean power, by summing its density of the amplitude. */
function riceBelow(ratio: number, db: number): number {
  const limit = Math.sqrt((2 * ratio + 2) * 10 ** (db / 10));
  const steady = Math.sqrt(2 * ratio);
  const steps = 4000;
  let sum = 0;
  for (let i = 0; i < steps; i++) {
    const r = (limit * (i + 0.5)) / steps;
    // Bessel's I0 out of its integral.
    let bessel = 0;
    for (let n = 0; n < 64; n++) bessel += Math.exp(r * steady * Math.cos((Math.PI * (n + 0.5)) / 64)) / 64;
    sum += (limit / steps) * r * Math.exp(-(r * r + steady * steady) / 2) * bessel;
  }
  return sum;
}

describe("channel", () => {
  const channel = createChannel(1);
  const person = fc.integer({ min: 0, max: 100_000 });

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
    const cm = fc.integer({ min: 0, max: CHANNEL.rangeM * 100 });
    fc.assert(
      fc.property(cm, cm, (a, b) => {
        assert.ok(channel.meanDbm(Math.max(a, b)) <= channel.meanDbm(Math.min(a, b)));
      }),
    );
  });

  it("lets everyone carry it in a way of their own, a pocket at the cost of 3 dB", () => {
    const carriedBy = (carried: number) =>
      Array.from({ length: 5000 }, (_, n) => channel.wearingDb(n, carried));
    const expected = [
      [WORN, 0, 2.5],
      [POCKET, -3, 2.5],
      [BAG, 0, 4],
      [LEFT, 2, 2.5],
    ] as const;
    for (const [carried, db, sdDb] of expected) {
      assertNear(mean(carriedBy(carried)), db, 0.15);
      assertNear(deviation(carriedBy(carried)), sdDb, 0.1);
    }
    assert.deepEqual(carriedBy(WORN), carriedBy(WORN));
  });

  it("is the same in both directions", () => {
    fc.assert(
      fc.property(person, person, fc.nat(1000), (a, b, stays) => {
        assert.equal(channel.spotOf(a, b, stays), channel.spotOf(b, a, stays));
      }),
    );
  });

  it("shadows pairs normally", () => {
    const pairs = Array.from({ length: 5000 }, (_, n) =>
      channel.shadowDb(channel.spotOf(n % 70, 100 + n, 0)),
    );
    assertNear(mean(pairs), 0, 0.25);
    assertNear(deviation(pairs), 4.5, 0.2);
    assert.ok(Math.max(...pairs) <= channel.maxShadowDb);
  });

  it("keeps what shadows a pair until one of them moves, and their posture for five minutes", () => {
    const spot = channel.spotOf(3, 9, 4);
    const at = (ms: number) => channel.postureOf(spot, ms);
    const changes = Array.from({ length: 3600 }, (_, s) => Number(at(s * 1000) !== at((s + 1) * 1000)));
    assert.equal(
      changes.reduce((a, b) => a + b),
      12,
    );
    assert.notEqual(channel.spotOf(3, 9, 5), spot);
  });

  it("draws advertising channels and packets from Rice's distribution", () => {
    const random = createRandom(5);
    const bits = Array.from({ length: 50_000 }, () => random.uint32());
    const advertChannels = bits.map((spot) => channel.advertChannelDb(spot, spot % 3));
    const packets = bits.map((b) => channel.fadingDb(b));
    for (const [draws, ratio] of [
      [advertChannels, 1.25],
      [packets, 4],
    ] as const) {
      assertNear(mean(draws), 0, 0.08);
      // The draws are about the mean of decibels, Rice's law about the mean power.
      const meanPowerDb = 10 * Math.log10(mean(draws.map((db) => 10 ** (db / 10))));
      for (const share of [0.01, 0.05, 0.25, 0.5, 0.75, 0.95, 0.99]) {
        const below = riceBelow(ratio, quantile(draws, share) - meanPowerDb);
        assertNear(below, share, 0.008, `ratio ${ratio}`);
      }
    }
    assert.ok(Math.max(...advertChannels) + Math.max(...packets) <= channel.maxFadingDb);
  });

  it("gives each of the three advertising channels of a spot its own strength, and keeps it", () => {
    const at = (spot: number) =>
      [0, 1, 2].map((advertChannel) => channel.advertChannelDb(spot, advertChannel));
    const spots = Array.from({ length: 3000 }, (_, n) => channel.spotOf(n, n + 1, 0));
    const different = spots.filter((spot) => new Set(at(spot)).size === 3);
    assert.ok(different.length > 2950);
    assert.deepEqual(at(spots[0]!), at(spots[0]!));
    const [first, second] = [0, 1].map((n) => spots.map((spot) => at(spot)[n]!)) as [number[], number[]];
    const together = mean(first.map((db, i) => db * second[i]!)) / (deviation(first) * deviation(second));
    assertNear(together, 0, 0.06, "correlation");
  });

  it("spreads like a recording of an nRF52 at 1.83 m", () => {
    // MIT Lincoln Laboratory's static set, phones on a person: its quantiles, over 133 runs of about 70 packets.
    const runs = Array.from({ length: 4000 }, (_, n) => {
      const spot = channel.spotOf(2 * n, 2 * n + 1, 0);
      const level =
        channel.meanDbm(183) +
        channel.wearingDb(2 * n, POCKET) +
        channel.wearingDb(2 * n + 1, LEFT) +
        channel.shadowDb(spot);
      return Array.from({ length: 70 }, (_, packet) => {
        const bits = draw(draw(9, n), packet);
        return level + channel.advertChannelDb(spot, bits % 3) + channel.fadingDb(bits);
      });
    });
    const all = runs.flat();
    const offset = -49.7 - mean(all);
    const strengths = { 0.05: -65, 0.25: -55, 0.5: -49, 0.75: -43, 0.95: -36 };
    for (const [share, dbm] of Object.entries(strengths))
      assertNear(quantile(all, Number(share)) + offset, dbm, 1.2, `${share} of all packets`);
    const within = runs.flatMap((run) => {
      const median = quantile(run, 0.5);
      return run.map((dbm) => dbm - median);
    });
    const fades = { 0.01: -17, 0.05: -10, 0.25: -3, 0.75: 2.5, 0.95: 6.3, 0.99: 9.7 };
    for (const [share, db] of Object.entries(fades))
      assertNear(quantile(within, Number(share)), db, 0.8, `${share} about the run's median`);
    // Without advertising channels that stay with a run, all runs would spread alike.
    const spreads = { 0.05: 2.7, 0.25: 3.8, 0.5: 4.7, 0.75: 5.8 };
    for (const [share, db] of Object.entries(spreads))
      assertNear(quantile(runs.map(deviation), Number(share)), db, 0.6, `${share} of runs' SDs`);
  });

  it("loses packets to each other, and to other devices, as unslotted ALOHA", () => {
    for (const senders of [0, 1, 2, 35, 300]) {
      for (const foreign of [0, 50, 500]) {
        const load = (senders * 2 * 0.312) / 505 + (foreign * 2 * 0.376) / 1000;
        const share = createChannel(1, foreign).collisionShare(senders / 505);
        assertNear(share, 1 - Math.exp(-load), 3e-4, `${senders} senders, ${foreign} foreign adverts`);
      }
    }
  });

  it("spaces other devices' adverts without memory", () => {
    const random = createRandom(6);
    const crowded = createChannel(1, 40);
    const gaps = Array.from({ length: 50_000 }, () => crowded.foreignGapMs(random.uint32()));
    assertNear(mean(gaps), 25, 0.4);
    for (const share of [0.1, 0.5, 0.9])
      assertNear(quantile(gaps, share), -25 * Math.log(1 - share), 0.6, `${share}`);
    assert.equal(channel.foreignGapMs(123), Infinity);
  });
});
