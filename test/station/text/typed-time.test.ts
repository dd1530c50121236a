import assert from "node:assert/strict";
import { isoDay, localDayStartMs, parseIsoDay } from "../../../src/station/text/local-time.js";
import { parseTypedDay, parseTypedMoment } from "../../../src/station/text/typed-time.js";

const TODAY = parseIsoDay("2026-11-29")!;

describe("typed dates", () => {
  const read = (text: string) => {
    const day = parseTypedDay(text, TODAY);
    return day === undefined ? undefined : isoDay(day);
  };

  it("are taken in every form that people use", () => {
    for (const text of ["28/11", "28-11", "28.11", "28 11", "2811", "281126", "28112026"]) {
      assert.equal(read(text), "2026-11-28", text);
    }
    for (const text of ["28-11-26", "28/11/26", "28/11/2026", "28.11.2026", " 28/11/2026 ", "2026-11-28"]) {
      assert.equal(read(text), "2026-11-28", text);
    }
    assert.equal(read("1/2/26"), "2026-02-01");
  });

  it("without a year are the last such day that is not after today", () => {
    assert.equal(read("29/11"), "2026-11-29");
    assert.equal(read("30/11"), "2025-11-30");
    assert.equal(read("29/2"), "2024-02-29");
  });

  it("that are none are refused", () => {
    for (const text of [
      "",
      "31/02/2021",
      "31/2",
      "32/1",
      "1/13",
      "28/11/026",
      "11",
      "28/11/20266",
      "hôm qua",
    ]) {
      assert.equal(read(text), undefined, text);
    }
  });
});

describe("typed moments", () => {
  const nowMs = localDayStartMs(TODAY) + 17 * 3_600_000;
  const at = (day: string, minutes: number) => localDayStartMs(parseIsoDay(day)!) + minutes * 60_000;

  it("are a time of today, or with a day before or after it", () => {
    for (const text of ["14:30", "14h30", "14g30", " 14:30 "]) {
      assert.equal(parseTypedMoment(text, nowMs), at("2026-11-29", 870), text);
    }
    assert.equal(parseTypedMoment("9h", nowMs), at("2026-11-29", 540));
    for (const text of ["28/11 14:30", "14:30 28/11/26", "281126 14h30", "28/11/2026 14:30"]) {
      assert.equal(parseTypedMoment(text, nowMs), at("2026-11-28", 870), text);
    }
  });

  it("that are none are refused: a day alone does not say who had a token that day", () => {
    for (const text of ["", "28/11", "24:00", "14:60", "14:30 14:30", "14:30 28/11 x", "1430"]) {
      assert.equal(parseTypedMoment(text, nowMs), undefined, text);
    }
  });
});
