import assert from "node:assert/strict";
import fc from "fast-check";
import { closenessOf } from "../../../src/contacts/closeness.js";
import { type SlotWindows, mergeWindows, windowStart } from "../../../src/contacts/judge.js";
import { DEFAULT_RULE, TOKEN_MODEL, isNamed } from "../../../src/contacts/operating-points.js";
import { createTokenWindows } from "../../../src/contacts/token-windows.js";
import { NOT_HEARD, RECORD_BYTES, WINDOWS_PER_SLOT, WINDOW_MINUTES } from "../../../src/contacts/record.js";
import { createEngine } from "../../../sim/run/engine.js";
import { recordsOf } from "../../../sim/devices/heard.js";
import {
  type ScoredPair,
  type Tally,
  followTokens,
  joinParts,
  partsOf,
  runOf,
  score,
  scorePart,
} from "../../../sim/scores/score.js";
import { createColumns, idNumber } from "../../../sim/devices/record-columns.js";
import {
  type SharedRun,
  logChunksOf,
  openRun,
  shareRun,
  shareTruth,
  sortLogs,
} from "../../../sim/scores/shared-run.js";
import { type TokenSummary, slotZeroOf } from "../../../sim/scores/summary.js";
import { sumOf } from "../../../sim/scores/sums.js";
import { type View, viewOf, windowsOf } from "../../../sim/scores/views.js";
import { createWorld } from "../../../sim/devices/world.js";
import { createStage } from "./staged.js";
import { scenarioWith } from "../worlds.js";

const SEED = 5;
const DAY_MS = 86_400_000;

/** Three parts, phones and everything that goes wrong with tokens. */
const SCENARIO = scenarioWith("commune", {
  people: 150,
  devices: { token: 0.5, android: 0.1, iphone: 0.1, none: 0.3, tokensFirstTo: "anyone" },
  carrying: { worn: 0.7, pocket: 0.2, bag: 0.1, leftAtHome: 0.1, uncharged: 0.1 },
});

/** Sorting writes over a log, so each run needs its own. */
function copyOf(summary: TokenSummary): TokenSummary {
  const heard = createColumns(summary.heard.slots.length);
  heard.idsLow.set(summary.heard.idsLow);
  heard.idsHigh.set(summary.heard.idsHigh);
  heard.slots.set(summary.heard.slots);
  heard.rssiDbm.set(summary.heard.rssiDbm);
  return { ...summary, heard };
}

