/** Another user of the same PC: reads files that are not theirs, asks the station's port, leaves names that play with a terminal. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { chmodSync, chownSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { createServer } from "node:net";
import { keepPrivate } from "../../src/station/private-file.js";
import { openStore } from "../../src/station/store/store.js";
import type { SessionAnswer } from "../../src/station/server/staff/staff-api.js";
import { PIN, STAFF_NAME } from "../station/browser-session.js";
import { START_UTC_MS, createFolder } from "../station/custody-bench.js";
import { runProgram, startProgram } from "../station/commands/run-command.js";

const ADDRESS = /http:\/\/127\.0\.0\.1:(\d+)\/(\S*)/g;
const NAME = "Nguyễn Thị Ánh";

describe("another user of the PC", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  before(() => (folder = createFolder()));
  after(() => folder.remove());

  const modeOf = (name: string) => (statSync(folder.path(name)).mode & 0o777).toString(8);

  describe("with the files", () => {
    before(function () {
      if (process.platform !== "win32") return;
      console.log("      skipped: Windows knows no such modes");
      this.skip();
    });

    it("reads neither a new store nor its journal", async () => {
      const store = await openStore(folder.path("new.sqlite"));
      await store.tokenOf(1);
      assert.deepEqual(["new.sqlite", "new.sqlite-journal"].map(modeOf), ["600", "600"]);
      await store.close();
    });

    it("reads an old store no more once it is opened, and the owner is told", async () => {
      await (await openStore(folder.path("old.sqlite"))).close();
      chmodSync(folder.path("old.sqlite"), 0o644);
      const { stderr } = runProgram("ledger", "--store", folder.path("old.sqlite"));
      assert.match(stderr, /^bztoken: others on this computer could read .*old\.sqlite/);
      assert.equal(modeOf("old.sqlite"), "600");
    });

    it("is named where they own the store themselves", async function () {
      if (process.getuid!() !== 0) {
        console.log("      skipped: only root gives files away");
        this.skip();
      }
      await (await openStore(folder.path("theirs.sqlite"))).close();
      chmodSync(folder.path("theirs.sqlite"), 0o644);
      chownSync(folder.path("theirs.sqlite"), 65_534, 65_534);
      const { stderr } = runProgram("ledger", "--store", folder.path("theirs.sqlite"));
      assert.match(stderr, /others on this computer can read .*theirs\.sqlite.*have its owner do so/);
      assert.equal(modeOf("theirs.sqlite"), "644");
    });

    it("keeps a folder, a pipe or a socket that somebody names as a store, with the rights it has", async () => {
      mkdirSync(folder.path("shared"));
      chmodSync(folder.path("shared"), 0o777);
      execFileSync("mkfifo", [folder.path("pipe")]);
      chmodSync(folder.path("pipe"), 0o666);
      const socket = createServer().listen(folder.path("socket"));
      await once(socket, "listening");
      chmodSync(folder.path("socket"), 0o777);
      for (const [name, mode] of [
        ["shared", "777"],
        ["pipe", "666"],
        ["socket", "777"],
      ] as const) {
        assert.equal(keepPrivate(folder.path(name)), "open", name);
        assert.equal(modeOf(name), mode, name);
        const { status, stderr } = runProgram("ledger", "--store", folder.path(name));
        assert.deepEqual([status, stderr.trim().split("\n").length], [2, 1], stderr);
        assert.equal(modeOf(name), mode, name);
      }
      socket.close();
    });

    it("reads no key file, though they laid an open file in its way", async () => {
      writeFileSync(folder.path(".xa.bzkey.part"), "");
      chmodSync(folder.path(".xa.bzkey.part"), 0o666);
      const { child, ended } = startProgram(["keys", "unit", folder.path("xa")]);
      child.stdin.end("chuông gỗ ếch nhảy lửa\n");
      assert.equal((await ended).code, 0);
      assert.deepEqual(["xa.bzkey", "xa.bzpub"].map(modeOf), ["600", "644"]);
    });
  });

  describe("at the port of the station", () => {
    let program: ReturnType<typeof startProgram>;
    let printed = "";
    let port: number;
    before(async () => {
      const store = await openStore(folder.path("village.sqlite"));
      await store.issueToken(await store.tokenOf(42), { name: NAME, unit: "Thôn 3", phone: null }, 0);
      await store.tokenOf(43);
      await store.close();
      program = startProgram(["station", "--plain", "--port", "0", "--store", folder.path("village.sqlite")]);
      program.child.stdout.on("data", (text) => (printed += String(text)));
      await addresses(1);
      port = Number([...printed.matchAll(ADDRESS)][0]![1]);
    });
    after(async () => {
      program.child.kill("SIGTERM");
      await program.ended;
    });

    /** Paths of the first so many addresses that the program printed. */
    async function addresses(count: number): Promise<string[]> {
      for (;;) {
        const found = [...printed.matchAll(ADDRESS)].map(([, , path]) => `/${path}`);
        if (found.length >= count) return found;
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    }
    /** As somebody at the program's window does. */
    async function newAddress(): Promise<string> {
      const { length } = await addresses(1);
      program.child.stdin.write("\n");
      return (await addresses(length + 1))[length]!;
    }

    interface Answer {
      status: number;
      body: string;
      cookie: string | undefined;
    }
    /** As curl does: any header, any body. */
    function ask(path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> {
      return new Promise((resolve, reject) => {
        const method = body === undefined ? "GET" : "POST";
        // A connection of its own: the station closes one on which too much was sent.
        const options = { host: "127.0.0.1", port, path, method, headers, agent: false };
        const asked = request(options, (response) => {
          let text = "";
          response.on("data", (data) => (text += String(data)));
          response.on("end", () =>
            resolve({
              status: response.statusCode!,
              body: text,
              cookie: response.headers["set-cookie"]?.[0],
            }),
          );
        });
        asked.on("error", reject);
        asked.end(body === undefined ? undefined : JSON.stringify(body));
      });
    }
    const own = () => ({ origin: `http://127.0.0.1:${port}`, "content-type": "application/json" });
    const pairOf = ({ cookie }: Answer) => cookie!.split(";")[0]!;
    /** As the owner does: a new address, and the account that is made there at first. */
    async function enter(): Promise<string> {
      const cookie = pairOf(await ask(await newAddress()));
      const { accounts } = JSON.parse((await ask("/api/session", { cookie })).body) as SessionAnswer;
      const headers = { ...own(), cookie };
      const [known] = accounts;
      return pairOf(
        known === undefined
          ? await ask("/api/session/first", headers, { name: STAFF_NAME, pin: PIN })
          : await ask("/api/session/sign-in", headers, { id: known.id, pin: PIN }),
      );
    }
    const holder = { token: "00000043", name: "Kẻ Lạ", unit: "", phone: "" };
    const namesIn = async (cookie: string) => (await ask("/api/state", { cookie })).body;

    it("gets nothing without a session, and changes nothing with a forged origin", async () => {
      for (const path of [
        "/api/state",
        "/api/sources",
        "/api/readings",
        "/api/none",
        "/",
        "/start/",
        "/start/x",
      ]) {
        const { status, body, cookie } = await ask(path);
        assert.equal(status, 401, path);
        assert.ok(!body.includes(NAME) && cookie === undefined, path);
      }
      assert.match((await ask("/")).body, /Nhấn <kbd>Enter<\/kbd>[^]*Press <kbd>Enter<\/kbd>/);
      assert.equal((await ask("/api/holders", own(), holder)).status, 401);
      assert.equal((await ask("/api/sign-in", own(), { keyFile: "", passphrase: "" })).status, 401);
      assert.equal((await ask("/api/session/first", own(), { name: "Kẻ Lạ", pin: PIN })).status, 401);
      const cookie = await enter();
      assert.ok((await namesIn(cookie)).includes(NAME));
      assert.ok(!(await namesIn(cookie)).includes(holder.name));
    });

    it("cannot use an address again, nor one that another has replaced, nor half of one", async () => {
      const first = await newAddress();
      const second = await newAddress();
      assert.equal((await ask(first)).status, 401);
      assert.equal((await ask(second.slice(0, -1))).status, 401);
      assert.equal((await ask(second, { host: "evil.example" })).status, 403);
      const opened = await ask(second);
      assert.equal(opened.status, 303);
      const again = await ask(second);
      assert.equal(again.status, 401);
      assert.equal(again.cookie, undefined);
      assert.ok(second.length - "/start/".length >= 22, "128 bits in base64");
    });

    it("gets no session by a cookie of their choice", async () => {
      const cookie = pairOf(await ask(await newAddress()));
      const [name] = cookie.split("=");
      const chosen = `${name}=${"A".repeat(43)}`;
      const opened = await ask(await newAddress(), { cookie: chosen });
      assert.notEqual(pairOf(opened), chosen);
      assert.equal((await ask("/api/state", { cookie: chosen })).status, 401);
      assert.equal((await ask("/api/state", { cookie: `${name}=` })).status, 401);
      assert.equal((await ask("/api/state", { cookie: cookie.slice(0, -1) })).status, 401);
      assert.equal(name, `bztoken-${port}`, "two stations do not clash");
      assert.match(opened.cookie!, /; Path=\/; HttpOnly; SameSite=Strict$/);
    });

    it("gains nothing by a page that the browser opens: foreign name, foreign origin", async () => {
      const cookie = await enter();
      assert.equal((await ask("/api/state", { cookie, host: "evil.example" })).status, 403);
      const foreign = { ...own(), cookie, origin: "https://evil.example" };
      assert.equal((await ask("/api/holders", foreign, holder)).status, 403);
      assert.equal(
        (await ask("/api/holders", { cookie, "content-type": "application/json" }, holder)).status,
        403,
      );
    });

    it("is cut off when they send without an end", async () => {
      const cookie = await enter();
      const headers = { ...own(), cookie };
      const sentBytes = await new Promise<number>((resolve) => {
        const path = "/api/holders";
        const asked = request({ host: "127.0.0.1", port, path, method: "POST", headers, agent: false });
        let sent = 0;
        let isOver = false;
        // The answer, or the connection's end where that was quicker.
        const end = () => {
          isOver = true;
          asked.destroy();
          resolve(sent);
        };
        asked.on("response", end);
        asked.on("error", end);
        const feed = () => {
          if (isOver) return;
          sent += 64 * 1024;
          asked.write(Buffer.alloc(64 * 1024, "x"), () => setImmediate(feed));
        };
        feed();
      });
      assert(sentBytes < 64e6, `${sentBytes} bytes went out`);
      const long = { ...holder, name: "x".repeat(300_000) };
      const refused = await ask("/api/holders", headers, long);
      assert.equal(refused.status, 413);
      assert.match(refused.body, /station\/request\/too-long/);
      assert.equal((await ask("/api/state", { cookie })).status, 200);
    });
  });

  describe("with names and files of their choice", () => {
    const EVIL = "\x1b[2J\x9b31m\u202Egnp\u2066\u200B\r";

    it("neither moves the terminal's cursor nor forges a line", async () => {
      const store = await openStore(folder.path("names.sqlite"));
      const entry = { atMs: START_UTC_MS, officer: "00", action: "trace", serial: 42, caseId: null } as const;
      const counts = { tokens: 1, days: 1, records: 1 };
      await store.putLedger({ ...entry, ...counts, reason: `${EVIL}\n2020-08-08 forged row` });
      await store.close();
      const outputs = [
        runProgram("ledger", "--store", folder.path("names.sqlite")),
        runProgram("ledger", "--store", folder.path("names.sqlite"), "--json"),
        runProgram("keys", "show", folder.path(`${EVIL.replace("\r", "\n")}.bzpub`)),
        runProgram("trace", "--token", `${EVIL}`, "--onset", "2020-08-08"),
        runProgram(`${EVIL}`),
      ].map(({ stdout, stderr }) => stdout + stderr);
      for (const output of outputs) {
        assert.match(output, /\n$/);
        assert.doesNotMatch(output.replaceAll("\n", ""), /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u);
      }
      assert.doesNotMatch(outputs[0]!, /^2020-08-08 forged/m);
      const [told] = JSON.parse(outputs[1]!) as [{ reason: string }];
      assert.equal(told.reason, `${EVIL}\n2020-08-08 forged row`, "JSON says the same");
      assert.match(outputs[2]!, /^bztoken: [^\n]*\n$/);
    });
  });
});
