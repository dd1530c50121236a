/** Somebody copies the disk of a station's PC, or reads what lay on it before. */
import assert from "node:assert/strict";
import { copyFileSync } from "node:fs";
import Database from "libsql";
import { withPack } from "../../src/station/packs/pack-file.js";
import { stockOf } from "../../src/station/packs/take-down.js";
import { packStock } from "../../src/station/packs/down.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { closeCase, keepTrace } from "../../src/station/cases/cases.js";
import { resealAll } from "../../src/station/cases/officer.js";
import { randomBytes } from "../../src/station/node-crypto.js";
import type { Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import { isUserError } from "../../src/words/user-error.js";
import {
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  otherOfficer,
  publicOf,
  putPreparedLog,
  recovery,
  stranger,
} from "../station/custody-bench.js";
import { keepJournals } from "./kept-journals.js";

const SERIAL = 42;
/** A part of a secret is found too: a page may end within it. */
const PART_BYTES = 24;

function partsOf(secret: Uint8Array): Buffer[] {
  const bytes = Buffer.from(secret);
  return [bytes.subarray(0, PART_BYTES), bytes.subarray(-PART_BYTES)];
}

const isIn = (disk: readonly Buffer[], secret: Uint8Array) =>
  disk.some((file) => partsOf(secret).some((part) => file.includes(part)));

describe("a copied PC of a station", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  beforeEach(() => (folder = createFolder()));
  afterEach(() => folder.remove());

  describe("of a commune", () => {
    let token: ReturnType<typeof createTokenBench>;
    let village: Store;
    let key: Uint8Array;
    beforeEach(async () => {
      token = createTokenBench();
      const authority = await folder.store("authority.sqlite");
      await token.prepare(authority, SERIAL);
      const stock = folder.path("stock.bzpack");
      await packStock(authority, stock, {
        officer,
        reason: "cấp khoá cho xã",
        unit: commune,
        tokens: undefined,
        nowMs: START_UTC_MS,
      });
      key = (await withPack(stock, commune, [officer], stockOf))[0]!.key;
      village = await folder.store("village.sqlite");
    });
    const takeStock = () =>
      takePack(village, folder.path("stock.bzpack"), commune, [publicOf(officer)], START_UTC_MS);

    it("yields no operating key, and enters no token", async () => {
      const journals = await keepJournals(folder.path("village.sqlite"), folder.path("kept"));
      await takeStock();
      assert.ok(!isIn(await journals.end(), key), "an operating key lies on the disk");
      copyFileSync(folder.path("village.sqlite"), folder.path("copy.sqlite"));
      const copy = await folder.store("copy.sqlite");
      const line = { operatingKeys: undefined } as object;
      await assert.rejects(token.sync(copy, line), (error) => isUserError(error, "station/keys-locked"));
      await assert.rejects(copy.unlockOperatingKeys(stranger), (error) =>
        isUserError(error, "station/wrong-key/operating-keys"),
      );
      assert.equal((await token.sync(village, { isCheckOnly: true })).role, "operator");
    });

    it("yields none of those either that an older program left in plain, once the unit has signed in", async () => {
      const path = folder.path("village.sqlite");
      const database = new Database(path);
      database.prepare("insert into operating_keys values (?, 0, ?)").run(SERIAL, Buffer.from(key));
      database.close();
      assert.ok(isIn([folder.bytes("village.sqlite")], key), "the search would not find it");
      assert.equal((await token.sync(village, { isCheckOnly: true })).role, "operator");
      await assert.rejects(village.unlockOperatingKeys(officer), (error) => isUserError(error));
      assert.equal((await village.operatingKeys()).length, 1, "nobody but a unit takes them");

      const journals = await keepJournals(path, folder.path("kept"));
      assert.deepEqual(await village.unlockOperatingKeys(commune), [{ serial: SERIAL, epoch: 0, key }]);
      assert.ok(!isIn(await journals.end(), key), "an operating key lies on the disk");
      assert.deepEqual(await village.operatingKeys(), []);
      assert.equal((await token.sync(village, { isCheckOnly: true })).role, "operator");
    });

    it("keeps the newest key of each token, whatever came in between", async () => {
      await takeStock();
      const database = new Database(folder.path("village.sqlite"));
      const insert = database.prepare("insert into operating_keys values (?, ?, ?)");
      insert.run(SERIAL, 7, Buffer.alloc(32, 7));
      insert.run(43, 1, Buffer.alloc(32, 8));
      database.close();
      const held = await village.unlockOperatingKeys(commune);
      assert.deepEqual(
        held.map(({ serial, epoch }) => [serial, epoch]),
        [
          [SERIAL, 7],
          [43, 1],
        ],
      );
    });
  });

  describe("of an authority", () => {
    let authority: Store;
    beforeEach(async () => {
      authority = await folder.store("authority.sqlite");
      const log = {
        serial: SERIAL,
        baseId: randomBytes(32),
        sealKey: randomBytes(32),
        createdDay: START_DAY,
      };
      const paper = { ...log, baseId: Buffer.from(log.baseId), sealKey: Buffer.from(log.sealKey) };
      await putPreparedLog(authority, await folder.store("village.sqlite"), paper, START_DAY, []);
    });

    it("holds nothing of a closed case, nor did a journal", async () => {
      const path = folder.path("authority.sqlite");
      const counts = { reason: "thử", tokens: 1, days: 1, records: 1 };
      const trace = {
        tokens: [{ token: keyOfSerial(SERIAL), serial: SERIAL }],
        holder: null,
        contacts: [],
      } as never;
      await keepTrace(authority, officer, START_DAY, trace, START_UTC_MS, counts);
      const [first] = await authority.cases();
      await keepTrace(authority, officer, START_DAY, trace, START_UTC_MS + 1, counts);
      const [one] = await authority.cases();
      assert.ok(isIn([folder.bytes("authority.sqlite")], one!.sealedKey!), "the search would not find it");

      const journals = await keepJournals(path, folder.path("kept"));
      await closeCase(authority, officer, one!, "xong", START_UTC_MS + 2);
      await authority.close();
      const disk = await journals.end();
      for (const { sealedKey, content } of [first!, one!]) {
        assert.ok(!isIn(disk, sealedKey!), "a closed case's key lies on the disk");
        assert.ok(!isIn(disk, content!), "a closed case's content lies on the disk");
      }
    });

    it("holds no box that was sealed again, nor did a journal", async () => {
      const boxes = await authority.boxes();
      assert.ok(boxes.length > 3 && isIn([folder.bytes("authority.sqlite")], boxes[0]!.box.subarray(24)));
      const journals = await keepJournals(folder.path("authority.sqlite"), folder.path("kept"));
      await resealAll(authority, recovery, [otherOfficer, recovery], START_DAY + 1);
      const disk = await journals.end();
      // Their heads name token and recipient, and are the same in the new ones.
      for (const { box } of boxes) assert.ok(!isIn(disk, box.subarray(24)), "an old box lies on the disk");
    });
  });
});
