/** A token whose battery runs empty, and one whose program hangs. */
import assert from "node:assert/strict";
import { WATCHDOG_MS } from "../../hal/hal.js";
import { PowerLoss, type FlashOperation } from "../../hal/simulated/flash.js";
import { EMPTY_MV, LOW_MV } from "../../src/wearer/battery.js";
import { BATTERY_LOW, WELL } from "../../src/wearer/signals.js";
import { START_UTC_MS, createBench } from "./bench-token.js";
import { NO_KEYS, adminRing, atTheCable, failure, prepare, settle } from "./host.js";
import { createSimulatedHistoryToken } from "./simulated-history-token.js";
import { comeBackFromHanging } from "./worn.js";

const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
type Bench = ReturnType<typeof createBench>;

/** Beside a neighbour, in the middle of a slot, with three slots behind it. */
function createWornBench(): Bench {
  const bench = createBench();
  bench.addNeighbour(NEIGHBOUR, -60);
  bench.runUntilUtc(START_UTC_MS + 3 * SLOT_MS);
  return bench;
}

/** What the flash is asked to do from now on. */
function watchFlash({ control }: Bench): FlashOperation[] {
  const operations: FlashOperation[] = [];
  control.flash.onOperation((operation) => operations.push(operation));
  return operations;
}

const run = (bench: Bench, ms: number) => bench.timeline.runUntil(bench.timeline.nowMs() + ms);
const slotsOf = (bench: Bench) => bench.records().map(({ day, slot }) => day * 96 + slot);

describe("token whose battery is empty", () => {
  it("falls silent, writes and saves without an erase, and touches the flash no more", () => {
    const bench = createWornBench();
    const before = slotsOf(bench);
    const operations = watchFlash(bench);
    bench.control.battery.setMilliVolts(EMPTY_MV - 1);
    run(bench, SLOT_MS);
    assert.ok(bench.token().isAsleep());
    assert.equal(bench.control.radio.advertising(), undefined);
    assert.equal(
      slotsOf(bench).length,
      before.length + 2,
      "the slot that ended and the one under way are kept",
    );
    assert.ok(operations.length > 0 && operations.every(({ kind }) => kind === "program"));
    operations.length = 0;
    run(bench, 3 * DAY_MS);
    assert.deepEqual(operations, []);
    assert.equal(bench.token().signal(), BATTERY_LOW);
  });

  it("goes on where it was once it is charged, or plugged in, and asks staff for nothing", async () => {
    for (const comeBack of [
      ({ control }: Bench) => control.battery.setMilliVolts(LOW_MV),
      ({ control }: Bench) => control.battery.setCharger(true),
    ]) {
      const bench = createWornBench();
      bench.control.battery.setMilliVolts(EMPTY_MV - 1);
      run(bench, SLOT_MS);
      const before = slotsOf(bench);
      run(bench, DAY_MS);
      assert.ok(bench.token().isAsleep());
      comeBack(bench);
      run(bench, SLOT_MS + 1000);
      assert.ok(!bench.token().isAsleep() && bench.token().slot() !== undefined);
      run(bench, 3 * SLOT_MS);
      const after = slotsOf(bench);
      assert.deepEqual(after.slice(0, before.length), before);
      assert.ok(after.length >= before.length + 3);
      const told = await atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        return session.identify();
      });
      assert.deepEqual([told.hangs, told.timeState, told.hasSaveFailed], [0, "set", false]);
    }
  });

  it("is no reason to stop while it hangs on a charger, and stops where that is pulled", () => {
    const bench = createWornBench();
    bench.control.battery.setCharger(true);
    bench.control.battery.setMilliVolts(EMPTY_MV - 1);
    run(bench, 5 * SLOT_MS);
    assert.ok(!bench.token().isAsleep());
    bench.control.battery.setCharger(false);
    run(bench, 1000);
    assert.ok(bench.token().isAsleep());
  });

  it("sleeps from its start where that finds the battery empty, and erases nothing", () => {
    const bench = createWornBench();
    bench.control.power.cut();
    bench.control.battery.setMilliVolts(EMPTY_MV - 1);
    const operations = watchFlash(bench);
    bench.control.power.restore();
    run(bench, DAY_MS);
    assert.ok(bench.token().isAsleep());
    assert.ok(operations.every(({ kind }) => kind === "program"));
    bench.control.battery.setMilliVolts(LOW_MV);
    run(bench, SLOT_MS + 1000);
    assert.ok(!bench.token().isAsleep());
  });

  it("erases nothing either between the fall of the voltage and the look that finds it", () => {
    const bench = createWornBench();
    const operations = watchFlash(bench);
    // The hourly save comes before the next look.
    while (!operations.some(({ kind }) => kind === "erase")) run(bench, 10);
    bench.runUntilUtc(Math.ceil(bench.hal.clock.utcMs() / SLOT_MS) * SLOT_MS + 3 * SLOT_MS - 1);
    bench.control.battery.setMilliVolts(EMPTY_MV - 1);
    operations.length = 0;
    run(bench, 2 * SLOT_MS);
    assert.ok(bench.token().isAsleep());
    assert.ok(operations.length > 0 && operations.every(({ kind }) => kind === "program"));
  });

  it("loses nothing to a cut in any of its operations, nor to a second one at the start after it", function () {
    this.timeout(120_000);
    for (const program of ["none", "half", "words", "weak", "all"] as const) {
      let cut = 1;
      while (survivesCut(cut, program)) cut++;
      assert.ok(cut > 3, `only ${cut} operations`);
    }
  });

  /** False where there is no operation of that number. */
  function survivesCut(cut: number, program: "none" | "half" | "words" | "weak" | "all"): boolean {
    const bench = createWornBench();
    const before = slotsOf(bench);
    bench.control.battery.setMilliVolts(EMPTY_MV - 1);
    bench.control.flash.cutPowerAt(cut, { program, erase: "mixed", seed: cut });
    try {
      run(bench, SLOT_MS + 1000);
      return false;
    } catch (error) {
      if (!(error instanceof PowerLoss)) throw error;
    }
    const operations = watchFlash(bench);
    for (let second = 1; second <= 3; second++) {
      bench.control.power.cut();
      bench.control.flash.restorePower();
      bench.control.flash.cutPowerAt(second, { program, erase: "mixed", seed: second });
      try {
        bench.control.power.restore();
        run(bench, SLOT_MS);
      } catch (error) {
        if (!(error instanceof PowerLoss)) throw error;
      }
    }
    assert.ok(
      operations.every(({ kind }) => kind === "program"),
      `cut ${cut}: no erase`,
    );
    bench.control.power.cut();
    bench.control.battery.setMilliVolts(4000);
    bench.control.power.restore();
    run(bench, 1000);
    bench.hal.clock.setUtc(START_UTC_MS + DAY_MS, "set");
    run(bench, 3 * SLOT_MS);
    const after = slotsOf(bench);
    assert.deepEqual(after.slice(0, before.length), before, `cut ${cut}, ${program}`);
    assert.ok(after.length > before.length, `cut ${cut}, ${program}: it logs on`);
    return true;
  }
});

