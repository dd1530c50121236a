import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { request } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startStation, type Station } from "../../../src/station/server/start-station.js";
import { openStore, type Store } from "../../../src/station/store/store.js";
import type { Readings } from "../../../src/station/server/api.js";

import { openSession } from "../browser-session.js";
import { createTokenBench } from "../custody-bench.js";
import { isUserError } from "../../../src/words/user-error.js";

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

describe("station's server", () => {
  let folder: string;
  let store: Store;
  let station: Station;
  let cookie: string;
  before(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-server-"));
    store = await openStore(join(folder, "store.sqlite"));
    await store.tokenOf(43);
    await store.issueToken(
      await store.tokenOf(42),
      { name: "Nguyễn Thị Ánh", unit: "Thôn 3", phone: null },
      0,
    );
    station = await startStation({ store, port: 0, hasSerialPorts: false });
    cookie = await openSession(station);
  });
  after(async () => {
    await station.close();
    await store.close();
    rmSync(folder, { recursive: true });
  });

  /** Plain HTTP, because fetch does not let anyone forge Host and Origin. */
  function ask(path: string, headers: Record<string, string> = {}, body?: unknown): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const asked = request(
        {
          host: "127.0.0.1",
          port: station.port,
          path,
          method: body === undefined ? "GET" : "POST",
          headers: { cookie, ...headers },
        },
        (response) => {
          let text = "";
          response.on("data", (data) => (text += String(data)));
          response.on("end", () =>
            resolve({ status: response.statusCode!, headers: response.headers, body: text }),
          );
        },
      );
      asked.on("error", reject);
      asked.end(body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body));
    });
  }
  const own = () => ({ origin: station.url.slice(0, -1), "content-type": "application/json" });
  const who = { name: "Trần Văn Đức", unit: "Thôn 5", phone: "", birthYear: null };
  const holder = { token: "00000043", who, fromMs: null };

  it("opens no key file for a reason that is none", async () => {
    const rule = { point: "usual", minutes: 15 };
    const by = (reason: string) => ({ keyFile: "AAAA", passphrase: "x", reason });
    const traced = async (reason: string) => {
      const f0 = { token: "00000042", person: null, onsetDay: 18_000, isolatedDay: null, rule };
      const { status, body } = await ask("/api/trace", own(), { ...f0, officer: by(reason) });
      return [status, (JSON.parse(body) as { code: string }).code];
    };
    for (const reason of ["", "   ", "-- 12"])
      assert.deepEqual(await traced(reason), [422, "station/no-reason"]);
    assert.deepEqual(await traced("ca bệnh mẫu"), [422, "custody/not-this-file/kind"]);
  });

  it("serves the page and its parts to this computer", async () => {
    const page = await ask("/");
    assert.equal(page.status, 200);
    assert.match(page.body, /<html lang="vi">/);
    assert.match(String(page.headers["content-security-policy"]), /default-src 'none'; script-src 'self'/);
    assert.equal(page.headers["cache-control"], "no-store");
    for (const [path, type] of [
      ["/page.js", "text/javascript"],
      ["/page.css", "text/css"],
    ] as const) {
      const part = await ask(path);
      assert.ok(String(part.headers["content-type"]).startsWith(type));
      assert.doesNotMatch(
        part.body,
        /https?:\/\/(?!www\.w3\.org)/,
        "the page must load nothing from elsewhere",
      );
    }
  });

  it("serves the fonts that the style names, so that the page needs none of the machine's", async () => {
    const css = (await ask("/page.css")).body;
    const fonts = [...css.matchAll(/url\("?\.?\/?([^")]+\.woff2)"?\)/g)].map((match) => `/${match[1]}`);
    assert.equal(fonts.length, 4);
    assert.match(css, /SIL Open Font License/);
    for (const path of fonts) {
      const font = await ask(path);
      assert.equal(font.status, 200, path);
      assert.equal(font.headers["content-type"], "font/woff2");
      assert.ok(font.body.startsWith("wOF2"));
    }
    assert.match(String((await ask("/")).headers["content-security-policy"]), /font-src 'self'/);
  });

  it("turns away a foreign Host: a web page that rebinds its name to this computer", async () => {
    for (const host of [
      "evil.example",
      "evil.example:8480",
      "127.0.0.1.evil.example",
      "localhost.evil.example",
    ]) {
      const answer = await ask("/api/state", { host });
      assert.equal(answer.status, 403, host);
      assert.doesNotMatch(answer.body, /Ánh/);
    }
    assert.equal((await ask("/api/state", { host: `localhost:${station.port}` })).status, 200);
  });

  it("turns away what a foreign page posts, and what nobody signs for", async () => {
    const json = { "content-type": "application/json" };
    for (const headers of [
      { ...json, origin: "https://evil.example" },
      { ...json, origin: "null" },
      { ...json, origin: `http://127.0.0.1:${station.port + 1}` },
      json,
    ]) {
      assert.equal((await ask("/api/holders", headers, holder)).status, 403, JSON.stringify(headers));
    }
    assert.equal((await ask("/api/state", { origin: "https://evil.example" })).status, 403);
    assert.equal((await ask("/api/holders", { ...own(), "content-type": "text/plain" }, holder)).status, 400);
    assert.equal((await store.tokens())[1]!.holder, null);
  });

  it("takes what its own page posts", async () => {
    assert.equal((await ask("/api/holders", own(), holder)).status, 200);
    const state = JSON.parse((await ask("/api/state")).body) as {
      tokens: { serial: number; holder: { name: string } }[];
    };
    assert.deepEqual(
      state.tokens.map((token) => [token.serial, token.holder.name]),
      [
        [42, "Nguyễn Thị Ánh"],
        [43, "Trần Văn Đức"],
      ],
    );
  });

  it("takes a correction for what it is: the same person, the same time, and nothing is lost", async () => {
    const before = (await store.issues()).find(({ token }) => token === "00000042")!;
    const person = { name: "Nguyễn Thị Ánh", unit: "Thôn 3", phone: "0905 000 111", birthYear: 1958 };
    const input = { token: "00000042", id: before.person.id, person, fromMs: 60_000 };
    assert.equal((await ask("/api/holders/correct", own(), input)).status, 200);
    const kept = (await store.issues()).filter(({ token }) => token === "00000042");
    assert.deepEqual(kept, [{ ...before, fromMs: 60_000, person: { id: before.person.id, ...person } }]);
    const unit = { ...input, person: { unit: "Thôn 4" } };
    assert.equal((await ask("/api/holders/correct", own(), unit)).status, 200);
    const [changed] = (await store.issues()).filter(({ token }) => token === "00000042");
    assert.deepEqual(changed!.person, { id: before.person.id, ...person, unit: "Thôn 4" });
    const other = { ...input, token: "00000043" };
    assert.equal((await ask("/api/holders/correct", own(), other)).status, 422, "has another token");
  });

  it("takes a token back, and gives it to nobody in the future", async () => {
    const token = await store.tokenOf(44);
    const person = await store.issueToken(token, { name: "Lê Thị Hoa", unit: "Thôn 3", phone: null }, 1_000);
    const late = { token, atMs: Date.now() + 86_400_000 };
    assert.equal((await ask("/api/holders/return", own(), late)).status, 422);
    assert.equal((await ask("/api/holders/return", own(), { token, atMs: 5_000 })).status, 200);
    assert.equal((await ask("/api/holders/return", own(), { token, atMs: 6_000 })).status, 422);
    const again = { token, who: { id: person.id }, fromMs: 4_000 };
    assert.equal((await ask("/api/holders", own(), again)).status, 422, "before it was back");
    assert.equal((await ask("/api/holders", own(), { ...again, fromMs: 7_000 })).status, 200);
    const held = (await store.issues()).filter((issue) => issue.token === token);
    assert.deepEqual(
      held.map((issue) => [issue.person.id, issue.fromMs, issue.toMs]),
      [
        [person.id, 1_000, 5_000],
        [person.id, 7_000, null],
      ],
    );
  });

  it("answers nonsense with an error and goes on", async () => {
    const rule = { point: "usual", minutes: 15 };
    const cases: [string, unknown, number][] = [
      ["/api/holders", "{", 400],
      ["/api/holders", { ...holder, who: { ...who, name: " " } }, 400],
      ["/api/holders", { ...holder, who: { ...who, birthYear: 58 } }, 400],
      ["/api/holders", { ...holder, who: { id: "nobody" } }, 422],
      ["/api/holders", { ...holder, fromMs: 4_000_000_000_000 }, 422],
      ["/api/holders", { ...holder, token: "" }, 400],
      ["/api/holders", { ...holder, token: "00000099" }, 422],
      ["/api/trace", { token: "00000042" }, 400],
      ["/api/trace", { token: "00000042", person: null, onsetDay: 18_000, isolatedDay: null, rule }, 422],
      ["/api/trace", { token: "00000042", person: "nobody", onsetDay: 18_000, isolatedDay: null, rule }, 422],
      ["/api/trace", { token: "00000042", person: null, onsetDay: 99_999, isolatedDay: null, rule }, 422],
      ["/api/readings", { sources: ["/dev/none"] }, 404],
      ["/api/readings", { sources: [] }, 400],
    ];
    for (const [path, body, status] of cases) {
      assert.equal((await ask(path, own(), body)).status, status, `${path} ${JSON.stringify(body)}`);
    }
    assert.equal((await ask("/api/nothing")).status, 404);
    assert.equal((await ask("/api/state")).status, 200);
  });

  it("reads one token after the other and reports what went wrong with each", async () => {
    const second = await startStation({
      store,
      port: 0,
      hasSerialPorts: false,
      sources: [{ id: "a", label: "A", open: () => Promise.reject(new Error("broken")) }],
    });
    const [before, cookieBefore] = [station, cookie];
    station = second;
    cookie = await openSession(second);
    try {
      assert.equal((await ask("/api/readings", own(), { sources: ["a"] })).status, 200);
      await new Promise((resolve) => setTimeout(resolve, 20));
      const { isRunning, readings } = JSON.parse((await ask("/api/readings")).body) as {
        isRunning: boolean;
        readings: { state: unknown }[];
      };
      assert.equal(isRunning, false);
      assert.deepEqual(readings[0]!.state, {
        stage: "failed",
        error: { code: "program/fault", parameters: { why: "broken" } },
      });
    } finally {
      [station, cookie] = [before, cookieBefore];
      await second.close();
    }
  });

  it("leaves a token's clock alone while its own date is in doubt, until somebody says that it is right", async () => {
    const token = createTokenBench();
    token.live(1);
    const away = token.utcNowMs() + 5 * 86_400_000;
    const second = await startStation({
      ...{ store, port: 0, hasSerialPorts: false, utcNowMs: () => away },
      sources: [{ id: "a", label: "A", open: () => Promise.resolve(token.open()) }],
    });
    const [before, cookieBefore] = [station, cookie];
    station = second;
    cookie = await openSession(second);
    try {
      const read = async (isDateRight: boolean) => {
        assert.equal((await ask("/api/readings", own(), { sources: ["a"], isDateRight })).status, 200);
        for (;;) {
          const { isRunning, readings } = JSON.parse((await ask("/api/readings")).body) as Readings;
          const state = readings[0]!.state;
          if (!isRunning && state.stage === "finished") return state.summary;
          assert.notEqual(state.stage, "failed", JSON.stringify(state));
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      };
      const first = await read(false);
      assert.ok(first.isRead && first.warnings.some(({ code }) => code === "date-in-doubt"));
      assert.ok(Math.abs(token.utcNowMs() - away) > 4 * 86_400_000);
      const confirmed = await read(true);
      assert.equal(confirmed.isRead, false);
      assert.deepEqual(confirmed.warnings.map(({ code }) => code), ["clock-drift"]); // prettier-ignore
      assert.ok(Math.abs(token.utcNowMs() - away) < 60_000);
    } finally {
      [station, cookie] = [before, cookieBefore];
      await second.close();
    }
  });

  it("says so where its port is taken", async () => {
    await assert.rejects(startStation({ store, port: station.port, hasSerialPorts: false }), (error) => {
      return isUserError(error) && /is taken/.test(error.message);
    });
  });

  it("listens on loopback only", () => {
    assert.match(station.url, /^http:\/\/127\.0\.0\.1:\d+\/$/);
  });
});
