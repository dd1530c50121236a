import assert from "node:assert/strict";
import fc from "fast-check";
import { type HeardAdvert, createSightings } from "../../src/contacts/proximity.js";

const CALIBRATED = { midpointDbm: -65, prior: 0.3 };
const DEVICES = ["a", "b", "c", "d", "e", "f"];

const spansOf = (
  adverts: readonly HeardAdvert[],
  spanS: number,
  isOneClock: boolean,
  calibration: { midpointDbm: number | undefined; prior: number } = CALIBRATED,
) => {
  const sightings = createSightings(spanS, isOneClock);
  for (const advert of adverts) sightings.add(advert);
  return sightings.judge(calibration);
};

/** Adverts of people who sit in one room for some time. */
const meetings = fc
  .array(
    fc.record({
      sender: fc.constantFrom(...DEVICES),
      receiver: fc.constantFrom(...DEVICES),
      tS: fc.integer({ min: -900, max: 4000 }),
      strengthDbm: fc.integer({ min: -100, max: -30 }),
    }),
    { minLength: 1, maxLength: 60 },
  )
  .map((all) => all.filter(({ sender, receiver }) => sender !== receiver))
  .filter((all) => all.length > 0)
  .map((all) => all.map((one) => ({ ...one, pair: `${one.sender}>${one.receiver}` })));

/**
 * The same from the rows themselves, step by step as PARAMETERS.md says it, without grids and running sums; device levels
 * by repeating their two equations.
 */
function slowly(adverts: readonly HeardAdvert[], spanS: number, isOneClock: boolean): Map<string, number> {
  const windowS = spanS / Math.ceil(spanS / 150);
  const scanS = windowS / Math.ceil(windowS / 4);
  const inside = (tS: number, fromS: number, lengthS: number) =>
    tS >= fromS - 1e-9 && tS < fromS + lengthS - 1e-9;
  const strongest = adverts.filter((one) => {
    const fromS = Math.floor(one.tS / scanS + 1e-9) * scanS;
    const rivals = adverts.filter((other) => other.pair === one.pair && inside(other.tS, fromS, scanS));
    return (
      rivals.find((other) => other.strengthDbm === Math.max(...rivals.map((r) => r.strengthDbm))) === one
    );
  });
  const [sends, hears]: Record<string, number>[] = [{}, {}] as never;
  if (isOneClock) {
    const pairs = [...new Set(strongest.map(({ pair }) => pair))].map((pair) => {
      const own = strongest.filter((one) => one.pair === pair);
      return { ...own[0]!, mean: own.reduce((sum, one) => sum + one.strengthDbm, 0) / own.length };
    });
    const mean = pairs.reduce((sum, one) => sum + one.mean, 0) / pairs.length;
    for (let round = 0; round < 500; round++)
      for (const device of DEVICES) {
        const asSender = pairs.filter(({ sender }) => sender === device);
        const asReceiver = pairs.filter(({ receiver }) => receiver === device);
        if (asSender.length >= 4)
          sends![device] =
            asSender.reduce((sum, one) => sum + one.mean - mean - (hears![one.receiver] ?? 0), 0) /
            (asSender.length + 3);
        if (asReceiver.length >= 4)
          hears![device] =
            asReceiver.reduce((sum, one) => sum + one.mean - mean - (sends![one.sender] ?? 0), 0) /
            (asReceiver.length + 3);
      }
  }
  const smoothingS = isOneClock ? 200 : 75;
  const found = new Map<string, number>();
  for (const { pair, sender, receiver, tS } of adverts) {
    const fromS = Math.floor(tS / spanS) * spanS;
    const same = strongest.filter((one) =>
      isOneClock
        ? (one.sender === sender && one.receiver === receiver) ||
          (one.sender === receiver && one.receiver === sender)
        : one.pair === pair,
    );
    const starts = [...new Set(same.map((one) => Math.floor(one.tS / windowS + 1e-9)))];
    let [top, bottom] = [0, 0];
    for (const start of starts) {
      const ratios = same
        .filter((one) => Math.floor(one.tS / windowS + 1e-9) === start)
        .map((one) =>
          Math.exp(0.14 * (one.strengthDbm - (sends![one.sender] ?? 0) - (hears![one.receiver] ?? 0) + 65)),
        );
      const firstS = start * windowS;
      const lastS = fromS + spanS - windowS;
      const apartS = Math.max(0, fromS - firstS, firstS - lastS);
      if (apartS > smoothingS * 12) continue;
      const weight = Math.exp(-apartS / smoothingS);
      top += (weight * ratios.reduce((sum, one) => sum + one, 0)) / ratios.length;
      bottom += weight;
    }
    const logOdds = Math.log(top / bottom) / (0.4 + 0.6 / bottom) + Math.log(0.3 / 0.7);
    found.set(`${pair} ${Math.floor(tS / spanS)}`, 1 / (1 + Math.exp(-logOdds)));
  }
  return found;
}

