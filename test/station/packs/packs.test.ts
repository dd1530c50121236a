import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, readdirSync, truncateSync, writeFileSync } from "node:fs";
import { CHUNK_BYTES } from "../../../src/custody/host/pack.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { unfinishedName, writeNewFile } from "../../../src/station/new-file.js";
import { packDown } from "../../../src/station/packs/down.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { packUp } from "../../../src/station/packs/up.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import type { Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { allRecords } from "../all-records.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  bind,
  commune,
  createFolder,
  createTokenBench,
  officer,
  otherOfficer,
  publicOf,
  putPreparedLog,
  recovery,
  stranger,
} from "../custody-bench.js";
import { syntheticChunk, syntheticId } from "../synthetic-log.js";

const F0 = {
  serial: 77,
  baseId: createHash("sha256").update("case's base ID").digest(),
  sealKey: createHash("sha256").update("case's seal key").digest(),
  createdDay: START_DAY - 2,
};
const TOKEN = keyOfSerial(F0.serial);
const MEETING_SLOT = START_DAY * 96 + 40;
const NOW_MS = START_UTC_MS + 30 * HOUR_MS;
const PERSON = { id: "1b0c2a36-9d5e-4f1c-8a53-0d9d7a4a2f10", name: "A", unit: "B", phone: null };
const ISSUE = { id: "1b0c2a36-9d5e-4f1c-8a53-0d9d7a4a2f11", person_id: PERSON.id, from_ms: 1, to_ms: null };
const ADDRESS = { sender: commune, receivers: [officer], madeMs: NOW_MS };
const senders = [publicOf(commune)];

