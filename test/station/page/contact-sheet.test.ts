import assert from "node:assert/strict";
import { parse } from "csv-parse/sync";
import { notReadYet } from "../../../src/station/page/contact-sheet.js";
import { phoneCell, toCsv } from "../../../src/station/page/csv.js";
import type { StoredToken } from "../../../src/station/store/types.js";

describe("files for a spreadsheet", () => {
  it("come back as they were, in Vietnamese, with quotes, lines and commas", () => {
    const rows = [
      ["Họ và tên", "Ghi chú"],
      ['Nguyễn "Tí"', "một, hai\nba"],
    ];
    const csv = toCsv(rows);
    assert.equal(csv.codePointAt(0), 0xfeff);
    assert.deepEqual(parse(csv, { bom: true }), rows);
  });

  it("hold no formula", () => {
    const evil = ["=1+1", "+84905", "-2", "@SUM(A1)", "\t=1", "\r=1", "=HYPERLINK(\"x\")"]; // prettier-ignore
    const [cells] = parse(toCsv([evil]), { bom: true }) as string[][];
    assert.deepEqual(cells, evil.map((one) => `'${one}`)); // prettier-ignore
    assert.deepEqual(parse(toCsv([["1=1", 15, "Lê-Văn"]]), { bom: true }), [["1=1", "15", "Lê-Văn"]]);
  });

  it("keep the first 0 of a phone", () => {
    assert.deepEqual(["0905000111", "0905 000 111 (con)", null].map(phoneCell), ["0905 000 111", "0905 000 111 (con)", ""]); // prettier-ignore
  });
});

describe("tokens not read yet", () => {
  it("are those whose logs do not reach to the end: the F0's first, then those never read", () => {
    const token = (serial: number, lastReadMs: number | null, unreadRecords = 0) =>
      ({ token: String(serial), serial, lastReadMs, unreadRecords }) as StoredToken;
    const tokens = [token(1, 500), token(2, 100), token(3, null), token(4, 500, 7), token(5, 90)];
    const trace = { tokens: [{ token: "5", serial: 5 }], untilMs: 400 };
    assert.deepEqual(notReadYet(tokens, trace).map(({ serial }) => serial), [5, 3, 2, 4]); // prettier-ignore
  });
});
