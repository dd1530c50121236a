/** Back-ups of the page: under keys that expire, tried at once, restored with keyring and passphrase; no room is said, and nothing lost. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import {
  expireBackups,
  keyringOf,
  makeBackup,
  restoreWithKeyring,
  setBackupPassphrase,
  writeKeyring,
} from "../../../src/station/backup/station-backup.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import { wordsOf, type Code } from "../../../src/words/problem.js";
import { isUserError } from "../../../src/words/user-error.js";
import { createFolder, officer } from "../custody-bench.js";
import { lockKeyFile } from "../../../src/custody/host/key-file.js";
import { randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import { startProgram } from "../commands/run-command.js";

const PASSPHRASE = "chuông gỗ ếch nhảy lửa";
const DAY_MS = 86_400_000;
const NOW_MS = Date.UTC(2026, 10, 2, 3);
const NAME = "Nguyễn Thị Ánh";

const refusedAs = (code: Code) => (error: unknown) => {
  assert.ok(isUserError(error), String(error));
  assert.equal(error.code, code);
  return true;
};

describe("back-ups of the page", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let stick: string;
  beforeEach(async () => {
    folder = createFolder();
    stick = folder.path("usb");
    mkdirSync(stick);
    store = await folder.store("a.sqlite");
    await store.issueToken(await store.tokenOf(42), { name: NAME, unit: "Thôn 3", phone: null }, 1);
    await setBackupPassphrase(store, PASSPHRASE);
  });
  afterEach(() => folder.remove());

  const make = (nowMs: number, destroysOlder = false) => makeBackup(store, stick, nowMs, destroysOlder);
  const restore = async (path: string, keyringPath: string, to: string, passphrase = PASSPHRASE) =>
    restoreWithKeyring(path, folder.path(to), {
      path: keyringPath,
      bytes: readFileSync(keyringPath),
      passphrase,
    });
  const ofFolder = () => readdirSync(folder.path(".")).sort();

  it("are restored with their keyring and its passphrase, and hide what is in them", async () => {
    const before = ofFolder();
    const { path, tokens } = await make(NOW_MS);
    assert.equal(tokens, 1);
    const keyring = await writeKeyring(store, stick);
    assert.deepEqual(ofFolder(), before, "nothing of the trial is left");
    for (const file of [path, keyring]) assert.ok(!readFileSync(file).includes("Thị Ánh"), file);
    await assert.rejects(restore(path, keyring, "b.sqlite", "sai"), refusedAs("custody/wrong-passphrase"));
    assert.ok(!existsSync(folder.path("b.sqlite")));
    const { madeMs } = await restore(path, keyring, "b.sqlite");
    assert.equal(madeMs, NOW_MS);
    const restored = await folder.store("b.sqlite");
    assert.equal((await restored.issues())[0]!.person.name, NAME);
    const last = (await store.ledger()).at(-1)!;
    assert.equal(last.action, "backup");
  });

  it("are no back-ups before there is a passphrase, which is set once", async () => {
    const other = await folder.store("other.sqlite");
    await assert.rejects(makeBackup(other, stick, NOW_MS, false), refusedAs("station/backup/no-passphrase"));
    assert.deepEqual(readdirSync(stick), []);
    await assert.rejects(setBackupPassphrase(store, "khác"), refusedAs("station/backup/has-passphrase"));
  });

  it("of one week are under one key, which is destroyed after thirty days, in the store and on the stick", async () => {
    const first = await make(NOW_MS);
    const keyring = await writeKeyring(store, stick);
    copyFileSync(keyring, folder.path("old.bzkeyring"));
    await make(NOW_MS + 6 * DAY_MS);
    assert.equal((await store.backupKeys()).length, 1);
    const later = await make(NOW_MS + 8 * DAY_MS);
    assert.equal((await store.backupKeys()).length, 2);
    await writeKeyring(store, stick);
    await store.putSettings({ ...(await store.settings()), backupFolder: stick }, 1);
    assert.deepEqual(readdirSync(stick).filter((name) => name.startsWith(".")), []); // prettier-ignore
    const seed = (await store.backupKeys()).at(-1)!.identity.seed;

    await expireBackups(store, NOW_MS + 30 * DAY_MS - 1);
    await restore(first.path, keyring, "still.sqlite");
    await expireBackups(store, NOW_MS + 30 * DAY_MS);
    assert.equal((await store.backupKeys()).length, 1);
    await assert.rejects(
      restore(first.path, keyring, "c.sqlite"),
      refusedAs("station/wrong-key/backup-keyring"),
    );
    assert.ok(!existsSync(folder.path("c.sqlite")));
    for (const file of ["a.sqlite", "a.sqlite-journal"].map((name) => folder.path(name))) {
      assert.ok(!readFileSync(file).includes(Buffer.from(seed)), file);
    }
    assert.equal((await store.ledger()).at(-1)!.action, "expire");
    await restore(later.path, keyring, "d.sqlite");
    // What CUSTODY.md does not promise: an old keyring that somebody kept.
    await restore(first.path, folder.path("old.bzkeyring"), "e.sqlite");
  });

  it("leave the last one readable, however far the computer's date jumps", async () => {
    const { path } = await make(NOW_MS);
    const keyring = await writeKeyring(store, stick);
    await expireBackups(store, NOW_MS + 3_000 * DAY_MS);
    await writeKeyring(store, stick);
    await restore(path, keyring, "b.sqlite");
    const wrong = await make(NOW_MS + 3_000 * DAY_MS);
    await make(NOW_MS + DAY_MS);
    await writeKeyring(store, stick);
    await restore(wrong.path, keyring, "c.sqlite");
  });

  it("with somebody in them who withdrew consent are no more once a new one destroys their keys", async () => {
    const [person] = (await store.people({ query: "", order: "name", isDown: false, after: null, limit: 1 })).people; // prettier-ignore
    const old = await make(NOW_MS);
    await store.withdraw(person!.id, NOW_MS + 1_000);
    const fresh = await make(NOW_MS + 2_000, true);
    const keyring = await writeKeyring(store, stick);
    await assert.rejects(
      restore(old.path, keyring, "b.sqlite"),
      refusedAs("station/wrong-key/backup-keyring"),
    );
    await restore(fresh.path, keyring, "c.sqlite");
    assert.ok(!folder.bytes("c.sqlite").includes("Thị Ánh"));
  });

  it("refuse a keyring that was changed anywhere", async () => {
    const { path } = await make(NOW_MS);
    const { bytes } = (await keyringOf(store))!;
    for (const at of [4, 5, 8, 100, 172, 180, 220, bytes.length - 1]) {
      const changed = Uint8Array.from(bytes);
      changed[at]! ^= 1;
      const keyring = { path: "x", bytes: changed, passphrase: PASSPHRASE };
      await assert.rejects(restoreWithKeyring(path, folder.path("never"), keyring), (error) => {
        assert.ok(isUserError(error, "custody"), `byte ${at}: ${String(error)}`);
        return true;
      });
    }
    const cut = { path: "x", bytes: bytes.subarray(0, 200), passphrase: PASSPHRASE };
    await assert.rejects(restoreWithKeyring(path, folder.path("never"), cut), refusedAs("custody/damaged/backup-keyring")); // prettier-ignore
    assert.ok(!existsSync(folder.path("never")));
  });

  it("that could not be restored count for nothing and are not left lying", async () => {
    // Somebody else's folder in the trial's way.
    mkdirSync(folder.path(`.a.sqlite.trial-${process.pid}`));
    await assert.rejects(make(NOW_MS));
    assert.deepEqual(readdirSync(stick), []);
    assert.equal(
      (await store.backupKeys()).every(({ usedMs }) => usedMs === null),
      true,
    );
    rmSync(folder.path(`.a.sqlite.trial-${process.pid}`), { recursive: true });
    await make(NOW_MS);
    await assert.rejects(
      makeBackup(store, folder.path("nowhere"), NOW_MS, false),
      refusedAs("station/file/no-folder"),
    );
    await assert.rejects(makeBackup(store, "usb", NOW_MS, false), refusedAs("station/file/no-folder"));
  });

  describe("at the command line", () => {
    const program = async (input: string, ...args: string[]) => {
      const { child, ended } = startProgram(args, { BZTOKEN_LANGUAGE: "en" });
      child.stdin.end(`${input}\n`);
      return ended;
    };

    it("are restored with the keyring; the command's own with a key file", async () => {
      const { path } = await make(NOW_MS);
      const keyring = await writeKeyring(store, stick);
      const restored = await program(PASSPHRASE, "restore", path, "--store", folder.path("n.sqlite"), "--key", keyring); // prettier-ignore
      assert.equal(restored.code, 0, restored.stderr);
      assert.match(restored.stdout, /with 1 tokens\nhead of the ledger [0-9a-f]{64}/);
      const again = await program(PASSPHRASE, "restore", path, "--store", folder.path("n.sqlite"), "--key", keyring); // prettier-ignore
      assert.equal(again.code, 2);
      assert.match(again.stderr, /^bztoken: there is a file .*n\.sqlite already[^\n]*\n$/);

      const key = folder.path("o.bzkey");
      writeFileSync(key, await lockKeyFile(officer, PASSPHRASE, scrypt, randomBytes));
      const out = folder.path("own.bzbackup");
      const made = await program(PASSPHRASE, "backup", "--store", folder.path("a.sqlite"), "--out", out, "--key", key); // prettier-ignore
      assert.equal(made.code, 0, made.stderr);
      const wrong = await program("sai mật khẩu", "restore", out, "--store", folder.path("o.sqlite"), "--key", key); // prettier-ignore
      assert.equal(wrong.code, 4);
      const own = await program(PASSPHRASE, "restore", out, "--store", folder.path("o.sqlite"), "--key", key);
      assert.equal(own.code, 0, own.stderr);
      assert.equal((await (await folder.store("o.sqlite")).issues())[0]!.person.name, NAME);
    });
  });

  describe("on a full disk", () => {
    let small: string;
    /** Half as much again as the store needs. */
    beforeEach(function () {
      small = folder.path("small");
      mkdirSync(small);
      const { size } = statSync(folder.path("a.sqlite"));
      const mount = spawnSync("mount", ["-t", "tmpfs", "-o", `size=${1.5 * size}`, "tmpfs", small]);
      if (mount.status === 0) return;
      console.log("      skipped: no file system of a few kilobytes can be mounted here");
      this.skip();
    });
    /** Lazily: a database that was closed is let go of a little later. */
    afterEach(() => void spawnSync("umount", ["-l", small]));

    const isNoRoom = (error: unknown) => {
      assert.ok(isUserError(error), String(error));
      assert.equal(error.code, "station/file/no-room");
      assert.match(wordsOf(error, "vi"), /chỗ/);
      return true;
    };

    it("a restore says so and leaves nothing; the old store is as it was", async () => {
      const { path } = await make(NOW_MS);
      const keyring = await writeKeyring(store, stick);
      copyFileSync(folder.path("a.sqlite"), join(small, "old.sqlite"), 0);
      const before = readFileSync(join(small, "old.sqlite"));
      const ring = { path: keyring, bytes: readFileSync(keyring), passphrase: PASSPHRASE };
      await assert.rejects(restoreWithKeyring(path, join(small, "new.sqlite"), ring), isNoRoom);
      assert.deepEqual(readdirSync(small), ["old.sqlite"]);
      assert.deepEqual(readFileSync(join(small, "old.sqlite")), before);
    });

    it("a back-up says so, leaves nothing, and is not told as made", async () => {
      writeFileSync(join(small, "fill"), Buffer.alloc(1.4 * statSync(folder.path("a.sqlite")).size));
      await assert.rejects(makeBackup(store, small, NOW_MS, false), isNoRoom);
      assert.deepEqual(readdirSync(small), ["fill"]);
      assert.ok((await store.backupKeys()).every(({ usedMs }) => usedMs === null));
    });

    it("a store on it says so when its copy has no room, and goes on", async () => {
      copyFileSync(folder.path("a.sqlite"), join(small, "s.sqlite"));
      const there = await openStore(join(small, "s.sqlite"));
      try {
        await assert.rejects(makeBackup(there, stick, NOW_MS, false), refusedAs("station/store/full"));
        assert.deepEqual(readdirSync(stick), []);
        assert.deepEqual(readdirSync(small).sort(), ["s.sqlite", "s.sqlite-journal"]);
        assert.equal((await there.issues())[0]!.person.name, NAME);
      } finally {
        await there.close();
      }
    });

    it("a new store says so, which is no fault of the program", async () => {
      writeFileSync(join(small, "fill"), Buffer.alloc(1.4 * statSync(folder.path("a.sqlite")).size));
      await assert.rejects(openStore(join(small, "s.sqlite")), refusedAs("station/store/full"));
    });
  });
});
