import assert from "node:assert/strict";
import { notReadYet } from "../../../src/station/page/contact-sheet.js";
import type { StoredToken } from "../../../src/station/store/types.js";

describe("tokens not read yet", () => {
  it("are those whose logs do not reach to the end: the F0's first, then those never read", () => {
    const token = (serial: number, lastReadMs: number | null, unreadRecords = 0) =>
      ({ token: String(serial), serial, lastReadMs, unreadRecords }) as StoredToken;
    const tokens = [token(1, 500), token(2, 100), token(3, null), token(4, 500, 7), token(5, 90)];
    const trace = { tokens: [{ token: "5", serial: 5 }], untilMs: 400 };
    assert.deepEqual(notReadYet(tokens, trace).map(({ serial }) => serial), [5, 3, 2, 4]); // prettier-ignore
  });
});
