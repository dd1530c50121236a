/** Papers as the browser prints them: how many sheets, of what size, with everything on them. */
import assert from "node:assert/strict";
import type { Browser } from "playwright-core";
import { labels } from "../../src/station/paper/labels.js";
import { paper } from "../../src/station/paper/paper.js";
import { LANGUAGES } from "../../src/words/language.js";
import { launchBrowser, needBrowser } from "./chromium.js";

const ISSUER = { name: "Trạm Y tế xã Mẫu", phone: "0905 000 111" };
/** As long as a unit's name gets. */
const LONG = {
  name: "Trung tâm Kiểm soát bệnh tật thành phố Mẫu, cơ sở phục vụ các xã miền núi phía Tây",
  phone: "0236 3 000 000",
};
const DAYS = { token: 21, computer: 30 };
const MM_A_POINT = 25.4 / 72;

describe("papers, printed", function () {
  this.timeout(180_000);
  let browser: Browser;
  before(async function () {
    needBrowser(this);
    browser = await launchBrowser();
  });
  after(() => browser?.close());

  /** Width and height of each sheet, in millimetres. */
  async function sheetsOf(html: string): Promise<[number, number][]> {
    const page = await browser.newPage();
    try {
      await page.setContent(html);
      const pdf = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
      return [...pdf.matchAll(/\/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]/g)].map(([, width, height]) => [
        Math.round(+width! * MM_A_POINT),
        Math.round(+height! * MM_A_POINT),
      ]);
    } finally {
      await page.close();
    }
  }

  for (const language of LANGUAGES) {
    it(`a leaflet is two sides of A5, however long the unit's name; ${language}`, async () => {
      for (const issuer of [ISSUER, LONG]) {
        assert.deepEqual(await sheetsOf(paper("leaflet", issuer, DAYS, language)), [
          [148, 210],
          [148, 210],
        ]);
      }
    });
  }

  it("sixty-five labels are one sheet of A4, one more begins another", async () => {
    const numbers = (count: number) => Array.from({ length: count }, (_, i) => i + 1);
    assert.deepEqual(await sheetsOf(labels(numbers(65), ISSUER, "vi")), [[210, 297]]);
    assert.equal((await sheetsOf(labels(numbers(66), ISSUER, "vi"))).length, 2);
  });
});
