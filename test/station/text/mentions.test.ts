/** Where a text speaks of a person, however it is written. */
import assert from "node:assert/strict";
import fc from "fast-check";
import {
  findMentions,
  joined,
  lookup,
  soughtOf,
  strikeOut,
  sureSpans,
} from "../../../src/station/text/mentions.js";

const AN = soughtOf({ name: "Nguyễn Đức An", phone: "0905 000 111" });
/** What is found, and whether it can only be the person. */
const found = (text: string, who = AN, isName = false) =>
  findMentions(text, who, isName).map(
    ({ from, to, isSure }) => `${isSure ? "" : "?"}${text.slice(from, to)}`,
  );

describe("a person's name in a text", () => {
  const wholes: [text: string, ...found: string[]][] = [
    ["Gặp Nguyễn Đức An ở chợ.", "Nguyễn Đức An"],
    ["gap nguyen duc an o cho", "nguyen duc an"],
    ["NGUYỄN ĐỨC AN", "NGUYỄN ĐỨC AN"],
    // Old fonts leave U+00D0.
    ["bác Nguyễn Ðức An, thôn 3", "Nguyễn Ðức An"],
    ["Nguyễn  Đức\u00a0An", "Nguyễn  Đức\u00a0An"],
    ["Nguyễn-Đức-An (thôn 3); Nguyễn Đức An", "Nguyễn-Đức-An", "Nguyễn Đức An"],
    ["Nguyễn Đức An".normalize("NFD"), "Nguyễn Đức An".normalize("NFD")],
    ["“Nguyễn Đức An”", "Nguyễn Đức An"],
    // A list that lost its columns.
    ["1Nguyễn Đức An1958", "Nguyễn Đức An"],
  ];
  for (const [text, ...expected] of wholes)
    it(`is found whole in ${JSON.stringify(text)}`, () => assert.deepEqual(found(text), expected));

  for (const text of [
    "Nguyễn Đức Anh",
    "Nguyễn Đức. Rồi an toàn; đức an",
    "an toàn, đức hạnh",
    "Nguyễn Đức; An",
    "",
    "Nguyễn Văn An",
  ])
    it(`is not found whole in ${JSON.stringify(text)}`, () =>
      assert.deepEqual(found(text).filter((one) => !one.startsWith("?")), [])); // prettier-ignore

  const parts: [text: string, isName: boolean, ...found: string[]][] = [
    ["hỏi bà Đức An", false, "?Đức An"],
    ["hỏi Bà Đức An", false, "?Đức An"],
    ["Gặp Đức An ở chợ. Hỏi Đức An", false, "?Đức An", "?Đức An"],
    ["nhà Nguyễn thì Đức An", false, "?Đức An"],
    ["gặp Nguyễn Đức An và Đức An", false, "Nguyễn Đức An", "?Đức An"],
    // Somebody else's name.
    ["gặp Lê Đức An", false],
    ["Lê Đức An", true],
    ["Lê Đức An", false, "?Đức An"],
    // Capitals everywhere tell nothing.
    ["GẶP LÊ ĐỨC AN", false, "?ĐỨC AN"],
    ["An", false],
  ];
  for (const [text, isName, ...expected] of parts)
    it(`may be meant in ${JSON.stringify(text)}${isName ? ", a name" : ""}`, () =>
      assert.deepEqual(found(text, AN, isName), expected));

  it("keeps its apostrophe, whichever it is, and what stands around it", () => {
    const hen = soughtOf({ name: "H’Hen Niê", phone: null });
    for (const text of ["H’Hen Niê", "H'Hen Niê", "hhen nie", "HʼHen Nie"]) {
      assert.deepEqual(found(`(${text}')`, hen), [text]);
    }
  });

  it("of one word is never sure, and of none nowhere", () => {
    assert.deepEqual(found("Ánh sáng, bà Ánh", soughtOf({ name: "Ánh", phone: null })), ["?Ánh", "?Ánh"]);
    assert.deepEqual(found("Ánh 0905", soughtOf({ name: " ", phone: "" })), []);
  });
});

