/** Two browsers at one station, a second click, a page that is loaded again half-way: none meddles with what another does. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { makeBackup, setBackupPassphrase, writeKeyring } from "../../src/station/backup/station-backup.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import type { TokenSource } from "../../src/station/server/reading/readings.js";
import type { RestoreAnswer } from "../../src/station/server/staff/staff-api.js";
import type { Store } from "../../src/station/store/store.js";
import { expect } from "../browser/expect.js";
import { ask, openSession } from "../station/browser-session.js";
import { createFolder } from "../station/custody-bench.js";

const PASSPHRASE = "chuông gỗ ếch nhảy lửa";

describe("two browsers at one station", function () {
  this.timeout(180_000);
  let folder: ReturnType<typeof createFolder>;
  let store: Store;
  let station: Station;
  let cookie: string;
  let backup: Uint8Array;
  let keyring: string;
  let opened = 0;

  before(async () => {
    folder = createFolder();
    store = await folder.store("a.sqlite");
    await store.issueToken(await store.tokenOf(42), { name: "Người Mẫu", unit: "Thôn 3", phone: null }, 1);
    await setBackupPassphrase(store, PASSPHRASE);
    mkdirSync(folder.path("usb"));
    backup = readFileSync((await makeBackup(store, folder.path("usb"), Date.now(), false)).path);
    keyring = readFileSync(await writeKeyring(store, folder.path("usb"))).toString("base64");
    const source: TokenSource = {
      id: "made-up",
      label: "made up",
      open() {
        opened++;
        return Promise.reject(new Error("unplugged"));
      },
    };
    station = await startStation({ store, port: 0, hasSerialPorts: false, sources: [source] });
    cookie = await openSession(station);
  });
  after(async () => {
    await station.close();
    await folder.remove();
  });

  const headers = () => ({
    ...{ cookie, origin: new URL(station.url).origin, "content-type": "application/octet-stream" },
  });
  async function upload(bytes: Uint8Array): Promise<string> {
    const url = new URL("/api/backup/upload", station.url);
    const answer = await fetch(url, { method: "POST", headers: headers(), body: new Uint8Array(bytes) });
    assert.equal(answer.status, 200);
    return ((await answer.json()) as { upload: string }).upload;
  }
  /** An upload whose connection ends after its first bytes. */
  const breakOff = () =>
    new Promise<void>((resolve) => {
      const url = new URL("/api/backup/upload", station.url);
      const asked = request(url, { method: "POST", headers: { ...headers(), "content-length": 1e6 } });
      asked.on("error", () => resolve());
      asked.write(Buffer.alloc(1000), () => asked.destroy(new Error("gone")));
    });
  const restore = (id: string) =>
    ask(station, cookie, "/api/backup/restore", {
      ...{ upload: id, name: "b.bzbackup", keyringName: "b.bzkeyring", keyring, passphrase: PASSPHRASE },
    });
  const filesOf = (part: string) => readdirSync(folder.path(".")).filter((name) => name.includes(part));

  it("restores each what it sent, while another sends and one breaks off", async () => {
    const first = await upload(backup);
    // Loaded again in the middle of an upload: the connection ends.
    await breakOff();
    const other = await upload(new Uint8Array(5000));
    assert.equal((await restore(other)).status, 422);
    const [one, again] = await Promise.all([restore(first), restore(first)]);
    assert.deepEqual([one.status, again.status].sort(), [200, 422]);
    const refused = one.status === 200 ? again : one;
    assert.match(await refused.text(), /station\/backup\/upload-gone/);
  });

  it("throws away its own new store, and no path that somebody sends", async () => {
    const pathOf = async () => ((await (await restore(await upload(backup))).json()) as RestoreAnswer).path;
    const [mine, theirs] = [await pathOf(), await pathOf()];
    const discard = (path: string) => ask(station, cookie, "/api/backup/restore/discard", { path });
    await discard(mine);
    assert.deepEqual([existsSync(mine), existsSync(theirs)], [false, true]);
    await discard(store.path);
    await discard(`${theirs}/../a.sqlite`);
    assert.ok(existsSync(store.path));
    await discard(theirs);
    assert.ok(!existsSync(theirs));
  });

  it("clears away at its start what a killed program had taken in, and nothing that may be under way", async () => {
    const [old, fresh] = ["old", "fresh"].map((name) => folder.path(`.a.sqlite.upload-${name}`));
    for (const path of [old!, fresh!]) writeFileSync(path, "sealed");
    const twoDaysAgo = new Date(Date.now() - 2 * 86_400_000);
    utimesSync(old!, twoDaysAgo, twoDaysAgo);
    const other = await startStation({ store, port: 0, hasSerialPorts: false });
    await other.close();
    assert.deepEqual([existsSync(old!), existsSync(fresh!)], [false, true]);
    rmSync(fresh!);
  });

  it("leaves no more than a few uploads that nobody came back for, and nothing of those that broke off", async () => {
    await Promise.all(Array.from({ length: 40 }, breakOff));
    for (let i = 0; i < 7; i++) await upload(new Uint8Array(10));
    await expect(() => assert.ok(filesOf("upload").length <= 4, filesOf("upload").join(" "))).toPass({
      timeout: 10_000,
    });
    const climbing = await restore("../../usb/x");
    assert.equal(climbing.status, 400);
  });

  it("reads a token once, however often it is named in one request", async () => {
    const answer = await ask(station, cookie, "/api/readings", { sources: ["made-up", "made-up"] });
    assert.equal(answer.status, 200);
    assert.equal(((await answer.json()) as { readings: unknown[] }).readings.length, 1);
    assert.equal(opened, 1);
  });
});
