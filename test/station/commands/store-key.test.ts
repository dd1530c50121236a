/** `bztoken store`: a key for a store, another one, and one more stick. The stick is a disk of its own, as sticks are. */
import assert from "node:assert/strict";
import { mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { storeCommand } from "../../../src/station/commands/store/store.js";
import { findKeys, isOnDiskOf } from "../../../src/station/store/encryption/key-places.js";
import { isEncrypted } from "../../../src/station/store/encryption/store-file.js";
import { openStore } from "../../../src/station/store/store.js";
import { isUserError } from "../../../src/words/user-error.js";
import { assertRefused, run } from "./run-command.js";

/** On Linux: memory that is mounted as a disk; and a folder on the computer's own, for whoever has the tests' files in memory. */
const DISKS = ["/dev/shm", "/var/tmp"];
const OTHER_DISK =
  process.platform === "linux" ? DISKS.find((disk) => !isOnDiskOf(join(tmpdir(), "store"), disk)) : undefined;
const NAME = "Nguyễn Thị Mẫu";

describe("bztoken store", () => {
  let folder: string;
  let stick: string;
  let path: string;
  const keptPlace = process.env["BZTOKEN_STORE_KEY"];

  before(function () {
    if (OTHER_DISK !== undefined) return;
    console.log(`      skipped: no disk at ${DISKS.join(" or ")} beside that of ${tmpdir()}`);
    this.skip();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-store-key-"));
    stick = mkdtempSync(join(OTHER_DISK!, "bz-stick-"));
    process.env["BZTOKEN_STORE_KEY"] = stick;
    path = join(folder, "store.sqlite");
    const store = await openStore(path);
    await store.issueToken(await store.tokenOf(1), { name: NAME, unit: "Thôn 1", phone: null }, 0);
    await store.close();
  });
  afterEach(() => {
    for (const one of [folder, stick]) rmSync(one, { recursive: true, force: true });
    if (keptPlace === undefined) delete process.env["BZTOKEN_STORE_KEY"];
    else process.env["BZTOKEN_STORE_KEY"] = keptPlace;
  });

  const command = (name: string, keyTo = stick) =>
    run(storeCommand(), [name, "--store", path, "--key-to", keyTo, "--json"]);
  const refused = (name: string, message: RegExp, keyTo = stick) =>
    assertRefused(storeCommand(), [name, "--store", path, "--key-to", keyTo, "--json"], message);
  const names = async () => {
    const [key] = findKeys(path);
    const store = await openStore(path, { mayCreate: false, key: key?.key });
    try {
      return (await store.issues()).map(({ person }) => person.name);
    } finally {
      await store.close();
    }
  };

  it("encrypts a store, of which nothing can be read then without the stick", async () => {
    const [told] = await command("encrypt");
    assert.ok(isEncrypted(path));
    assert.match(String(told!["code"]), /^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/);
    assert.deepEqual(
      [told!["path"], readdirSync(stick)],
      [path, [String(told!["keyFile"]).split("/").at(-1)]],
    );
    assert.ok(!readFileSync(path).includes(Buffer.from(NAME)));
    assert.deepEqual(await names(), [NAME]);
    for (const { path: keyFile } of findKeys(path)) rmSync(keyFile);
    await assert.rejects(
      names(),
      (error) => isUserError(error) && error.code.startsWith("station/store-key"),
    );
    await refused("encrypt", /key/);
  });

  it("changes the key: the old one opens nothing any more, and is gone from the stick", async () => {
    const [first] = await command("encrypt");
    const [second] = await command("change-key");
    assert.notEqual(first!["code"], second!["code"]);
    assert.deepEqual(readdirSync(stick), [String(second!["keyFile"]).split("/").at(-1)]);
    assert.deepEqual(await names(), [NAME]);
  });

  it("writes the same key to one more stick", async () => {
    const [first] = await command("encrypt");
    const other = mkdtempSync(join(OTHER_DISK!, "bz-stick-"));
    try {
      const [copy] = await command("copy-key", other);
      assert.equal(copy!["code"], first!["code"]);
      rmSync(stick, { recursive: true });
      process.env["BZTOKEN_STORE_KEY"] = other;
      assert.deepEqual(await names(), [NAME]);
    } finally {
      rmSync(other, { recursive: true, force: true });
    }
  });

  it("refuses in words, and leaves the store as it is", async () => {
    const before = readFileSync(path);
    await refused("encrypt", /disk/, folder);
    await refused("change-key", /encrypted/);
    await refused("copy-key", /encrypted/);
    await refused("encrypt", /./, join(OTHER_DISK!, "no-such-folder", "bz"));
    assert.deepEqual(readdirSync(stick), []);
    await command("encrypt");
    await refused("encrypt", /encrypted/);
    assert.notDeepEqual(readFileSync(path), before);
    path = "postgres://127.0.0.1:1/x";
    await refused("encrypt", /PostgreSQL|server/);
  });
});
