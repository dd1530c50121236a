/** A program is staged for a unit, and a check brings it to that unit's tokens and to no other. */
import assert from "node:assert/strict";
import { tokensOfUnit } from "../../../src/station/coverage/tokens-of-unit.js";
import { nextReleaseNumber, stageRelease } from "../../../src/station/register/releases.js";
import { rekeyToken } from "../../../src/station/register/rekey-token.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import type { SyncProgress } from "../../../src/station/reading/sync-token.js";
import type { Store, Unit } from "../../../src/station/store/store.js";
import { isUserError } from "../../../src/words/user-error.js";
import { START_UTC_MS, createFolder, createTokenBench, officer, otherOfficer } from "../custody-bench.js";
import { FIRST, HEALTHY, type Program, createSlotsBench, releaseOf } from "../../token/update/slots-bench.js";

const NEIGHBOUR = new Uint8Array([0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8]);
const BY_ORDER = { officer: { identity: officer, reason: "cập nhật phần mềm" } };

const unit = (id: string, name: string, kind: Unit["kind"], parentId: string | null): Unit => ({
  ...{ id, code: id, name, kind, parentId, fromDay: null, toDay: null, reportsTo: [] },
});

const failsWith = (code: string) => (error: unknown) => isUserError(error) && error.code === code;

