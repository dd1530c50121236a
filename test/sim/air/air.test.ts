import assert from "node:assert/strict";
import { createSimulatedHal } from "../../../hal/simulated/hal.js";
import { createTimeline } from "../../../hal/simulated/timeline.js";
import { createAir } from "../../../sim/air/air.js";
import { CHANNEL, createChannel } from "../../../sim/air/channel.js";
import { createLinks } from "../../../sim/air/links.js";
import { createPresentNeighbours } from "../../../sim/air/neighbours.js";
import { createPresentAdverts } from "../../../sim/devices/on-air.js";
import { createPlace } from "../../../sim/town/places.js";
import type { Person } from "../../../sim/town/people.js";
import { createWhereabouts } from "../../../sim/days/whereabouts.js";
import { WORN } from "../../../sim/town/carrying.js";
import { assertNear, deviation, mean } from "../statistics.js";

describe("air", () => {
  /**
   * One person listens to the others, who all stand at `distanceM`, in the open or each side in a house of its own; a
   * window every minute.
   */
  function listen(
    distanceM: number,
    senders: number,
    windows: number,
    {
      areIndoors = false,
      foreignAdvertsPerSecond = 0,
      windowMs = 1100,
      intervalMs = 500,
      packetLoss = 0,
      isExact = true,
    } = {},
  ) {
    const timeline = createTimeline();
    const whereabouts = createWhereabouts(senders + 1);
    const field = createPlace("field", 0, 0);
    const places = areIndoors ? [createPlace("home", 0, 0), createPlace("home", 0, 0)] : [field, field];
    const people = Array.from({ length: senders + 1 }, (_, index) => ({ index }) as Person);
    const channel = createChannel(1, foreignAdvertsPerSecond);
    const links = createLinks(channel, { places, people, carriedOn: () => WORN }, 0);
    const adverts = createPresentAdverts(senders + 1);
    const air = createAir({
      seed: 1,
      people: senders + 1,
      channel,
      findNeighbours: createPresentNeighbours(whereabouts, links),
      packetLoss,
      isExact,
      airwaves: adverts,
    });
    const tokens = Array.from({ length: senders + 1 }, (_, person) => {
      whereabouts.moveTo(person, Math.min(person, 1), { xCm: person === 0 ? 0 : distanceM * 100, yCm: 0 });
      const chip = { pageBytes: 4096, pageCount: 1, chipId: "00" };
      const { hal, control } = createSimulatedHal({ ...chip, timeline, seed: person });
      control.radio.onChange((advertising) => adverts.change(person, timeline.nowMs(), advertising));
      control.radio.takeWindows((startMs, endMs) => air.hear(person, startMs, endMs));
      hal.radio.advertise({
        address: new Uint8Array([0xc0, 0, 0, 0, 0, 0]),
        payloads: [new Uint8Array([person])],
        intervalMs,
        txPowerDbm: 0,
      });
      return { hal, control };
    });
    const heard: { sender: number; rssiDbm: number; window: number; bytes: number }[] = [];
    for (let window = 0; window < windows; window++) {
      timeline.at(window * 60_000, () =>
        tokens[0]!.hal.radio.listen(
          windowMs,
          (data, rssiDbm) => {
            const text = tokens[0]!.hal.crypto.toByteString(data);
            heard.push({ sender: text.charCodeAt(0), rssiDbm, window, bytes: text.length });
          },
          () => {},
        ),
      );
    }
    timeline.runUntil(windows * 60_000);
    return Object.assign(heard, tokens[0]!.control.radio.counters());
  }

  it("puts two or three packets of a neighbour into a window of 1.1 s", () => {
    const windows = 2000;
    const counts = new Array<number>(windows).fill(0);
    for (const { window } of listen(1, 1, windows)) counts[window]!++;
    // At times one of them is hidden by a shadow and a fade together, even at 1 m, or comes while the listener sends.
    assert.ok(counts.filter((count) => count === 2 || count === 3).length >= 0.985 * windows);
    // One packet each 505 ms on average.
    assertNear(mean(counts), 1100 / 505, 0.03);
  });

  it("gives strengths with the mean and spread of all parts together", () => {
    // 400 neighbours: what shadows each stays, and their ways of wearing it spread too; the listener's own shifts them all.
    const rssi = listen(2, 400, 30, { isExact: false }).map((report) => report.rssiDbm);
    const own = createChannel(1).wearingDb(0, WORN);
    assertNear(mean(rssi), -62.5 + own, 1.5, "mean");
    // Wearing, shadow, advertising channel, packet.
    assertNear(deviation(rssi), Math.sqrt(2.5 ** 2 + 4.5 ** 2 + 4.8 ** 2 + 3 ** 2), 0.7, "SD");
  });

  it("hears each packet on the advertising channel that the receiver listens to", () => {
    const channel = createChannel(1);
    const level = channel.meanDbm(100) + channel.wearingDb(0, WORN) + channel.wearingDb(1, WORN);
    const windowMs = 300;
    const heard = listen(1, 1, 2000, { windowMs, intervalMs: 20 });
    const rests: number[][] = [[], [], []];
    for (let window = 0; window < 2000; window++) {
      const packets = heard.filter((report) => report.window === window);
      // Each of the two has moved once.
      const spot = channel.spotOf(0, 1, 2);
      const posture = channel.postureOf(spot, window * 60_000 + windowMs);
      // About a dozen packets, each 25 ms: the first ones, those in the middle, the last ones.
      const middle = Math.floor(packets.length / 2);
      [packets.slice(0, 2), packets.slice(middle - 1, middle + 1), packets.slice(-2)].forEach(
        (few, advertChannel) => {
          const expected = level + channel.shadowDb(spot) + channel.advertChannelDb(posture, advertChannel);
          rests[advertChannel]!.push(...few.map(({ rssiDbm }) => rssiDbm - expected));
        },
      );
    }
    // What is left is the packets' own fading.
    for (const rest of rests) assertNear(deviation(rest), 3.2, 0.25);
  });

  it("fills the queue with other devices' adverts, at the cost of neighbours'", () => {
    const windows = 100;
    const alone = listen(1, 20, windows);
    const crowded = listen(1, 20, windows, { foreignAdvertsPerSecond: 40 });
    const packed = listen(1, 20, windows, { foreignAdvertsPerSecond: 500 });
    const isForeign = ({ bytes }: { bytes: number }) => bytes === 31;
    assert.equal(alone.filter(isForeign).length, 0);
    assertNear(crowded.filter(isForeign).length / windows, 1.1 * 40, 2);
    assert.ok(crowded.reportsLost < 0.01 * crowded.reportsHeard, `${crowded.reportsLost} lost`);
    // The program takes 250 reports a second, out of 500 + 40.
    const share = packed.reportsHeard / (packed.reportsHeard + packed.reportsLost);
    assertNear(share, 250 / 540, 0.08);
    const neighbours = (all: { bytes: number }[]) => all.length - all.filter(isForeign).length;
    // A third of them collides besides.
    assertNear(neighbours(packed) / neighbours(alone), share * Math.exp(-500 * 2 * 0.000376), 0.08);
  });

  it("loses ten decibels at each wall", () => {
    const strengths = (areIndoors: boolean) =>
      listen(0.5, 40, 100, { areIndoors }).map((report) => report.rssiDbm);
    assertNear(mean(strengths(false)) - mean(strengths(true)), 20, 0.2);
  });

  it("hears nothing weaker than the sensitivity, and nothing out of range", () => {
    const far = listen(40, 20, 100);
    assert.ok(far.length > 0 && far.length < 0.8 * 20 * 100 * 2.18, `${far.length} packets`);
    assert.ok(far.every(({ rssiDbm }) => rssiDbm >= CHANNEL.sensitivityDbm));
    assert.equal(listen(61, 20, 20).length, 0);
  });
});
