/** Papers: the same facts as in the code, in both languages, and nothing that a name could break. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import decodeQr from "qr/decode.js";
import flash from "../../../flash.config.json" with { type: "json" };
import { STORE_DAYS, TOKEN_DAYS } from "../../../src/station/store/kept-days.js";
import { labels } from "../../../src/station/paper/labels.js";
import { PAPERS } from "../../../src/station/paper/kinds.js";
import { PAPER_TEXTS, paper } from "../../../src/station/paper/paper.js";
import { repositoryRoot } from "../../../src/station/repository-root.js";
import { smsLength, withoutMarks } from "../../../src/station/text/sms.js";
import { LIGHTS, SIGNALS } from "../../../src/wearer/signals.js";
import { LANGUAGES } from "../../../src/words/language.js";

const ISSUER = { name: "Trạm Y tế xã Mẫu", phone: "0905 000 111" };
const DAYS = { token: TOKEN_DAYS, computer: STORE_DAYS };

describe("papers", () => {
  it("show the light of each row of the token's table", () => {
    for (const language of LANGUAGES) {
      const pictures = paper("leaflet", ISSUER, DAYS, language).match(/<svg class="blinks".*?<\/svg>/gs)!;
      assert.deepEqual(
        pictures.map((picture) => picture.split("<rect").length - 1),
        LIGHTS.map(([times]) => times),
      );
    }
  });

  it("and SCHEDULE.md's table are the one that the token runs", () => {
    const schedule = readFileSync(join(repositoryRoot(), "src/token/SCHEDULE.md"), "utf8");
    const rows = [...schedule.matchAll(/^\| `(\w+)` +\| (\d+) × (\d+)(?:, (\d+) dark)? +\|/gm)];
    assert.deepEqual(
      rows.map(([, signal, times, litMs, darkMs = 0]) => [signal, +times!, +litMs!, +darkMs]),
      SIGNALS.map((signal, row) => [signal, ...LIGHTS[row]!]),
    );
  });

  it("name the unit and its number, and the days that the code keeps", () => {
    assert.equal(TOKEN_DAYS, flash.retentionDays);
    for (const language of LANGUAGES) {
      for (const kind of PAPERS) {
        const page = paper(kind, ISSUER, DAYS, language);
        assert.ok(page.includes(ISSUER.name), `${kind} in ${language}`);
      }
      for (const kind of ["leaflet", "notice", "assessment"] as const) {
        const page = paper(kind, ISSUER, { token: 17, computer: 19 }, language);
        assert.match(page, /\b17 (ngày|days)/, kind);
        assert.match(page, /\b19 (ngày|days)/, kind);
      }
    }
  });

  it("load nothing, and take a name for a name whatever is in it", () => {
    const name = `<script>alert("1")</script> & <img src=x>`;
    for (const language of LANGUAGES) {
      const pages = [
        ...PAPERS.map((kind) => paper(kind, { name, phone: "<b>1</b>" }, DAYS, language)),
        labels([1], { name, phone: "<b>1</b>" }, language),
      ];
      for (const page of pages) {
        assert.doesNotMatch(page, /<script|<img|<b>1<|https?:|url\(|@import/);
        assert.doesNotMatch(page, /undefined|\[object/);
      }
    }
  });

  it("say how many messages an SMS makes; without marks each fits one", () => {
    for (const language of LANGUAGES) {
      const issuer = { ...ISSUER, name: "Tram Y te xa Mau" };
      const { messages } = PAPER_TEXTS[language].sms(issuer);
      for (const { head, text } of messages) assert.equal(smsLength(withoutMarks(text)).segments, 1, head);
      const page = paper("sms", issuer, DAYS, language);
      assert.equal(page.split('class="message"').length - 1, messages.length * (language === "vi" ? 2 : 1));
    }
  });

  it("ask for what the law wants to be asked", () => {
    // Decree 13/2023: article 13 has six things to tell, article 24 nine parts of an assessment.
    const { notice, assessment, guardian } = PAPER_TEXTS.vi;
    for (const word of [
      "Để làm gì",
      "Dữ liệu gì",
      "Xử lý thế nào",
      "Ai được nhận",
      "Bao lâu",
      "không mong muốn",
    ])
      assert.ok(
        notice(ISSUER, DAYS).sections.some(({ head }) => head.includes(word)),
        word,
      );
    assert.ok(assessment(ISSUER, DAYS).sections.length >= 9);
    assert.match(JSON.stringify(guardian(ISSUER)), /từ đủ 7 tuổi/);
  });
});

describe("labels", () => {
  const serials = Array.from({ length: 66 }, (_, n) => n * 1_234_567 + 1);

  it("carry each number once, for people and in a code that scanners read", () => {
    const page = labels(serials, ISSUER, "vi");
    const codes = [
      ...page.matchAll(/<svg\s+viewBox="0 0 (\d+) \d+"[^>]*aria-label="(\d+)"[^>]*>\s*<path d="([^"]+)"/g),
    ];
    assert.deepEqual(
      codes.map(([, size, , path]) => scan(Number(size), path!)),
      serials.map((serial) => String(serial).padStart(8, "0")),
    );
    assert.deepEqual(
      [...page.matchAll(/<b>(\d{8})<\/b>/g)].map(([, number]) => Number(number)),
      serials,
    );
  });

  it("are 65 on a sheet", () => {
    assert.equal(labels(serials.slice(0, 65), ISSUER, "vi").split('class="labels"').length, 2);
    assert.equal(labels(serials, ISSUER, "vi").split('class="labels"').length, 3);
  });
});

/** What a camera sees: eight pixels for a module. */
function scan(size: number, path: string): string {
  const SCALE = 8;
  const side = size * SCALE;
  const data = new Uint8Array(side * side * 4).fill(255);
  for (const [, x, y] of path.matchAll(/M(\d+) (\d+)h1v1h-1z/g)) {
    for (let row = 0; row < SCALE; row++) {
      const from = ((Number(y) * SCALE + row) * side + Number(x) * SCALE) * 4;
      for (let i = 0; i < SCALE * 4; i += 4) data.fill(0, from + i, from + i + 3);
    }
  }
  return decodeQr({ width: side, height: side, data });
}
