/**
 * The offline folders as staff get them (INSTALL.md): built by `npm run folders`, then used. The one for Linux is unpacked and
 * started by an ordinary user where there is no Node. The one for Windows is looked at as far as that goes without Windows: nothing
 * here starts it. Needs root (to make that user), `unzip`, Chromium; REQUIRE_FOLDERS=1 makes a skip an error.
 */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import {
  chmodSync,
  chownSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Context } from "mocha";
import type { Browser, Page } from "playwright-core";
import { repositoryRoot } from "../../src/station/repository-root.js";
import { launchBrowser, needBrowser } from "../browser/chromium.js";
import { OLD_VERSION, lookInto, makeOldStore } from "../station/store/old-store.js";

const USER = "bztoken-staff";
const root = repositoryRoot();

function needFolders(suite: Context): void {
  const why =
    process.getuid?.() !== 0
      ? "not root: no ordinary user can be made"
      : ["unzip", "useradd"].find((tool) => spawnSync(tool, ["--help"]).error !== undefined);
  if (why === undefined) return;
  if (process.env["REQUIRE_FOLDERS"] === "1") throw new Error(why);
  console.log(`      skipped: ${why}`);
  suite.skip();
}

const zipOf = (platform: string) => {
  const name = readdirSync(join(root, ".folders")).find((one) => one.endsWith(`${platform}-x64.zip`));
  return join(root, ".folders", name!);
};

/** Quoted arguments of a desktop entry's Exec, none of which holds what is escaped. */
const wordsOf = (entry: string) =>
  [.../^Exec=(.*)$/m.exec(entry)![1]!.matchAll(/"([^"\\%]*)"/g)].map(([, word]) => word!);