describe("packs", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let village: Store;
  let authority: Store;
  beforeEach(async () => {
    folder = createFolder();
    village = await folder.store("village.sqlite");
    authority = await folder.store("authority.sqlite");
    await bind(authority, [F0.serial]);
  });
  afterEach(() => folder.remove());

  const records = (count: number, seed = 1) =>
    Array.from({ length: count }, (_, i) => ({
      id: Buffer.alloc(12, i + seed),
      slot: i % 96,
      rssi: [-60, -61, -62, -63, -64, -65],
    }));
  /** Pages of a prepared token, enough for more than one chunk of a pack. */
  async function fillVillage(): Promise<void> {
    await putPreparedLog(authority, village, F0, START_DAY, records(100));
    for (let page = 2; page < 32; page++) {
      const place = { serial: F0.serial, pageSequence: page, day: START_DAY };
      await village.addChunk(
        TOKEN,
        1,
        syntheticChunk({ ...place, createdDay: F0.createdDay }, records(127, page)),
      );
    }
    const person = { name: "Người Mẫu Bảy", unit: "Thôn 7", phone: "0905 000 111", birthYear: 1958 };
    await village.issueToken(TOKEN, person, 5);
    await village.putCorrection(
      { token: TOKEN, generation: 1, epoch: 2, offsetMs: 7, untilMs: START_UTC_MS, isSure: true },
      9,
    );
    await village.putReading(TOKEN, 11, "operator", "{}", START_UTC_MS);
  }
  let made = 0;
  const up = async (isWhole = false) => {
    const path = folder.path(`up-${made}.bzpack`);
    const address = { sender: commune, receivers: [officer], madeMs: NOW_MS + made++ };
    return { path, ...(await packUp(village, path, address, isWhole)) };
  };
  const take = (path: string, store = authority, receiver = officer, from = senders) =>
    takePack(store, path, receiver, from, NOW_MS);

  describe("gói gửi lên", () => {
    it("brings logs, register and clock corrections up; twice it changes nothing", async () => {
      await fillVillage();
      const { path, records: packed } = await up();
      assert.equal(packed, 100 + 30 * 127);
      assert.ok(readFileSync(path).length > 2 * CHUNK_BYTES);
      assert.equal(readFileSync(path).indexOf("Người Mẫu Bảy"), -1);
      assert.equal(await take(path), `${packed} new sealed records`);
      assert.deepEqual(await allRecords(authority), await allRecords(village));
      assert.deepEqual(await authority.issues(), await village.issues());
      assert.deepEqual(await authority.corrections(), await village.corrections());
      const before = folder.bytes("authority.sqlite");
      assert.match(await take(path), /taken in before, nothing was changed/);
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
      // The same content in another pack adds nothing either.
      assert.equal(await take((await up(true)).path), "0 new sealed records");
      assert.deepEqual(await allRecords(authority), await allRecords(village));
    });

    it("leaves out what the receiver said it has, and only that", async () => {
      await fillVillage();
      const first = await up();
      assert.equal((await up()).records, first.records, "nothing is acknowledged yet");
      await take(first.path);
      const down = folder.path("down.bzpack");
      const options = {
        officer,
        reason: "ca bệnh mẫu",
        unit: commune,
        tokens: undefined,
        hasStock: false,
        fewestSlots: 1,
      };
      await packDown(authority, down, { ...options, nowMs: NOW_MS });
      await takePack(village, down, commune, [publicOf(officer)], NOW_MS);
      assert.equal((await up()).records, 0);
      const place = { serial: F0.serial, pageSequence: 40, day: START_DAY };
      await village.addChunk(TOKEN, 1, syntheticChunk(place, records(3)));
      const last = await up();
      assert.equal(last.records, 3);
      await take(last.path);
      assert.deepEqual(await allRecords(authority), await allRecords(village));
      assert.equal((await up(true)).records, first.records + 3);
    });

    it("cut off anywhere is called incomplete, and nothing of it is taken in", async () => {
      await fillVillage();
      const { path } = await up();
      const whole = readFileSync(path);
      const before = folder.bytes("authority.sqlite");
      const chunk = 4 + CHUNK_BYTES + 16;
      const head = 64 + 112;
      const cuts = [
        0,
        1,
        3,
        10,
        head - 1,
        head,
        head + 1,
        whole.length - 65,
        whole.length - 64,
        whole.length - 1,
      ];
      for (let at = head; at < whole.length - 64; at += chunk)
        cuts.push(at - 1, at, at + 2, at + 5, at + chunk - 1);
      const part = folder.path("part.bzpack");
      for (const cut of cuts.filter((at) => at < whole.length)) {
        writeFileSync(part, whole);
        truncateSync(part, cut);
        await assert.rejects(take(part), (error: Error) => {
          assert.equal(error.name, "UserError", `cut at ${cut}: ${error.stack}`);
          assert.match(
            error.message,
            cut < 5 ? /no Bluezone Token pack|version none/ : /cut off|damaged/,
            `cut at ${cut}`,
          );
          return true;
        });
      }
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });

    it("with any byte changed is refused, and nothing of it is taken in", async () => {
      await fillVillage();
      const { path } = await up();
      const whole = readFileSync(path);
      const before = folder.bytes("authority.sqlite");
      const part = folder.path("changed.bzpack");
      for (let at = 0; at < whole.length; at += at < 200 ? 1 : 9_973) {
        const changed = Buffer.from(whole);
        changed[at]! ^= 0x10;
        writeFileSync(part, changed);
        await assert.rejects(take(part), (error: Error) => error.name === "UserError", `byte ${at}`);
      }
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });

    it("of a stranger, or for others, is refused by name", async () => {
      await fillVillage();
      const { path } = await up();
      const before = folder.bytes("authority.sqlite");
      await assert.rejects(take(path, authority, otherOfficer), /addressed to others/);
      await assert.rejects(take(path, authority, officer, []), /sender of this pack is not known/);
      await assert.rejects(take(path, authority, officer, [publicOf(stranger)]), /not known/);
      await assert.rejects(take(folder.path("none")), /there is no such file/);
      await assert.rejects(take(folder.path("authority.sqlite")), /no Bluezone Token pack/);
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });

    it("leaves out a line that does not fit, with its kind, and takes in the rest", async () => {
      await fillVillage();
      const { writePack, linesOfContent } = await import("../../../src/station/packs/pack-file.js");
      const head = { chip_id: null, firmware: null, is_practice: 0, generation: 1, time_state: null };
      const counts = { unread_records: 0, battery_mv: null, is_charging: null, clock_drift_ms: null };
      const state = { ...head, ...counts, lost_records: 0, last_read_ms: null, operating_epoch: null };
      const days = { generation: 1, page_sequence: 1, lived_hours: 1, calendar_day: START_DAY };
      const sealed = Buffer.alloc(64, 5).toString("base64");
      const key = Buffer.alloc(32, 1).toString("base64");
      const bad: [object, string][] = [
        [
          { page: { token: "x", generation: 1, page_sequence: 1, positions: [0, 1], sealed: "AAAA" } },
          "page",
        ],
        [{ page: { token: "x", ...days, seal_day: START_DAY, positions: [0], sealed } }, "page"],
        [{ page: { token: "x", ...days, seal_day: START_DAY, positions: [1, 0], sealed } }, "page"],
        // A clock is set back behind its keys by two days at most, and never runs before them.
        [{ page: { token: "x", ...days, seal_day: START_DAY + 3, positions: [0, 1], sealed } }, "page"],
        [{ page: { token: "x", ...days, seal_day: START_DAY - 1, positions: [0, 1], sealed } }, "page"],
        [{ issue: { ...ISSUE, token: "nobody's" } }, "issue"],
        [{ issue: { ...ISSUE, token: "x" } }, "issue"],
        [{ secrets: { token: "x", generation: 1, base_id: key, created_day: 0, seal_key: key } }, "secrets"],
        [{ token: { serial: 0 } }, "token"],
        [{ token: { ...state, token: "y", serial: 4_000_000_000 } }, "token"],
      ];
      for (const [i, [item, kind]] of bad.entries()) {
        const path = folder.path(`bad-${i}.bzpack`);
        const address = { sender: commune, receivers: [officer], madeMs: NOW_MS + i };
        const items = async function* () {
          yield { token: { ...state, token: "x", serial: F0.serial } };
          yield item;
          yield { person: { ...PERSON, id: PERSON.id.replace(/.{4}$/, `00${10 + i}`) } };
          yield { page: { token: "x", ...days, page_sequence: 100 + i, seal_day: START_DAY, positions: [0, 1], sealed } }; // prettier-ignore
        };
        await writePack(path, "up", address, linesOfContent("up", items()));
        const told = await take(path);
        assert.match(
          told,
          /^2 new sealed records\nnote: lines of unit [0-9a-f-]{19} that do not fit/,
          JSON.stringify(item),
        );
        assert.match(told, new RegExp(`left out \\(${kind} 1\\)`));
        assert.match(await take(path), /taken in before/);
      }
      assert.equal((await authority.issues()).length, 0);
      assert.equal((await authority.secrets()).length, 0);
    });

    it("fails whole where its lines are not what was sent, though it is well signed", async () => {
      const { writePack } = await import("../../../src/station/packs/pack-file.js");
      const before = folder.bytes("authority.sqlite");
      const [head, person, end] = [
        { format: "bztoken up", version: 2 },
        { person: PERSON },
        { end: { lines: 1 } },
      ].map((item) => `${JSON.stringify(item)}\n`) as [string, string, string];
      const bad = [
        [head, person, `{"surprise":1,"another":2}\n`, `{"end":{"lines":2}}\n`],
        [head, person, person, end],
        [head, person],
        [head, person, end.trimEnd()],
        [head, person, end, person],
        [person, end],
        [head, "{", end],
        [head, "17\n", end],
      ];
      for (const [i, lines] of bad.entries()) {
        const path = folder.path(`bad-${i}.bzpack`);
        const address = { sender: commune, receivers: [officer], madeMs: NOW_MS + i };
        await writePack(path, "up", address, [Buffer.from(lines.join(""))]);
        await assert.rejects(take(path), /not understood/, lines.join(""));
      }
      assert.deepEqual(folder.bytes("authority.sqlite"), before);
    });

    it("skips lines of kinds that it does not know, and fields, with a count of the lines", async () => {
      const { writePack, linesOfContent } = await import("../../../src/station/packs/pack-file.js");
      const path = folder.path("later.bzpack");
      const items = async function* () {
        yield { gate: { opened: 3 } };
        yield { person: { ...PERSON, email: "a@example.org" } };
        yield { surprise: 1 };
      };
      await writePack(path, "up", ADDRESS, linesOfContent("up", items()));
      assert.match(
        await take(path),
        /^0 new sealed records\nnote: 2 lines of a kind that only a later program knows/,
      );
    });
  });

  describe("gói nhận về", () => {
    it("brings the list of cases to the tokens: who was near is warned", async () => {
      const token = createTokenBench();
      await token.prepare(authority, 42);
      await putPreparedLog(authority, authority, F0, START_DAY, records(2));
      const f0 = { token: TOKEN, onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS };
      await runTrace(authority, f0, { identity: officer, reason: "ca bệnh mẫu", nowMs: NOW_MS });

      const down = folder.path("down.bzpack");
      const options = {
        officer,
        reason: "ca bệnh mẫu",
        unit: commune,
        tokens: undefined,
        hasStock: true,
        fewestSlots: 1,
        nowMs: NOW_MS,
      };
      const packed = await packDown(authority, down, options);
      assert.deepEqual([packed.cases, packed.listNumber, packed.tokens], [1, 1, 2]);
      assert.match(
        await takePack(village, down, commune, [publicOf(officer)], NOW_MS),
        /list of cases 1, keys of 2 tokens/,
      );

      token.addNeighbour(syntheticId(F0.baseId, F0.createdDay, MEETING_SLOT), -50);
      token.live(4);
      const first = await token.sync(village, { isCheckOnly: true });
      assert.deepEqual(first.warnings, []);
      token.live(1);
      const second = await token.sync(village, { isCheckOnly: true });
      assert.deepEqual(second.warnings, [], "nobody pressed");
      const read = await token.sync(village);
      assert.deepEqual(read.warnings, [{ code: "exposed", day: START_DAY, slots: 1 }]);
      assert.equal(token.token().isWarned(), true);

      // The same cases keep their number, so that the tokens are not bothered again.
      const again = await packDown(authority, folder.path("again.bzpack"), { ...options, nowMs: NOW_MS + 1 });
      assert.equal(again.listNumber, 1);
    });

    it("an older one, or one signed by a unit, is refused, and nothing changes", async () => {
      await createTokenBench().prepare(authority, 42);
      const options = {
        officer,
        reason: "ca bệnh mẫu",
        unit: commune,
        tokens: undefined,
        hasStock: true,
        fewestSlots: 1,
      };
      await packDown(authority, folder.path("old"), { ...options, nowMs: NOW_MS });
      await packDown(authority, folder.path("new"), { ...options, nowMs: NOW_MS + 1000 });
      await takePack(village, folder.path("new"), commune, [publicOf(officer)], NOW_MS);
      const { writePack, linesOfContent } = await import("../../../src/station/packs/pack-file.js");
      const forged = { sender: stranger, receivers: [commune], madeMs: NOW_MS + 5000 };
      const items = async function* () {
        yield { operatingKey: { serial: 42, epoch: 9, key: Buffer.alloc(32).toString("base64") } };
      };
      await writePack(folder.path("forged"), "down", forged, linesOfContent("down", items()));
      const before = folder.bytes("village.sqlite");
      await assert.rejects(
        takePack(village, folder.path("old"), commune, [], NOW_MS),
        /older than one taken in before/,
      );
      await assert.rejects(
        takePack(village, folder.path("forged"), commune, [publicOf(stranger)], NOW_MS),
        /signed by a unit/,
      );
      assert.deepEqual(folder.bytes("village.sqlite"), before);
    });

    it("holds sub-keys of the case's days and no chain", async () => {
      await putPreparedLog(authority, authority, F0, START_DAY, records(2));
      const f0 = { token: TOKEN, onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS };
      await runTrace(authority, f0, { identity: officer, reason: "ca bệnh mẫu", nowMs: NOW_MS });
      const options = {
        officer,
        reason: "ca bệnh mẫu",
        unit: commune,
        tokens: undefined,
        hasStock: false,
        fewestSlots: 1,
        nowMs: NOW_MS,
      };
      await packDown(authority, folder.path("down"), options);
      const { entries } = (await authority.lastList())!;
      const days = Array.from(
        { length: entries.length / 36 },
        (_, i) => entries[36 * i]! + 256 * entries[36 * i + 1]!,
      );
      assert.deepEqual(days, [START_DAY - 2, START_DAY - 1, START_DAY, START_DAY + 1]);
      assert.equal(Buffer.from(entries).indexOf(F0.baseId), -1);
      assert.ok((await authority.ledger()).some(({ action }) => action === "list"));
      assert.equal((await authority.boxes()).length, 3 * [officer, recovery].length);
    });
  });

  describe("a new file", () => {
    it("is there whole or not at all, and never in the place of another", async () => {
      const path = folder.path("new.bin");
      const failing = function* () {
        yield new Uint8Array(1000);
        throw Object.assign(new Error("no space"), { code: "ENOSPC" });
      };
      await assert.rejects(writeNewFile(path, failing()), /no room left for/);
      assert.equal(existsSync(path), false);
      // What a pulled stick left behind does not stand in the way.
      writeFileSync(unfinishedName(path), "half");
      await writeNewFile(path, [new Uint8Array([1]), new Uint8Array([2])]);
      assert.deepEqual([...readFileSync(path)], [1, 2]);
      await assert.rejects(writeNewFile(path, [new Uint8Array([3])]), /already/);
      assert.deepEqual([...readFileSync(path)], [1, 2]);
      assert.deepEqual(
        readdirSync(folder.path(".")).filter((name) => name.endsWith(".part")),
        [],
      );
      await assert.rejects(writeNewFile(folder.path("none/x"), []), /folder of .* is not there/);
    });
  });
});
