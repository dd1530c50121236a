/** Power and the line go at any point of an update: none is lost, none is half. */
import assert from "node:assert/strict";
import { PowerLoss } from "../../../hal/simulated/flash.js";
import type { EraseCut, ProgramCut } from "../../../hal/simulated/flash-cuts.js";
import { isUserError } from "../../../src/words/user-error.js";
import { alongside, atTheCable, NO_KEYS } from "../host.js";
import {
  HEALTHY,
  type Program,
  type SlotsBench,
  addressed,
  createSlotsBench,
  practiceAdmin,
  releaseOf,
} from "./slots-bench.js";

const SLOT_MS = 900_000;
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
const BAD: Program = { firmwareVersion: "0.2.0", flaw: "cannot log" };

const run = (bench: SlotsBench, ms: number) => bench.timeline.runUntil(bench.timeline.nowMs() + ms);
const slotsOf = (bench: SlotsBench) => bench.records().map(({ day, slot }) => day * 96 + slot);
const versionOf = (bench: SlotsBench) => bench.running().program.firmwareVersion;

async function send(bench: SlotsBench, program: Program) {
  const release = addressed(releaseOf(program), practiceAdmin(bench.token().serial()));
  await atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    await session.sendProgram(release);
  });
}

/** Two slots behind it, then the update, the trial and its end. */
function createWorn(): SlotsBench {
  const bench = createSlotsBench();
  bench.addNeighbour(NEIGHBOUR, -60);
  run(bench, 2 * SLOT_MS + 1000);
  return bench;
}

async function live(bench: SlotsBench, program: Program): Promise<void> {
  await send(bench, program);
  run(bench, 3 * SLOT_MS);
}

/** True where power went in the n-th flash operation; the token is then on again. */
async function cutIn(
  bench: SlotsBench,
  operation: number,
  cut: { program: ProgramCut; erase: EraseCut },
  use: () => Promise<void>,
): Promise<boolean> {
  const { power, flash, usb } = bench.control;
  flash.cutPowerAt(operation, { ...cut, seed: operation });
  let isCut = false;
  try {
    await use();
  } catch (error) {
    // It may also show as what the cable's end tells the host, once power is gone.
    if (!(error instanceof PowerLoss) && !isUserError(error, "sync")) throw error;
    isCut = true;
  }
  if (!isCut) {
    flash.restorePower();
    return false;
  }
  if (usb.isPlugged()) usb.unplug();
  power.cut();
  flash.restorePower();
  power.restore();
  // It was set by the station, and is so again at the next check.
  run(bench, 2000);
  return true;
}

async function setTime(bench: SlotsBench, utcMs: number) {
  await atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    await session.setTime(() => utcMs);
  });
}

const SHAPES: { program: ProgramCut; erase: EraseCut }[] = [
  { program: "none", erase: "none" },
  { program: "half", erase: "front" },
  { program: "bits", erase: "mixed" },
  { program: "but-one-bit", erase: "nearly" },
  { program: "weak", erase: "unstable" },
  { program: "all", erase: "all" },
];

describe("an update that loses power", () => {
  for (const [name, program] of [
    ["from the head to the confirmation", HEALTHY],
    ["from the head to the rollback", BAD],
  ] as const) {
    it(`in any flash operation ${name} goes on with one program or the other, and ends when it is done again`, async function () {
      this.timeout(600_000);
      let cuts = 0;
      const ends = new Set<string>();
      for (const shape of SHAPES) {
        for (let operation = 1; ; operation++) {
          const bench = createWorn();
          const before = slotsOf(bench);
          const isCut = await cutIn(bench, operation, shape, () => live(bench, program));
          if (!isCut) break;
          cuts++;
          const where = `${shape.program}/${shape.erase} in operation ${operation}`;
          ends.add(`${versionOf(bench)}${bench.running().isTrial ? " on trial" : ""}`);
          assert.deepEqual(slotsOf(bench).slice(0, before.length), before, `${where}: log`);
          await setTime(bench, bench.hal.clock.utcMs() + 5 * SLOT_MS);
          // What is on trial ends it, one way or the other, before it is updated again.
          run(bench, 3 * SLOT_MS);
          const wasRunning = versionOf(bench);
          assert.ok(["0.1.0", "0.2.0"].includes(wasRunning), where);
          if (program === BAD) assert.equal(wasRunning, "0.1.0", where);
          await live(bench, { firmwareVersion: "0.2.1" });
          assert.equal(versionOf(bench), "0.2.1", where);
          assert.equal(bench.running().isTrial, true, where);
          bench.control.power.cut();
          bench.control.power.restore();
          run(bench, 2000);
          assert.deepEqual(
            [versionOf(bench), bench.running().isTrial],
            ["0.2.1", false],
            `${where}: confirmed`,
          );
          assert.deepEqual(slotsOf(bench).slice(0, before.length), before, `${where}: log at the end`);
        }
      }
      console.log(`      ${cuts} cuts, after which ran ${[...ends].sort().join(", ")}`);
      assert.ok(cuts > 30 * SHAPES.length, `only ${cuts} cuts`);
    });
  }

  it("a second time, in any of the first operations after that, comes to the same", async function () {
    this.timeout(600_000);
    let cuts = 0;
    const shape = { program: "weak", erase: "nearly" } as const;
    for (let first = 1; ; first += 2) {
      let isCut = true;
      for (let second = 1; isCut && second <= 7; second += 2) {
        const bench = createWorn();
        const before = slotsOf(bench);
        isCut = await cutIn(bench, first, shape, () => live(bench, HEALTHY));
        if (!isCut) break;
        bench.control.power.cut();
        const again = await cutIn(bench, second, { program: "bits", erase: "mixed" }, async () => {
          bench.control.power.restore();
          bench.control.flash.cutPowerAt(second, { program: "bits", erase: "mixed", seed: second });
          run(bench, SLOT_MS);
        });
        cuts += again ? 1 : 0;
        await setTime(bench, bench.hal.clock.utcMs() + 5 * SLOT_MS);
        run(bench, 3 * SLOT_MS);
        await live(bench, { firmwareVersion: "0.2.1" });
        const where = `operations ${first} and ${second}`;
        assert.deepEqual([versionOf(bench), bench.running().boot > 1], ["0.2.1", true], where);
        assert.deepEqual(slotsOf(bench).slice(0, before.length), before, where);
      }
      if (!isCut) break;
    }
    console.log(`      ${cuts} second cuts`);
    assert.ok(cuts > 30);
  });
});