describe("token whose program hangs", () => {
  it("is restarted by the watchdog, logs on, and tells staff until they have read it", async () => {
    await comeBackFromHanging(createSimulatedHistoryToken(1));
  });

  it("is restarted also where only its chores have died of an exception", async () => {
    const bench = createWornBench();
    const { program } = bench.hal.flash;
    let isToFail = false;
    bench.hal.flash.program = (address, bytes) => {
      if (isToFail) throw new Error("nobody expects this");
      program(address, bytes);
    };
    bench.hal.system.restart(); // the token takes the flash as it is at its start
    settle(bench);
    isToFail = true;
    assert.throws(() => run(bench, 2 * SLOT_MS), /nobody expects/);
    isToFail = false;
    const before = slotsOf(bench).length;
    run(bench, 2 * SLOT_MS);
    assert.equal(slotsOf(bench).length, before, "it lives on and logs nothing");
    run(bench, WATCHDOG_MS + 3 * SLOT_MS);
    assert.ok(slotsOf(bench).length > before);
    assert.equal(bench.token().signal(), WELL);
  });

  it("is not what an order, a console or a loss of power look like", async () => {
    const bench = createBench();
    const authority = await prepare(bench, 42);
    bench.control.power.cut();
    bench.control.power.restore();
    settle(bench);
    const asAdmin = <T>(use: Parameters<typeof atTheCable<T>>[1]) =>
      atTheCable(bench, async (session) => {
        await session.enter(adminRing(authority));
        return use(session);
      });
    await asAdmin((session) => session.openConsole());
    run(bench, 10 * WATCHDOG_MS);
    assert.ok(bench.control.console.isOpen(), "the watchdog leaves who installs a program alone");
    bench.control.console.leave();
    settle(bench);
    assert.equal((await asAdmin((session) => session.identify())).hangs, 0);
    bench.hal.system.restart();
    settle(bench);
    assert.equal((await asAdmin((session) => session.identify())).hangs, 1, "a reset that nobody ordered is");
    assert.equal(await failure(asAdmin((session) => session.confirm(0))), "nothing");
    assert.equal((await asAdmin((session) => session.identify())).hangs, 0);
  });
});

describe("self-check at the start", () => {
  it("tells staff what it found, and the wearer where a cipher fails", async () => {
    const bench = createBench();
    const told = () =>
      atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        return session.identify();
      });
    bench.control.power.cut();
    bench.control.battery.setMilliVolts(3400);
    bench.control.power.restore();
    settle(bench);
    assert.deepEqual((await told()).startFaults, ["clock", "battery"]);
    const { randomBytes } = bench.hal.crypto;
    bench.hal.crypto.randomBytes = (length) => new Uint8Array(length);
    bench.hal.system.restart();
    settle(bench);
    bench.hal.crypto.randomBytes = randomBytes;
    assert.ok((await told()).startFaults.includes("random"));
    bench.control.battery.setMilliVolts(4000);
    bench.hal.clock.setUtc(START_UTC_MS, "set");
    assert.equal(bench.token().signal(), 3);
  });
});
