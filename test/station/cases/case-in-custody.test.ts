import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { crc32 } from "node:zlib";
import { lockCase } from "../../../src/custody/host/case-file.js";
import { parseSlot } from "../../../src/log/parse.js";
import { closeCase, contentOf } from "../../../src/station/cases/cases.js";
import { NO_NOTES } from "../../../src/station/cases/content.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { ledgerEntry } from "../../../src/station/cases/officer.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { without } from "../../../src/station/without.js";
import { createCaseDesk } from "../../../src/station/server/case-desk.js";
import type { Store, TokenName } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { allRecords } from "../all-records.js";
import { HOUR_MS, START_DAY, START_UTC_MS, officer, otherOfficer, putPreparedLog } from "../custody-bench.js";
import { CONTACT, SERIAL, by, createCustody, request, type Custody } from "./custody-stations.js";

describe("a case in custody", function () {
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
  const bringUp = () => custody.bringUp();

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
});
