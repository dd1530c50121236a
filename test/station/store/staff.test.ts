/** Accounts, settings and withdrawals: in a file and in PostgreSQL alike. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import Database from "libsql";
import { staffMigration } from "../../../src/station/store/migrations/staff.js";
import { migrations } from "../../../src/station/store/schema.js";
import { waitMs } from "../../../src/station/store/staff/accounts.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import type { Code } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { accountsCommand } from "../../../src/station/commands/register/accounts.js";
import { assertRefused, run } from "../commands/run-command.js";
import { START_DAY, createFolder, paperToken, putPreparedLog } from "../custody-bench.js";
import { syntheticChunk } from "../synthetic-log.js";
import { describeInBoth } from "./in-both.js";

const PIN = "mưa rào 7";
const DAY_MS = 86_400_000;
const NOW_MS = (START_DAY + 5) * DAY_MS + 1_000;
const RSSI = [-50, -50, -50, -50, -50, -50];
const HOA = { name: "Lê Thị Hoa", unit: "Thôn 3", phone: "0905 000 111", birthYear: 1958 };
const TAM = { name: "Trần Văn Tâm", unit: "Thôn 4", phone: null };

const refusedAs = (code: Code) => (error: unknown) => {
  assert.ok(isUserError(error), String(error));
  assert.equal(error.code, code);
  return true;
};

describe("a PIN", () => {
  it("costs as much as a key file, where nobody asks for less", async () => {
    const folder = createFolder();
    const path = folder.path("a.sqlite");
    const store = await openStore(path);
    await store.addFirstAccount("Nguyễn Thị Ánh", PIN, 1);
    await store.close();
    const file = new Database(path);
    assert.deepEqual(file.prepare("select log_n from accounts").all(), [{ log_n: 17 }]);
    file.close();
    await folder.remove();
  });
});

describeInBoth("staff of a store", (kind, opened) => {
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  beforeEach(() => {
    ({ folder, store } = opened());
  });

  const first = () => store.addFirstAccount("Nguyễn Thị Ánh", PIN, 1);
  const idOf = async (name: string) => (await store.accounts()).find((one) => one.name === name)!.id;
  const told = async () => (await store.ledger()).map(({ action, reason }) => [action, reason]);

  it("has one first account, which may do everything, and no two of a name", async () => {
    assert.equal(await store.firstAccountMs(), 0);
    const id = await first();
    const all = { roles: ["clerk", "officer", "administrator"], mustChange: false, isBlocked: false };
    assert.deepEqual(await store.accounts(), [{ id, name: "Nguyễn Thị Ánh", ...all }]);
    await assert.rejects(store.addFirstAccount("Kẻ Lạ", PIN, 2), refusedAs("station/account/not-first"));
    await assert.rejects(
      store.addAccount("nguyen thi anh", ["clerk"], 2),
      refusedAs("station/account/name-taken"),
    );
    assert.equal((await store.accounts()).length, 1);
  });

  it("lets nobody in by a wrong PIN, makes them wait longer each time, and blocks the account after ten", async () => {
    const id = await first();
    let nowMs = 10_000;
    const tryPin = (pin: string) => store.requirePin(id, pin, nowMs);
    for (let wrong = 1; wrong <= 2; wrong++) {
      await assert.rejects(tryPin("sai rồi"), refusedAs("station/account/wrong-pin"));
    }
    await tryPin(PIN);
    const waits: number[] = [];
    for (let wrong = 1; wrong <= 10; wrong++) {
      await assert.rejects(tryPin("sai rồi"), refusedAs("station/account/wrong-pin"), `try ${wrong}`);
      const wait = waitMs(wrong);
      waits.push(wait / 1000);
      if (wait > 0 && wrong < 10) {
        nowMs += wait - 1;
        await assert.rejects(tryPin(PIN), refusedAs("station/account/wait"), "right, and too early");
        nowMs += 1;
      }
    }
    assert.deepEqual(waits, [0, 0, 30, 60, 120, 240, 480, 960, 1920, 3840]);
    nowMs += DAY_MS;
    await assert.rejects(tryPin(PIN), refusedAs("station/account/blocked"));
    assert.equal((await store.account(id))!.isBlocked, true);
    const given = await store.resetPin(id, nowMs);
    assert.match(given, /^\d{6}$/);
    await assert.rejects(tryPin(PIN), refusedAs("station/account/wrong-pin"), "the old one is gone");
    await tryPin(given);
    assert.equal((await store.account(id))!.mustChange, true);
    await assert.rejects(store.changePin(id, given, given, nowMs), refusedAs("station/pin/same"));
    await store.changePin(id, given, "nắng hạn 8", nowMs);
    await tryPin("nắng hạn 8");
    assert.equal((await store.account(id))!.mustChange, false);
    assert.deepEqual(await told(), [
      ["account", "Nguyễn Thị Ánh: clerk, officer, administrator"],
      ["block", "Nguyễn Thị Ánh"],
      ["reset-pin", "Nguyễn Thị Ánh"],
    ]);
  });

  it("counts tries that come at once, and a correct one among them gives no more", async () => {
    const id = await first();
    const tries = await Promise.allSettled(
      Array.from({ length: 6 }, () => store.requirePin(id, "sai rồi", 5)),
    );
    const codes = tries.map((one) => one.status === "rejected" && (one.reason as { code: string }).code);
    const wrong = codes.filter((code) => code === "station/account/wrong-pin").length;
    assert.deepEqual([wrong, codes.length - wrong], [3, 3]);
    await assert.rejects(store.requirePin(id, PIN, 6), refusedAs("station/account/wait"));
  });

  it("takes no PIN that anybody would try first", async () => {
    for (const pin of ["12345", "000000", "123456", "987654", "abcdef", "NGUYEN THI ANH"]) {
      assert.throws(() => store.addFirstAccount("Nguyễn Thị Ánh", pin, 1), /PIN/, pin);
    }
    assert.deepEqual(await store.accounts(), []);
  });

  it("keeps an administrator, and the name of who left", async () => {
    const id = await first();
    await assert.rejects(store.putRoles(id, ["clerk"], 2), refusedAs("station/account/last-administrator"));
    await assert.rejects(store.removeAccount(id, 2), refusedAs("station/account/last-administrator"));
    assert.deepEqual((await store.account(id))!.roles, ["clerk", "officer", "administrator"]);
    await store.addAccount("Lê Thị Hoa", ["administrator"], 3);
    await store.removeAccount(id, 4);
    assert.equal(await store.account(id), undefined);
    await assert.rejects(store.requirePin(id, PIN, 5), refusedAs("station/account/missing"));
    await assert.rejects(
      store.addAccount("Nguyễn Thị Ánh", ["clerk"], 6),
      refusedAs("station/account/name-taken"),
    );
    await assert.rejects(
      store.removeAccount(await idOf("Lê Thị Hoa"), 7),
      refusedAs("station/account/last-administrator"),
    );
    assert.deepEqual((await told()).at(-1), ["remove-account", "Nguyễn Thị Ánh"]);
  });

  it("keeps settings", async () => {
    assert.deepEqual(await store.settings(), {
      idleMinutes: 10,
      backupDays: 7,
      checkDays: 7,
      backupFolder: "",
    });
    const wanted = { idleMinutes: 3, backupDays: 2, checkDays: 7, backupFolder: "/media/usb" };
    await store.putSettings(wanted, 1);
    await store.putSettings(wanted, 2);
    assert.deepEqual(await store.settings(), wanted);
  });

  describe("keeps sealed logs for thirty days", () => {
    const record = { id: Buffer.alloc(12, 1), slot: 1, rssi: RSSI };
    /** One page a day. */
    async function putDays(serial: number, days: readonly number[]): Promise<void> {
      const token = paperToken(serial);
      await putPreparedLog(store, store, token, START_DAY, [record]);
      for (const day of days) {
        const place = { ...token, pageSequence: 10 + day, day: START_DAY + day };
        await store.addChunk(keyOfSerial(serial), 1, syntheticChunk(place, [record]));
      }
    }
    const counts = async () => (await store.tokens()).map(({ records }) => records);

    it("by the date and the newest page, whichever is earlier", async function () {
      // A shared store goes by its server's clock: test/station/store/province/days.test.ts.
      if (store.path.startsWith("postgres:")) this.skip();
      await putDays(1, [5, 10, 40]);
      assert.equal(await store.dropExpiredPages(START_DAY + 30, 30), 0);
      assert.equal(await store.dropExpiredPages(START_DAY + 35, 30), 1);
      assert.equal(await store.dropExpiredPages(START_DAY + 9_000, 30), 2, "the date ran away");
      assert.deepEqual(await counts(), [1]);
    });

    it("and longer where a token's clock was wrong", async () => {
      await putDays(1, [40]);
      await putDays(2, [40]);
      const wrong = {
        token: keyOfSerial(2),
        generation: 1,
        epoch: 0,
        offsetMs: DAY_MS,
        untilMs: 5,
        isSure: true,
      };
      await store.putCorrection(wrong, 6);
      assert.equal(await store.dropExpiredPages(START_DAY + 40, 30), 1);
      assert.deepEqual(await counts(), [1, 2]);
    });
  });

  describe("forgets a person", () => {
    const [ALONE, SHARED] = [paperToken(1), paperToken(2)];
    let hoa: string;
    beforeEach(async () => {
      const record = (slot: number) => ({ id: Buffer.alloc(12, slot), slot, rssi: RSSI });
      for (const [token, days] of [
        [ALONE, 2],
        [SHARED, 4],
      ] as const) {
        await putPreparedLog(store, store, token, START_DAY, [record(1), record(2)]);
        for (let day = 1; day < days; day++) {
          const place = { ...token, pageSequence: 10 + day, day: START_DAY + day };
          await store.addChunk(keyOfSerial(token.serial), 1, syntheticChunk(place, [record(1), record(2)]));
        }
      }
      const person = await store.issueToken(keyOfSerial(1), HOA, START_DAY * DAY_MS);
      hoa = person.id;
      await store.issueToken(keyOfSerial(2), TAM, START_DAY * DAY_MS);
      await store.issueToken(keyOfSerial(2), { id: hoa }, (START_DAY + 2) * DAY_MS + 3_600_000);
      await store.takeBack(keyOfSerial(2), (START_DAY + 2) * DAY_MS + 7_200_000);
    });
    const recordsOf = async (serial: number) =>
      (await store.tokens()).find((one) => one.serial === serial)!.records;

    it("with the logs of their days, and of nobody else's; the ledger says so without the name", async () => {
      const before = [await recordsOf(1), await recordsOf(2)];
      assert.ok(
        before.every((count) => count >= 4),
        String(before),
      );
      const { tokens, records } = await store.actingAs("Người Quản Trị", () => store.withdraw(hoa, NOW_MS));
      assert.equal(tokens, 2);
      assert.deepEqual([...(await store.withdrawn())], [hoa]);
      assert.equal(await recordsOf(1), 0);
      const perDay = before[1]! / 4;
      assert.equal(await recordsOf(2), before[1]! - perDay, "the day of the hand-over");
      assert.equal(records, before[0]! + perDay);
      const { people } = await store.people({
        query: "",
        order: "name",
        isDown: false,
        after: null,
        limit: 9,
      });
      assert.deepEqual(people.map(({ name }) => name), [TAM.name]); // prettier-ignore
      assert.ok((await store.issues()).every(({ person }) => person.name === TAM.name));
      const last = (await store.ledger()).at(-1)!;
      assert.deepEqual(
        [last.action, last.account, last.reason, last.tokens, last.records],
        ["withdraw", "Người Quản Trị", "", 2, records],
      );
      await assert.rejects(store.withdraw(hoa, NOW_MS), refusedAs("register/person/missing"));
    });

    it("and gives the token that they had to nobody before it has new secrets", async () => {
      await store.withdraw(hoa, NOW_MS);
      const alone = (await store.tokens()).find(({ serial }) => serial === 1)!;
      assert.deepEqual([alone.holder, alone.standing], [null, "found"]);
      await assert.rejects(
        store.issueToken(keyOfSerial(1), { id: (await store.issues())[0]!.person.id }, NOW_MS + 5),
        refusedAs("register/token/found"),
      );
    });

    // A server's files are its own.
    const inFile = kind === "a file" ? it : () => undefined;
    inFile("so that no byte of the name or the phone is in the file", async () => {
      const isIn = () => {
        const bytes = [folder.bytes("a.sqlite"), readFileSync(folder.path("a.sqlite-journal"))];
        return ["Thị Hoa", "0905 000 111", "0905000111", "thi hoa"].filter((part) =>
          bytes.some((one) => one.includes(part)),
        );
      };
      assert.ok(isIn().length >= 3);
      await store.withdraw(hoa, NOW_MS);
      assert.deepEqual(isIn(), []);
    });
  });
});

