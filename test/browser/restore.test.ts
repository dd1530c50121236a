/** Restoring from the page: a look at what a back-up holds, in a store beside the one in use. */
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import type { Browser, Page } from "playwright-core";
import { makeBackup, setBackupPassphrase, writeKeyring } from "../../src/station/backup/station-backup.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import { openStore, type Store } from "../../src/station/store/store.js";
import { createFolder } from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { openPage } from "./sign-in.js";

const PASSPHRASE = "chuông gỗ ếch nhảy lửa";

describe("restoring on the staff page", function () {
  this.timeout(180_000);
  const folder = createFolder();
  let browser: Browser;
  let page: Page;
  let store: Store;
  let station: Station;
  let backup: string;
  let keyring: string;

  before(async function () {
    needBrowser(this);
    store = await folder.store("a.sqlite");
    const issue = async (serial: number) =>
      store.issueToken(
        await store.tokenOf(serial),
        { name: `Người Mẫu ${serial}`, unit: "Thôn 3", phone: null },
        1,
      );
    await issue(42);
    await setBackupPassphrase(store, PASSPHRASE);
    mkdirSync(folder.path("usb"));
    backup = (await makeBackup(store, folder.path("usb"), Date.now(), false)).path;
    keyring = await writeKeyring(store, folder.path("usb"));
    // After the back-up.
    await issue(43);
    station = await startStation({ store, port: 0, hasSerialPorts: false });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await openPage(page, station.newUrl());
    await page.evaluate(`location.hash = "staff/backup"`);
    await page.getByRole("heading", { name: "Khôi phục" }).waitFor();
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await folder.remove();
  });

  const filesBeside = () => readdirSync(folder.path(".")).filter((name) => name.includes("restored"));
  const panel = () => page.getByRole("region", { name: "Khôi phục" });
  async function restore(file: string, keys: string, passphrase: string): Promise<void> {
    await page.getByLabel("Bản sao lưu (.bzbackup)").setInputFiles(file);
    await page.getByLabel("Chùm khoá (.bzkeyring)").setInputFiles(keys);
    await page.getByLabel("Mật khẩu của bản sao lưu").fill(passphrase);
    await page.getByRole("button", { name: "Khôi phục và xem trước" }).click();
  }

  it("says what is wrong with a word, a keyring or a file, by the name it was chosen by", async () => {
    await page.getByRole("button", { name: "Khôi phục và xem trước" }).click();
    await panel().getByText("Hãy chọn bản sao lưu, chùm khoá và nhập mật khẩu.").waitFor();
    await restore(backup, keyring, "sai mật khẩu");
    await panel()
      .getByText(/[Mm]ật khẩu không đúng|[Ss]ai mật khẩu/)
      .waitFor();
    const cut = folder.path("cut.bzbackup");
    writeFileSync(cut, readFileSync(backup).subarray(0, 5_000));
    await restore(cut, keyring, PASSPHRASE);
    await panel().getByText("Bản sao lưu cut.bzbackup bị cắt cụt").waitFor();
    await restore(keyring, keyring, PASSPHRASE);
    await panel()
      .getByText(`${basename(keyring)} không phải bản sao lưu`)
      .waitFor();
    await restore(backup, backup, PASSPHRASE);
    await panel().getByRole("alert").filter({ hasText: /khoá/ }).waitFor();
    assert.deepEqual(filesBeside(), []);
    assert.deepEqual(await axeFindings(page), []);
  });

  it("shows what is in it, and leaves the store in use as it is", async () => {
    await restore(backup, keyring, PASSPHRASE);
    await panel().getByText("1 thẻ, 1 thẻ đã có người giữ").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    for (const width of [390, 1366]) {
      await page.setViewportSize({ width, height: 768 });
      assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), `${width} px`);
      if (process.env["SHOTS"])
        await page.screenshot({ path: `${process.env["SHOTS"]}/restore-${width}.png`, fullPage: true });
    }
    assert.equal((await store.issues()).length, 2);
    const told = await panel().locator("code").innerText();
    const path = told.replace("bztoken station --store ", "");
    assert.ok(existsSync(path));
    const restored = await openStore(path);
    assert.deepEqual(
      (await restored.issues()).map(({ person }) => person.name),
      ["Người Mẫu 42"],
    );
    await restored.close();
  });

  it("destroys it again where it is not wanted, and leaves nothing of the upload", async () => {
    await page.getByRole("button", { name: "Không cần: xoá kho vừa lập" }).click();
    await panel().getByText("Đã xoá kho vừa lập.").waitFor();
    assert.deepEqual(filesBeside(), []);
    assert.deepEqual(
      readdirSync(folder.path(".")).filter((name) => name.includes("upload")),
      [],
    );
    assert.equal((await store.tokens()).length, 2);
  });
});
