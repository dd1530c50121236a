import assert from "node:assert/strict";
import type { Message } from "../../../sim/watch/api.js";
import type { Source } from "../../../sim/watch/changes.js";
import { createWatchApp } from "../../../sim/watch/server.js";
import { TICK_MS, createSession } from "../../../sim/watch/session.js";
import { readPage } from "../../../src/station/server/serve-page.js";
import { HOUR_MS, MINUTE_MS, watchedTown } from "./watched-village.js";

/** A town in which nothing happens, and real time that goes by when told to. */
function quietTown(fromMs = 0, endMs = 24 * HOUR_MS) {
  const { source } = watchedTown("village", 2);
  const asked: number[] = [];
  const quiet: Source = {
    opening: { ...source.opening, fromMs, endMs },
    runUntil(ms) {
      asked.push(ms);
      realMs += workMs;
      return [{ ms }];
    },
    restart() {},
  };
  let realMs = 0;
  let workMs = 0;
  const session = createSession(quiet, () => realMs);
  const messages: Message[] = [];
  session.subscribe((message) => messages.push(message));
  return {
    session,
    asked,
    messages,
    /** How long the simulation takes for each step. */
    takes: (ms: number) => (workMs = ms),
    tick(times = 1, ms = TICK_MS) {
      for (let n = 0; n < times; n++) {
        realMs += ms;
        session.tick();
      }
      return messages.at(-1)!.frame.ms;
    },
  };
}

describe("speed of the live view", () => {
  it("is what was asked for", () => {
    const { session, tick } = quietTown();
    assert.equal(session.status().speed, 60);
    assert.equal(tick(10), 60_000);
    session.setSpeed(1);
    assert.equal(tick(10), 61_000);
    session.setSpeed(10);
    assert.equal(tick(7, 33), 61_000 + 2_310);
    session.setSpeed(600);
    assert.equal(tick(10), 63_310 + 600_000);
    assert.equal(session.status().pace > 400, true);
    session.setSpeed(0);
    assert.equal(tick(50), 663_310);
    assert.equal(session.status().pace < 1, true);
  });

  it("looks at people every ten seconds or more often", () => {
    const { session, asked, tick } = quietTown();
    session.setSpeed(600);
    tick(5);
    assert.deepEqual(
      asked.filter((ms) => ms % 10_000 === 0),
      Array.from({ length: 31 }, (_, n) => n * 10_000),
    );
  });

  it("as fast as possible leaves time for those who ask", () => {
    const { session, tick, takes } = quietTown();
    session.setSpeed("max");
    takes(20);
    assert.equal(tick(), 40_000);
    takes(1);
    assert.equal(tick(), 40_000 + 800_000);
    takes(200);
    assert.equal(tick(), 850_000);
  });

  it("does not make up for what the computer could not do, nor for its sleep", () => {
    const { session, tick, takes } = quietTown();
    session.setSpeed(600);
    takes(50);
    assert.equal(tick(), 20_000);
    takes(0);
    session.setSpeed(1);
    assert.equal(tick(), 20_200);
    assert.equal(tick(1, HOUR_MS), 20_500);
  });

  it("hurries to the moment at which it begins, unless told otherwise", () => {
    const { session, tick, takes } = quietTown(HOUR_MS);
    takes(1);
    assert.equal(tick(), 800_000);
    assert.equal(session.status().isOnTheWay, true);
    takes(0);
    assert.equal(tick(), HOUR_MS);
    assert.equal(session.status().isOnTheWay, false);
    assert.equal(tick(), HOUR_MS + 6_000);

    const other = quietTown(HOUR_MS);
    other.session.setSpeed(1);
    assert.equal(other.tick(), 100);
  });

  it("ends at the end, and begins again where that can be", () => {
    const { session, tick, messages } = quietTown(0, MINUTE_MS);
    assert.equal(tick(30), MINUTE_MS);
    assert.equal(session.status().isOver, true);
    assert.equal(session.restart(), true);
    assert.equal(messages.at(-1)!.isFull, true);
    assert.equal(session.status().isOver, false);
    assert.equal(tick(), 6_000);
  });
});

