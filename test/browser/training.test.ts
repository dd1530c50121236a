/** Training: started from the sign-in page, unmistakable, and apart from the station that it was started from. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { createDemoVillage } from "../../sim/run/demo-village.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import type { Store } from "../../src/station/store/store.js";
import { readSheet } from "../../src/station/register/sheet/read-sheet.js";
import { readPeople } from "../../src/station/register/sheet/read-people.js";
import { createFolder } from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { openPage } from "./sign-in.js";

describe("training on the staff page", function () {
  this.timeout(180_000);
  const folder = createFolder();
  let browser: Browser;
  let page: Page;
  let store: Store;
  let station: Station;
  let homeUrl: string;

  before(async function () {
    needBrowser(this);
    store = await folder.store("real.sqlite");
    const village = { people: 6, days: 1, seed: 3, utcNowMs: Date.now, onHour: () => {} };
    const makeTrainingVillage = () => createDemoVillage(village);
    station = await startStation({ store, port: 0, hasSerialPorts: false, makeTrainingVillage });
    homeUrl = station.url;
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await folder.remove();
  });

  const banner = () => page.locator("aside.training");
  const start = async () => {
    await page.getByRole("button", { name: "Mở tập huấn" }).click();
    await banner().waitFor({ timeout: 60_000 });
  };
  const startAnew = async () => {
    await page.getByRole("button", { name: "Mở tập huấn" }).click();
    await page.getByRole("button", { name: /^Mở buổi mới/ }).click();
    await banner().waitFor({ timeout: 60_000 });
  };
  const picture = async (name: string) => {
    const shots = process.env["SHOTS"];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` });
  };
  const accent = () =>
    page.evaluate<string>("getComputedStyle(document.documentElement).getPropertyValue('--accent')");

  it("starts from the sign-in page, before there is an account, in a place of its own", async () => {
    await page.goto(station.newUrl());
    await page.getByRole("button", { name: "Mở tập huấn" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await picture("training-start");
    const green = await accent();
    await start();
    assert.notEqual(new URL(page.url()).origin, new URL(homeUrl).origin);
    await page.locator(".tokens tbody tr").nth(5).waitFor();
    assert.notEqual(await accent(), green);
    assert.deepEqual(await store.accounts(), []);
  });

  it("says so on every screen, and on paper", async () => {
    for (const tab of ["Thẻ", "Người dân", "Đọc thẻ", "Truy vết", "Hồ sơ ca", "Quản trị"]) {
      await page.getByRole("navigation").first().getByRole("link", { name: tab, exact: true }).click();
      await page.getByRole("heading", { level: 1 }).waitFor();
      assert.match(await banner().innerText(), /TẬP HUẤN.*đều là bịa/s, tab);
      assert.deepEqual(await axeFindings(page), [], tab);
    }
    await page.emulateMedia({ media: "print" });
    assert.ok(await banner().isVisible());
    await page.emulateMedia({ media: "screen" });
  });

  it("reads its simulated tokens as real ones are read", async () => {
    await page.getByRole("navigation").first().getByRole("link", { name: "Đọc thẻ", exact: true }).click();
    for (let n = 0; n < 2; n++) {
      await page.locator(".drawer-tokens button").first().click();
      await page.locator(".readings > li").nth(n).waitFor();
    }
    await page.locator(".reading.finished").nth(1).waitFor();
    await picture("training-read");
  });

  it("marks every file that leaves it", async () => {
    await page.getByRole("navigation").first().getByRole("link", { name: "Người dân", exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("link", { name: /CSV/ }).click(),
    ]);
    assert.match(file.suggestedFilename(), /^TAP-HUAN-/);
    const bytes = readFileSync(await file.path());
    assert.match(bytes.toString("utf8"), /^\ufeff"?TẬP HUẤN/);
    // A list can still be edited and taken in again.
    const { people } = readPeople(await readSheet(bytes), Date.now());
    assert.equal(people.length, 6);
  });

  it("reaches nothing of the station that it was started from, and is left again", async () => {
    const inTraining = await page.evaluate<number>(
      `fetch(${JSON.stringify(homeUrl)} + "api/state").then(({ status }) => status, () => 0)`,
    );
    assert.equal(inTraining, 0, "the page's own policy lets it ask nobody else");
    await page.getByRole("link", { name: "Rời tập huấn" }).click();
    await page.getByRole("button", { name: "Mở tập huấn" }).waitFor();
    assert.equal(new URL(page.url()).origin, new URL(homeUrl).origin);
    assert.equal(await banner().count(), 0);
    assert.deepEqual(await store.tokens(), []);
    assert.deepEqual(await store.issues(), []);
    assert.deepEqual(await store.ledger(), []);
    assert.deepEqual(await store.accounts(), []);
  });

  it("asks before it ends somebody else's, who can be joined", async () => {
    await page.getByRole("button", { name: "Mở tập huấn" }).click();
    await page.getByRole("button", { name: "Vào cùng buổi đó" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await picture("training-running");
    await page.getByRole("button", { name: "Vào cùng buổi đó" }).click();
    await banner().waitFor();
  });

  it("keeps its back-ups in a folder of its own, and names itself in every report", async () => {
    const answers = await page.evaluate<[number, string]>(`(async () => {
      const settings = await (await fetch("/api/settings")).json();
      const send = (body) => fetch("/api/settings", { method: "POST", body: JSON.stringify(body), headers: { "Content-Type": "application/json" } });
      const refused = await send({ ...settings, backupFolder: "/tmp" });
      const kept = await send(settings);
      return [kept.status, (await refused.json()).code];
    })()`);
    assert.deepEqual(answers, [200, "station/training-folder"]);
    for (const form of ["html", "txt", "svg"]) {
      const report = await page.evaluate<string>(
        `fetch("/api/coverage/report.${form}?sample=district").then((answer) => answer.text())`,
      );
      assert.match(report, /tập huấn: /i, form);
    }
    await page.getByRole("link", { name: "Rời tập huấn" }).click();
  });

  it("leaves nothing of one whose program was killed", async () => {
    const { pid } = spawnSync(process.execPath, ["-e", ""]);
    const folder = join(tmpdir(), `bztoken-training-${pid}-abcdef`);
    mkdirSync(folder);
    writeFileSync(join(folder, "training.sqlite"), "x");
    const alive = mkdtempSync(join(tmpdir(), `bztoken-training-${process.ppid}-`));
    try {
      await startAnew();
      assert.deepEqual([existsSync(folder), existsSync(alive)], [false, true]);
    } finally {
      rmSync(alive, { recursive: true });
    }
    await page.getByRole("link", { name: "Rời tập huấn" }).click();
  });

  it("begins anew when asked, and leaves work as it is", async () => {
    await openPage(page, station.newUrl());
    await page.locator(".who-is").click();
    await page.getByRole("button", { name: "Đăng xuất" }).click();
    await startAnew();
    await page.getByRole("navigation").first().getByRole("link", { name: "Đọc thẻ", exact: true }).click();
    await page.locator(".drawer-tokens li").nth(5).waitFor();
    assert.equal(await page.locator(".reading").count(), 0);
    assert.equal((await store.accounts()).length, 1);
  });
});
