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
  // The phone counts in Java's long integers: a division drops the rest.
  const deltaMs = Number(86_400_000n / BigInt(slotsPerDay));
  let day: Uint8Array = dailyKey;
  let key: Uint8Array = Buffer.concat([day, salt]);
  let timeMs = startS * 1000;
  let count = 0;
  while (timeMs <= endS * 1000) {
    key = sha256(key);
    const id = Buffer.from(PICK.map((i) => key[i]!))
      .toString("hex")
      .toUpperCase();
    steps.push({ id, startMs: timeMs, endMs: timeMs + deltaMs });
    timeMs += deltaMs;
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
    list.flatMap(({ f0 }, i) => {
      const isExact = isFound(steps[i]!, row, 0);
      return isExact || isFound(steps[i]!, row, 1) ? [{ line: row.line, f0, isExact }] : [];
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

/** Numbers of slots that do not divide the day. */
const UNEVEN = [7, 11, 13, 95, 97, 1439];

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
    slotsPerDay: fc.constantFrom(1, 2, 24, 96, 96, 96, 144, ...UNEVEN),
  })
  .map(({ lengthS, ...entry }) => ({ ...entry, endS: entry.startS + lengthS }));

/** Rows of steps of the entries, at and about the edges of windows and of tolerance; and a few strangers. */
const cases = fc.array(entries, { minLength: 1, maxLength: 3 }).chain((listed) => {
  // Other indices than the places: some were left out of the list.
  const list = listed.map((entry, i) => ({ ...entry, f0: 2 * i + 1 }));
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
  const entry: F0Entry = {
    f0: 0,
    dailyKey: KEYS[0]!,
    startS: START_S,
    endS: START_S + DAY_S,
    slotsPerDay: 96,
  };
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
    const other = { ...entry, f0: 1, dailyKey: KEYS[1]! };
    const rows = historyOf(
      [traceSteps(other)[3]!.id, startMs + 3 * slotMs],
      [STRANGER, startMs],
      [steps[3]!.id, startMs + 3 * slotMs],
      [steps[3]!.id, startMs + 3 * slotMs],
    );
    assert.deepEqual(find([entry, other, { ...entry, f0: 2 }], rows), [
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

  describe("where the slots do not divide the day", () => {
    it("has windows in whole milliseconds, rounded down", () => {
      // 86 400 000 / 7 = 12 342 857.14…
      const seven = { ...entry, slotsPerDay: 7 };
      const { id } = traceSteps(seven)[1]!;
      const rows = historyOf(
        [id, 1_596_857_142_856],
        [id, 1_596_857_142_857],
        [id, 1_596_869_485_714],
        [id, 1_596_869_485_715],
      );
      assert.deepEqual(
        find([seven], rows).map((match) => (match as { isExact: boolean }).isExact),
        [false, true, true, false],
      );
    });

    it("begins later days earlier and earlier", () => {
      // 86 400 000 / 1439 = 60 041.7…; 1439 · 60 041 = 86 398 999: the day is 1 001 ms short, 30 days 30 030 ms.
      const minutes = { ...entry, endS: START_S + 31 * DAY_S, slotsPerDay: 1439 };
      const { id } = traceSteps(minutes)[30 * 1439]!;
      const beginMs = startMs + 30 * DAY_S * 1000 - 30_030;
      const rows = historyOf(
        [id, beginMs - 1],
        [id, beginMs],
        [id, beginMs + 60_041],
        [id, beginMs + 60_042],
      );
      assert.deepEqual(
        find([minutes], rows).map((match) => (match as { isExact: boolean }).isExact),
        [false, true, true, false],
      );
    });
  });

  it("looks for rows where years of short days have moved the IDs", () => {
    // 86 400 000 / 86 401 = 999.98…; 86 401 · 999 = 86 314 599: the day is 85.4 s short, 3 000 days nearly three days.
    const years = { ...entry, endS: START_S + 3001 * DAY_S, slotsPerDay: 86_401 };
    let dailyKey: Uint8Array = entry.dailyKey;
    for (let day = 0; day < 3000; day++) dailyKey = sha256(dailyKey);
    const { id } = traceSteps({ ...entry, dailyKey, endS: START_S })[0]!;
    const beginMs = startMs + 3000 * 86_314_599;
    assert.deepEqual(find([years], historyOf([id, beginMs])), [{ line: 1, f0: 0, isExact: true }]);
  });

  it("finds the same in a year with few rows as a walk through all of it", () => {
    for (const slotsPerDay of [1, 7, 13]) {
      const year = { ...entry, endS: START_S + 365 * DAY_S, slotsPerDay };
      const all = traceSteps(year);
      const chosen = [0, 1, 40, 41, 200, all.length - 2, all.length - 1].map((i) => all[i % all.length]!);
      const rows = historyOf(
        [STRANGER, 0],
        ...chosen.flatMap(({ id, startMs: fromMs, endMs }): [string, number][] => [
          [id, fromMs - 1],
          [id, fromMs],
          [id, endMs + (endMs - fromMs)],
          [id, endMs + (endMs - fromMs) + 1],
        ]),
        [STRANGER, startMs + 9999 * DAY_S * 1000],
      );
      const found = find([year], rows);
      assert.deepEqual(found, findNaively([year], rows));
      assert(found.length >= 20, `${found.length} found`);
    }
  });

  it("makes only IDs of days near the history, and tells how far it is", () => {
    const long = { ...entry, startS: START_S - 500 * DAY_S, endS: START_S + 500 * DAY_S, slotsPerDay: 1440 };
    const rows = historyOf([STRANGER, startMs], [STRANGER, startMs + 3 * DAY_S * 1000]);
    let hashes = 0;
    const reports: [done: number, total: number][] = [];
    matchHistory(
      { sha256: (bytes) => (hashes++, sha256(bytes)) },
      [long, { ...long, f0: 1 }],
      rows,
      (done, total) => reports.push([done, total]),
    );
    // A daily key for each of 500 days and a few; IDs of the days of the rows, and of a day or two before and after.
    assert(hashes < 2 * (510 + 8 * 1440), `${hashes} hashes`);
    assert(hashes > 2 * (499 + 4 * 1440), `${hashes} hashes`);
    assert.equal(reports.length, Math.floor(hashes / 10_000));
    assert.deepEqual(
      reports,
      reports.map((_, i) => [10_000 * (i + 1), hashes]),
    );
    assert(reports.length > 0);
  });

  it("tells of rows whose ID is an F0's at another time, and of an F0's own history", () => {
    const hours7Ms = 7 * 3_600_000;
    const result = matchHistory(
      { sha256 },
      [{ ...entry, f0: 4 }],
      [
        ...historyOf(
          [steps[10]!.id, steps[10]!.endMs + hours7Ms],
          [steps[10]!.id, steps[10]!.startMs - hours7Ms],
          [steps[10]!.id, steps[10]!.startMs],
        ),
        { line: 4, ownId: steps[2]!.id, contactId: STRANGER, rssiDbm: -70, timeMs: startMs },
      ],
    );
    assert.equal(result.matches.length, 1);
    assert.deepEqual(
      result.strays.map(({ row, f0, lateMs }) => [row.line, f0, lateMs]),
      [
        [1, 4, hours7Ms],
        [2, 4, -hours7Ms],
      ],
    );
    assert.deepEqual([...result.ownRows], [[4, 1]]);
  });
});
