/** What more tokens bring, on the screen of coverage: asked for, waited for without the page standing still, and kept. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { enterFigures } from "../../src/station/coverage/take-report.js";
import type { Buys } from "../../src/station/server/coverage/buys-api.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { localDayOf } from "../../src/station/text/local-time.js";
import { createFolder } from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { openPage } from "./sign-in.js";

const found = (anyone: number, staff: number) => ({
  anyone,
  households: anyone,
  sellers: null,
  "health-staff": staff,
});
const BUYS: Buys = {
  ...{ people: 300, days: 1, contacts: 727 },
  steps: [
    { tokens: 0, found: found(0.05, 0.05) },
    { tokens: 100, found: found(0.06, 0.0715) },
    { tokens: 800, found: found(0.79, 0.79) },
  ],
};

function deferred() {
  let settle!: { resolve: (buys: Buys) => void; reject: (error: Error) => void };
  const promise = new Promise<Buys>((resolve, reject) => (settle = { resolve, reject }));
  return { promise, ...settle };
}

describe("what more tokens bring, on the page", function () {
  this.timeout(180_000);
  const folder = createFolder();
  const asked: { population: number; covered: number }[] = [];
  let simulation = deferred();
  let browser: Browser;
  let page: Page;
  let station: Station;

  before(async function () {
    needBrowser(this);
    const store = await folder.store("store.sqlite");
    const place = { code: null, fromDay: null, toDay: null, reportsTo: [], parentId: null };
    await store.putUnits([{ id: "xa", name: "Xã Bình An", kind: "commune", ...place }]);
    const all = { population: 1000, installs: 150, tokens: 50 };
    await enterFigures(store, { unitId: "xa", day: localDayOf(Date.now()), all, groups: {} }, Date.now());
    station = await startStation({
      ...{ store, port: 0, hasSerialPorts: false },
      whatTokensBuy: (figures, onProgress) => {
        asked.push(figures);
        onProgress(0.37);
        return simulation.promise;
      },
    });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(15_000);
    await openPage(page, station.newUrl());
    await page.getByRole("link", { name: "Bao phủ" }).click();
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await folder.remove();
  });

  const ask = () => page.getByRole("button", { name: "Mô phỏng với số liệu này" }).click();

  it("says why where the simulation fails, and begins anew for who asks again", async () => {
    await ask();
    await page.getByText("Đang mô phỏng: 37 %").waitFor();
    simulation.reject(new Error("no"));
    await page.locator(".coverage-buys").getByRole("alert").waitFor();
    simulation = deferred();
    await page.reload();
    await ask();
    await page.getByText("Đang mô phỏng: 37 %").waitFor();
    assert.deepEqual(await axeFindings(page), []);
  });

  it("shows what the next hundred bring, and to whom to give them first", async () => {
    simulation.resolve(BUYS);
    await page.getByText("100 thẻ nữa đem lại thêm khoảng 2,15 lần trong 100, nếu phát trước cho: nhân viên y tế.").waitFor(); // prettier-ignore
    await page.getByText("Hiện nay tìm được khoảng 5,00 trong 100").waitFor();
    const rows = page.locator(".coverage-buys tbody tr");
    assert.deepEqual(await rows.nth(1).locator("th, td").allInnerTexts(), ["+100", "6,00", "6,00", "7,15"]);
    assert.equal(
      await page.locator(".coverage-buys thead th").count(),
      4,
      "a group that nobody is in is left out",
    );
    assert.deepEqual(await axeFindings(page), []);
  });

  it("is kept for the same figures, and in English too", async () => {
    await page.reload();
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("button", { name: "Simulate with these figures" }).click();
    await page.getByText("100 more tokens bring about 2.15 of 100 more").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    assert.deepEqual(asked, Array(2).fill({ population: 1000, covered: 200 }));
    await page.setViewportSize({ width: 390, height: 768 });
    assert.ok(await page.locator(".coverage-buys").evaluate((one) => one.scrollWidth <= one.clientWidth));
  });
});
