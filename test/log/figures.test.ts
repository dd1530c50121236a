/** The numbers of FORMAT.md and README.md follow from flash.config.json. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import config from "../../flash.config.json" with { type: "json" };
import { firstRingPage, lastingRecordsPerDay, ringPages } from "../../src/log/layout.js";

const board = config.boards.XIAOBLE;
const format = readFileSync("src/log/FORMAT.md", "utf8");
const readme = readFileSync("README.md", "utf8").replace(/\s+/g, " ");
const FIRMWARE_SLOT_BYTES = 48 * 1024;
const FLASH_BYTES = 2 * 1024 * 1024;

const regionPages = board.regionPages - 1;
const N = ringPages(board, regionPages);
const R = board.pageBytes / 32 - 1;
const D = config.retentionDays;
const W = board.enduranceErases;
const number = (value: number) => value.toLocaleString("en-US");
const pagesADay = (perDay: number) => Math.ceil(perDay / R);
/** Years, cut to two digits. */
const life = (pages: number) => {
  const years = (N * W) / (365 * pages);
  const unit = 10 ** Math.floor(Math.log10(years) - 1);
  return `${number(Math.floor(years / unit) * unit)} years`;
};
const stateYears = (saves: number, copies: number) =>
  Math.floor((board.statePages * W) / (365 * saves * copies));

const says = (text: string) => assert(format.includes(text), `FORMAT.md does not say: ${text}`);

describe("figures of the flash", () => {
  it("stand in FORMAT.md as flash.config.json has them: the region", () => {
    let first = 0;
    const rows: Record<string, number> = {
      "`statePages`": board.statePages,
      "`digestPages`": board.digestPages,
      "`listPages`": board.listPages,
      "the rest": N,
      "`firmwarePages`": board.firmwarePages,
      "`reservedPages`": board.reservedPages,
    };
    for (const [name, pages] of Object.entries(rows)) {
      const [, range] = new RegExp(`^\\| ${name} +\\| (\\S+) `, "m").exec(format)!;
      assert.equal(range, `${first}…${first + pages - 1}`, name);
      if (name === "the rest") assert.equal(first, firstRingPage(board));
      first += pages;
    }
    assert.equal(first, regionPages);
    says(`the ring: N = ${N} pages`);
  });

  it("stand in FORMAT.md: how much and how long", () => {
    says(`R = ${R} records a page, N = ${N} pages, D = ${D} days, endurance W = ${number(W)} erases`);
    const most = Math.floor((N - 1) / (D + 1));
    says(`→ P ≤ ${most}, E ≤ ${number(most * R)} a day`);
    const rows = [...format.matchAll(/^\| ([\d,]+) +\| (\d+) +\| ([^|]+?) +\| ([\d.]+) +\| ([^|]+?) +\|$/gm)];
    assert.equal(rows.length, 5);
    for (const [, perDay, pages, inUse, amplification, years] of rows) {
      const E = Number(perDay!.replace(",", ""));
      const P = pagesADay(E);
      const fits = P * (D + 1) <= N - 1;
      assert.equal(Number(pages), P);
      assert.equal(inUse, fits ? `${P * (D + 1)}` : `${N - 1}, ${Math.floor((N - 1) / P)} days`);
      assert.equal(amplification, (1 + P / E).toFixed(3));
      assert.equal(years, life(P));
    }
    says(`${Math.floor((N - 1) / pagesADay(6400))} days would be kept then`);
    says(`${number(lastingRecordsPerDay(N, R, D))} records in the mean`);
    says(`24 saves a day last ${stateYears(24, 2)} years, 96 a day ${stateYears(96, 2)}`);
    says(`it would be ${stateYears(24, 1)} and ${stateYears(96, 1)}`);
  });

  it("stand in README.md", () => {
    const P = pagesADay(2000);
    assert(
      readme.includes(
        `${N} × ${number(W)} / (365 × ${P}) = ${number(Math.floor((N * W) / (365 * P) / 100) * 100)} years`,
      ),
    );
    assert(readme.includes(`saved 24 times a day in two copies on eight pages: ${stateYears(24, 2)} years`));
    assert.equal(board.statePages, 8);
  });

  it("leave room for 21 days of 2,000 encounters with an open page each, two firmware slots, and Storage", () => {
    assert(Math.ceil((D * 2000) / R) + D <= N - 1);
    assert(pagesADay(2000) * (D + 1) <= N - 1);
    assert(board.firmwarePages * board.pageBytes >= 2 * FIRMWARE_SLOT_BYTES);
    assert(FLASH_BYTES - board.regionPages * board.pageBytes >= FIRMWARE_SLOT_BYTES);
    for (const { statePages, reservedPages } of Object.values(config.boards)) {
      assert(statePages >= 4 && statePages <= 30);
      assert(reservedPages > 0);
    }
    assert.equal(board.reservedPages, 16);
  });
});
