/** F0s by the files of their phones, on the page: files as the browser's own button gives them. */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { formatF0List } from "../../src/bluezone/f0-list.js";
import { formatHistory, formatInfoF } from "../../src/bluezone/upload.js";
import { startStation } from "../../src/station/server/start-station.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { fillPractice } from "../station/practice-log.js";
import { CREATED_DAY, syntheticId } from "../station/synthetic-log.js";
import { formatDay } from "../../src/station/text/local-time.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";

const DAY = CREATED_DAY + 3;
const SLOT_MS = 900_000;
const hash = (text: string) => createHash("sha256").update(text).digest();
const PHONES = ["một", "hai", "ba"].map((name) => hash(`phone ${name}`));
const idOf = (phone: number, slot: number) => syntheticId(PHONES[phone]!, CREATED_DAY, DAY * 96 + slot);
const HEX = (id: Uint8Array) => Buffer.from(id).toString("hex").toUpperCase();
/** -62 dBm of a phone is -47 of a token. */
const near = [-62, -62, -62, -62, -62, -62];
const UNTIL_MS = (DAY * 96 + 80) * SLOT_MS;

const entryOf = (phone: number) => ({
  dailyKey: new Uint8Array(PHONES[phone]!),
  startS: CREATED_DAY * 86_400,
  endS: UNTIL_MS / 1000,
  slotsPerDay: 96,
});
const file = (name: string, text: string) => ({
  name,
  mimeType: "application/octet-stream",
  buffer: Buffer.from(text),
});
const LIST = file("f0.json", JSON.stringify({ InfoF: formatF0List([entryOf(0), entryOf(1), entryOf(2)]) }));
const KEYS = file(
  "InfoF.json",
  formatInfoF({
    ...{ baseId: new Uint8Array(PHONES[0]!), createdS: CREATED_DAY * 86_400 },
    ...{ dailyKey: new Uint8Array(PHONES[0]!), dailyKeyStartS: CREATED_DAY * 86_400 },
  }),
);

