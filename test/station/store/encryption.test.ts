/** What lies on the disk of an encrypted store, what opens it, and what cuts and damage do (ENCRYPTION.md). */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from "node:fs"; // prettier-ignore
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { makeBackup, restoreWithKeyring, setBackupPassphrase, writeKeyring } from "../../../src/station/backup/station-backup.js"; // prettier-ignore
import { randomBytes } from "../../../src/station/node-crypto.js";
import { PLACE_SETTING, destroyKey, findSticks, keysAt, writeKey } from "../../../src/station/store/encryption/key-places.js"; // prettier-ignore
import { reencrypt } from "../../../src/station/store/encryption/reencrypt.js";
import { isEncrypted, openFile } from "../../../src/station/store/encryption/store-file.js";
import { type StoreKey, bytesOfKey, codeOfKey, keyOfCode, makeStoreKey, storeKeyOf } from "../../../src/station/store/encryption/store-key.js"; // prettier-ignore
import { openStore, type Store } from "../../../src/station/store/store.js";
import { type Family } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { PIN_LOG_N } from "../custody-bench.js";
import { PERSON, tracesIn } from "./support/people.js";

const refusedAs = (family: Family) => (error: unknown) => isUserError(error, family);
const hexOf = (key: StoreKey) => Buffer.from(bytesOfKey(key)).toString("hex");
const programOf = (name: string) => fileURLToPath(new URL(`support/${name}.program.ts`, import.meta.url));
const argsOf = (name: string, ...args: string[]) => ["--import", "tsx", programOf(name), ...args];