describe("server of the live view", function () {
  this.timeout(180_000);
  const { source } = watchedTown("village", 12);
  const session = createSession(source, () => 0);
  let app: ReturnType<typeof createWatchApp>;
  const own = { host: "127.0.0.1:8490" };
  const ask = (path: string, init: RequestInit = {}) =>
    app.request(path, { ...init, headers: { ...own, ...(init.headers as Record<string, string>) } });
  const post = (path: string, body: unknown, headers = {}) =>
    ask(path, {
      method: "POST",
      headers: { origin: "http://127.0.0.1:8490", "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });

  before(async () => {
    app = createWatchApp(session, readPage("watch"));
  });

  it("serves a page that needs nothing from elsewhere, in the station's style", async () => {
    assert.match(await (await ask("/")).text(), /<div id="app">/);
    const css = await (await ask("/page.css")).text();
    assert.match(css, /--accent:/);
    assert.match(css, /\.map-legend/);
    assert.doesNotMatch(css, /https?:\/\//);
    assert.equal((await ask("/page.js")).status, 200);
    const [, font] = /url\("?\.?\/?([^")]+\.woff2)"?\)/.exec(css)!;
    assert.equal((await ask(`/${font}`)).headers.get("content-type"), "font/woff2");
  });

  it("turns foreign pages away", async () => {
    assert.equal((await ask("/api/opening", { headers: { host: "evil.example" } })).status, 403);
    assert.equal((await ask("/api/frames", { headers: { origin: "http://evil.example" } })).status, 403);
    assert.equal((await post("/api/speed", { speed: 0 }, { origin: "http://evil.example" })).status, 403);
    assert.equal(session.status().speed, 60);
  });

  it("tells the opening, then everything, then what changes", async () => {
    const opening = (await (await ask("/api/opening")).json()) as { people: unknown[]; isReplay: boolean };
    assert.equal(opening.people.length, 12);
    assert.equal(opening.isReplay, false);
    const reader = (await ask("/api/frames")).body!.getReader();
    const next = async () => {
      const text = new TextDecoder().decode((await reader.read()).value as Uint8Array);
      return JSON.parse(text.replace(/^data: /, "")) as Message;
    };
    const first = await next();
    assert.equal(first.isFull, true);
    assert.equal(first.frame.people!.length, 4 * 12);
    await post("/api/speed", { speed: 600 });
    const second = await next();
    assert.equal(second.isFull, false);
    assert.equal(second.status.speed, 600);
    await reader.cancel();
  });

  it("understands speeds and presses, and nothing else", async () => {
    for (const speed of [0, 1, 10, 60, 600, "max"]) {
      assert.equal((await post("/api/speed", { speed })).status, 200);
      assert.equal(session.status().speed, speed);
    }
    for (const body of [{ speed: 7 }, { speed: "1" }, {}, []])
      assert.equal((await post("/api/speed", body)).status, 400);
    assert.equal((await post("/api/press", { person: 3 })).status, 200);
    assert.equal((await post("/api/press", { person: 99 })).status, 404);
    assert.equal((await post("/api/press", { person: -1 })).status, 400);
    assert.equal((await post("/api/restart", {})).status, 404);
    assert.equal((await ask("/api/elsewhere")).status, 404);
  });

  it("shows a token's inside", async () => {
    const inside = (await (await ask("/api/inside/3")).json()) as { person: number; slot: { id: string } };
    assert.equal(inside.person, 3);
    assert.match(inside.slot.id, /^[0-9A-F]{24}$/);
    assert.equal((await ask("/api/inside/99")).status, 404);
    assert.equal((await ask("/api/inside/x")).status, 404);
  });
});