describe("scores in parts", function () {
  this.timeout(180_000);
  let engine: ReturnType<typeof createEngine>;
  let tally: Tally;

  before(() => {
    engine = createEngine(SCENARIO, SEED);
    const tallyNow = followTokens(engine);
    engine.runUntil(DAY_MS);
    tally = tallyNow();
  });

  function share(): SharedRun {
    const truth = shareTruth(tally.truth, DAY_MS);
    return shareRun(engine.world, truth, tally.summaries.map(copyOf), engine.startUtcMs, DAY_MS);
  }

  /** As so many threads do it that have nothing in common but what was posted to them. */
  function scoreWith(threads: number) {
    const shared = share();
    const posted = Array.from({ length: threads }, () => structuredClone(shared));
    for (let chunk = 0; chunk < logChunksOf(shared); chunk++) sortLogs(posted[chunk % threads]!, chunk);
    const runs = posted.map((one) => openRun(one, createWorld(SCENARIO, SEED)));
    const count = partsOf(runs[0]!);
    assert.equal(count, 3);
    const parts = [];
    for (let part = count - 1; part >= 0; part--)
      parts[part] = structuredClone(scorePart(runs[part % threads]!, part));
    return joinParts({ ...shared, world: engine.world }, parts);
  }

  it("are the same to the last bit for any number of threads and on one", () => {
    const summaries = tally.summaries.map(copyOf);
    const scores = score(runOf(engine.world, engine.startUtcMs, DAY_MS, { ...tally, summaries }));
    assert.ok(scores.contacts > 200 && scores.herald.completeness! > 0 && scores.trace.right > 0);
    for (const threads of [1, 2, 3]) assert.deepEqual(scoreWith(threads), scores);
  });

  it("share what is large, and ask for sorted logs", () => {
    const shared = share();
    const posted = structuredClone(shared);
    assert.throws(() => openRun(shared, engine.world), /not sorted/);
    for (let chunk = 0; chunk < logChunksOf(shared); chunk++) sortLogs(posted, chunk);
    const run = openRun(shared, engine.world);
    const counts = [...shared.sorted];
    for (let chunk = 0; chunk < logChunksOf(shared); chunk++) sortLogs(shared, chunk);
    assert.deepEqual([...shared.sorted], counts); // a second time does no harm
    let known = 0;
    for (const { senders } of run.logs) {
      known += senders.length;
      for (let i = 1; i < senders.length; i++) assert.ok(senders[i - 1]! <= senders[i]!);
    }
    assert.ok(known > 5000, `${known} records`);
    const { ids, contacts, tracks, sorted } = posted;
    const large = [ids.cells, contacts.b, contacts.minutes, tracks.numbers, sorted];
    for (const { buffer } of [...large, ...posted.summaries.flatMap((one) => [one.ids, one.heard.slots])])
      assert.ok(buffer instanceof SharedArrayBuffer);
  });

  it("keep 12 bytes of a record and 8 of a slot's own ID", () => {
    let records = 0;
    for (const [n, token] of engine.tokens.entries()) {
      const { heard, ids, firstSlot, counted } = tally.summaries[n]!;
      const all = recordsOf(token);
      records += all.length;
      assert.equal(heard.slots.buffer.byteLength, 12 * all.length);
      assert.equal(ids.buffer.byteLength, 8 * ids.length);
      assert.ok(ids.length <= 98 && firstSlot * 900_000 <= engine.startUtcMs);
      assert.equal(counted.records, all.length);
      assert.deepEqual(
        all.map(({ slot, record }) => [slot, idNumber(record.id), ...record.rssiDbm]),
        Array.from(heard.slots, (slot, i) => [
          slotZeroOf(engine.startUtcMs) + slot,
          heard.idsHigh[i]! * 2 ** 32 + heard.idsLow[i]!,
          ...heard.rssiDbm.subarray(i * WINDOWS_PER_SLOT, (i + 1) * WINDOWS_PER_SLOT),
        ]),
      );
    }
    assert.ok(records > 5000 && RECORD_BYTES > 14, `${records} records`);
  });

  it("are added up to any depth, in order", () => {
    const parts = [
      { a: 1, b: { c: Float64Array.of(1, 2), d: 0.1 } },
      { a: 2, b: { c: Float64Array.of(10, 20), d: 0.2 } },
      { a: 3, b: { c: Float64Array.of(100, 200), d: 0.3 } },
    ];
    assert.deepEqual(sumOf(parts), { a: 6, b: { c: Float64Array.of(111, 222), d: 0.1 + 0.2 + 0.3 } });
    assert.deepEqual(parts[0], { a: 1, b: { c: Float64Array.of(1, 2), d: 0.1 } });
  });
});

const rssi = fc.oneof(
  { weight: 2, arbitrary: fc.constant(NOT_HEARD) },
  { weight: 3, arbitrary: fc.integer({ min: -60, max: -52 }) },
  fc.integer({ min: -90, max: -60 }),
);
const strengths = fc.array(rssi, { minLength: WINDOWS_PER_SLOT, maxLength: WINDOWS_PER_SLOT });

