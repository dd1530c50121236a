import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";
import { startVillageStation } from "./village-station.js";

/** 12:00 on the village's second day. */
const HOURS = 36;

describe("staff page in a browser", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let station: Awaited<ReturnType<typeof startVillageStation>>;
  const complaints: string[] = [];

  before(async function () {
    needBrowser(this);
    station = await startVillageStation({ people: 12, hours: HOURS });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!request.url().startsWith(station.url) && !request.url().startsWith("data:")) {
        complaints.push(`asked for ${request.url()}`);
      }
    });
    await openPage(page, station.newUrl());
  });
  after(async () => {
    await browser?.close();
    await station?.close();
  });

  const go = (tab: string) =>
    page.getByRole("navigation").getByRole("link", { name: tab, exact: true }).click();
  /** Of the token in the first row. */
  const holderOfFirst = async () => {
    const [first] = await station.store.tokens();
    return (await station.store.issues()).find(({ token, toMs }) => token === first!.token && toMs === null)!;
  };
  const fitsWidth = () => page.evaluate("document.documentElement.scrollWidth <= innerWidth");

  it("opens in Vietnamese and says on every screen that the key is for practice", async () => {
    for (const [tab, title] of [
      ["Thẻ", "Thẻ"],
      ["Đọc thẻ", "Đọc thẻ"],
      ["Truy vết", "Truy vết"],
    ] as const) {
      await go(tab);
      await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
      await expect(page.getByRole("note")).toHaveText(/Khoá luyện tập.*Không dùng cho người thật/, SEEN);
      assert.ok(await fitsWidth(), `${tab} is wider than the screen`);
    }
    await expect(page.getByText("Chưa đọc thẻ nào")).toBeVisible();
  });

  it("reads one token that is plugged in", async () => {
    await go("Đọc thẻ");
    const { serial, name } = station.wearers[0]!;
    await page.getByRole("listitem").filter({ hasText: name }).getByRole("button", { name: "Đọc" }).click();
    await page.locator(".reading.finished").waitFor();
    await expect(page.locator(".reading.finished")).toHaveText(/Đã đọc xong, [\d.]+ bản ghi mới/, SEEN);
    await go("Thẻ");
    const row = page.getByRole("row").filter({ hasText: String(serial) });
    await row.getByText("Đúng giờ").waitFor();
    await expect(row).toHaveText(/hôm nay/, SEEN);
    await expect(row).toHaveText(/Đã đọc hết/, SEEN);
  });

  it("reads all the others, one after the other", async () => {
    await go("Đọc thẻ");
    await page.getByRole("button", { name: "Đọc cả 12 thẻ" }).click();
    await page.locator(".reading.finished").nth(11).waitFor();
    await expect(page.locator(".reading.failed")).toHaveCount(0);
    assert.ok(await fitsWidth());
  });

  it("traces an F0 picked by name with the keyboard alone", async () => {
    await go("Truy vết");
    await page.getByLabel("Ca F0").focus();
    // Without diacritics, as people type in a hurry.
    await page.keyboard.type("nguoi mau 01");
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type("23/02/2021");
    await page.keyboard.press("Enter");
    await page.locator(".contacts").waitFor();
    const family = station.wearers.filter(
      ({ household, index }) => index > 0 && household === station.wearers[0]!.household,
    );
    assert.ok(family.length > 0, "the first villager lives alone: choose another seed");
    for (const { name } of family) {
      const row = page.locator(".contacts tr").filter({ hasText: name });
      await expect(row).toHaveText(/Tiếp xúc gần/, SEEN);
      await expect(row).toHaveText(/Cả hai thẻ/, SEEN);
    }
    await expect(page.getByText("không phải kết luận")).toBeVisible();
    await page.locator(".contacts .disclose").first().click();
    await expect.poll(() => page.locator(".details .bar").count()).toBeGreaterThan(4);
    assert.ok(await fitsWidth());
  });

  it("ends in a list of work: what was done, whose token was not read, a file", async () => {
    const row = page.locator(".contacts tbody tr").first();
    await row.locator("select").selectOption("reached");
    await row.locator(".work input").fill("gọi lúc 9 giờ");
    await row.locator(".work input").press("Tab");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.locator(".result:not(.stale)").waitFor();
    await go("Thẻ");
    await go("Truy vết");
    await expect(row.locator("select")).toHaveValue("reached");
    await expect(row.locator(".work input")).toHaveValue("gọi lúc 9 giờ");
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Tải về (CSV)" }).first().click(),
    ]);
    const csv = readFileSync(await file.path(), "utf8");
    assert.match(csv, /^\ufeffHọ và tên,/);
    assert.match(csv, /,Đã liên hệ,gọi lúc 9 giờ\r\n/);
    assert.equal(
      csv.split("\r\n").length,
      2 + (await page.locator(".contacts tbody tr:not(.details)").count()),
    );
    await expect(page.locator(".result")).toHaveText(/thẻ chưa đọc đến hết|Mọi thẻ trong kho/, SEEN);
  });

  it("names what is wrong with a date beside the field", async () => {
    await page.getByLabel("Ngày khởi phát", { exact: true }).fill("31/02/2021");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await expect(page.getByRole("alert")).toHaveText(/Viết ngày như 14\/08\/2020/, SEEN);
    await page.getByLabel("Ngày khởi phát", { exact: true }).fill("23/02/2021");
  });

  it("takes dates as people type them, shows what was used, and marks a result that the form left behind", async () => {
    const onset = page.getByLabel("Ngày khởi phát", { exact: true });
    for (const typed of ["23/02", "230221", "23-2-21"]) {
      await onset.fill(typed);
      await onset.press("Tab");
      await expect(onset, typed).toHaveValue("23/02/2021");
    }
    await page.locator(".rule summary").click();
    const minutes = page.getByLabel("Ít nhất");
    await minutes.fill("0");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await expect(page.getByRole("alert")).toHaveText(/số nguyên từ 1/, SEEN);
    await minutes.fill("20");
    await page.locator("#isolated").fill("24/2/2021");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.locator(".result:not(.stale)").waitFor();
    await go("Thẻ");
    await go("Truy vết");
    await expect(page.locator("#isolated")).toHaveValue("24/02/2021");
    await expect(page.locator(".result.stale")).toHaveCount(0);
    await page.locator("#isolated").fill("");
    await page.locator(".result.stale").waitFor();
    await expect(page.locator(".result [role=status]")).toHaveText(/lần truy vết trước/, SEEN);
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.locator(".result:not(.stale)").waitFor();
  });

  it("offers a calendar beside each date", async () => {
    await page.evaluate("HTMLInputElement.prototype.showPicker = function () { window.shown = this.value; }");
    await page.getByRole("button", { name: "Lịch: Ngày khởi phát" }).click();
    assert.equal(await page.evaluate("window.shown"), "2021-02-23");
    await page.locator(".dated [type=date]").first().fill("2021-02-22", { force: true });
    await expect(page.locator("#onset")).toHaveValue("22/02/2021");
  });

  it("answers an onset years back at once, and says what cannot be known", async () => {
    await page.locator("#onset").fill("28/11/2009");
    await expect(page.locator(".notice")).toHaveText(/21 ngày/, SEEN);
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.locator(".result:not(.stale)").waitFor();
    await page.locator(".result .evidence").last().waitFor();
    assert.ok((await page.locator(".result rect").count()) < 1_000);
    await expect(page.locator(".result")).toHaveText(/không biết được gì/, SEEN);
    await page.locator("#onset").fill("23/02/2021");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.locator(".result:not(.stale)").waitFor();
  });

  it("speaks English too, keeps the trace and remembers the choice", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { level: 1, name: "Trace" }).waitFor();
    await expect(page.getByRole("note")).toHaveText(/Not for real people/, SEEN);
    await expect(page.getByText("Close contact", { exact: true })).not.toHaveCount(0);
    assert.ok(await fitsWidth());
    await page.reload();
    await page.getByRole("heading", { level: 1, name: "Trace" }).waitFor();
    for (const tab of ["Tokens", "Read tokens"]) {
      await go(tab);
      await page.getByRole("heading", { level: 1, name: tab }).waitFor();
      assert.ok(await fitsWidth());
    }
  });

  it("hands a token to another person", async () => {
    await go("Tokens");
    await page.getByRole("button", { name: "Change person" }).first().click();
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toHaveText(/full name/, SEEN);
    await page.getByLabel("Full name").fill("Nguyễn Thị Ánh");
    await page.getByLabel("Hamlet, household, class or unit").fill("Thôn 3");
    await page.getByLabel("Handed over at").fill("28/11");
    await page.getByRole("button", { name: "Save" }).click();
    await expect(page.getByRole("alert")).toHaveText(/14:30/, SEEN);
    const { person } = await holderOfFirst();
    await page.getByLabel("Handed over at").fill("23/02/2021 10:30");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: "Nguyễn Thị Ánh" }).waitFor();
    assert.equal((await holderOfFirst()).fromMs, Date.parse("2021-02-23T10:30+07:00"));
    // Whoever had it that day can still be named.
    await go("Trace");
    await page.getByLabel("F0", { exact: true }).fill(person.name);
    await expect(page.locator("#f0-list [role=option]")).toHaveText(/had it until 23\/02\/2021 10:30/, SEEN);
    await page.keyboard.press("Enter");
    await page.getByLabel("Day of onset", { exact: true }).fill("23/2/21");
    await page.getByRole("button", { name: "Trace" }).click();
    await page.locator(".result h2").filter({ hasText: person.name }).waitFor();
    await expect(page.locator(".contacts tbody tr")).not.toHaveCount(0);
    await expect(page.locator(".result")).toHaveText(/was with Nguyễn Thị Ánh from 23\/02\/2021 10:30/, SEEN);
  });

  it("corrects a name in place: what was written is in the form, and nothing is lost", async () => {
    await go("Tokens");
    const before = await holderOfFirst();
    await page.getByRole("button", { name: "Correct", exact: true }).first().click();
    await expect(page.getByLabel("Full name")).toHaveValue("Nguyễn Thị Ánh");
    await expect(page.getByLabel("Hamlet, household, class or unit")).toHaveValue("Thôn 3");
    await page.getByLabel("Full name").fill("Nguyễn Thị Anh");
    await page.getByLabel("Phone number").fill("0905 000 111");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: "Nguyễn Thị Anh" }).waitFor();
    const after = await holderOfFirst();
    assert.deepEqual(after, {
      ...before,
      person: { ...before.person, name: "Nguyễn Thị Anh", phone: "0905 000 111" },
    });
  });

  it("gives somebody who is registered another token, and takes it back", async () => {
    await page.getByRole("button", { name: "Change person" }).nth(1).click();
    await page.getByRole("dialog").getByLabel("Full name").fill("nguyen thi anh");
    await page
      .getByRole("dialog")
      .getByRole("button", { name: /Nguyễn Thị Anh/ })
      .click();
    // The village's clock stands still.
    await page.getByLabel("Handed over at").fill("11:00 23/2");
    await page.getByRole("button", { name: "Save" }).click();
    await page.getByRole("cell", { name: "Nguyễn Thị Anh" }).nth(1).waitFor();
    const held = (await station.store.issues()).filter(({ person }) => person.name === "Nguyễn Thị Anh");
    assert.equal(held.length, 2);
    assert.equal(held[0]!.person.id, held[1]!.person.id);
    await page.getByRole("button", { name: "Change person" }).nth(1).click();
    await page.getByRole("button", { name: "Take it back" }).click();
    await page.getByRole("button", { name: "Hand out" }).waitFor();
  });

  it("takes by its number the token that was typed, and nobody where several had it", async () => {
    await go("Trace");
    const field = page.getByLabel("F0", { exact: true });
    const [first, , ...others] = station.wearers.toSorted((a, b) => a.serial - b.serial);
    for (const { serial, name } of others.slice(0, 4)) {
      await field.fill("");
      // As a scanner does.
      await page.keyboard.type(String(serial), { delay: 0 });
      await page.keyboard.press("Enter");
      await expect(field).toHaveValue(new RegExp(`^${name} .* ${serial}$`));
    }
    await field.fill(String(first!.serial));
    await expect(page.locator("#f0-list [role=option]")).toHaveCount(2);
    await page.keyboard.press("Enter");
    await expect(page.locator("#f0-list [aria-selected=true]")).toHaveCount(0);
    await page.keyboard.press("ArrowDown");
    await page.keyboard.press("Enter");
    await expect(field).toHaveValue(/^Nguyễn Thị Anh/);
  });

  it("loaded nothing from elsewhere and reported no error", () => {
    assert.deepEqual(complaints, []);
  });
});
