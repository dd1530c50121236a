import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { openPage } from "./sign-in.js";
import { encodePublicFile } from "../../src/custody/host/identity.js";
import { formatFingerprint } from "../../src/station/fingerprint.js";
import { formatDay, localDayOf } from "../../src/station/text/local-time.js";
import { axeFindings } from "./axe.js";
import { START_UTC_MS, officer, otherOfficer } from "../station/custody-bench.js";
import { PASSPHRASE, keyFileOf, startCustodyStations, unitKeyFile } from "./custody-stations.js";

describe("staff page with tokens in service", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let stations: Awaited<ReturnType<typeof startCustodyStations>>;

  before(async function () {
    needBrowser(this);
    stations = await startCustodyStations();
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.setDefaultTimeout(15_000);
    for (const url of stations.newUrls()) await openPage(page, url);
  });
  after(async () => {
    await browser?.close();
    await stations?.close();
  });

  const fitsWidth = () => page.evaluate("document.documentElement.scrollWidth <= innerWidth");
  /** For people who look at it: SHOTS=folder keeps pictures. */
  const picture = async (name: string) => {
    const shots = process.env["SHOTS"];
    if (shots !== undefined) await page.screenshot({ path: `${shots}/${name}.png` });
  };

  it("says in two languages what to do where there is no session", async () => {
    const stranger = await browser.newPage({ viewport: { width: 400, height: 700 } });
    await stranger.goto(stations.communeUrl);
    const told = await stranger.locator("main").innerText();
    assert.match(
      told,
      /Bấm lại vào biểu tượng[^]*Nhấn Enter[^]*Click on the icon again[^]*Press Enter in its window/,
    );
    assert.ok(await stranger.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    const shots = process.env["SHOTS"];
    if (shots !== undefined) await stranger.screenshot({ path: `${shots}/signed-out.png` });
    await stranger.close();
  });

  it("reads no token in service before the unit has signed in", async () => {
    await page.goto(`${stations.communeUrl}#read`);
    await page.getByRole("button", { name: "Đọc", exact: true }).click();
    await page.getByText(/Khoá của các thẻ đang dùng chưa được mở\. Hãy đăng nhập/).waitFor();
    await page.getByLabel("Tệp khoá của đơn vị").setInputFiles(await keyFileOf(officer, "an.bzkey"));
    await page.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByText("Đây không phải tệp khoá của đơn vị.").waitFor();
    await picture("sign-in");
    await page.getByLabel("Tệp khoá của đơn vị").setInputFiles(await unitKeyFile());
    await page.getByRole("button", { name: "Đăng nhập" }).click();
    await page.getByText("Đã đăng nhập").waitFor();
    await picture("signed-in");
  });

  it("asks for the wearer's press, and reads after it", async () => {
    await page.getByRole("button", { name: "Thử lại" }).click();
    const alert = page.getByRole("alert").filter({ hasText: "Mời người đeo bấm nút trên thẻ" });
    await alert.waitFor();
    assert.ok(await fitsWidth());
    await picture("consent");
    stations.token.control.button.press();
    await page.locator(".reading.finished").waitFor();
    await expect(page.locator(".reading.finished")).toHaveText(/Đã đọc xong, [\d.]+ bản ghi mới/, SEEN);
    await picture("read");
    await page.goto(`${stations.communeUrl}#tokens`);
    await page.getByRole("row").filter({ hasText: "Người Mẫu Một" }).waitFor();
    await expect(page.getByRole("note"), "nothing here is practice").toHaveCount(0);
  });

  it("locks its keys again", async () => {
    await page.goto(`${stations.communeUrl}#read`);
    await page.getByRole("button", { name: "Khoá lại" }).click();
    await page.getByLabel("Tệp khoá của đơn vị").waitFor();
  });

  it("cannot trace at a commune, and says where", async () => {
    await page.goto(`${stations.communeUrl}#trace`);
    await page.getByLabel("Ca F0").fill("nguoi mau mot");
    await page.getByLabel("Ca F0").press("Enter");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await expect(page.getByRole("alert")).toHaveText(
      /^Nhật ký thẻ 00000042 được niêm phong .* Hãy truy vết trong kho của cơ quan quản lý\.$/,
      SEEN,
    );
    await expect(page.getByLabel("Tệp khoá của cán bộ")).toHaveCount(0);
  });

  it("traces with an officer's key file and passphrase, and refuses a wrong one", async () => {
    await page.goto(`${stations.authorityUrl}#trace`);
    await page.getByLabel("Ca F0").fill("42");
    await page.getByLabel("Ca F0").press("Enter");
    await page.getByLabel("Ngày khởi phát", { exact: true }).fill(formatDay(localDayOf(START_UTC_MS)));
    await page.getByRole("button", { name: "Truy vết" }).click();
    await expect(page.getByRole("alert")).toHaveText(/chọn tệp khoá và nhập mật khẩu/, SEEN);
    const file = await keyFileOf(officer, "an.bzkey");
    const cut = { ...file, buffer: file.buffer.subarray(0, 100) };
    await page.getByLabel("Lý do mở (ghi vào sổ)").fill(" ... ");
    await page.getByLabel("Tệp khoá của cán bộ").setInputFiles(file);
    await page.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.getByText("Khoá của cán bộ chỉ mở hộp khoá khi có lý do").waitFor();
    await page.getByLabel("Lý do mở (ghi vào sổ)").fill("ca bệnh mẫu");
    await page.getByLabel("Tệp khoá của cán bộ").setInputFiles(cut);
    await page.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.getByText("Tệp khoá bị hỏng. Hãy lấy bản sao ở nơi cất giữ an toàn.").waitFor();
    await page.getByLabel("Tệp khoá của cán bộ").setInputFiles(file);
    await page.getByLabel("Mật khẩu của tệp khoá").fill("sai mật khẩu");
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.getByText("Mật khẩu không đúng với tệp khoá này. Hãy nhập lại.").waitFor();
    await picture("wrong-passphrase");
    await page.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
    await page.getByRole("button", { name: "Truy vết" }).click();
    await page.getByText("Lưu trong hồ sơ ca bệnh").waitFor();
    assert.ok(await fitsWidth());
    await picture("traced");
  });

  it("works the case, puts it away and opens it again with its officer's key file alone", async () => {
    await page.getByRole("link", { name: "Làm việc với hồ sơ này" }).click();
    await page.getByText("Phỏng vấn ca F0").waitFor();
    await page.locator(".interview [name=name]").first().fill("Người Mẫu Hai");
    await page.locator(".interview [name=day]").fill(formatDay(localDayOf(START_UTC_MS)));
    await page.getByRole("button", { name: "Thêm người" }).click();
    await page.locator(".case-people tbody tr").filter({ hasText: "Người Mẫu Hai" }).waitFor();
    await page.getByRole("button", { name: "Cất hồ sơ" }).click();
    await page.getByText("đang khoá").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.goBack();
    await page.getByText("Hồ sơ ca bệnh này đang khoá").waitFor();
    await page.goto(`${stations.authorityUrl}#cases`);
    await page.getByRole("button", { name: "Mở", exact: true }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByRole("button", { name: "Mở", exact: true }).click();
    await dialog.getByText("chọn tệp khoá và nhập mật khẩu").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    const open = async (file: Awaited<ReturnType<typeof keyFileOf>>, told: RegExp) => {
      await dialog.getByLabel("Tệp khoá của cán bộ").setInputFiles(file);
      await dialog.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
      await dialog.getByLabel("Lý do mở (ghi vào sổ)").fill("theo dõi hằng ngày");
      await dialog.getByRole("button", { name: "Mở", exact: true }).click();
      await dialog.getByText(told).waitFor();
    };
    await open(await keyFileOf(otherOfficer, "binh.bzkey"), /của cán bộ khác/);
    await open(await unitKeyFile(), /của cán bộ khác/);
    await open({ name: "a.jpg", mimeType: "image/jpeg", buffer: Buffer.alloc(500, 7) }, /không phải là/);
    await picture("case-wrong-key");
    await dialog.getByLabel("Tệp khoá của cán bộ").setInputFiles(await keyFileOf(officer, "an.bzkey"));
    await dialog.getByRole("button", { name: "Mở", exact: true }).click();
    await page.locator(".case-people tbody tr").filter({ hasText: "Người Mẫu Hai" }).waitFor();
    const top = (await page.locator(".case-people tbody tr").first().boundingBox())!.y;
    assert.ok(top <= 260, `the first row stands at ${top} px`);
    await page.reload();
    await page.locator(".case-people tbody tr").filter({ hasText: "Người Mẫu Hai" }).waitFor();
    await picture("case-open");
  });

  it("hands it to another officer, whose fingerprint is shown first, and whose key alone opens it then", async () => {
    await page.getByRole("button", { name: "Bàn giao" }).click();
    const give = page.getByRole("dialog");
    const choose = async (file: Uint8Array, name: string) => {
      const buffer = Buffer.from(file);
      const input = { name, mimeType: "application/octet-stream", buffer };
      await give.getByLabel("Tệp khoá công khai của cán bộ nhận").setInputFiles(input);
      await give.getByRole("button", { name: "Xem dấu vân tay của khoá" }).click();
    };
    await choose(new Uint8Array(500).fill(7), "a.jpg");
    await give.getByRole("alert").waitFor();
    await choose(encodePublicFile(otherOfficer), "binh.bzpub");
    await give.getByText(formatFingerprint(otherOfficer.fingerprint)).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await picture("case-give");
    // The second click of a double one, which came upon "Xem", confirms nothing that nobody compared.
    const confirm = give.getByRole("button", { name: "Đúng: bàn giao" });
    const reason = give.getByLabel("Lý do bàn giao (ghi vào sổ)");
    await reason.fill("bấm hai lần");
    await confirm.hover();
    await page.mouse.down({ clickCount: 2 });
    await page.mouse.up({ clickCount: 2 });
    await reason.fill("");
    await confirm.click();
    await give.getByText("chỉ mở hộp khoá khi có lý do").waitFor();
    await give.getByLabel("Lý do bàn giao (ghi vào sổ)").fill("đổi ca trực");
    await give.getByRole("button", { name: "Đúng: bàn giao" }).click();
    await page.getByText("đang khoá").waitFor();
    await page.getByRole("button", { name: "Mở", exact: true }).click();
    const dialog = page.getByRole("dialog");
    const open = async (file: Awaited<ReturnType<typeof keyFileOf>>) => {
      await dialog.getByLabel("Tệp khoá của cán bộ").setInputFiles(file);
      await dialog.getByLabel("Mật khẩu của tệp khoá").fill(PASSPHRASE);
      await dialog.getByLabel("Lý do mở (ghi vào sổ)").fill("nhận ca");
      await dialog.getByRole("button", { name: "Mở", exact: true }).click();
    };
    await open(await keyFileOf(officer, "an.bzkey"));
    await dialog.getByText(/của cán bộ khác/).waitFor();
    await open(await keyFileOf(otherOfficer, "binh.bzkey"));
    await page.locator(".case-people tbody tr").filter({ hasText: "Người Mẫu Hai" }).waitFor();
  });

  it("closes it for a reason, and nothing of it is left", async () => {
    await page.getByRole("button", { name: "Đóng hồ sơ" }).click();
    await page.getByRole("button", { name: "Đóng và huỷ nội dung" }).click();
    await page.getByText("chỉ mở hộp khoá khi có lý do").waitFor();
    await page.getByLabel("Lý do đóng (ghi vào sổ)").fill("hết theo dõi");
    await page.getByRole("button", { name: "Đóng và huỷ nội dung" }).click();
    await page.getByText(/đã đóng \d/).waitFor();
    await expect(page.getByRole("button", { name: "Mở", exact: true })).toHaveCount(0);
    const [closed] = await stations.authority.cases();
    assert.deepEqual([closed!.sealedKey, closed!.content], [null, null]);
    const entries = await stations.authority.ledger();
    const of = (action: string) =>
      entries.filter((entry) => entry.action === action).map(({ reason }) => reason);
    assert.deepEqual(
      [of("show"), of("hand-over"), of("close")],
      [["theo dõi hằng ngày", "nhận ca"], ["đổi ca trực"], ["hết theo dõi"]],
    );
  });
});
