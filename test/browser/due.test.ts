/** The list of tokens due for a check: from the first page, on the screen and on paper. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { formatDay, localDayOf } from "../../src/station/text/local-time.js";
import { createFolder } from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";

const DAY_MS = 86_400_000;

describe("tokens due for a check, on the staff page", function () {
  this.timeout(180_000);
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
    for (const [serial, daysAgo] of [[41, 3], [42, 12]] as const) {
      const token = await store.tokenOf(serial);
      const guest = { name: `Khách Mẫu ${serial}`, unit: "Khách sạn", phone: `0905 000 ${serial}` };
      await store.issueToken(token, guest, Date.now() - 20 * DAY_MS, { dueDay: localDayOf(Date.now()) - daysAgo });
      await store.putReading(token, Date.now(), "operator", "{}", null);
    } // prettier-ignore
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

  it("and loans overdue beside it: whom to call, and one that is back is written down there", async () => {
    await page.getByRole("button", { name: "Tiếng Việt" }).click();
    await page.getByRole("link", { name: "Thẻ", exact: true }).click();
    await page.getByRole("link", { name: "2 thẻ mượn quá hạn" }).click();
    await page.getByRole("heading", { level: 1, name: "Thẻ mượn quá hạn" }).waitFor();
    const rows = page.locator("tbody tr");
    await expect(rows).toHaveCount(2);
    const dueOn = formatDay(localDayOf(Date.now()) - 12);
    await expect(rows.first()).toHaveText(
      new RegExp(`^12\\s+Khách Mẫu 42\\s+0905 000 42\\s+Khách sạn\\s+00000042\\s+${dueOn}`),
      SEEN,
    );
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: "Đã trả thẻ 00000042 của Khách Mẫu 42" }).click();
    await expect(rows).toHaveCount(1);
    await page.getByRole("button", { name: /^Đã trả thẻ 00000041/ }).click();
    await page.getByText("Không có thẻ mượn nào quá hạn").waitFor();
    assert.deepEqual(await axeFindings(page), []);
  });
});
