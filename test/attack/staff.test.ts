/** Somebody signed in, or before the page of somebody who is: goes beyond their role, keeps or plants a session, posts from elsewhere. */
import assert from "node:assert/strict";
import { request } from "node:http";
import { ALL_ACTS, STAFF_ROLES, type StaffRole, mayDo } from "../../src/station/roles.js";
import { createApp } from "../../src/station/server/app.js";
import { createSessions } from "../../src/station/server/session.js";
import { createSignIn } from "../../src/station/server/sign-in.js";
import { ENDPOINTS } from "../../src/station/server/staff/gate.js";
import type { LedgerAnswer, SessionAnswer } from "../../src/station/server/staff/staff-api.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import type { Store } from "../../src/station/store/store.js";
import { PIN, STAFF_NAME, ask, cookieOf, openAddress, openSession } from "../station/browser-session.js";
import { createFolder } from "../station/custody-bench.js";

const NAME = "Nguyễn Thị Ánh";

describe("staff of a station", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let station: Station;
  let administrator: string;
  before(async () => {
    folder = createFolder();
    store = await folder.store("a.sqlite");
    await store.issueToken(await store.tokenOf(42), { name: NAME, unit: "Thôn 3", phone: null }, 1);
    station = await startStation({ store, port: 0, hasSerialPorts: false });
    administrator = await openSession(station);
  });
  after(async () => {
    await station.close();
    await folder.remove();
  });

  const codeOf = async (answer: Response) => ((await answer.json()) as { code?: string }).code;
  const idOf = async (name: string) => (await store.accounts()).find((one) => one.name === name)!.id;
  const session = async (cookie: string) =>
    (await (await ask(station, cookie, "/api/session")).json()) as SessionAnswer;

  /** Signed in, in a browser of their own, with the first PIN changed. */
  async function signInAs(name: string, roles: StaffRole[]): Promise<string> {
    const pin = await store.addAccount(name, roles, Date.now());
    const cookie = await openAddress(station);
    const first = cookieOf(await ask(station, cookie, "/api/session/sign-in", { id: await idOf(name), pin }));
    assert.equal(await codeOf(await ask(station, first, "/api/state")), "station/account/first-pin");
    return cookieOf(await ask(station, first, "/api/session/pin", { pin, wanted: PIN }));
  }

  /** By method and path, with nothing in the body: an act that was let through then fails as not understood, at the worst. */
  async function knock(
    cookie: string,
    endpoint: string,
  ): Promise<{ status: number; code: string | undefined }> {
    const [method, path] = endpoint.split(" ") as [string, string];
    const answer = await ask(
      station,
      cookie,
      path.replace(":id", "x"),
      method === "GET" ? undefined : { x: 1 },
    );
    const text = await answer.text();
    const code = answer.ok || !text.startsWith("{") ? undefined : (JSON.parse(text) as { code: string }).code;
    return { status: answer.status, code };
  }

  it("has every endpoint of the program in the table, and nothing in the table that is not there", () => {
    const sessions = createSessions(() => 0);
    const services = { store, page: new Map(), sessions, signIn: createSignIn(store), sources: [] };
    const clocks = { timers: systemTimers, utcNowMs: Date.now, builtMs: 0 };
    const app = createApp({ ...services, ...clocks, hasSerialPorts: false });
    const served = app.routes
      .filter(({ path, method }) => path.startsWith("/api/") && method !== "ALL")
      .map(({ method, path }) => `${method} ${path}`);
    assert.ok(served.length > 40, `${served.length} endpoints`);
    assert.deepEqual([...new Set(served)].sort(), Object.keys(ENDPOINTS).sort());
  });

  it("has in the table what is whose, as this list says apart from it", () => {
    const whose = (endpoint: string): readonly StaffRole[] => {
      if (/^GET \/api\/((state|people|round|round\/list.html)$|coverage|papers)/.test(endpoint))
        return STAFF_ROLES;
      if (/ \/api\/(trace|phone-traces|interviews|cases)/.test(endpoint)) return ["officer"];
      if (/ \/api\/(accounts|settings|backup|store-key|ledger|people\/(withdraw|mentions))/.test(endpoint))
        return ["administrator"];
      return ["clerk"];
    };
    for (const [endpoint, act] of Object.entries(ENDPOINTS)) {
      assert.equal(act === "session", endpoint.includes(" /api/session"), endpoint);
      if (act === "session") continue;
      const may = STAFF_ROLES.filter((role) => mayDo([role], act));
      assert.deepEqual(may, whose(endpoint), endpoint);
    }
  });

  it("of no role reaches what another one's is: every endpoint, every role", async () => {
    const refused: Record<string, number> = {};
    for (const role of STAFF_ROLES) {
      const cookie = await signInAs(`Chỉ ${role}`, [role]);
      refused[role] = 0;
      for (const [endpoint, act] of Object.entries(ENDPOINTS)) {
        if (act === "session") continue;
        const { status, code } = await knock(cookie, endpoint);
        const isRefused = status === 403 && code === "station/account/not-yours";
        assert.equal(isRefused, !mayDo([role], act), `${role}: ${endpoint} answered ${status} ${code}`);
        if (isRefused) refused[role]!++;
      }
    }
    for (const role of STAFF_ROLES) assert.ok(refused[role]! > 10, JSON.stringify(refused));
    for (const act of ALL_ACTS) assert.ok(!mayDo([], act), act);
  });

  it("get nothing before they sign in, or under another way to write an address", async () => {
    const cookie = await openAddress(station);
    for (const [endpoint, act] of Object.entries(ENDPOINTS)) {
      if (act === "session") continue;
      assert.deepEqual(
        await knock(cookie, endpoint),
        { status: 401, code: "station/account/signed-out" },
        endpoint,
      );
    }
    for (const path of [
      "/api/%73tate",
      "/api//state",
      "/api/state/",
      "/api/./state",
      "/API/state",
      "/api/state?x=1",
      "/api/cases/../state",
    ]) {
      const answer = await ask(station, cookie, path);
      assert.ok([401, 404].includes(answer.status), `${path} ${answer.status}`);
      assert.ok(!(await answer.text()).includes(NAME), path);
    }
    const none = await fetch(new URL("/api/session", station.url));
    assert.equal(none.status, 401, "without the printed address not even the names of accounts");
  });

  it("make no second first account", async () => {
    const cookie = await openAddress(station);
    const answer = await ask(station, cookie, "/api/session/first", { name: "Kẻ Lạ", pin: PIN });
    assert.equal(await codeOf(answer), "station/account/not-first");
    assert.ok((await store.accounts()).every(({ name }) => name !== "Kẻ Lạ"));
  });

  describe("with a session that was known before", () => {
    it("gain nothing: signing in makes a new one, and the old one is nobody's", async () => {
      const planted = await openAddress(station);
      const id = await idOf(STAFF_NAME);
      const answer = await ask(station, planted, "/api/session/sign-in", { id, pin: PIN });
      const fresh = cookieOf(answer);
      assert.notEqual(fresh, planted);
      assert.match(answer.headers.getSetCookie()[0]!, /; Path=\/; HttpOnly; SameSite=Strict$/);
      assert.equal((await ask(station, planted, "/api/state")).status, 401);
      assert.equal(await codeOf(await ask(station, planted, "/api/session")), "station/request/no-session");
      assert.equal((await ask(station, fresh, "/api/state")).status, 200);
    });

    it("are out after signing out, and the next one signs in without a new address", async () => {
      const cookie = await signInAs("Ca Sáng", ["clerk"]);
      const out = cookieOf(await ask(station, cookie, "/api/session/sign-out", {}));
      for (const one of [cookie, out]) assert.equal((await ask(station, one, "/api/state")).status, 401);
      const id = await idOf(STAFF_NAME);
      const next = cookieOf(await ask(station, out, "/api/session/sign-in", { id, pin: PIN }));
      assert.equal((await session(next)).account!.name, STAFF_NAME);
    });

    it("are out when their PIN is reset, their account removed, or their role taken", async () => {
      const [reset, removed, demoted] = [
        await signInAs("Bị Đổi Mã", ["clerk"]),
        await signInAs("Bị Xoá", ["clerk"]),
        await signInAs("Bị Đổi Việc", ["officer"]),
      ];
      const act = async (path: string, body: object) =>
        assert.equal((await ask(station, administrator, path, body)).status, 200, path);
      await act("/api/accounts/reset", { id: await idOf("Bị Đổi Mã") });
      await act("/api/accounts/remove", { id: await idOf("Bị Xoá") });
      await act("/api/accounts/roles", { id: await idOf("Bị Đổi Việc"), roles: ["clerk"] });
      for (const cookie of [reset, removed]) {
        assert.equal(await codeOf(await ask(station, cookie, "/api/state")), "station/account/signed-out");
      }
      assert.equal(await codeOf(await ask(station, demoted, "/api/cases")), "station/account/not-yours");
      assert.equal((await ask(station, demoted, "/api/state")).status, 200);
    });
  });

  it("who guess a PIN wait, and wait longer", async () => {
    const pin = await store.addAccount("Bị Đoán", ["clerk"], Date.now());
    const id = await idOf("Bị Đoán");
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 5; n++) {
      const cookie = await openAddress(station);
      codes.push(await codeOf(await ask(station, cookie, "/api/session/sign-in", { id, pin: `sai ${n}` })));
    }
    const [wrong, wait] = ["station/account/wrong-pin", "station/account/wait"];
    assert.deepEqual(codes, [wrong, wrong, wrong, wait, wait], "from a new session each time");
    const right = await ask(station, await openAddress(station), "/api/session/sign-in", { id, pin });
    assert.equal(await codeOf(right), wait);
  });

  it("before a page that its user left do nothing more than sign in", async () => {
    const cookie = await signInAs("Đi Vắng", ["clerk"]);
    assert.equal((await ask(station, cookie, "/api/session/lock", {})).status, 200);
    for (const [endpoint, act] of Object.entries(ENDPOINTS)) {
      if (act !== "session")
        assert.equal((await knock(cookie, endpoint)).code, "station/account/page-locked", endpoint);
    }
    assert.equal((await session(cookie)).isLocked, true);
    assert.equal(
      await codeOf(await ask(station, cookie, "/api/session/use", {})),
      "station/account/page-locked",
    );
    const id = await idOf("Đi Vắng");
    assert.equal(await codeOf(await ask(station, cookie, "/api/session/sign-in", { id, pin: "sai" })), "station/account/wrong-pin"); // prettier-ignore
    assert.equal((await session(cookie)).isLocked, true);
    const back = cookieOf(await ask(station, cookie, "/api/session/sign-in", { id, pin: PIN }));
    assert.equal((await ask(station, back, "/api/state")).status, 200);
  });

  it("are locked out by the station itself where the page does not do it; its own questions keep nobody in", async () => {
    const settings = await store.settings();
    let nowMs = 0;
    const sessions = createSessions(() => nowMs);
    const services = { store, page: new Map(), sessions, signIn: createSignIn(store), sources: [] };
    const clocks = { timers: systemTimers, utcNowMs: Date.now, builtMs: 0 };
    const app = createApp({ ...services, ...clocks, hasSerialPorts: false });
    const host = { host: "127.0.0.1:1", origin: "http://127.0.0.1:1", "content-type": "application/json" };
    const at = async (path: string, cookie = "", body?: unknown) =>
      app.request(`http://127.0.0.1:1${path}`, {
        headers: { ...host, cookie },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      });
    const desk = cookieOf(await at(sessions.newPath()));
    const id = await idOf(STAFF_NAME);
    const cookie = cookieOf(await at("/api/session/sign-in", desk, { id, pin: PIN }));
    const idleMs = settings.idleMinutes * 60_000;
    for (let n = 0; n < 3; n++) {
      nowMs += idleMs;
      assert.equal((await at("/api/session/use", cookie, {})).status, 200);
    }
    for (let n = 0; n < 12; n++) {
      nowMs += idleMs / 10;
      await at("/api/readings", cookie);
    }
    assert.equal(await codeOf(await at("/api/state", cookie)), "station/account/page-locked");
  });

  it("leave no unlocked key to who comes after them, and go on with theirs when they come back themselves", async () => {
    let locked = 0;
    const signIn = { ...createSignIn(store), lock: () => void locked++ };
    const sessions = createSessions(() => 0);
    const clocks = { timers: systemTimers, utcNowMs: Date.now, builtMs: 0 };
    const app = createApp({
      store,
      page: new Map(),
      sessions,
      signIn,
      sources: [],
      ...clocks,
      hasSerialPorts: false,
    });
    const at = async (path: string, cookie = "", body?: unknown) =>
      app.request(`http://127.0.0.1:1${path}`, {
        headers: {
          host: "127.0.0.1:1",
          origin: "http://127.0.0.1:1",
          "content-type": "application/json",
          cookie,
        },
        ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
      });
    const mine = { id: await idOf(STAFF_NAME), pin: PIN };
    const pin = await store.addAccount("Ca Chiều", ["clerk"], Date.now());
    const desk = cookieOf(await at(sessions.newPath()));
    let cookie = cookieOf(await at("/api/session/sign-in", desk, mine));
    locked = 0;
    await at("/api/session/lock", cookie, {});
    cookie = cookieOf(await at("/api/session/sign-in", cookie, mine));
    assert.equal(locked, 0);
    await at("/api/session/lock", cookie, {});
    cookie = cookieOf(await at("/api/session/sign-in", cookie, { id: await idOf("Ca Chiều"), pin }));
    assert.equal(locked, 1);
    await at("/api/session/sign-out", cookie, {});
    assert.equal(locked, 2);
  });

  it("are named in the ledger by their account, which an administrator reads", async () => {
    const clerk = await signInAs("Người Thử", ["clerk", "administrator"]);
    const wanted = { idleMinutes: 11, backupDays: 7, checkDays: 7, backupFolder: "" };
    assert.equal((await ask(station, clerk, "/api/settings", wanted)).status, 200);
    const { rows, check } = (await (await ask(station, administrator, "/api/ledger")).json()) as LedgerAnswer;
    assert.deepEqual([rows[0]!.action, rows[0]!.account, check!.faults], ["settings", "Người Thử", 0]);
    const older = await ask(station, administrator, `/api/ledger?before=${rows[0]!.number}`);
    const page = (await older.json()) as LedgerAnswer;
    assert.deepEqual(page, { rows: rows.slice(1), check: null });
  });

  describe("and a page from elsewhere in the same browser", () => {
    /** Plain HTTP, because fetch lets nobody forge Host and Origin. */
    const send = (path: string, headers: Record<string, string>, body?: string): Promise<number> =>
      new Promise((resolve, reject) => {
        const options = { host: "127.0.0.1", port: station.port, path, agent: false };
        const asked = request(
          {
            ...options,
            method: body === undefined ? "GET" : "POST",
            headers: { cookie: administrator, ...headers },
          },
          (response) => resolve((response.resume(), response.statusCode!)),
        );
        asked.on("error", reject);
        asked.end(body);
      });
    const own = () => ({ origin: new URL(station.url).origin, "content-type": "application/json" });

    it("does none of the acts that change something, though the cookie goes along", async () => {
      const before = (await store.ledger()).length;
      const posts = Object.keys(ENDPOINTS).filter((endpoint) => endpoint.startsWith("POST "));
      assert.ok(posts.length > 25);
      for (const endpoint of posts) {
        const path = endpoint.slice(5);
        const foreign = { ...own(), origin: "https://evil.example" };
        assert.equal(await send(path, foreign, "{}"), 403, path);
        assert.equal(await send(path, { "content-type": "application/json" }, "{}"), 403, path);
        assert.equal(await send(path, { ...own(), "content-type": "text/plain" }, "{}"), 400, path);
        assert.equal(await send(path, { ...own(), origin: "null" }, "{}"), 403, path);
      }
      assert.equal((await store.ledger()).length, before);
      assert.equal((await session(administrator)).isLocked, false, "not even the page was locked");
    });

    it("reads nothing by a name that it makes to mean this computer", async () => {
      for (const endpoint of Object.keys(ENDPOINTS).filter((one) => one.startsWith("GET "))) {
        const path = endpoint.slice(4).replace(":id", "x");
        for (const host of ["evil.example", `evil.example:${station.port}`, "127.0.0.1.evil.example"]) {
          assert.equal(await send(path, { host }), 403, `${host} ${path}`);
        }
        assert.equal(await send(path, { origin: "https://evil.example" }), 403, path);
      }
    });
  });
});