describe("offline folders", function () {
  this.timeout(0);
  before(function () {
    needFolders(this);
    needBrowser(this);
    rmSync(join(root, ".folders"), { recursive: true, force: true });
    execFileSync("npm", ["run", "--silent", "folders"], {
      cwd: root,
      stdio: ["ignore", "ignore", "inherit"],
    });
  });

  describe("for Linux", () => {
    let place: string;
    let browser: Browser;
    let page: Page;
    let ids: { uid: number; gid: number };
    let env: Record<string, string>;
    let home: string;
    let folder: string;

    /** Without Node on the PATH, whose one program notes what a desktop would open. Returns what was printed. */
    const run = (command: string, words: readonly string[], more: Record<string, string> = {}) =>
      spawnSync(command, words, { ...ids, cwd: home, env: { ...env, ...more }, encoding: "utf8" });
    const address = () => readFileSync(join(home, "opened"), "utf8");
    const entry = () => readFileSync(join(home, ".local/share/applications/bluezone-token.desktop"), "utf8");
    const data = () => join(home, ".local/share/bluezone-token");
    const icon = () => {
      const [command, ...words] = wordsOf(entry());
      const { status, stdout, stderr } = run(command!, words);
      assert.equal(status, 0, stdout + stderr);
    };
    const bztoken = (...words: string[]) =>
      run(join(folder, "runtime/node"), [join(folder, "program/.build/bztoken.mjs"), ...words]);

    /** The store gets no key here; test/browser/store-key.test.ts gives it one. */
    const putOffKey = () => page.getByRole("button", { name: "Để lần sau" }).click();

    before(async () => {
      place = mkdtempSync(join(tmpdir(), "bz-staff-"));
      chmodSync(place, 0o755);
      home = join(place, "home");
      execFileSync("useradd", ["--system", "--home-dir", home, "--create-home", USER]);
      const id = (flag: string) => Number(execFileSync("id", [flag, USER], { encoding: "utf8" }));
      ids = { uid: id("-u"), gid: id("-g") };
      const path = join(place, "bin");
      mkdirSync(path);
      const opener = '#!/bin/sh\nprintf %s "$1" >"$HOME/opened"\n';
      writeFileSync(join(path, "xdg-open"), opener, { mode: 0o755 });
      env = { HOME: home, PATH: path };
      assert.ok(run("node", ["--version"]).error, "no Node on the PATH");

      const desk = join(home, "Thư mục của tôi");
      mkdirSync(desk);
      chownSync(desk, ids.uid, ids.gid);
      const unpacked = run("/usr/bin/unzip", ["-q", zipOf("linux"), "-d", desk]);
      assert.equal(unpacked.status, 0, unpacked.stderr);
      folder = join(desk, readdirSync(desk)[0]!);
      browser = await launchBrowser();
      page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    });
    after(async () => {
      await browser?.close();
      if (folder !== undefined) bztoken("open", "--end");
      if (ids !== undefined) spawnSync("userdel", [USER]);
      rmSync(place, { recursive: true, force: true });
    });

    it("is whole", () => {
      assert.equal(spawnSync("sha256sum", ["--quiet", "-c", "SHA256SUMS"], { cwd: folder }).status, 0);
      assert.match(bztoken("open", "--check").stdout, /^\d{4} tệp, tất cả đều nguyên vẹn$/m);
      const licences = readFileSync(join(folder, "LICENCES.txt"), "utf8");
      assert.match(licences, /^Node\.js 24\.\d+\.\d+ +MIT/m);
      assert.match(licences, /^libsql 0\.\d+\.\d+ +MIT +program\/node_modules\/libsql\//m);
    });

    it("keeps data apart, opens a store of an older program, and makes its icon", async () => {
      mkdirSync(data(), { recursive: true });
      makeOldStore(join(data(), "bluezone.sqlite"));
      assert.equal(lookInto(join(data(), "bluezone.sqlite")).version, OLD_VERSION);
      execFileSync("chown", ["-R", USER, join(home, ".local")]);
      const first = run(join(folder, "mo-may-doc-the.sh"), []);
      assert.equal(first.status, 0, first.stderr);
      assert.match(address(), /^http:\/\/127\.0\.0\.1:\d+\/start\//);
      await page.goto(address());
      await putOffKey();
      await page.getByRole("button", { name: "Mở tập huấn" }).waitFor();
      assert.equal(bztoken("open", "--end").status, 0);
      const { version, names } = lookInto(join(data(), "bluezone.sqlite"));
      assert.ok(version > OLD_VERSION);
      assert.deepEqual(names, ["Nguyễn Thị Ánh"]);
      assert.deepEqual(readdirSync(data()).sort(), ["bluezone.sqlite", "station.log"]);
      assert.ok(wordsOf(entry())[0]!.startsWith(folder));
    });

    it("goes from its icon to the first simulated token that is read", async () => {
      const startedMs = performance.now();
      icon();
      await page.goto(address());
      await putOffKey();
      await page.getByRole("button", { name: "Mở tập huấn" }).click();
      await page.locator("aside.training").waitFor({ timeout: 120_000 });
      await page
        .getByRole("navigation")
        .first()
        .getByRole("link", { name: "Đọc thẻ", exact: true })
        .click({ timeout: 60_000 });
      await page.locator(".drawer-tokens button").first().click();
      await page.locator(".reading.finished").first().waitFor({ timeout: 120_000 });
      const seconds = (performance.now() - startedMs) / 1000;
      console.log(`      from the icon to the first token read: ${seconds.toFixed(1)} s`);
    });

    it("opens the running one where the icon is clicked again", async () => {
      const port = new URL(address()).port;
      const secret = readFileSync(join(data(), "running.json"), "utf8");
      const before = address();
      icon();
      assert.notEqual(address(), before);
      assert.equal(new URL(address()).port, port);
      assert.equal(readFileSync(join(data(), "running.json"), "utf8"), secret);
      await page.goto(address());
      await page.getByRole("button", { name: "Mở tập huấn" }).waitFor();
    });

    it("gives way to a newer folder beside it, whose icon it becomes, and not to an older one", () => {
      const newer = `${folder}-newer`;
      cpSync(folder, newer, { recursive: true });
      const parts = readdirSync(join(newer, "program/.build")).filter((name) => name.endsWith(".mjs"));
      for (const name of parts) {
        const path = join(newer, "program/.build", name);
        const text = readFileSync(path, "utf8");
        writeFileSync(
          path,
          text.replace(/(builtMs = false \? 0 : )(\d{13})/, (_, a, b) => a + (Number(b) + 1)),
        );
      }
      const before = readFileSync(join(data(), "running.json"), "utf8");
      assert.equal(run(join(newer, "mo-may-doc-the.sh"), []).status, 0);
      const after = readFileSync(join(data(), "running.json"), "utf8");
      assert.notEqual(after, before, "the older one has ended");
      assert.ok(wordsOf(entry())[0]!.startsWith(newer));
      assert.equal(run(join(folder, "mo-may-doc-the.sh"), []).status, 0);
      assert.equal(readFileSync(join(data(), "running.json"), "utf8"), after);
      assert.equal(bztoken("open", "--end").status, 0);
    });

    it("says in the browser what is wrong", async () => {
      writeFileSync(join(data(), "bluezone.sqlite"), "no store at all");
      const child = import("node:child_process").then(({ spawn }) =>
        spawn(join(folder, "mo-may-doc-the.sh"), [], { ...ids, cwd: home, env, stdio: "ignore" }),
      );
      const before = address();
      const program = await child;
      const ended = new Promise<number | null>((resolve) => program.once("exit", resolve));
      while (address() === before) await new Promise((resolve) => setTimeout(resolve, 50));
      await page.goto(address());
      await page.getByRole("heading", { name: "Chưa mở được máy đọc thẻ" }).waitFor();
      const shots = process.env["SHOTS"];
      if (shots !== undefined) await page.screenshot({ path: `${shots}/trouble.png` });
      assert.match(await page.locator("main").innerText(), /bluezone\.sqlite[^]*bluezone\.sqlite/);
      assert.equal(await ended, 2);
    });
  });

  describe("for Windows, as far as can be seen without it", () => {
    const list = () =>
      execFileSync("unzip", ["-Z1", zipOf("windows")], { encoding: "utf8" })
        .trimEnd()
        .split("\n");
    const bytesOf = (name: string) => {
      const path = list().find((one) => one.endsWith(name));
      assert.ok(path !== undefined, name);
      // Square brackets and the like are patterns to unzip.
      const pattern = path.replace(/[[\]*?\\]/g, "\\$&");
      return execFileSync("unzip", ["-p", zipOf("windows"), pattern], { maxBuffer: 2 ** 28 });
    };

    it("has names that Windows can unpack", () => {
      const names = list();
      assert.ok(names.length > 1000);
      const folded = names.map((name) => name.toLowerCase());
      assert.equal(new Set(folded).size, names.length, "no two that differ in case only");
      for (const name of names) {
        assert.ok(name.length <= 160, `260 with its folder: ${name}`);
        assert.doesNotMatch(
          name,
          /[<>:"|?*\\\x00-\x1f]|(^|\/)(con|prn|aux|nul|com\d|lpt\d)(\.|\/|$)|[. ](\/|$)/i,
        );
      }
    });

    it("has a Node and native modules for 64-bit Windows, and none for others", () => {
      const native = list().filter((name) => /\.(node|exe|dll)$/.test(name));
      assert.deepEqual(native.map((name) => name.slice(name.indexOf("/") + 1)).sort(), [
        "program/node_modules/@libsql/win32-x64-msvc/index.node",
        "program/node_modules/@serialport/bindings-cpp/prebuilds/win32-x64/@serialport+bindings-cpp.node",
        "runtime/node.exe",
      ]);
      for (const name of native) {
        const bytes = bytesOf(name);
        assert.equal(bytes.toString("latin1", 0, 2), "MZ", name);
        const header = bytes.readUInt32LE(0x3c);
        assert.equal(bytes.toString("latin1", header, header + 4), "PE\0\0", name);
        assert.equal(bytes.readUInt16LE(header + 4), 0x8664, `${name}: AMD64`);
        assert.equal(bytes.readUInt16LE(header + 24), 0x20b, `${name}: PE32+`);
        const isDll = (bytes.readUInt16LE(header + 22) & 0x2000) !== 0;
        assert.equal(isDll, name.endsWith(".node"), name);
        // Node-API, which every Node since has: no module is bound to one version of it.
        if (isDll) assert.ok(bytes.includes("napi_register_module_v1"), name);
      }
    });

    it("holds what its launchers name", () => {
      assert.match(
        bytesOf("Mo may doc the.cmd").toString(),
        /runtime\\node\.exe" "%~dp0program\\\.build\\bztoken\.mjs" open/,
      );
      for (const name of ["program/.build/bztoken.mjs", "icon.ico", "bieu-tuong.ps1", "HUONG-DAN.html"])
        assert.ok(bytesOf(name).length > 0);
    });

    it("has the program of the one for Linux", () => {
      const sums = (platform: string) =>
        execFileSync("unzip", ["-p", zipOf(platform), "*/SHA256SUMS"], {
          encoding: "utf8",
          maxBuffer: 2 ** 26,
        })
          .split("\n")
          .filter((row) => row.includes("  program/.build/"));
      assert.ok(sums("windows").length > 50);
      assert.deepEqual(sums("windows"), sums("linux"));
      assert.ok(statSync(zipOf("windows")).size > 1e7);
    });
  });
});
