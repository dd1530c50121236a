/** The staff before the page: the first account, roles, a locked page, back-up, ledger and withdrawal. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Locator, Page } from "playwright-core";
import { restoreWithKeyring } from "../../src/station/backup/station-backup.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { EMPTY_ENTRY } from "../../src/station/store/registry/households.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { PIN, STAFF_NAME } from "../station/browser-session.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";

const PASSPHRASE = "chuông gỗ ếch nhảy lửa";
/** Where somebody wants to look at the screens. */
const PICTURES = process.env["PICTURES"];

describe("staff before the page", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let folder: string;
  let store: Store;
  let station: Station;
  const complaints: string[] = [];

  before(async function () {
    needBrowser(this);
    folder = mkdtempSync(join(tmpdir(), "bz-staff-page-"));
    store = await openStore(join(folder, "store.sqlite"));
    for (const [serial, name] of [
      [42, "Nguyễn Thị Ánh"],
      [43, "Trần Văn Tâm"],
    ] as const) {
      await store.issueToken(await store.tokenOf(serial), { name, unit: "Thôn 3", phone: "0905 000 111" }, 1);
    }
    station = await startStation({ store, port: 0, hasSerialPorts: false });
    browser = await launchBrowser();
    const context = await browser.newContext({
      viewport: { width: 1366, height: 768 },
      acceptDownloads: true,
    });
    page = await context.newPage();
    page.on("pageerror", (error) => complaints.push(error.message));
    await page.goto(station.newUrl());
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await store?.close();
    if (folder) rmSync(folder, { recursive: true });
  });

  const tabs = () => expect(page.locator("header nav a"));
  const button = (name: string | RegExp) =>
    page.getByRole("button", { name, exact: typeof name === "string" });
  const inEnglish = (isEnglish: boolean) =>
    page.evaluate(`document.querySelector(".languages [lang=${isEnglish ? "en" : "vi"}]").click()`);

  /** Without findings and not wider than the window, in both languages, on a desk's screen and a phone's. */
  async function look(screen: string): Promise<void> {
    for (const width of [1366, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 800 : 768 });
      for (const isEnglish of [true, false]) {
        await inEnglish(isEnglish);
        const name = `${screen}-${isEnglish ? "en" : "vi"}-${width}`;
        assert.deepEqual(await axeFindings(page), [], name);
        const needed = (await page.evaluate("document.documentElement.scrollWidth")) as number;
        assert.ok(needed <= width, `${name}: ${needed} px`);
        if (PICTURES) await page.screenshot({ path: join(PICTURES, `${name}.png`) });
      }
    }
    await page.setViewportSize({ width: 1366, height: 768 });
  }

  async function signIn(name: string, pin: string): Promise<void> {
    await page.locator("select[name=id]").selectOption({ label: name });
    await page.getByLabel("Mã PIN", { exact: true }).fill(pin);
    await page.keyboard.press("Enter");
  }

  async function signOut(): Promise<void> {
    await page.locator(".who-is").click();
    await button("Đăng xuất").click();
    await page.getByRole("heading", { name: "Đăng nhập" }).waitFor();
  }

  it("make one account in a short form and are at work", async () => {
    await page.getByRole("heading", { name: "Ai làm việc ở máy này?" }).waitFor();
    await look("first");
    await page.getByLabel("Họ và tên").fill(STAFF_NAME);
    await page.getByLabel("Mã PIN", { exact: true }).fill("123456");
    await page.getByLabel("Nhập lại mã PIN").fill("123456");
    await page.keyboard.press("Enter");
    await page.getByText("Mã PIN này quá dễ đoán").waitFor();
    await page.getByLabel("Mã PIN", { exact: true }).fill(PIN);
    await page.keyboard.press("Enter");
    await page.getByText("Hai lần nhập mã PIN không giống nhau").waitFor();
    await page.getByLabel("Nhập lại mã PIN").fill(PIN);
    await page.keyboard.press("Enter");
    await page.locator(".who-is").waitFor();
    await tabs().toHaveText(["Thẻ", "Người dân", "Đọc thẻ", "Truy vết", "Hồ sơ ca", "Bao phủ", "Quản trị"]);
  });

  const pins: Record<string, string> = {};
  it("get accounts from the administrator, with the role and a PIN for once", async () => {
    await page.getByRole("link", { name: "Quản trị" }).click();
    for (const [name, role] of [
      ["Lê Thị Hoa", "Nhân viên y tế"],
      ["Phạm Văn Bình", "Cán bộ truy vết"],
    ] as const) {
      await button("Thêm tài khoản").click();
      if (role === "Nhân viên y tế") await look("account");
      await page.getByRole("dialog").getByLabel("Họ và tên").fill(name);
      await page.getByLabel(/^Nhân viên y tế/).setChecked(role === "Nhân viên y tế");
      await page.getByLabel(/^Cán bộ truy vết/).setChecked(role === "Cán bộ truy vết");
      await button("Lưu").click();
      const given = page.locator(".staff-pin", { hasText: name }).locator("strong");
      pins[name] = await given.innerText();
      assert.match(pins[name], /^\d{6}$/);
      await page.getByRole("row", { name: new RegExp(`${name}.*${role}`) }).waitFor();
    }
    await look("accounts");
    await signOut();
  });

  it("as a clerk choose a PIN, and see neither cases nor administration", async () => {
    await look("sign-in");
    await signIn("Lê Thị Hoa", pins["Lê Thị Hoa"]!);
    await page.getByRole("heading", { name: "Chọn mã PIN của riêng bạn" }).waitFor();
    await look("own-pin");
    await page.getByLabel("Mã PIN mới").fill(PIN);
    await page.getByLabel("Nhập lại mã PIN").fill(PIN);
    await page.keyboard.press("Enter");
    await page.locator(".who-is", { hasText: "Lê Thị Hoa" }).waitFor();
    await tabs().toHaveText(["Thẻ", "Người dân", "Đọc thẻ", "Bao phủ"]);
    for (const hash of ["cases", "trace", "staff/ledger"]) {
      await page.goto(`${station.url}#${hash}`);
      await page.getByText("Tài khoản của bạn không được làm việc này").waitFor();
    }
    const status = await page.evaluate<number>(`fetch("/api/cases").then((answer) => answer.status)`);
    assert.equal(status, 403);
    await page.goto(`${station.url}#people`);
    await button(/^Giao thẻ cho/)
      .first()
      .waitFor();
    await expect(button(/^Xoá dữ liệu/)).toHaveCount(0);
  });

  it("are told before the page locks, and find what they typed when they come back", async () => {
    await store.putSettings({ idleMinutes: 0.1, backupDays: 7, checkDays: 7, backupFolder: "" }, Date.now());
    await page.reload();
    await button("Thêm người").click();
    await page.getByRole("dialog").getByLabel("Họ và tên").fill("Đỗ Thị Gõ Dở");
    await page.getByText(/Trang sẽ khoá sau [123] giây nữa/).waitFor();
    await page.keyboard.press("Shift");
    await page
      .getByText(/Trang sẽ khoá/)
      .waitFor({ state: "detached" })
      .catch(() => undefined);
    await expect(page.getByText(/Trang sẽ khoá sau/), "a key is enough").toHaveCount(0);
    await page.getByRole("heading", { name: "Trang đang khoá" }).waitFor();
    const status = await page.evaluate<number>(`fetch("/api/state").then((answer) => answer.status)`);
    assert.equal(status, 401, "the station is locked as well");
    await look("locked");
    const top = await page.evaluate<boolean>(
      `[[80, 300], [683, 30], [1300, 700]].every(([x, y]) => document.elementFromPoint(x, y).closest(".staff-cover"))`,
    );
    assert.ok(top, "nothing of the page is reached");
    for (let n = 0; n < 3; n++) await page.keyboard.press("Escape");
    await expect(page.getByRole("heading", { name: "Trang đang khoá" })).toBeVisible();
    await signIn("Lê Thị Hoa", "sai mã");
    await page.getByText("Mã PIN không đúng").waitFor();
    await store.putSettings({ idleMinutes: 10, backupDays: 7, checkDays: 7, backupFolder: "" }, Date.now());
    await signIn("Lê Thị Hoa", PIN);
    await page.locator(".staff-cover").waitFor({ state: "detached" });
    await expect(page.getByRole("dialog").getByLabel("Họ và tên")).toHaveValue("Đỗ Thị Gõ Dở");
    await button("Lưu").click();
    await page.getByRole("row", { name: /Đỗ Thị Gõ Dở/ }).waitFor();
  });

  it("hand a shift over at the locked page: the next one sees nothing that was typed", async () => {
    await button("Thêm người").click();
    await page.getByRole("dialog").getByLabel("Họ và tên").fill("Của Người Trước");
    await store.putSettings({ idleMinutes: 0.03, backupDays: 7, checkDays: 7, backupFolder: "" }, Date.now());
    await page.evaluate(`dispatchEvent(new Event("session-changed"))`);
    await page.getByRole("heading", { name: "Trang đang khoá" }).waitFor();
    await store.putSettings({ idleMinutes: 10, backupDays: 7, checkDays: 7, backupFolder: "" }, Date.now());
    await signIn("Phạm Văn Bình", pins["Phạm Văn Bình"]!);
    await page.getByRole("heading", { name: "Chọn mã PIN của riêng bạn" }).waitFor();
    await expect(page.locator("dialog")).toHaveCount(0);
    await page.getByLabel("Mã PIN dùng một lần").fill(pins["Phạm Văn Bình"]!);
    await page.getByLabel("Mã PIN mới").fill(PIN);
    await page.getByLabel("Nhập lại mã PIN").fill(PIN);
    await page.keyboard.press("Enter");
    await page.locator(".who-is", { hasText: "Phạm Văn Bình" }).waitFor();
    await tabs().toHaveText(["Thẻ", "Người dân", "Truy vết", "Hồ sơ ca", "Bao phủ"]);
    await page.goto(`${station.url}#cases`);
    await page.getByRole("heading", { level: 1, name: "Hồ sơ ca bệnh", exact: true }).waitFor();
    await page.goto(`${station.url}#people`);
    await page.getByRole("row", { name: /Nguyễn Thị Ánh/ }).waitFor();
    await expect(button("Thêm người"), "an officer looks only").toHaveCount(0);
    await signOut();
  });

  it("back the store up by one button once there is a passphrase, and can restore it", async () => {
    await signIn(STAFF_NAME, PIN);
    await page.locator(".who-is").waitFor();
    await page.goto(`${station.url}#staff/backup`);
    await page.getByText("Chưa sao lưu lần nào.").waitFor();
    const set = async (passphrase: string) => {
      await page.getByLabel("Mật khẩu", { exact: true }).fill(passphrase);
      await page.getByLabel("Nhập lại mật khẩu").fill(passphrase);
      await button("Đặt mật khẩu").click();
    };
    await set("matkhau123456");
    await page.getByText("Mật khẩu này quá dễ đoán").waitFor();
    await look("passphrase");
    await set(PASSPHRASE);
    const saved = page.waitForEvent("download");
    await button("Sao lưu ngay").click();
    const backup = join(folder, "saved.bzbackup");
    await (await saved).saveAs(backup);
    assert.match((await saved).suggestedFilename(), /^bztoken-\d{4}-\d\d-\d\d-.*\.bzbackup$/);
    await page.getByText(/^Lần cuối: /).waitFor();
    const ring = page.waitForEvent("download");
    await page.getByRole("link", { name: "Tải chùm khoá" }).click();
    const bytes = readFileSync(await (await ring).path());
    await look("backup");
    const restored = join(folder, "restored.sqlite");
    await restoreWithKeyring(backup, restored, { path: "ring", bytes, passphrase: PASSPHRASE });
    const again = await openStore(restored);
    assert.ok((await again.accounts()).some(({ name }) => name === "Lê Thị Hoa"));
    await again.close();
    assert.ok(!readdirSync(folder).some((name) => name.startsWith(".download")), "nothing is left here");
  });

  it("write it to a folder of their choice, and say what is wrong with one that is not there", async () => {
    await page.goto(`${station.url}#staff/settings`);
    const folderField = page.getByLabel(/^Thư mục sao lưu/);
    await folderField.fill(join(folder, "usb"));
    await page.getByLabel(/^Khoá trang/).fill("0");
    await button("Lưu").click();
    await page.getByText("Số phút từ 1 đến 120.").waitFor();
    await page.getByLabel(/^Khoá trang/).fill("10");
    await button("Lưu").click();
    await page.getByText("Đã lưu.").waitFor();
    await look("settings");
    await page.goto(`${station.url}#staff/backup`);
    await button("Sao lưu ngay").click();
    await page
      .getByText(/Không có thư mục|Thư mục/)
      .last()
      .waitFor();
    assert.ok(!existsSync(join(folder, "usb")));
    mkdirSync(join(folder, "usb"));
    await button("Sao lưu ngay").click();
    await page.getByText(/^Đã sao lưu và khôi phục thử được/).waitFor();
    const endings = readdirSync(join(folder, "usb"))
      .map((name) => name.split(".").at(-1))
      .sort();
    assert.deepEqual(endings, ["bzbackup", "bzkeyring"]);
  });

  it("delete a person who withdrew consent, with what names them elsewhere, and are told how long back-ups hold them", async () => {
    const house = (address: string, note: string) =>
      store.addHousehold({ unit: "Thôn 3", address, team: "Tổ 1", people: 4, note }, undefined, 1);
    await house("Ngõ 2", "sang hỏi nguyen thi anh, 0905.000.111, buổi chiều");
    await house("Ngõ 4", "bà Thị Ánh giữ chìa khoá");
    const entry = { ...EMPTY_ENTRY, unit: "Thôn 3", name: "Lê Văn Bé", guardian: "Nguyễn Thị Ánh" };
    await store.addEntry(entry);
    await store.putLedger({
      ...{ atMs: 1, officer: "0011223344556677", action: "show", serial: null, caseId: null },
      ...{ reason: "hỏi Nguyễn Thị Ánh", tokens: 0, days: 0, records: 0 },
    });
    await page.goto(`${station.url}#people`);
    await button("Xoá dữ liệu của Nguyễn Thị Ánh").click();
    const dialog = page.getByRole("dialog");
    const note = dialog.getByRole("checkbox", { name: /^Ghi chú của hộ Ngõ 2/ });
    await note.waitFor();
    const [part, guardian, all] = [
      /^Ghi chú của hộ Ngõ 4/,
      /^Người giám hộ của Lê Văn Bé/,
      "Đánh dấu tất cả",
    ].map((name) => dialog.getByRole("checkbox", { name })) as [Locator, Locator, Locator];
    assert.deepEqual((await dialog.locator("mark").allInnerTexts()).sort(), [
      "0905 000 111",
      "0905.000.111",
      "Nguyễn Thị Ánh",
      "Thị Ánh",
      "nguyen thi anh",
    ]);
    // The telephone is Trần Văn Tâm's as well, the name is nobody else's.
    await expect(note).toBeChecked();
    await expect(part).not.toBeChecked();
    await expect(guardian).not.toBeChecked();
    await dialog.getByText(/lý do ở dòng [\d.]+ nhắc tới người này và còn mãi/).waitFor();
    await look("withdraw");
    // By keyboard: all, but not the guardian.
    await all.focus();
    await page.keyboard.press("Space");
    await expect(part).toBeChecked();
    await guardian.focus();
    await page.keyboard.press("Space");
    await expect(guardian).not.toBeChecked();
    await expect(all).not.toBeChecked();
    await dialog.getByRole("button", { name: "Xoá dữ liệu" }).press("Enter");
    await page.getByText(/Đã bỏ lời nhắc ở \d chỗ\./).waitFor();
    const notes = (await store.walk({ fromDay: 0, day: 100_000 })).map((one) => one.note);
    assert.deepEqual(notes, ["sang hỏi [đã xoá], [đã xoá], buổi chiều", "bà [đã xoá] giữ chìa khoá"]);
    await page.getByRole("row", { name: /Lê Văn Bé/ }).waitFor();
    await page.getByText(/Các bản sao lưu cũ còn giữ người này đến \d\d\/\d\d\/\d{4}/).waitFor();
    // Of the name nothing is left but the guardian's, which somebody chose to keep.
    await expect(button("Xoá dữ liệu của Nguyễn Thị Ánh")).toHaveCount(0);
    await look("withdrawn");
    await page.goto(`${station.url}#staff/backup`);
    await page.getByLabel(/^Huỷ khoá của mọi bản cũ/).check();
    await button("Sao lưu ngay").click();
    await page.getByText(/^Đã sao lưu và khôi phục thử được/).waitFor();
    assert.equal((await store.backupKeys()).length, 1);
  });

  it("read in the ledger who did what, without the name of who withdrew", async () => {
    await page.goto(`${station.url}#staff/ledger`);
    await page.getByRole("row", { name: /xoá dữ liệu theo yêu cầu/ }).waitFor();
    const table = page.locator("table");
    await expect(table).toHaveText(new RegExp(`${STAFF_NAME}\\s+xoá dữ liệu theo yêu cầu`), SEEN);
    await page.getByRole("row", { name: /bỏ lời nhắc tới người đã xoá\s*\d chỗ/ }).waitFor();
    // But for the reason that somebody had typed.
    await expect(table.getByText("Nguyễn Thị Ánh")).toHaveCount(1);
    await page.getByText(/dòng, không dòng nào bị sửa/).waitFor();
    await look("ledger");
  });

  it("are reminded where the last back-up is old", async () => {
    await expect(page.getByText("Đã lâu chưa sao lưu.")).toHaveCount(0);
    await store.putSettings({ idleMinutes: 10, backupDays: -1, checkDays: 7, backupFolder: "" }, Date.now());
    await page.reload();
    await page.getByText("Đã lâu chưa sao lưu.").waitFor();
    await look("due");
    assert.deepEqual(complaints, []);
  });
});
