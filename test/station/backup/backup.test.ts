/** A back-up gives back the whole store, or says why not and leaves nothing. */
import assert from "node:assert/strict";
import { existsSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import Database from "libsql";
import { restoreBackup } from "../../../src/station/backup/restore-backup.js";
import { writeBackup } from "../../../src/station/backup/write-backup.js";
import { writePack } from "../../../src/station/packs/pack-file.js";
import { takePack } from "../../../src/station/packs/take-pack.js";
import { migrations } from "../../../src/station/store/schema.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { keyOfSerial } from "../../../src/station/store/token-identity.js";
import { localDayOf } from "../../../src/station/text/local-time.js";
import { runTrace } from "../../../src/station/tracing/run-trace.js";
import { wordsOf, type Code } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { HOUR_MS, START_DAY, START_UTC_MS, commune, createFolder, officer, publicOf, putPreparedLog, recovery, stranger } from "../custody-bench.js"; // prettier-ignore
import { needPostgres, startPostgres } from "../store/postgres-server.js";

const NOW_MS = START_UTC_MS + 30 * HOUR_MS;
const logOf = (serial: number) => ({
  ...{ serial, createdDay: START_DAY - 2 },
  ...{ baseId: Buffer.alloc(32, serial), sealKey: Buffer.alloc(32, serial + 1) },
});

/** Every row of every table, and the tables themselves. */
function contentOf(path: string): Record<string, unknown> {
  const file = new Database(path, { readonly: true });
  const objects = file.prepare("select type, name, sql from sqlite_master order by type, name").all() as { type: string; name: string; sql: string }[]; // prettier-ignore
  const tables = objects.filter(({ type }) => type === "table").map(({ name }) => name);
  const rows = tables.map((name) => [
    name,
    file
      .prepare(`select * from "${name}"`)
      .raw(true)
      .all()
      .map((row) => JSON.stringify(row, asHex))
      .sort(),
  ]);
  file.close();
  return { objects, ...Object.fromEntries(rows) };
}
const asHex = (_: string, value: unknown) =>
  value instanceof ArrayBuffer ? Buffer.from(value).toString("hex") : value;

describe("back-up and restore", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let backup: string;
  before(async () => {
    folder = createFolder();
    store = await folder.store("a.sqlite");
    const heard = { id: Buffer.alloc(12, 1), slot: 3, rssi: [-50, -50, -50, -50, -50, -50] };
    // More than one chunk.
    for (let serial = 1; serial <= 40; serial++) {
      const records = Array.from({ length: 60 }, (_, i) => ({ ...heard, id: Buffer.alloc(12, i), slot: i }));
      await putPreparedLog(store, store, logOf(serial), START_DAY, records);
    }
    const person = { name: "Nguyễn Đức", unit: "Thôn 7", phone: "0905 000 111", birthYear: 1958 };
    await store.issueToken(keyOfSerial(1), person, 1);
    await store.putKnownKeys([publicOf(commune).file], true);
    const request = { token: keyOfSerial(1), onsetDay: localDayOf(START_UTC_MS), untilMs: NOW_MS };
    await runTrace(store, request, { identity: officer, reason: "ca bệnh mẫu", nowMs: NOW_MS });
    const list = { number: 1, head: new Uint8Array(40).fill(1), entries: new Uint8Array(36) };
    await store.putList(list, new Map([[1, new Uint8Array(16)]]), NOW_MS);
    backup = folder.path("a.bzbackup");
    await writeBackup(store, backup, { by: officer, others: [recovery], nowMs: NOW_MS });
  });
  after(() => folder.remove());

  const hidden = () => readdirSync(folder.path(".")).filter((name) => name.startsWith("."));

  /** Refused with this code, in words of both languages, and nothing is left. */
  async function assertRefused(code: Code, path: string, key = officer, senders = [officer]): Promise<void> {
    const to = folder.path("never.sqlite");
    await assert.rejects(restoreBackup(path, to, key, senders), (error) => {
      assert(isUserError(error), String(error));
      assert.equal(error.code, code);
      for (const language of ["en", "vi"] as const)
        assert.doesNotMatch(wordsOf(error, language), /\{|undefined/);
      return true;
    });
    assert.ok(!existsSync(to));
    assert.deepEqual(hidden(), []);
  }

  function broken(bytes: Uint8Array): string {
    const path = folder.path("broken");
    writeFileSync(path, bytes);
    return path;
  }

  it("gives back every table, in a private file", async () => {
    const path = folder.path("new.sqlite");
    const restored = await restoreBackup(backup, path, officer, []);
    const before = contentOf(folder.path("a.sqlite"));
    assert.deepEqual(contentOf(path), before);
    for (const table of ["tokens", "persons", "issues", "cases", "f0_lists", "records", "boxes", "ledger"]) {
      assert.ok((before[table] as unknown[]).length > 0, table);
    }
    assert.deepEqual([restored.tokens, restored.madeMs], [40, NOW_MS]);
    assert.deepEqual(restored.ledger, await store.checkLedger());
    for (const file of [path, backup]) assert.equal(statSync(file).mode & 0o777, 0o600, file);
    assert.deepEqual(hidden(), []);
    const again = await folder.store("new.sqlite");
    assert.equal((await again.cases()).length, 1);
  });

  it("is several chunks, and nothing of it can be read without a key", () => {
    const bytes = readFileSync(backup);
    assert.ok(bytes.length > 3 * 65_536, `${bytes.length} bytes`);
    assert.ok(readFileSync(folder.path("a.sqlite")).includes("Nguyễn Đức"));
    for (const plain of ["Nguyễn Đức", "SQLite format", "ca bệnh mẫu", "0905"])
      assert.ok(!bytes.includes(plain), plain);
  });

  it("is made of one moment while a station writes", async () => {
    const path = folder.path("running.bzbackup");
    const other = await folder.store("a.sqlite");
    let [isDone, written] = [false, 0];
    const writing = (async () => {
      while (!isDone) await other.issueToken(keyOfSerial(2), { name: `Người ${++written}`, unit: "T", phone: null }, 1000 * written); // prettier-ignore
    })();
    await writeBackup(store, path, { by: officer, others: [], nowMs: NOW_MS });
    isDone = true;
    await writing;
    const to = folder.path("running.sqlite");
    await restoreBackup(path, to, officer, []);
    const restored = await folder.store("running.sqlite");
    const issues = (await restored.issues()).filter(({ token }) => token === keyOfSerial(2));
    assert.equal(issues.filter(({ toMs }) => toMs === null).length, Math.min(1, issues.length));
  });

  it("opens with each key that it was made for, and with no other", async () => {
    await restoreBackup(backup, folder.path("r.sqlite"), recovery, [officer]);
    await assertRefused("station/wrong-key/backup", backup, stranger);
    await assertRefused("station/wrong-key/backup-sender", backup, recovery, [commune]);
  });

  it("that was cut is refused, wherever that was", async () => {
    const bytes = readFileSync(backup);
    const ends = [5, 8, 63, 64, 65, 175, 176, 287, 288, 289, 292, 293, 65_843, 65_844, 65_848, 65_849];
    const tail = [1, 63, 64, 65, 80, 81].map((count) => bytes.length - count);
    for (const end of [...ends, ...tail]) {
      await assertRefused("station/backup/cut", broken(bytes.subarray(0, end)));
    }
    // The last chunk, and the signature of the whole after the first.
    const shortened = [bytes.subarray(0, 288 + 65_556), bytes.subarray(-64)];
    await assertRefused("station/backup/damaged", broken(Buffer.concat(shortened)));
    await assertRefused("station/backup/foreign", broken(new Uint8Array(0)));
  });

  it("that was changed anywhere is refused", async () => {
    const bytes = readFileSync(backup);
    const places = [0, 4, 5, 6, 7, 8, 24, 32, 63, 64, 72, 104, 128, 175, 176, 230, 288, 292, 300, 65_844, 65_860, bytes.length - 65, bytes.length - 1]; // prettier-ignore
    for (let at = 1000; at < bytes.length; at += 60_007) places.push(at);
    for (const at of places) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1;
      const to = folder.path("never.sqlite");
      await assert.rejects(restoreBackup(broken(changed), to, officer, []), (error) => {
        assert(isUserError(error, "station/backup", "station/wrong-key"), `byte ${at}: ${String(error)}`);
        return true;
      });
      assert.ok(!existsSync(to), `byte ${at}`);
    }
    assert.deepEqual(hidden(), []);
    const longer = Buffer.concat([bytes, Buffer.alloc(1)]);
    await assertRefused("station/backup/damaged", broken(longer));
  });

  it("of another kind, or with no store in it, is refused", async () => {
    await assertRefused("station/backup/foreign", broken(Buffer.from("tên,số điện thoại\n")));
    await assertRefused("station/backup/foreign", folder.path("a.sqlite"));
    await assertRefused("station/pack/unreadable", folder.path("nothing"));
    const pack = async (kind: "down" | "backup", content: Uint8Array) => {
      const path = folder.path("broken");
      rmSync(path);
      await writePack(path, kind, { sender: officer, receivers: [officer], madeMs: NOW_MS }, [content]);
      return path;
    };
    await assertRefused("station/backup/foreign", await pack("down", new Uint8Array(9)));
    await assertRefused("station/backup/unfit", await pack("backup", new Uint8Array(9)));
    await (await openStore(folder.path("newer"))).close();
    const newer = new Database(folder.path("newer"));
    newer.exec(`insert into bluezone_store values (${migrations.length + 1}, 0)`);
    newer.close();
    await assertRefused("station/backup/unfit", await pack("backup", readFileSync(folder.path("newer"))));
    await assert.rejects(takePack(store, backup, officer, [publicOf(officer)], NOW_MS), /back-up of a store/);
  });

  it("overwrites nothing", async () => {
    const there = folder.path("there.sqlite");
    for (const name of ["there.sqlite", "there2.sqlite-journal"])
      writeFileSync(folder.path(name), "của người khác");
    await assert.rejects(restoreBackup(backup, there, officer, []), /there is a file/);
    await assert.rejects(restoreBackup(backup, folder.path("there2.sqlite"), officer, []), /there is a file/);
    await assert.rejects(writeBackup(store, there, { by: officer, others: [], nowMs: 1 }), /there is a file/);
    assert.equal(readFileSync(there, "utf8"), "của người khác");
    await assert.rejects(
      writeBackup(store, folder.path("no/x"), { by: officer, others: [], nowMs: 1 }),
      /not there/,
    );
    await assert.rejects(restoreBackup(backup, "postgres://a/b", officer, []), /into a file/);
    assert.deepEqual(hidden(), []);
  });

  it("clears away what programs that were cut off left, and nothing of one that runs", async () => {
    const [dead, alive] = [".a.sqlite.snapshot-4194999", `.a.sqlite.snapshot-${process.ppid}`];
    for (const name of [dead, alive, ".again.sqlite.restored"]) writeFileSync(folder.path(name), "rest");
    await writeBackup(store, folder.path("b.bzbackup"), { by: officer, others: [], nowMs: 1 });
    await restoreBackup(folder.path("b.bzbackup"), folder.path("again.sqlite"), officer, []);
    assert.deepEqual(hidden(), [alive]);
  });

  it("is refused in words for a database", async function () {
    needPostgres(this);
    const server = await startPostgres();
    const shared = await openStore(await server.database());
    const path = folder.path("shared.bzbackup");
    await assert.rejects(writeBackup(shared, path, { by: officer, others: [], nowMs: 1 }), /with pg_dump/);
    assert.ok(!existsSync(path));
    await shared.close();
    await server.stop();
  });
});
