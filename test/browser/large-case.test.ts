/** A case of 500 people: its table, its graph and its sheet. The page gets it as from the station. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { largeCase } from "../station/large-case.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";
import { startVillageStation } from "./village-station.js";

const PEOPLE = 499;

describe("a case of 500 people in a browser", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let station: Awaited<ReturnType<typeof startVillageStation>>;
  const complaints: string[] = [];

  before(async function () {
    needBrowser(this);
    station = await startVillageStation({ people: 2, hours: 1 });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(15_000);
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    const answer = { workId: "large", openedMs: 0, content: largeCase(PEOPLE) };
    await page.route("**/api/cases/large", (route) => route.fulfill({ json: answer }));
    await openPage(page, station.newUrl());
  });
  after(async () => {
    await browser?.close();
    await station?.close();
  });

  it("shows its first hundred at once, and more when asked", async () => {
    await page.goto(`${station.url}#cases/large/people`);
    await page.locator(".case-people tbody tr").nth(99).waitFor();
    await expect(page.locator(".case-people tbody tr")).toHaveCount(100);
    await page.getByRole("button", { name: "Xem thêm 100 người" }).click();
    await page.locator(".case-people tbody tr").nth(199).waitFor();
  });

  it("is drawn with every person and every line, and answers to a choice", async () => {
    const startMs = performance.now();
    await page.locator(".parts").getByRole("link", { name: "Sơ đồ" }).click();
    await page.locator(".graph[data-drawn='500']").waitFor();
    // Of the machine as it is; nobody is failed by it.
    console.log(`      500 people drawn ${Math.round(performance.now() - startMs)} ms after the click`);
    assert.ok(await page.evaluate("[...document.querySelectorAll('.graph canvas')].length >= 3"));
    const painted = await page.evaluate<number>(`(() => {
      const canvas = [...document.querySelectorAll(".graph canvas")].at(-1);
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      let painted = 0;
      for (let i = 3; i < data.length; i += 4) if (data[i] > 0) painted++;
      return painted;
    })()`);
    assert.ok(painted > 2_000, `${painted} points are painted`);
    await page.getByLabel("Xem người").selectOption({ label: "Người Mẫu Hoa 4" });
    await expect(page.locator(".legend")).toHaveText(/Người Mẫu Hoa 4 F1 · Thôn 5/, SEEN);
    const shots = process.env["SHOTS"];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/case-large-graph.png` });
    assert.deepEqual(await axeFindings(page), []);
  });

  it("has a sheet for those who are followed up, unit by unit", async () => {
    await page.locator(".parts").getByRole("link", { name: "Theo dõi" }).click();
    await page.locator(".toolbar strong").waitFor();
    assert.deepEqual(complaints, []);
  });
});
