/** Three simulated tokens in service on one hub: the page plugs them in and out, and presses their buttons. */
import assert from "node:assert/strict";
import type { Browser, Page } from "playwright-core";
import { handsOf } from "../../sim/run/village-sources.js";
import { packStock } from "../../src/station/packs/down.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { startStation, type Station } from "../../src/station/server/start-station.js";
import type { Store } from "../../src/station/store/store.js";
import { keyOfSerial } from "../../src/station/store/token-identity.js";
import {
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
} from "../station/custody-bench.js";
import { axeFindings } from "./axe.js";
import { launchBrowser, needBrowser } from "./chromium.js";
import { unlockUnit } from "./custody-stations.js";
import { openPage } from "./sign-in.js";

const SERIALS = [41, 42, 43] as const;
/** After a press so many bytes come, and then none: the reading is under way as long as the test likes. */
const STALLS_AFTER_BYTES = 400;

describe("several tokens at once on the staff page", function () {
  this.timeout(180_000);
  const folder = createFolder();
  let browser: Browser;
  let page: Page;
  let store: Store;
  let station: Station;
  /** The token of the middle stalls while it is read. */
  let isStalling = true;

  before(async function () {
    needBrowser(this);
    const authority = await folder.store("authority.sqlite");
    store = await folder.store("village.sqlite");
    const tokens = SERIALS.map((serial, n) => ({
      serial,
      bench: createTokenBench(7 + n, `00112233AABBCC0${n}`),
    }));
    for (const { serial, bench } of tokens) await bench.prepare(authority, serial);
    const stock = folder.path("stock.bzpack");
    const by = { officer, reason: "thẻ mẫu", unit: commune, tokens: undefined, nowMs: START_UTC_MS };
    await packStock(authority, stock, by);
    await takePack(store, stock, commune, [publicOf(officer)], START_UTC_MS);
    for (const { serial, bench } of tokens) {
      const person = { name: `Người Mẫu ${serial}`, unit: "Thôn 1", phone: null };
      await store.issueToken(await store.tokenOf(serial), person, 0);
      for (let n = 1; n <= 6; n++) bench.addNeighbour(new Uint8Array(12).fill(n), -50);
      bench.live(6);
    }
    station = await startStation({
      store,
      port: 0,
      hasSerialPorts: false,
      utcNowMs: () => Math.max(...tokens.map(({ bench }) => bench.utcNowMs())),
      sources: tokens.map(({ serial, bench }) => {
        const hands = handsOf(bench.control);
        let isPressed = false;
        const stalled = () => {
          const line = bench.open();
          let bytes = 0;
          return {
            ...line,
            onData: (listener: (portion: Uint8Array) => void) =>
              line.onData((portion) => {
                if (isPressed && isStalling) bytes += portion.length;
                if (bytes > STALLS_AFTER_BYTES) bench.control.usb.pauseReading();
                listener(portion);
              }),
          };
        };
        return {
          id: `token-${serial}`,
          label: `000000${serial}`,
          open: () => Promise.resolve(serial === 42 ? stalled() : bench.open()),
          hands: {
            ...hands,
            press() {
              isPressed = true;
              hands.press();
            },
          },
        };
      }),
    });
    browser = await launchBrowser();
    page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    await openPage(page, station.newUrl());
    await page.getByRole("link", { name: "Đọc thẻ", exact: true }).click();
    await unlockUnit(page);
  });
  after(async () => {
    await browser?.close();
    await station?.close();
    await folder.remove();
  });

  const card = (serial: number) => page.locator(".reading").filter({ hasText: `000000${serial}` });
  const state = (serial: number, stage: string) =>
    page.locator(`.reading.${stage}`).filter({ hasText: `000000${serial}` });
  const plug = (serial: number) => page.getByRole("button", { name: `Cắm vào 000000${serial}` }).click();
  const click = (serial: number, name: string) =>
    card(serial).getByRole("button", { name, exact: true }).click();
  const received = async (serial: number) =>
    (await store.tokens()).find(({ token }) => token === keyOfSerial(serial))!.records;

  it("begins with each token as it is plugged in, and asks each wearer", async () => {
    for (const serial of SERIALS) await plug(serial);
    for (const serial of SERIALS) await state(serial, "consent").waitFor();
    for (const serial of SERIALS) assert.match(await card(serial).innerText(), /Người Mẫu/);
    assert.deepEqual(await axeFindings(page), []);
  });

  it("reads the one that is pressed, and lets another be pulled out half-way", async () => {
    await click(42, "Bấm nút trên thẻ");
    await state(42, "reading").waitFor();
    await click(41, "Bấm nút trên thẻ");
    await state(41, "finished").waitFor();
    await click(42, "Rút ra");
    await state(42, "failed").waitFor();
    assert.match(await card(42).innerText(), /Chưa đọc được.*rút/s);
    assert.match(
      await card(41).innerText(),
      /1 ngày, \d+ lượt tiếp xúc, pin khoảng \d+ %( \(đang sạc\))?, đồng hồ (đúng giờ|nhanh|chậm)/,
    );
    assert.equal(await state(43, "consent").count(), 1);
    assert.ok((await received(41)) > 6);
    assert.equal(await received(43), 0);
  });

  it("goes on where it was cut off when the token comes back", async () => {
    isStalling = false;
    const before = await received(42);
    await plug(42);
    await state(42, "consent").waitFor();
    await click(42, "Bấm nút trên thẻ");
    await state(42, "finished").waitFor();
    await click(43, "Bấm nút trên thẻ");
    await state(43, "finished").waitFor();
    assert.ok((await received(42)) > before);
    assert.equal(await received(42), await received(41));
    assert.equal(await page.locator(".reading.failed").count(), 0);
    await page.getByText("xong 3 / 3 thẻ").waitFor();
  });

  it("keeps what a token came to after it is gone, and fits small screens", async () => {
    await click(41, "Rút ra");
    await page.locator(".reading.gone.finished").waitFor();
    assert.deepEqual(await axeFindings(page), []);
    for (const width of [390, 683, 1366]) {
      await page.setViewportSize({ width, height: 768 });
      assert.ok(await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), `${width} px`);
      if (process.env["SHOTS"]) await page.screenshot({ path: `${process.env["SHOTS"]}/hub-${width}.png` });
    }
  });
});
