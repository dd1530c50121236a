/** The browser of these tests: Debian's Chromium, or another one by CHROMIUM=path. */
import { existsSync } from "node:fs";
import type { Context } from "mocha";
import { type Browser, chromium } from "playwright-core";

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

export function launchBrowser(): Promise<Browser> {
  return chromium.launch({ executablePath: CHROMIUM, args: ARGS });
}
