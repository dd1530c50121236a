import assert from "node:assert/strict";
import { createPresentAdverts } from "../../../sim/devices/on-air.js";
import { createSentComparer, createSentReader, createSentRecorder } from "../../../sim/devices/sent.js";

/** One beacon goes with many adverts. */
function advertising(byte: number, payloads = 1) {
  return {
    address: new Uint8Array([0xc0, 0, 0, 0, 0, byte]),
    payloads: [new Uint8Array([byte, 1]), new Uint8Array([7, 7, 7])].slice(0, payloads),
    intervalMs: 500,
    txPowerDbm: -4,
  };
}

/** What token 1 sends. */
const CHANGES = [
  [0, advertising(1, 2)],
  [60_000, advertising(1)],
  [900_000, undefined],
  [900_000, advertising(3, 2)], // the same instant
  [905_000, undefined],
  [906_000, advertising(4)],
] as const;

const ON_AIR = [
  [1, 0, 1, 2],
  [60_000, 0, 1, 2],
  [60_000.5, 60_000, 1, 1],
  [900_000, 60_000, 1, 1],
  [900_001, 900_000, 3, 2],
  [905_000, 900_000, 3, 2],
  [907_000, 906_000, 4, 1],
] as const;

function sentOf(changes: readonly (readonly [number, ReturnType<typeof advertising> | undefined])[]) {
  const recorder = createSentRecorder();
  recorder.nextPerson();
  recorder.nextPerson();
  for (const [ms, what] of changes) recorder.note(ms, what);
  recorder.nextPerson();
  return recorder.finish();
}

describe("what tokens have on the air", () => {
  it("is remembered as it was before a time", () => {
    const present = createPresentAdverts(3);
    const chunk = sentOf(CHANGES);
    const reader = createSentReader([chunk, chunk], 3);
    let next = 0;
    for (const [ms, sinceMs, byte, payloads] of ON_AIR) {
      for (; next < CHANGES.length && CHANGES[next]![0] < ms; next++) {
        const [changeMs, what] = CHANGES[next]!;
        present.change(1, changeMs, what);
      }
      const fresh = createSentReader([chunk], 3);
      for (const onAir of [present.before(1, ms)!, reader.before(4, ms)!, fresh.before(1, ms)!]) {
        const sent = onAir.payloads.map((payload) => [...Buffer.from(payload, "latin1")]);
        assert.deepEqual(sent, [[byte, 1], ...(payloads === 2 ? [[7, 7, 7]] : [])], `${ms}`);
        assert.deepEqual([onAir.sinceMs, onAir.intervalMs, onAir.txPowerDbm], [sinceMs, 500, -4], `${ms}`);
      }
    }
    for (const before of [present.before, reader.before]) {
      assert.equal(before(1, 905_500), undefined, "silent");
      assert.equal(before(1, 0), undefined, "not yet");
      assert.equal(before(0, 1e6), undefined);
      assert.equal(before(2, 1e6), undefined);
    }
    assert.equal(reader.before(1, 1e6), reader.before(1, 1e6), "made once");
  });

  it("is found among changes that are spread unevenly over time", () => {
    const times = [0, 1, 2, 3, 500_000, 500_001, 900_000, 86_400_000];
    const reader = createSentReader([sentOf(times.map((ms, n) => [ms, advertising(n)]))], 3);
    for (let ms = 0.5; ms < 1e8; ms = ms * 1.01 + 0.3) {
      const since = times.filter((time) => time < ms).at(-1);
      assert.equal(reader.before(1, ms)?.sinceMs, since, `${ms}`);
    }
  });

  it("may have any number of payloads", () => {
    const three = { ...advertising(1), payloads: [1, 2, 3].map((byte) => new Uint8Array([byte])) };
    const reader = createSentReader([sentOf([[0, three]])], 3);
    const payloads = reader.before(1, 5)!.payloads.map((payload) => payload.charCodeAt(0));
    assert.deepEqual(payloads, [1, 2, 3]);
  });

  it("is not lost where tokens advertise in more ways than there is room for", () => {
    const changes = Array.from(
      { length: 4097 },
      (_, n) => [n, { ...advertising(1), txPowerDbm: n }] as const,
    );
    assert.throws(() => sentOf(changes), RangeError);
  });
});

describe("a second life", () => {
  const differsMs = (changes: Parameters<typeof sentOf>[0]) => {
    const comparer = createSentComparer(sentOf(CHANGES), 1);
    for (const [ms, what] of changes) comparer.note(ms, what);
    return comparer.differsSinceMs();
  };

  it("that sends what the first one did is the same", () => {
    assert.equal(differsMs(CHANGES), undefined);
    assert.equal(createSentComparer(sentOf(CHANGES), 0).differsSinceMs(), undefined);
  });

  it("that sends anything else is told", () => {
    const without = (n: number) => CHANGES.filter((_, i) => i !== n);
    assert.equal(differsMs(without(1)), 60_000);
    assert.equal(differsMs(without(5)), 906_000);
    assert.equal(differsMs(without(2)), undefined, "at one instant only the last counts");
    assert.equal(differsMs([...CHANGES, [910_000, undefined]]), 910_000);
    assert.equal(differsMs([]), 0);
    const changed = (what: Partial<ReturnType<typeof advertising>>) =>
      differsMs([CHANGES[0], [60_000, { ...advertising(1), ...what }], ...CHANGES.slice(2)]);
    assert.equal(changed({}), undefined);
    assert.equal(changed({ intervalMs: 501 }), 60_000);
    assert.equal(changed({ txPowerDbm: 0 }), 60_000);
    assert.equal(changed({ payloads: [new Uint8Array([1, 2])] }), 60_000);
    assert.equal(changed({ payloads: [new Uint8Array([1])] }), 60_000);
    assert.equal(changed({ payloads: advertising(1, 2).payloads }), 60_000);
    assert.equal(differsMs([CHANGES[0], [60_001, CHANGES[1][1]], ...CHANGES.slice(2)]), 60_000);
  });
});