describe("views of logs", () => {
  it("are close where a station's judgement says so", () => {
    const log = fc.uniqueArray(fc.tuple(fc.integer({ min: 0, max: 6 }), strengths), {
      selector: ([slot]) => slot,
      maxLength: 4,
    });
    const heardOf = (records: [number, number[]][]) => {
      const sorted = records.toSorted(([p], [q]) => p - q);
      return {
        slots: Uint16Array.from(sorted, ([slot]) => slot),
        rssiDbm: Int8Array.from(sorted.flatMap(([, dbm]) => dbm)),
      };
    };
    let close = 0;
    fc.assert(
      fc.property(log, log, (one, other) => {
        const view = viewOf(heardOf(one), heardOf(other));
        const windows = naiveMerge([...one, ...other].map(([slot, rssiDbm]) => windowsAt(slot, rssiDbm)));
        assert.deepEqual(view === undefined ? [] : windowsOf(view), windows);
        if (view === undefined) return;
        assert.equal(view.slots, windows.length);
        assert.equal(view.isClose, isNaivelyClose(one, other));
        if (view.isClose) close++;
      }),
      { numRuns: 2000, seed: 1 },
    );
    assert.ok(close > 200 && close < 1800, `${close} close`);
  });

  it("hold each record on its day, whatever the clocks did meanwhile", () => {
    const record = fc.record({
      slot: fc.constantFrom(3, 4, 5, 94, 95, 96, 97, 98, 190, 191, 192, 193, 250),
      offset: fc.oneof({ weight: 4, arbitrary: fc.constant(0) }, fc.integer({ min: -3, max: 3 })),
      rssiDbm: strengths,
      isByA: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(record, { maxLength: 12 }), fc.boolean(), (records, isInOrder) => {
        const all = isInOrder ? records.toSorted((p, q) => p.slot - q.slot) : records;
        const days = 2;
        const stage = createStage(["token", "token"], days);
        for (const { slot, offset, rssiDbm, isByA } of all)
          stage.hear(isByA ? 0 : 1, isByA ? 1 : 0, slot, rssiDbm, slot + offset);
        const run = stage.end();
        const pairs: ScoredPair[] = [];
        score(run, (pair) => pairs.push(pair), true);
        const slotZero = slotZeroOf(run.startUtcMs);
        const slotsOf = (view: View | undefined) => {
          if (view === undefined) return [];
          const windows = windowsOf(view);
          assert.equal(view.slots, windows.length);
          return windows.map(({ slot, rssiDbm }) => [slotZero + slot - run.startUtcMs / 900_000, rssiDbm]);
        };
        for (let day = 0; day < days; day++) {
          const pair = pairs.find((one) => one.day === day);
          const inTime = all.filter(({ offset }) => Math.abs(offset) <= 1);
          const expected = (isByA: boolean, isAsSent: boolean) =>
            inTime
              .filter((one) => one.isByA === isByA)
              .map(({ slot, offset, rssiDbm }) => windowsAt(isAsSent ? slot + offset : slot, rssiDbm))
              .filter(({ slot }) => Math.floor(slot / 96) === day);
          const plain = (windows: SlotWindows[]) => naiveMerge(windows).map((one) => [one.slot, one.rssiDbm]);
          assert.deepEqual(slotsOf(pair?.byA), plain(expected(true, false)));
          assert.deepEqual(slotsOf(pair?.byB), plain(expected(false, false)));
          assert.deepEqual(
            slotsOf(pair?.together),
            plain([...expected(true, false), ...expected(false, true)]),
          );
          const outOfTime = all.filter(
            ({ slot, offset }) =>
              Math.abs(offset) > 1 && [slot, slot + offset].some((one) => Math.floor(one / 96) === day),
          );
          assert.equal(pair?.outOfTime ?? 0, outOfTime.length);
        }
      }),
      { numRuns: 500 },
    );
  });
});

function windowsAt(slot: number, rssiDbm: number[]): SlotWindows {
  return { slot, rssiDbm, windowsListened: 0, windowMinutes: 3.75 };
}

/** By slot, ascending; the stronger reading of each window. */
function naiveMerge(windows: SlotWindows[]): SlotWindows[] {
  const slots = [...new Set(windows.map(({ slot }) => slot))].sort((p, q) => p - q);
  return slots.map((slot) => windows.filter((one) => one.slot === slot).reduce(mergeWindows));
}

/** Every window judged, however weak. */
function isNaivelyClose(one: [number, number[]][], other: [number, number[]][]): boolean {
  const windows = createTokenWindows();
  const strengthsOf = (log: [number, number[]][], slot: number) =>
    log.find(([own]) => own === slot)?.[1] ?? Array.from({ length: WINDOWS_PER_SLOT }, () => NOT_HEARD);
  for (let slot = 0; slot <= 6; slot++) {
    const [own, others] = [strengthsOf(one, slot), strengthsOf(other, slot)];
    own.forEach((dbm, w) => {
      if (dbm === NOT_HEARD && others[w] === NOT_HEARD) return;
      const at = windowStart({ slot, windowMinutes: WINDOW_MINUTES }, w);
      windows.hear(at, WINDOW_MINUTES, dbm, others[w]!);
    });
  }
  return isNamed(closenessOf(windows.take(), TOKEN_MODEL, DEFAULT_RULE.minutes).probability, DEFAULT_RULE);
}
