/** What stands at the top of an offline folder (INSTALL.md), without making one. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { filesIn } from "../../build/folders/contents.js";
import { putLaunchers } from "../../build/folders/launchers.js";
import { PLATFORMS } from "../../build/folders/platforms.js";
import { isIdle } from "../../build/folders/program.js";
import { requireIntegrity } from "../../build/folders/runtime.js";
import { root } from "./installed.js";

const [linux, windows] = PLATFORMS as [(typeof PLATFORMS)[0], (typeof PLATFORMS)[0]];

describe("an offline folder", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bz-folder-"))));
  afterEach(() => rmSync(folder, { recursive: true }));
  const read = (name: string) => readFileSync(join(folder, name), "utf8");

  it("for Windows has launchers as its command line reads them", () => {
    putLaunchers(root, windows, "1.2.3", folder);
    assert.deepEqual(filesIn(folder), [
      "HUONG-DAN.html",
      "Mo may doc the.cmd",
      "Tao bieu tuong.cmd",
      "bieu-tuong.ps1",
      "icon.ico",
    ]);
    for (const name of ["Mo may doc the.cmd", "Tao bieu tuong.cmd"]) {
      const text = read(name);
      const lines = text.split("\r\n");
      assert.ok(!text.replaceAll("\r\n", "").includes("\n"), `${name}: every line ends with CRLF`);
      assert.equal(lines[0], "@echo off", "no byte order mark before the first command");
      const utf8 = lines.indexOf("chcp 65001 >nul");
      const foreign = lines.findIndex((line) => /[^\x00-\x7f]/.test(line));
      assert.ok(
        utf8 > 0 && utf8 < foreign,
        `${name}: the code page comes before the first Vietnamese letter`,
      );
      assert.doesNotMatch(
        text,
        /\/(?!b 1)|%cd%/i,
        `${name}: no path of Unix, none from where it was started`,
      );
      for (const [all, before] of text.matchAll(/(.)%~dp0[^"\r]*/g))
        assert.equal(before, '"', `${name}: ${all} is in quotes, for folders with spaces`);
      for (const [, file] of text.matchAll(/%~dp0([\w-]+\.\w+)"/g))
        assert.ok(filesIn(folder).includes(file!));
    }
    const powershell = read("bieu-tuong.ps1");
    assert.equal(powershell[0], "\ufeff", "PowerShell 5 reads UTF-8 behind a byte order mark only");
    assert.ok(!powershell.replaceAll("\r\n", "").includes("\n"));
    assert.match(powershell, /'Máy đọc thẻ\.lnk'/);
    for (const [, file] of powershell.matchAll(/PSScriptRoot '([^']+)'/g))
      assert.ok(filesIn(folder).includes(file!), file);
    const icon = readFileSync(join(folder, "icon.ico"));
    assert.deepEqual([icon.readUInt16LE(0), icon.readUInt16LE(2), icon.readUInt16LE(4)], [0, 1, 4]);
  });

  it("for Linux has a launcher that may be run", () => {
    putLaunchers(root, linux, "1.2.3", folder);
    assert.deepEqual(filesIn(folder), ["HUONG-DAN.html", "icon.svg", "mo-may-doc-the.sh"]);
    assert.equal(statSync(join(folder, "mo-may-doc-the.sh")).mode & 0o111, 0o111);
    assert.match(read("mo-may-doc-the.sh"), /^#!\/bin\/sh\n/);
    assert.doesNotMatch(read("mo-may-doc-the.sh"), /\r/);
  });

  it("has a guide for its own system, Vietnamese first", () => {
    for (const [platform, own, other] of [
      [linux, /Run as a Program/g, /Extract All|LOCALAPPDATA/],
      [windows, /Extract All/g, /Run as a Program|\.local\/share/],
    ] as const) {
      putLaunchers(root, platform, "1.2.3", folder);
      const guide = read("HUONG-DAN.html");
      assert.equal(guide.match(own)?.length, 2, "in both languages");
      assert.doesNotMatch(guide, other);
      assert.doesNotMatch(guide, /<!-- |\{version\}/);
      assert.ok(guide.indexOf("Máy đọc thẻ 1.2.3") < guide.indexOf('lang="en"'));
    }
  });

  it("leaves out what no running program reads, and what other systems load", () => {
    const prebuilt = (name: string) => `node_modules/@serialport/bindings-cpp/prebuilds/${name}`;
    for (const [path, isOnLinux, isOnWindows] of [
      ["node_modules/zod/index.js", true, true],
      ["node_modules/zod/LICENSE", true, true],
      ["node_modules/zod/index.d.cts", false, false],
      ["node_modules/docx/dist/index.mjs", true, true],
      ["node_modules/docx/dist/index.umd.cjs", false, false],
      ["node_modules/.bin/uuid", false, false],
      ["node_modules/@libsql/linux-x64-musl/index.node", false, false],
      [prebuilt("linux-x64/@serialport+bindings-cpp.glibc.node"), true, false],
      [prebuilt("linux-x64/@serialport+bindings-cpp.musl.node"), false, false],
      [prebuilt("win32-x64/@serialport+bindings-cpp.node"), false, true],
      [prebuilt("win32-arm64/@serialport+bindings-cpp.armv8.node"), false, false],
    ] as const)
      assert.deepEqual([!isIdle(path, linux), !isIdle(path, windows)], [isOnLinux, isOnWindows], path);
  });

  it("takes no Node but the one that was pinned", () => {
    const bytes = Buffer.from("node");
    const pinned = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
    requireIntegrity(bytes, pinned, "node-x");
    assert.throws(() => requireIntegrity(Buffer.from("nodf"), pinned, "node-x"), /node-x is not what/);
  });
});