describe("proximity of sightings", () => {
  for (const isOneClock of [true, false])
    it(`is what the rows say, worked out slowly, ${isOneClock ? "on one clock" : "each run by itself"}`, () => {
      fc.assert(
        fc.property(meetings, fc.constantFrom(60, 300, 900), (adverts, spanS) => {
          const expected = slowly(adverts, spanS, isOneClock);
          const { spans } = spansOf(adverts, spanS, isOneClock);
          const found = spans();
          assert.equal(found.length, expected.size);
          for (const { pair, index, probability } of found)
            assert.ok(Math.abs(probability - expected.get(`${pair} ${index}`)!) < 1e-6);
        }),
        { numRuns: 60 },
      );
    });

  it("does not depend on the order of rows, to the last bit", () => {
    fc.assert(
      fc.property(
        meetings.chain((all) =>
          fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })),
        ),
        ([all, shuffled]) => {
          for (const calibration of [CALIBRATED, { midpointDbm: undefined, prior: 0.3 }]) {
            const [one, other] = [
              spansOf(all, 300, true, calibration),
              spansOf(shuffled, 300, true, calibration),
            ];
            const byPair = (minutes: { pair: string; closeMinutes: number }[]) =>
              Object.fromEntries(minutes.map(({ pair, closeMinutes }) => [pair, closeMinutes]));
            assert.deepEqual(byPair(other.closeMinutes()), byPair(one.closeMinutes()));
            const bySpan = (judged: typeof one) =>
              Object.fromEntries(
                judged.spans().map(({ pair, index, probability }) => [`${pair} ${index}`, probability]),
              );
            assert.deepEqual(bySpan(other), bySpan(one));
          }
        },
      ),
    );
  });

  it("is the same whoever of two sent, on one clock", () => {
    fc.assert(
      fc.property(meetings, (all) => {
        const swapped = all.map(({ sender, receiver, pair, ...rest }) => ({
          ...rest,
          pair,
          sender: receiver,
          receiver: sender,
        }));
        const [one, other] = [spansOf(all, 300, true).spans(), spansOf(swapped, 300, true).spans()];
        one.forEach(({ probability }, i) => assert.ok(Math.abs(probability - other[i]!.probability) < 1e-9));
      }),
    );
  });

  it("counts both directions of a pair on one clock, and never otherwise", () => {
    const advert = (sender: string, receiver: string, tS: number, strengthDbm: number) => ({
      pair: sender + receiver,
      sender,
      receiver,
      tS,
      strengthDbm,
    });
    const weak = [advert("a", "b", 10, -80)];
    const both = [...weak, advert("b", "a", 12, -50)];
    const first = (adverts: HeardAdvert[], isOneClock: boolean) =>
      spansOf(adverts, 300, isOneClock).spans()[0]!.probability;
    assert.ok(first(both, true) > first(weak, true) + 0.1);
    assert.equal(first(both, false), first(weak, false));
  });

  it("rises with the strength of any row, of the pair or of the way back", () => {
    fc.assert(
      fc.property(meetings, fc.nat(), fc.boolean(), (all, pick, isOneClock) => {
        // Few enough that no level is taken off: a stronger row would raise its device's.
        const few = all.filter(({ sender, receiver }) => "abc".includes(sender) && "abc".includes(receiver));
        fc.pre(few.length > 0);
        const louder = few.map((one, i) =>
          i === pick % few.length ? { ...one, strengthDbm: one.strengthDbm + 9 } : one,
        );
        const [before, after] = [
          spansOf(few, 300, isOneClock).spans(),
          spansOf(louder, 300, isOneClock).spans(),
        ];
        before.forEach(({ probability }, i) => assert.ok(after[i]!.probability >= probability - 1e-12));
      }),
    );
  });

  it("nearly keeps a room's order when one of its phones is 20 dB quieter, on one clock", () => {
    const room = (quietDb: number) =>
      DEVICES.flatMap((sender, s) =>
        DEVICES.flatMap((receiver, r) =>
          s === r
            ? []
            : [0, 60, 120, 180].map((tS) => ({
                pair: `${sender}>${receiver}`,
                sender,
                receiver,
                tS,
                strengthDbm: -55 - 6 * Math.abs(s - r) - (sender === "a" ? quietDb : 0),
              })),
        ),
      );
    const differences = (isOneClock: boolean) => {
      const [even, quiet] = [0, 20].map((db) =>
        spansOf(room(db), 300, isOneClock, { midpointDbm: undefined, prior: 0.3 }).spans(),
      );
      return Math.max(...even!.map(({ probability }, i) => Math.abs(probability - quiet![i]!.probability)));
    };
    assert.ok(differences(true) < 0.25, `${differences(true)}`);
    assert.ok(differences(false) > 0.4, `${differences(false)}`);
  });

  it("gives nearly the same for a recording and for its strongest reading a scan", () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ dbm: fc.integer({ min: -90, max: -40 }), seed: fc.integer() }), {
          minLength: 8,
          maxLength: 8,
        }),
        (stays) => {
          // Ten minutes at each of eight places; readings twice a second that fade by up to 6 dB.
          const dense = stays.flatMap(({ dbm, seed }, stay) =>
            Array.from({ length: 1200 }, (_, i) => ({
              pair: "p",
              sender: "x",
              receiver: "y",
              tS: stay * 600 + i / 2,
              strengthDbm: dbm - (Math.imul(seed + i, 2654435761) >>> 29),
            })),
          );
          const thin = [...Array(80).keys()].map((minute) => {
            const scan = dense.filter(({ tS }) => tS >= minute * 60 && tS < minute * 60 + 4);
            return scan.reduce((a, b) => (b.strengthDbm > a.strengthDbm ? b : a));
          });
          const [full, sparse] = [spansOf(dense, 300, false), spansOf(thin, 300, false)];
          const there = new Map(sparse.spans().map(({ index, probability }) => [index, probability]));
          for (const { index, probability } of full.spans())
            assert.ok(Math.abs(probability - there.get(index)!) < 0.05);
          const [long, short] = [
            full.closeMinutes()[0]!.closeMinutes,
            sparse.closeMinutes()[0]!.closeMinutes,
          ];
          // A stay that differs little from its neighbours is told apart in one of the two, perhaps.
          assert.ok(Math.abs(long - short) < 10, `${long} ${short}`);
        },
      ),
      { numRuns: 20 },
    );
  });

  describe("minutes", () => {
    const loud = (times: number[]) =>
      times.map((tS) => ({ pair: "p", sender: "x", receiver: "y", tS, strengthDbm: -20 }));
    const minutes = (times: number[], isOneClock = false) =>
      spansOf(loud(times), 900, isOneClock).closeMinutes()[0]!.closeMinutes;

    it("are all the time of a pair that is certainly close, dense or sparse", () => {
      assert.ok(Math.abs(minutes([...Array(1800).keys()].map((i) => i / 2)) - 15) < 0.3);
      assert.ok(Math.abs(minutes([0, 180, 360, 540, 720]) - 15) < 0.3);
      assert.ok(Math.abs(minutes([0, 300, 600, 900]) - 20) < 0.3);
    });

    it("bridge a scan missed, and no long silence", () => {
      assert.ok(Math.abs(minutes([0, 180, 540, 720]) - 15) < 0.3);
      assert.ok(Math.abs(minutes([0, 60, 120, 3600, 3660, 3720]) - 6) < 0.3);
    });

    it("of one lone reading are no more than a scan", () => {
      assert.ok(minutes([100]) < 0.1);
    });

    it("are never more than the time there was", () => {
      fc.assert(
        fc.property(
          fc.uniqueArray(fc.integer({ min: 0, max: 7200 }), { minLength: 1, maxLength: 60 }),
          (times) => {
            const spanMinutes = (Math.max(...times) - Math.min(...times)) / 60;
            assert.ok(minutes(times) <= spanMinutes + 5.1);
          },
        ),
      );
    });
  });
});
