import assert from "node:assert/strict";
import { fork } from "node:child_process";
import {
  copyFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { makeOldStore } from "./old-store.js";
import { migrations } from "../../../src/station/store/schema.js";
import { openStore, type Store, type TokenState } from "../../../src/station/store/store.js";
import { allRecords } from "../all-records.js";
import { syntheticChunk } from "../synthetic-log.js";
import { isUserError } from "../../../src/words/user-error.js";

const TOKEN = "00000042";
const STATE: TokenState = {
  token: TOKEN,
  serial: 42,
  firmware: "0.1.0",
  isPractice: true,
  generation: 1,
  timeState: "set",
  batteryMilliVolts: 3900,
  isCharging: true,
  clockDriftMs: -120,
  lostRecords: 0,
  operatingEpoch: null,
};

function chunkOf(pageSequence: number, count: number, day = 18_500) {
  const records = Array.from({ length: count }, (_, i) => ({
    id: Buffer.alloc(12, i + 1),
    slot: i % 96,
    rssi: [-60, -61, -62, -63, -64, -65],
  }));
  return syntheticChunk({ serial: STATE.serial, pageSequence, day }, records);
}

describe("store", () => {
  let folder: string;
  let path: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bz-store-"));
    path = join(folder, "bluezone.sqlite");
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  async function storeWithToken(): Promise<Store> {
    const store = await openStore(path);
    await store.putToken(STATE);
    await store.startSync(TOKEN, 1_000, 0, 10, -120);
    return store;
  }

  it("gives back every record exactly as it came, after reopening", async () => {
    const store = await storeWithToken();
    const chunk = chunkOf(7, 5);
    assert.deepEqual(await store.addChunk(TOKEN, 1_000, chunk), { received: 5, added: 5, conflicting: 0 });
    await store.close();
    const again = await openStore(path, { mayCreate: false });
    const records = await allRecords(again);
    assert.deepEqual(
      records.map((record) => [
        record.token,
        record.serial,
        record.generation,
        record.pageSequence,
        record.position,
        record.sealDay,
        record.calendarDay,
      ]),
      [0, 1, 2, 3, 4].map((position) => [TOKEN, 42, 1, 7, position, 18_500, 18_500]),
    );
    assert.deepEqual(Buffer.concat(records.map((record) => record.sealed)), Buffer.from(chunk.records));
    assert.equal(await again.nextSequence(TOKEN), chunk.nextSequence);
    await again.close();
  });

  it("stores a chunk twice without changing anything, and an overlapping one without doubling", async () => {
    const store = await storeWithToken();
    await store.addChunk(TOKEN, 1_000, chunkOf(7, 5));
    const before = await allRecords(store);
    assert.deepEqual(await store.addChunk(TOKEN, 1_000, chunkOf(7, 5)), {
      received: 5,
      added: 0,
      conflicting: 0,
    });
    assert.deepEqual(await allRecords(store), before);
    assert.deepEqual(await store.addChunk(TOKEN, 1_000, chunkOf(7, 8)), {
      received: 8,
      added: 3,
      conflicting: 0,
    });
    assert.equal((await allRecords(store)).length, 8);
    await store.close();
  });

  it("keeps what was stored first where the same place comes with other bytes, the others beside it, and counts them", async () => {
    const store = await storeWithToken();
    await store.addChunk(TOKEN, 1_000, chunkOf(7, 5));
    const before = await allRecords(store);
    const forged = chunkOf(7, 5);
    forged.records[33]! ^= 1;
    assert.deepEqual(await store.addChunk(TOKEN, 1_000, forged), { received: 5, added: 1, conflicting: 1 });
    const beside = (await allRecords(store)).filter(({ copy }) => copy > 0);
    assert.deepEqual(beside, [{ ...before[1]!, copy: 1, sealed: forged.records.slice(32, 64) }]);
    assert.deepEqual(
      (await allRecords(store)).filter(({ copy }) => copy === 0),
      before,
    );
    assert.deepEqual(await store.addChunk(TOKEN, 1_000, forged), { received: 5, added: 0, conflicting: 0 });
    assert.equal((await store.tokens())[0]!.records, 5, "places, not copies");
    // Another day of the key, or of the calendar, is another page beside it as well.
    for (const head of [{ sealDay: 18_501 }, { calendarDay: 18_499 }]) {
      const other = { ...chunkOf(7, 5), ...head };
      assert.deepEqual(await store.addChunk(TOKEN, 1_000, other), { received: 5, added: 5, conflicting: 5 });
    }
    // One source fills four copies and no more.
    forged.records[34]! ^= 1;
    assert.deepEqual(await store.addChunk(TOKEN, 1_000, forged), { received: 5, added: 0, conflicting: 1 });
    await store.close();
  });

  it("goes on where it was when the token starts a new generation, and keeps the old records", async () => {
    const store = await storeWithToken();
    await store.addChunk(TOKEN, 1_000, chunkOf(7, 5));
    await store.putToken({ ...STATE, generation: 2 });
    assert.equal(await store.nextSequence(TOKEN), chunkOf(7, 5).nextSequence);
    const reborn = { ...chunkOf(7, 3), generation: 2 };
    assert.equal((await store.addChunk(TOKEN, 1_000, reborn)).added, 3);
    assert.equal((await allRecords(store)).length, 8);
    await store.close();
  });

  it("gives only the records of the days asked for, whatever their number", async () => {
    const store = await storeWithToken();
    for (let page = 0; page < 60; page++)
      await store.addChunk(TOKEN, 1_000, chunkOf(page, 127, 18_500 + (page % 2)));
    let count = 0;
    for await (const portion of store.sealedRecords(() => [{ fromDay: 18_501, toDay: 18_501 }]))
      count += portion.length;
    assert.equal(count, 30 * 127);
    assert.equal((await allRecords(store)).length, 60 * 127);
    await store.close();
  });

  it("tells who has a token now, and who had it before", async () => {
    const store = await openStore(path);
    await store.issueToken(
      await store.tokenOf(42),
      { name: "Nguyễn Thị Ánh", unit: "Thôn 3", phone: null },
      1_000,
    );
    await store.issueToken(
      await store.tokenOf(42),
      { name: "Trần Văn Đức", unit: "Thôn 5", phone: "0905 000 111" },
      5_000,
    );
    assert.equal((await store.tokens())[0]!.holder!.name, "Trần Văn Đức");
    assert.deepEqual(
      (await store.issues()).map((issue) => [issue.person.name, issue.fromMs, issue.toMs]),
      [
        ["Nguyễn Thị Ánh", 1_000, 5_000],
        ["Trần Văn Đức", 5_000, null],
      ],
    );
    await store.close();
  });

  it("gives a token to one person at a time, and takes no time back that somebody had", async () => {
    const store = await openStore(path);
    const token = await store.tokenOf(42);
    const an = await store.issueToken(token, { name: "An", unit: "", phone: null }, 1_000);
    const binh = { name: "Bình", unit: "", phone: null };
    await assert.rejects(store.issueToken(token, binh, 1_000), /An has had this token since/);
    await assert.rejects(store.issueToken(token, { id: an.id }, 2_000), /An has this token already/);
    await store.issueToken(token, binh, 5_000);
    const held = async () => (await store.issues()).map(({ person, ...at }) => [person.name, at.fromMs, at.toMs]); // prettier-ignore
    const before = await held();
    const correct = (id: string, fromMs: number) => store.correctHolder(token, id, binh, fromMs);
    await assert.rejects(correct(an.id, 6_000), /does not have the token any more/);
    const { person } = (await store.issues())[1]!;
    await assert.rejects(correct(person.id, 900), /An has had this token since/);
    assert.deepEqual(await held(), before);
    // Until then An had it.
    await correct(person.id, 4_000);
    assert.deepEqual(await held(), [
      ["An", 1_000, 4_000],
      ["Bình", 4_000, null],
    ]);
    await store.takeBack(token, 9_000);
    await assert.rejects(store.takeBack(token, 9_500), /nobody has this token/);
    await assert.rejects(store.issueToken(token, { id: an.id }, 8_000), /Bình had this token until/);
    await store.close();
  });

  it("of the version before is opened with all that is in it", async () => {
    makeOldStore(path);
    const store = await openStore(path);
    const person = {
      id: "a",
      name: "Nguyễn Thị Ánh",
      unit: "Thôn 3",
      phone: "0905 000 111",
      birthYear: null,
    };
    assert.deepEqual(await store.issues(), [{ id: "i", token: TOKEN, person, fromMs: 1_000, toMs: null }]);
    assert.deepEqual((await store.tokens())[0]!.holder, person);
    await store.close();
  });

  it("loses at most the chunk in flight when the program is killed, and goes on from there", async function () {
    this.timeout(180_000);
    for (const delayMs of [0, 7, 23]) {
      const file = join(folder, `killed-${delayMs}.sqlite`);
      const acknowledged = await killWhileWriting(file, delayMs);
      const store = await openStore(file, { mayCreate: false });
      const records = await allRecords(store);
      const next = await store.nextSequence(TOKEN);
      assert.ok(next >= acknowledged, `acknowledged ${acknowledged}, stored ${next}`);
      assert.equal(records.length, next, "the place to go on from and the records disagree");
      const page = next / 127;
      assert.equal((await store.addChunk(TOKEN, 1_000, chunkOf(page, 127))).added, 127);
      await store.close();
    }
  });

  it("refuses a missing store where none may be made", async () => {
    await assert.rejects(openStore(path, { mayCreate: false }), /^UserError: no store at .*bztoken sync/);
  });

  it("refuses files that are not its own, and leaves every byte of them alone", async () => {
    const foreign = join(folder, "foreign.sqlite");
    const database = new Database(foreign);
    database.exec("create table invoices (id integer)");
    database.close();
    const text = join(folder, "notes.txt");
    writeFileSync(text, "Danh sách hộ dân\n".repeat(500));
    for (const file of [foreign, text]) {
      const before = readFileSync(file);
      await assert.rejects(
        openStore(file),
        (error) => isUserError(error) && /not a store/.test(error.message),
      );
      assert.deepEqual(readFileSync(file), before);
    }
    await assert.rejects(openStore(folder), isUserError);
    await assert.rejects(openStore(join(folder, "missing", "x.sqlite")), isUserError);
  });

  it("refuses a store that was copied only in part, and leaves it alone", async () => {
    const store = await storeWithToken();
    for (let page = 0; page < 20; page++) await store.addChunk(TOKEN, 1_000, chunkOf(page, 127));
    await store.close();
    const size = statSync(path).size;
    for (const share of [0.1, 0.5, 0.95]) {
      const part = join(folder, `part-${share}.sqlite`);
      copyFileSync(path, part);
      truncateSync(part, Math.floor(size * share));
      const before = readFileSync(part);
      await assert.rejects(openStore(part), (error) => isUserError(error) && /in part/.test(error.message));
      assert.deepEqual(readFileSync(part), before);
    }
  });

  it("refuses a store of a newer version by name", async () => {
    await (await openStore(path)).close();
    const database = new Database(path);
    database.exec(`insert into bluezone_store values (${migrations.length + 1}, 0)`);
    database.close();
    await assert.rejects(openStore(path), /newer version/);
  });
});

/** Runs `store-writer.ts` and kills it some milliseconds after its first chunks; returns what it acknowledged last. */
async function killWhileWriting(file: string, delayMs: number): Promise<number> {
  const child = fork(new URL("store-writer.ts", import.meta.url), [file], { execArgv: ["--import", "tsx"] });
  let acknowledged = 0;
  await new Promise<void>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (_, signal) =>
      signal === "SIGKILL" ? resolve() : reject(new Error("the writer ended before it was killed")),
    );
    child.on("message", (next: number) => {
      acknowledged = next;
      if (next === 127 * 20) setTimeout(() => child.kill("SIGKILL"), delayMs);
    });
  });
  return acknowledged;
}
