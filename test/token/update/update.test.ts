/** A token gets another program at a check: what it takes, when that stays, and when the one before comes back. */
import assert from "node:assert/strict";
import { WATCHDOG_MS } from "../../../hal/hal.js";
import { isUserError } from "../../../src/words/user-error.js";
import { atTheCable, NO_KEYS } from "../host.js";
import {
  FIRST,
  HEALTHY,
  SLOT_CODE_BYTES,
  type Flaw,
  type Program,
  type SlotsBench,
  addressed,
  createSlotsBench,
  practiceAdmin,
  releaseOf,
} from "./slots-bench.js";

const SLOT_MS = 900_000;
const DAY_MS = 86_400_000;
const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);

const run = (bench: SlotsBench, ms: number) => bench.timeline.runUntil(bench.timeline.nowMs() + ms);
const adminOf = (bench: SlotsBench) => practiceAdmin(bench.token().serial());

function update(bench: SlotsBench, release = releaseOf(HEALTHY), admin = adminOf(bench)) {
  return atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    await session.sendProgram(addressed(release, admin));
  });
}

const identify = (bench: SlotsBench) =>
  atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    return session.identify();
  });

const slotsOf = (bench: SlotsBench) => bench.records().map(({ day, slot }) => day * 96 + slot);

describe("a token's new program", () => {
  it("runs on trial after the update, and stays once it has logged", async () => {
    const bench = createSlotsBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    run(bench, 3 * SLOT_MS);
    const before = slotsOf(bench);
    assert.deepEqual(bench.running(), { program: FIRST, boot: 1, isTrial: false });
    await update(bench);
    run(bench, 2000);
    assert.deepEqual(bench.running(), { program: HEALTHY, boot: 2, isTrial: true });
    const onTrial = await identify(bench);
    assert.deepEqual(
      [onTrial.firmwareVersion, onTrial.bootSlot, onTrial.isOnTrial],
      ["0.2.0", "first", true],
    );
    assert.equal(onTrial.hangs, 0);
    run(bench, 2 * SLOT_MS);
    const after = await identify(bench);
    assert.deepEqual([after.firmwareVersion, after.bootSlot, after.isOnTrial], ["0.2.0", "first", false]);
    assert.deepEqual(slotsOf(bench).slice(0, before.length), before, "nothing of the log is lost");
    assert.ok(
      slotsOf(bench).length >= before.length + 2,
      "the slot of the update is logged, and those after it",
    );
    bench.control.power.cut();
    bench.control.power.restore();
    run(bench, 2000);
    assert.deepEqual(bench.running(), { program: HEALTHY, boot: 2, isTrial: false });
  });

  it("goes into the other slot next time, and the one before that is then free", async () => {
    const bench = createSlotsBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    for (const [version, boot] of [
      ["0.2.0", 2],
      ["0.3.0", 3],
      ["0.4.0", 2],
      ["0.4.1", 3],
    ] as const) {
      await update(bench, releaseOf({ firmwareVersion: version }));
      run(bench, 2 * SLOT_MS);
      assert.deepEqual([bench.running().program.firmwareVersion, bench.running().boot], [version, boot]);
      assert.equal((await identify(bench)).isOnTrial, false);
    }
  });

  it("leaves the log byte for byte as it was, where nobody is heard meanwhile", async () => {
    const bench = createSlotsBench();
    bench.hearUntil(NEIGHBOUR, -60, bench.hal.clock.utcMs() + 3 * SLOT_MS);
    run(bench, 2 * SLOT_MS);
    const before = bench.ring();
    assert.ok(before.some((byte) => byte !== 0xff));
    await update(bench);
    run(bench, 3 * SLOT_MS);
    assert.equal(bench.running().program.firmwareVersion, "0.2.0");
    assert.deepEqual(bench.ring(), before, "on trial");
    bench.control.power.cut();
    bench.control.power.restore();
    run(bench, 2000);
    assert.deepEqual(bench.running().program, FIRST, "rolled back");
    assert.deepEqual(bench.ring(), before, "rolled back");
  });

  it("fills its slot to the last byte", async () => {
    const bench = createSlotsBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    await update(bench, releaseOf(HEALTHY, {}, SLOT_CODE_BYTES));
    run(bench, 2 * SLOT_MS);
    assert.deepEqual(bench.running().program, HEALTHY);
    assert.equal((await identify(bench)).isOnTrial, false);
  });

  it("is a gate's after an hour, in which nothing can be logged", async () => {
    const bench = createSlotsBench();
    await atTheCable(bench, async (session) => {
      await session.enter(NO_KEYS);
      await session.setGateMode(true);
    });
    await update(bench);
    run(bench, SLOT_MS);
    assert.equal((await identify(bench)).isOnTrial, true);
    run(bench, 4 * SLOT_MS);
    assert.equal((await identify(bench)).isOnTrial, false);
  });
});

