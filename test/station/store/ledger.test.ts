/** The ledger only grows, and shows what was done to it; in a file and in PostgreSQL alike. */
import assert from "node:assert/strict";
import Database from "libsql";
import {
  LEDGER_START,
  chainRow,
  type LedgerFault,
  type LedgerRow,
} from "../../../src/station/store/custody/ledger-chain.js";
import { migrations } from "../../../src/station/store/schema.js";
import { openStore, type LedgerEntry, type Store } from "../../../src/station/store/store.js";
import { ledgerCommand } from "../../../src/station/commands/cases/ledger.js";
import { wordsOf } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { createFolder, officer, publicOf } from "../custody-bench.js";
import { assertRefused, run, runAll } from "../commands/run-command.js";
import { needPostgres, startPostgres } from "./postgres-server.js";

const OFFICER = Buffer.from(officer.fingerprint).toString("hex");
const entryOf = (n: number): LedgerEntry => ({
  ...{ atMs: 1_600_000_000_000 + n, officer: OFFICER, action: "trace", serial: n, caseId: null },
  ...{ reason: `ca bệnh số ${n}`, tokens: 1, days: 2, records: 3 },
});

describe("the ledger", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let path: string;
  beforeEach(() => {
    folder = createFolder();
    path = folder.path("a.sqlite");
  });
  afterEach(() => folder.remove());

  async function filled(count = 6): Promise<string> {
    const store = await openStore(path);
    for (let n = 1; n <= count; n++) await store.putLedger(entryOf(n));
    const { head } = await store.checkLedger();
    await store.close();
    return head;
  }

  /** As somebody would who owns the file. */
  function tamper(...statements: string[]): void {
    const file = new Database(path);
    for (const name of ["update", "delete", "replace"]) file.exec(`drop trigger ledger_no_${name}`);
    for (const statement of statements) file.exec(statement);
    file.close();
  }

  async function faults(): Promise<LedgerFault[]> {
    const store = await openStore(path);
    try {
      return (await store.checkLedger()).faults;
    } finally {
      await store.close();
    }
  }

  const told = (list: LedgerFault[]) =>
    list.map(
      ({ kind, number, lastNumber }) => `${kind} ${number}${lastNumber === number ? "" : `-${lastNumber}`}`,
    );

  it("that nobody touched holds, and grows by one hash a row", async () => {
    const head = await filled();
    assert.deepEqual(await faults(), []);
    const store = await openStore(path);
    await store.putLedger({ ...entryOf(7), reason: "nửa cặp \ud83d và \0 hết" });
    const check = await store.checkLedger(head);
    assert.deepEqual([check.entries, check.sinceNoted, check.faults], [7, 1, []]);
    assert.notEqual(check.head, head);
    assert.equal((await store.checkLedger()).sinceNoted, 7);
    await store.close();
  });

  const columns: Record<string, string> = {
    ...{ id: "'x'", at_ms: "5", officer: "'0011223344556677'", action: "'read'", serial: "null" },
    ...{ case_id: "'c'", reason: "'khác'", tokens: "9", days: "9", records: "9", previous: "hash" },
    account: "'Kẻ Lạ'",
  };
  for (const [column, value] of Object.entries(columns)) {
    it(`names the row whose ${column} was changed`, async () => {
      await filled();
      tamper(`update ledger set ${column} = ${value} where number = 4`);
      assert.deepEqual(told(await faults()), ["changed 4"]);
    });
  }

  it("names who was signed in, and the row whose account was taken away or exchanged", async () => {
    await filled(1);
    const store = await openStore(path);
    await store.actingAs("Lê Thị Hoa", () => store.putLedger(entryOf(2)));
    await store.putLedger(entryOf(3));
    assert.deepEqual((await store.ledger()).map(({ account }) => account), [null, "Lê Thị Hoa", null]); // prettier-ignore
    assert.deepEqual((await store.checkLedger()).faults, []);
    await store.close();
    tamper("update ledger set account = null where number = 2");
    assert.deepEqual(told(await faults()), ["changed 2"]);
    tamper2("update ledger set account = 'Trần Văn Đức' where number = 2");
    assert.deepEqual(told(await faults()), ["changed 2"]);
  });

  it("covers every column but the number, which the order proves", async () => {
    await filled(1);
    const file = new Database(path);
    const names = (file.prepare("select name from pragma_table_info('ledger')").all() as { name: string }[]).map(({ name }) => name); // prettier-ignore
    file.close();
    assert.deepEqual(names.sort(), [...Object.keys(columns), "hash", "number"].sort());
  });

  it("names rows that were taken out, first, in the middle and several", async () => {
    await filled();
    tamper("delete from ledger where number = 1");
    assert.deepEqual(told(await faults()), ["missing 1"]);
    tamper2("delete from ledger where number in (3, 4)");
    assert.deepEqual(told(await faults()), ["missing 1", "missing 3-4"]);
  });

  function tamper2(statement: string): void {
    const file = new Database(path);
    file.exec(statement);
    file.close();
  }

  it("names the gap where the rows after it got new numbers", async () => {
    await filled();
    tamper("delete from ledger where number = 3", "update ledger set number = number - 1 where number > 3");
    assert.deepEqual(told(await faults()), ["replaced 2"]);
  });

  it("names a row that was put in, even with a hash that follows, and rows that changed places", async () => {
    await filled();
    const file = new Database(path);
    const rows = file.prepare("select * from ledger order by number").all() as LedgerRow[];
    file.close();
    const { previous, number, hash, ...content } = rows[2]!;
    const forged = chainRow({ ...content, id: "forged" }, { number, hash });
    assert.notEqual(previous, hash);
    const values = Object.values({ ...forged, number: 3.5 }).map((value) =>
      value === null ? "null" : `'${value}'`,
    );
    tamper(`insert into ledger (${Object.keys(forged).join()}) values (${values.join()})`);
    assert.deepEqual(told(await faults()), ["inserted 3.5"]);
    tamper2("delete from ledger where number = 3.5");
    assert.deepEqual(await faults(), []);
    for (const [from, to] of [[3, 30], [4, 3], [30, 4]]) tamper2(`update ledger set number = ${to} where number = ${from}`); // prettier-ignore
    assert.notDeepEqual(await faults(), []);
  });

  it("shows a tail cut off to whoever noted the head", async () => {
    const head = await filled();
    tamper("delete from ledger where number > 4");
    assert.deepEqual(await faults(), [], "a shorter chain is one as well");
    const store = await openStore(path);
    assert.equal((await store.checkLedger(head)).sinceNoted, undefined);
    await store.close();
    await assertRefused(ledgerCommand(), ["--store", path, "--head", head], /no entry of the 4 .* cut off/);
  });

  it("refuses changes, deletions and replacements in the file itself", async () => {
    await filled();
    const file = new Database(path);
    const copy = "select number, id, at_ms, officer, action, serial, case_id, 'khác', tokens, days, records, previous, hash, account from ledger where number = 2"; // prettier-ignore
    for (const statement of [
      "update ledger set reason = 'khác' where number = 2",
      "delete from ledger",
      `insert or replace into ledger ${copy}`,
      `replace into ledger ${copy.replace("select number", "select 99")}`,
    ]) {
      assert.throws(() => file.exec(statement), /only grows/, statement);
    }
    file.close();
    assert.deepEqual(await faults(), []);
  });

  it("of an older store is chained in its order", async () => {
    const old = new Database(path);
    for (const statement of migrations.slice(0, 8).flat()) old.exec(statement);
    old.exec("insert into bluezone_store values (8, 0)");
    for (const n of [3, 1, 2]) {
      old.exec(
        `insert into ledger values ('id-${n}', ${n}, '${OFFICER}', 'read', null, null, 'lý do ${n}', 1, 2, 3)`,
      );
    }
    old.close();
    const store = await openStore(path);
    await store.putLedger(entryOf(4));
    assert.deepEqual((await store.ledger()).map(({ reason }) => reason), ["lý do 1", "lý do 2", "lý do 3", "ca bệnh số 4"]); // prettier-ignore
    assert.deepEqual((await store.checkLedger()).faults, []);
    await store.close();
    tamper("update ledger set reason = 'khác' where number = 2");
    assert.deepEqual(told(await faults()), ["changed 2"]);
  });

  it("is verified at the command line, in both languages, and shows names beside keys", async () => {
    const head = await filled();
    const [good] = await run(ledgerCommand(), ["--store", path, "--verify", "--json"]);
    assert.deepEqual(good, { entries: 6, head, sinceNoted: 6 });
    const named = async () =>
      (
        (await run(ledgerCommand(), ["--store", path, "--json"])) as unknown as { officerName: unknown }[][]
      )[0]![0]!.officerName;
    assert.equal(await named(), null);
    const store = await openStore(path);
    await store.putKnownKeys([publicOf(officer).file], false);
    await store.close();
    assert.equal(await named(), "officer");
    await runAll(ledgerCommand(), [
      "name",
      OFFICER.replace(/(....)/, "$1-"),
      "Trần Thị Bình",
      "--store",
      path,
      "--json",
    ]);
    assert.equal(await named(), "Trần Thị Bình");
    await assertRefused(ledgerCommand(), ["name", "12", "Bình", "--store", path], /no fingerprint/);
    await assertRefused(ledgerCommand(), ["--store", path, "--head", "12"], /64 hex digits/);

    tamper("update ledger set days = 1 where number = 2", "delete from ledger where number in (4, 5)");
    await assert.rejects(run(ledgerCommand(), ["--store", path, "--verify"]), (error) => {
      assert(isUserError(error, "station/ledger/broken"));
      assert.match(wordsOf(error, "en"), /2 places: entry 2 was changed, entries 4 to 5 are gone/);
      assert.match(wordsOf(error, "vi"), /2 chỗ: dòng 2 đã bị sửa, các dòng từ 4 đến 5 đã mất/);
      return true;
    });
  });

  it("begins with nothing", async () => {
    assert.equal(await filled(0), LEDGER_START);
  });
});

