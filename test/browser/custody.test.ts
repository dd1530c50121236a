import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, needBrowser } from "./chromium.js";
import { lockKeyFile } from "../../src/custody/host/key-file.js";
import { formatDay, localDayOf } from "../../src/station/local-time.js";
import { randomBytes, scrypt } from "../../src/station/node-crypto.js";
import { packStock } from "../../src/station/packs/down.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import {
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
} from "../station/custody-bench.js";

const PASSPHRASE = "mật khẩu rất dài";

describe("staff page with tokens in service", function () {
  this.timeout(120_000);
  let browser: Browser;
  let page: Page;
  const stations: Station[] = [];
  const folder = createFolder();
  const token = createTokenBench();
  let commonUrl = "";
  let authorityUrl = "";

  before(async function () {
    needBrowser(this);
    const authority = await folder.store("authority.sqlite");
    const village = await folder.store("village.sqlite");
    await token.prepare(authority, 42);
    const stock = folder.path("stock.bzpack");
    await packStock(authority, stock, { officer, unit: commune, tokens: undefined, nowMs: START_UTC_MS });
    await takePack(village, stock, commune, [publicOf(officer)], START_UTC_MS);
    await village.issueToken(await village.tokenOf(42), { name: "Người Mẫu Một", unit: "Thôn 1", phone: null }, 0);
    token.addNeighbour(new Uint8Array(12).fill(7), -50);
    token.live(2);
    await token.sync(authority, { officer: { identity: officer, reason: "thử" } });
    const source = { id: "a", label: "thẻ mẫu", open: () => Promise.resolve(token.open()) };
    for (const store of [village, authority]) {
      const options = { store, port: 0, hasSerialPorts: false, utcNowMs: token.utcNowMs };
      stations.push(await startStation({ ...options, sources: [source] }));
    }
    [commonUrl, authorityUrl] = stations.map((station) => station.url) as [string, string];
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
  });
  after(async () => {
    await browser?.close();
    for (const station of stations) await station.close();
    await folder.remove();
  });

  const fitsWidth = () => page.evaluate("document.documentElement.scrollWidth <= innerWidth");
  /** For people who look at it: SHOTS=folder keeps pictures. */
  const picture = async (name: string) => {
    const shots = process.env["SHOTS"];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` });
  };

  it("asks for the wearer's press, and reads after it", async () => {
    await page.goto(`${commonUrl}#read`);
    await page.getByRole("button", { name: "Đọc", exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: "Mời người đeo bấm nút trên thẻ" });
    await alert.waitFor();
    assert.ok(await fitsWidth());
    await picture("consent");
    token.control.button.press();
    await page.locator(".reading.finished").waitFor();
    assert.match(await page.locator(".reading.finished").innerText(), /Đã đọc xong, [\d.]+ bản ghi mới/);
    await picture("read");
    await page.goto(`${commonUrl}#tokens`);
    await page.getByRole("row").filter({ hasText: "Người Mẫu Một" }).waitFor();
    assert.equal(await page.getByRole("note").count(), 0, "nothing here is practice");
  });

  it("cannot trace at a commune, and says where", async () => {
    await page.goto(`${commonUrl}#trace`);
    await page.getByLabel("Ca F0").fill("nguoi mau mot");
    await page.getByLabel("Ca F0").press("Enter");
    await page.getByRole("button", { name: "Truy vết" }).click();
    assert.match(await page.getByRole("alert").innerText(), /authority's store/);
    assert.equal(await page.getByLabel("Tệp khoá của cán bộ").count(), 0);
  });

  it("traces with an officer's key file and passphrase, and refuses a wrong one", async () => {
    await page.goto(`${authorityUrl}#trace`);
    await page.getByLabel("Ca F0").fill("42");
    await page.getByLabel("Ca F0").press("Enter");
    await page.getByLabel("Ngày khởi phát").fill(formatDay(localDayOf(START_UTC_MS)));
    await page.getByRole("button", { name: "Truy vết" }).click();
    assert.match(await page.getByRole("alert").innerText(), /chọn tệp khoá và nhập mật khẩu/);
    const cost = { logN: 12, r: 8, p: 1 };
    const buffer = Buffer.from(await lockKeyFile(officer, PASSPHRASE, scrypt, randomBytes, cost));
    const file = { name: "an.bzkey", mimeType: "application/octet-stream", buffer };
    await page.getByLabel("Tệp khoá của cán bộ").setInputFiles(file);
    await page.getByLabel("Mật khẩu của tệp khoá").fill("sai mật khẩu");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.getByText("Mật khẩu không đúng với tệp khoá này").waitFor();
    await picture("wrong-passphrase");
    await page.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.getByText("Lưu trong hồ sơ ca bệnh").waitFor();
    assert.ok(await fitsWidth());
    await picture("traced");
  });
});
