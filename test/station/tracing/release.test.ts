import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseF0List } from "../../../src/bluezone/f0-list.js";
import { matchHistory } from "../../../src/bluezone/match.js";
import { parseHistory, parseInfoF } from "../../../src/bluezone/upload.js";
import { lockKeyFile } from "../../../src/custody/host/key-file.js";
import { contentOf, findCase } from "../../../src/station/cases/cases.js";
import { ledgerEntry, sealFor } from "../../../src/station/cases/officer.js";
import { nodeHash, randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import type { LedgerEntry, Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { readList } from "../../../src/station/tracing/phones/phone-files.js";
import { releaseList, releaseUploads } from "../../../src/station/tracing/phones/release.js";
import { runPhoneTrace } from "../../../src/station/tracing/phones/run-phone-trace.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { wordsOf } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { startProgram } from "../commands/run-command.js";
import {
  START_DAY,
  START_UTC_MS,
  createFolder,
  officer,
  putPreparedLog,
  recovery,
} from "../custody-bench.js";
import { NOTHING, syntheticId } from "../synthetic-log.js";

const SERIAL = 42;
const hash = (text: string) => createHash("sha256").update(text).digest();
const F0 = { serial: SERIAL, baseId: hash("base ID"), sealKey: hash("seal key"), createdDay: START_DAY - 2 };
const PHONE = { baseId: hash("phone's base ID"), createdDay: START_DAY - 9 };
const DAY_MS = 86_400_000;
const SLOT_MS = 900_000;
const FIRST = START_DAY * 96;
const HEX = (id: Uint8Array) => Buffer.from(id).toString("hex").toUpperCase();
const ownId = (slot: number) => syntheticId(F0.baseId, F0.createdDay, slot);
const phoneId = (slot: number) => syntheticId(PHONE.baseId, PHONE.createdDay, slot);
const UNTIL_MS = (FIRST + 60) * SLOT_MS;

describe("an F0's token for phones", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let caseId: string;
  let files = 0;
  beforeEach(async () => {
    folder = createFolder();
    store = await folder.store(`${files++}.sqlite`);
    const heard = [20, 21].map((slot) => ({
      id: phoneId(FIRST + slot),
      ...{ slot, rssi: [-60, NOTHING, -62, NOTHING, NOTHING, -65] },
    }));
    await putPreparedLog(store, store, F0, START_DAY, heard);
    const request = { token: keyOfSerial(SERIAL), onsetDay: localDayOf(START_UTC_MS), untilMs: UNTIL_MS };
    caseId = (await runTrace(store, request, by())).caseId!;
  });
  afterEach(() => folder.remove());

  const by = () => ({ identity: officer, reason: "ca bệnh mẫu", nowMs: UNTIL_MS + 3_600_000 });
  const content = async () => contentOf(await findCase(store, caseId), officer);

  /** What `bztoken rekey` leaves in the store: boxes of the next generation, then a line in the ledger. */
  async function rekey(day: number, generation = 2, isFinished = true): Promise<void> {
    const head = { serial: SERIAL, generation, day, wrapKey: new Uint8Array(32).fill(9) };
    const contents = (["id", "log"] as const).map((kind) => ({
      ...head,
      kind,
      key: new Uint8Array(32).fill(5),
    }));
    await store.putBoxes(contents.flatMap((one) => sealFor(one, [officer, recovery], day)));
    if (!isFinished) return;
    const entry: Partial<LedgerEntry> = { serial: SERIAL, reason: "trước khi đưa ra", tokens: 1 };
    await store.putLedger(ledgerEntry(officer, "rekey", day * DAY_MS + 20 * 3_600_000, entry));
  }

  const refuses = async (code: Parameters<typeof isUserError>[1], english: RegExp, vietnamese: RegExp) => {
    for (const release of [
      async () => releaseList(store, await content(), officer),
      async () => releaseUploads(store, await content(), by()),
    ]) {
      await assert.rejects(release(), (error) => {
        assert(isUserError(error, code!), String(error));
        assert.match(wordsOf(error, "en"), english);
        assert.match(wordsOf(error, "vi"), vietnamese);
        return true;
      });
    }
  };
  const refusesNotRekeyed = () =>
    refuses(
      "phone/release/not-rekeyed",
      /token 00000042 .* re-key it first/,
      /Thẻ 00000042 .* đổi khoá cho thẻ trước/,
    );

  it("is not released before the token was re-keyed", async () => {
    await refusesNotRekeyed();
    // Before the case's last day: since then the token has sent IDs that follow from the new keys.
    await rekey(START_DAY - 1);
    await refusesNotRekeyed();
  });

  it("is not released while a re-key was cut off: the token still sends what it sent", async () => {
    await rekey(START_DAY, 2, false);
    await refusesNotRekeyed();
    await rekey(START_DAY);
    assert.equal((await releaseList(store, await content(), officer)).entries.length, 1);
    // Cut off once more.
    await rekey(START_DAY, 3, false);
    await refusesNotRekeyed();
  });

  it("becomes the entry with which a phone finds the slots that it met the token in, and no others", async () => {
    await rekey(START_DAY + 1);
    const { entries } = await releaseList(store, await content(), officer);
    assert.equal(entries.length, 1);
    // The phone was beside it from the case's first day to its last, before and after, too.
    const heardAt = [-192, -96, 0, 20, 59, 60, 61, 100, 200].map((slot) => FIRST + slot);
    const rows = heardAt.map((slot, line) => ({
      ...{ line, ownId: HEX(phoneId(slot)), contactId: HEX(ownId(slot)), rssiDbm: -70 },
      timeMs: slot * SLOT_MS + 1000,
    }));
    const { matches } = matchHistory(
      nodeHash,
      entries.map((one, f0) => ({ ...one, f0 })),
      rows,
    );
    assert.deepEqual(
      matches.filter(({ isExact }) => isExact).map(({ row }) => row.timeMs),
      heardAt.slice(0, 5).map((slot) => slot * SLOT_MS + 1000),
    );
    assert.deepEqual(entries[0]!.dailyKey, new Uint8Array(F0.baseId), "its first day is that of its base ID");
    assert.equal(entries[0]!.endS, UNTIL_MS / 1000 - 1);
  });

  it("gives no key of a day before the case", async () => {
    await rekey(START_DAY + 1);
    const whole = await content();
    const later = { ...whole, trace: { ...whole.trace, fromMs: START_DAY * DAY_MS + 5 * SLOT_MS } };
    const { entries } = await releaseList(store, later, officer);
    const { uploads } = await releaseUploads(store, later, by());
    const day2 = hash256(hash256(F0.baseId));
    assert.deepEqual(entries[0], {
      ...{ dailyKey: new Uint8Array(day2), startS: START_DAY * 86_400 },
      ...{ endS: UNTIL_MS / 1000 - 1, slotsPerDay: 96 },
    });
    const keys = { baseId: new Uint8Array(day2), dailyKey: new Uint8Array(day2) };
    const times = { createdS: START_DAY * 86_400, dailyKeyStartS: START_DAY * 86_400 };
    assert.deepEqual(uploads[0]!.keys, { ...keys, ...times });
  });

  it("is not released where somebody else wore it under the same keys", async () => {
    const person = (name: string) => ({ name, unit: "Thôn 5", phone: null });
    await store.issueToken(keyOfSerial(SERIAL), person("Người Mẫu Một"), 5);
    const request = { token: keyOfSerial(SERIAL), onsetDay: localDayOf(START_UTC_MS) };
    caseId = (await runTrace(store, { ...request, untilMs: UNTIL_MS }, by())).caseId!;
    await rekey(START_DAY + 1);
    assert.equal((await releaseList(store, await content(), officer)).entries.length, 1);
    await store.issueToken(keyOfSerial(SERIAL), person("Người Mẫu Hai"), UNTIL_MS + SLOT_MS);
    await refuses(
      "phone/release/handed-on",
      /somebody else \(Người Mẫu Hai\)/,
      /Người khác \(Người Mẫu Hai\)/,
    );
  });

  it("that was handed on after its re-key is released", async () => {
    await store.issueToken(keyOfSerial(SERIAL), { name: "Người Mẫu Một", unit: "", phone: null }, 5);
    const request = { token: keyOfSerial(SERIAL), onsetDay: localDayOf(START_UTC_MS) };
    caseId = (await runTrace(store, { ...request, untilMs: UNTIL_MS }, by())).caseId!;
    await rekey(START_DAY);
    const afterRekey = START_DAY * DAY_MS + 21 * 3_600_000;
    await store.issueToken(keyOfSerial(SERIAL), { name: "Người Mẫu Hai", unit: "", phone: null }, afterRekey);
    assert.equal((await releaseList(store, await content(), officer)).entries.length, 1);
  });

  it("is moved in the list as its clock was wrong", async () => {
    await rekey(START_DAY + 1);
    const wrong = { token: keyOfSerial(SERIAL), generation: 1, epoch: 0, isSure: true };
    // Two hours fast until slot 30 by its own clock.
    const [offsetMs, untilMs] = [-8 * SLOT_MS, (FIRST + 30) * SLOT_MS];
    await store.putCorrection({ ...wrong, offsetMs, untilMs }, UNTIL_MS);
    const { entries } = await releaseList(store, await content(), officer);
    assert.equal(entries.length, 2);
    const sentAt = FIRST + 10;
    const rows = [{ line: 1, ownId: HEX(phoneId(sentAt)), contactId: HEX(ownId(sentAt + 8)), rssiDbm: -70 }];
    const { matches } = matchHistory(
      nodeHash,
      entries.map((one, f0) => ({ ...one, f0 })),
      rows.map((row) => ({ ...row, timeMs: sentAt * SLOT_MS + 1000 })),
    );
    assert.deepEqual(
      matches.map(({ f0, isExact }) => [f0, isExact]),
      [[1, true]],
    );
  });

  it("of a phone is not released: its keys are Bluezone's", async () => {
    const dailyKey = HEX(PHONE.baseId);
    const data = [
      { daily_key: dailyKey, time_start: PHONE.createdDay * 86_400, time_end: UNTIL_MS / 1000, max: 96 },
    ];
    const named = readList({ name: "list", text: JSON.stringify({ data }) });
    const { traces } = await runPhoneTrace(store, { ...named, onsetDay: null, untilMs: UNTIL_MS }, by());
    caseId = traces[0]!.caseId!;
    await refuses("phone/release/phone", /is a phone/, /là một điện thoại/);
  });

  it("is written by `bztoken case export`, with the ledger's line first", async () => {
    writeFileSync(folder.path("an.bzkey"), await lockKeyFile(officer, "mật khẩu mẫu", scrypt, randomBytes));
    const exported = async (to: string, out: string) => {
      const by = ["--key", folder.path("an.bzkey"), "--reason", "gửi Bluezone", "--store", store.path];
      const { child, ended } = startProgram(["case", "export", caseId, "--to", to, "--out", out, ...by]);
      child.stdin.end("mật khẩu mẫu\n");
      return ended;
    };
    const refused = await exported("bluezone-list", folder.path("list.json"));
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /^bztoken: token 00000042 was not re-keyed since[^\n]*\n$/);
    assert.equal((await store.ledger()).at(-1)!.action, "trace");

    await rekey(START_DAY + 1);
    const list = await exported("bluezone-list", folder.path("list.json"));
    assert.equal(list.code, 0, list.stderr);
    const text = readFileSync(folder.path("list.json"), "utf8");
    assert.deepEqual(parseF0List(text).notes, []);
    assert.equal(
      text,
      `{"data":[{"daily_key":"${HEX(F0.baseId)}","time_start":${F0.createdDay * 86_400},"time_end":${UNTIL_MS / 1000 - 1},"max":96}]}`,
    );
    const history = await exported("bluezone-history", folder.path("upload"));
    assert.equal(history.code, 0, history.stderr);
    const rows = readFileSync(join(folder.path("upload"), "data_trace.txt"), "utf8");
    const times = [20, 21].flatMap((slot) =>
      [
        [-60, 0],
        [-62, 2],
        [-65, 5],
      ].map(
        ([rssi, w]) =>
          `${HEX(ownId(FIRST + slot))}\t${HEX(phoneId(FIRST + slot))}\t${rssi}\t${(FIRST + slot) * SLOT_MS + w! * 150_000 + 75_000}\n`,
      ),
    );
    assert.equal(rows, times.join(""));
    assert.equal(parseHistory(rows).length, 6);
    const keys = parseInfoF(readFileSync(join(folder.path("upload"), "InfoF.json"), "utf8"));
    assert.deepEqual(keys.baseId, new Uint8Array(F0.baseId));
    const entries = (await store.ledger()).filter(({ action }) => action === "export");
    assert.deepEqual(
      entries.map((entry) => [entry.serial, entry.tokens, entry.records, entry.reason]),
      [
        [SERIAL, 1, 0, "gửi Bluezone"],
        [SERIAL, 1, 2, "gửi Bluezone"],
      ],
    );
    assert.equal((await exported("bluezone-history", folder.path("upload"))).code, 2);
  });
});

function hash256(bytes: Uint8Array): Buffer {
  return createHash("sha256").update(bytes).digest();
}