describe("an encrypted store", function () {
  this.timeout(300_000);
  let folder: string;
  let path: string;
  let stick: string;
  let before0: string | undefined;
  const key = makeStoreKey();
  const otherKey = makeStoreKey();

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "bz-encryption-"));
    path = join(folder, "store.sqlite");
    stick = join(folder, "usb");
    before0 = process.env[PLACE_SETTING];
    process.env[PLACE_SETTING] = stick;
  });
  afterEach(() => {
    if (before0 === undefined) delete process.env[PLACE_SETTING];
    else process.env[PLACE_SETTING] = before0;
    rmSync(folder, { recursive: true });
  });

  const open = (with_?: StoreKey): Promise<Store> =>
    openStore(path, { mayCreate: true, pinLogN: PIN_LOG_N, key: with_ });
  async function fill(with_: StoreKey | undefined, people = 1): Promise<void> {
    const store = await open(with_);
    for (let n = 0; n < people; n++) await store.addEntry({ ...PERSON, name: `${PERSON.name} ${n}` });
    await store.close();
  }
  async function countIn(with_: StoreKey | undefined): Promise<number> {
    const store = await openStore(path, { mayCreate: false, key: with_ });
    const count = await store.countPeople();
    await store.close();
    return count;
  }
  /** Everything that lies in the folder, journals and leftovers too. */
  const disk = () =>
    readdirSync(folder)
      .filter((name) => name !== "usb")
      .map((name) => readFileSync(join(folder, name)));
  const traces = () => disk().flatMap(tracesIn);
  /** All rows of all tables, as SQLite has them. */
  function contentOf(with_: StoreKey | undefined): string {
    const file = openFile(path, with_);
    const tables = file.prepare("select name, sql from sqlite_schema order by name").all() as { name: string; sql: string | null }[]; // prettier-ignore
    const rows = tables
      .filter(({ sql }) => sql?.startsWith("create table"))
      .map(({ name }) => file.prepare(`select * from "${name}"`).raw().all());
    file.close();
    return JSON.stringify([tables, rows]);
  }

  describe("on the disk", () => {
    it("holds no name, phone or address in any form, where a plain one holds them", async () => {
      const plain = await open();
      await plain.addEntry(PERSON);
      await plain.close();
      const found = traces();
      // The test could not fail otherwise: composed, and folded for the search.
      for (const text of [PERSON.name, PERSON.phone!, PERSON.address!, "nguyen thi ngoc bich"])
        assert.ok(found.includes(text), text);

      rmSync(path);
      const store = await open(key);
      const id = await store.addEntry(PERSON);
      assert.deepEqual(traces(), [], "while it is open");
      await store.putEntry(id, { ...PERSON, phone: "0905000000" });
      assert.ok(existsSync(`${path}-journal`));
      assert.deepEqual(traces(), [], "beside its journal");
      assert.equal((await store.people({ query: "ngoc bich", order: "name", isDown: false, after: null, limit: 9 })).people.length, 1); // prettier-ignore
      await store.close();
      assert.deepEqual(traces(), []);
    });

    it("holds none after kill -9 in the midst of work, and has all that was acknowledged", async () => {
      let withJournal = 0;
      for (let cut = 0; cut < 6; cut++) {
        const child = spawn(process.execPath, argsOf("writing", path, hexOf(key)));
        let said = "";
        child.stdout.on("data", (text) => {
          said += String(text);
          if (said.includes(`has ${3 + cut}\n`)) setTimeout(() => child.kill("SIGKILL"), cut);
        });
        await new Promise((resolve) => child.once("close", resolve));
        if (existsSync(`${path}-journal`)) withJournal++;
        assert.deepEqual(traces(), []);
        const acknowledged = said.split("\n").filter((line) => line.startsWith("has ")).length;
        assert.ok(acknowledged > cut);
        assert.ok((await countIn(key)) >= acknowledged);
        rmSync(path);
      }
      assert.ok(withJournal > 0);
    });

    it("keeps a back-up's copy from being read meanwhile, and the store that is restored from it", async () => {
      await fill(key);
      const store = await open(key);
      const passphrase = "chuông gỗ ếch nhảy lửa";
      await setBackupPassphrase(store, passphrase);
      const usb = join(folder, "usb");
      mkdirSync(usb);
      let copies = 0;
      const watched: Store = {
        ...store,
        async copyInto(file, copyKey) {
          await store.copyInto(file, copyKey);
          copies++;
          assert.deepEqual(traces(), []);
          assert.notEqual(copyKey.secret, key.secret);
        },
      };
      const backup = await makeBackup(watched, usb, Date.now(), false);
      assert.equal(copies, 1);
      const ring = await writeKeyring(store, usb);
      await store.close();
      const keyring = { path: ring, bytes: new Uint8Array(readFileSync(ring)), passphrase };
      const restored = join(folder, "restored.sqlite");
      await restoreWithKeyring(backup.path, restored, keyring, otherKey);
      assert.deepEqual(traces(), []);
      const again = await openStore(restored, { mayCreate: false, key: otherKey });
      assert.equal(await again.countPeople(), 1);
      await again.close();
      // And to a plain one, where whoever restores it says so.
      await restoreWithKeyring(backup.path, join(folder, "plain.sqlite"), keyring);
      assert.ok(traces().includes(PERSON.name));
    });
  });

  describe("is opened", () => {
    it("by its key from a stick, whatever other keys lie there", async () => {
      await fill(key);
      mkdirSync(stick);
      await writeKey(stick, otherKey);
      writeFileSync(join(stick, "bztoken-x.bzstorekey"), "no key");
      writeFileSync(join(stick, "bztoken-y.bzstorekey"), Buffer.alloc(5000));
      await assert.rejects(open(), refusedAs("station/store-key/other"));
      await writeKey(stick, key);
      assert.equal(await countIn(undefined), 1);
      assert.equal(keysAt(stick).length, 2);
      for (const place of keysAt(stick)) destroyKey(place);
      await assert.rejects(open(), refusedAs("station/store-key/none"));
    });

    it("by nothing else, and no try changes a byte of it", async () => {
      await fill(key);
      const bytes = readFileSync(path);
      await assert.rejects(open(), refusedAs("station/store-key/none"));
      for (let bit = 0; bit < 192; bit += 17) {
        const near = bytesOfKey(key);
        near[bit >> 3]! ^= 1 << (bit & 7);
        await assert.rejects(open(storeKeyOf(near)), refusedAs("station/store-key/other"));
      }
      assert.ok(readFileSync(path).equals(bytes));
      assert.equal(await countIn(key), 1);
    });

    it("by two stations at once, which see each other's work", async () => {
      await fill(key);
      const [one, two] = [await open(key), await open(key)];
      await one.addEntry(PERSON);
      await two.addEntry(PERSON);
      assert.deepEqual([await one.countPeople(), await two.countPeople()], [3, 3]);
      await one.close();
      await two.close();
    });

    it("only where it is one: no other file is taken for it", async () => {
      for (const bytes of [Buffer.alloc(8192), Buffer.from(randomBytes(8192)), Buffer.from("tên,tuổi\n")]) {
        writeFileSync(path, bytes);
        await assert.rejects(open(key), refusedAs("station/store/foreign"));
        assert.ok(readFileSync(path).equals(bytes));
      }
    });

    it("finds sticks on other disks than its own", () => {
      delete process.env[PLACE_SETTING];
      assert.ok(!findSticks(path).some((found) => found.startsWith(folder)));
    });
  });

  describe("a code on paper", () => {
    it("is the key, however it is typed", () => {
      for (let n = 0; n < 200; n++) {
        const one = makeStoreKey();
        const code = codeOfKey(one);
        assert.match(code, /^([0-9A-HJKMNP-TV-Z]{5}-){7}[0-9A-HJKMNP-TV-Z]{5}$/);
        const sloppy = code.toLowerCase().replaceAll("-", n % 2 ? " " : "").replaceAll("0", "o").replaceAll("1", "l"); // prettier-ignore
        for (const typed of [code, sloppy, ` ${code} `]) assert.deepEqual(keyOfCode(typed), one);
      }
      // Bytes 0, 1, 2 …: 00000 00000 00000 10000 00100 00000 11000 00100 00000 10100 in fives of bits.
      const counted = codeOfKey(storeKeyOf(Uint8Array.from({ length: 24 }, (_, at) => at)));
      assert.equal(counted.slice(0, 11), "000G4-0R40M");
    });

    it("with a wrong digit is noticed, but for one of 256", () => {
      let missed = 0;
      for (let n = 0; n < 2000; n++) {
        const code = codeOfKey(makeStoreKey()).replaceAll("-", "");
        const at = n % code.length;
        const typed = `${code.slice(0, at)}${code[at] === "7" ? "8" : "7"}${code.slice(at + 1)}`;
        try {
          keyOfCode(typed);
          missed++;
        } catch (error) {
          assert.ok(refusedAs("station/store-key/mistyped")(error));
        }
      }
      assert.ok(missed < 30, String(missed));
      assert.throws(() => keyOfCode("ABC"), refusedAs("station/store-key/length"));
      assert.throws(() => keyOfCode("!".repeat(40)), refusedAs("station/store-key/mistyped"));
    });
  });

  describe("that gets a key", () => {
    it("keeps everything, of a plain store and of one with another key", async () => {
      await fill(undefined, 50);
      const content = contentOf(undefined);
      assert.ok(content.length > 10_000);
      reencrypt(path, { before: undefined, after: key });
      assert.ok(isEncrypted(path));
      assert.equal(contentOf(key), content);
      reencrypt(path, { before: key, after: otherKey });
      assert.equal(contentOf(otherKey), content);
      await assert.rejects(open(key), refusedAs("station/store-key/other"));
      assert.deepEqual(readdirSync(folder), ["store.sqlite"]);
      assert.deepEqual(traces(), []);
    });

    for (const [name, before, after] of [
      ["of a plain store", undefined, key],
      ["for another", key, otherKey],
    ] as const) {
      it(`${name}, killed before each of its acts: nothing is lost, and the next opening leaves nothing plain`, async () => {
        const sound = join(folder, "sound");
        await fill(before, 5);
        copyFileSync(path, sound);
        const content = contentOf(before);
        let kills = 0;
        let swapped = 0;
        for (; ; kills++) {
          const args = [path, before === undefined ? "" : hexOf(before), hexOf(after), String(kills)];
          const { status, signal } = spawnSync(process.execPath, argsOf("reencrypt", ...args));
          if (status === 0) break;
          assert.equal(signal, "SIGKILL");
          const isAfter =
            before === undefined ? isEncrypted(path) : (await whichOpens(before, after)) === after;
          if (isAfter) swapped++;
          const [left] = [isAfter ? after : before];
          assert.equal(await countIn(left), 5);
          assert.equal(contentOf(left), content);
          const names = readdirSync(folder).filter((one) => one !== "sound");
          assert.deepEqual(names, ["store.sqlite"], `after act ${kills}`);
          for (const one of names) rmSync(join(folder, one));
          copyFileSync(sound, path);
        }
        // Before the new file has its name, and after.
        assert.ok(kills > 8 && swapped > 2 && swapped < kills, `${swapped} of ${kills}`);
        assert.equal(contentOf(after), content);
      });
    }

    async function whichOpens(...keys: StoreKey[]): Promise<StoreKey | undefined> {
      for (const one of keys) {
        try {
          await (await openStore(path, { mayCreate: false, key: one })).close();
          return one;
        } catch (error) {
          assert.ok(refusedAs("station/store-key/other")(error), String(error));
        }
      }
      return undefined;
    }

    it("while SQLite writes it anew, killed at any moment, is still what it was", async () => {
      await fill(undefined, 400);
      const content = contentOf(undefined);
      for (let cut = 0; cut < 8; cut++) {
        const child = spawn(process.execPath, argsOf("reencrypt", path, "", hexOf(key), "9999"));
        const fresh = join(folder, ".store.sqlite.fresh");
        const looking = setInterval(
          () => existsSync(fresh) && setTimeout(() => child.kill("SIGKILL"), cut),
          1,
        );
        await new Promise((resolve) => child.once("close", resolve));
        clearInterval(looking);
        const with_ = isEncrypted(path) ? key : undefined;
        assert.equal(await countIn(with_), 400);
        assert.equal(contentOf(with_), content);
        if (with_ !== undefined) reencrypt(path, { before: key, after: undefined });
      }
    });

    // Windows renames no open file; and whoever tries again and again runs out of them.
    const seesHandles = process.platform === "linux";
    (seesHandles ? it : it.skip)("has no file open afterwards, refused or not", async () => {
      await fill(undefined, 5);
      const openAtFirst = readdirSync("/proc/self/fd").length;
      const other = openFile(path, undefined);
      other.exec("begin exclusive");
      for (let tried = 0; tried < 5; tried++) {
        assert.throws(
          () => reencrypt(path, { before: undefined, after: key }),
          refusedAs("station/store/busy"),
        );
      }
      other.close();
      reencrypt(path, { before: undefined, after: key });
      assert.equal(readdirSync("/proc/self/fd").length, openAtFirst);
    });

    it("takes nothing from a station that is writing to it: what was acknowledged is in the new file", async () => {
      const child = spawn(process.execPath, argsOf("writing", path));
      let said = "";
      const ended = new Promise((resolve) => child.once("close", resolve));
      await new Promise<void>((resolve) =>
        child.stdout.on("data", (text) => {
          said += String(text);
          if (said.includes("has 5\n")) resolve();
        }),
      );
      for (;;) {
        try {
          reencrypt(path, { before: undefined, after: key });
          break;
        } catch (error) {
          // Just then the other one was writing.
          assert.ok(refusedAs("station/store/busy")(error), String(error));
        }
      }
      await ended;
      assert.match(said, /refused UserError: the store .* has been given another key/);
      const acknowledged = said.split("\n").filter((line) => line.startsWith("has ")).length;
      assert.equal(await countIn(key), acknowledged);
      assert.deepEqual(traces(), []);
    });
  });

  it("with a flipped bit says so or shows the same names and phones, is never changed by that, and opens once the bit is back", async () => {
    await fill(key, 150);
    const sound = readFileSync(path);
    const reading = () => spawnSync(process.execPath, argsOf("reading", hexOf(key), path));
    const whole = reading().stdout.toString();
    assert.ok(whole.includes(PERSON.name));
    const file = openFile(path, key);
    const pages = file.prepare("select pageno from dbstat where name = 'persons' order by pageno").all() as { pageno: number }[]; // prettier-ignore
    file.close();
    // Of the first page, and of those that hold people: their beginning, with its pointers, and what is written in them.
    const places = [5, 300, ...pages.slice(0, 2).flatMap(({ pageno }) => [3, 1500, 3900].map((at) => (pageno - 1) * 4096 + at))]; // prettier-ignore
    const outcomes = { told: 0, right: 0, ended: 0 };
    for (const [n, at] of places.entries()) {
      const bytes = Buffer.from(sound);
      bytes[at]! ^= 1 << (n & 7);
      writeFileSync(path, bytes);
      const { status, signal, stdout } = reading();
      const said = stdout.toString();
      if (said === whole) outcomes.right++;
      else if (/^told station\/store(-key\/other|\/damaged|\/foreign)$/.test(said)) outcomes.told++;
      // The binding ends the program at a text that is none any more (ENCRYPTION.md): nothing false is shown.
      else if (signal === "SIGABRT" || (status !== 0 && said === "")) outcomes.ended++;
      else assert.fail(`byte ${at}: ${said}`);
    }
    assert.ok(outcomes.told > 1, JSON.stringify(outcomes));
    writeFileSync(path, sound);
    assert.equal(reading().stdout.toString(), whole);
  });
});
