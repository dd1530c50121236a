/** The list of tokens due for a check: from the first page, on the screen and on paper. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { createFolder } from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { openPage } from "./sign-in.js";

const DAY_MS = 86_400_000;

describe("tokens due for a check, on the staff page", function () {
  this.timeout(120_000);
  const folder = createFolder();
  let browser: Browser;
  let page: Page;
  let station: Station;

  before(async function () {
    needBrowser(this);
    const store = await folder.store("due.sqlite");
    for (let serial = 1; serial <= 30; serial++) {
      const token = await store.tokenOf(serial);
      const phone = serial % 5 === 0 ? null : `0905 000 ${100 + serial}`;
      const person = { name: `Người Mẫu ${serial}`, unit: `Thôn ${serial % 3}`, phone };
      await store.issueToken(token, person, Date.now() - 40 * DAY_MS);
      if (serial > 1) await store.putReading(token, Date.now() - serial * DAY_MS, "operator", "{}", null);
    }
    station = await startStation({ store, port: 0, hasSerialPorts: false });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await openPage(page, station.newUrl());
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await folder.remove();
  });

  it("is reached from the first page, with the longest first, name and telephone", async () => {
    await page.getByRole("link", { name: "25 thẻ cần kiểm tra" }).click();
    await page.getByRole("heading", { level: 1, name: "Thẻ cần kiểm tra" }).waitFor();
    const first = page.locator("tbody tr").first();
    // Never checked: since it was issued.
    assert.match(
      await first.innerText(),
      /^40\s+Người Mẫu 1\s+0905 000 101\s+Thôn 1\s+00000001\s+chưa lần nào/,
    );
    assert.match(await page.locator("tbody tr").nth(1).innerText(), /^30\s+Người Mẫu 30\s+không có số/);
    const { y } = (await first.boundingBox())!;
    assert.ok(y <= 260, `the first row begins at ${y} px`);
    assert.deepEqual(await axeFindings(page), []);
  });

  it("is searched by hamlet, and prints without what is pressed", async () => {
    await page.getByRole("searchbox").fill("thon 2");
    await page.getByText("8 thẻ", { exact: true }).waitFor();
    await page.emulateMedia({ media: "print" });
    assert.equal(await page.getByRole("searchbox").isVisible(), false);
    assert.equal(await page.locator("header.top").isVisible(), false);
    assert.ok(await page.getByRole("cell", { name: "Người Mẫu 29" }).isVisible());
    await page.emulateMedia({ media: "screen" });
    await page.getByRole("searchbox").fill("");
  });

  it("fits small screens, in English too", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { level: 1, name: "Tokens due for a check" }).waitFor();
    for (const width of [390, 683, 1366]) {
      await page.setViewportSize({ width, height: 768 });
      assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), `${width} px`);
      if (process.env["SHOTS"]) await page.screenshot({ path: `${process.env["SHOTS"]}/due-${width}.png` });
    }
  });
});
