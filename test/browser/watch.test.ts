import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, needBrowser } from "./chromium.js";
import { expect, SEEN } from "./expect.js";
import { type WatchProgram, startWatch } from "./watch-program.js";

describe("live view in a browser", function () {
  this.timeout(180_000);
  let browser: Browser;
  let page: Page;
  let folder: string;
  let watch: WatchProgram;
  const complaints: string[] = [];

  before(async function () {
    needBrowser(this);
    folder = mkdtempSync(join(tmpdir(), "bz-watch-page-"));
    watch = await startWatch(
      "village",
      "--people",
      "60",
      "--from",
      "05:00",
      "--record",
      join(folder, "film.bzw"),
    );
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(error.message));
    page.on("request", (request) => {
      const url = request.url();
      if (!/^http:\/\/127\.0\.0\.1:\d+\//.test(url) && !url.startsWith("data:"))
        complaints.push(`asked for ${url}`);
    });
    await page.goto(watch.url);
  });
  after(async () => {
    await browser?.close();
    await watch?.end();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  const speed = (name: string) => page.getByRole("group").getByRole("button", { name, exact: true }).click();
  /** Seconds since midnight. */
  const clock = async () => {
    const [h, m, s] = (await page.locator(".now strong").innerText()).split(":").map(Number);
    return h! * 3600 + m! * 60 + s!;
  };
  const until = async (condition: () => Promise<boolean>, what: string) => {
    for (let tries = 0; tries < 300; tries++) {
      if (await condition()) return;
      await page.waitForTimeout(100);
    }
    assert.fail(`waited in vain until ${what}`);
  };
  /** What is on its way when a speed is chosen still comes. */
  const stands = () =>
    until(async () => {
      const at = await clock();
      await page.waitForTimeout(500);
      return (await clock()) === at;
    }, "the clock stands");
  const fits = () =>
    page.evaluate(
      "document.documentElement.scrollWidth <= innerWidth && document.documentElement.scrollHeight <= innerHeight",
    );
  const onTheWay = async () => Number(await page.locator(".counts strong").first().innerText());
  /** Dots of the colour of people with a token, as page coordinates. */
  const dots = async (colour = [12, 107, 98]): Promise<{ x: number; y: number }[]> =>
    page.evaluate((rgb) => {
      const canvas = (
        globalThis as never as { document: { querySelector(name: string): CanvasLike } }
      ).document.querySelector("canvas");
      interface CanvasLike {
        width: number;
        height: number;
        getContext(kind: "2d"): {
          getImageData(x: number, y: number, w: number, h: number): { data: Uint8ClampedArray };
        };
        getBoundingClientRect(): { left: number; top: number };
      }
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      const { left, top } = canvas.getBoundingClientRect();
      const found: { x: number; y: number }[] = [];
      for (let at = 0; at < data.length; at += 4) {
        if (rgb.some((value, i) => data[at + i] !== value)) continue;
        found.push({ x: left + ((at / 4) % canvas.width), y: top + Math.floor(at / 4 / canvas.width) });
      }
      return found;
    }, colour);

  it("opens in Vietnamese, hurries to the morning and goes on by itself", async () => {
    await page.getByText("Làng mô phỏng").waitFor();
    await until(async () => (await clock()) > 5 * 3600, "it is five o'clock");
    const before = await clock();
    await until(async () => (await clock()) > before + 30, "half a minute has passed");
    await expect(page.getByRole("button", { name: "60×", exact: true, pressed: true })).toBeVisible();
    assert.ok((await dots()).length > 100);
    assert.ok(await fits());
  });

  it("shows people who set out, move and hear each other", async () => {
    const before = new Set((await dots()).map(({ x, y }) => `${x} ${y}`));
    await speed("600×");
    await until(async () => (await onTheWay()) > 0, "somebody is on the way");
    await until(async () => (await clock()) > 7 * 3600 + 1800, "the day has begun");
    const stayed = (await dots()).filter(({ x, y }) => before.has(`${x} ${y}`)).length;
    assert.ok(stayed < before.size / 2, `${stayed} of ${before.size} pixels stayed`);
    const links = await page.locator(".counts strong").nth(1).innerText();
    assert.ok(Number(links.replace(".", "")) > 50, `${links} links`);
  });

  it("stands still when told to", async () => {
    await speed("Dừng");
    await stands();
    const at = await clock();
    await page.waitForTimeout(1_500);
    assert.equal(await clock(), at);
  });

  it("keeps time at the speed chosen", async () => {
    await speed("10×");
    const [from, fromMs] = [await clock(), Date.now()];
    await page.waitForTimeout(3_000);
    const pace = ((await clock()) - from) / ((Date.now() - fromMs) / 1000);
    assert.ok(pace > 6 && pace < 13, `${pace} times real time`);
  });

  it("shows the inside of a token that is clicked on", async () => {
    const [dot] = await dots();
    await page.mouse.click(dot!.x, dot!.y);
    const inside = page.locator(".inside");
    await inside.getByText("Bảng gặp gỡ").waitFor();
    const text = await inside.innerText();
    for (const word of [
      "Người mẫu",
      "Pin",
      "V",
      "Đồng hồ",
      "đúng giờ",
      "Mã đang phát",
      "Nhật ký trong flash",
    ])
      assert.ok(text.includes(word), word);
    assert.match(text, /Khung \d\d:\d\d–\d\d:\d\d/);
    assert.match(text, /\d+ bản ghi · \d\/393 trang/);
    assert.equal((await inside.locator(".flash-page.is-closed").count()) > 0, true);
    await expect(inside.locator(".slot-window")).toHaveCount(4);
    await speed("60×");
    await until(async () => (await inside.locator(".slot-window.heard").count()) > 0, "it has listened");
    assert.ok(await fits());
  });

  it("lights the LED when the button is pressed", async () => {
    await speed("1×");
    await page.getByRole("button", { name: "Bấm nút" }).click();
    await page.locator(".led.lit").waitFor();
    await until(async () => (await dots([255, 185, 56])).length > 5, "the dot is lit");
    await page.locator(".led:not(.lit)").waitFor();
  });

  it("finds people by name, and goes from one to another by the table", async () => {
    await page.getByRole("button", { name: "Đóng" }).click();
    await page.getByRole("searchbox").fill("nguoi mau 07");
    await page.locator(".people li button").first().click();
    await page.getByRole("heading", { name: "Người mẫu 07" }).waitFor();
  });

  it("speaks English too, and remembers it", async () => {
    await page.getByRole("button", { name: "English" }).click();
    await page.getByText("Encounter table").waitFor();
    assert.ok(await fits());
    await page.reload();
    await page.getByText("Hearing each other").waitFor();
    await expect(page.locator(".now span")).toHaveText(/Monday 22\/02\/2021/, SEEN);
    assert.ok(await fits());
  });

  it("zooms and drags without losing anybody", async () => {
    const before = (await dots()).length;
    for (let n = 0; n < 3; n++) await page.getByRole("button", { name: "Zoom in" }).click();
    await page.mouse.move(400, 400);
    await page.mouse.down();
    await page.mouse.move(460, 430, { steps: 4 });
    await page.mouse.up();
    await expect(page.locator(".inside"), "a drag chooses nobody").toHaveCount(0);
    await page.getByRole("button", { name: "Show all" }).click();
    await until(
      async () => Math.abs((await dots()).length - before) < before / 4,
      "as many dots are to be seen as before",
    );
  });

  it("plays the recording in the same page", async () => {
    await speed("Pause");
    await stands();
    const endedAt = await clock();
    assert.equal(await watch.end(), 0);
    await page.getByRole("alert").waitFor();
    // The connection that ended, and its tries to come back.
    await page.goto("about:blank");
    complaints.length = 0;
    watch = await startWatch("--replay", join(folder, "film.bzw"));
    assert.doesNotMatch(watch.output(), /breaks off/);
    await page.goto(watch.url);
    await page.evaluate("localStorage.setItem('language', 'en')");
    await page.reload();
    await page.getByText("Recording").waitFor();
    await speed("Fastest");
    await until(async () => Math.abs((await clock()) - endedAt) <= 1, "the recording is over");
    await page.locator(".people li button").first().click();
    await page.getByText("Encounter table").waitFor();
    await expect(page.getByRole("button", { name: "Press button" })).toHaveCount(0);
    await page.getByRole("button", { name: "Back to the beginning" }).click();
    await until(async () => (await clock()) < endedAt - 600, "it has begun again");
    assert.ok(await fits());
  });

  it("loaded nothing from elsewhere and reported no error", () => {
    assert.deepEqual(complaints, []);
  });
});
