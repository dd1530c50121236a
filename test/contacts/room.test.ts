import assert from "node:assert/strict";
import { createRandom } from "../../hal/simulated/random.js";
import { createChannel } from "../../sim/air/channel.js";
import { WORN } from "../../sim/town/carrying.js";
import { normalTable } from "../../sim/numbers.js";
import { type HeardAdvert, createSightings } from "../../src/contacts/proximity.js";
import { auc, median } from "../bench/nearness-windows.js";

const PEOPLE = 12;
const MINUTES = 90;
const SCAN_MINUTES = 3;
/** Of each scan's adverts the strongest is kept. */
const ADVERTS_A_SCAN = 4;

interface Heard extends HeardAdvert {
  readonly distanceM: number;
}

/**
 * An hour and a half in a room of 8 m. People change places now and then; the simulator's channel says how strong they hear
 * each other. Phones differ by `levelSdDb` in sending and in hearing.
 */
function room(seed: number, levelSdDb: number, stayMinutes: number): Heard[] {
  const random = createRandom(seed);
  const channel = createChannel(seed);
  const normal = normalTable(4096);
  const level = () => levelSdDb * normal[random.below(4096)]!;
  const people = Array.from({ length: PEOPLE }, (_, person) => ({
    person,
    sendsDb: level(),
    hearsDb: level(),
    stay: 0,
    xM: 0,
    yM: 0,
    untilMinute: 0,
  }));
  const heard: Heard[] = [];
  for (let minute = 0; minute < MINUTES; minute += SCAN_MINUTES) {
    for (const one of people) {
      if (minute < one.untilMinute) continue;
      one.stay++;
      // Most meet around a table, the others anywhere.
      const spreadM = random.unit() < 0.5 ? 2.5 : 8;
      one.xM = spreadM * random.unit();
      one.yM = spreadM * random.unit();
      one.untilMinute = minute + stayMinutes * (0.5 + random.unit());
    }
    for (const a of people)
      for (const b of people) {
        if (a === b) continue;
        const distanceM = Math.hypot(a.xM - b.xM, a.yM - b.yM);
        const spot = channel.spotOf(a.person, b.person, a.stay * 1000 + b.stay);
        const posture = channel.postureOf(spot, minute * 60_000);
        const mean =
          channel.meanDbm(100 * distanceM) +
          channel.wearingDb(a.person, WORN) +
          channel.wearingDb(b.person, WORN) +
          a.sendsDb +
          b.hearsDb +
          channel.shadowDb(spot);
        const adverts = Array.from({ length: ADVERTS_A_SCAN }, () => {
          const bits = random.uint32();
          return mean + channel.advertChannelDb(posture, bits % 3) + channel.fadingDb(bits);
        });
        const strengthDbm = Math.round(Math.max(...adverts));
        if (strengthDbm < -95) continue;
        const [sender, receiver] = [`${seed}-${a.person}`, `${seed}-${b.person}`];
        heard.push({
          pair: `${sender}>${receiver}`,
          sender,
          receiver,
          tS: minute * 60,
          strengthDbm,
          distanceM,
        });
      }
  }
  return heard;
}

/** AUC of the strongest reading of each window, and of the probabilities. */
function compare(
  heard: readonly Heard[],
  spanS: number,
  isOneClock: boolean,
): { maximum: number; judged: number } {
  const sightings = createSightings(spanS, isOneClock);
  const windows = new Map<string, Heard[]>();
  for (const one of heard) {
    sightings.add(one);
    const key = `${one.pair} ${Math.floor(one.tS / spanS)}`;
    windows.set(key, [...(windows.get(key) ?? []), one]);
  }
  const spans = sightings.judge({ midpointDbm: undefined, prior: 0.3 }).spans();
  const found = new Map(spans.map(({ pair, index, probability }) => [`${pair} ${index}`, probability]));
  const all = [...windows];
  const isClose = all.map(([, inside]) => median(inside.map(({ distanceM }) => distanceM)) <= 2);
  return {
    maximum: auc(
      all.map(([, inside]) => Math.max(...inside.map(({ strengthDbm }) => strengthDbm))),
      isClose,
    ),
    judged: auc(
      all.map(([key]) => found.get(key)!),
      isClose,
    ),
  };
}

/** Means over rooms. */
function rooms(levelSdDb: number, stayMinutes: number, spanS: number, isOneClock: boolean) {
  const results = [1, 2, 3, 4].map((seed) => compare(room(seed, levelSdDb, stayMinutes), spanS, isOneClock));
  const mean = (pick: (one: (typeof results)[number]) => number) =>
    results.reduce((sum, one) => sum + pick(one), 0) / results.length;
  return { maximum: mean(({ maximum }) => maximum), judged: mean(({ judged }) => judged) };
}

describe("nearness in simulated rooms", () => {
  for (const spanS of [300, 900]) {
    it(`is told far better than by the maximum among mixed phones on one clock, ${spanS} s`, () => {
      const { maximum, judged } = rooms(5, 45, spanS, true);
      if (process.env["SHOW"])
        console.log(`phones ${spanS} s: maximum ${maximum.toFixed(3)}, p_close ${judged.toFixed(3)}`);
      assert.ok(judged > maximum + 0.05, `${judged} ${maximum}`);
    });

    it(`is told better than by the maximum among tokens on one clock, ${spanS} s`, () => {
      const { maximum, judged } = rooms(0, 45, spanS, true);
      if (process.env["SHOW"])
        console.log(`tokens ${spanS} s: maximum ${maximum.toFixed(3)}, p_close ${judged.toFixed(3)}`);
      assert.ok(judged > maximum + 0.01, `${judged} ${maximum}`);
    });

    it(`is told hardly worse than by the maximum where each run stands by itself, ${spanS} s`, () => {
      for (const [levelSdDb, stayMinutes] of [
        [5, 15],
        [5, 45],
        [0, 45],
      ] as const) {
        const { maximum, judged } = rooms(levelSdDb, stayMinutes, spanS, false);
        if (process.env["SHOW"])
          console.log(
            `apart, ${levelSdDb} dB, ${stayMinutes} min, ${spanS} s: maximum ${maximum.toFixed(3)}, p_close ${judged.toFixed(3)}`,
          );
        assert.ok(judged > maximum - 0.01, `${judged} ${maximum}`);
      }
    });
  }
});
