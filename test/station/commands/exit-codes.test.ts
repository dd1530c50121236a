/** Scripts decide by how a command ends: bad input, a token that cannot be reached, a key that does not fit. */
import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { openPty } from "../../../firmware/device/pty.js";
import { createIdentity, encodePublicFile } from "../../../src/custody/host/identity.js";
import { lockKeyFile } from "../../../src/custody/host/key-file.js";
import { randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import { openSerialLine } from "../../../src/station/reading/serial-line.js";

const PROGRAM = fileURLToPath(new URL("../../../src/bztoken.ts", import.meta.url));

describe("how commands end", function () {
  this.timeout(120_000);
  let folder: string;
  const path = (name: string) => join(folder, name);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-codes-"));
    for (const [name, role] of [
      ["xa", "unit"],
      ["an", "officer"],
    ] as const) {
      const identity = createIdentity(role, new Uint8Array(32).fill(name.length + role.length));
      const cheap = { logN: 10, r: 8, p: 1 };
      writeFileSync(
        path(`${name}.bzkey`),
        await lockKeyFile(identity, "mật khẩu mẫu", scrypt, randomBytes, cheap),
      );
      writeFileSync(path(`${name}.bzpub`), encodePublicFile(identity));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

  function run(input: string, ...args: string[]): Promise<{ code: number; stderr: string }> {
    return new Promise((resolve) => {
      const child = execFile(process.execPath, ["--import", "tsx", PROGRAM, ...args], (error, _, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code), stderr });
      });
      child.stdin!.end(input);
    });
  }
  async function ends(code: number, message: RegExp, ...args: string[]): Promise<void> {
    const ended = await run("sai mật khẩu\n", ...args);
    assert.equal(ended.code, code, `${args.join(" ")}: ${ended.stderr}`);
    assert.match(ended.stderr, message);
    assert.match(ended.stderr, /^bztoken: [^\n]*\n$/, "one line, and no stack");
  }

  it("with words of the reader's language", async () => {
    const args = ["trace", "--token", "5", "--onset", "2020-08-08", "--store", path("none.sqlite")];
    const before = process.env["BZTOKEN_LANGUAGE"];
    try {
      process.env["BZTOKEN_LANGUAGE"] = "vi";
      await ends(2, /^bztoken: Không có kho dữ liệu ở .*none\.sqlite\. Hãy đọc một thẻ trước/, ...args);
      process.env["BZTOKEN_LANGUAGE"] = "en";
      await ends(2, /^bztoken: no store at .*none\.sqlite: read a token first/, ...args);
    } finally {
      if (before === undefined) delete process.env["BZTOKEN_LANGUAGE"];
      else process.env["BZTOKEN_LANGUAGE"] = before;
    }
  });

  it("2 for what was typed, 3 for a token that cannot be reached, 4 for a key that does not fit", async () => {
    const store = ["--store", path("store.sqlite")];
    const pty = await openPty();
    const line = await openSerialLine(pty.path);
    const silent = await openPty();
    try {
      await Promise.all([
        ends(2, /--port "" is no serial port/, "sync", "--port", "", ...store),
        ends(2, /--port "99999" is no serial port/, "sync", "--port", "99999", ...store),
        ends(2, /--port "99999": give a number/, "station", "--port", "99999", ...store),
        ends(2, /--port "99999": give a number/, "demo", "--port", "99999"),
      ]);
      await Promise.all([
        ends(3, /there is no port/, "sync", "--port", path("none"), ...store),
        ends(3, /in use by another program/, "sync", "--port", pty.path, ...store),
        ends(3, /is no serial port/, "sync", "--port", path("xa.bzkey"), ...store),
        ends(3, /nothing on this port answers/, "sync", "--port", silent.path, ...store),
      ]);
      const officer = ["--officer", path("an.bzkey"), "--reason", "thử"];
      await Promise.all([
        ends(4, /passphrase is not the one/, "sync", "--port", silent.path, ...store, ...officer),
        ends(
          4,
          /is the key of a unit/,
          "sync",
          "--port",
          silent.path,
          "--officer",
          path("xa.bzkey"),
          "--reason",
          "x",
        ),
      ]);
    } finally {
      line.close();
      await pty.close();
      await silent.close();
    }
  });

  it("a port that is missing makes no store", async () => {
    await ends(3, /there is no port/, "sync", "--port", path("none"), "--store", path("new.sqlite"));
    assert.equal(existsSync(path("new.sqlite")), false);
  });

  it("the codes stand in --help", async () => {
    const { stdout } = await new Promise<{ stdout: string }>((resolve) =>
      execFile(process.execPath, ["--import", "tsx", PROGRAM, "--help"], (_, out) =>
        resolve({ stdout: out }),
      ),
    );
    for (const code of [0, 1, 2, 3, 4, 5]) assert.match(stdout, new RegExp(`^ {2}${code} {2}\\S`, "m"));
  });
});
