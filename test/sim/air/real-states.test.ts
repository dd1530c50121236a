/** The air follows what radios do, state by state and packet by packet. */
import assert from "node:assert/strict";
import { createAir } from "../../../sim/air/air.js";
import { CHANNEL, advertMsOf, createChannel, packetMsOf } from "../../../sim/air/channel.js";
import type { Neighbours } from "../../../sim/air/neighbours.js";
import type { OnAir } from "../../../sim/devices/on-air.js";
import { assertNear, mean } from "../statistics.js";

/** Near enough that no fade hides a packet. */
const STRONG_DBM = -40;
const BOTH = [true, false];

/** By person what it sends since when; an interval of 0 is silence. */
type Changes = readonly (readonly [sinceMs: number, intervalMs: number, ...payloads: string[]])[];

const ADVERT = "x".repeat(23);

interface Packet {
  atMs: number;
  data: string;
}

/** A room in which all hear each other. */
function createRoom(changes: readonly Changes[], { isExact = true, packetLoss = 0, seed = 1 } = {}) {
  const people = changes.length;
  const channel = createChannel(seed);
  const states = changes.map((own) =>
    own.map(([sinceMs, intervalMs, ...payloads]): OnAir => ({
      sinceMs,
      intervalMs,
      payloads,
      txPowerDbm: 0,
    })),
  );
  const latest = (person: number, ms: number) => states[person]!.filter(({ sinceMs }) => sinceMs < ms).at(-1);
  const others = (listener: number): Neighbours => {
    const senders = Int32Array.from({ length: people }, (_, n) => n).filter((n) => n !== listener);
    return {
      isAway: false,
      count: senders.length,
      senders,
      levelDbm: new Float64Array(people).fill(STRONG_DBM),
      spots: senders.map((sender) => channel.spotOf(listener, sender, 0)),
    };
  };
  const air = createAir({
    seed,
    people,
    channel,
    packetLoss,
    isExact,
    findNeighbours: others,
    airwaves: {
      before(person, ms) {
        const state = latest(person, ms);
        return state === undefined || state.intervalMs === 0 ? undefined : state;
      },
      changeBefore: (person, ms) => latest(person, ms)?.sinceMs ?? -Infinity,
    },
  });
  return (listener: number, startMs: number, windowMs: number): Packet[] => {
    const { count, atMs, data } = air.hear(listener, startMs, startMs + windowMs);
    return Array.from({ length: count }, (_, i) => ({ atMs: atMs[i]!, data: data[i]! }));
  };
}

const SILENT: Changes = [];

