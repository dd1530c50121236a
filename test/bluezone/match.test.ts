import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import fc from "fast-check";
import type { F0Entry } from "../../src/bluezone/f0-list.js";
import { matchHistory } from "../../src/bluezone/match.js";
import type { HistoryLine } from "../../src/bluezone/upload.js";

const sha256 = (bytes: Uint8Array) => new Uint8Array(createHash("sha256").update(bytes).digest());

const DAY_S = 86400;
const START_S = 1596844800;
const OWN_ID = "000000000000000000000000";
const STRANGER = "FFFFFFFFFFFFFFFFFFFFFFFF";
/** Bytes of a sub-key that make its ID, as the reference lists them. */
const PICK = [0, 4, 8, 12, 16, 18, 20, 22, 24, 26, 28, 30];

interface Step {
  id: string;
  startMs: number;
  endMs: number;
}

/** The steps of Bluezone's tracer as the reference tells them, one after the other; written apart from the product. */
function traceSteps({ dailyKey, startS, endS, slotsPerDay }: F0Entry): Step[] {
  const salt = Buffer.from("bluzonesubkey", "ascii");
  const steps: Step[] = [];
  let day: Uint8Array = dailyKey;
  let key: Uint8Array = Buffer.concat([day, salt]);
  let timeS = startS;
  let count = 0;
  while (timeS <= endS) {
    key = sha256(key);
    const id = Buffer.from(PICK.map((i) => key[i]!))
      .toString("hex")
      .toUpperCase();
    const nextS = timeS + DAY_S / slotsPerDay;
    steps.push({ id, startMs: timeS * 1000, endMs: nextS * 1000 });
    timeS = nextS;
    count++;
    if (count === slotsPerDay) {
      day = sha256(day);
      key = Buffer.concat([day, salt]);
      count = 0;
    }
  }
  return steps;
}

/** Whether any step finds the row in its window, widened at both ends by so many windows. */
function isFound(steps: Step[], row: HistoryLine, widening: number): boolean {
  return steps.some(({ id, startMs, endMs }) => {
    const widthMs = (endMs - startMs) * widening;
    return row.contactId === id && row.timeMs >= startMs - widthMs && row.timeMs <= endMs + widthMs;
  });
}

function findNaively(list: F0Entry[], history: HistoryLine[]): object[] {
  const steps = list.map(traceSteps);
  return history.flatMap((row) =>
    list.flatMap((_, f0) => {
      const isExact = isFound(steps[f0]!, row, 0);
      return isExact || isFound(steps[f0]!, row, 1) ? [{ line: row.line, f0, isExact }] : [];
    }),
  );
}

function find(list: F0Entry[], history: HistoryLine[]): object[] {
  return matchHistory({ sha256 }, list, history).matches.map(({ row, f0, isExact }) => ({
    line: row.line,
    f0,
    isExact,
  }));
}

function historyOf(...rows: [contactId: string, timeMs: number][]): HistoryLine[] {
  return rows.map(([contactId, timeMs], i) => ({
    line: i + 1,
    ownId: OWN_ID,
    contactId,
    rssiDbm: -70,
    timeMs,
  }));
}

const KEYS = [1, 2].map((fill) => new Uint8Array(32).fill(fill));

/** Overlapping entries on purpose: few keys, and a key that is the day after another. */
const entries = fc
  .record({
    dailyKey: fc.constantFrom(...KEYS, sha256(KEYS[0]!)),
    startS: fc
      .tuple(fc.nat(2), fc.constantFrom(0, 0, 1, 450, 900))
      .map(([days, off]) => START_S + days * DAY_S + off),
    lengthS: fc.oneof(
      fc.constantFrom(0, 899, 900, 901, DAY_S - 1, DAY_S, DAY_S + 900, 2 * DAY_S),
      fc.nat(2 * DAY_S),
    ),
    slotsPerDay: fc.constantFrom(1, 2, 24, 96, 96, 96, 144),
  })
  .map(({ lengthS, ...entry }) => ({ ...entry, endS: entry.startS + lengthS }));

