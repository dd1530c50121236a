/** New programs at a check: the page shows for each token how far it is, what it came to, and what an early hand at the plug did. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { handsOf } from "../../sim/run/village-sources.js";
import { packDown } from "../../src/station/packs/down.js";
import { takePack } from "../../src/station/packs/take-pack.js";
import { nextReleaseNumber, stageRelease } from "../../src/station/register/releases.js";
import type { Line } from "../../src/sync/host/line.js";
import {
  START_UTC_MS,
  commune,
  createFolder,
  createTokenBench,
  officer,
  publicOf,
} from "../station/custody-bench.js";
import { HEALTHY, createSlotsBench, releaseOf } from "../token/update/slots-bench.js";
import { unlockUnit } from "./custody-stations.js";
import { expect, SEEN } from "./expect.js";
import { type OpenStation, PICTURES, openStation } from "./open-station.js";

/** The first is pulled out half-way, the second is updated, the third did not keep the program twice. */
const [PULLED, UPDATED, NOT_KEPT] = [51, 52, 53] as const;
const SERIALS = [PULLED, UPDATED, NOT_KEPT];
const CODE_BYTES = 5800;
/** Requests that are longer bring parts of a program. */
const PART_BYTES = 200;
const STALLS_AFTER_PARTS = 12;

describe("an update on the staff page", function () {
  this.timeout(180_000);
  const folder = createFolder();
  const tokens = SERIALS.map((serial) => {
    const slots = createSlotsBench({ chipId: `00112233AABBCC${serial}` });
    return { serial, slots, bench: createTokenBench(serial, "", slots) };
  });
  let open: OpenStation;
  /** The first token's answers stop, so that it is under way as long as the test likes. */
  let isStalling = true;

  const stalling = (line: Line, pause: () => void): Line => {
    let parts = 0;
    return {
      ...line,
      write(bytes) {
        if (isStalling && bytes.length > PART_BYTES && ++parts > STALLS_AFTER_PARTS) pause();
        line.write(bytes);
      },
    };
  };

  before(async function () {
    open = await openStation(this, {
      async fill(village, path) {
        const authority = await folder.store("authority.sqlite");
        for (const { serial, bench } of tokens) await bench.prepare(authority, serial);
        const by = { officer, reason: "thẻ mẫu" };
        const number = await nextReleaseNumber(authority, START_UTC_MS);
        const release = releaseOf(HEALTHY, { number }, CODE_BYTES);
        const what = { number, firmware: HEALTHY.firmwareVersion };
        const order = { ...by, store: authority, utcNowMs: () => START_UTC_MS };
        const down = { ...by, unit: commune, tokens: undefined, hasStock: true, fewestSlots: 1 };
        await stageRelease(order, release, what, "", SERIALS);
        await packDown(authority, path("down"), { ...down, nowMs: START_UTC_MS });
        await takePack(village, path("down"), commune, [publicOf(officer)], START_UTC_MS);
        for (const { serial, bench } of tokens) {
          const person = { name: `Người Mẫu ${serial}`, unit: "Thôn 1", phone: null };
          await village.issueToken(await village.tokenOf(serial), person, 0);
          bench.addNeighbour(new Uint8Array(12).fill(7), -50);
          bench.live(2);
        }
        for (let tries = 0; tries < 2; tries++) await village.noteReleaseTry(number, NOT_KEPT);
      },
      station: {
        utcNowMs: () => Math.max(...tokens.map(({ bench }) => bench.utcNowMs())),
        sources: tokens.map(({ serial, bench }) => ({
          id: `token-${serial}`,
          label: `000000${serial}`,
          open: () =>
            Promise.resolve(
              serial === PULLED ? stalling(bench.open(), bench.control.usb.pauseReading) : bench.open(),
            ),
          hands: handsOf(bench.control),
        })),
      },
    });
    const { page } = open;
    await page.getByRole("link", { name: "Đọc thẻ", exact: true }).click();
    await unlockUnit(page);
  });
  after(async () => {
    await open?.close();
    await folder.remove();
  });

  const card = (serial: number, stage = "") =>
    open.page.locator(`.reading${stage && `.${stage}`}`).filter({ hasText: `000000${serial}` });
  async function plugAndPress(serial: number): Promise<void> {
    await open.page.getByRole("button", { name: `Cắm vào 000000${serial}` }).click();
    await card(serial, "consent").getByRole("button", { name: "Bấm nút trên thẻ" }).click();
  }
  const running = (serial: number) => {
    const { slots } = tokens.find((one) => one.serial === serial)!;
    return slots.running().program.firmwareVersion;
  };
  async function look(screen: string): Promise<void> {
    for (const [language, name] of [
      ["en", "English"],
      ["vi", "Tiếng Việt"],
    ] as const) {
      await open.page.getByRole("button", { name }).click();
      for (const width of [390, 1366]) {
        await open.page.setViewportSize({ width, height: 768 });
        assert.ok(await open.page.evaluate("document.documentElement.scrollWidth <= innerWidth"), screen);
        await open.assertAccessible(`update-${screen}-${language}-${width}`);
      }
    }
  }

  it("shows how far each token is; one that is pulled out half-way keeps its program, and the page says what next", async () => {
    await plugAndPress(PULLED);
    await expect(card(PULLED, "update")).toContainText("Người Mẫu 51", SEEN);
    await expect(card(PULLED, "update")).toContainText(/đang cập nhật, [1-9]\d? %\. Đừng rút thẻ/, SEEN);
    if (PICTURES) await open.page.screenshot({ path: join(PICTURES, "update-under-way.png") });
    await card(PULLED).getByRole("button", { name: "Rút ra" }).click();
    await expect(card(PULLED, "finished")).toContainText(/Đã đọc xong/, SEEN);
    await expect(card(PULLED)).toContainText(
      "Thẻ 00000051 bị rút ra hoặc ngừng trả lời khi đang nhận phần mềm mới 0.2.0. Thẻ vẫn chạy phần mềm cũ, không mất gì. Hãy cắm lại",
      SEEN,
    );
    assert.equal(running(PULLED), "0.1.0");
    await look("pulled");
  });

  it("goes on when it comes back, and tells the end in a sentence", async () => {
    isStalling = false;
    await plugAndPress(PULLED);
    await plugAndPress(UPDATED);
    for (const serial of [PULLED, UPDATED]) {
      await expect(card(serial, "finished")).toContainText(
        "Thẻ đã nhận phần mềm 0.2.0 và bắt đầu chạy thử. Rút thẻ và đưa lại cho người đeo được rồi",
        SEEN,
      );
      await expect(card(serial)).not.toContainText("bị rút ra", SEEN);
    }
  });

  it("says of one that did not keep it whom it is to be shown, and leaves it alone", async () => {
    await plugAndPress(NOT_KEPT);
    await expect(card(NOT_KEPT, "finished")).toContainText(
      /đã 2 lần nhận phần mềm mới 0\.2\.0, lần nào cũng trở về .* Hãy đưa thẻ cho cơ quan quản lý xem\./,
      SEEN,
    );
    await look("ended");
    for (const { bench } of tokens) bench.live(1);
    assert.deepEqual(SERIALS.map(running), ["0.2.0", "0.2.0", "0.1.0"]);
  });
});
