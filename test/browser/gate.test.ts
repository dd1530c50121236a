/** The gate's page, as people at an entrance see it: what to do, green for who may pass, passages by the hour. */
import assert from "node:assert/strict";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { systemTimers } from "../../src/station/reading/serial-line.js";
import { serveGate } from "../../src/station/server/gate/gate-app.js";
import type { LocalServer } from "../../src/station/server/serve-locally.js";
import type { Line } from "../../src/sync/host/line.js";
import { createFolder } from "../station/custody-bench.js";
import { frameBytes } from "../sync/reference.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect } from "./expect.js";
import { PICTURES } from "./open-station.js";

const NOBODY = [0, 0];
const TOKEN = [1, 1];
const TOKEN_FAR = [1, 0];
const IPHONE_ASLEEP = [4, 1];
/** UTC+7: 10:20. */
const NOW_MS = Date.UTC(2020, 7, 8, 3, 20);

describe("the gate's page", function () {
  this.timeout(180_000);
  const folder = createFolder();
  let browser: Browser;
  let page: Page;
  let server: LocalServer;
  /** What the token at the cable says; undefined: it is unplugged. */
  let said: number[] | undefined = NOBODY;
  let unplug = () => {};

  function open(): Promise<Line> {
    if (said === undefined) return Promise.reject(new Error("no such port"));
    let onData: (bytes: Uint8Array) => void = () => {};
    return Promise.resolve({
      write(bytes: Uint8Array) {
        const [, , type, request] = Buffer.from(Buffer.from(bytes).toString().trim(), "base64");
        const payload = type === 1 ? Buffer.from("BZT\x02", "latin1") : Uint8Array.from(said ?? NOBODY);
        setImmediate(() => onData(frameBytes({ type: type!, request: request!, payload })));
      },
      onData: (listener: (bytes: Uint8Array) => void) => void (onData = listener),
      onClose: (listener: () => void) => void (unplug = listener),
      close() {},
    } as Line);
  }

  before(async function () {
    needBrowser(this);
    const store = await folder.store("gate.sqlite");
    server = await serveGate({ store, open, timers: systemTimers, utcNowMs: () => NOW_MS }, 0);
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await page.goto(server.url);
  });
  after(async () => {
    await browser?.close();
    await server?.close();
    await folder.remove();
  });

  const board = () => page.locator(".board");
  const counted = () => page.locator(".hours tbody td.number");
  async function look(name: string): Promise<void> {
    assert.deepEqual(await axeFindings(page), [], name);
    for (const width of [1366, 390]) {
      await page.setViewportSize({ width, height: width === 390 ? 844 : 768 });
      const overflow = await page.evaluate<number>("document.documentElement.scrollWidth - innerWidth");
      assert.ok(overflow <= 0, `${name}: ${overflow} px too wide at ${width}`);
      if (PICTURES) await page.screenshot({ path: join(PICTURES, `gate-${name}-${width}.png`) });
    }
    await page.setViewportSize({ width: 1366, height: 768 });
  }

  it("says what to do while nobody is there", async () => {
    await expect(board()).toContainText("Bấm nút trên thẻ");
    await expect(board()).toContainText("không ai bị từ chối");
    await expect(page.locator(".hours")).toContainText("chưa có lượt nào");
    await look("nobody");
  });

  it("is green for a token right here, and counts it once", async () => {
    said = TOKEN;
    await expect(board()).toContainText("Thẻ đang hoạt động");
    await expect(board()).toHaveClass(/pass/);
    await look("pass");
    said = NOBODY;
    await expect(board()).toContainText("Bấm nút trên thẻ");
    await expect(counted()).toHaveText(["1", "0", "0", "0", "1"]);
    await expect(page.locator(".hours tbody td").first()).toHaveText("10:00–11:00");
  });

  it("asks for a step nearer, or for the app, and counts nobody", async () => {
    said = TOKEN_FAR;
    await expect(board()).toContainText("Lại gần thêm một bước");
    await expect(board()).not.toHaveClass(/pass/);
    said = IPHONE_ASLEEP;
    await expect(board()).toContainText("Mở ứng dụng Bluezone");
    await look("asleep");
    said = NOBODY;
    await expect(counted()).toHaveText(["1", "0", "0", "0", "1"]);
  });

  it("writes down who was let in without, by one button", async () => {
    await page.getByRole("button", { name: "Cho vào khi không có thẻ" }).click();
    await expect(counted()).toHaveText(["1", "0", "0", "1", "2"]);
  });

  it("says that the token is unplugged, and goes on by itself", async () => {
    said = undefined;
    unplug();
    await expect(board()).toContainText("Chưa nghe được thẻ của cổng");
    await look("trouble");
    said = NOBODY;
    await expect(board()).toContainText("Bấm nút trên thẻ", { timeout: 15_000 });
  });

  it("is the same in English", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await expect(board()).not.toContainText("Bấm nút");
    await look("english");
  });
});
