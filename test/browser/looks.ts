/** A page looked at in every size, language and font that it must bear. */
import assert from "node:assert/strict";
import { readFileSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import type { Browser, CDPSession, Page } from "playwright-core";

/** The smallest screens of offices, and 200 % zoom on the larger one: half the pixels of style, twice the dots. */
const SIZES = [
  { name: "1366x768", width: 1366, height: 768, deviceScaleFactor: 1 },
  { name: "1280x720", width: 1280, height: 720, deviceScaleFactor: 1 },
  { name: "200%", width: 683, height: 384, deviceScaleFactor: 2 },
];

/** The widest font that a machine puts in the place of the one that comes with the pages, and that one, in which they go on. */
const FONTS = ["wide", "shipped"] as const;
type Font = (typeof FONTS)[number];

/** Where a machine has no font at all, the wide one is the shipped one, stretched. */
const STRETCHED = ["latin", "vietnamese"].map((subset) => {
  const file = `@fontsource/be-vietnam-pro/files/be-vietnam-pro-${subset}-600-normal.woff2`;
  return readFileSync(fileURLToPath(import.meta.resolve(file))).toString("base64");
});
const WIDE_FONT = `
  const [latin, vietnamese] = ${JSON.stringify(STRETCHED)}.map((data) =>
    Uint8Array.from(atob(data), (letter) => letter.charCodeAt(0)));
  const add = (bytes, unicodeRange) =>
    document.fonts.add(new FontFace("Stretched", bytes, { sizeAdjust: "118%", unicodeRange }));
  add(latin, "U+0-FF, U+2000-22FF");
  add(vietnamese, "U+100-1FFF");
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('* { font-family: "DejaVu Sans", monospace, Stretched !important }');
  globalThis.useFont = (font) => (document.adoptedStyleSheets = font === "wide" ? [sheet] : []);`;

export interface Looks {
  page: Page;
  /** What was found so far. */
  problems: string[];
  /**
   * Notes where a control is covered in any size, language or font.
   * @param within  what lies above the rest for the moment and takes all clicks, as a list of choices does
   */
  look(screen: string, within?: string): Promise<void>;
}

export async function openLooks(browser: Browser): Promise<Looks> {
  const context = await browser.newContext();
  const page = await context.newPage();
  const devTools = await context.newCDPSession(page);
  await page.addInitScript({ path: fileURLToPath(new URL("covered-controls.js", import.meta.url)) });
  await page.addInitScript(WIDE_FONT);
  const problems: string[] = [];
  return { page, problems, look };

  async function look(screen: string, within = "body"): Promise<void> {
    for (const font of FONTS) await lookInFont(font, screen, within);
  }

  async function lookInFont(font: Font, screen: string, within: string): Promise<void> {
    await page.evaluate(`useFont("${font}")`);
    for (const language of ["en", "vi"]) {
      // Not by the mouse, which would close what is open.
      await page.evaluate(`document.querySelector(".languages [lang=${language}]").click()`);
      if (font === "shipped") problems.push(...(await otherFonts()).map((other) => `${screen}: ${other}`));
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
        const where = `${screen}, ${language}, ${size.name}, ${font}`;
        problems.push(...seen.problems.map((problem) => `${where}: ${problem}`));
        await picture(`${font}-${screen}-${language}-${size.name}`);
      }
    }
  }

  /** Texts that are not drawn in the font that comes with the page, the browser's own parts of a field included. */
  async function otherFonts(): Promise<string[]> {
    await page.evaluate("document.fonts.ready");
    await devTools.send("DOM.enable");
    await devTools.send("CSS.enable");
    const { root } = await devTools.send("DOM.getDocument", { depth: -1, pierce: true });
    const found: string[] = [];
    let count = 0;
    for (const { nodeId, nodeName } of textParents(root)) {
      // What has gone meanwhile has no font any more.
      const used = await devTools
        .send("CSS.getPlatformFontsForNode", { nodeId })
        .catch(() => ({ fonts: [] as { familyName: string; isCustomFont: boolean }[] }));
      count += used.fonts.length;
      for (const { familyName, isCustomFont } of used.fonts) {
        // "Be Vietnam Pro SemiBold" is its bold.
        const isOurs = isCustomFont && familyName.startsWith("Be Vietnam Pro");
        if (!isOurs) found.push(`${nodeName} in ${familyName}`);
      }
    }
    assert.ok(count > 5, `${count} texts with a font`);
    return found;
  }

  /** For people who look at it: SHOTS=folder keeps pictures. */
  async function picture(name: string): Promise<void> {
    const shots = process.env["SHOTS"];
    if (shots === undefined) return;
    await page.evaluate("scrollTo(0, 0)");
    // Not Playwright's, which goes back to the size that the page was opened in.
    const { data } = await devTools.send("Page.captureScreenshot");
    writeFileSync(`${shots}/${name.replaceAll(" ", "-")}.png`, Buffer.from(data, "base64"));
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

interface DomNode {
  nodeId: number;
  nodeType: number;
  nodeName: string;
  children?: DomNode[];
  shadowRoots?: DomNode[];
}

const TEXT_NODE = 3;
/** Their texts are not drawn on the page. */
const UNDRAWN = ["HEAD", "SCRIPT", "NOSCRIPT", "TITLE", "title"];

function textParents(node: DomNode): DomNode[] {
  if (UNDRAWN.includes(node.nodeName)) return [];
  const inside = [...(node.children ?? []), ...(node.shadowRoots ?? [])];
  const isParent = inside.some((child) => child.nodeType === TEXT_NODE);
  return [...(isParent ? [node] : []), ...inside.flatMap(textParents)];
}
