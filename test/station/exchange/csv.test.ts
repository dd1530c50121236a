import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { csvOf, phoneCell } from "../../../src/station/exchange/csv.js";

describe("files for a spreadsheet", () => {
  it("come back as they were, in Vietnamese, with quotes, lines and commas", () => {
    const rows = [
      ["Họ và tên", "Ghi chú"],
      ['Nguyễn "Tí"', "một, hai\nba"],
    ];
    const csv = csvOf(rows);
    assert.equal(csv.codePointAt(0), 0xfeff);
    assert.deepEqual(parse(csv, { bom: true }), rows);
  });

  it("hold no formula", () => {
    const evil = ["=1+1", "+84905", "-2", "@SUM(A1)", "\t=1", "\r=1", '=HYPERLINK("x")'];
    const [cells] = parse(csvOf([evil]), { bom: true }) as string[][];
    assert.deepEqual(cells, evil.map((one) => `'${one}`)); // prettier-ignore
    assert.deepEqual(parse(csvOf([["1=1", 15, "Lê-Văn"]]), { bom: true }), [["1=1", "15", "Lê-Văn"]]);
  });

  it("keep the first 0 of a phone, and whose it is", () => {
    const phones = ["0905000111", "+84905000111", "0905 000 111 (con)", null];
    assert.deepEqual(phones.map(phoneCell), ["0905 000 111", "0905 000 111", "0905 000 111 (con)", null]);
  });
});
