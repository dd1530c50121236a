import assert from "node:assert/strict";
import { inColumns } from "../../../src/station/command-line/table.js";

describe("rows in columns", () => {
  it("stand under each other by what the eye sees: letters with marks apart, wide ones, signs for what is no letter", () => {
    const rows = [
      ["Nguyễn".normalize("NFD"), "x"],
      ["Nguyễn", "x"],
      ["王小明", "x"],
      ["a\u001b[2J", "x"],
    ];
    const lines = inColumns(rows);
    assert.deepEqual(lines, ["Nguyễn".normalize("NFD") + "  x", "Nguyễn  x", "王小明  x", "a\uFFFD[2J   x"]);
  });

  it("have a head, and no column in which nothing stands", () => {
    assert.deepEqual(inColumns([["1", null, "b"], ["22", "", false]], ["n", "none", "letter"]), ["n   letter", "1   b", "22"]); // prettier-ignore
    assert.deepEqual(inColumns([], ["n", "letter"]), ["n  letter"]);
  });
});