describe("staff page, F0s by their phones", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let folder: string;
  let store: Store;
  let station: Awaited<ReturnType<typeof startStation>>;
  const complaints: string[] = [];

  before(async function () {
    needBrowser(this);
    folder = mkdtempSync(join(tmpdir(), "bz-phones-"));
    store = await openStore(join(folder, "phones.sqlite"));
    const heard = (phone: number, ...slots: number[]) =>
      slots.map((slot) => ({ id: idOf(phone, slot), slot, rssi: near }));
    const first = await fillPractice(store, 1, DAY, heard(0, 10, 11, 12));
    const second = await fillPractice(store, 2, DAY, [
      { id: idOf(0, 20), slot: 20, rssi: [-90, -90, -90, -90, -90, -90] },
      ...heard(1, 30, 31, 32),
    ]);
    await store.issueToken(first, { name: "Người Mẫu Một", unit: "Thôn 1", phone: null }, 5);
    await store.issueToken(second, { name: "Người Mẫu Hai", unit: "Thôn 2", phone: null }, 5);
    for (const token of [first, second]) await store.finishSync(token, 1, UNTIL_MS);
    station = await startStation({
      ...{ store, port: 0, hasSerialPorts: false, utcNowMs: () => UNTIL_MS, sources: [] },
    });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.on("pageerror", (error) => complaints.push(error.message));
    await openPage(page, station.newUrl());
    await page.goto(`${station.url}#trace`);
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await store?.close();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const traced = async (...files: ReturnType<typeof file>[]) => {
    const drop = page.getByRole("button", { name: "Bỏ tệp, chọn người có thẻ" });
    if (await drop.isVisible()) await drop.click();
    await page.getByLabel("Hoặc tệp của điện thoại F0").setInputFiles(files);
    await page.getByText(`Tệp đã chọn: ${files.map(({ name }) => name).join(", ")}`).waitFor();
    await page.getByRole("button", { name: "Truy vết", exact: true }).click();
  };
  const named = (...names: string[]) =>
    expect(page.locator(".contacts tbody tr")).toHaveText(
      names.map((name) => new RegExp(name)),
      SEEN,
    );
  const picture = async (name: string) => {
    const shots = process.env["SHOTS"];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png`, fullPage: true });
  };

  it("traces all F0s of a list and shows those whom somebody's token heard, one at a time", async () => {
    await traced(LIST);
    await page.locator(".contacts").waitFor();
    await page.getByText("1 ca F0 khác trong danh sách: chưa có thẻ nào đã đọc ở đây nghe thấy họ").waitFor();
    const choice = page.getByLabel("Ca F0 trong danh sách");
    const [one, two] = [0, 1].map(
      (phone) => `Bluezone-${HEX(syntheticId(PHONES[phone]!, CREATED_DAY, CREATED_DAY * 96)).slice(0, 8)}`,
    );
    await expect(choice.locator("option")).toHaveText([
      `${one}: 1 tiếp xúc gần, 2 người cả thảy`,
      `${two}: 1 tiếp xúc gần, 1 người cả thảy`,
    ]);
    await page.getByRole("heading", { level: 2 }).filter({ hasText: one! }).waitFor();
    await named("Người Mẫu Một", "Người Mẫu Hai");
    await expect(page.locator(".contacts tbody tr").first()).toHaveText(/Tiếp xúc gần[^]*45 phút/, SEEN);
    await picture("phones-list");
    await choice.selectOption({ index: 1 });
    await page.getByRole("heading", { level: 2 }).filter({ hasText: two! }).waitFor();
    await named("Người Mẫu Hai");
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
  });

  it("keeps what was done about a contact while another F0 of the list is looked at", async () => {
    const choice = page.getByLabel("Ca F0 trong danh sách");
    const status = page.locator(".contacts tbody tr").first().locator("select");
    await status.selectOption("reached");
    const row = (name: string) => page.locator(".contacts tbody tr").first().filter({ hasText: name });
    await choice.selectOption({ index: 0 });
    await row("Người Mẫu Một").waitFor();
    await expect(status).toHaveValue("todo");
    await choice.selectOption({ index: 1 });
    await row("Người Mẫu Hai").waitFor();
    await expect(status).toHaveValue("reached");
  });

  it("puts history and keys of one phone together", async () => {
    const rows = [11, 12, 13].flatMap((slot) =>
      near.map((_, w) => ({
        ...{
          ownId: HEX(idOf(0, slot)),
          rssiDbm: -50,
          timeMs: (DAY * 96 + slot) * SLOT_MS + (w + 0.5) * 150_000,
        },
        contactId: HEX(syntheticId(hash("practice token 1"), CREATED_DAY, DAY * 96 + slot)),
      })),
    );
    await traced(KEYS, file("data_trace.txt", formatHistory(rows)));
    await page.locator(".contacts td").getByText("Cả hai thẻ").waitFor();
    await named("Người Mẫu Một", "Người Mẫu Hai");
    await expect(page.locator(".contacts tbody tr").first()).toHaveText(/1 giờ/, SEEN);
    await expect(page.getByLabel("Ca F0 trong danh sách")).toHaveCount(0);
    // In UTF-16, as some editors save it.
    const utf16 = { ...KEYS, buffer: Buffer.from(`\uFEFF${KEYS.buffer.toString()}`, "utf16le") };
    await traced(utf16);
    await page.getByText("Chưa có lịch sử tiếp xúc: chưa biết điện thoại này đã nghe thấy ai").waitFor();
  });

  it("says in words what is wrong with a file, in both languages, and keeps the form", async () => {
    const history = file("data_trace.txt", "AA\tBB\t-60\t1\n");
    await traced(LIST, history);
    await page.getByRole("alert").filter({ hasText: "không đi cùng nhau" }).waitFor();
    await traced(history);
    await page
      .getByRole("alert")
      .filter({ hasText: /data_trace\.txt: .*Dòng 1/ })
      .waitFor();
    await traced({ ...LIST, name: "f0.zip", buffer: Buffer.from("PK\x03\x04rest") });
    await page
      .getByRole("alert")
      .filter({ hasText: /f0\.zip: .*\(zip\)/ })
      .waitFor();
    await picture("phones-wrong");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("alert").waitFor();
    await page.getByRole("button", { name: "Trace", exact: true }).click();
    await page
      .getByRole("alert")
      .filter({ hasText: /f0\.zip: this is no F0 list.*packed \(zip\)/ })
      .waitFor();
    await page.getByText("Files chosen: f0.zip").waitFor();
    assert.deepEqual(complaints, []);
  });

  it("asks for no day of onset, and takes one where it is given", async () => {
    await page.getByRole("button", { name: "Drop the files, choose somebody with a token" }).click();
    await page.getByLabel("Or files of the F0's phone").setInputFiles([LIST]);
    await expect(page.getByLabel("Day of onset", { exact: true })).toHaveValue("");
    await page.getByLabel("Day of onset", { exact: true }).fill("01/01/2020");
    await page.getByRole("button", { name: "Trace", exact: true }).click();
    await page.locator(".result:not(.stale)").getByText("from 3 days before onset").waitFor();
    await picture("phones-onset");
  });

  it("opens a case of somebody without a token, and takes the files of their phone into it", async () => {
    await page.goto(`${station.url}#cases`);
    await page.getByRole("button", { name: "Open a case without a token" }).click();
    const dialog = page.locator("dialog[open]");
    await dialog.waitFor();
    await dialog.getByRole("button", { name: "Open the case" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.locator("input[name=name]").fill("Người Mẫu Ba");
    await dialog.locator("#interview-onset").fill("31/02/2020");
    await dialog.getByRole("button", { name: "Open the case" }).click();
    await dialog.getByRole("alert").waitFor();
    await dialog.locator("#interview-onset").fill(formatDay(DAY));
    assert.deepEqual(await axeFindings(page), []);
    await dialog.getByRole("button", { name: "Open the case" }).click();
    await page.getByRole("heading", { level: 1 }).filter({ hasText: "Người Mẫu Ba" }).waitFor();
    await page.getByText("No token and no phone of the F0 was traced").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.getByRole("button", { name: "Files of the F0's phone" }).click();
    await page.getByText("The phone of Người Mẫu Ba").waitFor();
    await page.getByLabel("Or files of the F0's phone").setInputFiles([KEYS]);
    await page.getByText("Files chosen: InfoF.json").waitFor();
    await page.getByRole("button", { name: "Trace", exact: true }).click();
    await page.getByRole("heading", { level: 2 }).filter({ hasText: "Người Mẫu Ba" }).waitFor();
    await page.getByRole("link", { name: "Work on this case" }).click();
    await page.getByRole("heading", { level: 1 }).filter({ hasText: "Người Mẫu Ba" }).waitFor();
    await page.locator(".case-people tbody tr").filter({ hasText: "Người Mẫu Một" }).waitFor();
    assert.deepEqual(complaints, []);
  });
});
