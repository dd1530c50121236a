import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createIdentity, encodePublicFile } from "../../../src/custody/host/identity.js";
import { lockKeyFile, unlockKeyFile } from "../../../src/custody/host/key-file.js";
import { randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import { openStore } from "../../../src/station/store/store.js";
import { putPreparedLog } from "../custody-bench.js";
import { PROGRAM } from "../../whole-program.js";

describe("bztoken keys, and commands that need one", function () {
  this.timeout(240_000);
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), "bz-keys-"))));
  after(() => rmSync(folder, { recursive: true }));

  /** The whole program, with `input` on its standard input. */
  function run(input: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    return new Promise((resolve) => {
      const child = spawn(process.execPath, [...PROGRAM, ...args], { cwd: folder });
      let [stdout, stderr] = ["", ""];
      child.stdout.on("data", (data) => (stdout += String(data)));
      child.stderr.on("data", (data) => (stderr += String(data)));
      child.on("close", (code) => resolve({ code: code ?? -1, stdout, stderr }));
      child.stdin.end(input);
    });
  }
  async function works(input: string, ...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await run(input, ...args);
    assert.equal(code, 0, stderr);
    return stdout;
  }
  const fails = (message: RegExp, input: string, ...args: string[]) => ends(2, message, input, ...args);
  const doesNotFit = (message: RegExp, input: string, ...args: string[]) => ends(4, message, input, ...args);
  async function ends(expected: number, message: RegExp, input: string, ...args: string[]): Promise<void> {
    const { code, stdout, stderr } = await run(input, ...args);
    assert.deepEqual([code, stdout], [expected, ""], stderr);
    assert.match(stderr, message);
    assert.match(stderr, /^bztoken: [^\n]*\n$/);
  }
  const bytes = (name: string) => readFileSync(join(folder, name));

  it("makes locked keys, shows whose they are, and never overwrites one", async () => {
    const made = await works("cua bể xanh ngồi hát\n", "keys", "new", "an");
    const fingerprint = /[0-9a-f]{4}(-[0-9a-f]{4}){3}/.exec(made)![0];
    assert.equal(statSync(join(folder, "an.bzkey")).mode & 0o077, 0);
    const shown = JSON.parse(await works("", "keys", "show", "--json", "an.bzkey", "an.bzpub")) as object[];
    assert.deepEqual(shown, [
      { path: "an.bzkey", kind: "key file", role: "officer", fingerprint },
      { path: "an.bzpub", kind: "public key file", role: "officer", fingerprint },
    ]);
    const before = bytes("an.bzkey");
    await fails(/there is a file an.bzkey already/, "another one\n", "keys", "new", "an");
    assert.deepEqual(bytes("an.bzkey"), before);
    await fails(/too short/, "ngắn\n", "keys", "new", "binh");
    await fails(/too easy to guess/, "matkhau123matkhau123\n", "keys", "new", "binh");
    await fails(/no passphrase/, "", "keys", "new", "binh");
    await fails(/folder of .* is not there/, "cua bể xanh ngồi hát\n", "keys", "new", "none/binh");
    assert.deepEqual(readdirSync(folder).sort(), ["an.bzkey", "an.bzpub"]);
  });

  it("splits a recovery key in three, and two of them give it back", async () => {
    await works("trâu gạch muối cọp leo\n", "keys", "new", "rec", "--role", "recovery");
    await doesNotFit(/passphrase is not the one/, "sai mật khẩu\n", "keys", "split", "rec.bzkey", "part");
    await doesNotFit(
      /this takes that of recovery/,
      "cua bể xanh ngồi hát\n",
      "keys",
      "split",
      "an.bzkey",
      "part",
    );
    await works("trâu gạch muối cọp leo\n", "keys", "split", "rec.bzkey", "part");
    await fails(
      /Two different parts/,
      "biển ghế trượt ngói sáo\n",
      "keys",
      "join",
      "part-1.bzpart",
      "--name",
      "back",
    );
    await works(
      "biển ghế trượt ngói sáo\n",
      "keys",
      "join",
      "part-3.bzpart",
      "part-1.bzpart",
      "--name",
      "back",
    );
    assert.deepEqual(bytes("back.bzpub"), bytes("rec.bzpub"));
    const damaged = bytes("part-2.bzpart");
    damaged[20]! ^= 1;
    writeFileSync(join(folder, "bad.bzpart"), damaged);
    await fails(
      /copied wrongly/,
      "biển ghế trượt ngói sáo\n",
      "keys",
      "join",
      "part-1.bzpart",
      "bad.bzpart",
      "--name",
      "x",
    );
  });

  it("names a part of another splitting, though the two others would do", async () => {
    await works("trâu gạch muối cọp leo\n", "keys", "split", "rec.bzkey", "later");
    const parts = ["part-1.bzpart", "later-2.bzpart", "part-3.bzpart"];
    const told = /part-1.bzpart, part-3.bzpart give the key back, later-2.bzpart is of another splitting/;
    await fails(told, "", "keys", "join", ...parts, "--name", "x");
  });

  it("opens an old key file whatever its passphrase, and of the version before", async () => {
    const old = createIdentity("officer", new Uint8Array(32).fill(7), 1);
    const file = await lockKeyFile(old, "password", scrypt, randomBytes);
    writeFileSync(join(folder, "old.bzkey"), file);
    await works("password\n", "keys", "public", "old.bzkey", "old.bzpub");
    assert.deepEqual(new Uint8Array(bytes("old.bzpub")), encodePublicFile(old));
  });

  it("opens a trace with the officer's passphrase on standard input, and with no other", async () => {
    const officer = await unlockKeyFile(new Uint8Array(bytes("an.bzkey")), "cua bể xanh ngồi hát", scrypt);
    const store = await openStore(join(folder, "authority.sqlite"));
    const secret = (text: string) => createHash("sha256").update(text).digest();
    const log = { serial: 42, baseId: secret("id"), sealKey: secret("log"), createdDay: 18_480 };
    const record = { id: Buffer.alloc(12, 1), slot: 20, rssi: [-50, -50, -50, -50, -50, -50] };
    await putPreparedLog(store, store, log, 18_488, [record], [officer]);
    await store.close();

    const trace = ["trace", "--store", "authority.sqlite", "--token", "42", "--onset", "2020-08-15"];
    const dates = ["--isolated", "2020-08-16", "--reason", "ca bệnh mẫu"];
    const before = bytes("authority.sqlite");
    await works("chuông gỗ ếch nhảy lửa\n", "keys", "unit", "xa");
    await fails(/name an officer's key file with --key/, "", ...trace, ...dates);
    await doesNotFit(/passphrase is not the one/, "sai mật khẩu\n", ...trace, ...dates, "--key", "an.bzkey");
    await doesNotFit(
      /opens no box of token 00000042/,
      "trâu gạch muối cọp leo\n",
      ...trace,
      ...dates,
      "--key",
      "rec.bzkey",
    );
    await doesNotFit(
      /is the key of a unit/,
      "chuông gỗ ếch nhảy lửa\n",
      ...trace,
      ...dates,
      "--key",
      "xa.bzkey",
    );
    await fails(
      /an.bzpub: This is no key file/,
      "cua bể xanh ngồi hát\n",
      ...trace,
      ...dates,
      "--key",
      "an.bzpub",
    );
    assert.deepEqual(bytes("authority.sqlite"), before);

    const unsaid = [...trace, "--key", "an.bzkey"];
    for (const reason of [[], ["--reason", "  -- 12 "]])
      await fails(/needs --reason/, "cua bể xanh ngồi hát\n", ...unsaid, ...reason);
    const show = ["case", "show", "x", "--key", "an.bzkey", "--reason", ""];
    await fails(/needs --reason/, "cua bể xanh ngồi hát\n", ...show);
    const by = ["--key", "an.bzkey", "--reason", "ca bệnh mẫu"];
    const json = await works("cua bể xanh ngồi hát\n", ...trace, ...dates, "--key", "an.bzkey", "--json");
    const { ownRecords, caseId } = JSON.parse(json) as { ownRecords: number; caseId: string };
    assert.equal(ownRecords, 1);
    const shown = await works("cua bể xanh ngồi hát\n", "case", "show", caseId, ...by, "--json");
    assert.equal((JSON.parse(shown) as { trace: { ownRecords: number } }).trace.ownRecords, 1);
    await works(
      "cua bể xanh ngồi hát\n",
      "case",
      "close",
      caseId.slice(0, 8),
      "--key",
      "an.bzkey",
      "--reason",
      "xong",
    );
    await fails(/is closed/, "cua bể xanh ngồi hát\n", "case", "show", caseId, ...by, "--json");
    const ledger = JSON.parse(await works("", "ledger", "--json", "--store", "authority.sqlite")) as {
      action: string;
    }[];
    assert.deepEqual(
      ledger.map(({ action }) => action),
      ["trace", "show", "close"],
    );
  });
});
