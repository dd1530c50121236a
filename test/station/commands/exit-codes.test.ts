/** Scripts decide by how a command ends: bad input, a token that cannot be reached, a key that does not fit. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openPty } from "../../../firmware/device/pty.js";
import { createIdentity, encodePublicFile } from "../../../src/custody/host/identity.js";
import { lockKeyFile } from "../../../src/custody/host/key-file.js";
import { randomBytes, scrypt } from "../../../src/station/node-crypto.js";
import { openSerialLine } from "../../../src/station/reading/serial-line.js";
import { assertEnds as ends, startProgram } from "./run-command.js";

describe("how commands end", function () {
  this.timeout(180_000);
  let folder: string;
  const path = (name: string) => join(folder, name);
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-codes-"));
    for (const [name, role] of [
      ["xa", "unit"],
      ["an", "officer"],
    ] as const) {
      const identity = createIdentity(role, new Uint8Array(32).fill(name.length + role.length));
      writeFileSync(path(`${name}.bzkey`), await lockKeyFile(identity, "mật khẩu mẫu", scrypt, randomBytes));
      writeFileSync(path(`${name}.bzpub`), encodePublicFile(identity));
    }
  });
  after(() => rmSync(folder, { recursive: true }));

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
          "thử",
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

  it("0 for a page at Ctrl+C and at a request to end, with everything closed, and a second signal cuts nothing off", async () => {
    const store = path("page.sqlite");
    const villages = path("villages");
    mkdirSync(villages);
    for (const [signals, ...args] of [
      [["SIGINT"], "station", "--plain", "--store", store],
      [["SIGTERM"], "station", "--store", store],
      [["SIGTERM", "SIGINT"], "demo", "--people", "4", "--days", "0"],
      [["SIGINT"], "watch", "village", "--people", "4"],
    ] as const) {
      const { ended } = startProgram([...args, "--port", "0"], {
        TMPDIR: villages,
        NODE_OPTIONS: signalsItself(signals),
      });
      const { code, stderr } = await ended;
      assert.equal(code, 0, `${args[0]}, ${signals.join()}: ${stderr}`);
    }
    const isOfStore = (name: string) => name.startsWith("page.sqlite");
    assert.deepEqual(
      readdirSync(folder).filter(isOfStore),
      ["page.sqlite"],
      "the store is whole in its file",
    );
    assert.deepEqual(
      readdirSync(villages).filter((name) => name.startsWith("bztoken-")),
      [],
      "the demo is forgotten",
    );
  });

  it("2 for what is missing, in commands of commands too", async () => {
    for (const args of [["trace"], ["case", "show"], ["pack", "up"], ["keys", "split"], ["case", "nosuch"]])
      await ends(
        2,
        /^bztoken: (required option|missing required argument|unknown command|name the F0)/,
        ...args,
      );
  });

  it("the codes stand in --help", async () => {
    const { stdout } = await startProgram(["--help"]).ended;
    for (const code of [0, 1, 2, 3, 4, 5]) assert.match(stdout, new RegExp(`^ {2}${code} {2}\\S`, "m"));
  });
});

/** Options of Node with which a program gets these signals in the very moment in which it speaks of Ctrl+C. */
function signalsItself(signals: readonly string[]): string {
  const script = `
    const write = process.stdout.write.bind(process.stdout);
    process.stdout.write = (text, ...rest) => {
      if (/Ctrl\\+C/.test(text)) for (const signal of ${JSON.stringify(signals)}) process.kill(process.pid, signal);
      return write(text, ...rest);
    };`;
  return `--import data:text/javascript,${encodeURIComponent(script)}`;
}
