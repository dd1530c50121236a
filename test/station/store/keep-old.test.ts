/** The store as it was is kept until a newer program has opened what it made of it. */
import assert from "node:assert/strict";
import {
  mkdtempSync,
  openSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import Database from "libsql";
import { migrations } from "../../../src/station/store/schema.js";
import { openStore } from "../../../src/station/store/store.js";
import { OLD_VERSION, lookInto, makeOldStore } from "./old-store.js";

const NAMES = ["Nguyễn Thị Ánh"];

describe("a store that a newer program opens", () => {
  let folder: string;
  let path: string;
  let copy: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bz-keep-"));
    path = join(folder, "Kho dữ liệu.sqlite");
    copy = `${path}.version-${OLD_VERSION}`;
    makeOldStore(path);
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const open = async () => (await openStore(path)).close();
  const beside = () => readdirSync(folder).filter((name) => name !== "Kho dữ liệu.sqlite");
  /** A table in the way of the tenth version's: those before it pass. */
  const openFailing = async () => {
    execute("create table settings (somebody text)");
    await assert.rejects(open(), /settings/);
    execute("drop table settings");
  };
  const execute = (statement: string) => {
    const file = new Database(path);
    file.exec(statement);
    file.close();
  };

  it("is converted, and nothing lies beside it", async () => {
    await open();
    assert.deepEqual(lookInto(path), { version: migrations.length, names: NAMES });
    assert.deepEqual(beside(), []);
  });

  it("lies beside as it was where the newer program fails, and is private", async () => {
    await openFailing();
    assert.deepEqual(lookInto(path), { version: OLD_VERSION, names: NAMES });
    assert.deepEqual(lookInto(copy), { version: OLD_VERSION, names: NAMES });
    assert.equal(statSync(copy).mode & 0o077, 0);
    await open();
    assert.deepEqual(beside(), []);
  });

  it("lies beside still where what was made of it turns out damaged", async () => {
    const before = readFileSync(path);
    await open();
    writeFileSync(copy, before);
    const handle = openSync(path, "r+");
    const { size } = statSync(path);
    // Whole pages of tables, behind those that an open store needs at once.
    writeSync(handle, Buffer.alloc(size - 8 * 4096, 0x5a), 0, size - 8 * 4096, 8 * 4096);
    await assert.rejects(open(), /damaged/);
    assert.deepEqual(lookInto(copy), { version: OLD_VERSION, names: NAMES });
  });

  it("is copied anew after a cut, in the place of what the cut left", async () => {
    writeFileSync(join(folder, ".Kho dữ liệu.sqlite.version-6.part"), "half");
    writeFileSync(`${path}.version-3`, "of long ago");
    await openFailing();
    assert.deepEqual(beside(), ["Kho dữ liệu.sqlite.version-6"]);
    await open();
    assert.deepEqual(beside(), []);
  });

  it("leaves files alone that only begin with its name", async () => {
    writeFileSync(`${path}.version-6 (chị Lan)`, "somebody's own");
    await open();
    assert.deepEqual(beside(), ["Kho dữ liệu.sqlite.version-6 (chị Lan)"]);
  });
});
