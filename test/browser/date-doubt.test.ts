/** A computer whose date cannot be right, or that of the token cannot: a person says which, on the page. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";
import { startVillageStation } from "./village-station.js";

const AHEAD_MS = 5 * 86_400_000;

describe("staff page of a computer that is five days ahead of its tokens", function () {
  this.timeout(180_000);
  let browser: Browser;
  let station: Awaited<ReturnType<typeof startVillageStation>>;

  before(async function () {
    needBrowser(this);
    station = await startVillageStation({ people: 6, hours: 30, aheadMs: AHEAD_MS });
    browser = await launchBrowser();
  });
  after(async () => {
    await browser?.close();
    await station?.close();
  });

  it("reads, leaves the clock alone and asks; a click on 'the date is right' sets it", async () => {
    const { serial, name } = station.wearers[0]!;
    const driftOf = async () =>
      (await station.store.tokens()).find((one) => one.serial === serial)!.clockDriftMs!;
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await openPage(page, station.newUrl());
    await page.getByRole("navigation").getByRole("link", { name: "Đọc thẻ", exact: true }).click();
    const row = page.getByRole("listitem").filter({ hasText: name });
    await row.getByRole("button", { name: "Đọc" }).click();
    const finished = page.locator(".reading.finished");
    await finished.waitFor();
    const said = await finished.innerText();
    assert.match(said, /Đã đọc xong, [\d.]+ bản ghi mới/);
    assert.match(said, /Máy tính báo .*nhưng thẻ báo .*máy tính có đúng không/);
    assert.doesNotMatch(said, /đồng hồ đúng/i);
    assert.ok(Math.abs(Math.abs(await driftOf()) - AHEAD_MS) < 60_000);

    await finished.getByRole("button", { name: "Ngày giờ máy tính đúng" }).click();
    await page.getByRole("button", { name: "Ngày giờ máy tính đúng" }).waitFor({ state: "detached" });
    await finished.waitFor();
    await expect(finished).not.toHaveText(/máy tính có đúng không/, SEEN);
    // Read once more: the two clocks agree now.
    await row.getByRole("button", { name: "Đọc" }).click();
    await expect.poll(async () => Math.abs(await driftOf())).toBeLessThan(60_000);
    await finished.waitFor();
    await expect(finished).not.toHaveText(/Máy tính báo/, SEEN);
    await page.close();
  });
});
