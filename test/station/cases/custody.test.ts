import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import Database from "libsql";
import { openRecord } from "../../../src/custody/host/open-record.js";
import { parseSlot } from "../../../src/log/parse.js";
import { ccmOpen } from "../../../src/station/node-crypto.js";
import { openBoxes, openBoxesOf } from "../../../src/station/cases/officer.js";
import { packStock } from "../../../src/station/packs/down.js";
import { withPack } from "../../../src/station/packs/pack-file.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import type { Store } from "../../../src/station/store/store.js";
import { allRecords } from "../all-records.js";
import {
  RECIPIENTS,
  START_DAY,
  commune,
  createTokenBench,
  cutAfter,
  officer,
  otherOfficer,
  publicOf,
  recovery,
  stranger,
} from "../custody-bench.js";
import { isIn, type ProblemOf } from "../../words/problem-in.js";

import { SERIAL, by, createCustody, request, type Custody } from "./custody-stations.js";

/** By name: a test runner may hold the class twice. */
const codeOf = (code: ProblemOf<"sync">) => (error: unknown) => isIn("sync", error, code);

describe("custody at the station", function () {
  this.timeout(180_000);
  let custody: Custody;
  let folder: Custody["folder"];
  let authority: Store;
  let village: Store;
  beforeEach(async () => {
    custody = await createCustody();
    ({ folder, authority, village } = custody);
  });
  afterEach(() => folder.remove());
  const readToken = (hours?: number) => custody.readToken(hours);

  describe("preparation", () => {
    it("boxes three secrets for each officer, and puts the token in service", async () => {
      const token = createTokenBench();
      assert.deepEqual(await token.prepare(authority, SERIAL), { serial: SERIAL, isNew: true });
      for (const identity of [officer, recovery]) {
        for (const kind of ["id", "log", "admin"] as const) {
          const [opened, ...more] = await openBoxes(authority, identity, kind);
          assert.equal(more.length, 0);
          assert.deepEqual([opened!.content.serial, opened!.content.generation], [SERIAL, 1]);
        }
      }
      assert.equal((await openBoxes(authority, otherOfficer, "log")).length, 0);
      assert.equal(token.token().serial(), SERIAL);
      // In service it takes nobody without a key, and is not prepared again.
      await assert.rejects(token.sync(village), codeOf("unknown-token"));
      await assert.rejects(token.prepare(authority, SERIAL), /in service already/);
      await assert.rejects(token.prepare(authority, 43), /in service already/);
      assert.deepEqual(await village.tokens(), []);
    });

    it("is finished by doing it again, wherever the line was cut", async () => {
      for (const bytes of [0, 90, 300, 400, 500]) {
        const serial = SERIAL + bytes;
        const token = createTokenBench(bytes + 1);
        let isCut = false;
        const cutOnce = () => {
          const line = token.open();
          if (isCut) return line;
          isCut = true;
          return cutAfter(line, bytes);
        };
        await token.prepare(authority, serial, cutOnce).catch(() => token.prepare(authority, serial));
        assert.equal(token.token().serial(), serial, `cut after ${bytes} bytes`);
        const [admin] = await openBoxesOf(authority, officer, "admin", serial);
        assert.notEqual(admin, undefined);
        // The boxes are those of the secrets in use: an officer's order is obeyed.
        const summary = await token.sync(authority, { officer: by(), isCheckOnly: true });
        assert.deepEqual([summary.serial, summary.role], [serial, "admin"]);
      }
    });

    it("gives no number twice, and no secret to a unit's key or without the recovery key", async () => {
      await createTokenBench().prepare(authority, SERIAL);
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(createTokenBench(9).prepare(authority, SERIAL), /given to a token before/);
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
      const { requireRecipients } = await import("../../../src/station/cases/officer.js");
      assert.throws(() => requireRecipients([officer, recovery, commune]), /never given to a unit/);
      assert.throws(() => requireRecipients([officer]), /recovery key/);
      assert.throws(() => requireRecipients([recovery]), /at least one officer/);
      requireRecipients([officer, recovery]);
    });
  });

  describe("reading", () => {
    it("waits for the wearer's press, and keeps everything sealed", async () => {
      const stages: string[] = [];
      const { token, summary } = await readToken();
      assert.deepEqual([summary.role, summary.isPractice, summary.isRead], ["operator", false, true]);
      assert.ok(summary.added > 10);
      token.live(1);
      const again = await token.sync(village, { onProgress: ({ stage }) => stages.push(stage) });
      assert.deepEqual([...new Set(stages)], ["connecting", "consent", "reading", "clock"]);
      assert.ok(again.added > 0);
      assert.equal((await village.secrets()).length, 0);
      assert.equal((await village.boxes()).length, 0);
    });

    it("reads nothing where nobody presses, but has done the check", async () => {
      const { token } = await readToken(1);
      const before = await allRecords(village);
      token.live(2);
      // A minute of the token's time in a second.
      const timers = {
        nowMs: () => systemTimers.nowMs(),
        after: (delayMs: number, run: () => void) => systemTimers.after(delayMs === 1000 ? 5 : delayMs, run),
      };
      const { syncToken } = await import("../../../src/station/reading/sync-token.js");
      const operatingKeys = await village.unlockOperatingKeys(commune);
      const options = { store: village, line: token.open(), timers, utcNowMs: token.utcNowMs, operatingKeys };
      await assert.rejects(syncToken(options), codeOf("no-consent"));
      assert.deepEqual(await allRecords(village), before);
      assert.ok((await village.tokens())[0]!.unreadRecords > 0);
    });

    it("keeps an officer's reading without a press in the ledger, with the reason", async () => {
      const { token } = await readToken(1);
      token.live(1);
      const stages: string[] = [];
      const summary = await token.sync(authority, {
        officer: { identity: officer, reason: "người đeo hôn mê" },
        onProgress: ({ stage }) => stages.push(stage),
      });
      assert.equal(summary.role, "admin");
      assert.ok(!stages.includes("consent"));
      const entry = (await authority.ledger()).find(({ action }) => action === "read")!;
      assert.deepEqual([entry.serial, entry.reason], [SERIAL, "người đeo hôn mê"]);
      assert.equal(entry.officer, Buffer.from(officer.fingerprint).toString("hex"));
    });

    it("keeps all that the token told about itself", async () => {
      await readToken(1);
      const database = new Database(folder.path("village.sqlite"));
      const rows = database.prepare("select identity from readings").all() as { identity: string }[];
      database.close();
      const told = JSON.parse(rows[0]!.identity) as Record<string, unknown>;
      assert.equal(told["firmwareVersion"], "0.1.0");
      for (const name of [
        "bootCount",
        "windowMs",
        "advertIntervalMs",
        "uptimeMs",
        "lostRecords",
        "clockEpoch",
      ]) {
        assert.equal(typeof told[name], "number", name);
      }
    });
  });

  describe("a copied commune", () => {
    it("opens no record with anything that lies in it, though an officer's box opens them all", async () => {
      await readToken();
      const records = await allRecords(village);
      const slots = records.flatMap((record) => {
        const slot = parseSlot({ crc32 }, record.sealed);
        return slot.kind === "record" ? [{ record, sealed: slot.sealed }] : [];
      });
      assert.ok(slots.length > 10);
      const opens = (key: Uint8Array) =>
        slots.filter(({ record, sealed }) => openRecord(ccmOpen, key, record, sealed) !== undefined).length;

      const [log] = await openBoxes(authority, officer, "log");
      const { logKeysForCase } = await import("../../../src/custody/host/case-keys.js");
      const { nodeHash } = await import("../../../src/station/node-crypto.js");
      const days = logKeysForCase(nodeHash, log!.content, START_DAY, START_DAY);
      assert.equal(opens(days[0]!.recordKey), slots.length, "the search could not have found a key");

      const sha = (...parts: Uint8Array[]) => createHash("sha256").update(Buffer.concat(parts)).digest();
      const stock = await withPack(folder.path("stock.bzpack"), commune, [officer], (pack) =>
        Buffer.concat([...pack.chunks()]),
      );
      const database = new Database(folder.path("village.sqlite"));
      const blobs = (
        database.prepare("select sealed from locked_stock").all() as { sealed: ArrayBuffer }[]
      ).map(({ sealed }) => Buffer.from(sealed));
      database.close();
      assert.equal(blobs.length, 1);
      const haystacks = [
        stock,
        ...blobs,
        commune.seed,
        commune.boxSecret,
        commune.signSecret,
        sha(Buffer.from("mật khẩu")),
      ];
      const file = folder.bytes("village.sqlite");
      for (const hay of [...haystacks.map((bytes) => Buffer.from(bytes)), randomBytes(64)]) {
        for (let at = 0; at + 16 <= hay.length; at++) {
          assert.equal(opens(hay.subarray(at, at + 16)), 0);
          if (at + 32 > hay.length) continue;
          for (const purpose of [0x10, 0x11, 0x12]) {
            const derived = sha(hay.subarray(at, at + 32), Buffer.from([purpose]));
            assert.equal(opens(derived.subarray(0, 16)), 0);
          }
        }
      }
      // The chain key, the day's key and the base ID stand nowhere in the file.
      const [id] = await openBoxes(authority, officer, "id");
      for (const secret of [log!.content.key, days[0]!.recordKey, id!.content.key, log!.content.wrapKey]) {
        assert.equal(file.indexOf(Buffer.from(secret)), -1);
      }
      await assert.rejects(runTrace(village, request()), /holds no box of it/);
      await assert.rejects(runTrace(village, request(), by()), /holds no box of it/);
    });

    it("never takes boxes in, nor an authority a stock file", async () => {
      await readToken(1);
      const boxes = await authority.boxes();
      const before = folder.bytes("village.sqlite");
      await assert.rejects(village.putBoxes(boxes), /never holds boxes/);
      assert.deepEqual(folder.bytes("village.sqlite"), before);
      const authorityBefore = folder.bytes("authority.sqlite");
      await assert.rejects(
        takePack(authority, folder.path("stock.bzpack"), commune, [publicOf(officer)], 1),
        /authority's store/,
      );
      assert.deepEqual(folder.bytes("authority.sqlite"), authorityBefore);
    });
  });

  it("a stock file of another unit, of an unknown sender or cut off is refused, and nothing changes", async () => {
    await readToken(1);
    const out = folder.path("stock.bzpack");
    const fresh = await folder.store("fresh.sqlite");
    const before = folder.bytes("fresh.sqlite");
    await assert.rejects(takePack(fresh, out, stranger, [publicOf(officer)], 1), /addressed to others/);
    await assert.rejects(takePack(fresh, out, commune, [], 1), /sender of this pack is not known/);
    await assert.rejects(takePack(fresh, out, commune, [publicOf(otherOfficer)], 1), /not known/);
    await assert.rejects(
      packStock(authority, folder.path("x"), {
        officer: otherOfficer,
        reason: "ca bệnh mẫu",
        unit: commune,
        tokens: undefined,
        nowMs: 1,
      }),
      /opens no admin box/,
    );
    assert.deepEqual(folder.bytes("fresh.sqlite"), before);
    assert.deepEqual(RECIPIENTS.length, 2);
  });
});
