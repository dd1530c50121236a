/** The browser of these tests: Debian's Chromium, or another one by CHROMIUM=path. */
import { existsSync } from "node:fs";
import { setTimeout } from "node:timers/promises";
import type { Context } from "mocha";
import { type Browser, type BrowserContext, chromium } from "playwright-core";

const CHROMIUM = process.env["CHROMIUM"] ?? "/usr/bin/chromium";
/** Without these a browser talks to its maker, or needs a screen. */
const ARGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Skips the suite where there is no browser; with REQUIRE_BROWSER=1 that is an error. */
export function needBrowser(suite: Context): void {
  if (existsSync(CHROMIUM)) return;
  if (process.env["REQUIRE_BROWSER"] === "1") throw new Error(`no browser at ${CHROMIUM}`);
  console.log(`      skipped: no browser at ${CHROMIUM} (Debian package chromium, or CHROMIUM=path)`);
  suite.skip();
}

/** With ANSWERS_AFTER_MS=700 every answer is late, as on a busy machine: a test that does not wait for one fails. */
export async function launchBrowser(): Promise<Browser> {
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ARGS });
  const lateMs = Number(process.env["ANSWERS_AFTER_MS"] ?? 0);
  if (lateMs > 0) browser.on("context", (context) => void delayAnswers(context, lateMs));
  return browser;
}

async function delayAnswers(context: BrowserContext, lateMs: number): Promise<void> {
  await context.route("**/api/**", async (route) => {
    await setTimeout(lateMs);
    // The page may be gone.
    await route.continue().catch(() => undefined);
  });
}
