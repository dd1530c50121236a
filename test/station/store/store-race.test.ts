/** Readings that begin at once: nobody is turned away, in a new store least of all. */
import assert from "node:assert/strict";
import { fork } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import Database from "libsql";
import { type Store, openStore } from "../../../src/station/store/store.js";
import { isUserError } from "../../../src/words/user-error.js";

/** Time for the processes to load the program. */
const START_MS = 5_000;
/** Time for one try; what takes longer begins the next late, and meets fewer others. */
const EVERY_MS = 700;
const TRIES = 12;
const SERIALS = [1, 2, 3];

describe("readings that begin at once", function () {
  this.timeout(180_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "bz-race-"))));
  after(() => rmSync(folder, { recursive: true }));

  function openAt(fromMs: number, serial: number): Promise<string[]> {
    return new Promise((resolve, reject) => {
      const args = [folder, serial, fromMs, EVERY_MS, TRIES].map(String);
      const child = fork(new URL("store-opener.ts", import.meta.url), args, {
        execArgv: ["--import", "tsx"],
      });
      child.once("error", reject);
      child.once("message", (told) => resolve(told as string[]));
      child.once("exit", (code) => reject(new Error(`ended with ${code} and no word`)));
    });
  }

  it(`into a new store all store their records (${TRIES} tries of ${SERIALS.length} processes)`, async () => {
    const fromMs = Date.now() + START_MS;
    const told = await Promise.all(SERIALS.map((serial) => openAt(fromMs, serial)));
    assert.deepEqual(told, SERIALS.map(() => Array.from({ length: TRIES }, () => "done"))); // prettier-ignore
    for (let n = 0; n < TRIES; n++) {
      const store = await openStore(join(folder, `${n}.sqlite`));
      assert.deepEqual((await store.tokens()).map(({ records }) => records), SERIALS.map(() => 10)); // prettier-ignore
      await store.close();
    }
  });
});

describe("a program that waited for another in vain", () => {
  const isBusy = (error: unknown) => isUserError(error, "station/store/busy");
  let folder: string;
  let path: string;
  let waiting: Store;
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-busy-"));
    path = join(folder, "store.sqlite");
    waiting = await openStore(path);
    // Not for ten seconds.
    await waiting.write((tx) => sql`pragma busy_timeout = 1`.execute(tx));
  });
  afterEach(async () => {
    await waiting.close();
    rmSync(folder, { recursive: true });
  });
  const putSetting = (store: Store) => store.putIssuer({ name: "Trạm mẫu", phone: "" }, 1_000);

  it("to begin reads on, and keeps it from nothing", async () => {
    const writing = await openStore(path);
    await writing.write(async (tx) => {
      await sql`insert into settings (name, value) values ('written', '1')`.execute(tx);
      await assert.rejects(putSetting(waiting), isBusy);
      await waiting.settings();
    });
    await putSetting(waiting);
    await writing.close();
  });

  it("to read reads on, and keeps it from nothing", async () => {
    const writing = new Database(path);
    writing.exec("begin exclusive");
    await assert.rejects(waiting.settings(), isBusy);
    writing.exec("insert into settings (name, value) values ('written', '1')");
    writing.exec("commit");
    await waiting.settings();
    writing.exec("delete from settings");
    writing.close();
    await putSetting(waiting);
  });

  it("to end has written nothing, reads on, and keeps it from nothing", async () => {
    const reading = new Database(path);
    reading.exec("begin");
    reading.prepare("select * from settings").all();
    await assert.rejects(putSetting(waiting), isBusy);
    reading.exec("commit");
    assert.equal((await waiting.issuer()).name, "");
    reading.exec("begin immediate");
    reading.exec("insert into settings (name, value) values ('written', '1')");
    reading.exec("commit");
    reading.close();
    await putSetting(waiting);
  });
});
