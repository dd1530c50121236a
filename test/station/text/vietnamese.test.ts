import assert from "node:assert/strict";
import { compareNames, fold, matchOf } from "../../../src/station/text/vietnamese.js";

const finds = (query: string, text: string) => matchOf(text, query) !== "none";

describe("search in Vietnamese", () => {
  it("needs no marks, no capitals, and not the right đ, apostrophe or hyphen", () => {
    // As it comes from old fonts (U+00D0, U+00F0), and in decomposed letters.
    for (const name of ["Nguyễn Đức", "Nguyễn \u00d0ức", "nguyễn \u00f0ức", "Nguyễn Đức".normalize("NFD")]) {
      assert.equal(fold(name), "nguyen duc");
      assert.ok(finds("duc", name), name);
      assert.ok(finds("Ðức nguyễn", name), name);
    }
    for (const name of ["H’Hen Niê", "H'Hen Niê", "H‘Hen Niê", "HʼHen Niê"]) {
      for (const query of ["h'hen nie", "h’hen", "hhen", "nie"]) assert.ok(finds(query, name), query);
    }
    for (const query of ["y bham", "y-bham", "bhăm"]) assert.ok(finds(query, "Y‑Bhăm Êban"), query);
    assert.ok(finds("hoa", "Hòa") && finds("hoà", "Hòa") && !finds("hoa", "Trần Thoa"));
  });

  it("takes a short number for that number, where it was typed", () => {
    assert.ok(finds("thon 7", "00000042 Lê Văn Bảy Thôn 7"));
    assert.ok(finds("7", "Thôn 7") && finds("thon 07", "Thôn 7") && finds("mau 2", "Người mẫu 02"));
    for (const text of ["Thôn 17", "Thôn 70", "Thôn 3 00000007", "00000077 Thôn 3", "Tổ 7 Thôn 1"]) {
      assert.ok(!finds("thon 7", text), text);
    }
  });

  it("finds a token or a phone by its first digits", () => {
    assert.ok(finds("42", "00000042 An") && finds("00000042", "An 00000042") && finds("0000", "00000042"));
    assert.ok(finds("an 0905", "An Thôn 3 0905000111") && !finds("905", "An 0905000111"));
  });

  it("tells what was typed to the end from what was begun", () => {
    assert.deepEqual(
      ["Nguyễn Văn An", "Nguyễn Văn Anh", "Trần Bình"].map((name) => matchOf(name, "van an")),
      ["whole", "begun", "none"],
    );
    assert.equal(matchOf("bất kỳ", ""), "whole");
  });
});

describe("names", () => {
  it("are in the order of given names, as Vietnamese sorts its letters and tones", () => {
    const sorted = [
      "Nguyễn Văn An",
      "Trần Văn An",
      "Nguyễn Thị Ánh",
      "Lê Ân",
      "Lê Bình",
      "H’Hen Niê Đam",
      "Nguyễn \u00d0ức",
      "Trần Đức",
      "Lê Hoa",
      "Trần Thị Hòa",
      "Đỗ Minh",
      "Ơn",
    ];
    assert.deepEqual([...sorted].reverse().sort(compareNames), sorted);
    assert.equal(compareNames("Nguyễn Đức".normalize("NFD"), "Nguyễn Đức"), 0);
  });
});