describe("accounts on the command line", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  beforeEach(() => (folder = createFolder()));
  afterEach(() => folder.remove());

  it("are listed, and one that is blocked gets a new PIN, which the ledger keeps as nobody's", async () => {
    const path = folder.path("a.sqlite");
    const store = await folder.store("a.sqlite");
    const id = await store.addFirstAccount("Nguyễn Thị Ánh", PIN, 1);
    const [listed] = (await run(accountsCommand(), ["--store", path, "--json"])) as unknown as {
      name: string;
    }[][];
    assert.deepEqual(listed!.map(({ name }) => name), ["Nguyễn Thị Ánh"]); // prettier-ignore
    const [given] = await run(accountsCommand(), ["reset", "nguyen thi anh", "--store", path, "--json"]);
    await store.requirePin(id, given!["pin"] as string, 2);
    assert.equal((await store.ledger()).at(-1)!.account, null);
    await assertRefused(accountsCommand(), ["reset", "Kẻ Lạ", "--store", path], /no account is named/);
  });
});

describe("a store of the version before accounts", () => {
  it("opens with all that it held, and with no account", async () => {
    const folder = createFolder();
    const path = folder.path("old.sqlite");
    const store = await folder.store("old.sqlite");
    await store.issueToken(await store.tokenOf(5), HOA, 1);
    await store.putLedger({
      ...{ atMs: 1, officer: "0011223344556677", action: "read", serial: 5, caseId: null },
      ...{ reason: "lý do", tokens: 1, days: 2, records: 3 },
    });
    const { head } = await store.checkLedger();
    const old = new Database(path);
    for (const table of [
      "accounts",
      "settings",
      "backup_keys",
      "campaigns",
      "coverage_reports",
      "withdrawn",
      "visits",
      "households",
      "gate_passages",
      "releases",
      "release_tags",
      "release_tries",
      "preparations",
    ])
      old.exec(`drop table ${table}`);
    for (const index of ["persons_by_place", "persons_by_household"]) old.exec(`drop index ${index}`);
    for (const column of ["has_smartphone", "refused_ms", "household_id"])
      old.exec(`alter table persons drop column ${column}`);
    old.exec("alter table tokens drop column is_gate");
    old.exec("alter table issues drop column collected_by");
    old.exec("alter table token_states drop column origin");
    old.exec("alter table ledger drop column account");
    old.exec(`delete from bluezone_store where version > ${migrations.indexOf(staffMigration)}`);
    old.close();
    const opened = await folder.store("old.sqlite");
    assert.deepEqual(await opened.checkLedger(), { entries: 1, head, faults: [], sinceNoted: 1 });
    assert.equal((await opened.issues())[0]!.person.name, HOA.name);
    assert.deepEqual(await opened.accounts(), []);
    await opened.addFirstAccount("Nguyễn Thị Ánh", PIN, 2);
    assert.deepEqual((await opened.checkLedger(head)).sinceNoted, 1);
    await folder.remove();
  });
});
