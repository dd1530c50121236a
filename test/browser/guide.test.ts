/** The guide: a page for each task, from every screen and before anybody signs in. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { TOPICS } from "../../src/station/page/screens/guide/topics.js";
import { guideEn } from "../../src/station/page/screens/guide/en.js";
import { guideVi } from "../../src/station/page/screens/guide/vi.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { createFolder } from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { openPage } from "./sign-in.js";

describe("guide of the staff page", function () {
  this.timeout(180_000);
  const folder = createFolder();
  let browser: Browser;
  let page: Page;
  let station: Station;
  const foreign: string[] = [];

  before(async function () {
    needBrowser(this);
    const store = await folder.store("store.sqlite");
    await store.issueToken(await store.tokenOf(1), { name: "Người Mẫu Một", unit: "Thôn 1", phone: null }, 0);
    station = await startStation({ store, port: 0, hasSerialPorts: false });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.on("request", (request) => {
      const url = request.url();
      if (!url.startsWith(station.url) && !url.startsWith("data:")) foreign.push(url);
    });
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await folder.remove();
  });

  const help = () => page.getByRole("link", { name: "Hướng dẫn", exact: true }).click();
  const titled = (name: string) => page.getByRole("heading", { level: 1, name, exact: true }).waitFor();

  it("opens before anybody has signed in", async () => {
    await page.goto(station.newUrl());
    await help();
    await titled("Năm phút đầu tiên");
    assert.equal(await page.getByRole("navigation").count(), 1);
    await page.getByRole("link", { name: "Về trang đang làm" }).click();
    await page.locator("main.staff-entry").waitFor();
  });

  it("opens the page of the task that the screen is for, and leads back", async () => {
    await openPage(page, station.newUrl());
    for (const [hash, title, back] of [
      ["tokens", "Giao thẻ", "Thẻ"],
      ["due", "Kiểm tra và đọc thẻ", "Thẻ cần kiểm tra"],
      ["people", "Giao thẻ", "Người dân"],
      ["read", "Kiểm tra và đọc thẻ", "Đọc thẻ"],
      ["trace", "Truy vết", "Truy vết"],
      ["cases", "Theo dõi ca bệnh", "Hồ sơ ca bệnh"],
      ["staff/backup", "Sao lưu", "Quản trị"],
    ] as const) {
      await page.evaluate(`location.hash = "${hash}"`);
      await titled(back);
      await help();
      await titled(title);
      await page.getByRole("link", { name: "Về trang đang làm" }).click();
      await titled(back);
      assert.equal(new URL(page.url()).hash, `#${hash}`);
    }
  });

  it("has pictures on every page, in both languages, on every screen's width", async () => {
    const shots = process.env["SHOTS"];
    for (const [language, text] of [
      ["English", guideEn],
      ["Tiếng Việt", guideVi],
    ] as const) {
      await page.getByRole("button", { name: language }).click();
      for (const topic of TOPICS) {
        await page.evaluate(`location.hash = "guide/${topic}"`);
        await titled(text.pages[topic].title);
        assert.ok((await page.getByRole("img").count()) >= 1, topic);
        assert.deepEqual(await axeFindings(page), [], topic);
        for (const width of [390, 1366]) {
          await page.setViewportSize({ width, height: 768 });
          assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), topic);
          if (shots)
            await page.screenshot({
              path: `${shots}/guide-${language}-${topic}-${width}.png`,
              fullPage: width > 400,
            });
        }
      }
    }
    assert.deepEqual(foreign, []);
  });
});
