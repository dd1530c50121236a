/** A program is staged for a unit, and a check brings it to that unit's tokens and to no other. */
import assert from "node:assert/strict";
import { tokensOfUnit } from "../../../src/station/coverage/tokens-of-unit.js";
import { nextReleaseNumber, stageRelease } from "../../../src/station/register/releases.js";
import type { SyncProgress } from "../../../src/station/reading/sync-token.js";
import type { Store, Unit } from "../../../src/station/store/store.js";
import { isUserError } from "../../../src/words/user-error.js";
import { START_UTC_MS, createFolder, createTokenBench, officer, otherOfficer } from "../custody-bench.js";
import { FIRST, HEALTHY, createSlotsBench, releaseOf } from "../../token/update/slots-bench.js";

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

  async function stage(serials: readonly number[], changes = {}, by = officer): Promise<number[]> {
    const number = await nextReleaseNumber(store, token.utcNowMs());
    const release = releaseOf(HEALTHY, { number, ...changes });
    const order = { store, officer: by, reason: "cập nhật phần mềm", utcNowMs: token.utcNowMs };
    return stageRelease(order, release, { number, firmware: HEALTHY.firmwareVersion }, "01", serials);
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

  it("has a number above the last one also where the computer's clock went back", async () => {
    await stage([42]);
    const last = await store.lastRelease();
    assert.equal(await nextReleaseNumber(store, 0), last + 1);
    assert.equal(await nextReleaseNumber(store, (last + 100) * 1000), last + 100);
  });
});
