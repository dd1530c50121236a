/** A page looked at in every size, language and font that it must bear. */
import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Page } from "playwright-core";

/** The smallest screens of offices, and 200 % zoom on the larger one: half the pixels of style, twice the dots. */
const SIZES = [
  { name: "1366x768", width: 1366, height: 768, deviceScaleFactor: 1 },
  { name: "1280x720", width: 1280, height: 720, deviceScaleFactor: 1 },
  { name: "200%", width: 683, height: 384, deviceScaleFactor: 2 },
];

/** The font that comes with the pages, and the widest that a machine puts in its place. */
export const FONTS = ["shipped", "wide"] as const;
export type Font = (typeof FONTS)[number];

const WIDE_FONT = `
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { font-family: "DejaVu Sans", monospace !important }');
  document.adoptedStyleSheets = [sheet];`;

export interface Looks {
  page: Page;
  /** What was found so far. */
  problems: string[];
  /**
   * Notes where a control is covered in any size or language.
   * @param within  what lies above the rest for the moment and takes all clicks, as a list of choices does
   */
  look(screen: string, within?: string): Promise<void>;
}

export async function openLooks(browser: Browser, font: Font): Promise<Looks> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await page.addInitScript({ path: fileURLToPath(new URL("covered-controls.js", import.meta.url)) });
  if (font === "wide") {
    await page.addInitScript(WIDE_FONT);
    await page.route("**/*.woff2", (route) => route.abort());
  }
  const problems: string[] = [];
  return { page, problems, look };

  async function look(screen: string, within = "body"): Promise<void> {
    for (const language of ["en", "vi"]) {
      // Not by the mouse, which would close what is open.
      await page.evaluate(`document.querySelector(".languages [lang=${language}]").click()`);
      for (const size of SIZES) {
        await resize(devTools, size);
        const seen = await page.evaluate<{ count: number; problems: string[]; pixelRatio: number }>(
          `new Promise(requestAnimationFrame).then(() => ({
            ...lookAtControls("${within}"),
            pixelRatio: devicePixelRatio,
          }))`,
        );
        assert.equal(seen.pixelRatio, size.deviceScaleFactor);
        assert.ok(seen.count > 2, `${seen.count} controls on ${screen}`);
        problems.push(...seen.problems.map((problem) => `${screen}, ${language}, ${size.name}: ${problem}`));
        await picture(`${screen}-${language}-${size.name}`);
      }
    }
  }

  /** For people who look at it: SHOTS=folder keeps pictures. */
  async function picture(name: string): Promise<void> {
    const shots = process.env["SHOTS"];
    if (shots === undefined) return;
    await page.evaluate("scrollTo(0, 0)");
    // Not Playwright's, which goes back to the size that the page was opened in.
    const { data } = await devTools.send("Page.captureScreenshot");
    writeFileSync(`${shots}/${font}-${name.replaceAll(" ", "-")}.png`, Buffer.from(data, "base64"));
  }
}

async function resize(devTools: CDPSession, size: (typeof SIZES)[number]): Promise<void> {
  const { width, height, deviceScaleFactor } = size;
  await devTools.send("Emulation.setDeviceMetricsOverride", {
    width,
    height,
    deviceScaleFactor,
    mobile: false,
  });
}
