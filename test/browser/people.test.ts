/** The register of people in a browser: found, added, corrected, given a token, taken in from a list and out again. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import type { Store } from "../../src/station/store/store.js";
import { formatDay, localDayOf } from "../../src/station/text/local-time.js";
import { fold } from "../../src/station/text/vietnamese.js";
import { fillPeople } from "../bench/register-people.js";
import { expect, SEEN } from "./expect.js";
import { type OpenStation, openStation } from "./open-station.js";

const PEOPLE = 5_000;

describe("register of people in a browser", function () {
  this.timeout(180_000);
  let open: OpenStation;
  let page: Page;
  let store: Store;

  before(async function () {
    open = await openStation(this, { fill: (filled) => fillPeople(filled, PEOPLE) });
    ({ page, store } = open);
    await page.getByRole("link", { name: "Người dân" }).click();
    await rows().first().waitFor();
  });
  after(() => open?.close());

  const rows = () => page.locator(".listing tbody tr");
  const search = async (query: string) => {
    // Until what a dialog saves is stored, nothing behind it takes a key.
    await page.locator("dialog").waitFor({ state: "detached" });
    const asked = new URLSearchParams({ query }).toString();
    const answered = page.waitForResponse((response) => response.url().includes(`/api/people?${asked}&`));
    await page.getByRole("searchbox").fill(query);
    await answered;
  };
  const everyRow = (isRight: (text: string) => boolean) =>
    expect.poll(async () => (await rows().allInnerTexts()).filter((text) => !isRight(text))).toEqual([]);
  const assertAccessible = (screen: string) => open.assertAccessible(screen);

  it("has its first row within 260 px of the top, sorted by given name, and a page at a time", async () => {
    await assertAccessible("people");
    const { y } = (await rows().first().boundingBox())!;
    assert.ok(y <= 260, `${y} px`);
    await expect(rows()).toHaveCount(50);
    const given = (await page.locator(".listing tbody .main").allInnerTexts()).map((name) =>
      name.split(" ").at(-1)!,
    );
    assert.deepEqual(given, [...given].sort(new Intl.Collator("vi").compare));
    const first = await rows().first().innerText();
    await page.getByRole("button", { name: "Sau" }).click();
    await page.getByText("51–100").waitFor();
    // The numbers are there before the rows.
    const nameOfFirst = page.locator(".listing tbody tr:first-child .main");
    await nameOfFirst.filter({ hasNotText: first.split("\n")[0]! }).waitFor();
    await page.getByRole("button", { name: "Trước" }).click();
    await page.getByText("1–50").waitFor();
    await nameOfFirst.filter({ hasText: first.split("\n")[0]! }).waitFor();
    await expect(rows().first()).toHaveText(first, SEEN);
  });

  it("finds while somebody types, without marks, by hamlet and by phone", async () => {
    await search("nguyen van an");
    await everyRow((text) =>
      ["nguyen", "van", "an"].every((word) => new RegExp(`\\s${word}`).test(` ${fold(text)}`)),
    );
    await search("thon 7");
    await everyRow((text) => text.includes("Thôn 7,"));
    await search("không có ai tên thế");
    await page.getByText("Không tìm thấy ai.").waitFor();
    await search("");
  });

  it("adds somebody, corrects them, and gives them a token by its number in a few keys; a wrong one is undone", async () => {
    await page.getByRole("button", { name: "Thêm người" }).click();
    await page.getByLabel("Họ và tên").fill("H’Hen Ðức Niê");
    await page.getByLabel(/^Năm sinh/).fill("1992");
    await assertAccessible("add");
    await page.getByRole("button", { name: "Lưu" }).click();
    await search("hhen duc");
    await expect(rows()).toHaveCount(1);

    await page.getByRole("button", { name: /^Sửa thông tin/ }).click();
    await page.getByLabel("Điện thoại người thân").fill("0905 000 111");
    await page.getByLabel("Giới tính").selectOption("female");
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    await search("0905000111");
    await expect(rows().first()).toHaveText(/H’Hen Ðức Niê[^]*Nữ[^]*người thân 0905 000 111/, SEEN);

    await page.getByRole("button", { name: /^Giao thẻ cho/ }).click();
    await expect(page.getByLabel("bản thân")).toBeFocused();
    await page.keyboard.type("42");
    await page.keyboard.press("Enter");
    await page.getByText("Hãy hỏi rồi chọn").waitFor();
    await page.getByLabel("bản thân").check();
    await assertAccessible("give");
    await page.getByLabel(/^Số thẻ/).fill("");
    // As a scanner does.
    await page.keyboard.type("00000042");
    await page.keyboard.press("Enter");
    await page.getByText("Đã giao thẻ 00000042 cho H’Hen Ðức Niê.").waitFor();
    await page.locator("td.serial", { hasText: "00000042" }).waitFor();
    assert.deepEqual((await store.issues()).map(({ token, toMs }) => [token, toMs]), [["00000042", null]]); // prettier-ignore
    await page.getByRole("button", { name: "Hoàn tác" }).click();
    await page.getByText("Đã hoàn tác").waitFor();
    assert.deepEqual(await store.issues(), []);
    await search("");
  });

  it("gives the focus back to where a dialog was opened, however it ends", async () => {
    const correct = page.getByRole("button", { name: /^Sửa thông tin/ }).nth(2);
    for (const [end, key] of [
      ["Lưu", "Enter"],
      ["Bỏ qua", "Space"],
      ["", "Escape"],
    ] as const) {
      await correct.focus();
      await page.keyboard.press("Enter");
      await page.locator("dialog").waitFor();
      if (end !== "") await page.getByRole("button", { name: end }).focus();
      await page.keyboard.press(key);
      await page.locator("dialog").waitFor({ state: "detached" });
      await expect(correct, end).toBeFocused();
    }
  });

  it("leaves what a colleague wrote of a person since the list was drawn", async () => {
    await search("hhen duc");
    await expect(rows()).toHaveCount(1);
    const asked = { query: "hhen duc", order: "name", isDown: false, after: null, limit: 1 } as const;
    const [known] = (await store.people(asked)).people;
    await store.putEntry(known!.id, { ...known!, phone: "0905 000 999" });
    await page.getByRole("button", { name: /^Sửa thông tin/ }).click();
    await page.getByLabel(/^Thôn, hộ, lớp/).fill("Buôn Tah");
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.locator("dialog").waitFor({ state: "detached" });
    const [now] = (await store.people(asked)).people;
    assert.deepEqual([now!.unit, now!.phone], ["Buôn Tah", "0905 000 999"]);
    await search("");
  });

  it("lends a token until a day, and gives another in place of a lost one, which a relative collects", async () => {
    await search("hhen duc");
    await expect(rows()).toHaveCount(1);
    const give = async () => {
      await page.getByRole("button", { name: /^Giao thẻ cho/ }).click();
      await page.locator("dialog").waitFor();
    };
    await give();
    await page.getByLabel(/^Số thẻ/).fill("43");
    await page.getByLabel("Cho mượn").check();
    const due = page.getByLabel(/^Hẹn trả ngày/).first();
    await due.fill("01/01/2020");
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByText("Ngày hẹn trả đã qua.").waitFor();
    await assertAccessible("lend");
    const day = localDayOf(Date.now()) + 5;
    await due.fill(formatDay(day));
    await page.getByRole("button", { name: "Lưu" }).click();
    await page.getByText("Đã giao thẻ 00000043 cho H’Hen Ðức Niê.").waitFor();
    await page.locator("td.serial", { hasText: "00000043" }).waitFor();

    await give();
    await expect(page.getByLabel(/^Số thẻ/)).toBeFocused();
    await page.getByLabel("Thay cho thẻ").selectOption({ label: "00000043 · bị mất" });
    await page.getByLabel(/^Người nhận thay/).fill("H’Lan Niê");
    await assertAccessible("replace");
    await page.getByLabel(/^Số thẻ/).fill("44");
    await page.keyboard.press("Enter");
    await page.getByText("Đã giao thẻ 00000044 cho H’Hen Ðức Niê.").waitFor();
    const tokens = (await store.tokens()).filter(({ serial }) => serial === 43 || serial === 44);
    assert.deepEqual(
      tokens.map(({ serial, standing, loan, collectedBy }) => [serial, standing, loan, collectedBy]),
      [
        [43, "lost", null, null],
        [44, "lent", { dueDay: day }, "H’Lan Niê"],
      ],
    );
    await search("");
  });

  it("shows a list before it is taken in: why rows are wrong, doubles side by side; then all of it or nothing", async () => {
    const before = await store.countPeople();
    const list =
      "DANH SÁCH THÔN 3\nSTT,Họ và tên,Năm sinh,Số điện thoại\n1,Lê Thị Mới,1990,905000222\n" +
      "2,Phạm Sai,31/02/1958,\n3,H'HEN DUC NIE,1992,\n";
    await page.getByRole("button", { name: "Nhập danh sách" }).click();
    await page
      .getByLabel("Tệp danh sách")
      .setInputFiles({ name: "ds.csv", mimeType: "text/csv", buffer: Buffer.from(list, "utf8") });
    await page.getByText("1 mới · 1 có thể trùng · 1 sai").waitFor();
    await page.getByText("“31/02/1958” không phải ngày hay năm sinh").waitFor();
    await page.getByText("mất số 0 ở đầu do Excel").waitFor();
    const double = page.locator("tr.double");
    await expect(double).toHaveText(/H'HEN DUC NIE[^]*H’Hen Ðức Niê/, SEEN);
    await assertAccessible("import");
    const take = page.getByRole("button", { name: /^Nhập \d+ người/ });
    await expect(take).toBeDisabled();
    await double.getByRole("combobox").selectOption("skip");
    await expect(take).toBeDisabled();
    await page.getByLabel("Bỏ qua 1 dòng sai").check();
    await take.click();
    await page.getByText("Đã nhập: 1 mới, 0 sửa, 0 như cũ, 2 bỏ qua.").waitFor();
    assert.equal(await store.countPeople(), before + 1);
  });

  it("says of a file that is no list what to do, and takes an export in again", async () => {
    const choose = (name: string, buffer: Buffer) =>
      page.getByLabel("Tệp danh sách").setInputFiles({ name, mimeType: "application/octet-stream", buffer });
    await choose("anh.xlsx", Buffer.from("\x89PNG\r\n", "latin1"));
    await page.getByText("Không đọc được tệp này như một danh sách").waitFor();
    await page.getByRole("button", { name: "Về danh sách" }).click();
    const download = page.waitForEvent("download");
    await page.getByRole("link", { name: "Tải về Excel" }).click();
    const exported = readFileSync(await (await download).path());
    await page.getByRole("button", { name: "Nhập danh sách" }).click();
    await choose("nguoi-dan.xlsx", exported);
    await page.getByText("5.002 như cũ").waitFor();
    await page.getByRole("button", { name: "Về danh sách" }).click();
  });

  it("looks at a list again that was put right under its name", async () => {
    const file = open.path("ds.csv");
    const choose = async (list: string) => {
      writeFileSync(file, list);
      const asked = page.waitForEvent("filechooser");
      await page.getByLabel("Tệp danh sách").click();
      await (await asked).setFiles(file);
    };
    await page.getByRole("button", { name: "Nhập danh sách" }).click();
    await choose("Họ và tên,Năm sinh\nLê Sai,31/02/1958\n");
    await page.getByText("“31/02/1958” không phải ngày hay năm sinh").waitFor();
    await choose("Họ và tên,Năm sinh\nLê Sai,01/02/1958\n");
    await page.getByText("1 mới").waitFor();
    await page.getByRole("button", { name: "Về danh sách" }).click();
  });

  it("takes a double click for one, however late the answer", async () => {
    let answer!: () => void;
    const clicked = new Promise<void>((resolve) => (answer = resolve));
    await page.route("**/api/people", async (route) => {
      await clicked;
      await route.continue();
    });
    await page.getByRole("button", { name: "Thêm người" }).click();
    await page.getByLabel("Họ và tên").fill("Y Đúp Êban");
    await page.getByRole("button", { name: "Lưu" }).dblclick();
    answer();
    await search("y dup eban");
    await page.unroute("**/api/people");
    await expect(rows()).toHaveCount(1);
    await search("");
  });

  it("shows the page before, where a page's last row is done with", async () => {
    const person = {
      unit: "Xóm Lẻ",
      phone: null,
      birthYear: null,
      sex: null,
      relativePhone: null,
      guardian: null,
    };
    for (let n = 0; n <= 50; n++)
      await store.addEntry({ ...person, name: `Y Lẻ Ksơr ${n}`, address: null, group: null, consent: null });
    await search("y le ksor");
    await expect(rows()).toHaveCount(50);
    await page.getByRole("button", { name: "Sau" }).click();
    await expect(rows()).toHaveCount(1);
    await page.getByRole("button", { name: /^Sửa thông tin/ }).click();
    await page.getByLabel("Họ và tên").fill("Y Khác");
    await page.getByRole("button", { name: "Lưu" }).click();
    await expect(rows()).toHaveCount(50);
    await search("");
  });

  it("stands in English as well, and in a narrow window", async () => {
    await page.evaluate(`document.querySelector(".languages [lang=en]").click()`);
    await page.getByRole("link", { name: "People" }).waitFor();
    await page.setViewportSize({ width: 390, height: 800 });
    await assertAccessible("narrow");
    const width = (await page.evaluate("document.documentElement.scrollWidth")) as number;
    assert.ok(width <= 390, `${width} px`);
  });
});