describe("a program that is not what it should be", () => {
  const FLAWS: [Flaw, number][] = [
    ["cannot log", SLOT_MS + 60_000],
    ["throws at its start", 5000],
    ["throws in a step", 2 * SLOT_MS + 2 * WATCHDOG_MS],
    ["is deaf", DAY_MS + SLOT_MS],
    ["cannot save", SLOT_MS],
    ["has a broken cipher", 5000],
    ["does nothing", WATCHDOG_MS + 5000],
  ];
  for (const [flaw, withinMs] of FLAWS) {
    it(`is rolled back where it ${flaw}, and everything logged before is there`, async () => {
      const bench = createSlotsBench();
      bench.addNeighbour(NEIGHBOUR, -60);
      run(bench, 2 * SLOT_MS);
      const before = slotsOf(bench);
      const bad: Program = { firmwareVersion: "0.2.0", flaw };
      await update(bench, releaseOf(bad));
      run(bench, withinMs);
      assert.deepEqual(
        bench.starts.slice(-2).map(({ program }) => program),
        [bad, FIRST],
      );
      run(bench, 3 * SLOT_MS);
      assert.deepEqual(slotsOf(bench).slice(0, before.length), before);
      assert.ok(slotsOf(bench).length >= before.length + 2, "the program before goes on logging");
      const told = await identify(bench);
      assert.deepEqual([told.firmwareVersion, told.isOnTrial, told.hasSaveFailed], ["0.1.0", false, false]);
      await update(bench);
      run(bench, 2 * SLOT_MS);
      assert.deepEqual([bench.running().program, (await identify(bench)).isOnTrial], [HEALTHY, false]);
    });
  }

  it("gives way to the program in the other slot, not to the first one", async () => {
    const bench = createSlotsBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    await update(bench);
    run(bench, 2 * SLOT_MS);
    await update(bench, releaseOf({ firmwareVersion: "0.3.0", flaw: "cannot log" }));
    run(bench, 3 * SLOT_MS);
    assert.deepEqual(bench.running(), { program: HEALTHY, boot: 2, isTrial: false });
  });

  it("is no more used where a bit of it has flipped since", async () => {
    const bench = createSlotsBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    await update(bench);
    run(bench, 2 * SLOT_MS);
    const image = bench.control.flash.image();
    image[image.length - 12 * 1024 + 700]! ^= 4;
    bench.control.flash.load(image);
    bench.control.power.cut();
    bench.control.power.restore();
    run(bench, 2000);
    assert.deepEqual(bench.running().program, FIRST);
  });
});

