/** An officer's case in a browser, from the trace to the sheet of follow-up. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import type { Browser, Page } from "playwright-core";
import { formatDay, localDayOf } from "../../src/station/text/local-time.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";
import { startVillageStation } from "./village-station.js";

/** 12:00 on the village's second day, 23/02/2021. */
const HOURS = 36;
const FIRST_ROW_PX = 260;

describe("a case in a browser", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let station: Awaited<ReturnType<typeof startVillageStation>>;
  const complaints: string[] = [];

  before(async function () {
    needBrowser(this);
    station = await startVillageStation({ people: 12, hours: HOURS });
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1366, height: 768 } });
    page = await context.newPage();
    page.setDefaultTimeout(30_000);
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      if (!/^(data|blob):/.test(request.url()) && !request.url().startsWith(station.url)) {
        complaints.push(`asked for ${request.url()}`);
      }
    });
    await openPage(page, station.newUrl());
    await page.goto(`${station.url}#read`);
    await page.getByRole("button", { name: "Đọc cả 12 thẻ" }).click();
    await page.locator(".reading.finished").nth(11).waitFor();
  });
  after(async () => {
    await browser?.close();
    await station?.close();
  });

  const part = async (name: string) => {
    await page.locator(".parts").getByRole("link", { name, exact: true }).click();
    await page.locator(".parts [aria-current]").filter({ hasText: name }).waitFor();
  };
  const row = (text: string) => page.locator("tbody tr").filter({ hasText: text });
  const picture = async (name: string) => {
    const shots = process.env["SHOTS"];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/case-${name}.png` });
  };
  /** Of what stands on the page: no finding in either language, and the first row high up. */
  async function isGood(name: string, table = true): Promise<void> {
    const found: string[] = [];
    for (const language of ["en", "vi"]) {
      await page.evaluate(`document.querySelector(".languages [lang=${language}]").click()`);
      await page.locator(`html[lang=${language}]`).waitFor();
      await picture(`${name}-${language}`);
      found.push(...(await axeFindings(page)).map((one) => `${name}, ${language}: ${one}`));
      const fits = await page.evaluate<boolean>("document.documentElement.scrollWidth <= innerWidth");
      if (!fits) found.push(`${name}, ${language}: wider than the screen`);
    }
    assert.deepEqual(found, []);
    if (!table) return;
    const top = (await page.locator("tbody tr").first().boundingBox())!.y;
    assert.ok(top <= FIRST_ROW_PX, `${name}: the first row stands at ${top} px`);
    const head = await page.locator("thead tr").first().boundingBox();
    const box = await page.locator("main .wide").first().boundingBox();
    assert.ok(head!.y >= box!.y, `${name}: the head is hidden by ${box!.y - head!.y} px`);
  }
  const family = () => {
    const [f0, ...others] = station.wearers;
    return others.filter(({ household }) => household === f0!.household).map(({ name }) => name);
  };

  it("comes out of a trace, and names who is to be dealt with", async () => {
    await page.goto(`${station.url}#cases`);
    await page.getByText("Chưa có hồ sơ nào").waitFor();
    await isGood("none", false);
    await page.goto(`${station.url}#trace`);
    await page.getByLabel("Ca F0").fill("nguoi mau 01");
    await page.getByLabel("Ca F0").press("Enter");
    await page.getByLabel("Ngày khởi phát", { exact: true }).fill("22/02/2021");
    await page.getByRole("button", { name: "Truy vết", exact: true }).click();
    await page.locator(".contacts").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("link", { name: "Làm việc với hồ sơ này" }).click();
    await page.locator(".case-people tbody tr").first().waitFor();
    for (const name of family()) await expect(row(name)).toHaveText(/F1/, SEEN);
    assert.ok(family().length > 0);
    await isGood("people");
  });

  it("loses a person's words where its officer finds them, by keyboard", async () => {
    const action = page.getByRole("button", { name: "Bỏ lời nhắc", exact: true });
    const [name] = family();
    const note = row(name!)
      .getByLabel(/^Ghi chú/)
      .first();
    await note.fill("sang nhà Nguyễn Đức An, 0905.000.111");
    await note.press("Tab");
    await action.press("Enter");
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Tìm", exact: true }).press("Enter");
    await dialog.getByText("Hãy nhập họ tên hoặc điện thoại.").waitFor();
    await dialog.getByLabel("Họ và tên").fill("nguyen duc an");
    await dialog.getByLabel("Điện thoại").fill("+84905000111");
    await page.keyboard.press("Enter");
    await expect(dialog.locator("mark")).toHaveText(["Nguyễn Đức An", "0905.000.111"]);
    await isGood("strike", false);
    await dialog.getByRole("button", { name: "Bỏ ở chỗ đã đánh dấu" }).press("Enter");
    await expect(note).toHaveValue("sang nhà [đã xoá], [đã xoá]");
    await note.fill("");
    await note.press("Tab");
  });

  it("confirms and rejects with a reason, by keyboard, over a reload", async () => {
    const [name] = family();
    await row(name!).locator("select").focus();
    await page.keyboard.press("ControlOrMeta+a");
    await row(name!).locator("select").selectOption("confirmed");
    await page.getByLabel("Lọc người").selectOption("others");
    const other = page.locator(".case-people tbody tr").first();
    const otherName = (await other.locator(".main").first().innerText()).trim();
    await other.locator("select").selectOption("rejected");
    await page.getByLabel("Lọc người").selectOption("rejected");
    await row(otherName).waitFor();
    await page.getByText("Hãy ghi lý do loại").waitFor();
    await row(otherName).locator(".work input").fill("nhà bên, có tường ngăn");
    await row(otherName).locator(".work input").press("Tab");
    await page.getByText("Hãy ghi lý do loại").waitFor({ state: "detached" });
    await page.reload();
    await page.locator(".case-people tbody tr").first().waitFor();
    await expect(row(name!).locator("select")).toHaveValue("confirmed");
    await page.getByLabel("Lọc người").selectOption("rejected");
    await expect(row(otherName).locator(".work input")).toHaveValue("nhà bên, có tường ngăn");
    await page.getByLabel("Lọc người").selectOption("named");
  });

  it("takes in whom the F0 named and where they were, finds doubles, and warns of a contact before the window", async () => {
    const [name] = family();
    const said = page.locator(".interview form").first();
    const add = async (who: string, day: string, more: Record<string, string> = {}) => {
      await said.locator("[name=name]").fill(who);
      await said.locator("[name=day]").fill(day);
      for (const [field, text] of Object.entries(more)) await said.locator(`[name=${field}]`).fill(text);
      await said.getByRole("button").click();
    };
    await add("", "22/02/2021");
    await page.getByText("Hãy nhập tên.").waitFor();
    await add("Người mẫu ở chợ", "10/2/21", { phone: "0905 000 111", unit: "Chợ Mẫu", note: "mua rau" });
    await row("Người mẫu ở chợ").waitFor();
    await expect(row("Người mẫu ở chợ")).toHaveText(/trước khoảng truy vết[^]*F0 kể/, SEEN);
    await add(name!.toUpperCase(), "22/02/2021");
    await page.getByRole("button", { name: `Là ${name}? Gộp` }).click();
    await page.getByText(`đã gộp với ${name}`).waitFor();
    await expect(row(name!).first()).toHaveText(/F0 kể/, SEEN);
    const place = page.locator(".interview form").nth(1);
    await place.locator("[name=name]").fill("Nhà F0");
    await place.locator("[name=from]").fill("22/2/2021 00:00");
    await place.locator("[name=to]").fill("22/2/2021 23:00");
    await place.getByRole("button").click();
    await page.getByText(/thẻ thấy [1-9]\d* người lúc đó/).waitFor();
    await expect(row(name!).first()).toHaveText(/ở Nhà F0/, SEEN);
    await isGood("interview");
  });

  it("shows one person's hours and what happened to them", async () => {
    const [name] = family();
    await row(name!).first().locator(".disclose").press("Enter");
    await page.locator(".person-details .bar").first().waitFor();
    const events = await page.locator(".events").innerText();
    assert.match(events, /thẻ nghe thấy/);
    assert.match(events, /Xác nhận là F1/);
    assert.match(events, /hết cách ly/);
    await isGood("details");
  });

  it("lists whom to call with the words, and ticks calls off with who and when", async () => {
    await part("Báo tin");
    await page.locator(".calls tbody tr").first().waitFor();
    await isGood("calls");
    const first = page.locator(".calls tbody tr").first();
    await first.getByRole("button", { name: "Đã gọi được" }).click();
    await page.getByText("Hãy nhập tên người gọi").waitFor();
    await page.getByLabel("Người gọi").fill("Cán bộ Mẫu");
    await page.getByLabel("Tên đơn vị trong lời báo").fill("Trạm Y tế xã Mẫu");
    await page.getByLabel("Số gọi lại").fill("0235 000 115");
    await page.getByLabel("Biết ca F0 lúc").fill("11:30");
    await page.getByLabel("Biết ca F0 lúc").press("Tab");
    const market = row("Người mẫu ở chợ");
    await market.getByRole("button", { name: "Lời báo" }).click();
    await expect(page.locator(".words")).toHaveText(/Trạm Y tế xã Mẫu[^]*0235 000 115/, SEEN);
    const words = await page.locator(".words").innerText();
    assert.match(words, /Trạm Y tế xã Mẫu: Người mẫu ở chợ có thể đã ở gần ca COVID-19 ngày 10\/02\/2021/);
    assert.match(words, /0235 000 115/);
    assert.match(words, /\d+ ký tự, 2 tin/);
    assert.match(words, /Tram Y te xa Mau[^]*\d+ ký tự, 1 tin/);
    assert.doesNotMatch(words, /Người mẫu 01/);
    await isGood("words");
    await market.getByRole("button", { name: "Đã gọi được" }).click();
    await page.getByText(/Đã gọi được lúc 23\/02\/2021 12:00, Cán bộ Mẫu/).waitFor();
    await expect(page.locator(".times")).toHaveText(/Điện thoại: 1 người\s+một nửa trong 30 phút/, SEEN);
    await expect(page.locator(".times")).toHaveText(/chưa báo được, đã chờ 30 phút/, SEEN);
    await market.getByRole("button", { name: "Bỏ đánh dấu" }).click();
    await market.getByRole("button", { name: "Không gặp" }).click();
    await market.getByText("đã thử 1 lần").waitFor();
  });

  it("finds F2 through the logs of confirmed F1s", async () => {
    await part("Người tiếp xúc");
    await page.getByRole("button", { name: "Tìm F2" }).click();
    await page.getByRole("dialog").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: "Mở và tìm" }).click();
    await page.getByRole("dialog").waitFor({ state: "detached" });
    const [name] = family();
    await expect(row(name!).first()).toHaveText(/F1/, SEEN);
    const second = page
      .locator(".case-people tbody tr")
      .filter({ has: page.getByText("F2", { exact: true }) });
    await expect(second.first()).toHaveText(new RegExp(`gặp ${name}`), SEEN);
  });

  it("is followed up day by day on a sheet, who was missed first", async () => {
    await part("Theo dõi");
    await page.getByText("Không có ai phải theo dõi ngày này").waitFor();
    await isGood("empty sheet", false);
    await page.getByRole("button", { name: "Ngày sau" }).click();
    const line = page.locator(".sheet tbody tr").first();
    await line.waitFor();
    await expect(line).toHaveText(/cách ly tập trung, ngày 1\/14, đến hết 09\/03/, SEEN);
    await expect(line).toHaveText(/cần lấy mẫu/, SEEN);
    await line.locator("[data-column=seen]").selectOption("yes");
    await line.locator("[data-column=test]").selectOption("waiting");
    await line.locator("[data-column=symptoms]").fill("ho khan");
    await line.locator("[data-column=symptoms]").press("Enter");
    await page.getByText("cần lấy mẫu").waitFor({ state: "detached" });
    for (let i = 0; i < 3; i++) await page.getByRole("button", { name: "Ngày sau" }).click();
    await page.getByText("quá hạn 2 ngày").waitFor();
    await isGood("sheet");
    await page.reload();
    await page.getByRole("button", { name: "Ngày sau" }).click();
    await expect(line.locator("[data-column=symptoms]")).toHaveValue("ho khan");
    await page.locator(".quarantine summary").click();
    await page.getByLabel("F1: số ngày sau lần gần cuối").fill("21");
    await page.getByLabel("F1: số ngày sau lần gần cuối").press("Tab");
    await page.getByText("ngày 1/21").waitFor();
    await page.getByLabel("F1: số ngày sau lần gần cuối").fill("0");
    await page.getByLabel("F1: số ngày sau lần gần cuối").press("Tab");
    await page.getByText("Số ngày từ 1 đến 60").waitFor();
    await page.emulateMedia({ media: "print" });
    await expect(page.locator(".on-paper")).toBeVisible();
    await expect(page.locator(".case-actions")).toBeHidden();
    await picture("sheet-print");
    await page.emulateMedia({ media: "screen" });
  });

  it("is drawn as a graph, without asking anybody else", async () => {
    await part("Sơ đồ");
    await page.locator(".graph canvas").first().waitFor();
    const [name] = family();
    await page.getByLabel("Xem người").selectOption({ label: name! });
    await expect(page.locator(".legend")).toHaveText(/F1[^]*Xác nhận là F1/, SEEN);
    await isGood("graph", false);
  });

  it("makes an F0 of an F1 who falls ill, with what is known of them", async () => {
    await part("Người tiếp xúc");
    const [name] = family();
    await row(name!).first().locator(".disclose").click();
    await page.locator(".ill input").first().fill("23/02/2021");
    await page.getByRole("button", { name: "Ghi là đã phát bệnh" }).click();
    await page.getByRole("button", { name: "Truy vết như một ca F0" }).click();
    await page.getByRole("heading", { level: 1, name: "Truy vết" }).waitFor();
    await expect(page.getByLabel("Ca F0")).toHaveValue(new RegExp(name!));
    await expect(page.getByLabel("Ngày khởi phát", { exact: true })).toHaveValue("23/02/2021");
    await page.getByRole("button", { name: "Truy vết", exact: true }).click();
    await page.getByRole("link", { name: "Làm việc với hồ sơ này" }).click();
    const known = await page.locator(".origin").innerText();
    assert.match(known, /người tiếp xúc của Người mẫu 01/);
    assert.match(known, /Đã gặp 1 ngày khi theo dõi\. ho khan/);
    await isGood("origin");
    await page.goto(`${station.url}#cases`);
    await page.locator(".case-list tbody tr").nth(1).waitFor();
    await isGood("list");
  });

  it("gives its list away as a file", async () => {
    await row("Người mẫu 01").getByRole("link").click();
    await page.locator(".case-head").filter({ hasText: "Người mẫu 01" }).waitFor();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Tải về (CSV)" }).click(),
    ]);
    assert.match(readFileSync(await file.path(), "utf8"), /xác nhận là F1|Xác nhận là F1/);
  });

  it("shows where the focus is, on everything that takes it", async () => {
    await page.locator(".case-head").waitFor();
    await page.locator(".parts a").first().focus();
    for (let i = 0; i < 25; i++) {
      await page.keyboard.press("Tab");
      const outline = await page.evaluate<string>("getComputedStyle(document.activeElement).outlineStyle");
      assert.equal(outline, "solid", `${i}th stop`);
    }
  });

  it("loaded nothing from elsewhere and reported no error", () => {
    assert.deepEqual(complaints, []);
    assert.equal(formatDay(localDayOf(station.village.utcMs())), "23/02/2021");
  });
});
