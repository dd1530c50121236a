/** Every control of the staff page, on every screen, can be hit: whatever the screen's size and the machine's fonts. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { formatDay, localDayOf } from "../../src/station/text/local-time.js";
import { startStation, type Station, type TokenSource } from "../../src/station/server/start-station.js";
import { START_UTC_MS, createFolder } from "../station/custody-bench.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { openPage } from "./sign-in.js";
import { PASSPHRASE, startCustodyStations, unitKeyFile } from "./custody-stations.js";
import { type Looks, openLooks } from "./looks.js";
import { startVillageStation } from "./village-station.js";
import { UserError } from "../../src/words/user-error.js";

/** 12:00 on the village's second day. */
const HOURS = 36;

describe("controls of the staff page", function () {
  this.timeout(240_000);
  let browser: Browser;
  let page: Page;
  let look: Looks["look"];
  let problems: string[];
  let village: Awaited<ReturnType<typeof startVillageStation>>;
  const stations: Station[] = [];
  let custody: Awaited<ReturnType<typeof startCustodyStations>>;
  const folder = createFolder();

  before(async function () {
    needBrowser(this);
    village = await startVillageStation({ people: 12, hours: HOURS });
    custody = await startCustodyStations();
    browser = await launchBrowser();
    ({ page, look, problems } = await openLooks(browser));
  });
  after(async () => {
    await browser?.close();
    await village?.close();
    for (const station of stations) await station.close();
    await custody?.close();
    await folder.remove();
  });

  async function station(name: string, sources: TokenSource[]): Promise<string> {
    const store = await folder.store(`${name}.sqlite`);
    const options = { store, port: 0, hasSerialPorts: false, utcNowMs: () => START_UTC_MS };
    const started = await startStation({ ...options, sources });
    stations.push(started);
    await openPage(page, started.newUrl());
    return started.url;
  }
  const go = async (tab: string) => {
    await page.locator(`nav a[href="#${tab}"]`).click();
    await page.locator("h1").waitFor();
  };

  it("with an empty store and a token that fails", async () => {
    await page.goto(await station("empty", []));
    await page.locator(".empty").waitFor();
    await look("no tokens");
    await go("read");
    await page.locator(".empty").waitFor();
    await look("nothing plugged in");
    await go("trace");
    await look("nothing to trace");
    const label = "/dev/serial/by-id/usb-Bluezone_Token_00000042-if00 – Bluezone Token";
    const broken = { id: "a", label, open: () => Promise.reject(new UserError("sync/line-closed")) };
    const silent = { id: "b", label: "thẻ mẫu", open: () => new Promise<never>(() => {}) };
    await page.goto(`${await station("failing", [broken, silent])}#read`);
    await page.locator(".reading button").first().click();
    await page.locator(".reading.failed").waitFor();
    const told = await page.locator(".reading.failed [role=alert]").innerText();
    assert.equal(
      told,
      "Chưa đọc được. Thẻ bị rút ra giữa chừng. Phần đã đọc vẫn được giữ; cắm lại rồi thử lại.",
    );
    await look("reading failed");
    await page.locator(".toolbar button").click();
    // The token that fails does so at once, and shows no more that it is being tried.
    await page.locator(".reading.connecting").first().waitFor();
    await look("reading under way");
  });

  it("with a village of tokens", async () => {
    await openPage(page, village.newUrl());
    await page.locator(".tokens").waitFor();
    await look("tokens");
    await page.getByRole("searchbox").fill("khong ai");
    await look("tokens without a match");
    await page.getByRole("searchbox").fill("");
    await page.locator(".row-action button").first().click();
    await page.locator("dialog").waitFor();
    await look("correcting");
    await page.keyboard.press("Escape");
    await page.locator(".row-action button").nth(1).click();
    await page.locator("dialog").waitFor();
    await look("handing out");
    await page.locator("dialog [name=name]").fill("nguoi mau");
    await page.locator(".known button").first().waitFor();
    await look("choosing who is registered");
    await page.locator(".known button").first().click();
    await look("handing out to who is registered");
    await page.locator(".chosen button").click();
    await page.locator("dialog [type=submit]").click();
    await page.locator("dialog .field-error").waitFor();
    await look("handing out to nobody");
    await page.keyboard.press("Escape");
    await go("read");
    await page.locator(".readings li").nth(11).waitFor();
    await look("plugged in");
    await page.locator(".toolbar button").click();
    await page.locator(".reading.finished").nth(11).waitFor();
    await look("all read");
    await go("tokens");
    await page.locator(".tokens .good").first().waitFor();
    await look("tokens read");
  });

  it("with a trace", async () => {
    await go("trace");
    await look("trace form");
    await page.locator("#isolated").fill("1/1/2020");
    await page.locator("[type=submit]").click();
    await page.locator(".field-error").first().waitFor();
    await look("trace form with mistakes");
    await page.locator("#isolated").fill("");
    await page.locator(".rule summary").click();
    await look("trace rule");
    await page.locator("#f0").fill("nguoi mau");
    await page.locator("#f0-list [role=option]").first().waitFor();
    await look("choosing an F0", "#f0-list");
    await page.keyboard.press("Enter");
    await page.locator("#onset").fill("23/02/2021");
    await page.locator("#onset").press("Enter");
    await page.locator(".contacts").waitFor();
    await look("traced");
    await page.locator(".contacts .disclose").first().click();
    await page.locator(".details").waitFor();
    await look("details of a contact");
  });

  it("with a unit's key and an officer's", async () => {
    for (const url of custody.newUrls()) await openPage(page, url);
    await page.goto(`${custody.communeUrl}#read`);
    await page.locator(".sign-in").waitFor();
    await look("signing in");
    await page.locator(".sign-in button").click();
    await page.locator(".field-error").waitFor();
    await look("unit's key missing");
    await page.locator("#key-file").setInputFiles(await unitKeyFile());
    await page.locator("#passphrase").fill(PASSPHRASE);
    await page.locator(".sign-in button").click();
    await page.locator("#passphrase").waitFor({ state: "detached" });
    await look("signed in");
    await page.locator(".reading button").click();
    await page.locator(".press").waitFor();
    await look("asking the wearer");
    custody.token.control.button.press();
    await page.locator(".reading.finished").waitFor();
    await page.goto(`${custody.authorityUrl}#trace`);
    await page.locator("#f0").fill("42");
    await page.locator("#f0").press("Enter");
    await page.locator("#onset").fill(formatDay(localDayOf(START_UTC_MS)));
    await page.locator("[type=submit]").click();
    await page.locator(".field-error").waitFor();
    await look("key missing");
  });

  it("without the program", async () => {
    await openPage(page, stations[0]!.newUrl());
    await Promise.all(stations.splice(0).map((one) => one.close()));
    await page.locator('nav a[href="#read"]').click();
    await page.locator(".alert").waitFor();
    await look("offline");
  });

  it("finds none covered, cut off or out of reach", () => {
    assert.deepEqual(problems, []);
  });
});
