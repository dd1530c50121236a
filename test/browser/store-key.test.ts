/** The key of a store, from its first day on: made on a stick, asked for, lost, on paper only. */
import assert from "node:assert/strict";
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import {
  type NamedStation,
  startNamedStation,
} from "../../src/station/server/key-desk/start-named-station.js";

import type { TokenSource } from "../../src/station/server/start-station.js";
import { PLACE_SETTING } from "../../src/station/store/encryption/key-places.js";
import { openStore } from "../../src/station/store/store.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect } from "./expect.js";
import { PIN, STAFF_NAME } from "../station/browser-session.js";
import { openPage } from "./sign-in.js";

const NAME = "Nguyễn Thị Bích";

describe("the key of a store, on the page", function () {
  this.timeout(180_000);
  let folder: string;
  let stick: string;
  let before0: string | undefined;
  let browser: Browser;
  let page: Page;
  let station: NamedStation | undefined;

  before(async function () {
    needBrowser(this);
    browser = await launchBrowser();
  });
  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), "bz-store-key-"));
    stick = join(folder, "usb");
    // What the environment names stands for the sticks that are plugged in.
    before0 = process.env[PLACE_SETTING];
    process.env[PLACE_SETTING] = stick;
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  });
  afterEach(async () => {
    await page?.close();
    await station?.close();
    station = undefined;
    if (before0 === undefined) delete process.env[PLACE_SETTING];
    else process.env[PLACE_SETTING] = before0;
    rmSync(folder, { recursive: true });
  });
  after(() => browser?.close());

  const path = () => join(folder, "store.sqlite");
  const heading = (name: string) => page.getByRole("heading", { name });
  const button = (name: string) => page.getByRole("button", { name, exact: true });
  async function start(sources: TokenSource[] = []): Promise<void> {
    station = await startNamedStation({ path: path(), port: 0, hasSerialPorts: false, sources });
    await page.goto(station.newUrl());
  }
  async function restart(): Promise<void> {
    await station!.close();
    await start();
  }
  const codeOnPage = async () => (await page.locator(".key-code li").allTextContents()).join("-");
  const isSound = async () => assert.deepEqual(await axeFindings(page), []);
  /** In both languages, at a desk's and a phone's width: nothing wrong, and nothing pushed off the screen. */
  async function looksRight(): Promise<void> {
    for (const language of ["English", "Tiếng Việt"]) {
      await page.getByRole("button", { name: language }).click();
      for (const width of [390, 1366]) {
        await page.setViewportSize({ width, height: 768 });
        await isSound();
        const overflow = await page.evaluate("document.documentElement.scrollWidth - innerWidth");
        assert.ok(Number(overflow) <= 0, `${language}, ${width} px: ${String(overflow)} px too wide`);
      }
    }
  }
  async function addPerson(): Promise<void> {
    const store = await openStore(path(), { mayCreate: false });
    const token = await store.tokenOf(42);
    await store.issueToken(token, { name: NAME, unit: "Thôn 3", phone: "0905123456" }, 1);
    await store.close();
  }

  it("is made on a stick on the first day, and opens the store on the second without a word", async () => {
    await start();
    await heading("Chìa khoá cho dữ liệu trên máy").waitFor();
    await looksRight();
    // Plugged in while the page waits.
    mkdirSync(stick);
    await button("Ghi chìa khoá lên USB").click();
    await heading("Mã của máy đọc thẻ").waitFor();
    await looksRight();
    assert.match(await codeOnPage(), /^([0-9A-Z]{5}-){7}[0-9A-Z]{5}$/);
    assert.equal(readdirSync(stick).length, 1);
    await button("Đã cất, bắt đầu").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    await openPage(page, station!.newUrl());
    await addPerson();
    const raw = readFileSync(path());
    assert.ok(!raw.includes(NAME) && !raw.includes("SQLite"));

    await restart();
    await heading("Đăng nhập").waitFor();
    await openPage(page, station!.newUrl());
    await page.getByText(NAME).first().waitFor();
  });

  it("is waited for, and the stick of another station opens nothing", async () => {
    mkdirSync(stick);
    await start();
    await button("Ghi chìa khoá lên USB").click();
    await button("Đã cất, bắt đầu").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    const away = join(folder, "pocket");
    await station!.close();
    renameSync(stick, away);
    await start();
    await heading("Cắm USB chìa khoá").waitFor();
    await expect(page.getByRole("status")).toHaveText("Đang chờ USB chìa khoá…");
    await page.getByText("Không có USB?").click();
    await looksRight();
    // Whoever asks by hand gets no further than the page.
    assert.equal(await page.evaluate(`fetch("/api/state").then(({ status }) => status)`), 423);
    // Another station's.
    const { makeStoreKey } = await import("../../src/station/store/encryption/store-key.js");
    const { writeKey } = await import("../../src/station/store/encryption/key-places.js");
    mkdirSync(stick);
    await writeKey(stick, makeStoreKey());
    await page.getByText("USB đang cắm có chìa khoá của máy khác.").waitFor();
    rmSync(stick, { recursive: true });
    renameSync(away, stick);
    await heading("Ai làm việc ở máy này?").waitFor();
  });

  it("that was lost is on paper, and goes back to a stick from there", async () => {
    mkdirSync(stick);
    await start();
    await button("Ghi chìa khoá lên USB").click();
    await heading("Mã của máy đọc thẻ").waitFor();
    const code = await codeOnPage();
    await button("Đã cất, bắt đầu").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    await station!.close();
    for (const name of readdirSync(stick)) rmSync(join(stick, name));
    await start();
    await page.getByText("Không có USB?").click();
    const field = page.getByLabel("Mã trên tờ giấy");
    await field.fill(`${code.slice(0, -1)}${code.endsWith("0") ? "1" : "0"}`);
    await button("Mở").click();
    await expect(page.getByRole("alert")).toContainText("so lại với tờ giấy");
    await field.fill(code.toLowerCase().replaceAll("-", " "));
    await page.getByLabel("Ghi lại chìa khoá lên USB").selectOption(stick);
    await button("Mở").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    assert.equal(readdirSync(stick).length, 1);
    await restart();
    await heading("Ai làm việc ở máy này?").waitFor();
  });

  it("on paper only is used when its last group was copied, loaded again or not", async () => {
    await start();
    await button("Không có USB: chỉ dùng mã trên giấy").click();
    await heading("Mã của máy đọc thẻ").waitFor();
    await looksRight();
    const code = await codeOnPage();
    await page.reload();
    await heading("Mã của máy đọc thẻ").waitFor();
    assert.equal(await codeOnPage(), code);
    await button("Đã cất, bắt đầu").click();
    await expect(page.getByRole("alert")).toContainText("nhóm cuối");
    await page.getByLabel("Đã chép ra giấy?").fill(code.slice(-5).toLowerCase());
    await button("Đã cất, bắt đầu").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    assert.ok(!readFileSync(path()).includes("SQLite"));
  });

  it("that somebody may have copied gives way to another one, while the station goes on", async () => {
    mkdirSync(stick);
    await start();
    await button("Ghi chìa khoá lên USB").click();
    await heading("Mã của máy đọc thẻ").waitFor();
    const oldCode = await codeOnPage();
    await button("Đã cất, bắt đầu").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    await openPage(page, station!.newUrl());
    await addPerson();
    const [oldFile] = readdirSync(stick);

    await page.goto(`${station!.url}#staff/key`);
    await page.getByText("Dữ liệu trên ổ đĩa đã mã hoá.").waitFor();
    await looksRight();
    const make = async (pin: string) => {
      await page.getByLabel("Mã PIN của bạn").fill(pin);
      await button("Tạo chìa khoá mới").click();
    };
    await make("000111");
    await expect(page.getByRole("alert")).toContainText("PIN");
    assert.deepEqual(readdirSync(stick), [oldFile]);
    await make(PIN);
    await heading("Mã của máy đọc thẻ").waitFor();
    await looksRight();
    const code = await codeOnPage();
    assert.notEqual(code, oldCode);
    // Nothing needs it yet.
    await button("Giữ chìa khoá cũ").click();
    assert.equal((await openStore(path(), { mayCreate: false })).key?.id, oldFile!.slice(8, 16));
    await make(PIN);
    await button("Đã cất, đổi chìa khoá").click();
    await page.getByText("chìa khoá cũ trên USB đang cắm đã huỷ: 1").waitFor();
    const [newFile, ...more] = readdirSync(stick);
    assert.deepEqual(more, []);
    assert.notEqual(newFile, oldFile);

    // The same page, the same session.
    await page.getByRole("navigation").first().getByRole("link", { name: "Thẻ", exact: true }).click();
    await page.getByText(NAME).first().waitFor();
    await page.goto(`${station!.url}#staff/ledger`);
    await page
      .getByRole("row", { name: new RegExp(`${STAFF_NAME}.*đổi chìa khoá.*${newFile!.slice(8, 16)}`) })
      .waitFor();
    assert.deepEqual(
      readdirSync(folder)
        .filter((name) => name !== "store.sqlite-journal")
        .sort(),
      ["store.sqlite", "usb"],
    );

    await station!.close();
    rmSync(join(stick, newFile!));
    await start();
    await page.getByText("Không có USB?").click();
    await page.getByLabel("Mã trên tờ giấy").fill(oldCode);
    await button("Mở").click();
    await expect(page.getByRole("alert")).toContainText("không mở được");
    await page.getByLabel("Mã trên tờ giấy").fill(code);
    await button("Mở").click();
    await heading("Đăng nhập").waitFor();
  });

  it("stays what it was where another program holds the store, or a token is being read; each is said", async () => {
    mkdirSync(stick);
    await start([{ id: "slow", label: "slow", open: () => new Promise<never>(() => {}) }]);
    await button("Ghi chìa khoá lên USB").click();
    await button("Đã cất, bắt đầu").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    await openPage(page, station!.newUrl());
    await page.goto(`${station!.url}#staff/key`);
    await page.getByLabel("Mã PIN của bạn").fill(PIN);
    await button("Tạo chìa khoá mới").click();
    await heading("Mã của máy đọc thẻ").waitFor();
    const other = await openStore(path(), { mayCreate: false });
    const before = other.key!.id;
    await other.write(async () => {
      await button("Đã cất, đổi chìa khoá").click();
      await expect(page.getByRole("alert")).toContainText("chương trình khác");
    });
    await other.close();
    await page.evaluate(`fetch("/api/readings", {
      method: "POST", headers: { "content-type": "application/json" }, body: '{"sources":["slow"]}',
    })`);
    await button("Đã cất, đổi chìa khoá").click();
    await expect(page.getByRole("alert")).toContainText("Đang đọc thẻ");
    assert.equal((await openStore(path(), { mayCreate: false })).key!.id, before);
    await addPerson();
    await page.getByRole("navigation").first().getByRole("link", { name: "Thẻ", exact: true }).click();
    await page.getByText(NAME).first().waitFor();
  });

  it("can wait until the next time, which every page says; then a plain store keeps everything", async () => {
    await start();
    await button("Để lần sau").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    await openPage(page, station!.newUrl());
    await page.getByText("Dữ liệu trên ổ đĩa chưa mã hoá.").waitFor();
    await isSound();
    await addPerson();
    assert.ok(readFileSync(path()).includes(NAME));

    mkdirSync(stick);
    await restart();
    await button("Ghi chìa khoá lên USB").click();
    await button("Đã cất, bắt đầu").click();
    await heading("Đăng nhập").waitFor();
    assert.ok(!readFileSync(path()).includes(NAME));
    // The journal comes with the first write.
    const files = readdirSync(folder).filter((name) => name !== "store.sqlite-journal");
    assert.deepEqual(files.sort(), ["store.sqlite", "usb"]);
    await openPage(page, station!.newUrl());
    await page.getByText(NAME).first().waitFor();
    assert.equal(await page.getByText("Dữ liệu trên ổ đĩa chưa mã hoá.").count(), 0);
  });

  it("is given to a plain store without starting it anew, on paper", async () => {
    await start();
    await button("Để lần sau").click();
    await heading("Ai làm việc ở máy này?").waitFor();
    await openPage(page, station!.newUrl());
    await addPerson();
    await page.goto(`${station!.url}#staff/key`);
    await page.getByText("Dữ liệu trên ổ đĩa chưa mã hoá.").first().waitFor();
    await page.getByLabel("Mã PIN của bạn").fill(PIN);
    await button("Tạo chìa khoá mới").click();
    await heading("Mã của máy đọc thẻ").waitFor();
    const code = await codeOnPage();
    await button("Đã cất, đổi chìa khoá").click();
    await expect(page.getByRole("alert")).toContainText("nhóm cuối");
    assert.ok(readFileSync(path()).includes(NAME));
    await page.getByLabel("Đã chép ra giấy?").fill(code.slice(-5));
    await button("Đã cất, đổi chìa khoá").click();
    await page.getByText("Dữ liệu đã mã hoá. Từ nay").waitFor();
    assert.ok(!readFileSync(path()).includes(NAME));
    // No page says any more that it is plain.
    await expect(page.getByText("Dữ liệu trên ổ đĩa chưa mã hoá.")).toHaveCount(0);
  });
});
