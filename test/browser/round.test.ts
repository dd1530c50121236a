/** From house to house in a browser: made from the register, printed, typed in by keyboard alone, and taken to a laptop and back. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import type { Page } from "playwright-core";
import { EMPTY_ENTRY } from "../../src/station/store/registry/households.js";
import type { Store } from "../../src/station/store/store.js";
import { localDayOf } from "../../src/station/text/local-time.js";
import { expect } from "./expect.js";
import { type OpenStation, openStation } from "./open-station.js";

describe("house-to-house round in a browser", function () {
  this.timeout(180_000);
  let open: OpenStation;
  let page: Page;
  let store: Store;

  before(async function () {
    open = await openStation(this, {
      fill: async (store) => {
        const person = (
          name: string,
          unit: string,
          address: string,
          birthYear: number,
          smartphone: boolean,
        ) => store.addEntry({ ...EMPTY_ENTRY, name, unit, address, birthYear, smartphone });
        await person("Lê Thị An", "Thôn 1", "Ngõ 2, số 4", 1950, false);
        await person("Lê Văn Bình", "Thôn 1", "Ngõ 2, số 4", 1951, false);
        await person("Lê Cường", "Thôn 1", "Ngõ 2, số 4", 1990, true);
        await person("Trần Chi", "Thôn 1", "Ngõ 10, số 1", 1948, false);
        await person("Trần Dũng", "Thôn 1", "Ngõ 12", 1985, true);
        await person("Hồ Em", "Thôn 1", "Ngõ 14", 1944, false);
        await person("Phạm Giang", "Thôn 2", "Xóm Đình", 1960, false);
        await store.putIssuer({ name: "Trạm Y tế xã Bình An", phone: "0236 3 000 000" }, 1);
      },
    });
    ({ page, store } = open);
    await page.evaluate(`location.hash = "round"`);
  });
  after(() => open?.close());

  const rows = () => page.locator(".round table tbody tr").filter({ has: page.locator(".round-results") });
  const walked = () => store.walk({ fromDay: 0, day: localDayOf(Date.now()) });
  const outcomes = async () => (await walked()).map(({ last }) => last?.outcome ?? "–");
  /** Which household the keyboard is at. */
  const focused = () =>
    expect.poll(() =>
      page.evaluate<string>("document.activeElement.closest('.round-results')?.ariaLabel ?? ''"),
    );

  it("says how households come about, and makes them of the register", async () => {
    await page.getByRole("heading", { name: "Chưa có hộ nào" }).waitFor();
    await open.assertAccessible("round-empty");
    await page.evaluate(`location.hash = "people"`);
    await page.getByRole("link", { name: "Đến từng nhà" }).click();
    await page.getByRole("button", { name: "Lập hộ từ sổ người dân" }).click();
    await page.getByText("Đã lập 5 hộ mới, 7 người vào hộ").waitFor();
    await page.getByLabel("Thôn, tổ dân phố").selectOption("Thôn 1");
    await expect(rows()).toHaveCount(4);
    await open.assertAccessible("round");
  });

  it("prints the list in large rows, with boxes to tick", async () => {
    const next = page.context().waitForEvent("page");
    await page.getByRole("link", { name: "In danh sách", exact: true }).click();
    const paper = await next;
    await paper.getByRole("heading", { name: "Danh sách đi từng nhà" }).waitFor();
    const listed = paper.locator("tbody tr");
    // Four that are known, and empty ones for those that are not.
    await expect(listed).toHaveCount(8);
    assert.match(await listed.first().innerText(), /Ngõ 2, số 4[^]*Lê Thị An, 1950 · KHÔNG có ĐT thông minh/);
    for (const row of await listed.all()) {
      await expect(row.locator(".boxes .box")).toHaveCount(5);
      assert.ok((await row.boundingBox())!.height >= 70);
    }
    await paper.close();
  });

  it("is typed in by keyboard alone: a household with two tokens, a refusal, an absence, one to come back to", async () => {
    await rows().first().getByRole("button", { name: "1 Đã giao" }).focus();
    await page.keyboard.press("1");
    for (const [name, serial] of [
      ["Lê Thị An", "00000041"],
      ["Lê Văn Bình", "42"],
    ] as const) {
      await page.getByRole("dialog", { name: `Giao thẻ cho ${name}` }).waitFor();
      // Who agreed comes first, then the number, then Enter.
      await page.keyboard.press("Space");
      await expect(page.getByLabel("Số thẻ (gõ hoặc quét nhãn)")).toBeFocused();
      await page.keyboard.type(serial);
      await page.keyboard.press("Enter");
    }
    await page.getByText("Đã giao thẻ 00000042 cho Lê Văn Bình").waitFor();
    await focused().toBe("Kết quả hộ số 2, Ngõ 10, số 1");
    await page.keyboard.press("2");
    await focused().toBe("Kết quả hộ số 3, Ngõ 12");
    await page.keyboard.press("ArrowDown");
    await focused().toBe("Kết quả hộ số 4, Ngõ 14");
    await page.keyboard.press("ArrowUp");
    await page.keyboard.press("3");
    await focused().toBe("Kết quả hộ số 4, Ngõ 14");
    await page.keyboard.press("4");
    await page.getByRole("dialog", { name: "Quay lại hộ Ngõ 14" }).waitFor();
    await page.keyboard.press("Enter");
    await page.getByRole("dialog").waitFor({ state: "detached" });
    await expect.poll(outcomes).toEqual(["issued", "refused", "absent", "back", "–"]);
    await expect(rows()).toHaveCount(4);
    const [first, second] = await walked();
    assert.deepEqual(first!.members.map(({ tokens }) => tokens[0]?.serial), [41, 42, undefined]); // prettier-ignore
    assert.equal(first!.members[0]!.consent?.by, "self");
    assert.ok(second!.members[0]!.refusedMs !== undefined);
    await page.getByText("Đã gặp 3 trong 5 hộ, 1 hộ đã nhận thẻ").click();
    await page.getByRole("row", { name: /^Thôn 1 4 4 3 1 1 1 1 0/ }).waitFor();
    await open.assertAccessible("round-typed");
    const labels = await page.getByRole("link", { name: "In nhãn" }).getAttribute("href");
    assert.match(labels!, /\/api\/papers\/labels\?.*tokens=42$/);
  });

  it("clears a result that was wrong, and undoes a wrong token", async () => {
    await rows().nth(1).getByRole("button", { name: "2 Từ chối" }).click();
    await expect.poll(outcomes).toEqual(["issued", "–", "absent", "back", "–"]);
    await page.getByRole("button", { name: "Hoàn tác" }).click();
    await page.getByText("Đã hoàn tác").waitFor();
    assert.equal((await store.issues()).length, 1);
    await rows().nth(1).getByRole("button", { name: "5 Không cần" }).click();
    await expect.poll(outcomes).toEqual(["issued", "none", "absent", "back", "–"]);
  });

  it("adds a household where somebody stands, and a person who is given a token at once", async () => {
    await page.getByRole("button", { name: "Thêm hộ" }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText(/Thêm hộ sau hộ số/).waitFor();
    await dialog.getByLabel("Địa chỉ (ngõ, số nhà)").fill("Ngõ 2, số 4");
    await dialog.getByRole("button", { name: "Lưu" }).click();
    await dialog.getByText("đã có trong danh sách, số 1").waitFor();
    await dialog.getByLabel("Địa chỉ (ngõ, số nhà)").fill("Ngõ 13");
    await open.assertAccessible("round-household");
    await dialog.getByRole("button", { name: "Lưu" }).click();
    await page.getByLabel("Danh sách").selectOption("open");
    const found = rows().filter({ hasText: "Ngõ 13" });
    await found.getByRole("button", { name: "1 Đã giao" }).click();
    await page.getByLabel("Họ và tên").fill("Vũ Thị Hoa");
    await open.assertAccessible("round-member");
    await page.keyboard.press("Enter");
    await page.getByRole("dialog", { name: "Giao thẻ cho Vũ Thị Hoa" }).waitFor();
    await page.getByLabel("bản thân").check();
    await page.getByLabel("Số thẻ (gõ hoặc quét nhãn)").fill("43");
    await page.keyboard.press("Enter");
    await page.getByText("Đã giao thẻ 00000043 cho Vũ Thị Hoa").waitFor();
    await expect.poll(async () => (await walked()).find(({ address }) => address === "Ngõ 13")?.last?.outcome).toBe("issued"); // prettier-ignore
  });

  it("goes out in a file and comes back: edited is refused, the same again changes nothing", async () => {
    const started = page.waitForEvent("download");
    await page.getByRole("link", { name: "Ghi tệp mang đi" }).click();
    const text = readFileSync((await (await started).path())!, "utf8");
    const [whole, edited] = [open.path("r.json"), open.path("e.json")];
    writeFileSync(whole, text);
    writeFileSync(edited, text.replace('"outcome":"absent"', '"outcome":"issued"'));
    await page.getByLabel("Nhận tệp mang về").setInputFiles(edited);
    await page.getByRole("alert").filter({ hasText: "đã bị sửa" }).waitFor();
    await page.getByLabel("Nhận tệp mang về").setInputFiles(whole);
    await page.getByText(/Đã nhận: 0 hộ mới, 0 người mới, 0 lượt đến, 0 thẻ.*không có gì thay đổi/).waitFor();
    assert.equal((await store.issues()).length, 2);
  });

  it("shares a village out to teams, is in English too, and fits a narrow screen", async () => {
    await page.getByLabel("Danh sách").selectOption("all");
    await expect(rows()).toHaveCount(5);
    await page.getByRole("button", { name: "Chia tổ" }).click();
    await page.getByRole("dialog").getByLabel("Đến hộ số").fill("2");
    await page.getByRole("dialog").getByLabel("Tổ", { exact: true }).fill("Tổ 1");
    await page.getByRole("dialog").getByRole("button", { name: "Lưu" }).click();
    await page.getByRole("combobox", { name: "Tổ", exact: true }).selectOption("Tổ 1");
    await expect(rows()).toHaveCount(2);
    await page.getByRole("combobox", { name: "Tổ", exact: true }).selectOption("");
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { name: "House to house" }).waitFor();
    // Said before the language was changed.
    await page.getByText(/^Taken in: 0 new households.* nothing changed/).waitFor();
    await open.assertAccessible("round-en");
    await page.setViewportSize({ width: 390, height: 768 });
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    const results = rows().first().locator(".round-results button");
    for (const button of await results.all()) {
      const { x, width } = (await button.boundingBox())!;
      assert.ok(x >= 0 && x + width <= 390, `${x}, ${width}`);
    }
    await open.assertAccessible("round-narrow");
  });
});
