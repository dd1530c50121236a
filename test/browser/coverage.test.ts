/** Coverage in a browser: a campaign's figures entered, a lower unit's report taken in, and everything that leaves the house. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Page } from "playwright-core";
import { coverageOf } from "../../src/station/coverage/coverage.js";
import { reportOf, writeReport } from "../../src/station/coverage/report-file.js";
import { SAMPLE_IDS } from "../../src/station/coverage/samples/sample.js";
import { enterFigures } from "../../src/station/coverage/take-report.js";
import { openStore, type Store, type Unit } from "../../src/station/store/store.js";
import { localDayOf } from "../../src/station/text/local-time.js";
import { expect } from "./expect.js";
import { type OpenStation, PICTURES, openStation } from "./open-station.js";

const unit = (id: string, name: string, kind: Unit["kind"], parentId: string | null): Unit => ({
  ...{ id, code: null, name, kind, parentId, fromDay: null, toDay: null, reportsTo: [] },
});
const UNITS = [
  unit("tinh", "Tỉnh Sơn Hải", "province", null),
  unit("huyen", "Huyện Hòa Giang", "district", "tinh"),
  unit("xaA", "Xã Bình An", "commune", "huyen"),
  unit("xaB", "Xã Bình Minh", "commune", "huyen"),
  unit("thon1", "Thôn 1", "hamlet", "xaA"),
];

describe("coverage in a browser", function () {
  this.timeout(180_000);
  let open: OpenStation;
  let page: Page;
  let store: Store;

  before(async function () {
    open = await openStation(this);
    ({ page, store } = open);
    await page.getByRole("link", { name: "Bao phủ" }).click();
  });
  after(() => open?.close());

  const assertAccessible = (screen: string) => open.assertAccessible(screen);
  const row = (name: string) => page.getByRole("row", { name: new RegExp(`^${name}`) });
  const has = (name: string, text: RegExp) => row(name).filter({ hasText: text }).first().waitFor();

  it("says what to do where there are no units, and shows every sample", async () => {
    await page.getByRole("heading", { name: "Chưa có đơn vị nào" }).waitFor();
    await assertAccessible("coverage-empty");
    for (const id of SAMPLE_IDS) {
      await page.getByLabel(/^Mẫu/).selectOption(id);
      await page.getByText("Đây là số liệu mẫu").waitFor();
      await page.locator(".coverage-totals").waitFor();
      // Another sample's chart may stand there a moment longer.
      const chart = page.locator(`.coverage-chart img[src*="sample=${id}"]`);
      // Its address may change while it loads, which makes an error of decode().
      await expect
        .poll(() => chart.evaluate((image: HTMLImageElement) => image.naturalWidth))
        .toBeGreaterThan(0);
      // These two have everything that the others have.
      if (id === "channels" || id === "district") await assertAccessible(`coverage-${id}`);
    }
    await page.getByLabel(/^Mẫu/).selectOption("province");
    await has("Huyện Hòa Giang", /10,2/);
    await page.getByRole("button", { name: "Huyện Hòa Giang" }).click();
    await page.getByRole("heading", { name: "Độ bao phủ: Huyện Hòa Giang" }).waitFor();
    await page.getByRole("button", { name: "Về đơn vị đã chọn trước" }).click();
    await page.getByRole("heading", { name: /Tỉnh Sơn Hải/ }).waitFor();
    await page.getByLabel(/^Mẫu/).selectOption("");
    await store.putUnits(UNITS);
    await page.reload();
    await page.getByRole("heading", { name: "Độ bao phủ: Huyện Hòa Giang" }).waitFor();
  });

  it("takes figures that staff enter, and refuses those that contradict themselves", async () => {
    await page.getByRole("searchbox").fill("binh an");
    await page.getByRole("button", { name: /^Xã Bình An thuộc/ }).click();
    await page.getByRole("heading", { name: "Độ bao phủ: Xã Bình An" }).waitFor();
    await page.getByRole("button", { name: "Nhập số liệu" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Số người").first().fill("1.000");
    await dialog.getByLabel("Đã cài Bluezone").first().fill("1200");
    await assertAccessible("coverage-enter");
    await dialog.getByRole("button", { name: "Lưu" }).click();
    await dialog.getByText(/mâu thuẫn với nhau/).waitFor();
    await dialog.getByLabel("Đã cài Bluezone").first().fill("120");
    await dialog.getByRole("button", { name: "Lưu" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.locator(".coverage-totals").getByText("12 %", { exact: true }).waitFor();
  });

  it("takes a lower unit's report in, and says why not where it was edited", async () => {
    const nowMs = Date.now();
    const below = await openStore(open.path("below.sqlite"));
    await below.putUnits(UNITS);
    await enterFigures(below, { unitId: "xaB", day: localDayOf(nowMs), all: { population: 500, installs: 60 }, groups: {} }, nowMs); // prettier-ignore
    const text = writeReport(reportOf(await coverageOf(below, { unitId: "xaB", day: localDayOf(nowMs) }, nowMs), nowMs)); // prettier-ignore
    await below.close();
    const [whole, edited] = [open.path("bao-cao.json"), open.path("sua.json")];
    writeFileSync(whole, text);
    writeFileSync(edited, text.replace('"installs":60', '"installs":600'));
    const file = page.getByLabel("Nhận báo cáo đơn vị dưới");
    await file.setInputFiles(edited);
    await page.getByRole("alert").filter({ hasText: "đã bị sửa" }).waitFor();
    await file.setInputFiles(whole);
    await page.getByText("Đã nhận báo cáo của Xã Bình Minh").waitFor();
    await page.getByRole("button", { name: "Về đơn vị đã chọn trước" }).click();
    await has("Xã Bình Minh", /500.*60.*12/);
    await has("Tổng cộng", /1\.500.*180.*12/);
  });

  it("plans a campaign with its targets and due dates", async () => {
    await page.getByRole("button", { name: "Thêm chiến dịch" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel("Tên chiến dịch").fill("Toàn dân cài đặt");
    await dialog.getByLabel("Chỉ tiêu chung, %").fill("30");
    await dialog.getByLabel(/^Chỉ tiêu từng nhóm/).fill("Cán bộ: 100");
    await dialog.getByLabel(/^Hạn báo cáo/).fill("31/02/2026");
    await assertAccessible("coverage-campaign");
    await dialog.getByRole("button", { name: "Lưu" }).click();
    await dialog.getByText("Hãy nhập ngày").waitFor();
    await dialog.getByLabel(/^Hạn báo cáo/).fill(await page.evaluate(() => new Date(Date.now() + 25_200_000).toISOString().slice(0, 10).split("-").reverse().join("/"))); // prettier-ignore
    await dialog.getByLabel("Ai phải báo cáo").selectOption("commune");
    await dialog.getByRole("button", { name: "Lưu" }).click();
    await dialog.waitFor({ state: "detached" });
    await page.getByText("chỉ tiêu 30 %").waitFor();
    await page.getByText("2/2 đúng hạn").waitFor();
    await assertAccessible("coverage");
  });

  it("gives the report in every form, each of what is shown", async () => {
    for (const [name, begins] of [
      ["Báo cáo Word", "PK"],
      ["Số liệu Excel", "PK"],
      ["Tệp gửi cấp trên", '{"format":"bluezone-coverage"'],
      ["Ảnh cho nhóm chat", "\x89PNG"],
    ] as const) {
      const started = page.waitForEvent("download");
      await page.locator(".coverage-reports").getByText(name, { exact: true }).click();
      const bytes = readFileSync((await (await started).path())!);
      assert.ok(bytes.length > 500, name);
      assert.equal(bytes.toString("latin1", 0, begins.length), begins, name);
    }
    const opened = page.context().waitForEvent("page");
    await page.getByRole("link", { name: "Trang in, PDF" }).click();
    const printed = await opened;
    await printed.getByRole("heading", { name: "BÁO CÁO", exact: true }).waitFor();
    assert.match(await printed.locator("body").innerText(), /ỦY BAN NHÂN DÂN HUYỆN HÒA GIANG[^]*Kính gửi: Ủy ban nhân dân tỉnh Sơn Hải/); // prettier-ignore
    assert.equal(await printed.locator("main").evaluate((main) => getComputedStyle(main.parentElement!).fontFamily.split(",")[0]), '"Times New Roman"'); // prettier-ignore
    if (PICTURES) await printed.screenshot({ path: join(PICTURES, "coverage-print.png"), fullPage: true });
    await printed.close();
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.getByRole("button", { name: "Chép tin tuần" }).click();
    await page.getByText("Đã chép tin tuần").waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^Bluezone tại Huyện Hòa Giang/);
  });

  it("is in English too", async () => {
    await page.getByRole("button", { name: "English" }).or(page.getByRole("link", { name: "English" })).first().click(); // prettier-ignore
    await page.getByRole("heading", { name: "Coverage: Huyện Hòa Giang" }).waitFor();
    // Said before the language was changed.
    await page.getByText("The report of Xã Bình Minh for").waitFor();
    await page.getByText("The week’s text is copied").waitFor();
    await assertAccessible("coverage-en");
  });
});