describe("a person's telephone in a text", () => {
  for (const [text, expected] of [
    ["0905000111"],
    ["gọi 0905.000.111 nhé", "0905.000.111"],
    ["09 05 00 01 11"],
    ["0905-000-111"],
    ["0905\u2013000\u2013111"],
    ["+84 905 000 111"],
    ["+84905000111"],
    ["0084 905000111"],
    ["84905000111"],
    ["+84 (0) 905 000 111"],
    ["(0905) 000 111"],
    ["(0905 000 111)", "0905 000 111"],
    ["(+84) 905 000 111"],
    // A spreadsheet drops the 0.
    ["905000111"],
    ["năm 2020 0905 000 111", "0905 000 111"],
    ["0905 000 111 0906 222 333", "0905 000 111"],
  ] as [string, string?][])
    it(`is found in ${JSON.stringify(text)}`, () => assert.deepEqual(found(text), [expected ?? text]));

  for (const text of ["0905000112", "10905000111", "09050001112", "0905 000", "0095 000 111"])
    it(`is not found in ${JSON.stringify(text)}`, () => assert.deepEqual(found(text), []));

  it("is found by whatever way the register writes it", () => {
    for (const phone of ["+84 905 000 111", "0905.000.111", "0084905000111"])
      assert.deepEqual(found("số 0905 000 111", soughtOf({ name: "", phone })), ["0905 000 111"]);
    assert.deepEqual(found("số 123 456", soughtOf({ name: "", phone: "123456" })), []);
  });
});

describe("words that are taken out", () => {
  it("leave the rest as it was", () => {
    const text = "Bác Nguyễn Đức An (0905 000 111) là hàng xóm.";
    assert.equal(strikeOut(text, findMentions(text, AN), "[…]"), "Bác […] ([…]) là hàng xóm.");
    assert.equal(strikeOut("không ai", findMentions("không ai", AN), "[…]"), "không ai");
  });

  it("are, where nobody looks, only those that nobody else can be", () => {
    const text = "Nguyễn Đức An, bà Đức An, 0905 000 111";
    const left = (name: boolean, phone: boolean) =>
      strikeOut(text, sureSpans(findMentions(text, AN), { name, phone }), "[…]");
    assert.equal(left(false, false), "[…], bà Đức An, […]");
    assert.equal(left(true, false), "Nguyễn Đức An, bà Đức An, […]");
    assert.equal(left(false, true), "[…], bà Đức An, 0905 000 111");
  });

  it("are gone from any text: nothing is found in it again, and nothing else is missing", () => {
    const piece = fc.constantFrom(
      ...["Nguyễn Đức An", "nguyen duc an", "Đức An", "Lê", "An", " ", ", ", ".", "'", "(", ")", "-", "\n"],
      ...["0905 000 111", "+84", "905000111", "0", "84", "1", "ế", "\u0301", "Đ", "😀", "[đã xoá]"],
    );
    // Among others, one of them of the same last word.
    const others = ["Lê Văn An", "Trần Bình", ""].map((name) => soughtOf({ name, phone: "0905 000 112" }));
    const mayName = lookup([...others, AN]);
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 14 }), (pieces) => {
        const text = pieces.join("");
        const spans = findMentions(text, AN);
        let end = 0;
        for (const { from, to } of spans) {
          assert.ok(from >= end && to > from && to <= text.length, JSON.stringify([text, spans]));
          end = to;
        }
        assert.ok(spans.length === 0 || mayName(text).has(AN), text);
        const again = findMentions(strikeOut(text, spans, "[đã xoá]"), AN).filter(({ isSure }) => isSure);
        assert.deepEqual(again, [], text);
        const kept = strikeOut(text, spans, "");
        assert.equal(kept.length, text.length - spans.reduce((sum, { from, to }) => sum + to - from, 0));
      }),
      { numRuns: 3_000 },
    );
  });

  it("are one where the names of two people overlap", () => {
    const text = "gặp Nguyễn Đức An Bình, Lê Hoa và Đức An";
    const binh = soughtOf({ name: "Đức An Bình", phone: null });
    const spans = [AN, binh].flatMap((who) => findMentions(text, who)).filter(({ isSure }) => isSure);
    assert.equal(strikeOut(text, joined(spans), "[…]"), "gặp […], Lê Hoa và Đức An");
  });
});