/** Plugs in a line that passes so many bytes to the token and back once `limit` is called, and no more. */
function openLimitedLine({ control }: SlotsBench) {
  let left = Infinity;
  let onData: (bytes: Uint8Array) => void = () => {};
  let onClose: () => void = () => {};
  const passed = (bytes: Uint8Array) => {
    const some = bytes.subarray(0, Math.max(0, left));
    left -= bytes.length;
    return some;
  };
  control.usb.plug(
    (bytes) => onData(passed(bytes)),
    () => onClose(),
  );
  return {
    limit: (bytes: number) => (left = bytes),
    write: (bytes: Uint8Array) => control.usb.write(passed(bytes)),
    onData: (listener: (bytes: Uint8Array) => void) => (onData = listener),
    onClose: (listener: () => void) => (onClose = listener),
    close: () => control.usb.unplug(),
  };
}

/** A part of 232 bytes as a line between two line feeds, and its answer. */
const EXCHANGE_BYTES = 346 + 24;

class Pulled extends Error {}

describe("an update that loses the line", () => {
  it("after any part goes on there at the next try, and is whole", async () => {
    const bench = createSlotsBench();
    const release = addressed(releaseOf(HEALTHY), practiceAdmin(bench.token().serial()));
    const starts: number[] = [];
    const offsets: number[] = [];
    for (let isDone = false; !isDone;) {
      let sent = 0;
      await atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        await session.sendProgram(release, (offset) => {
          if (sent === 0) starts.push(offset);
          offsets.push(offset);
          if (sent++ === 1 && offset < release.code.length) throw new Pulled();
        });
        isDone = true;
      }).catch((error: unknown) => {
        if (!(error instanceof Pulled)) throw error;
      });
      assert.ok(starts.length < 20);
    }
    assert.deepEqual(starts, [0, 232, 464, 696, 928, 1024]);
    assert.equal(offsets.at(-1), release.code.length);
    run(bench, 2000);
    assert.deepEqual(bench.running(), { program: HEALTHY, boot: 2, isTrial: true });
  });

  it("after any byte of a part, or of its answer, is whole at the next try", async function () {
    this.timeout(300_000);
    const bench = createSlotsBench();
    for (let bytes = 0; bytes <= EXCHANGE_BYTES; bytes++) {
      const release = addressed(
        releaseOf({ firmwareVersion: "0.1.0" }, {}, 1200),
        practiceAdmin(bench.token().serial()),
      );
      const line = openLimitedLine(bench);
      await alongside(bench, line, async (session) => {
        await session.enter(NO_KEYS);
        await session.sendProgram(release, (offset) => {
          if (offset === 232) line.limit(bytes);
        });
        assert.fail("the line was cut");
      }).catch((error: unknown) => {
        if (!isUserError(error, "sync/no-answer")) throw error;
      });
      line.close();
      run(bench, 1500);
      let from = -1;
      await atTheCable(bench, async (session) => {
        await session.enter(NO_KEYS);
        await session.sendProgram(release, (offset) => {
          if (from < 0) from = offset;
          // The rest is for another time: it would restart.
          if (offset === 928) throw new Pulled();
        });
      }).catch((error: unknown) => {
        if (!(error instanceof Pulled)) throw error;
      });
      assert.ok(from === 232 || from === 464, `cut after ${bytes} bytes, it goes on from ${from}`);
      if (bytes < 344) assert.equal(from, 232);
      if (bytes === EXCHANGE_BYTES) assert.equal(from, 464);
    }
    assert.equal(bench.starts.length, 1);
  });
});