for (const isExact of BOTH)
  describe(`${isExact ? "the exact" : "the fast"} air`, () => {
    it("hears a burst in a window a little longer than its interval, and nothing before and after it", () => {
      const bursts: Changes = Array.from({ length: 400 }, (_, n) => [
        [n * 10_000 + 1_000, 100, ADVERT] as const,
        [n * 10_000 + 5_000, 0] as const,
      ]).flat();
      const hear = createRoom([SILENT, bursts], { isExact });
      let packets = 0;
      for (let n = 0; n < 400; n++) {
        const startMs = n * 10_000;
        const heard = hear(0, startMs + 1_010 + 9.4 * n, 115);
        assert.ok(heard.length === 1 || heard.length === 2, `${heard.length} packets`);
        packets += heard.length;
        assert.deepEqual(hear(0, startMs + 5_001, 5_990), []);
        assert.equal(hear(0, startMs + 10_500, 400).length, 0, "silent before the next one");
      }
      assertNear(packets / 400, (115 - 0.3) / 105, 0.05);
    });

    it("changes within a window when the sender does, from a background to a burst and back", () => {
      const hear = createRoom(
        [
          SILENT,
          [
            [0, 1_500, ADVERT],
            [60_000, 100, "burst"],
            [62_000, 1_500, ADVERT],
          ],
        ],
        {
          isExact,
        },
      );
      const heard = hear(0, 58_000, 8_000);
      const burst = heard.filter(({ data }) => data === "burst");
      assert.ok(burst.every(({ atMs }) => atMs >= 60_000 && atMs < 62_002));
      assertNear(burst.length, 2_000 / 105, 2);
      const background = heard.filter(({ data }) => data === ADVERT);
      assert.ok(background.every(({ atMs }) => atMs < 60_000 || atMs >= 62_000));
      assertNear(background.length, 6_000 / 1_505, 1.5);
      assert.equal(burst.length + background.length, heard.length);
    });

    it("begins with the advert of a change at once", () => {
      const hear = createRoom(
        [
          SILENT,
          [
            [0, 0],
            [1_000, 5_000, ADVERT],
          ],
        ],
        { isExact },
      );
      const [first, ...rest] = hear(0, 900, 3_000);
      assert.equal(rest.length, 0);
      assert.ok(first!.atMs >= 1_000 && first!.atMs <= 1_010 + advertMsOf(23), `${first!.atMs}`);
    });

    it("sends several payloads in turn", () => {
      const hear = createRoom([SILENT, [[0, 200, "a", "b", "c"]]], { isExact });
      const heard = hear(0, 500_000, 9_000);
      assert.ok(heard.length > 38, `${heard.length} of 44`);
      // One that is missed between two channels takes its payload with it.
      for (let n = 1; n < heard.length; n++) {
        const turns = Math.round((heard[n]!.atMs - heard[n - 1]!.atMs) / 205);
        assert.equal(heard[n]!.data, "abc"[("abc".indexOf(heard[n - 1]!.data) + turns) % 3]);
      }
    });

    it("is deaf while it sends itself", () => {
      const shareOf = (own: Changes) => {
        const hear = createRoom([own, [[0, 100, ADVERT]]], { isExact });
        const counts = Array.from({ length: 600 }, (_, n) => hear(0, 1_000 + n * 20_000, 9_000).length);
        return mean(counts) / (9_000 / 105);
      };
      assertNear(shareOf(SILENT), 1, 0.004);
      // One advert in 25 ms, 1.24 ms and the way there and back; a packet that touches it is lost.
      const deafMs = advertMsOf(23) + 2 * CHANNEL.channelGapMs + packetMsOf(23);
      assertNear(shareOf([[0, 20, ADVERT]]), 1 - deafMs / 25, 0.006);
    });

    it("hears only what falls into the window with all its bits", () => {
      const hear = createRoom([SILENT, [[0, 20, ADVERT]]], { isExact });
      const counts = Array.from({ length: 20_000 }, (_, n) => hear(0, 1_000 + n * 77.7, 1.3).length);
      assertNear(mean(counts), (1.3 - packetMsOf(23)) / 25, 0.004);
      for (let n = 0; n < 200; n++) assert.deepEqual(hear(0, 2e6 + n * 77.7, packetMsOf(23) - 0.001), []);
    });

    it("loses as many packets by chance as the scenario says, for each receiver by itself", () => {
      const sender: Changes = [[0, 100, ADVERT]];
      const hear = createRoom([SILENT, SILENT, sender], { isExact, packetLoss: 0.3 });
      const lossless = createRoom([SILENT, sender], { isExact });
      const all = mean(Array.from({ length: 400 }, (_, n) => lossless(0, n * 20_000, 5_000).length));
      const heard = [0, 1].map((listener) =>
        Array.from({ length: 400 }, (_, n) => hear(listener, n * 20_000, 5_000)),
      );
      for (const windows of heard) assertNear(mean(windows.map(({ length }) => length)) / all, 0.7, 0.012);
      if (!isExact) return;
      const times = heard.map((windows) => new Set(windows.flat().map(({ atMs }) => atMs)));
      const both = [...times[0]!].filter((atMs) => times[1]!.has(atMs)).length;
      assertNear(both / times[0]!.size, 0.7, 0.015, "of those that one heard, the other heard as many");
    });

    it("loses packets that meet", () => {
      const senders = Array.from({ length: 60 }, (): Changes => [[0, 100, ADVERT]]);
      const hear = createRoom([SILENT, ...senders], { isExact });
      let heard = 0;
      for (let n = 0; n < 40; n++) heard += hear(0, 1e6 + n * 20_000, 5_000).length;
      const share = heard / (40 * 60 * (5_000 / 105));
      assertNear(share, Math.exp((-59 * 2 * packetMsOf(23)) / 105), 0.015);
    });
  });

describe("the exact air", () => {
  it("has the same packets for all who listen, at any time and in any order", () => {
    const changes: Changes = [
      [0, 500, ADVERT],
      [300_000, 100, "y"],
      [320_000, 500, ADVERT],
    ];
    const hear = createRoom([SILENT, SILENT, changes]);
    const all = (listener: number, windowMs: number) => {
      const heard: Packet[] = [];
      for (let ms = 0; ms < 600_000; ms += windowMs) heard.push(...hear(listener, ms, windowMs));
      return new Set(heard.map(({ atMs }) => Math.round(atMs - (atMs % 3))));
    };
    const long = all(0, 10_000);
    const short = all(1, 1_000);
    // The advertising channels that the two listen to are not the same ones, so a packet may be 0.9 ms earlier or later.
    const common = [...long].filter((ms) => short.has(ms) || short.has(ms + 3) || short.has(ms - 3));
    assert.ok(common.length > 0.98 * long.size, `${common.length} of ${long.size}`);
    assertNear(long.size, 580_000 / 505 + 20_000 / 105, 20);
    assert.deepEqual(hear(1, 599_000, 1_000), createRoom([SILENT, SILENT, changes])(1, 599_000, 1_000));
  });
});