describe("a program that a token does not take", () => {
  const older = releaseOf({ firmwareVersion: "0.0.9" });
  const tooLong = releaseOf(HEALTHY, {}, SLOT_CODE_BYTES + 4);
  const cases: [name: string, code: string, (bench: SlotsBench) => Promise<unknown>][] = [
    [
      "another token's",
      "update-refused/forged",
      (bench) => update(bench, releaseOf(HEALTHY), practiceAdmin(7)),
    ],
    ["an older version", "update-refused/older", (bench) => update(bench, older)],
    [
      "another board's",
      "update-refused/other",
      (bench) => update(bench, releaseOf(HEALTHY, { layoutCrc: 1 })),
    ],
    [
      "one that reads no such state",
      "update-refused/other",
      (bench) => update(bench, releaseOf(HEALTHY, { stateFormat: 2 })),
    ],
    [
      "one that reads no such page",
      "update-refused/other",
      (bench) => update(bench, releaseOf(HEALTHY, { pageVersion: 1 })),
    ],
    ["one too long", "update-refused/too-long", (bench) => update(bench, tooLong)],
    [
      "one that is empty",
      "update-refused/too-long",
      (bench) => update(bench, emptied(releaseOf(HEALTHY), 16)),
    ],
  ];
  for (const [name, code, send] of cases) {
    it(`is ${name}; nothing is erased for it`, async () => {
      const bench = createSlotsBench();
      let erases = 0;
      bench.control.flash.onOperation(({ kind }) => (erases += kind === "erase" ? 1 : 0));
      assert.equal(await failure(send(bench)), code);
      assert.equal(erases, 0);
      run(bench, 5000);
      assert.equal(bench.starts.length, 1, "it runs on");
    });
  }

  it("has one bit changed on the way, anywhere in head, tag or code", async () => {
    const bench = createSlotsBench();
    const release = addressed(releaseOf(HEALTHY), adminOf(bench));
    const changed = [
      ...[0, 3, 9, 17, 25, 55].map((at) => ({ ...release, head: flip(release.head, at) })),
      ...[0, 15].map((at) => ({ ...release, tag: flip(release.tag, at) })),
    ];
    for (const one of changed) assert.equal(await failure(send(bench, one)), "update-refused/forged");
    for (const at of [0, 231, 232, 1023, 1024, 1199])
      assert.equal(
        await failure(send(bench, { ...release, code: flip(release.code, at) })),
        "update-refused/damaged",
      );
    assert.deepEqual(bench.starts.length, 1);
    await send(bench, release);
    run(bench, 2000);
    assert.deepEqual(bench.running().program, HEALTHY);
  });

  it("comes a second time once it was confirmed, or is a release from before", async () => {
    const bench = createSlotsBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    const withdrawn = releaseOf({ firmwareVersion: "0.2.0" });
    const first = releaseOf({ firmwareVersion: "0.3.0" });
    await update(bench, first);
    run(bench, 2 * SLOT_MS);
    for (const again of [first, withdrawn])
      assert.equal(await failure(update(bench, again)), "update-refused/old-number");
    bench.control.power.cut();
    bench.control.power.restore();
    run(bench, 2000);
    assert.equal(await failure(update(bench, first)), "update-refused/old-number");
  });

  it("comes while the last one is on trial, or to a token without a loader", async () => {
    const bench = createSlotsBench();
    await update(bench);
    run(bench, 2000);
    assert.equal(await failure(update(bench)), "update-refused/not-now");
    const bare = createSlotsBench({ hasLoader: false });
    assert.equal(await failure(update(bare)), "update-refused/not-now");
    assert.equal((await identify(bare)).bootSlot, "unknown");
  });

  it("is older, unless the release says that it may be", async () => {
    const bench = createSlotsBench();
    bench.addNeighbour(NEIGHBOUR, -60);
    await update(bench, releaseOf({ firmwareVersion: "0.0.9" }, { mayBeOlder: true }));
    run(bench, 2 * SLOT_MS);
    assert.equal((await identify(bench)).firmwareVersion, "0.0.9");
  });
});

/** Which words it fails with. */
function failure(result: Promise<unknown>): Promise<string> {
  return result.then(
    () => "nothing",
    (error: unknown) => (isUserError(error) ? error.code.replace("sync/", "") : String(error)),
  );
}

function send(bench: SlotsBench, release: ReturnType<typeof addressed>) {
  return atTheCable(bench, async (session) => {
    await session.enter(NO_KEYS);
    await session.sendProgram(release);
  });
}

function flip(bytes: Uint8Array, at: number): Uint8Array {
  const changed = new Uint8Array(bytes);
  changed[at]! ^= 0x10;
  return changed;
}

function emptied<T extends { head: Uint8Array }>(release: T, at: number): T {
  const head = new Uint8Array(release.head);
  head.fill(0, at, at + 4);
  return { ...release, head };
}
