/** What an icon starts, in its parts; test/slow/folders.test.ts starts it as its users do. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { type AddressInfo, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openerOf } from "../../../../src/station/commands/desktop/browser.js";
import { dataFolder, makeDataFolder } from "../../../../src/station/commands/desktop/data-folder.js";
import { entryFor, putMenuEntry } from "../../../../src/station/commands/desktop/menu-entry.js";
import { answerIcon, askRunning } from "../../../../src/station/commands/desktop/running.js";
import { showTrouble } from "../../../../src/station/commands/desktop/trouble-page.js";
import { requireWhole } from "../../../../src/station/commands/desktop/whole.js";
import { problem } from "../../../../src/words/problem.js";

describe("the icon's program", () => {
  let folder: string;
  beforeEach(() => (folder = mkdtempSync(join(tmpdir(), "bz-desktop-"))));
  afterEach(() => rmSync(folder, { recursive: true }));

  describe("keeps its data", () => {
    it("where each system keeps a user's own", () => {
      assert.equal(dataFolder("linux", {}, "/home/lan"), "/home/lan/.local/share/bluezone-token");
      const elsewhere = { XDG_DATA_HOME: "/srv/lan" };
      assert.equal(dataFolder("linux", elsewhere, "/home/lan"), "/srv/lan/bluezone-token");
      const relative = { XDG_DATA_HOME: "srv" };
      assert.equal(dataFolder("linux", relative, "/home/lan"), "/home/lan/.local/share/bluezone-token");
      const windows = { LOCALAPPDATA: "C:\\Users\\Nguyễn Thị Ánh\\AppData\\Local" };
      const path = "C:\\Users\\Nguyễn Thị Ánh\\AppData\\Local\\Bluezone Token";
      assert.equal(dataFolder("win32", windows, ""), path);
      assert.equal(dataFolder("win32", {}, "C:\\Users\\Nguyễn Thị Ánh"), path);
    });

    it("in a folder of nobody else's, and says so where there can be none", () => {
      const path = join(folder, "a/b");
      makeDataFolder(path);
      assert.equal(statSync(path).mode & 0o777, 0o700);
      writeFileSync(join(folder, "file"), "");
      assert.throws(() => makeDataFolder(join(folder, "file/c")), /data folder .*file.c cannot be used/);
    });
  });

  describe("finds the one that runs", () => {
    const told = { address: "http://127.0.0.1:1/start/x", builtMs: 7 };

    it("and is told an address, for as long as it runs", async () => {
      assert.equal(await askRunning(folder, "show"), undefined);
      const wishes: string[] = [];
      const icon = await answerIcon(folder, (wish) => (wishes.push(wish), told));
      assert.deepEqual(await askRunning(folder, "show"), told);
      assert.deepEqual(await askRunning(folder, "end"), told);
      assert.deepEqual(wishes, ["show", "end"]);
      assert.equal(statSync(join(folder, "running.json")).mode & 0o077, 0);
      await icon.close();
      assert.equal(await askRunning(folder, "show"), undefined);
    });

    it("and is obeyed by nobody who cannot read its secret", async () => {
      const wishes: string[] = [];
      const icon = await answerIcon(folder, (wish) => (wishes.push(wish), told));
      const file = join(folder, "running.json");
      const right = readFileSync(file, "utf8");
      writeFileSync(file, JSON.stringify({ ...JSON.parse(right), secret: "guessed" }));
      assert.equal(await askRunning(folder, "end"), undefined);
      writeFileSync(file, right);
      assert.deepEqual(await askRunning(folder, "show"), told);
      assert.deepEqual(wishes, ["show"]);
      await icon.close();
    });

    it("and takes no address from a stranger at the port of one that was killed", async () => {
      const stranger = createServer((socket) => {
        socket.on("error", () => {}).resume();
        const text = JSON.stringify({ address: "http://127.0.0.1:666/", builtMs: 9e15 });
        socket.end(`${JSON.stringify({ text, mac: "x".repeat(43) })}\n`);
      });
      await new Promise<void>((resolve) => stranger.listen(0, "127.0.0.1", resolve));
      const { port } = stranger.address() as AddressInfo;
      writeFileSync(join(folder, "running.json"), JSON.stringify({ port, secret: "left behind" }));
      assert.equal(await askRunning(folder, "show"), undefined);
      await new Promise((resolve) => stranger.close(resolve));
      assert.equal(await askRunning(folder, "show"), undefined);
    });

    it("and reads no file that a power cut halved", async () => {
      for (const text of ["", "{", "[]", '{"port":"8480","secret":1}']) {
        writeFileSync(join(folder, "running.json"), text);
        assert.equal(await askRunning(folder, "show"), undefined, text);
      }
    });
  });

  it("asks Windows by no shell, and Linux by its desktop, for a browser", () => {
    const windows = openerOf("win32", { SystemRoot: "D:\\Windows" });
    assert.equal(windows[1], "url.dll,FileProtocolHandler");
    assert.match(windows[0]!, /^D:\\Windows.System32.rundll32\.exe$/);
    assert.deepEqual(openerOf("linux", {}), ["xdg-open"]);
  });

  describe("puts its icon", () => {
    it("with a line that starts it from whatever folder", () => {
      const exec = /^Exec=(.*)$/m.exec(entryFor('/home/lan/Thẻ 100% "mới" $HOME\\'))![1];
      assert.equal(
        exec,
        '"/home/lan/Thẻ 100%% \\\\"mới\\\\" \\\\$HOME\\\\\\\\/runtime/node" ' +
          '"/home/lan/Thẻ 100%% \\\\"mới\\\\" \\\\$HOME\\\\\\\\/program/.build/bztoken.mjs" "open"',
      );
    });

    it("among applications and on the desktop by its own name, and leads to the newer folder then", () => {
      const places = { home: folder, data: join(folder, "data"), config: join(folder, "config") };
      mkdirSync(join(folder, "Màn hình nền"));
      mkdirSync(places.config);
      writeFileSync(
        join(places.config, "user-dirs.dirs"),
        '# x\nXDG_DESKTOP_DIR="$HOME/Màn hình nền"\nXDG_MUSIC_DIR="$HOME/Nhạc"\n',
      );
      for (const program of ["/opt/old", "/opt/new"]) {
        putMenuEntry(program, places);
        for (const place of [join(folder, "data/applications"), join(folder, "Màn hình nền")]) {
          const path = join(place, "bluezone-token.desktop");
          assert.match(readFileSync(path, "utf8"), new RegExp(`^Exec="${program}/runtime/node"`, "m"));
          assert.equal(statSync(path).mode & 0o111, 0o111);
        }
      }
    });
  });

  it("says in the browser what is wrong, in both languages, and whatever is in it stays text", async () => {
    const wrong = problem("station/desktop/no-data-folder", { path: "<b>", why: "ENOSPC" });
    let page = "";
    let address = "";
    await showTrouble(wrong, async (at) => {
      address = at;
      const answer = await fetch(at);
      page = await answer.text();
      assert.match(answer.headers.get("content-security-policy")!, /default-src 'none'/);
      assert.equal((await fetch(new URL("/page.css", at))).status, 200);
    });
    assert.match(page, /Không dùng được thư mục dữ liệu &#60;b&#62; \(ENOSPC\)/);
    assert.match(page, /the data folder &#60;b&#62; cannot be used \(ENOSPC\)/);
    await assert.rejects(fetch(address));
  });

  it("names files that are missing or changed", () => {
    const sum = (text: string) => createHash("sha256").update(text).digest("hex");
    assert.throws(() => requireWhole(folder), /no list of files/);
    mkdirSync(join(folder, "runtime"));
    for (const name of ["a b", "runtime/node"]) writeFileSync(join(folder, name), name);
    const rows = ["a b", "runtime/node"].map((name) => `${sum(name)}  ${name}\n`);
    writeFileSync(join(folder, "SHA256SUMS"), rows.join(""));
    assert.equal(requireWhole(folder), 2);
    writeFileSync(join(folder, "a b"), "a c");
    assert.throws(() => requireWhole(folder), /1 files .*\(a b\)/);
    rmSync(join(folder, "runtime/node"));
    assert.throws(() => requireWhole(folder), /2 files .*\(a b, runtime\/node\)/);
  });
});