describe("the ledger in PostgreSQL", function () {
  this.timeout(180_000);
  let server: Awaited<ReturnType<typeof startPostgres>>;
  const open: Store[] = [];
  before(async function () {
    needPostgres(this);
    server = await startPostgres();
  });
  after(async () => {
    for (const store of open) await store.close();
    await server?.stop();
  });

  it("stays one chain where several stations write at once, and refuses every change", async () => {
    const url = await server.database();
    for (let n = 0; n < 3; n++) open.push(await openStore(url));
    await Promise.all(
      open.flatMap((store, i) => Array.from({ length: 15 }, (_, n) => store.putLedger(entryOf(100 * i + n)))),
    );
    const check = await open[0]!.checkLedger();
    assert.deepEqual([check.entries, check.faults], [45, []]);
    for (const statement of ["update ledger set days = 0", "delete from ledger", "truncate ledger"]) {
      await assert.rejects(server.query(url, statement), /only grows/, statement);
    }
    await server.query(
      url,
      "alter table ledger disable trigger all; update ledger set days = 7 where number = 9",
    );
    assert.deepEqual((await open[0]!.checkLedger()).faults.map(({ kind, number }) => [kind, number]), [["changed", 9]]); // prettier-ignore
  });

  it("of an older store is chained as in a file", async () => {
    const url = await server.database();
    const rows = [2, 1].map((n) => `insert into ledger values ('id-${n}', ${n}, '${OFFICER}', 'read', 7, null, 'lý do ${n}', 1, 2, 3)`); // prettier-ignore
    await server.query(url, [...migrations.slice(0, 8).flat(), "insert into bluezone_store values (8, 0)", ...rows].join(";\n")); // prettier-ignore
    const folder = createFolder();
    const file = new Database(folder.path("old.sqlite"));
    for (const statement of [
      ...migrations.slice(0, 8).flat(),
      "insert into bluezone_store values (8, 0)",
      ...rows,
    ])
      file.exec(statement);
    file.close();
    const inDatabase = await openStore(url);
    const inFile = await openStore(folder.path("old.sqlite"));
    open.push(inDatabase);
    const check = await inDatabase.checkLedger();
    assert.deepEqual([check.entries, check.faults], [2, []]);
    assert.deepEqual(check, await inFile.checkLedger(), "one canonical text for both");
    await inFile.close();
    await folder.remove();
  });
});
