/** Papers in a browser: from the list of tokens and the guide to each page that is printed. */
import assert from "node:assert/strict";
import type { Page } from "playwright-core";
import { papers as papersVi } from "../../src/station/page/screens/papers/vi.js";
import type { Store } from "../../src/station/store/store.js";
import { axeFindings } from "./axe.js";
import { type OpenStation, openStation } from "./open-station.js";

const UNIT = 'Trạm Y tế <b>xã</b> "Bình Minh"';

describe("papers on the page", function () {
  this.timeout(180_000);
  let open: OpenStation;
  let page: Page;
  let store: Store;

  before(async function () {
    open = await openStation(this, {
      fill: async (filled) => {
        for (const serial of [2, 3, 4, 9]) await filled.tokenOf(serial);
        const who = { name: "Người Mẫu Một", unit: "Thôn 1", phone: null };
        await filled.issueToken(await filled.tokenOf(1), who, 0);
      },
    });
    ({ page, store } = open);
  });
  after(() => open?.close());

  async function opened(name: string, look: (paper: Page) => Promise<void>): Promise<void> {
    const next = page.context().waitForEvent("page");
    await page.getByRole("link", { name, exact: true }).click();
    const paper = await next;
    try {
      await paper.locator("main").waitFor();
      await look(paper);
    } finally {
      await paper.close();
    }
  }

  it("are reached from the tokens, whose first row stays high, and from the guide", async () => {
    const row = page.locator("tbody tr").first();
    await row.waitFor();
    // On a line with the heading, so that it takes no height.
    const { y } = (await row.boundingBox())!;
    const link = page.locator(".listing-head > a");
    await link.evaluate((one) => one.setAttribute("hidden", ""));
    assert.equal((await row.boundingBox())!.y, y);
    await link.evaluate((one) => one.removeAttribute("hidden"));
    await page.evaluate(`location.hash = "guide/issue"`);
    await page.locator(".guide").getByRole("link", { name: "Giấy tờ" }).click();
    await page.getByRole("heading", { level: 1, name: "Giấy tờ" }).waitFor();
    await page.evaluate(`location.hash = "tokens"`);
    await page.locator(".listing-head").getByRole("link", { name: "Giấy tờ" }).click();
    await page.getByRole("heading", { level: 1, name: "Giấy tờ" }).waitFor();
  });

  it("want the unit's name and number first, and remember them", async () => {
    await page.getByText("Hãy nhập tên đơn vị").waitFor();
    assert.ok(await page.getByRole("button", { name: "Phiếu đồng ý", exact: true }).isDisabled());
    assert.deepEqual(await axeFindings(page), []);
    await page.getByLabel("Tên đơn vị").fill(UNIT);
    await page.getByLabel("Số điện thoại").fill("0236 3 000 000");
    await page.getByRole("button", { name: "Nhớ cho lần sau" }).click();
    await page.getByText("Đã nhớ.").waitFor();
    assert.deepEqual(await store.issuer(), { name: UNIT, phone: "0236 3 000 000" });
    await page.reload();
    await page.getByRole("link", { name: "Phiếu đồng ý", exact: true }).waitFor();
    assert.equal(await page.getByLabel("Tên đơn vị").inputValue(), UNIT);
  });

  it("open each in a tab of its own, with the unit's name as text, whatever it holds", async () => {
    const marked: string[] = [];
    for (const [kind, [name]] of Object.entries(papersVi.kinds)) {
      await opened(name, async (paper) => {
        assert.match(new URL(paper.url()).pathname, new RegExp(`/${kind}$`));
        if ((await paper.locator("body").innerText()).includes(UNIT)) marked.push(kind);
        assert.equal(await paper.locator("b", { hasText: /^xã$/ }).count(), 0, kind);
      });
    }
    assert.ok(marked.length >= 5, marked.join());
  });

  it("have labels for the tokens in stock, or for numbers that somebody types", async () => {
    const numbers = page.getByLabel("Số thẻ, ví dụ");
    assert.equal(await numbers.inputValue(), "2-4,9");
    const labelled = async (expected: string[]) =>
      opened("Mở tờ nhãn", async (paper) => {
        assert.deepEqual(await paper.locator(".label b").allInnerTexts(), expected);
      });
    await labelled(["00000002", "00000003", "00000004", "00000009"]);
    await numbers.fill("1-700");
    await page.getByRole("alert").filter({ hasText: "nhiều nhất 650 số" }).waitFor();
    assert.ok(await page.getByRole("button", { name: "Mở tờ nhãn" }).isDisabled());
    await numbers.fill("417, 5-6");
    await labelled(["00000417", "00000005", "00000006"]);
    const answer = await page.request.get(`${open.station.url}api/papers/labels?name=a&phone=1&tokens=1-700`);
    assert.equal(answer.status(), 422);
  });

  it("are in English too, and on a narrow screen", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByRole("heading", { level: 1, name: "Papers" }).waitFor();
    assert.deepEqual(await axeFindings(page), []);
    await page.setViewportSize({ width: 390, height: 768 });
    assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"));
    await opened("Consent form", async (paper) => {
      assert.equal(await paper.locator("html").getAttribute("lang"), "en");
    });
  });
});