describe("a program that is staged by unit", function () {
  this.timeout(60_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let slots: ReturnType<typeof createSlotsBench>;
  let token: ReturnType<typeof createTokenBench>;
  beforeEach(async () => {
    folder = createFolder();
    store = await folder.store("authority.sqlite");
    slots = createSlotsBench();
    token = createTokenBench(7, "00112233AABBCCDD", slots);
    await token.prepare(store, 42);
    await store.putUnits([
      unit("01", "xã Bình An", "commune", null),
      unit("0101", "Thôn 1", "hamlet", "01"),
      unit("02", "xã Hoà Bình", "commune", null),
    ]);
    const [known] = await store.tokens();
    await store.issueToken(
      known!.token,
      { name: "Lê Thị Mẫu", unit: "Thôn 1, xã Bình An", phone: null },
      START_UTC_MS,
    );
  });
  afterEach(async () => {
    await store.close();
    folder.remove();
  });

  async function stage(
    serials: readonly number[],
    changes = {},
    by = officer,
    program: Program = HEALTHY,
  ): Promise<number[]> {
    const number = await nextReleaseNumber(store, token.utcNowMs());
    const release = releaseOf(program, { number, ...changes });
    const order = { store, officer: by, reason: "cập nhật phần mềm", utcNowMs: token.utcNowMs };
    return stageRelease(order, release, { number, firmware: program.firmwareVersion }, "01", serials);
  }

  it("is for the tokens of those who belong to it or to a unit below it", async () => {
    assert.deepEqual(await tokensOfUnit(store, "01"), [42]);
    assert.deepEqual(await tokensOfUnit(store, "0101"), [42]);
    assert.deepEqual(await tokensOfUnit(store, "02"), []);
    await assert.rejects(tokensOfUnit(store, "03"), failsWith("station/release/no-unit"));
  });

  it("comes with the check, is tried, and is not brought again", async () => {
    assert.deepEqual(await stage(await tokensOfUnit(store, "01")), [42]);
    const [entry] = (await store.ledger()).filter(({ action }) => action === "release");
    assert.deepEqual([entry!.tokens, entry!.reason], [1, "cập nhật phần mềm"]);
    const fractions: number[] = [];
    const onProgress = (progress: SyncProgress) =>
      void (progress.stage === "update" && fractions.push(progress.fraction));
    slots.addNeighbour(NEIGHBOUR, -60);
    const summary = await token.sync(store, { ...BY_ORDER, onProgress });
    assert.deepEqual([summary.firmware, summary.updatedTo], ["0.1.0", "0.2.0"]);
    assert.deepEqual([fractions[0], fractions.at(-1)], [0, 1]);
    token.live(2);
    assert.deepEqual(slots.running(), { program: HEALTHY, boot: 2, isTrial: true });
    const after = await token.sync(store, BY_ORDER);
    assert.deepEqual([after.firmware, after.updatedTo], ["0.2.0", null]);
    assert.ok(after.added > 0, "what it logged on trial is read");
    assert.deepEqual(
      after.warnings.filter(({ code }) => code === "not-updated"),
      [],
    );
  });

  it("leaves every other token alone", async () => {
    await assert.rejects(stage(await tokensOfUnit(store, "02")), failsWith("station/release/no-tokens"));
    await assert.rejects(stage([42], {}, otherOfficer), failsWith("station/release/no-tokens"));
    const summary = await token.sync(store, BY_ORDER);
    assert.equal(summary.updatedTo, null);
    assert.deepEqual(slots.running().program, FIRST);
  });

  it("that the token does not take spoils no check", async () => {
    await stage([42], { layoutCrc: 1 });
    const summary = await token.sync(store, BY_ORDER);
    const refused = summary.warnings.find(({ code }) => code === "not-updated");
    assert.equal(refused && "why" in refused && refused.why.code, "sync/update-refused/other");
    assert.deepEqual([summary.isRead, summary.updatedTo], [true, null]);
    assert.deepEqual(slots.running().program, FIRST);
  });

  const warnedOf = ({ warnings }: Awaited<ReturnType<typeof token.sync>>) =>
    warnings.flatMap((warning) => (warning.code === "not-updated" ? [warning.why.code] : []));
  const running = () => slots.running().program.firmwareVersion;

  it("and was not kept is brought once more, and then no longer; another release is", async () => {
    await stage([42], {}, officer, { ...HEALTHY, flaw: "cannot log" });
    slots.addNeighbour(NEIGHBOUR, -60);
    for (const tried of [1, 2]) {
      const summary = await token.sync(store, BY_ORDER);
      assert.deepEqual([summary.updatedTo, warnedOf(summary)], ["0.2.0", []], `try ${tried}`);
      token.live(2);
      assert.equal(running(), "0.1.0", "it went back");
    }
    const starts = slots.starts.length;
    const third = await token.sync(store, BY_ORDER);
    assert.deepEqual(
      [third.updatedTo, third.isRead, warnedOf(third)],
      [null, true, ["station/release/not-kept"]],
    );
    token.live(2);
    assert.equal(slots.starts.length, starts, "it did not restart");
    await stage([42]);
    assert.equal((await token.sync(store, BY_ORDER)).updatedTo, "0.2.0");
    token.live(2);
    assert.deepEqual(slots.running(), { program: HEALTHY, boot: 2, isTrial: true });
    assert.deepEqual(warnedOf(await token.sync(store, BY_ORDER)), []);
  });

  it("and lost its trial with its power is kept at the second try", async () => {
    await stage([42]);
    slots.addNeighbour(NEIGHBOUR, -60);
    await token.sync(store, BY_ORDER);
    token.live(0.01);
    assert.equal(running(), "0.2.0");
    slots.control.power.cut();
    slots.control.power.restore();
    token.live(0.01);
    assert.equal(running(), "0.1.0");
    assert.equal((await token.sync(store, BY_ORDER)).updatedTo, "0.2.0");
    token.live(2);
    assert.equal(running(), "0.2.0");
  });

  it("and was cut on the way is told so, goes on from there, and has used up no try", async () => {
    await stage([42]);
    slots.addNeighbour(NEIGHBOUR, -60);
    let furthest = 0;
    for (let n = 1; n <= 3; n++) {
      const fractions: number[] = [];
      const onProgress = (progress: SyncProgress) => {
        if (progress.stage !== "update") return;
        fractions.push(progress.fraction);
        // Pulled out with the second part.
        if (fractions.length === 2) slots.control.usb.unplug();
      };
      const summary = await token.sync(store, { ...BY_ORDER, onProgress });
      assert.deepEqual(
        [summary.updatedTo, summary.isRead, warnedOf(summary)],
        [null, true, ["station/release/cut"]],
      );
      assert.ok(fractions[0]! >= furthest, `${fractions[0]} after ${furthest}`);
      furthest = fractions[1]!;
      token.live(0.01);
      assert.equal(running(), "0.1.0");
    }
    assert.ok(furthest > 0);
    assert.equal((await token.sync(store, BY_ORDER)).updatedTo, "0.2.0");
    token.live(2);
    assert.equal(running(), "0.2.0");
  });

  it("is passed over where the token has a later one from elsewhere", async () => {
    await stage([42], {}, officer, { firmwareVersion: "0.2.0" });
    await stage([42], { mayBeOlder: true }, officer, { firmwareVersion: "0.1.5" });
    slots.addNeighbour(NEIGHBOUR, -60);
    assert.equal((await token.sync(store, BY_ORDER)).updatedTo, "0.1.5");
    token.live(2);
    const last = await store.lastRelease();
    await store.write(async (tx) => {
      await tx.deleteFrom("release_tags").where("number", "=", last).execute();
    });
    assert.equal((await store.newestRelease(42))!.firmware, "0.2.0");
    const summary = await token.sync(store, BY_ORDER);
    assert.deepEqual([summary.firmware, summary.updatedTo, warnedOf(summary)], ["0.1.5", null, []]);
    assert.equal(running(), "0.1.5");
  });

  it("is taken whether a re-key was begun, cut or ended before or after it was staged", async () => {
    const rekey = (through: Store) =>
      rekeyToken({
        ...{ store: through, line: token.open(), timers: systemTimers, utcNowMs: token.utcNowMs, builtMs: 0 },
        ...BY_ORDER.officer,
        officer,
      });
    /** The token drew new secrets, and the station died before it had them on its disk. */
    const cut = new Proxy(store, {
      get: (target, name) =>
        name === "putWrapped"
          ? () => Promise.reject(new Error("died"))
          : (Reflect.get(target, name) as unknown),
    });
    slots.addNeighbour(NEIGHBOUR, -60);
    const versions = ["0.2.0", "0.3.0", "0.4.0"];
    const expectTaken = async (version: string) => {
      assert.equal((await token.sync(store, BY_ORDER)).updatedTo, version);
      token.live(2);
      assert.equal(running(), version);
    };
    await stage([42], {}, officer, { firmwareVersion: versions[0]! });
    await assert.rejects(rekey(cut), /died/);
    await expectTaken(versions[0]!);
    await stage([42], {}, officer, { firmwareVersion: versions[1]! });
    await expectTaken(versions[1]!);
    await stage([42], {}, officer, { firmwareVersion: versions[2]! });
    assert.equal((await rekey(store)).generation, 2);
    token.live(0.01);
    await expectTaken(versions[2]!);
  });

  it("has a number above the last one also where the computer's clock went back", async () => {
    await stage([42]);
    const last = await store.lastRelease();
    assert.equal(await nextReleaseNumber(store, 0), last + 1);
    assert.equal(await nextReleaseNumber(store, (last + 100) * 1000), last + 100);
  });
});
