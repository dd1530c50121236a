/** The page of a commune with 2,000 tokens. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { knownSerial } from "../../src/station/store/token-identity.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";

const TOKENS = 2_000;
const GIVEN = ["An", "Ánh", "Bình", "Ðức", "Hoa", "Hòa", "Ngọc"];
const FAMILY = ["Nguyễn", "Trần", "Lê", "Phạm", "Đỗ"];

describe("page of 2,000 tokens in a browser", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let folder: string;
  let store: Store;
  let station: Station;

  before(async function () {
    needBrowser(this);
    folder = mkdtempSync(join(tmpdir(), "bz-many-"));
    store = await openStore(join(folder, "store.sqlite"));
    // In one piece of work: 2,000 of them would take minutes on a slow disk.
    await store.write(async (tx) => {
      for (let n = 1; n <= TOKENS; n++) {
        const token = await knownSerial(tx, n);
        const name = n === 1234 ? "H’Hen Niê" : `${FAMILY[n % 5]!} Văn ${GIVEN[n % 7]!}`;
        if (n <= 50) continue;
        const person = { id: `p${n}`, name, unit: `Thôn ${1 + (n % 30)}`, phone: null, birth_year: null };
        await tx
          .insertInto("persons")
          .values({ ...person, origin: null })
          .execute();
        const issue = { id: `i${n}`, token, person_id: person.id, from_ms: n, to_ms: null, origin: null };
        await tx.insertInto("issues").values(issue).execute();
      }
    });
    station = await startStation({ store, port: 0, hasSerialPorts: false });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await openPage(page, station.newUrl());
    await page.locator(".tokens").waitFor();
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await store?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const rows = () => page.locator(".tokens tbody tr");
  const search = (query: string) => page.getByRole("searchbox").fill(query);
  const found = (count: number) =>
    expect(page.locator(".pages")).toHaveText(new RegExp(` ${count.toLocaleString("vi")} thẻ`), SEEN);

  it("shows them a portion at a time", async () => {
    await expect(rows()).toHaveCount(50);
    await found(TOKENS);
    const height = (await page.evaluate("document.documentElement.scrollHeight")) as number;
    assert.ok(height < 5_000, `${height} px`);
    await page.getByRole("button", { name: "Sau" }).click();
    await expect(rows().first()).toHaveText(/00000051/, SEEN);
    await page.getByRole("button", { name: "Trước" }).click();
    await expect(rows().first()).toHaveText(/00000001/, SEEN);
  });

  it("finds people and hamlets as they are typed, and nothing that merely holds the digits", async () => {
    await search("thon 7");
    const inHamlet = Array.from({ length: TOKENS }, (_, i) => i + 1).filter(
      (n) => n > 50 && 1 + (n % 30) === 7,
    );
    await found(inHamlet.length);
    for (const text of await rows().allInnerTexts()) assert.match(text, /Thôn 7\n|Thôn 7\t|Thôn 7$/m);
    await search("duc");
    await expect(rows().first()).toHaveText(/Ðức/, SEEN);
    await search("h'hen nie");
    await expect(rows()).toHaveCount(1);
    await expect(rows().first()).toHaveText(/00001234/, SEEN);
    await search("1234");
    await expect(rows()).toHaveCount(1);
    await search("");
  });

  it("sorts by given name as Vietnamese does, and back", async () => {
    const name = page.getByRole("button", { name: "Người giữ" });
    await name.click();
    await expect(page.locator("th[aria-sort=ascending]")).toHaveText("Người giữ", SEEN);
    await expect(rows().first()).toHaveText(/Đỗ Văn An/, SEEN);
    await name.click();
    await expect(rows().first()).toHaveText(/Chưa giao/, SEEN);
    await page.getByRole("button", { name: "Số thẻ", exact: true }).click();
    await expect(rows().first()).toHaveText(/00000001/, SEEN);
  });

  it("filters what has to be done", async () => {
    await page.getByRole("button", { name: /^Chưa giao \(50\)/ }).click();
    await expect(rows()).toHaveCount(50);
    await expect(page.locator(".pages")).toHaveCount(0);
    await page.getByRole("button", { name: /^Tất cả/ }).click();
    await found(TOKENS);
  });

  it("shows the page before, where a page's last row is done with", async () => {
    await store.takeBack("00000100", Date.now());
    await page.getByRole("link", { name: "Người dân" }).click();
    await page.getByRole("link", { name: "Thẻ", exact: true }).click();
    await page.getByRole("button", { name: /^Chưa giao \(51\)/ }).click();
    await page.getByRole("button", { name: "Sau" }).click();
    await expect(rows()).toHaveCount(1);
    await page.getByRole("button", { name: "Giao thẻ" }).click();
    await page.getByLabel("Họ và tên").fill("Y-Bhăm Êban");
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByRole("button", { name: /^Chưa giao \(50\)/ }).waitFor();
    await expect(rows()).toHaveCount(50);
  });

  it("gives a token to somebody known by keys alone", async () => {
    await page.getByRole("button", { name: "Giao thẻ" }).first().click();
    await page.getByLabel("Họ và tên").fill("y bham eban");
    await page.locator(".known button").focus();
    await page.keyboard.press("Enter");
    await page.locator(".chosen").waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("button", { name: /^Chưa giao \(49\)/ }).waitFor();
  });
});
