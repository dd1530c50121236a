import assert from "node:assert/strict";
import { createHash, randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import Database from "libsql";
import { lockCase } from "../../../src/custody/host/case-file.js";
import { openRecord } from "../../../src/custody/host/open-record.js";
import { parseSlot } from "../../../src/log/parse.js";
import { closeCase, contentOf } from "../../../src/station/cases/cases.js";
import { NO_NOTES } from "../../../src/station/cases/content.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { ccmOpen } from "../../../src/station/node-crypto.js";
import { ledgerEntry, openBoxes, openBoxesOf, resealAll } from "../../../src/station/cases/officer.js";
import { packStock } from "../../../src/station/packs/down.js";
import { withPack } from "../../../src/station/packs/pack-file.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { rekeyToken } from "../../../src/station/register/rekey-token.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { without } from "../../../src/station/without.js";
import { systemTimers } from "../../../src/station/reading/serial-line.js";
import { createCaseDesk } from "../../../src/station/server/case-desk.js";
import type { Store, TokenName } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { allRecords } from "../all-records.js";
import {
  HOUR_MS,
  RECIPIENTS,
  START_DAY,
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  cutAfter,
  officer,
  otherOfficer,
  publicOf,
  putPreparedLog,
  recovery,
  stranger,
} from "../custody-bench.js";
import { syntheticId } from "../synthetic-log.js";
import { isIn, type ProblemOf } from "../../words/problem-in.js";

const SERIAL = 42;
const CONTACT = {
  serial: 77,
  baseId: createHash("sha256").update("contact's base ID").digest(),
  sealKey: createHash("sha256").update("contact's seal key").digest(),
  createdDay: START_DAY - 2,
};
/** The contact is beside the token in this slot (by the clock it is 10:00 UTC). */
const MEETING_SLOT = START_DAY * 96 + 40;
/** By name: a test runner may hold the class twice. */
const codeOf = (code: ProblemOf<"sync">) => (error: unknown) => isIn("sync", error, code);

describe("custody at the station", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let authority: Store;
  let village: Store;
  beforeEach(async () => {
    folder = createFolder();
    authority = await folder.store("authority.sqlite");
    village = await folder.store("village.sqlite");
  });
  afterEach(() => folder.remove());

  const request = () => ({
    token: keyOfSerial(SERIAL),
    onsetDay: localDayOf(START_UTC_MS),
    untilMs: START_UTC_MS + 30 * 3_600_000,
  });
  let orders = 0;
  const by = (identity = officer) => ({
    identity,
    reason: "ca bệnh mẫu",
    nowMs: START_UTC_MS + 40 * 3_600_000 + orders++,
  });

  /** Prepared, given to the commune, worn for some hours beside the contact, and read there. */
  async function readToken(hours = 3) {
    const token = createTokenBench();
    await token.prepare(authority, SERIAL);
    const out = folder.path("stock.bzpack");
    const options = { officer, reason: "ca bệnh mẫu", unit: commune, tokens: undefined, nowMs: START_UTC_MS };
    await packStock(authority, out, options);
    await takePack(village, out, commune, [publicOf(officer)], START_UTC_MS);
    token.addNeighbour(syntheticId(CONTACT.baseId, CONTACT.createdDay, MEETING_SLOT), -50);
    token.live(hours);
    const summary = await token.sync(village);
    return { token, summary };
  }

  /** What gói gửi lên would do with the logs. */
  async function bringUp(): Promise<void> {
    for (const { token, serial } of await village.tokens()) {
      const state = { firmware: "0.1.0", isPractice: false, generation: 1, timeState: "set" as const };
      const rest = { batteryMilliVolts: 3900, isCharging: true, clockDriftMs: 0, lostRecords: 0 };
      await authority.putToken({ token, serial, ...state, ...rest, operatingEpoch: 0 });
      await authority.startSync(token, START_UTC_MS, 0, 0, 0);
    }
    for (const record of await allRecords(village)) {
      const chunk = { ...record, livedHours: null, records: record.sealed, nextSequence: 0 };
      await authority.addChunk(record.token, START_UTC_MS, chunk);
    }
  }

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

  describe("a case", () => {
    beforeEach(async () => {
      await readToken();
      const meeting = { id: Buffer.alloc(12, 1), slot: 40, rssi: [-50, -50, -50, -50, -50, -50] };
      await putPreparedLog(authority, village, CONTACT, START_DAY, [meeting]);
      await bringUp();
    });

    it("is opened by an officer's boxes, kept locked, and counted", async () => {
      await authority.issueToken(
        keyOfSerial(CONTACT.serial),
        { name: "Người Mẫu Bảy", unit: "Thôn 7", phone: null },
        0,
      );
      await assert.rejects(runTrace(authority, request()), /name an officer's key file with --key/);
      const trace = await runTrace(authority, request(), by());
      assert.deepEqual(
        trace.contacts.map(({ tokens, holder }) => [tokens[0]!.serial, holder?.name]),
        [[CONTACT.serial, "Người Mẫu Bảy"]],
      );
      assert.equal(trace.sealedRecords, 0);
      assert.equal(trace.unreadable, 0);

      const [kept] = await authority.cases();
      assert.equal(kept!.id, trace.caseId);
      const content = without(trace, "sealedRecords", "caseId");
      assert.deepEqual(contentOf(kept!, officer).trace, JSON.parse(JSON.stringify(content)));
      assert.throws(() => contentOf(kept!, otherOfficer), /another officer/);
      assert.equal(Buffer.from(kept!.content!).indexOf("nearMinutes"), -1);

      const entry = (await authority.ledger()).at(-1)!;
      assert.deepEqual([entry.action, entry.caseId, entry.reason], ["trace", kept!.id, "ca bệnh mẫu"]);
      assert.equal(entry.tokens, 2);
      const opened = (await allRecords(authority)).filter(
        (record) => parseSlot({ crc32 }, record.sealed).kind === "record",
      );
      assert.equal(entry.records, opened.length);
    });

    it("traced again stays one case; closed, it is lost with its key", async () => {
      const first = await runTrace(authority, request(), by());
      const second = await runTrace(authority, request(), by());
      assert.equal(second.caseId, first.caseId);
      const [open] = await authority.cases();
      const key = Buffer.from(open!.sealedKey!);
      assert.ok(folder.bytes("authority.sqlite").indexOf(key) >= 0);
      await closeCase(authority, officer, open!, "xong", by().nowMs);
      const [closed] = await authority.cases();
      assert.throws(() => contentOf(closed!, officer), /is closed/);
      assert.equal(folder.bytes("authority.sqlite").indexOf(key), -1);
      assert.deepEqual((await authority.ledger()).map(({ action }) => action).slice(-3), [
        "trace",
        "trace",
        "close",
      ]);
      const third = await runTrace(authority, request(), by());
      assert.notEqual(third.caseId, first.caseId);
    });

    it("is a person's, not a token's: a token handed on begins another, another token does not", async () => {
      const details = (name: string) => ({ name, unit: "Thôn 7", phone: null });
      const token = keyOfSerial(SERIAL);
      const noon = START_UTC_MS + 6 * HOUR_MS;
      const first = await authority.issueToken(token, details("Người Mẫu Bảy"), 0);
      const second = await authority.issueToken(token, details("Người Mẫu Tám"), noon);
      const trace = (personId: string) => runTrace(authority, { ...request(), personId }, by());
      const [one, other] = [await trace(first.id), await trace(second.id)];
      assert.notEqual(one.caseId, other.caseId);
      assert.deepEqual([one.holder?.name, other.holder?.name], ["Người Mẫu Bảy", "Người Mẫu Tám"]);
      await authority.issueToken(keyOfSerial(CONTACT.serial), { id: first.id }, noon);
      const again = await trace(first.id);
      assert.equal(again.caseId, one.caseId);
      assert.equal(again.tokens.length, 2);
      assert.equal((await authority.cases()).length, 2);
    });

    it("keeps what was done about its contacts, locked, and over a trace done anew", async () => {
      const trace = await runTrace(authority, request(), by());
      const { onsetDay } = request();
      const newDesk = () => createCaseDesk(authority, () => START_UTC_MS);
      const desk = newDesk();
      const { workId } = await desk.of(trace, onsetDay, officer);
      const note = { status: "reached" as const, note: "gọi lúc 9 giờ, ở nhà" };
      const put = (person: string, more: object = {}) =>
        desk.act(workId, { do: "decide", person, ...note, ...more });
      const lines = (await authority.ledger()).length;
      // At once, as people do who fill in a sheet.
      await Promise.all([put("a"), put("b", { status: "rejected" })]);
      assert.equal((await authority.ledger()).length, lines, "no key was used");
      assert.equal(folder.bytes("authority.sqlite").indexOf("gọi lúc"), -1);
      const again = await runTrace(authority, request(), by());
      const { work } = (await newDesk().of(again, onsetDay, officer)).notes;
      const decidedMs = START_UTC_MS;
      assert.deepEqual(work, { a: { ...note, decidedMs }, b: { ...note, status: "rejected", decidedMs } });
      // Here the case is of before that trace.
      await assert.rejects(put("c"), /traced anew or closed meanwhile/);
      await desk.of(again, onsetDay, officer);
      await put("c");
      desk.lock();
      await assert.rejects(put("c"), /this case is locked/);
    });

    it("is opened again with its officer's key, and put away when nobody works at it", async () => {
      const { caseId } = await runTrace(authority, request(), by());
      let nowMs = 0;
      const desk = createCaseDesk(
        authority,
        () => START_UTC_MS,
        () => nowMs,
      );
      const isOpen = async () => (await desk.list()).map((one) => one.isOpen);
      assert.throws(() => desk.current(caseId!), /this case is locked/);
      assert.deepEqual(await isOpen(), [false]);
      await assert.rejects(desk.reopen(caseId!, by(otherOfficer)), /another officer/);
      assert.deepEqual(await isOpen(), [false]);
      const { content } = await desk.reopen(caseId!.slice(0, 8), by());
      assert.equal(content.trace.tokens[0]!.serial, SERIAL);
      const entry = (await authority.ledger()).find(({ action }) => action === "show")!;
      assert.deepEqual([entry.caseId, entry.reason], [caseId, "ca bệnh mẫu"]);
      await desk.act(caseId!, { do: "office", name: "Trạm Y tế xã Mẫu", phone: "" });
      assert.equal(desk.current(caseId!).content.notes.office.name, "Trạm Y tế xã Mẫu");
      nowMs += 16 * 60_000;
      await assert.rejects(desk.act(caseId!, { do: "diagnosed", atMs: 1 }), /this case is locked/);
      assert.deepEqual(await isOpen(), [false]);
      await desk.reopen(caseId!, by());
      await desk.close(caseId!, "hết theo dõi");
      const [one] = await authority.cases();
      assert.throws(() => contentOf(one!, officer), /is closed/);
      assert.ok((await authority.ledger()).some(({ action }) => action === "close"));
    });

    /** Puts another content into the case file. */
    async function rewrite(change: (content: ReturnType<typeof contentOf>) => object) {
      const [kept] = await authority.cases();
      const changed = change(contentOf(kept!, officer));
      const locked = lockCase(new TextEncoder().encode(JSON.stringify(changed)), officer, randomBytes);
      await authority.putCase(
        { ...kept!, ...locked },
        ledgerEntry(officer, "trace", by().nowMs, { reason: "mẫu" }),
      );
      return (await authority.cases())[0]!;
    }
    const of1 = <T extends { tokens: TokenName[] }>({ tokens, ...rest }: T) => ({ ...rest, ...tokens[0]! });
    const work = { a: { status: "reached", note: "gọi lúc 9 giờ" } };

    it("of an older program is refused in words where it judged contacts otherwise, and traced again keeps what was done", async () => {
      const { caseId } = await runTrace(authority, request(), by());
      const olds = [
        ({ trace, onsetDay, format }: ReturnType<typeof contentOf>) => ({
          ...{ format, version: 1, onsetDay, work },
          trace: { ...of1(trace), contacts: trace.contacts.map(of1) },
        }),
        ({ trace, onsetDay, format }: ReturnType<typeof contentOf>) => ({
          ...{ format, version: 2, onsetDay, work },
          trace: {
            ...{ ...trace, rule: { minutes: 15, nearness: "near" } },
            contacts: trace.contacts.map((contact) =>
              without(contact, "closeMinutes", "lowMinutes", "highMinutes", "probability"),
            ),
          },
        }),
      ];
      for (const old of olds) {
        const one = await rewrite(old);
        assert.throws(() => contentOf(one, officer), /was kept by an earlier program.*trace its F0 again/);
        assert.equal((await runTrace(authority, request(), by())).caseId, caseId);
        assert.deepEqual(contentOf((await authority.cases())[0]!, officer).notes.work, work);
      }
    });

    it("of the version before is read as it is, of a newer one refused, and one that is damaged stops no other", async () => {
      const { caseId } = await runTrace(authority, request(), by());
      const one = await rewrite(({ trace, onsetDay, format }) => ({
        format,
        version: 2,
        onsetDay,
        trace,
        work,
      }));
      assert.deepEqual(contentOf(one, officer).notes, { ...NO_NOTES, work });
      const newer = await rewrite((content) => ({ ...content, version: 4 }));
      assert.throws(() => contentOf(newer, officer), /newer version of this program/);
      newer.content![40]! ^= 1;
      await authority.putCase(newer, ledgerEntry(officer, "trace", by().nowMs, { reason: "mẫu" }));
      assert.notEqual((await runTrace(authority, request(), by())).caseId, caseId);
    });

    it("takes out keys of its own days only", async () => {
      const wide = { ...request(), lookBackDays: 30 };
      await assert.rejects(runTrace(authority, wide, by()), /at most 30 days/);
      const late = {
        ...request(),
        onsetDay: localDayOf(START_UTC_MS) + 9,
        untilMs: START_UTC_MS + 10 * 86_400_000,
      };
      const trace = await runTrace(authority, late, by());
      assert.equal(trace.ownRecords, 0);
      assert.equal((await authority.ledger()).at(-1)!.records, 0);
    });

    it("stays shut for another officer, and nothing changes", async () => {
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(
        runTrace(authority, request(), by(otherOfficer)),
        /opens no box of token 00000042/,
      );
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });

    it("shows a damaged box as such, and nothing changes", async () => {
      const boxes = await authority.boxes(Buffer.from(officer.fingerprint).toString("hex"), "log", SERIAL);
      boxes[0]!.box[100]! ^= 1;
      await authority.putBoxes(boxes);
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(runTrace(authority, request(), by()), /box is damaged/);
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });
  });

  describe("a re-key", () => {
    const rekey = (token: ReturnType<typeof createTokenBench>, line = token.open(), identity = officer) =>
      rekeyToken({
        store: authority,
        line,
        timers: systemTimers,
        utcNowMs: token.utcNowMs,
        officer: identity,
        reason: "trước khi công bố",
      });

    it("gives the next generation boxes; records before and after open", async () => {
      const { token } = await readToken(2);
      assert.deepEqual(await rekey(token), { serial: SERIAL, generation: 2, left: [] });
      assert.deepEqual(await authority.wrappedSecrets(), []);
      token.live(2);
      await token.sync(village);
      await bringUp();
      const generations = new Set((await allRecords(authority)).map(({ generation }) => generation));
      assert.ok(generations.has(1) && generations.has(2));
      const trace = await runTrace(authority, request(), by());
      assert.equal(trace.unreadable, 0);
      assert.equal(trace.sealedRecords, 0);
      assert.ok(trace.ownRecords > 2 * 4);
      assert.equal((await openBoxes(authority, recovery, "log", SERIAL)).length, 2);
      assert.ok((await authority.ledger()).some(({ action, reason }) => action === "rekey" && reason !== ""));
    });

    it("is finished by doing it again, wherever the line was cut", async () => {
      const { token } = await readToken(1);
      for (const bytes of [60, 330, 480]) {
        const before = await openBoxes(authority, officer, "log", SERIAL);
        await rekey(token, cutAfter(token.open(), bytes)).catch(() => rekey(token));
        token.live(1);
        const summary = await token.sync(authority, { officer: by() });
        await token.sync(village);
        const after = await openBoxes(authority, officer, "log", SERIAL);
        assert.equal(summary.conflicting, 0);
        assert.ok(after.length > before.length, `cut after ${bytes} bytes`);
        const identity = (await authority.tokens()).find(({ serial }) => serial === SERIAL)!;
        assert.equal(identity.records > 0, true);
      }
      const trace = await runTrace(authority, request(), by());
      assert.deepEqual([trace.unreadable, trace.sealedRecords], [0, 0]);
    });

    it("that a wrong computer began is done anew by a right one: the secrets that wait are replaced", async () => {
      const { token } = await readToken(1);
      let boxed = 0;
      const store: Store = {
        ...authority,
        async putUnwrapped(...of) {
          await authority.putUnwrapped(...of);
          boxed++;
        },
      };
      const order = (utcNowMs: () => number) =>
        rekeyToken({
          ...{ store, line: token.open(), timers: systemTimers, officer, reason: "thử", askDate: () => true },
          utcNowMs,
        });
      const logBox = async () => (await openBoxes(authority, officer, "log", SERIAL)).at(-1)!.content;
      // The power of the computer fails where both secrets are boxed and the token has not taken them into use.
      const fails = order(() => {
        if (boxed === 2) throw new Error("power");
        return token.utcNowMs() + 20 * 86_400_000;
      });
      await assert.rejects(fails, /power/);
      const wrong = await logBox();
      assert.deepEqual([wrong.generation, wrong.day], [2, START_DAY + 20]);
      assert.equal((await order(token.utcNowMs)).generation, 2);
      const right = await logBox();
      assert.deepEqual([right.generation, right.day], [2, START_DAY]);
      assert.notDeepEqual(right.key, wrong.key);
      token.live(2);
      const summary = await token.sync(authority, { officer: by() });
      assert.ok(summary.added > 0);
      const trace = await runTrace(authority, request(), by());
      assert.deepEqual([trace.unreadable, trace.sealedRecords], [0, 0]);
      assert.ok(trace.ownRecords > 4, `${trace.ownRecords} records`);
    });

    it("is not done with the key of an officer who has no box, nor on a token of practice", async () => {
      const { token } = await readToken(1);
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(rekey(token, token.open(), otherOfficer), codeOf("unknown-token"));
      const practice = createTokenBench(11);
      await assert.rejects(rekey(practice), /nobody prepared/);
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });
  });

  describe("re-sealing", () => {
    it("leaves nothing to who left, nor days that are past keeping, nor the old boxes' bytes in the file", async () => {
      const { token } = await readToken(1);
      await bringUp();
      const late = { ...CONTACT, serial: 78 };
      const page = { id: Buffer.alloc(12, 1), slot: 40, rssi: [-50, -50, -50, -50, -50, -50] };
      await putPreparedLog(authority, authority, late, START_DAY + 40, [page]);
      const old = await authority.boxes();
      const [logBefore] = await openBoxes(authority, officer, "log", SERIAL);
      const today = START_DAY + 40;
      const keep = [otherOfficer, recovery];
      const { boxes, fromDay } = await resealAll(authority, officer, keep, today);
      assert.deepEqual([boxes, fromDay], [6, today - 30]);
      assert.equal((await openBoxes(authority, officer, "log")).length, 0);
      const moved = await openBoxes(authority, otherOfficer, "log", SERIAL);
      assert.equal(moved[0]!.content.day, today - 30);
      assert.notDeepEqual(moved[0]!.content.key, logBefore!.content.key);
      const file = folder.bytes("authority.sqlite");
      for (const { box } of old) assert.equal(file.indexOf(Buffer.from(box.subarray(80))), -1);
      // The administrator's key is the same: the token still obeys.
      const summary = await token.sync(authority, { officer: by(otherOfficer), isCheckOnly: true });
      assert.equal(summary.role, "admin");
    });

    it("does not follow a computer whose clock runs ahead", async () => {
      await readToken(1);
      await bringUp();
      const { fromDay } = await resealAll(authority, officer, [officer, recovery], START_DAY + 1000);
      assert.equal(fromDay, START_DAY + 1 - 30);
    });

    it("leaves nobody behind: a key that lacks one box changes nothing", async () => {
      await readToken(1);
      const alone = { ...CONTACT, serial: 79 };
      await putPreparedLog(authority, village, alone, START_DAY, [], [recovery]);
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(
        resealAll(authority, officer, [otherOfficer, recovery], START_DAY),
        /does not open every box/,
      );
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
      await resealAll(authority, recovery, [otherOfficer, recovery], START_DAY);
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
