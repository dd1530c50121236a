/** Every control of the live view, in every state, can be hit: whatever the screen's size and the machine's fonts. */
import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { launchBrowser, needBrowser } from "./chromium.js";
import { type Looks, openLooks } from "./looks.js";
import { type WatchProgram, startWatch } from "./watch-program.js";

/** Buttons of the speeds, in order. */
const [PAUSE, FASTEST] = [0, 5];

describe("controls of the live view", function () {
  this.timeout(240_000);
  let browser: Browser;
  let page: Page;
  let look: Looks["look"];
  let problems: string[];
  let folder: string;
  let watch: WatchProgram;

  before(async function () {
    needBrowser(this);
    folder = mkdtempSync(join(tmpdir(), "bz-watch-controls-"));
    const film = join(folder, "film.bzw");
    watch = await startWatch("commune", "--people", "150", "--from", "08:30", "--record", film);
    browser = await launchBrowser();
    ({ page, look, problems } = await openLooks(browser));
    await page.goto(watch.url);
  });
  after(async () => {
    await browser?.close();
    await watch?.end();
    if (folder !== undefined) rmSync(folder, { recursive: true });
  });

  /** Somebody who has such a device. */
  const choose = async (device: string) => {
    await page.locator(`.people button:has(.${device})`).first().click();
    await page.locator(".inside").waitFor();
  };
  const speed = (index: number) => page.locator(".speeds button").nth(index).click();

  it("live", async () => {
    await page.locator(".people li").first().waitFor();
    await look("hurrying");
    await page.locator(".speeds [aria-pressed=true]").waitFor();
    await speed(PAUSE);
    await look("people");
    await page.getByRole("searchbox").fill("khong ai");
    await look("nobody found");
    await page.getByRole("searchbox").fill("");
    await choose("none");
    await look("somebody without anything");
  });

  it("a recording, up to its end", async () => {
    await watch.end();
    await page.locator(".alert").waitFor();
    await look("offline");
    watch = await startWatch("--replay", join(folder, "film.bzw"));
    await page.goto(watch.url);
    await page.locator(".replay").waitFor();
    // On a slow machine it is over before anybody looks.
    await page.locator(".replay button").click();
    await speed(PAUSE);
    await look("recording");
    await speed(FASTEST);
    await page.locator(".speeds button:disabled").first().waitFor();
    await look("the end");
    await choose("token");
    await page.locator(".vitals").waitFor();
    await look("a recorded token");
  });

  it("a token among many", async () => {
    await watch.end();
    // In class, and late in a slot, when the table is long.
    watch = await startWatch("village", "--people", "60", "--from", "08:25");
    await page.goto(watch.url);
    await page.locator(".speeds [aria-pressed=true]").waitFor();
    await speed(PAUSE);
    await page.getByRole("searchbox").fill("học sinh");
    await choose("token");
    await page.locator(".encounters tbody tr").nth(6).waitFor();
    await look("a token");
  });

  it("finds none covered, cut off or out of reach", () => {
    assert.deepEqual(problems, []);
  });
});