/** Rows of steps of the entries, at and about the edges of windows and of tolerance; and a few strangers. */
const cases = fc.array(entries, { minLength: 1, maxLength: 3 }).chain((list) => {
  const row = fc
    .record({
      entry: fc.constantFrom(...list),
      // Steps beyond the end too: their IDs must not count.
      beyondS: fc.constantFrom(0, 0, 0, 3600),
      step: fc.nat(),
      windows: fc.constantFrom(-2, -1, 0, 0.5, 1, 2, 3),
      offMs: fc.constantFrom(-1000, -1, 0, 0, 1, 1000),
      isStranger: fc.boolean(),
    })
    .map(({ entry, beyondS, step, windows, offMs, isStranger }): [string, number] => {
      const steps = traceSteps({ ...entry, endS: entry.endS + beyondS });
      // Half of the rows in the last steps, where the walk ends.
      const chosen =
        steps[step % 2 === 0 ? step % steps.length : Math.max(0, steps.length - 1 - (step % 7))]!;
      const timeMs = chosen.startMs + windows * (chosen.endMs - chosen.startMs) + offMs;
      return [isStranger && step % 5 === 0 ? STRANGER : chosen.id, timeMs];
    });
  return fc.tuple(
    fc.constant(list),
    fc.array(row, { maxLength: 12 }).map((rows) => historyOf(...rows)),
  );
});

describe("matching a history with an F0 list", () => {
  const entry: F0Entry = { dailyKey: KEYS[0]!, startS: START_S, endS: START_S + DAY_S, slotsPerDay: 96 };
  const steps = traceSteps(entry);
  const startMs = START_S * 1000;
  const slotMs = 900_000;

  it("finds what the tracer finds, and one slot more on either side", () => {
    let found = 0;
    let missed = 0;
    fc.assert(
      fc.property(cases, ([list, history]) => {
        const expected = findNaively(list, history);
        assert.deepEqual(find(list, history), expected);
        found += expected.length;
        missed += history.length - new Set(expected.map((match) => (match as { line: number }).line)).size;
      }),
      { numRuns: 300 },
    );
    assert(found > 300 && missed > 300, `the cases decide little: ${found} found, ${missed} missed`);
  });

  it("counts both ends of a window", () => {
    const id = steps[5]!.id;
    const times = [4, 5, 6, 7].flatMap((slot) => [slot * slotMs - 1, slot * slotMs, slot * slotMs + 1]);
    const found = find([entry], historyOf(...times.map((ms): [string, number] => [id, startMs + ms])));
    const expected = [undefined, false, false, false, true, true, true, true, false, false, false, undefined];
    assert.deepEqual(
      found,
      expected.flatMap((isExact, i) => (isExact === undefined ? [] : [{ line: i + 1, f0: 0, isExact }])),
    );
  });

  it("walks one slot more where the end lies on a boundary, with the next day's key", () => {
    assert.equal(steps.length, 97);
    const { id } = steps[96]!;
    const row = historyOf([id, startMs + DAY_S * 1000]);
    assert.deepEqual(find([entry], row), [{ line: 1, f0: 0, isExact: true }]);
    assert.deepEqual(find([{ ...entry, endS: entry.endS - 1 }], row), []);
    const nextDay = { ...entry, dailyKey: sha256(entry.dailyKey), startS: entry.endS, endS: entry.endS };
    assert.deepEqual(find([nextDay], row), [{ line: 1, f0: 0, isExact: true }]);
  });

  it("takes the start for the day's, even where it is not", () => {
    const late = { ...entry, startS: START_S + 450 };
    const rows = historyOf([steps[0]!.id, startMs + 449_999], [steps[0]!.id, startMs + 450_000]);
    assert.deepEqual(find([late], rows), [
      { line: 1, f0: 0, isExact: false },
      { line: 2, f0: 0, isExact: true },
    ]);
  });

  it("lists a row once for each F0, in the order of the history", () => {
    const other = { ...entry, dailyKey: KEYS[1]! };
    const rows = historyOf(
      [traceSteps(other)[3]!.id, startMs + 3 * slotMs],
      [STRANGER, startMs],
      [steps[3]!.id, startMs + 3 * slotMs],
      [steps[3]!.id, startMs + 3 * slotMs],
    );
    assert.deepEqual(find([entry, other, entry], rows), [
      { line: 1, f0: 1, isExact: true },
      { line: 3, f0: 0, isExact: true },
      { line: 3, f0: 2, isExact: true },
      { line: 4, f0: 0, isExact: true },
      { line: 4, f0: 2, isExact: true },
    ]);
  });

  it("finds nothing without rows or without F0s", () => {
    assert.deepEqual(find([], historyOf([STRANGER, startMs])), []);
    assert.deepEqual(find([entry], []), []);
  });
});
