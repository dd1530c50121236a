import assert from "node:assert/strict";
import fc from "fast-check";
import { type Activity, type EnergyTerms, energyOf, totalMah } from "../../../sim/energy/energy.js";
import {
  type Schedule,
  VILLAGE_DAY,
  activityAfterSet,
  activityOfDay,
  scheduleFor,
} from "../../../sim/energy/day.js";
import { PROFILES } from "../../../sim/energy/profiles.js";
import { scenarioNamed } from "../../../sim/scenarios/scenario.js";
import { createVillage } from "../../../sim/run/village.js";
import { energyCommand } from "../../../sim/commands/energy.js";
import { HALF_WIDTHS_MS } from "../../../src/token/schedule.js";
import { assertNear } from "../statistics.js";
import { printedBy } from "../printed.js";

const NOTHING: Activity = {
  hours: 0,
  adverts: 0,
  windows: 0,
  listenMs: 0,
  soughtMs: 0,
  reports: 0,
  records: 0,
  slots: 0,
  advertChanges: 0,
  erases: 0,
  programs: 0,
  ledMs: 0,
};

const DAY_MS = 86_400_000;

describe("energy", () => {
  const count = fc.integer({ min: 0, max: 1_000_000 });
  const activity: fc.Arbitrary<Activity> = fc.record({
    hours: fc.integer({ min: 0, max: 1000 }),
    adverts: count,
    windows: count,
    listenMs: count,
    soughtMs: count,
    reports: count,
    records: count,
    slots: count,
    advertChanges: count,
    erases: count,
    programs: count,
    ledMs: count,
  });
  const profile = fc.constantFrom(PROFILES.traceband, PROFILES.espruino);

  it("gives TraceBand's own model its 1.97 mAh a day", () => {
    // Adverts every 250 ms, a window of 2 s with 15 ms of start every five minutes, nothing else (EWSN 2022, eval.py).
    const day = { ...NOTHING, hours: 24, adverts: 345_600, windows: 288, listenMs: 576_000 };
    const terms = energyOf(day, PROFILES.traceband, 0, 0);
    assertNear(terms.sleep, 0.0614, 1e-4);
    assertNear(terms.advertising, 0.937, 1e-3);
    assertNear(terms.listening, 0.9688, 1e-4);
    assertNear(totalMah(terms), 1.97, 0.005);
  });

  it("gives what a calculation by hand gives for Espruino's figures", () => {
    const day: Activity = {
      hours: 24,
      adverts: 172_800,
      windows: 576,
      listenMs: 633_600,
      soughtMs: 19_200,
      reports: 8640,
      records: 960,
      slots: 96,
      advertChanges: 0,
      erases: 36,
      programs: 1128,
      ledMs: 1800,
    };
    const byHand: EnergyTerms = {
      sleep: 0.288, // 12 µA × 24 h
      advertising: 0.342, // 19 µA × 0.375 s × 172,800 / 3,600
      listening: 2.112, // 12 mA × 633.6 s / 3,600
      reading: 0.064, // 12 mA × 19.2 s / 3,600
      hearing: 0.0964267, // 8 mA × (7,680 × 21 + 960 × 58) × 0.2 ms / 3,600 s
      sealing: 0.0584533, // 8 mA × 960 × 137 × 0.2 ms / 3,600 s
      slotChanges: 0.0360533, // 8 mA × 96 × 845 × 0.2 ms / 3,600 s
      flash: 0.0208043, // 8 mA × 36 × 437 × 0.2 ms, and 23 mA × (1,128 × 0.64 + 36 × 40) ms, / 3,600 s
      led: 0.001, // 2 mA × 1.8 s / 3,600
      selfDischarge: 0.1333333, // 200 mAh × 2 % / 30
    };
    const terms = energyOf(day, PROFILES.espruino, 200, 0);
    assert.deepEqual(Object.keys(terms), Object.keys(byHand));
    for (const [term, mAh] of Object.entries(byHand))
      assertNear(terms[term as keyof EnergyTerms], mAh, 1e-6, term);
    assertNear(totalMah(terms), 3.1520709, 2e-6);
  });

  it("costs less with less power, by what the radio's data sheet says", () => {
    const { advertising } = energyOf({ ...NOTHING, adverts: 1000 }, PROFILES.traceband, 0, 0);
    const less = [-4, -8, -12].map(
      (power) =>
        advertising - energyOf({ ...NOTHING, adverts: 1000 }, PROFILES.traceband, 0, power).advertising,
    );
    // (4.8 − 3.1, 3.3, 3.0) mA × 3 × 0.312 ms × 1,000 / 3,600 s
    less.forEach((mAh, n) => assertNear(mAh, [0.000442, 0.00039, 0.000468][n]!, 1e-6));
    assert.throws(() => energyOf(NOTHING, PROFILES.traceband, 0, 8), /not known/);
  });

  it("adds up: terms to the total, and a day and another to both", () => {
    fc.assert(
      fc.property(activity, activity, profile, (a, b, by) => {
        // A first sight needs a report: where there are more records than reports the rest is not linear.
        fc.pre(a.records <= a.reports && b.records <= b.reports);
        const both = Object.fromEntries(
          Object.entries(a).map(([name, n]) => [name, n + b[name as keyof Activity]]),
        ) as unknown as Activity;
        const [ofA, ofB, ofBoth] = [a, b, both].map((one) => energyOf(one, by, 100)) as [
          EnergyTerms,
          EnergyTerms,
          EnergyTerms,
        ];
        for (const term of Object.keys(ofBoth) as (keyof EnergyTerms)[]) {
          assert.ok(ofA[term] >= 0);
          assertNear(ofBoth[term], ofA[term] + ofB[term], 1e-9 * (1 + ofBoth[term]), term);
        }
        const sum = Object.values(ofA).reduce((total: number, mAh: number) => total + mAh, 0);
        assertNear(totalMah(ofA), sum, 1e-9 * (1 + sum));
      }),
    );
  });

  it("costs more whatever a token does more of, in the terms it belongs to and in no other", () => {
    const terms: Record<keyof Activity, (keyof EnergyTerms)[]> = {
      hours: ["sleep", "selfDischarge"],
      adverts: ["advertising"],
      windows: ["listening"],
      listenMs: ["listening"],
      soughtMs: ["reading"],
      reports: ["hearing"],
      records: ["hearing", "sealing"],
      slots: ["slotChanges"],
      advertChanges: ["slotChanges"],
      erases: ["flash"],
      programs: ["flash"],
      ledMs: ["led"],
    };
    const names = fc.constantFrom(...(Object.keys(terms) as (keyof Activity)[]));
    fc.assert(
      fc.property(activity, names, (a, name) => {
        fc.pre(a.records < a.reports);
        const before = energyOf(a, PROFILES.traceband, 100);
        const after = energyOf({ ...a, [name]: a[name] + 1 }, PROFILES.traceband, 100);
        const more = Object.keys(before).filter(
          (term) => after[term as keyof EnergyTerms] > before[term as keyof EnergyTerms],
        );
        assert.deepEqual(more.sort(), terms[name].sort());
      }),
    );
  });

  it("costs more by schedule with more windows, longer ones, and more frequent adverts", () => {
    const total = (schedule: Schedule) =>
      totalMah(energyOf(activityOfDay(schedule, VILLAGE_DAY), PROFILES.traceband, 100));
    for (const boundMs of [0, Infinity]) {
      const one = scheduleFor(boundMs);
      const now = total(one);
      assert.ok(total({ ...one, windowsPerSlot: one.windowsPerSlot + 1 }) > now);
      assert.ok(total({ ...one, windowMs: one.windowMs + 1 }) > now);
      assert.ok(total({ ...one, advertIntervalMs: one.advertIntervalMs - 1 }) > now);
    }
    const byWidth = HALF_WIDTHS_MS.map((burstHalfMs) => total({ ...scheduleFor(0), burstHalfMs }));
    assert.deepEqual(
      byWidth,
      [...byWidth].sort((a, b) => a - b),
    );
    assert.ok(total(scheduleFor(0)) < total(scheduleFor(Infinity)));
  });

  it("counts a day's windows and adverts by the token's own constants", () => {
    const schedule = {
      advertIntervalMs: 495,
      windowMs: 1000,
      windowsPerSlot: 5,
      burstHalfMs: 0,
      burstIntervalMs: 95,
      silentMs: 90_000,
      slotsPerDay: 96,
      slotsPerSave: 4,
    };
    const day = activityOfDay(schedule, { reports: 300, records: 128, presses: 2 });
    assert.deepEqual(day, {
      hours: 24,
      adverts: 172_800 * 0.9,
      windows: 480,
      listenMs: 480_000,
      soughtMs: 19_200,
      reports: 300,
      records: 128,
      slots: 96,
      advertChanges: 192,
      erases: 2 + 1 + 2 * 25, // 127 records a page, 5 bytes an ID in the digest, a save each hour and one at the day's end, twice
      programs: 128 + 96 + 2 * 53,
      ledMs: 2000,
    });
    // 480 bursts of 9 s, in which an advert takes 0.1 s and not 0.5.
    const withBursts = activityOfDay(
      { ...schedule, burstHalfMs: 4500 },
      { reports: 0, records: 0, presses: 0 },
    );
    assert.equal(withBursts.adverts, 172_800 * 0.9 + 480 * (90 - 18));
  });

  it("foresees the flash operations that tokens of a village really do", function () {
    this.timeout(180_000);
    const village = createVillage({ ...scenarioNamed("village"), people: 40, days: 2 }, 1);
    const counted = () => {
      const totals = village.tokens.map(({ control }) => control.flash.totals());
      const mean = (pick: (one: (typeof totals)[0]) => number) =>
        totals.reduce((sum, one) => sum + pick(one), 0) / totals.length;
      const records = village.tokens.map(({ token }) => token.log.nextSequence() - token.log.firstSequence());
      return {
        erases: mean(({ erases }) => erases),
        programs: mean(({ programs }) => programs),
        records: records.reduce((sum, one) => sum + one, 0) / records.length,
      };
    };
    village.runUntil(DAY_MS);
    const first = counted();
    village.runUntil(2 * DAY_MS);
    const second = counted();
    const records = second.records - first.records;
    const day = activityOfDay(scheduleFor(0), { reports: 0, records, presses: 0 });
    // A slot without a neighbour leaves no group in the digest, and among 40 people there are many.
    assertNear(second.programs - first.programs, day.programs, 0.2 * day.programs, "programs");
    // The log's pages are erased when its ring comes round, after three weeks; until then only opened.
    const logPages = Math.ceil(records / 127);
    assertNear(second.erases - first.erases, day.erases - logPages, 2, "erases");
  });

  describe("bztoken energy", () => {
    const run = (...args: string[]) => printedBy(energyCommand(), ...args);

    it("prints profile, charge, terms and schedule as JSON", async () => {
      for (const name of ["traceband", "espruino"] as const) {
        const result = JSON.parse(await run("--profile", name, "--json"));
        const terms = energyOf(activityAfterSet(7, 50, VILLAGE_DAY), PROFILES[name], 100);
        assert.equal(result.profile, name);
        assert.deepEqual(result.terms, terms);
        assert.equal(result.mAhPerDay, totalMah(terms));
        assert.equal(result.daysPerBattery, 100 / totalMah(terms));
        assert.equal(result.perDay.windows, 96 * 4);
        assert.equal(result.clockBoundPpm, 50, "the board's");
      }
    });

    it("shows both profiles, and whether the bound is kept by TraceBand's", async () => {
      const both = await run();
      assert.match(both, /traceband\s+espruino/);
      const { mAhPerDay } = JSON.parse(await run("--json")) as { mAhPerDay: number };
      assert.match(
        both,
        mAhPerDay <= 1 ? /Within the bound/ : /bound of 1 mAh a day is missed by \d\.\d\d: listening/,
      );
      assert.doesNotMatch(await run("--profile", "espruino"), /traceband|bound/);
    });

    it("counts a larger cell's self-discharge and days", async () => {
      const [small, large] = [await run("--json"), await run("--json", "--battery", "400")].map((text) =>
        JSON.parse(text),
      );
      assertNear(large.terms.selfDischarge, 4 * small.terms.selfDischarge, 1e-12);
      assertNear(large.daysPerBattery, 400 / large.mAhPerDay, 1e-9);
    });

    it("says how long other cells last, each with its own self-discharge", async () => {
      const { cells, mAhPerDay, terms } = JSON.parse(await run("--json"));
      const days = Object.fromEntries(
        cells.map(({ name, days }: { name: string; days: number }) => [name, days]),
      );
      const without = mAhPerDay - terms.selfDischarge;
      assertNear(days["LiPo 100 mAh"], 100 / mAhPerDay, 1e-9);
      assertNear(days["LiPo 500 mAh"], 500 / (without + (500 * 0.02) / 30), 1e-9);
      assertNear(days["CR2477 1000 mAh"], 1000 / (without + (1000 * 0.01) / 360), 1e-9);
      assert.match(await run(), /days on a CR2477 1000 mAh +\d+ +\d+/);
    });

    it("refuses what it does not know in one line", async () => {
      await assert.rejects(run("--profile", "nokia"), /Allowed choices are traceband, espruino/);
      for (const battery of ["0", "-3", "much", "Infinity"])
        await assert.rejects(run("--battery", battery), /milliampere-hours/);
    });
  });
});
