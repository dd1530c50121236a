import assert from "node:assert/strict";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { lockKeyFile } from "../../../src/custody/host/key-file.js";
import { createCaseDesk } from "../../../src/station/server/case-desk.js";
import { formatDay, localDayOf } from "../../../src/station/text/local-time.js";
import { randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import type { Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import {
  HOUR_MS,
  START_DAY,
  START_UTC_MS,
  createFolder,
  officer,
  paperToken,
  putPreparedLog,
} from "../custody-bench.js";
import { syntheticId } from "../synthetic-log.js";
import { startProgram } from "./run-command.js";

const [F0, CONTACT] = [paperToken(42), paperToken(77)] as const;

describe("bztoken case export", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let caseId: string;
  before(async () => {
    folder = createFolder();
    store = await folder.store("authority.sqlite");
    const met = [20, 21, 22, 23].map((slot) => ({
      id: syntheticId(CONTACT.baseId, CONTACT.createdDay, START_DAY * 96 + slot),
      ...{ slot, rssi: [-50, -50, -50, -50, -50, -50] },
    }));
    await putPreparedLog(store, store, F0, START_DAY, met);
    await putPreparedLog(store, store, CONTACT, START_DAY, []);
    const person = { name: "Người Mẫu Hai", unit: "Thôn 5", phone: "0912 345 678" };
    await store.issueToken(keyOfSerial(CONTACT.serial), person, 5);
    const nowMs = START_UTC_MS + 30 * HOUR_MS;
    const traced = await runTrace(
      store,
      { token: keyOfSerial(F0.serial), onsetDay: localDayOf(START_UTC_MS), untilMs: nowMs },
      { identity: officer, reason: "ca mẫu", nowMs },
    );
    caseId = traced.caseId!;
    const key = await lockKeyFile(officer, "mật khẩu mẫu", scrypt, randomBytes);
    writeFileSync(folder.path("an.bzkey"), key);
  });
  after(() => folder.remove());

  async function exported(...more: string[]) {
    return ran("export", ...more);
  }

  async function ran(command: string, ...more: string[]) {
    const by = [
      "--key",
      folder.path("an.bzkey"),
      "--reason",
      "gửi tỉnh",
      "--store",
      folder.path("authority.sqlite"),
    ];
    const { child, ended } = startProgram(["case", command, caseId.slice(0, 8), ...by, ...more]);
    child.stdin.end("mật khẩu mẫu\n");
    return ended;
  }

  it("writes who was near the F0, without names unless asked for, and the ledger keeps it", async () => {
    const hidden = folder.path("an.csv");
    const told = await exported("--to", "csv", "--out", hidden);
    assert.equal(told.code, 0, told.stderr);
    assert.match(told.stdout, /^1 contacts of case .* without names/);
    assert.match(readFileSync(hidden, "utf8"), /\r\nThẻ-00000077,,,,thẻ 00000077,/);
    const named = folder.path("ten.json");
    assert.equal((await exported("--to", "go-data-contacts", "--out", named, "--names")).code, 0);
    const [row] = JSON.parse(readFileSync(named, "utf8")) as [{ firstName: string; lastName: string }];
    assert.deepEqual([row.lastName, row.firstName], ["Người", "Hai"]);
    const entries = (await store.ledger()).filter(({ action }) => action === "export");
    assert.deepEqual(
      entries.map((entry) => [entry.caseId, entry.reason]),
      [
        [caseId, "gửi tỉnh"],
        [caseId, "gửi tỉnh"],
      ],
    );
    const again = await exported("--to", "csv", "--out", hidden);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /^bztoken: .*an\.csv/);
    assert.equal((await store.ledger()).filter(({ action }) => action === "export").length, 2);
  });

  it("says what a target needs, before anything is opened", async () => {
    const out = ["--out", folder.path("none")];
    const mapping = folder.path("mapping.json");
    const ends = async (message: RegExp, ...more: string[]) => {
      const { code, stderr } = await exported(...out, ...more);
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.match(stderr, /^bztoken: [^\n]*\n$/);
    };
    await ends(/give --sormas-case, or --region and --district/, "--to", "sormas", "--region", "A");
    await ends(/DHIS2 needs --mapping/, "--to", "dhis2");
    writeFileSync(mapping, '{\n  "orgUnit": \n}');
    await ends(/is not JSON: line 3, column 1/, "--to", "dhis2", "--mapping", mapping);
    writeFileSync(mapping, '{ "orgUnit": "Chiêm Hóa", "nothing": 1 }');
    await ends(/does not fit at orgUnit, .*nothing/, "--to", "dhis2", "--mapping", mapping);
    assert.equal(existsSync(folder.path("none")), false);
    assert.equal((await store.ledger()).filter(({ action }) => action === "export").length, 2);
  });

  it("shows whom a case names, whom to follow up and whom to warn, in lines and as JSON", async () => {
    const desk = createCaseDesk(store, () => START_UTC_MS + 40 * HOUR_MS);
    await desk.reopen(caseId, { identity: officer, reason: "ca mẫu" });
    const person = (await store.issues())[0]!.person.id;
    await desk.act(caseId, { do: "decide", person, status: "confirmed", note: "ở cùng nhà" });
    const day = localDayOf(START_UTC_MS) + 2;
    const show = await ran("show");
    assert.equal(show.code, 0, show.stderr);
    assert.match(
      show.stdout,
      /^F0 .*token 00000042.*\nF1 {2}.*Người Mẫu Hai, Thôn 5 {2}confirmed {2}ở cùng nhà\n$/,
    );
    const whole = JSON.parse((await ran("show", "--json")).stdout) as { format: string };
    assert.equal(whole.format, "bztoken case");
    const sheet = await ran("follow", "--day", formatDay(day));
    assert.match(
      sheet.stdout,
      /^F1 {2}day 2 of 14, to .* {2}centralised {2}Người Mẫu Hai, Thôn 5 .*sample due\n$/,
    );
    const rows = JSON.parse((await ran("follow", "--day", formatDay(day), "--json")).stdout) as object[];
    assert.equal(rows.length, 1);
    const wrong = await ran("follow", "--day", "31/02/2020");
    assert.deepEqual([wrong.code, wrong.stdout], [2, ""]);
    assert.match(wrong.stderr, /^bztoken: --day "31\/02\/2020" is no date/);
    const warn = await ran("warn");
    assert.match(
      warn.stdout,
      /^F1 {2}0912 345 678 {2}Người Mẫu Hai, Thôn 5 .*not warned\n1 not warned yet\n$/,
    );
    const { list } = JSON.parse((await ran("warn", "--json")).stdout) as {
      list: { sms: { text: string; segments: number }; smsWithoutMarks: { segments: number } }[];
    };
    assert.match(list[0]!.sms.text, /Người Mẫu Hai/);
    assert.deepEqual([list[0]!.sms.segments, list[0]!.smsWithoutMarks.segments], [2, 1]);
  });
});
