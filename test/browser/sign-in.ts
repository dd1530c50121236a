/** Into the page, for tests that are about something else. */
import type { Page } from "playwright-core";
import { PIN, STAFF_NAME } from "../station/browser-session.js";

/** Opens a new address, and makes the account that may do everything, or signs in with it. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  const name = page.locator("main.staff-entry input[name=name]");
  const pin = page.locator("main.staff-entry input[name=pin]");
  await pin.waitFor();
  if ((await name.count()) > 0) {
    await name.fill(STAFF_NAME);
    await page.locator("main.staff-entry input[name=again]").fill(PIN);
  }
  await pin.fill(PIN);
  await pin.press("Enter");
  await page.locator(".who-is").waitFor();
}
