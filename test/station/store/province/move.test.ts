/** A store goes from a file into PostgreSQL and back, and is the same; or it does not go at all. */
import assert from "node:assert/strict";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { makeStoreKey } from "../../../../src/station/store/encryption/store-key.js";
import { openDatabase } from "../../../../src/station/store/database/open-database.js";
import { TABLES, digestsOf, moveNamed } from "../../../../src/station/store/province/move.js";
import { openStore } from "../../../../src/station/store/store.js";
import { needPostgres, startPostgres } from "../postgres-server.js";
import { UNITS, insertOf, sampleRows, type SampleRow } from "./sample-rows.js";

describe("a store that is moved", function () {
  this.timeout(60_000);
  let server: Awaited<ReturnType<typeof startPostgres>>;
  let folder: string;
  before(async function () {
    needPostgres(this);
    server = await startPostgres();
    folder = mkdtempSync(join(tmpdir(), "bz-move-"));
  });
  after(async () => {
    await server?.stop();
    if (folder) rmSync(folder, { recursive: true });
  });

  /** More people than one portion, a unit whose parent comes after it, and all that `sampleRows` thinks of. */
  async function fullFile(name: string): Promise<string> {
    const path = join(folder, name);
    const store = await openStore(path);
    await store.close();
    const file = new Database(path);
    const put = (row: SampleRow) => {
      const { text, values } = insertOf(row);
      file.prepare(text.replace(/\$\d+/g, "?")).run(...(values as never[]));
    };
    file.exec("begin; pragma defer_foreign_keys = on");
    UNITS.forEach(put);
    const kind = {
      kind: "hamlet",
      code: null,
      from_day: null,
      to_day: null,
      search: "",
      name_key: Buffer.of(0),
    };
    put(["units", { id: "a-child", name: "Thôn", parent_id: "z-parent", ...kind }]);
    put(["units", { id: "z-parent", name: "Xã", parent_id: "province", ...kind }]);
    sampleRows(1, "commune-a").forEach(put);
    for (let n = 0; n < 5_200; n++) put(["persons", { id: `p${n}`, name: `Đỗ Ông ${n}`, unit: "Thôn\u{1F600}", phone: "" }]); // prettier-ignore
    file.exec("commit");
    file.close();
    return path;
  }
  const digestsAt = async (path: string) => {
    const { db } = await openDatabase(path, { mayCreate: false });
    try {
      return await digestsOf(db);
    } finally {
      await db.destroy();
    }
  };

  it("into PostgreSQL and back is the same in every table, and works on", async () => {
    const path = await fullFile("there.sqlite");
    const before = await digestsAt(path);
    for (const table of TABLES)
      assert.ok(before[table].rows > 0, `${table} is empty: nothing would be shown`);
    const [url, back] = [await server.database(), join(folder, "back.sqlite")];
    const told: string[] = [];
    assert.deepEqual(await moveNamed(path, url, {}, (table) => told.push(table)), before);
    assert.deepEqual(told, TABLES);
    assert.deepEqual(await digestsAt(url), before);
    assert.deepEqual(await moveNamed(url, back, {}), before);
    assert.deepEqual(await digestsAt(back), before);
    assert.deepEqual(readdirSync(folder).filter((name) => name.includes("moved")), []); // prettier-ignore

    const [file, shared] = [await openStore(back), await openStore(url)];
    try {
      assert.deepEqual(await shared.tokens(), await file.tokens());
      assert.deepEqual(await shared.issues(), await file.issues());
      // Pages go on to be numbered after those that were moved.
      const chunk = {
        generation: 1,
        pageSequence: 3,
        position: 0,
        sealDay: 1,
        calendarDay: 1,
        livedHours: 0,
      };
      for (const store of [file, shared]) {
        await store.addChunk("00000041", 1, { ...chunk, records: new Uint8Array(32), nextSequence: 1 });
      }
      const rows = await server.query(url, "select max(change)::int as last from pages");
      assert.deepEqual(rows, [{ last: 203 }]);
    } finally {
      for (const store of [file, shared]) await store.close();
    }
  });

  it("out of PostgreSQL into an encrypted file has its key from the first byte on", async () => {
    const url = await server.database();
    await moveNamed(await fullFile("plain.sqlite"), url, {});
    const [key, path] = [makeStoreKey(), join(folder, "encrypted.sqlite")];
    const digests = await moveNamed(url, path, { to: key });
    await assert.rejects(openDatabase(path, { mayCreate: false, key: makeStoreKey() }));
    const { db } = await openDatabase(path, { mayCreate: false, key });
    assert.deepEqual(await digestsOf(db), digests);
    await db.destroy();
  });

  it("does not go into one that holds something, and leaves nothing behind where something is changed on the way", async () => {
    const path = await fullFile("again.sqlite");
    const url = await server.database();
    // The far side keeps another name than it was given: the digests tell.
    await (await openStore(url)).close();
    await server.query(
      url,
      `create function cut() returns trigger language plpgsql as $$ begin new.name := rtrim(new.name, '7'); return new; end $$;
       create trigger cut before insert on persons for each row execute function cut()`,
    );
    await assert.rejects(moveNamed(path, url, {}), /differs from what went in \(persons\)/);
    assert.deepEqual(await server.query(url, "select from persons"), []);
    await server.query(url, "drop trigger cut on persons");
    await moveNamed(path, url, {});
    await assert.rejects(moveNamed(path, url, {}), /something in the store .* already/);

    const back = join(folder, "cut.sqlite");
    await server.query(url, "update persons set name = 'x' || chr(1) where id = 'p1'; alter table persons rename column sex to gone"); // prettier-ignore
    await assert.rejects(moveNamed(url, back, {}));
    assert.ok(!existsSync(back));
    assert.deepEqual(readdirSync(folder).filter((name) => name.includes("moved")), []); // prettier-ignore
  });
});
